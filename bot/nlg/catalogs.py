"""The translations: one gettext catalog a language, read from ``locales/`` into memory."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from pathlib import Path

from babel.messages import mofile, pofile

from bot.languages import LANGUAGES, SOURCE_LANGUAGE


@dataclass(frozen=True)
class Catalogs:
    """Translations by language. English, the source, has none."""

    by_language: dict[str, gettext.GNUTranslations]

    def text(self, language: str, context: str, text: str) -> str | None:
        """The translation of a text; None where it is missing."""
        catalog = self.by_language.get(language)
        if catalog is None:
            return None
        found = catalog.pgettext(context, text)
        return None if found == text and not _has(catalog, context, text) else found

    def plural(
        self, language: str, context: str, singular: str, plural: str, count: int
    ) -> str | None:
        """The translation in the form that the language has for this count; None if missing."""
        catalog = self.by_language.get(language)
        if catalog is None or not _has(catalog, context, singular):
            return None
        return catalog.npgettext(context, singular, plural, count)


def _has(catalog: gettext.GNUTranslations, context: str, text: str) -> bool:
    key = gettext.GNUTranslations.CONTEXT % (context, text)
    entries = catalog._catalog  # type: ignore[attr-defined]  # no public way to ask
    return key in entries or (key, 0) in entries


def catalog_path(root: Path, language: str) -> Path:
    """Where a language's catalog lies."""
    return root / "locales" / language / "LC_MESSAGES" / "bot.po"


def load_catalogs(root: Path) -> Catalogs:
    """All catalogs that are there. Fuzzy entries count as missing."""
    found = {}
    for language in LANGUAGES:
        path = catalog_path(root, language)
        if language == SOURCE_LANGUAGE or not path.exists():
            continue
        with path.open("rb") as file:
            catalog = pofile.read_po(file, locale=language, charset="utf-8")
        compiled = io.BytesIO()
        mofile.write_mo(compiled, catalog)
        compiled.seek(0)
        found[language] = gettext.GNUTranslations(compiled)
    return Catalogs(found)
