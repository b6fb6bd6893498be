"""``support-bot train``, ``parse``, ``evaluate``."""

from __future__ import annotations

import os
import sys
import warnings
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.commands.command import console, refuse, stderr, with_settings
from bot.languages import LANGUAGES
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.nlu.parsing import Parser


@click.command()
@click.option("--if-needed", is_flag=True, help="Only where data, domain or NLU code changed.")
@with_settings
def train(settings: Settings, if_needed: bool) -> None:
    """Train the model on data/, domain.yml and config.yml (or SUPPORT_BOT_CONFIG)."""
    from bot.launcher.training import model_path, needs_training

    model = model_path(settings)
    if not if_needed or needs_training(model, settings.config):
        train_at(model, settings.config)
    console.print(f"The model is at {model} ({model.stat().st_size / 1e6:.1f} MB).")


def train_at(model: Path, config: Path) -> None:
    """Trains with a progress bar; a failure ends the command with its reason."""
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


@click.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@with_settings
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


def _unsaid(*_told: object, **_more: object) -> None:
    """Takes the place of what prints a warning."""


def _import_quietly() -> None:
    """Imports what reads models, without what Rasa's and TensorFlow's imports print."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    # A filter would not do: Rasa's imports set others.
    warnings.showwarning = _unsaid
    # skops looks through all that is imported when it is: before TensorFlow that is little.
    import skops.io  # noqa: F401


@click.command()
@click.option("--lang", type=click.Choice(list(LANGUAGES)), help="Judge this language alone.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The page's file; the figures go beside it as JSON.  [default: var/evaluate/report.html]",
)
@click.option("--learning-curve", is_flag=True, help="Also train on an eighth, a quarter, a half.")
@click.option("--diet", is_flag=True, help="Also train Rasa's stock pipeline, for ten minutes.")
@with_settings
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
