"""The one list of the languages that the bot speaks, and what hangs on each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Language:
    """A language of the bot.

    ``code`` is ISO 639-1, ``name`` what its speakers call it, ``english`` its English name,
    ``locale`` the Babel locale that stands in where the customer's own is not known.
    """

    code: str
    name: str
    english: str
    locale: str


LANGUAGES: Final[dict[str, Language]] = {
    language.code: language
    for language in (
        Language("en", "English", "English", "en_GB"),
        Language("fr", "Français", "French", "fr_FR"),
        Language("es", "Español", "Spanish", "es_ES"),
        Language("de", "Deutsch", "German", "de_DE"),
        Language("pt", "Português", "Portuguese", "pt_PT"),
        Language("ru", "Русский", "Russian", "ru_RU"),
        Language("pl", "Polski", "Polish", "pl_PL"),
        Language("th", "ไทย", "Thai", "th_TH"),
        Language("it", "Italiano", "Italian", "it_IT"),
        Language("tr", "Türkçe", "Turkish", "tr_TR"),
        Language("ro", "Română", "Romanian", "ro_RO"),
    )
}
"""By code, in the order in which they are shown to customers."""

SOURCE_LANGUAGE: Final = "en"
"""The language of ``domain.yml``; what is shown where nothing better is known."""


def language_of(tag: str | None) -> str | None:
    """The code of the bot's language in a BCP 47 tag (``pt-BR``) or a POSIX locale (``pt_BR``).

    None where the tag is empty or its language is not spoken here.
    """
    if not tag:
        return None
    code = tag.replace("_", "-").split("-", 1)[0].lower()
    return code if code in LANGUAGES else None


@dataclass(frozen=True)
class LanguageState:
    """The language of a conversation. ``asked``: the customer asked for it, so it holds.
    ``candidate``: another language in which the last message clearly was."""

    code: str = SOURCE_LANGUAGE
    asked: bool = False
    candidate: str | None = None


@dataclass(frozen=True)
class Detection:
    """The language that one text seems to be in, from 0 to 1 how surely, by how many letters
    and words."""

    code: str
    confidence: float
    letters: int
    words: int

    @property
    def is_clear(self) -> bool:
        """Whether the text alone may change a conversation's language.

        Two words or more do, and one in a script that only one of the languages has; "ok", an
        order number or an emoji never does.
        """
        if self.code in _OWN_SCRIPT:
            return self.letters >= 3 and self.confidence >= SURE
        return self.words >= 2 and self.letters >= 6 and self.confidence >= SURE


SURE: Final = 0.85
"""The confidence from which a text is clearly in a language."""

_OWN_SCRIPT: Final = frozenset(("ru", "th"))


def next_language(state: LanguageState, detected: Detection | None) -> LanguageState:
    """The conversation's language after a message (DESIGN.md, "Language of a conversation").

    Asked for > clearly detected > kept. A language that was asked for gives way only to another
    in which two messages running clearly are.
    """
    if detected is None or not detected.is_clear:
        return state
    if detected.code == state.code:
        return LanguageState(state.code, state.asked, None)
    if state.asked and state.candidate != detected.code:
        return LanguageState(state.code, True, detected.code)
    return LanguageState(detected.code)
