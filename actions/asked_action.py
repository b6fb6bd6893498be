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
        return [event for event in self.answer(dispatcher, asking) if _changes(event, asking)]

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        """Says the answer and gives the events that keep what was learned."""


def _changes(event: EventType, asking: Asking) -> bool:
    """Whether an event changes anything: a slot that has its value already need not be set, and
    each event is checked, stored and read again with every message."""
    return bool(event["event"] != "slot" or asking.slot(event["name"]) != event["value"])
