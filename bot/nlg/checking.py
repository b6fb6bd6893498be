"""``support-bot check-locales``: every catalog complete, and its placeholders those of the source.

Babel's own check does not see a renamed ``{placeholder}``; this one compares them, with their
specs, as sets, in every plural form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages import Catalog, pofile
from babel.messages.catalog import Message
from babel.messages.pofile import PoFileError

from bot.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.nlg.catalogs import catalog_path
from bot.nlg.extracting import template
from bot.nlg.interface import read_texts
from bot.nlg.rendering import AGREEING, PLACEHOLDER, SPECS


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a catalog, and what to do about it."""

    language: str
    context: str
    what: str

    def __str__(self) -> str:
        return f"{self.language}: {self.context}: {self.what}"


def check(root: Path) -> list[Problem]:
    """All problems of all catalogs and of the source, in the order of domain.yml."""
    source = template(read_texts(root))
    problems = [problem for message in source if message.id for problem in _source(message)]
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            problems.extend(_check_catalog(root, language, source))
    return problems


def _check_catalog(root: Path, language: str, source: Catalog) -> Iterator[Problem]:
    path = catalog_path(root, language)
    if not path.exists():
        yield Problem(language, "catalog", "is missing; make it with: make catalogs")
        return
    try:
        with path.open("rb") as file:
            catalog = pofile.read_po(file, locale=language, charset="utf-8", abort_invalid=True)
    except (PoFileError, ValueError) as error:
        yield Problem(language, "catalog", f"can't be read, mend it: {error}")
        return
    own = Catalog(locale=language)
    if catalog.plural_forms != own.plural_forms:
        yield Problem(
            language,
            "header",
            f"Plural-Forms is {catalog.plural_forms!r}, the language's is {own.plural_forms!r}; "
            "run: make catalogs",
        )
    wanted = {(m.context, m.id) for m in source if m.id}
    for message in catalog:
        if message.id and (message.context, message.id) not in wanted:
            yield Problem(
                language, str(message.context), "is no longer among the sources; run: make catalogs"
            )
    for message in source:
        if not message.id:
            continue
        found = catalog.get(message.id, message.context)
        if found is None:
            yield Problem(language, str(message.context), "is missing; run: make catalogs")
        else:
            yield from _entry(language, found, catalog)


def _entry(language: str, message: Message, catalog: Catalog) -> Iterator[Problem]:
    def wrong(what: str) -> Problem:
        return Problem(language, str(message.context), what)

    if message.fuzzy:
        yield wrong("is marked fuzzy; look at it and take the mark away")
    forms = _forms(message.string)
    if not all(forms):
        yield wrong("is not translated")
        return
    if message.pluralizable and len(forms) != catalog.num_plurals:
        yield wrong(f"has {len(forms)} plural forms, the language has {catalog.num_plurals}")
    ids = _forms(message.id)
    expected = placeholders(ids[-1])
    for index, form in enumerate(forms):
        found = placeholders(form)
        allowed = [expected]
        if message.pluralizable and _only_one(catalog.plural_expr, index):
            allowed.append(placeholders(ids[0]))
        if found not in allowed:
            more = ", ".join(sorted(found - expected)) or "none"
            lacks = ", ".join(sorted(expected - found)) or "none"
            yield wrong(f"placeholders differ; too many: {more}; missing: {lacks}")
        yield from (wrong(what) for what in _form(form, ids[-1]))
        yield from (wrong(what) for what in _agreeing(form, ids[-1], own_plurals(language)))


def _form(form: str, source: str) -> Iterator[str]:
    if form != unicodedata.normalize("NFC", form):
        yield "is not in Unicode's form NFC"
    if form != form.strip():
        yield "begins or ends with white space"
    left = PLACEHOLDER.sub("", AGREEING.sub("", form))
    if "{" in left or "}" in left:
        yield "has a brace that belongs to no placeholder"
    if form.count("\n") != source.count("\n"):
        yield f"has {form.count(chr(10))} line breaks, the source {source.count(chr(10))}"


def _agreeing(form: str, source: str, plurals: int) -> Iterator[str]:
    """Words that agree with a count: one for each plural form, and the count is a fact there."""
    known = {name for name, _ in PLACEHOLDER.findall(source)}
    for found in AGREEING.finditer(form):
        name, words = found.group(1), found.group(2)[1:].split("|")
        if name not in known:
            yield f"{found.group(0)} counts by a fact that the source does not name"
        if len(words) != plurals:
            yield f"{found.group(0)} has {len(words)} plural forms, the language has {plurals}"


def _source(message: Message) -> Iterator[Problem]:
    for text in _forms(message.id):
        for name, spec in PLACEHOLDER.findall(text):
            if spec and spec not in SPECS:
                yield Problem("en", str(message.context), f"{{{name}:{spec}}}: unknown spec")
        for what in (*_form(text, text), *_agreeing(text, text, own_plurals(SOURCE_LANGUAGE))):
            yield Problem("en", str(message.context), what)


@cache
def _only_one(expression: str, index: int) -> bool:
    """Whether a plural form serves 1 alone, or 0 and 1 as in French: it may leave the number out.

    Nothing is ever counted as 0: that has a response of its own.
    """
    form_of = c2py(expression)
    return [n for n in range(200) if int(form_of(n)) == index] in ([1], [0, 1])


@cache
def own_plurals(language: str) -> int:
    """How many plural forms a language has."""
    return int(Catalog(locale=language).num_plurals)


def placeholders(text: str) -> frozenset[str]:
    """The placeholders of a text, each as it is written."""
    return frozenset(found.group(0) for found in PLACEHOLDER.finditer(text))


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)
