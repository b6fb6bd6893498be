"""Languages named in a text, by people who want to go on in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.nlu.entities.found import Found
from bot.nlu.entities.language_cues import (
    BEFORE,
    BEHIND,
    LINKS,
    POLITE,
    SPEECH,
    THAI_POLITE,
    THINGS,
    TOWARDS,
)
from bot.nlu.entities.language_words import language_forms, sure_forms, thai_names
from bot.nlu.entities.reading import Reading

_OTHER_WORDS = frozenset((("pl", "kurtce"),))  # in a jacket, not Kurdish
_GERMAN_CASE = re.compile(r"sche[nr]?$")
_FROM_POLAND = frozenset(("do", "z", "ze", "od", "dla", "calej", "terenie"))
_END = re.compile(r"\s*(?:$|[^\w\s'’-]|[\u0e00-\u0e7f])")


def language_names(reading: Reading) -> Iterator[Found]:
    """Languages that a text names as such, as their codes; also such as are not spoken here.

    A word for a nation's things ("Italian shoes", "polski kurier") is a language only where the
    words around it say so.
    """
    if reading.has_thai:
        yield from _thai(reading)
    known, words = language_forms(), reading.words
    named = [index for index, (word, _, _) in enumerate(words) if word in known]
    if not named:
        return
    alone = all(word in POLITE or word in known for word, _, _ in words)
    speaks = SPEECH.search(reading.small) is not None
    last = -9
    for index in named:
        word, start, end = words[index]
        joined = last == index - 2 and words[index - 1][0] in LINKS
        if word not in sure_forms() or (reading.language, word) in _OTHER_WORDS:
            if _is_a_nations(reading, index):
                continue
            meant = alone or joined or _is_meant(reading, index)
            if not meant and not (speaks and _may_be_meant(reading, index)):
                continue
        last = index
        whole = reading.small[max(0, start - 3) : start] == "по-"
        yield Found("language", known[word], start - 3 if whole else start, end)


def _beside(reading: Reading, index: int) -> tuple[str, str]:
    """The words before and behind a word, empty where there is none."""
    words = reading.words
    before = words[index - 1][0] if index else ""
    return before, words[index + 1][0] if index + 1 < len(words) else ""


def _is_a_nations(reading: Reading, index: int) -> bool:
    """Whether a word surely means a nation or what is a nation's, or another thing."""
    words = reading.words
    word, start, end = words[index]
    before, _ = _beside(reading, index)
    if (reading.language, word) in _OTHER_WORDS:
        return True
    if _GERMAN_CASE.search(word) and before not in ("ins", "im", "dem"):
        return True  # "in polnischen Zloty", but "ins Polnische"
    if word == "polski" and reading.plain[start] == "P" and before in _FROM_POLAND:
        return True
    for place in (index - 1, index + 1):
        if 0 <= place < len(words) and THINGS.match(words[place][0]):
            between = reading.small[end : words[place][1]] or reading.small[words[place][2] : start]
            if between == " ":
                return True
    return False


def _is_meant(reading: Reading, index: int) -> bool:
    """Whether a word right beside it makes a name the language."""
    word = reading.words[index][0]
    before, behind = _beside(reading, index)
    return (
        before in BEFORE
        or behind in BEHIND
        or (before in ("do", "use") and reading.language == "en")
        or (before in ("на", "na") and word.endswith(("ом", "om")))
    )


def _may_be_meant(reading: Reading, index: int) -> bool:
    """Whether a name is a language in a text that speaks of speaking: behind a word for a
    direction, or with nothing behind it that could be the nation's."""
    word, start, end = reading.words[index]
    before, behind = _beside(reading, index)
    if before in TOWARDS:
        return True
    if word == "polish" and reading.plain[start] == "p":
        return False  # a verb, or what shoes need
    return behind in POLITE or behind in LINKS or _END.match(reading.small, end) is not None


def _thai(reading: Reading) -> Iterator[Found]:
    for match in _thai_pattern().finditer(reading.small):
        if match["cue"] or match["language"] or _is_alone(reading.small, match):
            start = match.start("language") if match["language"] else match.start("name")
            yield Found("language", thai_names()[match["name"]], start, match.end())


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a short text is but this name and what politeness adds."""
    around = THAI_POLITE.fullmatch(text, 0, match.start()) and THAI_POLITE.match(text, match.end())
    return around is not None and around.end() == len(text)


@cache
def _thai_pattern() -> re.Pattern[str]:
    names = "|".join(sorted(thai_names(), key=len, reverse=True))
    cues = "พูด|คุย|ตอบ|(?<!ประเทศ)เป็น|เปน|ใช้|แปล|เขียน|พิมพ์|สื่อสาร"
    return re.compile(rf"(?P<cue>{cues})?(?:กัน|ด้วย)?(?P<language>ภาษา)?(?P<name>{names})")
