"""What stands around a language's name where the language is meant, and where a nation's things
are; in small letters without diacritics."""

from __future__ import annotations

import re
from typing import Final

_BEFORE = """
in into speak speaks speaking write understand understands know knows prefer language version
en parle parlez parler parles vous langue hablo habla hablan hablar hablas hable idioma
em fala falo falam falar falas versao linguagem auf ins im spreche sprechen sprichst spricht kein
verstehe versteht sprache по язык языке языка языком версия версию po jezyk jezyku jezyka wersja
parla parlo parlate parlare parli lingua versione pe limba vorbiti vorbesc vorbi vorbeste versiune
"""
BEFORE: Final = frozenset(_BEFORE.split())
"""A language comes right behind these: "in French", "parlez-vous espagnol", "po polsku"."""

_BEHIND = """
language speaking speaker instead please pls plz язык языке языка языком пожалуиста jezyk jezyku
prosze poprosze dili dilinde konus konusalim lutfen bitte svp kerem
"""
BEHIND: Final = frozenset(_BEHIND.split())
"""A language comes right before these."""

TOWARDS: Final = frozenset(("to", "al", "au", "pro", "para", "pra", "ao", "na", "на", "pe", "auf"))
"""A language that one changes to comes behind these."""

_LINKS = "or and oder und ou et o y e или и lub albo i sau veya ya"
LINKS: Final = frozenset(_LINKS.split())
"""These join two languages."""

_POLITE = """
please pls plz yes ok okay hi hello thanks the now support only version here
svp s il vous te plait merci oui le l por favor gracias si el obrigado obrigada sim o a
bitte danke ja das пожалуиста плиз да спасибо prosze poprosze tak dziekuje
per favore grazie il lo lutfen evet tesekkurler va rog te da multumesc la
"""
POLITE: Final = frozenset(_POLITE.split())
"""Words beside which a language's name alone is a wish for it."""

THAI_POLITE: Final = re.compile(r"(?:ครับ|ค่ะ|คะ|ค่า|นะ|จ้า|หน่อย|ได้ไหม|[\s.!?])*")
"""The same in Thai."""

SPEECH: Final = re.compile(
    r"speak|talk|langu|switch|translat|prefi?er|repl(?:y|ies)|answer|writ|chang|parl|repon|ecri"
    r"|pass[aeio]|pase|idioma|habl|respond|cambi|escrib|sprach|sprech|schreib|wechsel|umstell"
    r"|antwort|fal[aeo]|mud[ae]|escrev|говор|язык|смен|переключ|переи|отвеч|пиш|обща|перевед|дава|постав"
    r"|верн|jezyk|mowi|zmien|przelacz|przej[ds]|pisz|odpowi|lingua|scriv|rispo|konus|dil\w|cevir"
    r"|gec\b|yaz|limba|vorb|schimb|scri[eu]|raspun|trec|ภาษา|พูด|คุย|ตอบ|เปลี่ยน"
)
"""Words of speaking, writing and changing: a text that has one may mean a language."""

THINGS: Final = re.compile(
    r"sell|vend|verkauf|handler|sprzedaw|продав|satici|venz|vanz|shop|store|boutique|tienda|negozi"
    r"|loja|magazin|магаз|post|poczt|почт|correo|correio|couri|kurier|corriere|curier|курьер|склад"
    r"|сайт|таможн|site|sito|strona|leather|adres|nail|shoe|furniture|товар|produ"
)
"""Sellers, shops, posts and goods: a name right beside them is a nation's."""
