"""``check-locales`` finds each kind of mistake, and says where and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages import Catalog

from bot.nlg.catalogs import catalog_path
from bot.nlg.checking import check
from tests.nlg.conftest import SmallShop, change

SOURCE = {
    "utter_plain": [{"text": "Until {day:date}, {name}.\nBye"}],
    "utter_count": [
        {
            "text": "{count} codes",
            "metadata": {"plural": {"count": "count", "one": "This code"}},
        }
    ],
}
TEXTS = {
    "fr": ("Jusqu’au {day:date}, {name}.\nSalut", "Ce code", "{count} codes"),
    "es": ("Hasta {day:date}, {name}.\nAdiós", "Este código", "{count} códigos"),
    "de": ("Bis {day:date}, {name}.\nTschüs", "Dieser Code", "{count} Codes"),
    "pt": ("Até {day:date}, {name}.\nAdeus", "Este código", "{count} códigos"),
    "it": ("Fino {day:date}, {name}.\nCiao", "Questo codice", "{count} codici"),
    "ru": ("До {day:date}, {name}.\nПока", "{count} код", "{count} кода", "{count} кодов"),
    "pl": ("Do {day:date}, {name}.\nPa", "Ten kod", "{count} kody", "{count} kodów"),
    "ro": ("Până {day:date}, {name}.\nPa", "Acest cod", "{count} coduri", "{count} de coduri"),
    "th": ("ถึง {day:date} {name}\nลาก่อน", "{count} โค้ด"),
    "tr": ("{day:date}, {name}.\nGüle", "{count} kod"),
}
GOOD = {
    language: {"utter_plain": plain, "utter_count": forms}
    for language, (plain, *forms) in TEXTS.items()
}


@pytest.fixture
def good(small_shop: SmallShop) -> Path:
    return small_shop(SOURCE, GOOD)


def problems(root: Path) -> list[str]:
    return [str(problem) for problem in check(root)]


def test_the_projects_own_catalogs_have_no_problem(project: Path) -> None:
    assert problems(project) == []


def test_good_catalogs_have_no_problem(good: Path) -> None:
    assert problems(good) == []


def plain(text: str) -> Callable[[Catalog], None]:
    def edit(catalog: Catalog) -> None:
        catalog.get(SOURCE["utter_plain"][0]["text"], "utter_plain").string = text

    return edit


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not translated"),
        ("Bis {date:date}, {name}.\nT", "too many: {date:date}; missing: {day:date}"),
        ("Bis {day}, {name}.\nT", "placeholders differ; too many: {day}; missing: {day:date}"),
        ("Bis {day:datetime}, {name}.\nT", "placeholders differ"),
        ("Bis {day:date}.\nT", "placeholders differ; too many: none; missing: {name}"),
        ("Bis {day:date}, {name}, {more}.\nT", "too many: {more}; missing: none"),
        ("Bis {day:date}, {name}}.\nT", "brace"),
        ("Bis {day:date}, {name}, { x }.\nT", "brace"),
        (" Bis {day:date}, {name}.\nT", "white space"),
        ("Bis {day:date}, {name}.\nT ", "white space"),
        ("Bis {day:date}, {name}. T", "line breaks"),
        ("Bis {day:date}, {name}.\nTschu\u0308s", "NFC"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_text_is_found(text: str, what: str, good: Path) -> None:
    change(good, "de", plain(text))
    (problem,) = problems(good)
    assert problem.startswith("de: utter_plain: ")
    assert what in problem


def test_a_placeholder_said_twice_or_in_another_order_is_fine(good: Path) -> None:
    change(good, "de", plain("{name}, {name}: {day:date}.\nT"))
    assert problems(good) == []


@pytest.mark.parametrize(
    ("language", "forms", "faulty"),
    [
        ("ru", ("Код", "{count} кода", "{count} кодов"), 1),  # its first form serves 21, too
        ("pl", ("Kod", "Kody", "{count} kodów"), 1),
        ("de", ("Dieser Code", "Codes"), 1),
        ("fr", ("Ce code", "{n} codes"), 1),
        ("th", ("โค้ด",), 1),
        ("tr", ("Kod",), 1),
        ("pl", ("{count} kod", "{count} kody", "{count} kodów"), 0),
    ],
)
def test_only_a_form_that_serves_one_number_may_leave_the_count_out(
    language: str, forms: tuple[str, ...], faulty: int, good: Path
) -> None:
    change(good, language, lambda c: setattr(c.get("This code", "utter_count"), "string", forms))
    found = problems(good)
    assert len(found) == faulty
    assert all(p.startswith(f"{language}: utter_count: placeholders differ") for p in found)


def test_words_that_agree_with_a_count_are_checked(small_shop: SmallShop) -> None:
    source = {"utter_wait": [{"text": "{days} {days|day|days}"}]}
    texts = {
        "ru": "{days} {days|день|дня|дней}",
        "tr": "{days} gün",
        "de": "{days} {days|Tag}",
        "fr": "{days} {jours|jour|jours}",
        "es": "{days} {days|día|días",
    }
    root = small_shop(source, {code: {"utter_wait": text} for code, text in texts.items()})
    found = [p for p in problems(root) if "is not translated" not in p]
    assert found == [
        "fr: utter_wait: {jours|jour|jours} counts by a fact that the source does not name",
        "es: utter_wait: has a brace that belongs to no placeholder",
        "de: utter_wait: {days|Tag} has 1 plural forms, the language has 2",
    ]


def test_an_empty_plural_form_is_found(good: Path) -> None:
    forms = ("{count} код", "", "{count} кодов")
    change(good, "ru", lambda c: setattr(c.get("This code", "utter_count"), "string", forms))
    assert problems(good) == ["ru: utter_count: is not translated"]


def test_too_few_plural_forms_are_found(good: Path) -> None:
    path = catalog_path(good, "ru")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgstr[2] "{count} кодов"\n', ""), encoding="utf-8")
    (problem,) = problems(good)
    assert problem.startswith("ru: utter_count: ")


def test_another_languages_plural_forms_are_found(good: Path) -> None:
    path = catalog_path(good, "tr")
    text = path.read_text(encoding="utf-8")
    assert "nplurals=1" in text
    changed = text.replace("nplurals=1; plural=0", "nplurals=2; plural=(n != 1)")
    path.write_text(changed, encoding="utf-8")
    assert any(p.startswith("tr: header: Plural-Forms") for p in problems(good))


def test_a_fuzzy_entry_is_found(good: Path) -> None:
    change(good, "it", lambda c: c.get("This code", "utter_count").flags.add("fuzzy"))
    (problem,) = problems(good)
    assert problem.startswith("it: utter_count: is marked fuzzy")


def test_a_missing_and_a_stale_entry_are_found(good: Path) -> None:
    domain = good / "domain.yml"
    text = domain.read_text(encoding="utf-8")
    domain.write_text(text.replace("utter_count", "utter_number"), encoding="utf-8")
    found = [p for p in problems(good) if p.startswith("ro: ")]
    assert any("utter_count: is no longer among the sources" in p for p in found)
    assert any("utter_number: is missing" in p for p in found)


def test_a_missing_catalog_is_found(good: Path) -> None:
    catalog_path(good, "th").unlink()
    (problem,) = problems(good)
    assert problem == "th: catalog: is missing; make it with: make catalogs"


@pytest.mark.parametrize(
    "content",
    [
        b'msgid "a"\nmsgstr "b"\n<<<<<<< HEAD\n',
        b'msgid "a"\nmsgstr[x] "b"\n',
        'msgid "é"\n'.encode("latin-1"),
    ],
)
def test_a_catalog_that_cannot_be_read_is_found(content: bytes, good: Path) -> None:
    catalog_path(good, "th").write_bytes(content)
    (problem,) = problems(good)
    assert problem.startswith("th: catalog: can't be read")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{day:shout}", "unknown spec"),
        ("{day", "brace"),
        (" x", "white space"),
        ("u\u0308", "NFC"),
    ],
)
def test_a_mistake_in_the_source_is_found(text: str, what: str, small_shop: SmallShop) -> None:
    root = small_shop({"utter_x": [{"text": text}]})
    assert any(p.startswith("en: utter_x: ") and what in p for p in problems(root))


def test_a_placeholder_renamed_in_the_projects_own_catalog_is_found(project: Path) -> None:
    path = catalog_path(project, "ru")
    text = path.read_text(encoding="utf-8")
    at = text.index("{", text.index('msgstr "', text.index('msgctxt "utter_cancel.window_over"')))
    path.write_text(text[: at + 1] + "renamed_" + text[at + 1 :], encoding="utf-8")
    (problem,) = problems(project)
    assert problem.startswith("ru: utter_cancel.window_over: placeholders differ")
    assert "{renamed_" in problem
