"""The form of every action: a name, and an answer to what was asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.asking import Asking, asking_of


class AskedAction(Action, ABC):  # type: ignore[misc]
    """An action of ours. Subclasses set ``called`` and write :meth:`answer`."""

    called: ClassVar[str]
    """The action's name in domain.yml and data/rules."""

    def name(self) -> str:
        return self.called

    def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: dict[str, Any],  # noqa: ARG002 - rasa-sdk's signature; we have no use for it
    ) -> list[EventType]:
        asking = asking_of(tracker)
        return settled_events(self.answer(dispatcher, asking), asking)

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        """Says the answer and gives the events that keep what was learned."""


def settled_events(events: list[EventType], asking: Asking) -> list[EventType]:
    """The events that change anything, each slot set once, by what is said of it last.

    Each event is checked, stored, and read again with every message, so none is sent in vain. A
    form looks for the event of ``requested_slot`` itself to know what to ask for.
    """
    last = {event["name"]: event for event in events if event["event"] == "slot"}
    return [
        event
        for event in events
        if event["event"] != "slot"
        or (event is last[event["name"]] and _changes(event["name"], event["value"], asking))
    ]


def _changes(name: str, value: object, asking: Asking) -> bool:
    return name == "requested_slot" or bool(asking.slot(name) != value)
