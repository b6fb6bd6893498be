"""Names of languages, in the eleven languages and in their own, as people ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from bot.languages import LANGUAGES
from bot.nlu.entities.found import Found
from bot.nlu.folding import fold

# Forms that CLDR does not list: "po polsku", "по-русски", "auf Deutsch", short forms.
_MORE = {
    "en": "english inglese inglesa inglesi angielsku angielskim английском английски englische "
    "englisch anglaise ingilizceye ingilizcede engleza engleză englezește anglais อังกฤษ",
    "fr": "french francais francaise franzosisch francusku francuskim французском французски "
    "francuzce fransizca fransızca franceza ฝรั่งเศส",
    "es": "spanish espagnol castellano spanisch hiszpansku hiszpansku hiszpańsku испанском "
    "испански ispanyolca spaniola สเปน",
    "de": "german allemand aleman tedesco niemiecku niemieckim немецком немецки almanca germana "
    "nemteste nemțește เยอรมัน deutsche",
    "pt": "portuguese portugais portugiesisch portugalsku португальском португальски portekizce "
    "portugheza โปรตุเกส brasileiro",
    "ru": "russian russe russisch rosyjsku rosyjskim русском русски rusca rusça rusa ruseste "
    "รัสเซีย russo ruso",
    "pl": "polish polonais polnisch polsku polskim польском польски lehce lehçe poloneza "
    "polaco polacco โปแลนด์ polonais",
    "th": "thai thailandais thailandisch tajsku тайском тайски tayca thailandeza tailandes "
    "tailandese ไทย thailändisch",
    "it": "italian italien italienisch wlosku włosku włoskim итальянском итальянски italyanca "
    "italiana อิตาลี",
    "tr": "turkish turc turkisch türkisch turecku турецком турецки turkce türkçe turca turceste "
    "ตุรกี turco",
    "ro": "romanian roumain rumanisch rumänisch rumunsku румынском румынски rumence romana "
    "româna romaneste românește โรมาเนีย rumano romeno rumeno",
}
# Languages that people ask for and that are not spoken here; their codes are answered kindly.
_OTHERS = {
    "zh": "chinese chinois chino chinesisch chines китайский китайском chinski chińsku จีน cinese "
    "cince çince chineza 中文",
    "ar": "arabic arabe arabo arabisch арабский arabsku arapca arapça araba العربية",
    "uk": "ukrainian украинский украинском українська ukrainsku ukraińsku ukraynaca ucraineana",
    "nl": "dutch nederlands niederlandisch néerlandais holandes holandés hollandaca olandese",
    "ja": "japanese japonais japones японский japonca ญี่ปุ่น 日本語",
}


def language_names(text: str) -> Iterator[Found]:
    """Languages named in a text, as their codes; also such as are not spoken here."""
    for match in _pattern().finditer(text):
        code = _names().get(fold(match.group()))
        if code:
            yield Found("language", code, *match.span())


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, language in LANGUAGES.items():
        names[fold(language.name)] = code
        for other in LANGUAGES:
            names.setdefault(fold(Locale(other).languages[code]), code)
    for table in (_MORE, _OTHERS):
        for code, words in table.items():
            for word in words.split():
                names.setdefault(fold(word), code)
    return {name: code for name, code in names.items() if len(name) > 2}


@cache
def _pattern() -> re.Pattern[str]:
    """Words to look at: whole ones, and Thai names anywhere, for Thai has no spaces."""
    thai = [name for name in _names() if "\u0e00" <= name[0] <= "\u0e7f"]
    thai.sort(key=len, reverse=True)
    return re.compile("|".join(map(re.escape, thai)) + r"|[^\W\d_]{3,20}")
