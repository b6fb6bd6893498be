"""Dates, money, lists and counts, each as a locale and a time zone have them."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages import LANGUAGES
from bot.nlg.rendering import SPECS, MissingFact, Scene, render, zone_of
from bot.nlg.wording import babel_locale

LATE = "2026-11-24T23:30:00Z"
EURO = {"amount": "1234.50", "currency": "EUR"}
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def scene(language: str, locale: str | None = None, zone: str | None = None) -> Scene:
    def say(name: str, facts: Mapping[str, Any]) -> str:
        return f"<{name} {sorted(facts)}>"

    return Scene(
        language, babel_locale(language, locale), zone_of(zone), say, lambda name: "paid" in name
    )


def spaced(text: str) -> str:
    """The text with plain spaces: which of the narrow ones CLDR likes changes over the years."""
    return text.replace(NBSP, " ").replace(NARROW, " ")


def shown(spec: str, value: Any, where: Scene) -> str:
    return render(f"{{x:{spec}}}" if spec else "{x}", {"x": value}, where)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "24 November 2026"),
        ("fr", "24 novembre 2026"),
        ("es", "24 de noviembre de 2026"),
        ("de", "24. November 2026"),
        ("pt", "24 de novembro de 2026"),
        ("ru", "24 ноября 2026 г."),
        ("pl", "24 listopada 2026"),
        ("th", "24 พฤศจิกายน 2026"),
        ("it", "martedì 24 novembre 2026"),  # with its weekday it needs no article
        ("tr", "24 Kasım 2026"),
        ("ro", "24 noiembrie 2026"),
    ],
)
def test_a_date_is_written_out_in_each_language(language: str, expected: str) -> None:
    assert spaced(shown("date", "2026-11-24", scene(language))) == expected


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    assert spaced(shown("date", "2026-12-01", scene("fr"))) == "1er décembre 2026"
    assert spaced(shown("date", "2026-12-11", scene("fr"))) == "11 décembre 2026"
    assert spaced(shown("date", "2026-12-01", scene("es"))) == "1 de diciembre de 2026"


def test_alternatives_are_joined_with_or() -> None:
    values = ["a_b", "c_d"]
    assert shown("alternatives", values, scene("en")) == "a b or c d"
    assert shown("alternatives", values, scene("de")) == "a b oder c d"
    assert shown("labels", values, scene("en")) == "a b and c d"


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("UTC", "24 November 2026", "23:30"),
        ("Europe/Lisbon", "24 November 2026", "23:30"),
        ("Europe/Warsaw", "25 November 2026", "00:30"),
        ("Asia/Bangkok", "25 November 2026", "06:30"),
        ("America/Mexico_City", "24 November 2026", "17:30"),
        ("No/Such_Zone", "24 November 2026", "23:30"),
        ("../../etc/passwd", "24 November 2026", "23:30"),
        (None, "24 November 2026", "23:30"),
    ],
)
def test_a_moment_is_shown_in_the_customers_zone(zone: str | None, day: str, hour: str) -> None:
    where = scene("en", zone=zone)
    assert shown("date", LATE, where) == day
    assert shown("time", LATE, where) == hour
    assert shown("datetime", LATE, where) == f"{day}, {hour}"


@pytest.mark.parametrize(
    ("language", "zone", "moment"),
    [
        ("fr", "Europe/Paris", "25 novembre 2026 à 00:30"),
        ("es", "Europe/Madrid", "25 de noviembre de 2026 a las 0:30"),
        ("es", "Africa/Cairo", "25 de noviembre de 2026 a la 1:30"),
        ("pt", "Europe/Lisbon", "24 de novembro de 2026 às 23:30"),
        ("pt", "Africa/Cairo", "25 de novembro de 2026 à 01:30"),
        ("pl", "Europe/Warsaw", "25 listopada 2026, godz. 00:30"),
        ("th", "Asia/Bangkok", "25 พฤศจิกายน 2026 เวลา 06:30"),
        ("it", "Europe/Rome", "mercoledì 25 novembre 2026 alle ore 00:30"),
        ("ro", "Europe/Bucharest", "25 noiembrie 2026, ora 01:30"),
        ("de", "Europe/Berlin", "25. November 2026, 00:30"),
        ("ru", "Europe/Moscow", "25 ноября 2026\N{NARROW NO-BREAK SPACE}г., 02:30"),
        ("tr", "Europe/Istanbul", "25 Kasım 2026 02:30"),
    ],
)
def test_day_and_hour_are_joined_as_one_says_it(language: str, zone: str, moment: str) -> None:
    assert shown("datetime", LATE, scene(language, zone=zone)) == moment


@pytest.mark.parametrize(
    ("language", "text", "by_count"),
    [
        ("en", "{n} {n|day|days}", {1: "1 day", 2: "2 days", 1000: "1,000 days"}),
        ("ru", "{n} {n|день|дня|дней}", {1: "1 день", 3: "3 дня", 11: "11 дней", 21: "21 день"}),
        ("pl", "{n} {n|dzień|dni|dni}", {1: "1 dzień", 22: "22 dni"}),
        ("ro", "{n} {n|zi|zile|de zile}", {1: "1 zi", 19: "19 zile", 20: "20 de zile"}),
    ],
)
def test_a_word_agrees_with_its_count(language: str, text: str, by_count: dict[int, str]) -> None:
    for count, expected in by_count.items():
        assert render(text, {"n": count}, scene(language)) == expected


@pytest.mark.parametrize("count", [None, True, "2", 2.5])
def test_a_word_agrees_with_whole_numbers_only(count: Any) -> None:
    with pytest.raises(MissingFact):
        render("{n|day|days}", {"n": count}, scene("en"))


def test_what_a_fact_contains_is_not_read_as_words_that_agree() -> None:
    assert render("{x}", {"x": "{n|day|days}", "n": 1}, scene("en")) == "{n|day|days}"


@pytest.mark.parametrize("day", ["2026-11-08", "2026-11-11", "2026-11-12"])
def test_italian_dates_begin_with_their_weekday(day: str) -> None:
    said = render("entro {d:date}", {"d": day}, scene("it"))
    assert re.fullmatch(r"entro (domenica|mercoledì|giovedì) \d+ novembre 2026", said)


def test_summer_time_is_the_zones_own() -> None:
    where = scene("en", zone="Europe/Berlin")
    assert shown("time", "2026-10-25T00:59:59Z", where) == "02:59"
    assert shown("time", "2026-10-25T01:00:00Z", where) == "02:00"


def test_a_date_without_time_is_the_same_in_every_zone() -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert shown("date", "2026-11-24", scene("en", zone=zone)) == "24 November 2026"


@pytest.mark.parametrize(
    ("language", "locale", "expected"),
    [
        ("en", None, "€1,234.50"),
        ("fr", None, f"1{NARROW}234,50{NBSP}€"),
        ("fr", "fr-CA", f"1{NBSP}234,50{NBSP}€"),
        ("es", None, f"1.234,50{NBSP}€"),
        ("de", None, f"1.234,50{NBSP}€"),
        ("de", "de-CH", f"EUR{NBSP}1’234.50"),
        ("pt", None, f"1{NBSP}234,50{NBSP}€"),
        ("pt", "pt-BR", f"€{NBSP}1.234,50"),
        ("ru", None, f"1{NBSP}234,50{NBSP}€"),
        ("pl", None, f"1{NBSP}234,50{NBSP}€"),
        ("th", None, "€1,234.50"),
        ("it", None, f"1.234,50{NBSP}€"),
        ("tr", None, "€1.234,50"),
        ("ro", None, f"1.234,50{NBSP}EUR"),
    ],
)
def test_money_is_written_as_the_locale_does(
    language: str, locale: str | None, expected: str
) -> None:
    assert shown("money", EURO, scene(language, locale)) == expected


def test_a_currency_has_its_own_number_of_decimals() -> None:
    assert shown("money", {"amount": "1500", "currency": "JPY"}, scene("en")) == "JP¥1,500"
    assert shown("money", {"amount": "18.9", "currency": "EUR"}, scene("en")) == "€18.90"


def test_a_locale_of_another_language_gives_way_to_the_languages_own() -> None:
    assert babel_locale("pt", "pt-BR").territory == "BR"
    assert babel_locale("pt", "pt_BR").territory == "BR"
    assert babel_locale("pt", "de-DE").territory == "PT"
    assert babel_locale("pt", "pt-<script>").territory == "PT"
    assert babel_locale("pt", None).territory == "PT"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "5%"), ("de", "5 %"), ("fr", "5 %"), ("tr", "%5"), ("ru", "5 %")],
)
def test_a_percentage_is_written_as_the_locale_does(language: str, expected: str) -> None:
    assert spaced(shown("percent", 5, scene(language))) == expected


def test_lists_are_joined_as_the_language_joins_them() -> None:
    three = ["A", "B", "C"]
    assert shown("list", three, scene("en")) == "A, B and C"
    assert shown("list", three, scene("de")) == "A, B und C"
    assert shown("list", three, scene("es")) == "A, B y C"
    assert shown("list", three[:1], scene("ru")) == "A"


def test_a_number_has_the_locales_separators() -> None:
    assert shown("", 12345, scene("de")) == "12.345"
    assert shown("", Decimal("1.5"), scene("fr")) == "1,5"


def test_a_label_nobody_has_words_for_is_shown_as_it_is() -> None:
    where = scene("en")
    assert render("{status:label}", {"status": "paid"}, where) == "<utter_label.status.paid []>"
    assert render("{status:label}", {"status": "seen_by_a_drone"}, where) == "seen by a drone"


def test_a_full_stop_after_a_date_is_not_doubled() -> None:
    facts = {"x": "2026-11-24T16:00:00Z", "title": "Dr."}
    assert spaced(render("{x:date}.", facts, scene("ru"))) == "24 ноября 2026 г."
    assert render("{x:date}, {x:date}.", facts, scene("ru")).count("г.,") == 1
    assert spaced(render("{x:time}. Ya", facts, scene("es", "es-MX"))) == "4:00 p.m. Ya"
    assert render("{x:date}.", facts, scene("en")) == "24 November 2026."
    assert render("{title}.", facts, scene("en")) == "Dr.."


@pytest.mark.parametrize(
    "title",
    [
        "{order_number}",
        "{total:money}",
        "100% {} %s %(x)s {0}",
        "<b>&amp;</b>",
        "{{x}}",
        "\\1 \\g<0>",
    ],
)
def test_what_a_fact_contains_stays_as_it_is(title: str) -> None:
    facts = {"title": title, "order_number": "JM-1", "total": EURO, "n": [title]}
    assert render("Order {order_number}: {title}", facts, scene("en")) == f"Order JM-1: {title}"
    assert render("{n:list}", facts, scene("en")) == title


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("date", "yesterday"),
        ("date", 5),
        ("date", "9999-12-31T23:59:59Z"),
        ("datetime", "0001-01-01T00:00:00+14:00"),
        ("money", {"amount": "NaN", "currency": "EUR"}),
        ("money", {"amount": "Infinity", "currency": "EUR"}),
        ("money", {"amount": "1.00", "currency": None}),
        ("money", {"amount": "1.00"}),
        ("money", "1.00"),
        ("percent", "much"),
        ("list", "LP005"),
        ("labels", "paid"),
        ("rows", {"at": 1}),
        ("", True),
        ("", []),
        ("", None),
        ("shouting", "x"),
    ],
)
def test_a_fact_of_the_wrong_kind_counts_as_missing(spec: str, value: Any) -> None:
    with pytest.raises(MissingFact):
        shown(spec, value, scene("en", zone="Pacific/Kiritimati"))


FACTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("amount", "currency", "at", "x")), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(value=FACTS, spec=st.sampled_from(("", *sorted(SPECS))), code=st.sampled_from([*LANGUAGES]))
def test_rendering_raises_nothing_but_a_missing_fact(value: Any, spec: str, code: str) -> None:
    try:
        said = shown(spec, value, scene(code, zone="Pacific/Kiritimati"))
    except MissingFact:
        return
    assert isinstance(said, str)


@given(st.text(alphabet=string.ascii_letters + "{}:_ %", max_size=60))
def test_no_placeholder_is_left_over(text: str) -> None:
    names = set(re.findall(r"[a-z_]+", text))
    facts: dict[str, Any] = dict.fromkeys(names, "1")
    try:
        said = render(text, facts, scene("en"))
    except MissingFact:
        return
    assert not re.search(r"\{[a-z_]+(:[a-z]+)?\}", said)
