"""Cancelling from several processes at once, and by one that is killed halfway."""

from __future__ import annotations

import multiprocessing
import os
import signal
from multiprocessing.synchronize import Barrier
from queue import Queue
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.database.engine import engine_of
from bot.orders.cancelling import cancel
from tests.orders.shop_rows import NOW, Import, customer, order
from tests.orders.test_orders_cancelling import NUMBER, all_at_once, refunds, status

pytestmark = pytest.mark.slow

PROCESSES, YESES = 4, 5


def say_yeses(url: str, process: int, gate: Barrier, told: Queue[Any]) -> None:
    """Five yeses at once, at the same moment as in the other processes."""
    engine = engine_of(url)
    with engine.connect():
        pass  # the first connection takes longest
    gate.wait()
    outcomes = all_at_once(engine, [f"yes-{process}-{count}" for count in range(YESES)])
    engine.dispose()
    told.put([(outcome.done, outcome.decision.code) for outcome in outcomes])


def cancel_and_die(url: str, moment: str) -> None:
    """Cancels, and is killed just before its transaction is committed, or just after."""
    engine = engine_of(url)

    def die(*_: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if moment == "before":
        sa.event.listen(engine, "commit", die)
    cancel(engine, "c-1", NUMBER, NOW, "yes-1")
    die()


@pytest.fixture
def shop(engine: Engine, imported: Import) -> Engine:
    imported(customers=[customer()], orders=[order()])
    return engine


def test_twenty_yeses_in_four_processes_cancel_once(shop: Engine, database_url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    gate, told = spawn.Barrier(PROCESSES), spawn.Queue()
    processes = [
        spawn.Process(target=say_yeses, args=(database_url, number, gate, told))
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    outcomes = [outcome for _ in processes for outcome in told.get(timeout=60)]
    for process in processes:
        process.join()
    assert sorted(outcomes) == [
        *[(False, "cancel.already_cancelled")] * (PROCESSES * YESES - 1),
        (True, "cancel.allowed"),
    ]
    assert len(refunds(shop)) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_yes_that_died_halfway_is_said_again_and_succeeds_once(
    shop: Engine, database_url: str, moment: str
) -> None:
    spawn = multiprocessing.get_context("spawn")
    process = spawn.Process(target=cancel_and_die, args=(database_url, moment))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert status(shop) == ("paid" if moment == "before" else "cancelled")
    again = cancel(shop, "c-1", NUMBER, NOW, "yes-1")
    assert again is not None
    assert (again.done, again.decision.code) == (True, "cancel.allowed")
    assert len(refunds(shop)) == 1
