"""``support-bot``: the commands of an operator. Each does its work in the room it belongs to."""

from __future__ import annotations

import asyncio
import os
import sys
import warnings
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

    from bot.nlu.parsing import Parser

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
    """Start the bot: gateway, Rasa and action server; Ctrl-C stops all of it."""
    from bot.launcher import running
    from bot.launcher.training import model_path, needs_training

    _prepare(settings)
    model = model_path(settings)
    if needs_training(model, settings.config):
        _train(model, settings.config)
    _say_what_is_missing(settings)

    def ready() -> None:
        url = f"http://{running.address(settings)}"
        console.print(f"\n[bold]The bot is ready at {url}[/bold]")
        console.print("  talk to it:  support-bot chat --lang tr --customer demo-tr")
        console.print(f"  HTTP API:    {url}/api/v1/openapi.json\n  Ctrl-C stops all of it.\n")

    console.print("Starting gateway, action server and Rasa …")
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


@main.command()
@_with_settings
def train(settings: Settings) -> None:
    """Train the model on data/, domain.yml and config.yml (or SUPPORT_BOT_CONFIG)."""
    from bot.launcher.training import model_path

    model = model_path(settings)
    _train(model, settings.config)
    console.print(f"The model is at {model} ({model.stat().st_size / 1e6:.1f} MB).")


def _train(model: Path, config: Path) -> None:
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
            training.train(model, show, config)
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
    from bot.launcher import texts

    parser = _understanding(_trained_model(settings))
    if text == "-":
        cut = texts.parse_lines(parser.parse, sys.stdin.buffer, sys.stdout.buffer)
        if cut:
            stderr.print(f"{cut} lines were longer than {texts.MOST_CHARACTERS:,} characters: cut.")
        return
    parsed = parser.parse(texts.as_text(text))
    if as_json:
        sys.stdout.buffer.write(texts.as_line(parsed))
    else:
        from bot.launcher.tables import parse_table

        console.print(parse_table(parsed))


def _trained_model(settings: Settings) -> Path:
    """Where the model lies; the command ends where there is none."""
    from bot.launcher.training import model_path

    model = model_path(settings)
    if not model.exists():
        refuse(f"There is no model at {model}. Make one with: support-bot train")
    return model


def _understanding(model: Path) -> Parser:
    _import_quietly()
    from bot.nlu.parsing import load_parser

    return load_parser(model)


def _import_quietly() -> None:
    """Imports what reads models, without what Rasa's and TensorFlow's imports print."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    warnings.simplefilter("ignore")
    # skops looks through all that is imported when it is: before TensorFlow that is little.
    import skops.io  # noqa: F401


@main.command()
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Judge this language alone.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page's file; the figures go beside it as JSON.  [default: var/evaluate/report.html]",
)
@click.option("--learning-curve", is_flag=True, help="Also train on an eighth, a quarter, a half.")
@click.option("--diet", is_flag=True, help="Also train Rasa's stock pipeline, for ten minutes.")
@_with_settings
def evaluate(
    settings: Settings, lang: str | None, output: Path | None, learning_curve: bool, diet: bool
) -> None:
    """Judge the trained model by the test utterances; write a page with all figures."""
    from bot.launcher.training import training_seconds

    model = _trained_model(settings)
    _import_quietly()
    from bot.evaluation.report import UnwritableReport, Wanted
    from bot.evaluation.terminal import run

    wanted = Wanted(
        model=model,
        config=settings.config,
        output=output or settings.var / "evaluate" / "report.html",
        languages=[lang] if lang else list(LANGUAGES),
        training_seconds=training_seconds(model),
        learning_curve=learning_curve,
        diet=diet,
    )
    try:
        run(wanted, datetime.now(timezone.utc), console, stderr)
    except UnwritableReport as error:
        refuse(str(error))


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
