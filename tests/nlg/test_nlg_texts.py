"""What holds for the texts of every language: short buttons, and no figure written into a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.languages import LANGUAGES, SOURCE_LANGUAGE
from bot.nlg import Wording
from bot.nlg.rendering import AGREEING, PLACEHOLDER
from bot.nlg.responses import Variant

MOST_LETTERS = 30

DIGITS_THAT_MAY_STAND = {
    "utter_label.reason.three_d_secure": (r"3-D", "3-D Secure is a name"),
    "utter_order.not_found": (r"JM-1234-5678", "what an order's number looks like"),
    "utter_ask_how_to_order": (r"(?m)^\d\. ", "the steps are numbered"),
    "utter_wrong.email_or_phone": (r"\+33[\d ]+", "what a phone number looks like"),
    "utter_wrong.tracking_number": (r"RR\d{9}CN", "what a tracking number looks like"),
    "mail.refused": (r"10", "the cap of uploads, bot/attachments/decoding.py"),
    "widget.file_too_large": (r"10", "the cap of uploads, bot/attachments/decoding.py"),
    "utter_ask_card_mask": (r"123456\*{6}1234", "what a card mask looks like"),
    "utter_wrong.card_mask": (r"123456\*{6}1234", "what a card mask looks like"),
}
"""The only digits in texts, by response, each with its reason. Figures come from numbers.yml."""

OLD_PROMISES = re.compile(r"you get your money back|can have your money back|debit|by itself")


def forms(wording: Wording, variant: Variant, language: str) -> list[str]:
    """A variant's text in a language, in each of its plural forms."""
    if language == SOURCE_LANGUAGE:
        return [text for text in (variant.singular, variant.text) if text]
    if variant.singular is None:
        return [wording.catalogs.text(language, variant.context, variant.text) or ""]
    counts = (1, 2, 5, 20, 21)
    plurals = (variant.context, variant.singular, variant.text)
    return [wording.catalogs.plural(language, *plurals, count) or "" for count in counts]


def labels(wording: Wording, language: str) -> Iterator[tuple[str, str]]:
    """Every label of a button with its context; needs that the bot offers are labels, too."""
    for response in wording.responses.values():
        for variant in response.variants:
            for button, choice in zip(
                variant.buttons, wording.choices(variant, language), strict=True
            ):
                yield variant.label_context(button), choice.label
            if response.name.startswith("utter_label.intent."):
                yield variant.context, forms(wording, variant, language)[0]


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_a_buttons_label_has_at_most_thirty_letters(language: str, wording: Wording) -> None:
    found = dict(labels(wording, language))
    assert len(found) > 60
    assert not {context: label for context, label in found.items() if len(label) > MOST_LETTERS}


@pytest.mark.parametrize("language", [*LANGUAGES])
def test_no_figure_is_written_into_a_text(language: str, wording: Wording) -> None:
    for response in wording.responses.values():
        allowed, _ = DIGITS_THAT_MAY_STAND.get(response.name, (r"(?!)", ""))
        for variant in response.variants:
            for text in (*forms(wording, variant, language), *told(wording, variant, language)):
                left = re.sub(allowed, "", PLACEHOLDER.sub("", AGREEING.sub("", text)))
                assert not re.search(r"\d", left), f"{language}: {variant.context}: {text}"


def told(wording: Wording, variant: Variant, language: str) -> list[str]:
    return [choice.label for choice in wording.choices(variant, language)]


def test_the_digits_that_may_stand_do_stand(wording: Wording) -> None:
    for name, (allowed, reason) in DIGITS_THAT_MAY_STAND.items():
        assert reason
        assert any(re.search(allowed, v.text) for v in wording.responses[name].variants), name


def test_nothing_is_promised_that_the_rules_do_not_give(wording: Wording) -> None:
    for response in wording.responses.values():
        for variant in response.variants:
            for text in forms(wording, variant, SOURCE_LANGUAGE):
                assert not OLD_PROMISES.search(text), variant.context
