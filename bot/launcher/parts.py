"""The parts of the bot, each a process of its own: what starts it and what it must be told."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import Settings


@dataclass(frozen=True)
class Part:
    """A process to start and to keep running."""

    name: str
    module: str
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def command(self) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", self.module]


def parts_of(settings: Settings, model: Path) -> list[Part]:
    """The parts that these settings ask for, on free loopback ports behind the gateway."""
    ports = {
        "SUPPORT_BOT_RESPONDER_PORT": _port("SUPPORT_BOT_RESPONDER_PORT"),
        "SUPPORT_BOT_ACTIONS_PORT": _port("SUPPORT_BOT_ACTIONS_PORT"),
    }
    shared = {
        **ports,
        "SUPPORT_BOT_MODEL": str(model),
        "SUPPORT_BOT_DATABASE_URL": settings.database,
        "SUPPORT_BOT_VAR": str(settings.var),
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        # Rasa and TensorFlow start a thread a core for sums of a few kilobytes: they only wait.
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        # Rasa and TensorFlow come with hundreds of deprecations that nobody here can mend.
        "PYTHONWARNINGS": "ignore",
    }
    parts = [
        Part("gateway", "bot.channels", shared),
        Part("actions", "actions", shared),
        Part("rasa", "bot.responder", shared),
    ]
    if not settings.missing_for_mail:
        parts.append(Part("email", "bot.channels.email", shared))
    return parts


def _port(variable: str) -> str:
    if given := os.environ.get(variable):
        return given
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
