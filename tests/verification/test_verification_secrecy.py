"""What nobody may learn: whether an address belongs to an account, and what a code is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot import moving_window
from bot.database.engine import reading
from bot.outgoing_mail.tables import outgoing_mails
from bot.verification import codes as made
from bot.verification.codes import Codes, CodeSent, TooManyCodes, Verified, WrongCode
from bot.verification.limiting import CodeLimits
from bot.verification.tables import one_time_codes
from tests.verification.conftest import SECRET, CodesSent
from tests.verification.messages import check, rows, send

ANA, NOBODY = "ana@example.com", "nobody@example.com"


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        # Work that is taken back ends in another word, and is the same work.
        asked.append(statement.replace("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT"))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


def test_an_address_without_an_account_is_told_the_same_and_gets_no_mail(
    codes: Codes, shop: Engine
) -> None:
    assert send(codes, NOBODY) == send(codes, "", request_id="m-empty") == CodeSent()
    assert rows(shop, outgoing_mails) == []
    assert [row["customer_id"] for row in rows(shop, one_time_codes)] == [None, None]


def test_the_database_does_the_same_work_for_both(codes: Codes, shop: Engine) -> None:
    send(codes, ANA)
    with statements(shop) as with_account:
        send(codes, ANA)
    with statements(shop) as without:
        send(codes, NOBODY)
    assert without == with_account
    assert any("outgoing_mails" in statement for statement in without)
    with statements(shop) as wrong_with:
        check(codes, "000000", conversation_id="k-1")
    send(codes, ANA, conversation_id="k-2")
    with statements(shop) as wrong_without:
        check(codes, "000000", conversation_id="k-2")
    assert wrong_without == wrong_with


def test_a_code_that_was_never_sent_is_never_right(
    codes: Codes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made.secrets, "randbelow", lambda _: 4211)
    send(codes, NOBODY)
    assert check(codes, "004211") == WrongCode(4)
    send(codes, ANA)
    assert check(codes, "004211") == Verified("c-ana")


def test_neither_code_nor_address_stands_in_the_table(codes: Codes, shop: Engine) -> None:
    send(codes, NOBODY)
    send(codes, ANA)
    (mail,) = rows(shop, outgoing_mails)
    written = repr([list(row.values()) for row in rows(shop, one_time_codes)]).lower()
    for secret in (mail["facts"]["code"], "nobody@", "ana@", "example.com"):
        assert secret not in written


def test_the_hash_hangs_on_the_secret(codes: Codes, sent: CodesSent, shop: Engine) -> None:
    send(codes)
    elsewhere = Codes(shop, "another secret", codes.limits)
    assert check(elsewhere, sent()[-1]) == WrongCode(4)
    assert check(codes, sent()[-1]) == Verified("c-ana")


def test_the_same_code_twice_looks_different(
    codes: Codes, shop: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made.secrets, "randbelow", lambda _: 4211)
    send(codes)
    send(codes)
    assert len({row["code_hash"] for row in rows(shop, one_time_codes)}) == 2


@pytest.mark.parametrize("address", ["\x00@x", "\ud800@x", "a" * 500 + "@x.com", "İ@x.com", "@"])
def test_an_odd_address_is_an_address_of_nobodys(codes: Codes, shop: Engine, address: str) -> None:
    assert send(codes, address) == CodeSent()
    assert rows(shop, outgoing_mails) == []


@pytest.mark.parametrize("address", [ANA, NOBODY])
def test_the_sixth_code_in_an_hour_is_refused_whoever_asks(
    shop: Engine, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(moving_window.time, "time", lambda: clock[0])
    codes = Codes(shop, SECRET, CodeLimits("5/hour"))
    told = [send(codes, address, conversation_id=f"k-{index}") for index in range(6)]
    assert told == [CodeSent()] * 5 + [TooManyCodes()]
    clock[0] += 3599
    assert send(codes, address.upper(), conversation_id="k-9") == TooManyCodes()
    clock[0] += 2
    assert send(codes, address, conversation_id="k-9") == CodeSent()


def test_accounts_that_share_an_address_share_its_limit(shop: Engine) -> None:
    codes = Codes(shop, SECRET, CodeLimits("1/hour"))
    assert send(codes, "both@example.com", conversation_id="k-1") == CodeSent()
    assert send(codes, "Both@example.com", conversation_id="k-2") == TooManyCodes()


def test_one_conversation_does_not_write_to_the_whole_world(shop: Engine) -> None:
    codes = Codes(shop, SECRET, CodeLimits("2/hour"))
    told = [send(codes, f"{name}@example.com") for name in ("ana", "both", "eve")]
    assert told == [CodeSent(), CodeSent(), TooManyCodes()]


def test_a_refused_code_leaves_the_last_one_good(shop: Engine, sent: CodesSent) -> None:
    codes = Codes(shop, SECRET, CodeLimits("1/hour"))
    send(codes)
    assert send(codes) == TooManyCodes()
    assert check(codes, sent()[-1]) == Verified("c-ana")


def test_an_account_is_found_through_the_index(shop: Engine) -> None:
    if shop.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole, whatever indexes it has")
    with reading(shop) as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM customers WHERE email_key = 'ana@example.com'"
        ).all()
    assert "ix_customers_email_key" in repr(plan)
