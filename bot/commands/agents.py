"""``support-bot agent``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone

import click

from bot.commands.command import console, database, refuse, with_settings
from bot.languages import LANGUAGES
from bot.settings import Settings


@click.group()
def agent() -> None:
    """People who answer at the desk, /desk of the gateway."""


@agent.command("add")
@click.argument("email")
@click.option("--name", required=True, help="First and last name; customers are told the first.")
@click.option("--role", type=click.Choice(["agent", "lead"]), default="agent", show_default=True)
@click.option("--languages", default="", help="Languages they answer in: en,th,tr")
@click.option("--locale", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--timezone", default="UTC", show_default=True, help="Like Europe/Lisbon.")
@with_settings
def add_agent(settings: Settings, email: str, languages: str, **given: str) -> None:
    """Let somebody come to the desk. Their password is asked for, or read from stdin."""
    from bot.desk import agents

    codes = [code.strip() for code in languages.split(",") if code.strip()]
    with _agent_fits():
        now = datetime.now(timezone.utc)
        added = agents.add(
            database(settings),
            email=email,
            languages=codes,
            password=_password(),
            now=now,
            **given,
        )
    console.print(f"{added.name} ({added.role}) may sign in at /desk.", markup=False)


@agent.command("list")
@with_settings
def list_agents(settings: Settings) -> None:
    """Show who may come to the desk."""
    from bot.desk import agents

    for found in agents.everyone(database(settings)):
        state = "disabled" if found.disabled else found.role
        factor = "second factor" if found.totp_secret else "password"
        languages = ",".join(found.languages)
        print(found.email, found.name, state, languages, factor, sep="\t")


@agent.command("disable")
@click.argument("email")
@with_settings
def disable_agent(settings: Settings, email: str) -> None:
    """Shut somebody out of the desk; all their sessions end."""
    from bot.desk import agents

    with _agent_fits():
        agents.disable(database(settings), email, datetime.now(timezone.utc))
    console.print(f"{email} can't sign in any more.", markup=False)


@agent.command("password")
@click.argument("email")
@with_settings
def agent_password(settings: Settings, email: str) -> None:
    """Give somebody a new password, asked for or read from stdin; all their sessions end."""
    from bot.desk import agents

    with _agent_fits():
        now = datetime.now(timezone.utc)
        agents.set_password(database(settings), email, _password(), now)
    console.print(f"{email} has a new password.", markup=False)


def _password() -> str:
    """A password from the terminal, typed twice, or the first line of stdin."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def _agent_fits() -> Iterator[None]:
    """Ends the command with its reason where an agent can't be so."""
    from bot.desk.agents import BadAgent

    try:
        yield
    except BadAgent as error:
        refuse(str(error))
