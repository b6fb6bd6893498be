"""Card numbers are cut before anything is stored, logged or read by the model."""

from __future__ import annotations

import itertools
import unicodedata

_LONGEST = 19
_SHORTEST = 13


def redact(text: str) -> str:
    """The text with every card number cut to its first six and last four digits.

    A card number is a run of 13 to 19 digits that passes Luhn's check, in one piece or in
    groups; within a longer run of digits it is found too.
    """
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
        if len(between) <= 3 and all(_separates(character) for character in between):
            runs[-1].append(here)
        else:
            runs.append([here])
    return [run for run in runs if len(run) >= _SHORTEST]


def _separates(character: str) -> bool:
    return character in "._/·,*#" or unicodedata.category(character) in ("Zs", "Pd", "Cf", "Cc")


def _cards(text: str, run: list[int]) -> list[tuple[int, int]]:
    """The card numbers in a run of digits, as start and end within it.

    A card in a run stands in one piece or between separators, so it begins and ends where a
    group of digits does; a group longer than any card is looked at in every place.
    """
    values = [unicodedata.decimal(text[index]) for index in run]
    starts, ends = _group_edges(run)
    cards: list[tuple[int, int]] = []
    position = 0
    while position <= len(values) - _SHORTEST:
        for length in range(min(_LONGEST, len(values) - position), _SHORTEST - 1, -1):
            end = position + length
            if position in starts and end in ends and _luhn(values[position:end]):
                cards.append((position, end))
                position = end - 1
                break
        position += 1
    return cards


def _group_edges(run: list[int]) -> tuple[set[int], set[int]]:
    breaks = [i for i in range(1, len(run)) if run[i] != run[i - 1] + 1]
    starts, ends = {0, *breaks}, {*breaks, len(run)}
    for start, end in itertools.pairwise([0, *breaks, len(run)]):
        if end - start > _LONGEST:
            starts.update(range(start, end))
            ends.update(range(start + 1, end + 1))
    return starts, ends


def _luhn(digits: list[int]) -> bool:
    """Luhn's check (ISO/IEC 7812-1, annex B); a row of one digit is no card."""
    if len(set(digits)) == 1:
        return False
    total = 0
    for index, digit in enumerate(reversed(digits)):
        doubled = digit * 2 if index % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
