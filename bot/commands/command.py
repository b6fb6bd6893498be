"""What every command has: settings, the terminal, the database, and a way to refuse."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from rich.console import Console

from bot.settings import BadSetting, Settings, load_settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

F = TypeVar("F", bound=Callable[..., Any])
console = Console()
stderr = Console(stderr=True)


def settings_or_end() -> Settings:
    """The settings; one that does not fit ends the command with exit status 2."""
    try:
        return load_settings()
    except BadSetting as error:
        stderr.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2)


def refuse(message: str) -> NoReturn:
    """Ends the command with exit status 1 and the reason on stderr."""
    stderr.print(message, markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)


def with_settings(command: F) -> F:
    """Gives the command the settings first; one that does not fit ends it with 2."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return command(settings_or_end(), *args, **kwargs)

    return wrapped  # type: ignore[return-value]


def database(settings: Settings) -> Engine:
    """The database, migrated; one that can't be used ends the command with its reason."""
    from bot.database.engine import UnusableDatabase, engine_of
    from bot.database.migrate import migrate

    try:
        migrate(settings.database)
        return engine_of(settings.database)
    except UnusableDatabase as error:
        refuse(f"SUPPORT_BOT_DATABASE_URL: {error}")
