"""Card numbers are cut before anything is stored, logged or read by the model."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Callable

_LONGEST = 19
_SHORTEST = 13
_LONGEST_PHONE = 15
_CUT = "***"
"""The shortest that a cut leaves between two digits."""


def redact(text: str) -> str:
    """The text with every card number cut to its first six and last four digits.

    A card number is a run of 13 to 19 digits that passes Luhn's check, in one piece or in
    groups; within a longer run of digits it is found too. Up to 15 digits behind a plus are a
    telephone number (E.164).
    """
    while (cut := _redact_once(text)) != text:
        # What stays of one card may make another with the digits beside it.
        text = cut
    return text


def _redact_once(text: str) -> str:
    found = [i for i, character in enumerate(text) if character.isdecimal()]
    if len(found) < _SHORTEST:
        return text
    cut = list(text)
    for run in _runs(text, found):
        for start, end in _cards(text, run):
            for index in run[start + 6 : end - 4]:
                cut[index] = "*"
    return "".join(cut)


def _runs(text: str, digits: list[int]) -> list[list[int]]:
    """The places of digits, run by run: a run goes on over a separator or two."""
    runs: list[list[int]] = [[digits[0]]]
    for before, here in itertools.pairwise(digits):
        between = text[before + 1 : here]
        if len(between) <= 3 and between != _CUT and all(map(_separates, between)):
            runs[-1].append(here)
        else:
            runs.append([here])
    return [run for run in runs if len(run) >= _SHORTEST]


def _separates(character: str) -> bool:
    # Mn and Me: what makes a keycap of a digit.
    return character in "._/·,*#−" or unicodedata.category(character) in _SEPARATING


_SEPARATING = frozenset(("Zs", "Pd", "Cf", "Cc", "Mn", "Me"))


def _cards(text: str, run: list[int]) -> list[tuple[int, int]]:
    """The card numbers in a run of digits, as start and end within it; they may overlap.

    A card in a run stands in one piece or between separators, so it begins and ends where a
    group of digits does; a group longer than any card is looked at in every place.
    """
    values = [unicodedata.decimal(text[index]) for index in run]
    starts, ends = _group_edges(run)
    is_card = _luhn(values)
    has_plus = text[: run[0]].endswith("+")
    cards: list[tuple[int, int]] = []
    for start in sorted(starts):
        shortest = _LONGEST_PHONE + 1 if has_plus and start == 0 else _SHORTEST
        for end in range(min(start + _LONGEST, len(values)), start + shortest - 1, -1):
            if end in ends and is_card(start, end):
                cards.append((start, end))
                break
    return cards


def _group_edges(run: list[int]) -> tuple[set[int], set[int]]:
    breaks = [i for i in range(1, len(run)) if run[i] != run[i - 1] + 1]
    starts, ends = {0, *breaks}, {*breaks, len(run)}
    for start, end in itertools.pairwise([0, *breaks, len(run)]):
        if end - start > _LONGEST:
            starts.update(range(start, end))
            ends.update(range(start + 1, end + 1))
    return starts, ends


def _luhn(digits: list[int]) -> Callable[[int, int], bool]:
    """Luhn's check (ISO/IEC 7812-1, annex B) of the digits from a start to an end.

    A row of one digit is no card. Everything is summed up once, so that ten thousand digits are
    looked at in every place in no time.
    """
    sums, changes = ([0], [0]), [0]
    for place, digit in enumerate(digits):
        doubled = digit * 2 - 9 * (digit > 4)
        for odd, total in enumerate(sums):
            total.append(total[-1] + (doubled if place % 2 == odd else digit))
        changes.append(changes[-1] + (digit != digits[place - 1]))

    def check(start: int, end: int) -> bool:
        total = sums[end % 2]  # the last digit stays as it is, the one before it is doubled
        return (total[end] - total[start]) % 10 == 0 and changes[end] > changes[start + 1]

    return check
