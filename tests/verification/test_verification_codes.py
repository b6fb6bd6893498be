"""One-time codes: good for ten minutes, five tries, one message, and the account's own address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.engine import Engine

from bot.nlg import Wording
from bot.outgoing_mail.tables import outgoing_mails
from bot.verification.codes import (
    MOST_TRIES,
    Checking,
    CodeExpired,
    Codes,
    CodeSent,
    NoCode,
    TriesUsedUp,
    Verified,
    WrongCode,
    forget_codes,
)
from bot.verification.limiting import CodeLimits
from bot.verification.tables import one_time_codes
from tests.orders.shop_rows import NOW
from tests.verification.conftest import SECRET, CodesSent
from tests.verification.messages import check, other_than, rows, send

TEN_MINUTES = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def test_the_code_goes_to_the_accounts_own_address(codes: Codes, shop: Engine) -> None:
    assert send(codes, " ANA@example.COM ") == CodeSent()
    (mail,) = rows(shop, outgoing_mails)
    assert (mail["address"], mail["response"]) == ("Ana@Example.com", "utter_mail.code")
    assert (mail["language"], mail["locale"]) == ("pt", "pt-PT")
    assert (mail["good_until"], mail["state"]) == (NOW + TEN_MINUTES, "pending")
    code = mail["facts"]["code"]
    assert len(code) == 6
    assert code.isdecimal()
    assert mail["facts"]["minutes"] == 10


@pytest.mark.parametrize(("channel", "place"), [("widget", "the chat"), ("email", "the mail")])
def test_the_mail_says_where_the_code_is_to_be_given(
    codes: Codes, shop: Engine, wording: Wording, channel: str, place: str
) -> None:
    send(codes, channel=channel)
    (mail,) = rows(shop, outgoing_mails)
    said = wording.say(mail["response"], "en", {**mail["facts"], "brand": "Jama"}).text
    assert f"{place} in which" in said


def test_the_right_code_says_whose_the_address_is(codes: Codes, sent: CodesSent) -> None:
    send(codes)
    assert check(codes, sent()[-1]) == Verified("c-ana")


def test_of_several_accounts_with_an_address_the_newest_order_decides(
    codes: Codes, sent: CodesSent
) -> None:
    send(codes, "BOTH@example.com")
    assert check(codes, sent()[-1]) == Verified("c-cem")


def test_each_wrong_code_leaves_a_try_less_and_after_five_the_right_one_is_no_good(
    codes: Codes, sent: CodesSent
) -> None:
    send(codes)
    right = sent()[-1]
    wrong = other_than(right)
    told = [check(codes, wrong) for _ in range(MOST_TRIES)]
    assert told == [WrongCode(4), WrongCode(3), WrongCode(2), WrongCode(1), TriesUsedUp()]
    assert check(codes, right) == TriesUsedUp()


def test_the_fifth_try_may_be_the_right_one(codes: Codes, sent: CodesSent) -> None:
    send(codes)
    right = sent()[-1]
    for _ in range(MOST_TRIES - 1):
        check(codes, other_than(right))
    assert check(codes, right) == Verified("c-ana")


@pytest.mark.parametrize(
    ("later", "good"),
    [(TEN_MINUTES - SECOND, True), (TEN_MINUTES, True), (TEN_MINUTES + SECOND, False)],
)
def test_a_code_is_good_for_ten_minutes_to_the_second(
    codes: Codes, sent: CodesSent, later: timedelta, good: bool
) -> None:
    send(codes)
    told = check(codes, sent()[-1], now=NOW + later)
    assert told == (Verified("c-ana") if good else CodeExpired())


def test_an_expired_code_is_tried_for_nothing(codes: Codes, sent: CodesSent, shop: Engine) -> None:
    send(codes)
    check(codes, other_than(sent()[-1]), now=NOW + TEN_MINUTES + SECOND)
    assert rows(shop, one_time_codes)[0]["tries"] == 0


@pytest.mark.parametrize("where", ["k-1", "k-2"])
def test_a_new_code_takes_the_place_of_the_old_one(
    codes: Codes, sent: CodesSent, where: str
) -> None:
    send(codes)
    old = sent()[-1]
    send(codes, conversation_id=where, now=NOW + SECOND)
    new = sent()[-1]
    assert not isinstance(check(codes, old, now=NOW + SECOND), Verified) or old == new
    assert check(codes, new, conversation_id=where, now=NOW + SECOND) == Verified("c-ana")


def test_a_code_for_another_address_takes_the_place_of_the_first(
    codes: Codes, sent: CodesSent
) -> None:
    send(codes)
    send(codes, "both@example.com", now=NOW + SECOND)
    assert check(codes, sent()[-1]) == Verified("c-cem")


def test_a_code_is_good_in_its_own_conversation_only(codes: Codes, sent: CodesSent) -> None:
    send(codes)
    assert check(codes, sent()[-1], conversation_id="k-2") == NoCode()
    assert check(codes, sent()[-1]) == Verified("c-ana")


def test_a_code_is_good_once(codes: Codes, sent: CodesSent) -> None:
    send(codes)
    assert check(codes, sent()[-1], request_id="m-yes") == Verified("c-ana")
    assert check(codes, sent()[-1]) == NoCode()


def test_the_same_message_again_is_told_the_same(codes: Codes, sent: CodesSent) -> None:
    send(codes)
    wrong = other_than(sent()[-1])
    for _ in range(2):
        assert check(codes, wrong, request_id="m-wrong") == WrongCode(4)
    for _ in range(2):
        assert check(codes, sent()[-1], request_id="m-right") == Verified("c-ana")


def test_the_same_message_again_sends_nothing_and_counts_nothing(
    shop: Engine, sent: CodesSent
) -> None:
    codes = Codes(shop, SECRET, CodeLimits("1/hour"))
    for _ in range(3):
        assert send(codes, request_id="m-same") == CodeSent()
    assert len(sent()) == 1
    assert check(codes, sent()[0]) == Verified("c-ana")


def test_without_a_code_there_is_nothing_to_check(codes: Codes) -> None:
    assert check(codes, "123456") == NoCode()


def test_twenty_guesses_at_once_are_five_tries(codes: Codes, sent: CodesSent) -> None:
    send(codes)
    right = sent()[-1]
    gate = Barrier(20)

    def guess(position: int) -> Checking:
        gate.wait()
        return check(codes, f"{(int(right) + 1 + position) % 1_000_000:06}")

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(guess, range(20)))
    assert sorted(t.tries_left for t in told if isinstance(t, WrongCode)) == [1, 2, 3, 4]
    assert told.count(TriesUsedUp()) == 16
    assert check(codes, right) == TriesUsedUp()


def test_ten_messages_with_the_right_code_at_once_are_let_in_once(
    codes: Codes, sent: CodesSent
) -> None:
    send(codes)
    right = sent()[-1]
    with ThreadPoolExecutor(10) as pool:
        told = list(pool.map(lambda _: check(codes, right), range(10)))
    assert told.count(Verified("c-ana")) == 1


def test_a_mail_goes_with_its_code_or_not_at_all(
    codes: Codes, shop: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.verification.codes.queue_mail", fail)
    with pytest.raises(ZeroDivisionError):
        send(codes)
    assert rows(shop, one_time_codes) == []


def test_codes_are_forgotten_a_day_after_they_expired(codes: Codes, shop: Engine) -> None:
    send(codes)
    end = NOW + TEN_MINUTES + timedelta(days=1)
    assert forget_codes(shop, end) == 0
    assert forget_codes(shop, end + SECOND) == 1
    assert rows(shop, one_time_codes) == []
