"""Quotes and signatures of mail programs in eleven languages are cut, and nothing else."""

from __future__ import annotations

import pytest

from bot.channels.email.reading import read_mail
from bot.channels.email.reply_marker import reply_marker
from bot.languages import LANGUAGES
from tests.channels.email.mail_clients import SHOP, Answer, answers, mail, words_of

ALL = [
    pytest.param(answer, id=f"{answer.language}-{answer.client}")
    for language in LANGUAGES
    for answer in answers(language)
]
BODIES = [
    pytest.param({"plain": True, "html": True}, id="plain"),
    pytest.param({"plain": False, "html": True}, id="html"),
]


def newly(raw: bytes) -> list[str]:
    read = read_mail(raw, own_addresses=[SHOP], authserv_id=None)
    return [line.strip() for line in read.text.split("\n") if line.strip()]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("bodies", BODIES)
@pytest.mark.parametrize("answer", ALL)
def test_of_an_answer_only_what_is_new_is_read(answer: Answer, bodies: dict[str, bool]) -> None:
    assert newly(answer.bytes(**bodies)) == lines_of(answer.written)


@pytest.mark.parametrize("bodies", BODIES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_below_the_reply_marker_nothing_is_read(language: str, bodies: dict[str, bool]) -> None:
    words = words_of(language)
    quoted = f"{reply_marker(words['written'][:20])}\n\n{words['quoted']}"
    for answer in answers(language, quoted=quoted):
        assert newly(answer.bytes(**bodies)) == lines_of(answer.written), answer.client


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_looks_like_a_quote_is_kept_whole(language: str) -> None:
    for kept in words_of(language)["kept"]:
        assert newly(mail(kept, None)) == lines_of(kept)
