"""What is near to a fact, and whether it is one."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.nlu.entities.all_facts import entities_of
from bot.nlu.folding import MOST_CHARACTERS

TODAY = date(2026, 7, 15)  # a Wednesday


def found(text: str, language: str = "en", today: date = TODAY) -> list[tuple[str, str]]:
    return [(fact.entity, fact.value) for fact in entities_of(text, language, today)]


def values(entity: str, text: str, language: str = "en", today: date = TODAY) -> list[str]:
    return [value for kind, value in found(text, language, today) if kind == entity]


def amount(text: str, language: str = "en") -> str:
    (value,) = values("money", text, language)
    told = json.loads(value)
    return f"{told['amount']} {told['currency']}"


def test_an_empty_text_holds_nothing() -> None:
    assert found("") == []
    assert found(" \n\t") == []


def test_a_language_that_is_not_spoken_here_does_no_harm() -> None:
    assert found("JM-4821-7305 07911 123456 3 March", "xx") == [
        ("order_number", "JM-4821-7305"),
        ("phone", "+447911123456"),
        ("date", "2026-03-03"),
    ]


def test_what_stands_behind_the_first_two_thousand_characters_is_not_read() -> None:
    assert found("x" * MOST_CHARACTERS + " JM-4821-7305") == []
    assert found("x" * (MOST_CHARACTERS - 13) + " JM-4821-7305") != []


def test_a_number_of_more_digits_is_no_order() -> None:
    for near in ("JM-4821-73055", "JM-44821-7305", "JM-482-7305", "JMX-4821-7305", "J-4821-7305"):
        assert values("order_number", near) == []


def test_a_short_word_before_two_numbers_makes_no_order_unless_written_as_one() -> None:
    assert values("order_number", "no 1234 5678") == []
    assert values("order_number", "NO 12345678") == []
    assert values("order_number", "NO-1234-5678") == ["NO-1234-5678"]


def test_fifteen_digits_and_stars_are_cut_to_the_first_six_and_last_four() -> None:
    assert values("card_mask", "41111111****111111") == ["411111******1111"]


def test_a_tracking_number_is_not_taken_for_a_coupon_when_its_check_digit_is_wrong() -> None:
    assert found("tracking code RB319077551CN") == []
    assert found("my code is RB319077551CN") == []


def test_bare_digits_are_a_tracking_number_only_where_the_text_says_so() -> None:
    assert values("tracking_number", "123456789012") == []
    assert values("tracking_number", "tracking number 123456789012") == ["123456789012"]
    assert values("tracking_number", "GLS customer number 123456789012") == []


def test_a_shipping_container_code_is_known_by_its_check_digit() -> None:
    assert values("tracking_number", "00340434292135100186") == ["00340434292135100186"]
    assert values("tracking_number", "00340434292135100187") == []


def test_a_code_in_small_letters_counts_only_beside_a_word_for_codes() -> None:
    assert values("coupon_code", "spring25") == []
    assert values("coupon_code", "coupon spring25") == ["SPRING25"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234 €", "1234 EUR"),
        ("1,234 €", "1234 EUR"),
        ("1.234,5 €", "1234.50 EUR"),
        ("1,234.50 €", "1234.50 EUR"),
        ("1'234.50 CHF", "1234.50 CHF"),
        ("1 234,50\u00a0€", "1234.50 EUR"),
        ("1\u202f234,50\u202f€", "1234.50 EUR"),
        ("€ 1 234 567,89", "1234567.89 EUR"),
        ("0,50 €", "0.50 EUR"),
        ("-20 €", "20 EUR"),
    ],
)
def test_points_and_commas_part_thousands_or_cents(text: str, expected: str) -> None:
    assert amount(text) == expected


def test_a_range_of_prices_is_its_upper_end() -> None:
    assert amount("20-30 €") == "30 EUR"


def test_a_currency_belongs_to_one_amount() -> None:
    assert [json.loads(value)["currency"] for value in values("money", "5 € 20 zł 7 $")] == [
        "EUR",
        "PLN",
        "USD",
    ]


def test_a_word_that_is_a_currency_code_is_money_in_capitals_only() -> None:
    assert amount("250 TRY") == "250 TRY"
    assert found("give it 250 try") == []


def test_a_price_is_no_date_and_a_date_no_price() -> None:
    assert [kind for kind, _ in found("12.05 €", "de")] == ["money"]
    assert [kind for kind, _ in found("am 12.05.2026", "de")] == ["date"]


def test_day_and_month_change_places_only_where_they_must() -> None:
    assert values("date", "03/04/2026") == ["2026-04-03"]
    assert values("date", "13/04/2026") == values("date", "04/13/2026") == ["2026-04-13"]
    assert values("date", "13/13/2026") == []


def test_a_day_without_a_year_is_never_in_the_future() -> None:
    assert values("date", "15 July") == ["2026-07-15"]
    assert values("date", "16 July") == ["2025-07-16"]
    assert values("date", "29 February", today=date(2027, 1, 1)) == ["2024-02-29"]
    assert values("date", "31 June") == []


def test_the_buddhist_year_is_543_ahead() -> None:
    for text in ("15/1/2567", "15 มกราคม 2567", "๑๕ ม.ค. ๒๕๖๗", "15/1/67", "15 ม.ค. 67"):
        assert values("date", text, "th") == ["2024-01-15"]
    assert values("date", "15/1/2567", "en") == ["2024-01-15"]
    assert values("date", "15/1/67", "en") == ["1967-01-15"]


def test_the_last_weekday_is_the_one_before_today() -> None:
    assert values("date", "last Tuesday") == ["2026-07-14"]
    assert values("date", "last Wednesday") == ["2026-07-08"]
    assert values("date", "next Wednesday") == ["2026-07-22"]


def test_a_month_ago_is_the_same_day_or_the_last_of_a_shorter_month() -> None:
    assert values("date", "a month ago") == ["2026-06-15"]
    assert values("date", "a month ago", today=date(2026, 3, 31)) == ["2026-02-28"]
    assert values("date", "2 months ago", today=date(2026, 1, 31)) == ["2025-11-30"]


@pytest.mark.parametrize("month", ["KASIM", "Kasım", "kasim", "KASİM", "Kasım'da", "kasımda"])
def test_a_turkish_month_is_known_with_either_i(month: str) -> None:
    assert values("date", f"3 {month} 2025" if "d" not in month else f"3 {month}", "tr") == [
        "2025-11-03"
    ]


def test_may_the_verb_is_no_month() -> None:
    assert found("these 3 may be late") == []
    assert found("the 3rd may be late")[0] == ("date", "2026-05-03")
    assert values("date", "since 3 may") == ["2026-05-03"]


def test_a_number_is_of_the_country_of_the_conversations_language() -> None:
    assert values("phone", "tel 0722 123 456", "ro") == ["+40722123456"]
    assert values("phone", "0532 123 45 67", "tr") == ["+905321234567"]
    assert values("phone", "0532 123 45 67", "ro") == []


def test_a_number_of_several_countries_is_of_the_one_that_groups_it_so() -> None:
    assert values("phone", "04 71 12 34 56", "fr") == ["+33471123456"]
    assert values("phone", "0471 12 34 56", "fr") == ["+32471123456"]
    assert values("phone", "079 123 45 67", "de") == ["+41791234567"]


def test_an_address_ends_where_the_sentence_does() -> None:
    for around in ("{}.", "<{}>", "({})", "{},", "mailto:{}", "คือ{}ครับ", "{}'a", "“{}”"):
        assert values("email", around.format("Ali.K@Ornek.com")) == ["ali.k@ornek.com"]
    for broken in ("a@@b.com", "a@b", "@b.com", "a@b.c", "a@-"):
        assert values("email", broken) == []


def test_a_nations_things_are_no_language() -> None:
    for text in ("Italian leather", "the Turkish seller", "nail polish", "I polish it"):
        assert values("language", text) == []
    for text in ("Italian", "Italian please", "in Italian", "switch to Italian"):
        assert values("language", text) == ["it"]


def test_a_language_not_spoken_here_is_named_all_the_same() -> None:
    assert values("language", "pisz po ukraińsku", "pl") == ["uk"]
    assert values("language", "中文") == ["zh"]
