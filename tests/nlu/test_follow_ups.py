"""What only makes sense after an answer: "and the other one?", "how long?", "why?"."""

from __future__ import annotations

import pytest

from bot.languages import LANGUAGES
from bot.nlu.entities.reading import small_letters
from tests.nlu.pointings import Pointing, pointed_at, pointings

CASES = pointings("follow_up")


@pytest.mark.parametrize("told", CASES, ids=lambda told: told.name)
def test_a_follow_up_is_told_from_a_question_of_its_own(told: Pointing) -> None:
    assert pointed_at("follow_up", told.text, told.language) == told.value


@pytest.mark.parametrize("told", CASES, ids=lambda told: told.name)
def test_a_follow_up_is_read_however_it_is_typed(told: Pointing) -> None:
    if "é " in told.text or "è " in told.text:
        return  # "e" is another word
    bare = small_letters(told.text).strip("?¿ ")
    for text in (bare, f"  {told.text.upper()} !!", f"{bare}..."):
        assert pointed_at("follow_up", text, told.language) == told.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_follows_up_in_every_way(language: str) -> None:
    told = {case.value for case in CASES if case.language == language}
    assert told == {"other_order", "how_long", "why", "about", None}
