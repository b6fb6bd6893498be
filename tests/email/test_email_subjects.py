"""Subjects keep their words, and Re: stands before them once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.email.subjects import LONGEST, answering, base_subject

ANSWERED = [
    "Re: Kettle",
    "RE: Kettle",
    "AW: Kettle",
    "Aw: Re: Kettle",
    "Antwort: Kettle",
    "Odp: Kettle",
    "ODP: RE: Kettle",
    "Ответ: Kettle",
    "Отв: Kettle",
    "YNT: Kettle",
    "Ynt: Re: Kettle",
    "Fwd: Kettle",
    "WG: Kettle",
    "TR: Kettle",
    "RV: Kettle",
    "RES: Kettle",
    "ENC: Kettle",
    "R: Kettle",
    "Rif: Kettle",
    "Răsp: Kettle",
    "Réf : Kettle",
    "RE : Kettle",
    "Re[2]: Kettle",
    "Re(3): Re: Re: Kettle",
    "ตอบ: Kettle",
    "Re：Kettle",
    "  re:   Kettle  ",
]


@pytest.mark.parametrize("subject", ANSWERED)
def test_what_mail_programs_put_before_a_subject_is_cut(subject: str) -> None:
    assert answering(base_subject(subject)) == "Re: Kettle"


@pytest.mark.parametrize("subject", ["Reklamation: Topf", "Result: none", "Order 4: late", "Rest"])
def test_other_words_before_a_colon_stay(subject: str) -> None:
    assert base_subject(subject) == subject


@given(st.text())
def test_a_subject_is_one_line_that_fits_whatever_it_was(subject: str) -> None:
    base = base_subject(subject)
    assert len(base) <= LONGEST
    assert base.isprintable() or not base
    assert base_subject(answering(base)) == base_subject(base)


def test_no_header_can_be_smuggled_in() -> None:
    assert base_subject("Hi\r\nBcc: all@example.com") == "Hi Bcc: all@example.com"


def test_card_numbers_are_cut() -> None:
    assert "4111 1111 1111 1111" not in base_subject("card 4111 1111 1111 1111")
