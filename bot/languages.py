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
