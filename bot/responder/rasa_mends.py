"""What Rasa does anew for every message and need do only once. Measured in docs/architecture.md.

Each mend replaces one function of Rasa's with one that gives the same result; they are applied
when the responder starts, and a test holds each against the original.
"""

from __future__ import annotations

import functools
from typing import Any

import fastjsonschema
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.shared.core.events import Event

from bot.nlu.graph_runner import SequentialGraphRunner


def before_start() -> None:
    """The mends of Rasa's functions."""
    RemoteAction._validate_action_result = _validator()
    Event.resolve_by_type = staticmethod(functools.cache(Event.resolve_by_type))


def once_loaded(agent: Agent) -> None:
    """The mend of a loaded model: its graph is run without Dask."""
    if agent.processor is not None:
        agent.processor.graph_runner = SequentialGraphRunner.like(agent.processor.graph_runner)


def _validator() -> Any:
    """A check of action replies by compiled code; Rasa builds a validator a reply, 20 ms."""
    check = fastjsonschema.compile(RemoteAction.action_response_format_spec())

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        check(result)
        return True

    return validate
