"""The greeting in front of a message: "Hello, cancel it" wants what "cancel it" wants."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from bot.nlu.folding import fold

_GREETINGS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("hello", "hi", "hey", "hiya", "good morning", "good afternoon", "good evening"),
    "fr": ("bonjour", "bonsoir", "salut", "coucou", "hello"),
    "es": ("hola", "buenas", "buenos dias", "buen dia", "buenas tardes", "buenas noches"),
    "de": ("hallo", "hi", "hey", "guten tag", "guten morgen", "guten abend", "moin", "servus"),
    "pt": ("ola", "oi", "bom dia", "boa tarde", "boa noite", "boas"),
    "ru": ("здравствуйте", "здравствуи", "привет", "добрыи день", "добрыи вечер", "доброе утро"),
    "pl": ("dzien dobry", "czesc", "hej", "witam", "dobry wieczor", "witajcie"),
    "th": ("สวัสดีค่ะ", "สวัสดีครับ", "สวัสดี", "หวัดดี"),
    "it": ("buongiorno", "buonasera", "ciao", "salve", "buon pomeriggio"),
    "tr": ("merhaba", "merhabalar", "selam", "iyi gunler", "gunaydin", "iyi aksamlar"),
    "ro": ("buna ziua", "buna seara", "buna dimineata", "buna", "salut"),
}
"""As they are folded: small letters without diacritics."""


_COURTESIES: Final[dict[str, str]] = {
    "en": "there all everyone everybody again team to you",
    "fr": "a vous tous tout le monde l equipe",
    "es": "a todos equipo de nuevo buenas",
    "de": "zusammen an alle nochmal leute und willkommen",
    "pt": "a todos pessoal tudo bem de novo",
    "ru": "всем вам еще раз снова дорогие",
    "pl": "witam wam ponownie wszystkim panstwu",
    "th": "ครับผม จ้า คะ ค่ะ ครับ นะคะ นะครับ แอดมิน",
    "it": "a tutti di nuovo",
    "tr": "dostum arkadaslar tekrar herkese",
    "ro": "tuturor din nou",
}
"""Words behind a greeting that belong to it."""

LEAST_LETTERS = 3
"""Less than that behind a greeting belongs to it."""


def behind_greeting(folded: str, language: str) -> str:
    """What a folded text says behind its greeting; empty where it has none or says no more."""
    found = _greeting(language).match(folded)
    behind = folded[found.end() :].strip() if found else ""
    if sum(sign.isalpha() for sign in behind) < LEAST_LETTERS:
        return ""
    courtesies = _COURTESIES.get(language, "").split()
    return "" if all(word in courtesies for word in _WORD.findall(behind)) else behind


@cache
def _greeting(language: str) -> re.Pattern[str]:
    spelled = map(fold, _GREETINGS.get(language, _GREETINGS["en"]))
    words = "|".join(re.escape(word) for word in sorted(spelled, key=len, reverse=True))
    return re.compile(rf"\W*(?:{words})(?:(?<=[\u0e00-\u0e7f])|(?!\w))\W*(?=\w)")


_WORD: Final = re.compile(r"[\w\u0e00-\u0e7f]+")
