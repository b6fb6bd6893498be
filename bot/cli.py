"""``support-bot``: the commands of an operator. Each does its work in the room it belongs to."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.languages import LANGUAGES
from bot.settings import ROOT, BadSetting, Settings, load_settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

F = TypeVar("F", bound=Callable[..., Any])
console = Console()
stderr = Console(stderr=True)


def _settings() -> Settings:
    try:
        return load_settings()
    except BadSetting as error:
        stderr.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2)


def refuse(message: str) -> NoReturn:
    """Ends the command with exit status 1 and the reason on stderr."""
    stderr.print(message, markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)


def _with_settings(command: F) -> F:
    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return command(_settings(), *args, **kwargs)

    return wrapped  # type: ignore[return-value]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="support-bot")
def main() -> None:
    """A customer-support bot for online shops, in eleven languages."""


@main.command()
@_with_settings
def run(settings: Settings) -> None:
    """Start the bot: gateway, Rasa, action server and email worker; Ctrl-C stops all of it."""
    from bot.launcher import running
    from bot.launcher.training import model_path, needs_training

    _prepare(settings)
    model = model_path(settings)
    if needs_training(model):
        _train(model)
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


def _database(settings: Settings) -> Engine:
    """The database, migrated; one that can't be used ends the command with its reason."""
    from bot.database.engine import UnusableDatabase, engine_of
    from bot.database.migrate import migrate

    try:
        migrate(settings.database)
        return engine_of(settings.database)
    except UnusableDatabase as error:
        refuse(f"SUPPORT_BOT_DATABASE_URL: {error}")


def _prepare(settings: Settings) -> None:
    """Migrates the database and loads the demo shop into an empty one."""
    from bot.orders.demo_shop import load_demo_shop

    if load_demo_shop(_database(settings), datetime.now(timezone.utc)):
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
@click.option("--if-needed", is_flag=True, help="Only where data, domain or NLU code changed.")
@_with_settings
def train(settings: Settings, if_needed: bool) -> None:
    """Train the model on data/, domain.yml and config.yml."""
    from bot.launcher.training import model_path, needs_training

    model = model_path(settings)
    if not if_needed or needs_training(model):
        _train(model)
    console.print(f"The model is at {model} ({model.stat().st_size / 1e6:.1f} MB).")


def _train(model: Path) -> None:
    from bot.launcher import training

    columns = (
        SpinnerColumn(),
        TextColumn("Training: {task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("starting Rasa", total=None)

        def show(done: int, of: int, what: str) -> None:
            bar.update(task, completed=done, total=of, description=what)

        try:
            training.train(model, show)
        except training.TrainingFailed as error:
            refuse(f"Training failed:\n{error}")


@main.command()
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="The language to begin in.")
@click.option("--customer", help="Talk as this customer of the shop, signed in.")
@_with_settings
def chat(settings: Settings, lang: str | None, customer: str | None) -> None:
    """Talk to the running bot in the terminal."""
    from bot.launcher.terminal import BotAway, talk

    try:
        asyncio.run(talk(settings, lang, customer, console))
    except BotAway as error:
        refuse(str(error))
    except (KeyboardInterrupt, EOFError):
        console.print()


@main.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@_with_settings
def parse(settings: Settings, text: str, as_json: bool) -> None:
    """Show language, intent and entities of TEXT; "-" reads one text a line from stdin."""
    from bot.launcher.training import model_path
    from bot.nlu.parsing import load_parser

    model = model_path(settings)
    if not model.exists():
        refuse(f"There is no model at {model}. Make one with: support-bot train")
    parser = load_parser(model)
    if text == "-":
        for line in sys.stdin:
            print(json.dumps(parser.parse(line.rstrip("\r\n")), ensure_ascii=False), flush=True)
    elif as_json:
        print(json.dumps(parser.parse(text), ensure_ascii=False))
    else:
        from bot.launcher.tables import parse_table

        console.print(parse_table(parser.parse(text)))


@main.group()
def orders() -> None:
    """Work with the shop's orders."""


@orders.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_with_settings
def import_orders(settings: Settings, file: Path) -> None:
    """Insert or update customers, orders, payments and coupons from FILE; all or nothing."""
    from bot.orders.importing import BadImport, import_file

    engine = _database(settings)
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
@_with_settings
def token(settings: Settings, customer: str) -> None:
    """Print a signed customer token, good for 15 minutes, for trying things."""
    from bot.channels.tokens import customer_token

    print(customer_token(settings, customer, datetime.now(timezone.utc)))


@main.group()
def webhooks() -> None:
    """Look at what the shop's server was told, and tell it again."""


@webhooks.command("list")
@click.option("--state", type=click.Choice(["waiting", "delivered", "dead"]), help="Only these.")
@click.option("--most", default=50, show_default=True, help="The newest so many.")
@_with_settings
def list_webhooks(settings: Settings, state: str | None, most: int) -> None:
    """List deliveries, the newest first."""
    from bot.launcher.tables import deliveries_table
    from bot.webhooks.replaying import deliveries

    console.print(deliveries_table(deliveries(_database(settings), state, most)))


@webhooks.command("replay")
@click.argument("delivery")
@_with_settings
def replay_webhook(settings: Settings, delivery: str) -> None:
    """Send the DELIVERY with this id once more; a running gateway does it within a second."""
    from bot.webhooks.replaying import UnknownDelivery, replay

    try:
        replay(_database(settings), delivery, datetime.now(timezone.utc))
    except UnknownDelivery:
        refuse(f"There is no delivery {delivery}, or it waits to be sent.")
    console.print(f"{delivery} is sent again.")


@main.command()
@click.option("--customer", required=True, help="The customer's id.")
@_with_settings
def erase(settings: Settings, customer: str) -> None:
    """Forget all conversations of a customer: messages, files, tickets' words."""
    from bot.attachments.store import FileStore
    from bot.erasure.erasing import erase_customer

    store = FileStore(settings.attachments)
    count = erase_customer(_database(settings), store, customer, datetime.now(timezone.utc))
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
