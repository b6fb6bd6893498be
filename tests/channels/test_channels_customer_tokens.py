"""Customer tokens: the shop's own, fresh and whole, are taken; anything else is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import jwt
import pytest

from bot.channels.errors import ApiError
from bot.channels.tokens import conversation_token, customer_token, read_customer_token
from bot.settings import Settings
from tests.channels.gateway_client import settings_of
from tests.channels.signing import (
    ANOTHER_SECRET,
    SIGNED_BY_THE_SHOP,
    claims,
    deeply_nested,
    signed,
    unsigned,
    with_other_claims,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
MOMENT = int(NOW.timestamp())
MINUTES_15 = 15 * 60


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("var")
    return settings_of(folder)


def refusal(settings: Settings, token: str) -> ApiError:
    with pytest.raises(ApiError) as caught:
        read_customer_token(settings, token, NOW)
    assert caught.value.status == 401
    assert caught.value.headers == {"WWW-Authenticate": "Bearer"}
    return caught.value


def test_a_token_of_the_shop_names_the_customer(settings: Settings) -> None:
    assert read_customer_token(settings, signed(claims(NOW)), NOW) == "c-1"
    assert read_customer_token(settings, customer_token(settings, "c-2", NOW), NOW) == "c-2"


@pytest.mark.parametrize(
    ("issued", "expires", "code"),
    [
        (0, MINUTES_15, None),
        (0, MINUTES_15 + 1, "bad_token"),
        (-1, MINUTES_15, "bad_token"),
        (1 - MINUTES_15, 1, None),
        (-MINUTES_15, 0, "expired_token"),
        (-1 - MINUTES_15, -1, "expired_token"),
        (60, 61, None),
        (60, 60 + MINUTES_15, None),
        (61, 62, "bad_token"),
    ],
)
def test_a_token_lives_15_minutes_at_most_and_not_from_the_future(
    settings: Settings, issued: int, expires: int, code: str | None
) -> None:
    token = signed(claims(NOW, iat=MOMENT + issued, exp=MOMENT + expires))
    if code is None:
        assert read_customer_token(settings, token, NOW) == "c-1"
    else:
        assert refusal(settings, token).code == code


def test_a_moment_may_have_a_fraction(settings: Settings) -> None:
    token = signed(claims(NOW, iat=MOMENT + 0.25, exp=MOMENT + 0.75))
    assert read_customer_token(settings, token, NOW) == "c-1"


FORGED: dict[str, Callable[[], str]] = {
    "unsigned": lambda: unsigned(claims(NOW)),
    "unsigned, in capitals": lambda: unsigned(claims(NOW), "NONE"),
    "unsigned though it says HS256": lambda: unsigned(claims(NOW), "HS256"),
    "signed by another": lambda: signed(claims(NOW), ANOTHER_SECRET),
    "signed with nothing": lambda: jwt.api_jws.encode(b"{}", "", algorithm="none"),
    "HS384": lambda: signed(claims(NOW), algorithm="HS384"),
    "HS512": lambda: signed(claims(NOW), algorithm="HS512"),
    "another customer": lambda: with_other_claims(signed(claims(NOW)), claims(NOW, sub="c-2")),
    "half a signature": lambda: signed(claims(NOW))[:-10],
    "no signature": lambda: signed(claims(NOW)).rpartition(".")[0],
    "nothing": lambda: "",
    "dots": lambda: "..",
    "words": lambda: "let me in",
    "other letters": lambda: "жетон.пожалуйста.ข",
    "deep nesting": deeply_nested,
    "claims that are a list": lambda: jwt.api_jws.encode(b"[]", SIGNED_BY_THE_SHOP),
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_the_shop_did_not_sign_is_refused(
    settings: Settings, forged: Callable[[], str]
) -> None:
    assert refusal(settings, forged()).code == "bad_token"


@pytest.mark.parametrize("claim", ["sub", "iat", "exp", "aud", "iss"])
def test_every_claim_is_wanted(settings: Settings, claim: str) -> None:
    assert refusal(settings, signed(claims(NOW, **{claim: None}))).code == "bad_token"


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "support-bot/conversation"},
        {"aud": "support-bot-2"},
        {"aud": "Support-Bot"},
        {"aud": ""},
        {"aud": ["shop-admin"]},
        {"aud": 5},
        {"iss": "evil"},
        {"iss": "Shop"},
        {"iss": ""},
        {"iss": ["shop"]},
    ],
)
def test_a_token_for_another_or_of_another_is_refused(
    settings: Settings, changes: dict[str, Any]
) -> None:
    assert refusal(settings, signed(claims(NOW, **changes))).code == "bad_token"


@pytest.mark.parametrize("subject", ["", "  ", 5, True, ["c-1"], "x" * 201, "c\x001", "c\ud8001"])
def test_a_token_that_names_no_customer_is_refused(settings: Settings, subject: Any) -> None:
    assert refusal(settings, signed(claims(NOW, sub=subject))).code == "bad_token"


@pytest.mark.parametrize("subject", ["c", "x" * 200, "ลูกค้า-1", "a b", "c-1 "])
def test_a_customer_may_have_any_name_that_can_be_kept(settings: Settings, subject: str) -> None:
    assert read_customer_token(settings, signed(claims(NOW, sub=subject)), NOW) == subject


@pytest.mark.parametrize("claim", ["iat", "exp"])
@pytest.mark.parametrize(
    "value",
    ["soon", str(MOMENT), True, [MOMENT], {}, float("nan"), float("inf"), -1, 10**400, -(10**400)],
    ids=str,
)
def test_a_moment_that_is_none_is_refused(settings: Settings, claim: str, value: Any) -> None:
    told = claims(NOW, **{claim: value})
    assert refusal(settings, signed(told)).code == "bad_token"


def test_a_token_that_is_not_valid_yet_is_refused(settings: Settings) -> None:
    year = 365 * 24 * 3600
    future = int(datetime.now(timezone.utc).timestamp()) + year
    for moment in (future, float("inf")):
        assert refusal(settings, signed(claims(NOW, nbf=moment))).code == "bad_token"


@pytest.mark.parametrize("customer", [None, "c-1"])
def test_a_conversations_token_is_no_customers(settings: Settings, customer: str | None) -> None:
    token, _ = conversation_token(settings, "c-1", customer, NOW)
    assert refusal(settings, token).code == "bad_token"


def test_a_conversations_claims_under_the_shops_key_are_no_customers(settings: Settings) -> None:
    both = "support-bot/conversation"
    assert refusal(settings, signed(claims(NOW, aud=both, iss=both))).code == "bad_token"


def test_a_refusal_does_not_repeat_the_token(settings: Settings) -> None:
    token = signed(claims(NOW), ANOTHER_SECRET)
    assert token not in refusal(settings, token).message
