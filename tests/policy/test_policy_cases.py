"""The rules, claim by claim, one second on each side of each deadline."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.policy import (
    AppFacts,
    CouponFacts,
    CustomerFacts,
    Money,
    PaymentFacts,
    UnknownRule,
    decide,
    decide_coupon,
)
from bot.policy.numbers import FILE, numbers, read_numbers
from tests.policy.orders_of_age import NOW, moment, order_of

CASES = yaml.safe_load((Path(__file__).parent / "cases/orders.yml").read_text(encoding="utf-8"))
FLAT = [
    pytest.param(case.get("intent", intent), case, id=f"{intent}: {case['claim']}")
    for intent, cases in CASES.items()
    for case in cases
]


@pytest.mark.parametrize(("intent", "case"), FLAT)
def test_a_claim_holds(intent: str, case: dict[str, Any]) -> None:
    now = moment(case["now"]) if "now" in case else NOW
    customer = CustomerFacts(id="c", timezone=case["zone"]) if "zone" in case else None
    decision = decide(intent, order_of(case["order"], now), now, customer)
    assert decision.code == case["code"]
    assert decision.outcome.value == case["outcome"]
    if "evidence" in case:
        assert list(decision.evidence) == case["evidence"]
    for name, value in case.get("facts", {}).items():
        assert decision.facts[name] == value


def customer(
    *payments: PaymentFacts, app: AppFacts | None = None, zone: str = "UTC"
) -> CustomerFacts:
    return CustomerFacts(id="c", timezone=zone, payments=payments, app=app)


def payment(status: str, days_ago: int, reason: str | None = None) -> PaymentFacts:
    return PaymentFacts(
        id=f"p-{days_ago}",
        amount=Decimal("18.90"),
        currency="EUR",
        status=status,
        decline_reason=reason,
        at=NOW - timedelta(days=days_ago),
    )


def test_the_newest_failed_payment_gives_its_reason() -> None:
    who = customer(payment("failed", 3, "expired_card"), payment("failed", 1, "three_d_secure"))
    decision = decide("payment_declined", None, NOW, who)
    assert decision.code == "payment.declined_known"
    assert decision.facts["reason"] == "three_d_secure"
    assert decision.facts["amount"] == Money(Decimal("18.90"), "EUR")


def test_without_a_known_reason_all_seven_are_told() -> None:
    for who in (None, customer(), customer(payment("failed", 1, None))):
        decision = decide("payment_declined", None, NOW, who)
        assert decision.code == "payment.declined_general"
        assert len(decision.facts["reasons"]) == 7


def test_a_charge_without_an_order_is_found_or_asked_for() -> None:
    found = decide("charged_without_order", None, NOW, customer(payment("captured", 1)))
    assert (found.code, found.outcome.value) == ("charge.found", "escalate")
    asked = decide("charged_without_order", None, NOW, customer())
    assert asked.code == "charge.check_statement"
    assert asked.evidence == ("card_mask", "charged_at", "amount", "screenshot")


def test_missing_orders_are_a_persons_matter() -> None:
    decision = decide("orders_missing", None, NOW, None)
    assert decision.code == "orders_missing.same_account"
    assert decision.evidence == ("email_or_phone",)


@pytest.mark.parametrize(
    ("now", "zone", "code"),
    [
        ("2026-01-01T00:00:00Z", "UTC", "promo.upcoming"),
        ("2026-05-31T23:59:59Z", "UTC", "promo.upcoming"),
        ("2026-06-01T00:00:00Z", "UTC", "promo.preview"),
        ("2026-06-03T23:59:59Z", "UTC", "promo.preview"),
        ("2026-06-04T00:00:00Z", "UTC", "promo.sale"),
        ("2026-06-07T23:59:59Z", "UTC", "promo.sale"),
        ("2026-06-08T00:00:00Z", "UTC", "promo.over"),
        ("2026-05-31T17:00:00Z", "Asia/Bangkok", "promo.preview"),
        ("2026-05-31T16:59:59Z", "Asia/Bangkok", "promo.upcoming"),
    ],
)
def test_the_sale_begins_and_ends_with_the_customers_day(now: str, zone: str, code: str) -> None:
    assert decide("ask_promotion", None, moment(now), customer(zone=zone)).code == code


@pytest.mark.parametrize(
    ("app", "missing"),
    [
        (
            AppFacts(platform="ios", version="2.34.0", push=True, email_notifications=True),
            ("app_version",),
        ),
        (AppFacts(platform="ios", version="2.34.1", push=True, email_notifications=True), ()),
        (
            AppFacts(platform="android", version="3.9", push=True, email_notifications=True),
            ("app_version",),
        ),
        (AppFacts(platform="android", version="3.30", push=True, email_notifications=True), ()),
        (
            AppFacts(platform="ios", version="3.0", push=False, email_notifications=False),
            ("push", "email_notifications"),
        ),
        (AppFacts(platform="web", push=False, email_notifications=True), ()),
    ],
)
def test_the_app_tells_what_is_missing_for_the_sale(
    app: AppFacts, missing: tuple[str, ...]
) -> None:
    decision = decide("ask_promotion", None, moment("2026-06-02T12:00:00Z"), customer(app=app))
    assert decision.facts.get("missing", ()) == missing
    assert decision.code == ("promo.not_eligible" if missing else "promo.preview")


COUPON = CouponFacts(
    code="WELCOME5", percent=5, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 24)
)


@pytest.mark.parametrize(
    ("now", "zone", "code"),
    [
        ("2026-10-31T23:59:59Z", "UTC", "coupon.not_started"),
        ("2026-11-01T00:00:00Z", "UTC", "coupon.valid"),
        ("2026-11-24T23:59:59Z", "UTC", "coupon.valid"),
        ("2026-11-25T00:00:00Z", "UTC", "coupon.expired"),
        ("2026-11-24T17:00:00Z", "Asia/Bangkok", "coupon.expired"),
    ],
)
def test_a_coupon_holds_on_its_first_and_last_day(now: str, zone: str, code: str) -> None:
    decision = decide_coupon(" welcome5 ", [COUPON], moment(now), customer(zone=zone))
    assert decision.code == code


def test_coupons_without_a_code_are_listed_and_strange_ones_unknown() -> None:
    listed = decide_coupon(None, [COUPON], NOW)
    assert (listed.code, listed.facts["count"]) == ("coupon.list", 1)
    assert decide_coupon(None, [], NOW).code == "coupon.none"
    assert decide_coupon("NOPE", [COUPON], NOW).code == "coupon.unknown"


def test_every_code_of_the_domain_that_a_rule_gives_is_reached_here() -> None:
    here = Path(__file__).parent
    claims = [*here.rglob("*.py"), *here.rglob("*.yml")]
    text = "".join(path.read_text(encoding="utf-8") for path in claims)
    source = "".join(path.read_text(encoding="utf-8") for path in (FILE.parent).glob("*.py"))
    codes = set(
        re.findall(
            r'"((?:cancel|change|address|dispatch|tracking|not_received|mistake|review|return|refund|payment|charge|orders_missing|coupon|promo|order)\.[a-z_]+)"',
            source,
        )
    )
    codes |= {
        f"{kind}.{end}"
        for kind in ("defect", "wrong_item")
        for end in ("claim", "too_late", "not_delivered")
    }
    codes |= {
        f"track.{status}"
        for status in ("paid", "confirmed", "shipped", "delivered", "refunded", "cancelled")
    }
    assert len(codes) >= 62
    assert not sorted(code for code in codes if code not in text)


def test_an_intent_without_a_rule_is_unknown_and_a_naive_moment_a_mistake() -> None:
    with pytest.raises(UnknownRule):
        decide("greet", None, NOW)
    with pytest.raises(UnknownRule, match="decide_coupon"):
        decide("ask_coupon", None, NOW)
    with pytest.raises(ValueError, match="time zone"):
        decide("payment_declined", None, datetime(2026, 1, 1))  # noqa: DTZ001 - meant
    with pytest.raises(ValueError, match="about an order"):
        decide("cancel_order", None, NOW)


def test_the_numbers_are_those_of_the_faq() -> None:
    figures = numbers()
    assert figures.cancel_window_hours == 2
    assert (figures.lead_days, figures.longer_lead_times[0].days) == (12, 25)
    assert (figures.delivery_days, figures.guarantee_days) == (100, 115)
    assert (figures.refund_business_days_from, figures.refund_business_days_to) == (7, 14)
    assert (figures.refund_days, figures.claim_days, figures.return_days) == (14, 30, 30)
    assert (figures.review_days, figures.request_handled_hours) == (15, 24)


def test_a_number_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "numbers.yml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace("value: 100", "value: soon"))
    with pytest.raises(ValueError, match="delivery_days"):
        read_numbers(broken)


def test_time_zones_of_the_calendar_ends_break_nothing() -> None:
    last = datetime.max.replace(tzinfo=timezone.utc)
    first = datetime.min.replace(tzinfo=timezone.utc)
    for now in (first, last):
        for zone in ("Asia/Bangkok", "America/Los_Angeles"):
            assert decide("ask_promotion", None, now, customer(zone=zone)).code.startswith("promo.")
