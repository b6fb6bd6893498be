"""Each mend of Rasa gives what Rasa's own way gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.utils.common import all_subclasses

from bot.nlu.graph_runner import SequentialGraphRunner
from bot.responder import rasa_mends

pytestmark = pytest.mark.slow  # importing Rasa takes seconds


@pytest.fixture(autouse=True, scope="module")
def mended() -> Iterator[None]:
    validate, resolve = RemoteAction._validate_action_result, Event.resolve_by_type
    rasa_mends.before_start()
    yield
    RemoteAction._validate_action_result = validate
    Event.resolve_by_type = staticmethod(resolve)


REPLIES: list[Any] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "need", "value": None, "timestamp": None}]},
    {"events": [{"event": "slot", "name": "need", "value": {"a": [1]}}], "responses": [{}]},
    {"responses": [{"response": "utter_greet", "facts": {"name": "Ana"}}]},
    {},
    {"events": {}},
    {"events": [{"event": 7}]},
    {"events": [{"event": "slot", "name": 3}]},
    {"responses": "no list"},
    [],
    None,
]


@pytest.mark.parametrize("reply", REPLIES)
def test_an_action_reply_is_judged_as_rasas_own_validator_judges_it(reply: Any) -> None:
    own = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())

    def passes() -> bool:
        try:
            return bool(RemoteAction("action_any", None)._validate_action_result(reply))
        except ValueError:
            return False

    assert passes() is own.is_valid(reply)


def test_some_replies_pass_and_some_do_not() -> None:
    own = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())
    assert {own.is_valid(reply) for reply in REPLIES} == {True, False}


def test_every_event_is_found_by_its_name() -> None:
    for event in all_subclasses(Event):
        assert Event.resolve_by_type(event.type_name).type_name == event.type_name
    assert Event.resolve_by_type("slot") is SlotSet
    assert Event.resolve_by_type("action", ActionExecuted) is ActionExecuted


def test_an_unknown_event_is_still_refused() -> None:
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("no_such_event")


class Node:
    """A node of a graph that tells what it was given."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.runs = 0

    def __call__(self, *given: Any) -> tuple[str, Any]:
        self.runs += 1
        told = [entry if isinstance(entry, str) else f"{entry[0]}={entry[1]}" for entry in given]
        return self.name, f"{self.name}({','.join(told)})"


def graph() -> tuple[GraphSchema, dict[str, Node]]:
    """Two branches that meet, a node nobody asked for, and an input that may be missing."""
    needs = {
        "words": {"messages": "message"},
        "rows": {"messages": "words"},
        "intent": {"rows": "rows", "words": "words"},
        "policy": {"tracker": "tracker"},
        "ensemble": {"policy": "policy", "intent": "intent", "hint": "hint"},
        "unasked": {"messages": "message"},
    }
    schema = GraphSchema(
        {
            name: SchemaNode(needs=need, uses=object, constructor_name="", fn="", config={})
            for name, need in needs.items()
        }
    )
    return schema, {name: Node(name) for name in needs}


@pytest.mark.parametrize("targets", [["ensemble"], ["intent"], ["policy", "rows"]])
def test_the_sequential_runner_gives_what_dask_gives(targets: list[str]) -> None:
    schema, nodes = graph()
    dask = object.__new__(DaskGraphRunner)
    dask._graph_schema, dask._instantiated_nodes, dask._execution_context = schema, nodes, None
    inputs = {"message": "m", "tracker": "t"}
    expected = dask.run(inputs, targets)
    for node in nodes.values():
        node.runs = 0
    ours = SequentialGraphRunner.like(dask)
    assert ours.run(inputs, targets) == expected
    assert ours.run(inputs, targets) == expected
    assert nodes["unasked"].runs == 0
    assert all(node.runs in (0, 2) for node in nodes.values())
