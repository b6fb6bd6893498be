"""``make catalogs``: brings new, changed and dropped responses into every catalog.

Translations are kept; nothing is guessed from texts that are alike.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.core import Locale
from babel.messages import Catalog, pofile

from bot.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.nlg.catalogs import catalog_path
from bot.nlg.interface import read_texts
from bot.nlg.responses import Response
from bot.settings import ROOT

WIDTH = 0
"""Entries are not wrapped: a changed word changes one line."""


def template(responses: dict[str, Response]) -> Catalog:
    """The source texts as a catalog without translations, in their order."""
    catalog = Catalog(
        project="support-bot",
        copyright_holder="the support-bot authors",
        fuzzy=False,
    )
    for response in responses.values():
        for variant in response.variants:
            text: str | tuple[str, str] = variant.text
            if variant.singular is not None:
                text = (variant.singular, variant.text)
            catalog.add(
                text,
                string=("", "") if isinstance(text, tuple) else "",
                context=variant.context,
                auto_comments=[variant.note],
            )
            for button in variant.buttons:
                catalog.add(
                    button.label,
                    context=variant.label_context(button),
                    auto_comments=["A button: at most 30 letters."],
                )
    return catalog


def extract(root: Path = ROOT) -> list[Path]:
    """Writes ``bot.pot`` and updates every catalog. Gives the files that changed."""
    source = template(read_texts(root))
    changed = _write(root / "locales" / "bot.pot", source)
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        path = catalog_path(root, language)
        kept = _read(path, language)
        catalog = Catalog(
            locale=Locale(language),
            project="support-bot",
            fuzzy=False,
            copyright_holder="the support-bot authors",
        )
        for message in source:
            if not message.id:
                continue
            old = kept.get(message.id, message.context) if kept else None
            if old is not None and old.id != message.id:
                old = None  # its plural was reworded: catalogs find entries by the singular alone
            forms = ("",) * catalog.num_plurals if message.pluralizable else ""
            catalog.add(
                message.id,
                string=old.string if old is not None and old.string else forms,
                context=message.context,
                auto_comments=message.auto_comments,
                user_comments=old.user_comments if old is not None else (),
                flags=old.flags if old is not None else (),
            )
        changed += _write(path, catalog)
    return changed


def _read(path: Path, language: str) -> Catalog | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        return pofile.read_po(file, locale=language, charset="utf-8")


def _write(path: Path, catalog: Catalog) -> list[Path]:
    buffer = io.BytesIO()
    pofile.write_po(
        buffer, catalog, width=WIDTH, omit_header=True, no_location=True, include_previous=False
    )
    text = _header(catalog) + buffer.getvalue().decode("utf-8")
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [path]


def _header(catalog: Catalog) -> str:
    """A header without dates, which would change with every run."""
    lines = ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    lines.append("Content-Transfer-Encoding: 8bit")
    if catalog.locale is not None:
        lines.append(f"Language: {catalog.locale.language}")
        lines.append(f"Plural-Forms: {catalog.plural_forms}")
    quoted = "".join(f'"{line}\\n"\n' for line in lines)
    return f'msgid ""\nmsgstr ""\n{quoted}\n'


if __name__ == "__main__":
    for written in extract():
        print(written.relative_to(ROOT))
