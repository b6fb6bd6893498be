"""Facts become words: each placeholder is shown as its spec says, in a locale and a time zone.

Facts are data. They are never read as format strings or markup, and what they contain is never
looked at for placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from gettext import c2py
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.plurals import get_plural
from babel.numbers import format_currency, format_decimal, format_percent

PLACEHOLDER = re.compile(r"\{([a-z_]+)(?::([a-z]+))?\}")
AGREEING = re.compile(r"\{([a-z_]+)((?:\|[^{}|]+)+)\}")
"""Words that agree with a count, ``{refund_days|day|days}``: one for each plural form."""
SPECS = frozenset(
    [
        *("date", "datetime", "time", "money", "percent"),
        *("label", "labels", "alternatives", "list", "rows"),
    ]
)


class MissingFact(LookupError):
    """A placeholder whose fact is not there, or not of the kind that its spec shows."""

    code = "missing_fact"


@dataclass(frozen=True)
class Scene:
    """Where and for whom something is said: the language, the Babel locale and the time zone.

    ``say`` gives the text of another response, for labels and rows; it raises
    :class:`MissingFact` where that can't be said.
    """

    language: str
    locale: Locale
    zone: tzinfo
    say: Callable[[str, Mapping[str, Any]], str]
    has: Callable[[str], bool]


def render(text: str, facts: Mapping[str, Any], scene: Scene) -> str:
    """The text with its placeholders filled. Raises :class:`MissingFact`."""
    text = AGREEING.sub(lambda found: _agreeing(found, facts, scene), text)

    def fill(found: re.Match[str]) -> str:
        name, spec = found.groups()
        value = facts.get(name)
        if value is None:
            raise MissingFact(name)
        try:
            shown = _SHOWN[spec](name, value, scene)
        except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            raise MissingFact(f"{name}:{spec}: {error!r}") from error
        # "2026 г." and "4:00 p.m." bring along the full stop that ends the sentence.
        if spec in _DATED and shown.endswith(".") and text.startswith(".", found.end()):
            return shown[:-1]
        return shown

    filled = PLACEHOLDER.sub(fill, text)
    # An empty list of rows leaves no empty line behind.
    return "\n".join(line for line in filled.split("\n") if line.strip() or "{" not in text)


def _agreeing(found: re.Match[str], facts: Mapping[str, Any], scene: Scene) -> str:
    name, forms = found.group(1), found.group(2)[1:].split("|")
    count = facts.get(name)
    if not isinstance(count, int) or isinstance(count, bool):
        raise MissingFact(name)
    return forms[min(plural_form(scene.language, count), len(forms) - 1)]


def plural_form(language: str, count: int) -> int:
    """Which of its plural forms the language has for this count; 0 is the first."""
    return _plural_rule(language)(abs(count))


@lru_cache(maxsize=64)
def _plural_rule(language: str) -> Callable[[int], int]:
    return c2py(get_plural(language).plural_expr)


@lru_cache(maxsize=64)
def zone_of(name: str | None) -> tzinfo:
    """The time zone by its IANA name; UTC where there is none of that name."""
    if not name:
        return timezone.utc
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timezone.utc


def _moment(value: Any, scene: Scene) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone(scene.zone)


def _date(_: str, value: Any, scene: Scene) -> str:
    if len(value) == 10:
        return _day(date.fromisoformat(value), scene)
    return _day(_moment(value, scene).date(), scene)


_DAYS = {"it": "EEEE d MMMM y", "th": "d MMMM y"}
"""How a day is written out where it is not CLDR's long form. In Italian a date needs an article
that hangs on its number (il 7, l'8); one with its weekday needs none. In Thai the era is left out,
which nobody writes in a chat."""


def _day(day: date, scene: Scene) -> str:
    form = _DAYS.get(scene.locale.language, "long")
    shown = str(format_date(day, form, locale=scene.locale))
    # The first of a month is an ordinal in French, which CLDR's forms leave out.
    return f"1er{shown[1:]}" if scene.language == "fr" and day.day == 1 else shown


_JOINED = {
    "fr": "{1} à {0}",
    "es": "{1} a las {0}",
    "pt": "{1} às {0}",
    "pl": "{1}, godz. {0}",
    "th": "{1} เวลา {0}",
    "it": "{1} alle ore {0}",
    "ro": "{1}, ora {0}",
}
"""How day and hour are joined in a sentence, where CLDR's bare comma or blank reads like a stamp.
They fit after "until", "on" and "since" alike; German's Uhr and Thai's น. stand in the catalogs."""
_AT_ONE = {"es": "{1} a la {0}", "pt": "{1} à {0}"}
"""One o'clock is a singular."""


def _datetime(_: str, value: Any, scene: Scene) -> str:
    moment = _moment(value, scene)
    day = _day(moment.date(), scene)
    hour = str(format_time(moment.time(), "short", locale=scene.locale))
    joined = _JOINED.get(scene.language) or scene.locale.datetime_formats["long"]
    # As it is shown, not as it is: 13:00 is "1:00 p. m." in Mexico.
    if hour.lstrip("0").startswith("1:"):
        joined = _AT_ONE.get(scene.language, joined)
    return str(joined).replace("'", "").replace("{0}", hour).replace("{1}", day)


def _time(_: str, value: Any, scene: Scene) -> str:
    return str(format_time(_moment(value, scene).time(), "short", locale=scene.locale))


def _money(_: str, value: Any, scene: Scene) -> str:
    amount, currency = Decimal(value["amount"]), value["currency"]
    if not amount.is_finite() or not currency:
        raise ValueError(f"{value!r} is no money")
    return str(format_currency(amount, currency, locale=scene.locale))


def _percent(_: str, value: Any, scene: Scene) -> str:
    return str(format_percent(Decimal(str(value)) / 100, locale=scene.locale))


def _label(name: str, value: Any, scene: Scene) -> str:
    """A fact's name in words. One that nobody named is shown as it is."""
    response = f"utter_label.{name}.{value}"
    return scene.say(response, {}) if scene.has(response) else str(value).replace("_", " ")


def _labels(name: str, value: Sequence[Any], scene: Scene) -> str:
    return str(format_list(_labels_of(name, value, scene), locale=scene.locale))


def _alternatives(name: str, value: Sequence[Any], scene: Scene) -> str:
    return str(format_list(_labels_of(name, value, scene), style="or", locale=scene.locale))


def _labels_of(name: str, value: Sequence[Any], scene: Scene) -> list[str]:
    singular = name.removesuffix("s")
    return [
        _label(singular if _named(singular, one, scene) else name, one, scene)
        for one in _several(value)
    ]


def _named(name: str, value: Any, scene: Scene) -> bool:
    return scene.has(f"utter_label.{name}.{value}")


def _list(_: str, value: Sequence[Any], scene: Scene) -> str:
    return str(format_list([str(entry) for entry in _several(value)], locale=scene.locale))


def _rows(name: str, value: Sequence[Mapping[str, Any]], scene: Scene) -> str:
    return "\n".join(scene.say(f"utter_row.{name}", row) for row in _several(value))


def _several(value: Sequence[Any]) -> Sequence[Any]:
    """The value, if it is a list: a string would be taken for its letters."""
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{type(value).__name__} is no list")
    return value


def _plain(_: str, value: Any, scene: Scene) -> str:
    if isinstance(value, bool):
        raise TypeError("a truth value has no words")
    if isinstance(value, (int, Decimal)):
        return str(format_decimal(value, locale=scene.locale))
    if isinstance(value, str):
        return value
    raise TypeError(f"{type(value).__name__} needs a spec")


_DATED = frozenset(("date", "datetime", "time"))
_SHOWN: dict[str | None, Callable[[str, Any, Scene], str]] = {
    None: _plain,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "money": _money,
    "percent": _percent,
    "label": _label,
    "labels": _labels,
    "alternatives": _alternatives,
    "list": _list,
    "rows": _rows,
}
