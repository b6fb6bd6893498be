"""Words for days that are told from today, in the eleven languages, as they look in small letters
without diacritics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class RelativeWords:
    """A language's words.

    ``days``: phrases and how many days they are from today. ``weekdays``: the forms of each
    weekday, Monday first. ``last`` and ``following``: what makes it the one before or after
    today, on either side of it. ``days_ago``, ``weeks_ago``, ``months_ago``: the units of "three
    days ago"; ``ago_before`` and ``ago_behind`` what stands around them; ``one``: words for one
    before them; ``bare``: units that are one without any word; ``numbers``: two, three and on.
    """

    days: dict[str, int]
    weekdays: tuple[str, ...]
    last: str
    following: str
    units: tuple[str, str, str]
    one: str
    numbers: str
    ago_before: str = ""
    ago_behind: str = ""
    bare: str = ""


RELATIVE_WORDS: Final[dict[str, RelativeWords]] = {
    "en": RelativeWords(
        days={
            "today": 0, "yesterday": -1, "day before yesterday": -2, "tomorrow": 1,
            "day after tomorrow": 2,
        },
        weekdays=(
            "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        ),
        last="last past previous",
        following="next coming",
        units=("days?", "weeks?", "months?"),
        one="a an one",
        numbers="two three four five six seven eight nine ten",
        ago_behind="ago|back",
    ),
    "fr": RelativeWords(
        days={
            "aujourd hui": 0, "hier": -1, "avant hier": -2, "demain": 1, "apres demain": 2,
        },
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        last="dernier passe",
        following="prochain",
        units=("jours?", "semaines?", "mois"),
        one="un une",
        numbers="deux trois quatre cinq six sept huit neuf dix",
        ago_before="il y a|y a",
    ),
    "es": RelativeWords(
        days={
            "hoy": 0, "ayer": -1, "anteayer": -2, "antier": -2, "antes de ayer": -2,
            "manana": 1, "pasado manana": 2,
        },
        weekdays=("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"),
        last="pasado ultimo",
        following="proximo siguiente",
        units=("dias?", "semanas?", "mes(?:es)?"),
        one="un una",
        numbers="dos tres cuatro cinco seis siete ocho nueve diez",
        ago_before="hace",
        ago_behind="atras",
    ),
    "de": RelativeWords(
        days={
            "heute": 0, "gestern": -1, "vorgestern": -2, "morgen": 1, "ubermorgen": 2,
            "uebermorgen": 2,
        },
        weekdays=(
            "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag sonnabend",
            "sonntag",
        ),
        last="letzten letzter letztem vergangenen vorigen",
        following="nachsten nachster naechsten kommenden",
        units=("tag(?:en)?", "wochen?", "monat(?:en)?"),
        one="einem einer",
        numbers="zwei drei vier funf sechs sieben acht neun zehn",
        ago_before="vor",
    ),
    "pt": RelativeWords(
        days={
            "hoje": 0, "ontem": -1, "anteontem": -2, "antes de ontem": -2, "amanha": 1,
            "depois de amanha": 2,
        },
        weekdays=("segunda", "terca", "quarta", "quinta", "sexta", "sabado", "domingo"),
        last="passada passado ultima ultimo",
        following="proxima proximo seguinte",
        units=("dias?", "semanas?", "mes(?:es)?"),
        one="um uma",
        numbers="dois|duas tres quatro cinco seis sete oito nove dez",
        ago_before="ha|faz",
        ago_behind="atras",
    ),
    "ru": RelativeWords(
        days={"сегодня": 0, "вчера": -1, "позавчера": -2, "завтра": 1, "послезавтра": 2},
        weekdays=(
            "понедельник понедельника", "вторник вторника", "среда среду среды",
            "четверг четверга", "пятница пятницу пятницы", "суббота субботу субботы",
            "воскресенье воскресенья",
        ),
        last="прошлыи прошлую прошлое прошлого прошлои прошедшии прошедшую прошедшее",
        following="следующии следующую следующее следующего следующеи",
        units=("день|дня|днеи", "недел[юиь]|недели", "месяц(?:а|ев)?"),
        one="один одну",
        numbers="два|две три четыре пять шесть семь восемь девять десять",
        ago_behind="назад|тому назад",
        bare="день|неделю|месяц",
    ),
    "pl": RelativeWords(
        days={
            "dzisiaj": 0, "dzis": 0, "wczoraj": -1, "przedwczoraj": -2, "jutro": 1, "pojutrze": 2,
        },
        weekdays=(
            "poniedzialek poniedzialku", "wtorek wtorku", "sroda srode srody",
            "czwartek czwartku", "piatek piatku", "sobota sobote soboty",
            "niedziela niedziele niedzieli",
        ),
        last="zeszly zeszla zeszlego zeszlej ubiegly ubiegla ubieglego ubieglej miniony miniona "
        "minionego minionej poprzedni ostatni ostatnia",
        following="nastepny nastepna przyszly przyszla najblizszy najblizsza",
        units=("dzien|dni", "tydzien|tygodni[ae]?|tygodnie", "miesiac[ea]?|miesiecy"),
        one="jeden",
        numbers="dwa trzy cztery piec szesc siedem osiem dziewiec dziesiec",
        ago_behind="temu",
        bare="dzien|tydzien|miesiac",
    ),
    "it": RelativeWords(
        days={
            "oggi": 0, "ieri": -1, "altro ieri": -2, "altroieri": -2, "avantieri": -2, "domani": 1,
            "dopodomani": 2,
        },
        weekdays=("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"),
        last="scorso scorsa passato passata",
        following="prossimo prossima",
        units=("giorn[oi]", "settiman[ae]", "mes[ei]"),
        one="un una",
        numbers="due tre quattro cinque sei sette otto nove dieci",
        ago_behind="fa",
    ),
    "tr": RelativeWords(
        days={
            "bugun": 0, "dun": -1, "evvelsi gun": -2, "onceki gun": -2, "yarin": 1, "obur gun": 2,
        },
        weekdays=(
            "pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar",
        ),
        last="gecen",
        following="gelecek onumuzdeki",
        units=("gun", "hafta", "ay"),
        one="bir",
        numbers="iki uc dort bes alti yedi sekiz dokuz on",
        ago_behind="once",
    ),
    "ro": RelativeWords(
        days={
            "azi": 0, "astazi": 0, "ieri": -1, "alaltaieri": -2, "maine": 1, "poimaine": 2,
        },
        weekdays=(
            "lunea luni", "martea marti", "miercurea miercuri", "joia joi", "vinerea vineri",
            "sambata", "duminica",
        ),
        last="trecuta trecut",
        following="viitoare viitor urmatoare",
        units=("zile|zi", "saptaman[ia]", "luni|luna"),
        one="o",
        numbers="doua trei patru cinci sase sapte opt noua zece",
        ago_before="acum",
        ago_behind="in urma",
    ),
}  # fmt: skip
"""By language; Thai, which parts no words, stands in ``thai_relative_dates``."""
