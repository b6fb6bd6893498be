"""What happens at the outside help desk, done here: each webhook once, in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from bot.conversations import ownership
from bot.conversations.errors import NotYours
from bot.conversations.ownership import AtTheDesk
from bot.conversations.tables import tickets
from bot.database.engine import writing
from bot.desk import auditing
from bot.desk.acting import change, note_answer, written
from bot.desk.errors import DeskError
from bot.desk.help_desks import HelpDesk, Incoming
from bot.desk.speaking import Speaking
from bot.desk.tables import bridge_deliveries, bridge_links
from bot.orders.claims import close_claim_within

log = structlog.get_logger("bridge")

KEPT = timedelta(days=2)
"""So long a delivery's id is remembered: much longer than a webhook may be old."""

_MESSAGES = uuid.UUID("6a2f8a54-52a5-4c0c-9a37-0c8f6d0b7a11")


class BridgeIncoming:
    """Takes webhooks of the help desk."""

    def __init__(self, engine: Engine, help_desk: HelpDesk, speaking: Speaking) -> None:
        self._engine, self._help_desk, self._speaking = engine, help_desk, speaking

    def take(self, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
        """Does what a webhook tells, once, however often it comes. Raises
        :class:`~bot.desk.help_desks.BadWebhook` for one that is not the help desk's."""
        delivery, event = self._help_desk.read(headers, body, now)
        if event is None:
            return
        try:
            with writing(self._engine) as connection:
                connection.execute(sa.insert(bridge_deliveries).values(id=delivery, at=now))
                self._do(connection, event, now)
        except IntegrityError:
            log.info("webhook_again", delivery=delivery)
        except (NotYours, DeskError) as error:
            # At our own desk somebody has it, or there is nothing in it: no matter of the sender.
            log.info("webhook_left", delivery=delivery, code=error.code)

    def _do(self, connection: Connection, event: Incoming, now: datetime) -> None:
        conversation_id = connection.execute(
            sa.select(bridge_links.c.conversation_id).where(bridge_links.c.theirs == event.theirs)
        ).scalar_one_or_none()
        if conversation_id is None:
            log.info("webhook_of_another", theirs=event.theirs)
            return
        if event.kind == "said":
            self._say(connection, conversation_id, event, now)
        else:
            self._close(connection, conversation_id, now)

    def _say(
        self, connection: Connection, conversation_id: str, event: Incoming, now: datetime
    ) -> None:
        """Their agent's words, said by whoever of them has it: for us they are one."""
        first = (event.agent.split() or [self._help_desk.name.capitalize()])[0]
        agent = self._agent(first)
        joined = self._reply(connection, conversation_id, "utter_desk.joined", agent=first)
        ownership.take(connection, conversation_id, agent, joined, now)
        client_id = str(uuid.uuid5(_MESSAGES, f"{self._help_desk.name}/{event.message_id}"))
        text = written(event.text)
        ownership.say(connection, conversation_id, agent, text, client_id, now)
        for ticket in self._open_tickets(connection, conversation_id):
            note_answer(connection, ticket, now)
            auditing.note(
                connection, None, "answered", "ticket", ticket["number"], now, by=agent.id
            )

    def _close(self, connection: Connection, conversation_id: str, now: datetime) -> None:
        agent = self._agent("")
        found = self._open_tickets(connection, conversation_id)
        if self._speaking.owner(connection, conversation_id) != ("agent", agent.id) or not found:
            return
        number = found[0]["number"]
        reply = self._reply(
            connection, conversation_id, "utter_desk.closed", ticket=number, reason="solved"
        )
        ownership.close(connection, conversation_id, agent, reply, now)
        for ticket in found:
            values = {"state": "closed", "closed_at": now, "closed_reason": "solved"}
            change(connection, ticket["number"], **values)
            close_claim_within(connection, ticket["number"], now)
            auditing.note(connection, None, "closed", "ticket", ticket["number"], now, by=agent.id)

    def _agent(self, name: str) -> AtTheDesk:
        return AtTheDesk(self._help_desk.name, name, self._help_desk.name)

    def _reply(
        self, connection: Connection, conversation_id: str, response: str, **facts: Any
    ) -> dict[str, Any]:
        return self._speaking.reply(connection, conversation_id, response, facts)

    def _open_tickets(self, connection: Connection, conversation_id: str) -> list[Any]:
        found = connection.execute(
            sa.select(tickets)
            .where(
                tickets.c.conversation_id == conversation_id, tickets.c.state == sa.text("'open'")
            )
            .order_by(tickets.c.opened_at.desc())
            .with_for_update()
        )
        return list(found.mappings())


def forget_deliveries(engine: Engine, now: datetime) -> None:
    """Forgets deliveries that are too old to come again."""
    with writing(engine) as connection:
        connection.execute(sa.delete(bridge_deliveries).where(bridge_deliveries.c.at < now - KEPT))
