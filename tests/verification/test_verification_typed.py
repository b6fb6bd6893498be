"""A code is read however it is typed, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.verification.typed import code_in

SCRIPTS = ("0123456789", "๐๑๒๓๔๕๖๗๘๙", "٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        ("004 211", "004211"),
        ("00-42-11", "004211"),
        ("0 0 4 2 1 1", "004211"),
        ("๐๐๔๒๑๑", "004211"),
        ("รหัสคือ๐๐๔๒๑๑ครับ", "004211"),
        ("Mein Code ist: 004211.", "004211"),
        ("код 004211, спасибо", "004211"),
        ("004\u00a0211", "004211"),
        ("it says 004211, not 999999", "004211"),
    ],
)
def test_a_code_is_read_however_it_is_typed(text: str, code: str) -> None:
    assert code_in(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "1234567",
        "JM-4821-7305",
        "JM-482173",
        "LP00512345678CN",
        "+351 210 000 000",
        "I have not got it",
        "24.11.2026",
        "½¾123",
    ],
)
def test_what_is_no_code_is_none(text: str) -> None:
    assert code_in(text) is None


@given(
    code=st.text("0123456789", min_size=6, max_size=6),
    gaps=st.lists(st.sampled_from(["", " ", "-", ".", " - "]), min_size=5, max_size=5),
    script=st.sampled_from(SCRIPTS),
    before=st.sampled_from(["", "code: ", "มันคือ", "код — "]),
    after=st.sampled_from(["", ".", " ok?", "ครับ", "\n"]),
)
def test_any_script_and_any_gaps_will_do(
    code: str, gaps: list[str], script: str, before: str, after: str
) -> None:
    typed = "".join(script[int(digit)] + gap for digit, gap in zip(code, [*gaps, ""], strict=True))
    assert code_in(before + typed + after) == code


@given(st.text(max_size=60))
def test_whatever_comes_nothing_breaks(text: str) -> None:
    found = code_in(text)
    assert found is None or (len(found) == 6 and found.isascii() and found.isdecimal())
