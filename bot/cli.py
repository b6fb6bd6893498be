"""``support-bot``: the commands of an operator. Each does its work in the room it belongs to."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TextColumn

from bot.commands.agents import agent
from bot.commands.command import console, database, refuse, stderr, with_settings
from bot.commands.understanding import evaluate, parse, train, train_at
from bot.commands.webhooks import webhooks
from bot.languages import LANGUAGES
from bot.settings import ROOT, Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="support-bot")
def main() -> None:
    """A customer-support bot for online shops, in eleven languages."""


for _command in (train, parse, evaluate, webhooks, agent):
    main.add_command(_command)


@main.command()
@with_settings
def run(settings: Settings) -> None:
    """Start the bot: gateway, Rasa, action server and email worker; Ctrl-C stops all of it."""
    from bot.launcher import running
    from bot.launcher.training import model_path, needs_training

    _prepare(settings)
    model = model_path(settings)
    if needs_training(model, settings.config):
        train_at(model, settings.config)
    _say_what_is_missing(settings)

    def ready() -> None:
        url = f"http://{running.address(settings)}"
        console.print(f"\n[bold]The bot is ready at {url}[/bold]")
        if settings.shows_demo_shop:
            console.print(f"  demo shop:   {url}/ (with the chat in its corner)")
        console.print("  talk to it:  support-bot chat --lang tr --customer demo-tr")
        console.print(f"  HTTP API:    {url}/api/v1/openapi.json\n  Ctrl-C stops all of it.\n")

    also = "" if settings.missing_for_mail else ", email worker"
    console.print(f"Starting gateway, action server, Rasa{also} …")
    asyncio.run(running.run(settings, model, console, ready))


def _prepare(settings: Settings) -> None:
    """Migrates the database and loads the demo shop into an empty one."""
    from bot.orders.demo_shop import load_demo_shop

    if load_demo_shop(database(settings), datetime.now(timezone.utc)):
        console.print(
            "The database was empty: the demo shop is loaded (customers demo-en … demo-ro)."
        )


def _say_what_is_missing(settings: Settings) -> None:
    if settings.jwt_secret is None:
        console.print(
            f"SUPPORT_BOT_JWT_SECRET is not set: a secret for trying is kept in "
            f"{settings.var / 'jwt-secret'}.",
            soft_wrap=True,
        )
    if missing := settings.missing_for_mail:
        console.print(
            f"The email worker is not started: {', '.join(missing)} not set (docs/email.md).",
            soft_wrap=True,
        )
    elif not settings.authserv_id:
        console.print(
            "SUPPORT_BOT_AUTHSERV_ID is not set: nobody is known by their mail address alone, and "
            "chats can't be answered by mail (docs/email.md).",
            soft_wrap=True,
        )


@main.command()
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="The language to begin in.")
@click.option("--customer", help="Talk as this customer of the shop, signed in.")
@with_settings
def chat(settings: Settings, lang: str | None, customer: str | None) -> None:
    """Talk to the running bot in the terminal."""
    from bot.launcher.terminal import BotAway, talk

    try:
        asyncio.run(talk(settings, lang, customer, console))
    except BotAway as error:
        refuse(str(error))
    except (KeyboardInterrupt, EOFError):
        console.print()


@main.group()
def orders() -> None:
    """Work with the shop's orders."""


@orders.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_settings
def import_orders(settings: Settings, file: Path) -> None:
    """Insert or update customers, orders, payments and coupons from FILE; all or nothing."""
    from bot.orders.importing import BadImport, import_file

    engine = database(settings)
    with Progress(TextColumn("{task.description}"), BarColumn(), console=stderr) as bar:
        task = bar.add_task("Importing", total=None)
        try:
            report = import_file(
                engine,
                file,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
        except BadImport as error:
            bar.stop()
            refuse(f"{file} was refused, nothing was changed:\n{error}")
    console.print(str(report))


@main.command()
@click.option("--customer", required=True, help="The customer's id: the token's sub.")
@with_settings
def token(settings: Settings, customer: str) -> None:
    """Print a signed customer token, good for 15 minutes, for trying things."""
    from bot.channels.tokens import customer_token

    print(customer_token(settings, customer, datetime.now(timezone.utc)))


@main.command()
@click.option("--customer", required=True, help="The customer's id.")
@with_settings
def erase(settings: Settings, customer: str) -> None:
    """Forget all conversations of a customer: messages, files, tickets' words."""
    from bot.attachments.store import FileStore
    from bot.erasure.erasing import erase_customer

    store = FileStore(settings.attachments)
    count = erase_customer(database(settings), store, customer, datetime.now(timezone.utc))
    if not count:
        refuse(f"No conversation of customer {customer} is kept.")
    console.print(f"{count} conversation{'' if count == 1 else 's'} of {customer} erased.")


@main.command("check-locales")
def check_locales() -> None:
    """Check that every catalog is complete and its placeholders are those of the source."""
    from bot.nlg.checking import check

    problems = check(ROOT)
    for problem in problems:
        stderr.print(str(problem), markup=False, highlight=False, soft_wrap=True)
    if problems:
        refuse(f"{len(problems)} problems in locales/.")
    console.print("All catalogs are complete and consistent.")
