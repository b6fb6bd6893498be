"""``support-bot erase``: an operator forgets a customer."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from bot.cli import main
from bot.conversations import opening
from tests.channels.gateway_client import url_of
from tests.conversations.messages_for import begun


@pytest.fixture
def erased(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("SUPPORT_BOT_DATABASE_URL", url_of(engine))
    monkeypatch.setenv("SUPPORT_BOT_VAR", str(tmp_path / "var"))
    return CliRunner()


def erase(runner: CliRunner, customer: str) -> Result:
    return runner.invoke(main, ["erase", "--customer", customer])


def test_an_operator_erases_a_customer(engine: Engine, erased: CliRunner) -> None:
    talk, other = begun(engine, customer_id="c-1"), begun(engine, customer_id="c-2")
    done = erase(erased, "c-1")
    assert done.exit_code == 0, done.output
    assert opening.find(engine, talk).owner == "closed"
    assert opening.find(engine, other).owner == "bot"
    assert erase(erased, "c-1").exit_code == 1


def test_a_customer_is_named(erased: CliRunner) -> None:
    assert erased.invoke(main, ["erase"]).exit_code == 2
