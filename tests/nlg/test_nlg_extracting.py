"""Catalogs follow domain.yml: translations are kept, nothing is guessed, nothing churns."""

from __future__ import annotations

from pathlib import Path

import yaml
from babel.messages import Catalog, pofile

from bot.languages import LANGUAGES
from bot.nlg.catalogs import catalog_path
from bot.nlg.extracting import extract
from tests.nlg.conftest import SmallShop, change

TWO = {
    "utter_a": [{"text": "First {x}", "metadata": {"note": "Said first."}}],
    "utter_b": [
        {
            "text": "{count} codes",
            "metadata": {"plural": {"count": "count", "one": "{count} code"}},
            "buttons": [{"title": "Yes", "payload": "/affirm"}],
        }
    ],
}
POLISH = {
    "utter_a": "Pierwszy {x}",
    "utter_b": ("{count} kod", "{count} kody", "{count} kodów"),
    "utter_b|affirm": "Tak",
}


def catalog(root: Path, language: str) -> Catalog:
    with catalog_path(root, language).open("rb") as file:
        return pofile.read_po(file, locale=language, charset="utf-8")


def rewrite(root: Path, old: str, new: str) -> None:
    domain = root / "domain.yml"
    text = domain.read_text(encoding="utf-8")
    assert old in text
    domain.write_text(text.replace(old, new), encoding="utf-8")


def test_the_projects_own_catalogs_are_up_to_date(project: Path) -> None:
    assert extract(project) == []


def test_a_second_run_changes_nothing(small_shop: SmallShop) -> None:
    root = small_shop(TWO, {"pl": POLISH})
    extract(root)
    before = {path: path.read_bytes() for path in root.rglob("*.po*")}
    assert len(before) == len(LANGUAGES)
    assert extract(root) == []
    assert {path: path.read_bytes() for path in root.rglob("*.po*")} == before


def test_every_language_but_english_gets_a_catalog_with_its_plural_forms(
    small_shop: SmallShop,
) -> None:
    root = small_shop(TWO)
    assert not catalog_path(root, "en").exists()
    forms = {"th": 1, "tr": 1, "de": 2, "fr": 2, "es": 2, "pt": 2, "it": 2, "ru": 3, "pl": 3}
    for language, count in {**forms, "ro": 3}.items():
        message = catalog(root, language).get("{count} code", "utter_b")
        assert len(message.string) == count, language


def test_translators_see_the_context_and_the_note_in_the_domains_order(
    small_shop: SmallShop,
) -> None:
    found = [m for m in catalog(small_shop(TWO), "ru") if m.id]
    assert [m.context for m in found] == ["utter_a", "utter_b", "utter_b|affirm"]
    assert found[0].auto_comments == ["Said first."]


def test_translations_and_comments_are_kept_and_a_new_text_comes_empty(
    small_shop: SmallShop,
) -> None:
    root = small_shop(TWO, {"pl": POLISH})
    change(root, "pl", lambda c: c.get("First {x}", "utter_a").user_comments.append("mine"))
    rewrite(root, "responses:\n", "responses:\n  utter_0: [{text: New, metadata: {note: n}}]\n")
    extract(root)
    after = catalog(root, "pl")
    assert after.get("New", "utter_0").string == ""
    assert after.get("First {x}", "utter_a").string == "Pierwszy {x}"
    assert after.get("First {x}", "utter_a").user_comments == ["mine"]
    assert after.get("{count} code", "utter_b").string == POLISH["utter_b"]


def test_a_reworded_text_loses_its_translation_and_nothing_is_guessed(
    small_shop: SmallShop,
) -> None:
    root = small_shop(TWO, {"pl": POLISH})
    rewrite(root, "First {x}", "First, {x}")
    extract(root)
    after = catalog(root, "pl")
    assert after.get("First, {x}", "utter_a").string == ""
    assert after.get("First {x}", "utter_a") is None
    assert not any(message.fuzzy for message in after if message.id)
    assert "#~" not in catalog_path(root, "pl").read_text(encoding="utf-8")


def test_a_reworded_plural_loses_its_translation_though_its_singular_stays(
    small_shop: SmallShop,
) -> None:
    root = small_shop(TWO, {"pl": POLISH})
    rewrite(root, "'{count} codes'", "'{count} coupon codes'")
    extract(root)
    message = catalog(root, "pl").get("{count} code", "utter_b")
    assert message.id == ("{count} code", "{count} coupon codes")
    assert not any(message.string)


def test_the_same_words_in_two_places_are_two_entries(small_shop: SmallShop) -> None:
    same = {"utter_a": [{"text": "Yes"}], "utter_b": [{"text": "Yes"}]}
    root = small_shop(same, {"tr": {"utter_a": "Evet", "utter_b": "Olur"}})
    found = catalog(root, "tr")
    assert found.get("Yes", "utter_a").string == "Evet"
    assert found.get("Yes", "utter_b").string == "Olur"


def test_files_hold_no_dates_that_would_churn(project: Path) -> None:
    for path in (project / "locales").rglob("*.po*"):
        head = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
        assert "Date" not in head, path
    assert yaml.safe_load((project / "domain.yml").read_text(encoding="utf-8"))["responses"]
