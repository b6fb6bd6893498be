"""The words for languages in the eleven languages and in their own, as they look in small letters
without diacritics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from babel import Locale

from bot.languages import LANGUAGES
from bot.nlu.entities.reading import small_letters

_OTHERS: Final = (
    *("zh", "ar", "uk", "nl", "ja", "ko", "vi", "cs", "hu", "el", "sv", "hi", "bg", "sk", "sr"),
    *("hr", "sl", "da", "fi", "he", "fa", "be", "kk", "ca", "ka", "hy", "uz", "lv", "lt", "et"),
    *("az", "ku", "lo", "sq", "mk", "id"),
)
"""Languages that people ask for and that are not spoken here: the answer is kind all the same."""

# Adjectives and short forms that CLDR does not list.
_MORE: Final[dict[str, str]] = {
    "en": "anglaise inglesa engleza ingilizce englezeste",
    "fr": "francaise francesa frantuzeste",
    "es": "espagnole espanola castellano castilian spagnola spanioleste",
    "de": "allemande alemana alema tedesca nemteste",
    "pt": "portugaise portuguesa brasileiro brasileno brazilian brasilianisch portugheze",
    "ru": "russe russa ruseste russki russkii russkij russkiy russkom",
    "pl": "polonaise polaca polacca",
    "th": "tailandesa thailandaise thai",
    "it": "italienne italiana italieneste",
    "tr": "turque turca turceste",
    "ro": "roumaine rumana rumena romaneste moldovan moldoveneste",
    "zh": "mandarin mandarino 中文",
    "ja": "日本語",
    "ko": "한국어",
    "ar": "العربية",
    "uk": "українська українською",
    "az": "azerice azerbaycanca azeri",
    "hu": "magyarul",
    "cs": "cesky",
}
_RUSSIAN_ENDINGS: Final = ("ии", "ом", "ого", "ому", "им", "и")
_POLISH_ENDINGS: Final = ("i", "im", "iego", "iemu", "u")
_TURKISH_ENDINGS: Final = {
    "e": ("", "ye", "yi", "de", "den", "nin", "si", "m", "yle", "ydi", "sini"),
    "a": ("", "ya", "yi", "da", "dan", "nin", "si", "m", "yla", "ydi", "sini"),
}


@cache
def language_forms() -> dict[str, str]:
    """The code of each language by every word for it that is known, Thai ones aside."""
    forms: dict[str, str] = {}
    for told in LANGUAGES:
        for code, name in _names(told):
            for form in _inflected(name, told):
                forms.setdefault(form, code)
    for code, words in _MORE.items():
        for word in words.split():
            forms.setdefault(small_letters(word), code)
    for code in (*LANGUAGES, *_OTHERS):
        forms.setdefault(_own_name(code), code)
    return {form: code for form, code in forms.items() if len(form) > 2 or not form.isascii()}


@cache
def sure_forms() -> frozenset[str]:
    """The words that mean a language and never a nation's things: German uninflected ones,
    Turkish and adverbs, and such as are written in a script of their own."""
    german = (name for _, name in _names("de") if name.endswith("sch"))
    turkish = (form for _, name in _names("tr") for form in _inflected(name, "tr"))
    more = (small_letters(word) for words in _MORE.values() for word in words.split())
    others = (w for w in more if w.endswith("este") or any(sign > "я" for sign in w))
    own = (_own_name(code) for code in _OTHERS)
    return frozenset((*german, *turkish, *others, *own, "castellano", "magyarul", "cesky"))


@cache
def thai_names() -> dict[str, str]:
    """The code of each language by its Thai name, which is that of the country, too."""
    return {Locale("th").languages[code]: code for code in (*LANGUAGES, *_OTHERS)}


def _names(told: str) -> Iterator[tuple[str, str]]:
    """The code and the name of each language as one language tells them; none in Thai."""
    if told != "th":
        names = Locale(told).languages
        yield from ((code, small_letters(names[code])) for code in (*LANGUAGES, *_OTHERS))


def _own_name(code: str) -> str:
    """What the speakers of a language call it."""
    return small_letters(Locale(code).languages[code])


def _inflected(name: str, told: str) -> Iterator[str]:
    """A language's name in the cases that a text may have it in."""
    if told == "ru" and name.endswith("кии"):
        yield from (name[:-2] + ending for ending in _RUSSIAN_ENDINGS)
    elif told == "ru":
        yield from (name, name + "е")  # на иврите
    elif told == "pl" and name.endswith("ki"):
        yield from (name[:-1] + ending for ending in _POLISH_ENDINGS)
    elif told == "tr" and name.endswith(("ce", "ca")):
        yield from (name + ending for ending in _TURKISH_ENDINGS[name[-1]])
    elif told == "de" and name.endswith("sch"):
        yield from (name, name + "e", name + "en")
    else:
        yield name
