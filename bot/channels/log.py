"""The gateway's log: of a failure its traceback alone, without what customers wrote."""

from __future__ import annotations

import logging

import structlog


def set_up_log() -> None:
    """Readable lines from info on.

    structlog's own way would show the local variables of every function that failed: messages,
    tokens and secrets among them. It takes a second, too, in which nobody is answered.
    """
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[*structlog.get_config()["processors"][:-1], renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
