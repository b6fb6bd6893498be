"""A dialogue with the actions: what Rasa hands them, and what becomes of the slots."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import ActionExecutor
from sqlalchemy.engine import Engine

_NUMBERS = itertools.count(1)

FORM = "identify_form"


@dataclass
class Turn:
    """What an action did."""

    events: list[dict[str, Any]]
    responses: list[dict[str, Any]]

    @property
    def said(self) -> list[str]:
        """The names of the responses, in order."""
        return [response["response"] for response in self.responses]

    @property
    def followups(self) -> list[str]:
        """The actions that are to follow."""
        return [event["name"] for event in self.events if event["event"] == "followup"]

    def facts(self, response: str) -> Mapping[str, Any]:
        """The facts of a response that was said once."""
        (found,) = [r for r in self.responses if r["response"] == response]
        facts: Mapping[str, Any] = found["facts"]
        return facts


@dataclass
class Dialogue:
    """One conversation, with its slots. The policies are the tests': they name the action."""

    executor: ActionExecutor
    engine: Engine
    conversation: str
    customer: str | None = None
    language: str = "en"
    slots: dict[str, Any] = field(default_factory=dict)

    async def act(
        self,
        action: str,
        intent: str = "inform",
        text: str = "",
        *,
        confidence: float = 0.9,
        message_id: str | None = None,
        before: tuple[str, ...] = (),
        understood: tuple[str, float] | None = None,
        metadata: Mapping[str, Any] | None = None,
        **entities: str,
    ) -> Turn:
        """Runs an action for a message, after those named in ``before``. ``understood`` is NLU's
        first guess, where it is not the intent; ``metadata`` is added to the message's."""
        guess, sure = understood or (intent, confidence)
        events = [{"event": "user"}, *({"event": "action", "name": name} for name in before)]
        assurance = "signed" if self.customer else "anonymous"
        language = {"code": self.language, "asked": False, "candidate": None}
        message = {
            "text": text,
            "message_id": message_id or f"m-{next(_NUMBERS)}",
            "intent": {"name": intent, "confidence": confidence},
            "intent_ranking": [{"name": guess, "confidence": sure}],
            "entities": [
                {"entity": name, "value": value, "start": 0, "end": 0}
                for name, value in entities.items()
            ],
            "language": {"code": self.language, "confidence": 1.0, "state": language},
            "metadata": {
                "identity": {"assurance": assurance, "customer_id": self.customer},
                "context": {},
                "attachments": [],
                **(metadata or {}),
            },
        }
        tracker = {
            "sender_id": self.conversation,
            "slots": dict(self.slots),
            "latest_message": message,
            "events": events,
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        }
        call = {"next_action": action, "tracker": tracker, "domain": {}}
        answer = await self.executor.run(call)
        assert answer is not None
        turn = Turn(answer["events"], answer["responses"])
        for event in turn.events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        return turn

    async def form(self, text: str = "", intent: str = "inform", **more: Any) -> Turn:
        """A message to the form that asks who writes."""
        return await self.act(
            "validate_identify_form", intent, text, before=("action_listen", FORM), **more
        )

    async def begin(self, intent: str = "track_order", **more: Any) -> Turn:
        """The form is begun by the action that answers ``intent``; gives both their doings."""
        action = "action_order_on_its_way"
        first = await self.act(action, intent, **more)
        assert first.followups == [FORM]
        second = await self.act("validate_identify_form", intent, before=(action, FORM), **more)
        return Turn(first.events + second.events, first.responses + second.responses)


NewDialogue = Callable[..., Dialogue]
