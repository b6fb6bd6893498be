"""Days that are told from today: "yesterday", "last Monday", "three days ago"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bot.nlu.entities.found import Found
from bot.nlu.entities.reading import Reading
from bot.nlu.entities.reckoning import months_before, weekday
from bot.nlu.entities.relative_words import RELATIVE_WORDS, RelativeWords
from bot.nlu.entities.thai_relative_dates import thai_relative_dates

_MORNINGS = {
    ("de", "morgen"): frozenset(("guten", "am", "heute", "gestern", "jeden", "schonen")),
    ("es", "manana"): frozenset(("la", "esta", "cada", "buena")),
}
"""Words before the word for tomorrow that make it the morning."""
_ABOUT = (
    "environ|env|unos|unas|casi|etwa|ungefahr|circa|ca|fast|gut|cerca de|uns|umas|vreo|aproximativ"
)
_MOST = 365
"""More days, weeks or months ago than this are meant as no date."""


@dataclass(frozen=True)
class _Words:
    """A language's words, made ready to be looked up."""

    days: dict[str, list[tuple[tuple[str, ...], int]]]
    """By a phrase's last word: the words before it, the longest first, and the day."""
    weekdays: dict[str, int]
    last: frozenset[str]
    following: frozenset[str]
    numbers: dict[str, int]
    bare: frozenset[str]
    ago: tuple[re.Pattern[str], ...]
    ago_signs: tuple[str, ...]


def relative_dates(reading: Reading) -> Iterator[Found]:
    """Days told from today, in the words of the text's language."""
    if reading.has_thai:
        yield from thai_relative_dates(reading)
    if reading.language not in RELATIVE_WORDS:
        return
    known = _words(reading.language)
    if any(sign in reading.small for sign in known.ago_signs):
        yield from _ago(reading, known)
    words = reading.words
    for index, (word, _, end) in enumerate(words):
        if word in known.days:
            yield from _day(reading, known, index)
        elif word in known.weekdays:
            start, end, direction = _neighbours(reading, known, index)
            if direction:
                yield _found(weekday(reading.today, known.weekdays[word], direction), start, end)


def _found(day: date, start: int, end: int) -> Found:
    return Found("date", day.isoformat(), start, end)


def _day(reading: Reading, known: _Words, index: int) -> Iterator[Found]:
    words = reading.words
    word, start, end = words[index]
    before = words[index - 1][0] if index else ""
    if before in _MORNINGS.get((reading.language, word), ()):
        return
    if (reading.language, word) == ("de", "morgen") and reading.plain[start].isupper():
        return
    for earlier, offset in known.days[word]:
        first = index - len(earlier)
        if first >= 0 and tuple(w[0] for w in words[first:index]) == earlier:
            yield _found(reading.today + timedelta(days=offset), words[first][1], end)
            return


def _neighbours(reading: Reading, known: _Words, index: int) -> tuple[int, int, int]:
    """Where a weekday with the word that dates it starts and ends, and into which direction."""
    words = reading.words
    _, start, end = words[index]
    beside = [(index - 1, True), (index + 1, False)]
    if reading.language == "pt" and index + 1 < len(words) and words[index + 1][0] == "feira":
        end = words[index + 1][2]
        beside[1] = (index + 2, False)
    for place, is_before in beside:
        if not 0 <= place < len(words):
            continue
        word, word_start, word_end = words[place]
        between = reading.small[word_end:start] if is_before else reading.small[end:word_start]
        if between not in (" ", "-") or word not in known.last | known.following:
            continue
        direction = -1 if word in known.last else 1
        return min(start, word_start), max(end, word_end), direction
    return start, end, 0


def _ago(reading: Reading, known: _Words) -> Iterator[Found]:
    for match in (match for ago in known.ago for match in ago.finditer(reading.small)):
        said = (match["number"] or "").strip()
        number = int(said) if said.isdecimal() else known.numbers.get(said, 1)
        unit = match["day"] or match["week"] or match["month"]
        if number > _MOST or not (said or unit in known.bare):
            continue
        if match["month"]:
            day = months_before(reading.today, number)
        else:
            day = reading.today - timedelta(days=number * (7 if match["week"] else 1))
        yield _found(day, *match.span())


@cache
def _words(language: str) -> _Words:
    told = RELATIVE_WORDS[language]
    days: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for phrase, offset in sorted(told.days.items(), key=lambda item: -item[0].count(" ")):
        *earlier, last = phrase.split()
        days.setdefault(last, []).append((tuple(earlier), offset))
    numbers = dict.fromkeys(told.one.split(), 1)
    for number, words in enumerate(told.numbers.split(), start=2):
        numbers.update(dict.fromkeys(words.split("|"), number))
    return _Words(
        days=days,
        weekdays={form: i for i, forms in enumerate(told.weekdays) for form in forms.split()},
        last=frozenset(told.last.split()),
        following=frozenset(told.following.split()),
        numbers=numbers,
        bare=frozenset(told.bare.split("|")),
        ago=tuple(_ago_patterns(told, numbers)),
        ago_signs=tuple(filter(None, f"{told.ago_before}|{told.ago_behind}".split("|"))),
    )


def _ago_patterns(told: RelativeWords, numbers: dict[str, int]) -> Iterator[re.Pattern[str]]:
    """ "Three days ago", for languages that say "ago" before it and for those that say it after."""
    day, week, month = told.units
    words = "|".join(sorted(numbers, key=len, reverse=True))
    number = rf"(?P<number>\d{{1,3}} ?|(?:{words}) )"
    unit = rf"(?:(?P<day>{day})|(?P<week>{week})|(?P<month>{month}))(?![a-zа-я])"
    start, behind = r"(?<![a-zа-я\d.,])", rf" (?:{told.ago_behind})(?![a-zа-я])"
    if told.ago_before:
        maybe = rf"(?:{behind})?" if told.ago_behind else ""
        yield re.compile(
            rf"{start}(?:{told.ago_before}) (?:(?:{_ABOUT}) )?{number}{unit}{maybe}(?! de )"
        )
    if told.ago_behind:
        yield re.compile(rf"{start}{number}?{unit}{behind}")
