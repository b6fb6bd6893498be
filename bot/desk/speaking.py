"""What the desk says to customers, in their language: steps of a handover, decisions, canned
replies. The same wording as the bot's, with the ticket's facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations import rows
from bot.conversations.errors import UnknownConversation
from bot.conversations.messages import Conversation
from bot.conversations.tables import conversations
from bot.nlg import Wording
from bot.nlg.rendering import AGREEING, PLACEHOLDER
from bot.orders.queries import customer_of
from bot.policy import CustomerFacts
from bot.policy.encoding import as_json

REPLIES = "utter_desk.reply."
"""Canned replies are the responses whose names begin so."""

_EVIDENCE = "utter_label.evidence."


@dataclass(frozen=True)
class Canned:
    """A canned reply in the customer's language, and in the agent's, to know what it says."""

    name: str
    text: str
    language: str
    meaning: str


class Speaking:
    """Words for customers."""

    def __init__(self, wording: Wording, brand: str) -> None:
        self.wording, self._brand = wording, brand

    def reply(
        self,
        connection: Connection,
        conversation_id: str,
        response: str,
        facts: Mapping[str, Any],
    ) -> dict[str, Any]:
        """A response as a message of the bot's, in the conversation's language, dates and money
        as its customer knows them."""
        conversation, _ = _row(connection, conversation_id)
        customer = _customer(connection, conversation)
        told = {name: as_json(value) for name, value in facts.items()}
        said = self.wording.say(
            response,
            conversation.language,
            {"brand": self._brand, "name": customer.name if customer else None, **told},
            locale=customer.locale if customer else None,
            timezone=customer.timezone if customer else None,
        )
        return {
            "text": said.text,
            "language": said.language,
            "response": response,
            "choices": [
                {"label": c.label, "payload": {"intent": c.intent, "entities": dict(c.entities)}}
                for c in said.choices
            ],
        }

    def owner(self, connection: Connection, conversation_id: str) -> tuple[str, str | None]:
        """Who has the conversation: the owner, and the agent's id."""
        conversation, agent_id = _row(connection, conversation_id)
        return conversation.owner, agent_id

    def canned(
        self, language: str, locale: str, facts: Mapping[str, Any], where: Mapping[str, Any]
    ) -> list[Canned]:
        """The canned replies that can be said with these facts. ``where`` is the customer's own
        locale and time zone."""
        told = {"brand": self._brand, **{name: as_json(value) for name, value in facts.items()}}
        found = []
        for response in self.wording.responses:
            if response.startswith(REPLIES) and self.sayable(response, told):
                said = self.wording.say(response, language, told, **where)
                meaning = self.wording.say(response, locale, told, timezone=where.get("timezone"))
                name = response[len(REPLIES) :]
                found.append(Canned(name, said.text, said.language, meaning.text))
        return found

    def sayable(self, response: str, facts: Mapping[str, Any]) -> bool:
        """Whether there is such a response, and every fact that it names."""
        if response not in self.wording.responses:
            return False
        known = {**self.wording.shop, **facts}
        variant = self.wording.responses[response].variants_for(known)[0]
        if not variant.fits(known):
            return False
        wanted = {name for name, _ in PLACEHOLDER.findall(variant.text)}
        wanted |= {name for name, _ in AGREEING.findall(variant.text)}
        return all(known.get(name) is not None for name in wanted)

    def evidence(self, names: Sequence[str]) -> list[str]:
        """Those of the names that are names of evidence."""
        known = self.all_evidence()
        return [name for name in known if name in names]

    def all_evidence(self) -> list[str]:
        """The names of all evidence that can be asked for."""
        return [
            response[len(_EVIDENCE) :]
            for response in self.wording.responses
            if response.startswith(_EVIDENCE)
        ]


def _row(connection: Connection, conversation_id: str) -> tuple[Conversation, str | None]:
    found = connection.execute(
        sa.select(conversations).where(conversations.c.id == conversation_id)
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise UnknownConversation(conversation_id)
    return rows.conversation(row), row["agent_id"]


def _customer(connection: Connection, conversation: Conversation) -> CustomerFacts | None:
    if conversation.customer_id is None:
        return None
    return customer_of(connection, conversation.customer_id)
