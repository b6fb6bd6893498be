"""What an agent does with a ticket: each act is one transaction with its entry in the audit log."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.conversations import ownership
from bot.conversations.cleaning import clean
from bot.conversations.redaction import redact
from bot.conversations.tables import messages, tickets
from bot.conversations.tickets import KINDS
from bot.database.engine import writing
from bot.desk import auditing
from bot.desk.agents import Agent
from bot.desk.errors import DeskError, NoSuchTicket, Taken, TicketClosed
from bot.desk.speaking import Speaking
from bot.desk.tables import agents, ticket_notes
from bot.orders.claims import close_claim_within

REASONS = ("solved", "refused", "no_answer", "duplicate", "spam")
"""Why a ticket is closed: each has words in desk.yml, and the last one for the customer in
domain.yml."""

LONGEST_TEXT = 10_000
PRIORITIES = ("high", "normal", "low")

Ticket = Mapping[str, Any]


class Acts:
    """The acts of agents, over one database."""

    def __init__(self, engine: Engine, speaking: Speaking) -> None:
        self.engine, self.speaking = engine, speaking

    @contextmanager
    def ticket(self, number: str, *, open_only: bool = True) -> Iterator[tuple[Connection, Ticket]]:
        """A write transaction that has the ticket locked. Raises :class:`NoSuchTicket`,
        :class:`TicketClosed`."""
        with writing(self.engine) as connection:
            found = connection.execute(
                sa.select(tickets).where(tickets.c.number == number).with_for_update()
            )
            ticket = found.mappings().one_or_none()
            if ticket is None:
                raise NoSuchTicket(number)
            if open_only and ticket["state"] != "open":
                raise TicketClosed(number)
            yield connection, ticket

    def take(self, agent: Agent, number: str, now: datetime, *, over: bool = False) -> None:
        """Makes the ticket the agent's and gives them its conversation: the bot is silent from
        now on, and the customer is told who is there. Raises :class:`Taken` where another has
        it, unless it is taken ``over``."""
        with self.ticket(number) as (connection, ticket):
            if ticket["assignee"] not in (None, agent.id) and not over:
                raise Taken(ticket["assignee"])
            conversation_id = ticket["conversation_id"]
            reply = self.speaking.reply(
                connection, conversation_id, "utter_desk.joined", {"agent": agent.first_name}
            )
            ownership.take(connection, conversation_id, agent.at_the_desk, reply, now, over=over)
            taken = {"assignee": agent.id, "taken_at": ticket["taken_at"] or now}
            change(connection, number, **taken)
            act = "taken_over" if over and ticket["assignee"] not in (None, agent.id) else "taken"
            auditing.note(connection, agent.id, act, "ticket", number, now)

    def say(self, agent: Agent, number: str, text: str, client_id: str, now: datetime) -> None:
        """Says something to the customer, once for each ``client_id``."""
        said = written(text)
        with self.ticket(number) as (connection, ticket):
            _, new = ownership.say(
                connection, ticket["conversation_id"], agent.at_the_desk, said, client_id, now
            )
            if new:
                note_answer(connection, ticket, now)
                auditing.note(connection, agent.id, "answered", "ticket", number, now)

    def note(self, agent: Agent, number: str, text: str, note_id: str, now: datetime) -> None:
        """Keeps a note that no customer sees, once for each ``note_id``."""
        kept = written(text)
        with self.ticket(number, open_only=False) as (connection, _):
            known = connection.execute(
                sa.select(ticket_notes.c.id).where(ticket_notes.c.id == note_id)
            ).first()
            if known is None:
                values = {"id": note_id, "ticket": number, "agent_id": agent.id}
                connection.execute(sa.insert(ticket_notes).values(**values, text=kept, at=now))
                auditing.note(connection, agent.id, "noted", "ticket", number, now)

    def ask_for(self, agent: Agent, number: str, evidence: Sequence[str], now: datetime) -> None:
        """Lets the bot's voice ask the customer, in their language, for more evidence. What they
        send next is for the agent, who keeps the conversation."""
        names = self.speaking.evidence(evidence)
        if not names:
            raise DeskError("nothing_wanted")
        with self.ticket(number) as (connection, ticket):
            reply = self.speaking.reply(
                connection,
                ticket["conversation_id"],
                "utter_desk.evidence",
                {"evidence": names, "ticket": number},
            )
            ownership.tell(connection, ticket["conversation_id"], agent.at_the_desk, reply, now)
            note_answer(connection, ticket, now)
            missing = [*ticket["missing"], *(n for n in names if n not in ticket["missing"])]
            change(connection, number, missing=missing)
            auditing.note(
                connection, agent.id, "evidence_asked", "ticket", number, now, names=names
            )

    def given(self, agent: Agent, number: str, name: str, now: datetime) -> None:
        """Puts the customer's newest message into the ticket as the evidence of this name: its
        files, or its words where it has none."""
        with self.ticket(number) as (connection, ticket):
            if ticket["assignee"] != agent.id:
                raise Taken(ticket["assignee"])
            newest = connection.execute(
                sa.select(messages.c.text, messages.c.attachments)
                .where(
                    messages.c.conversation_id == ticket["conversation_id"],
                    messages.c.author == "customer",
                )
                .order_by(messages.c.seq.desc())
                .limit(1)
            ).one_or_none()
            if newest is None or name not in ticket["missing"]:
                raise DeskError("nothing_wanted")
            evidence = {**ticket["evidence"], name: newest.attachments or newest.text}
            missing = [one for one in ticket["missing"] if one != name]
            change(connection, number, evidence=evidence, missing=missing)
            auditing.note(
                connection, agent.id, "evidence_given", "ticket", number, now, names=[name]
            )

    def hand_back(self, agent: Agent, number: str, now: datetime) -> None:
        """Gives the conversation back to the bot, which says so; the ticket stays open."""
        with self.ticket(number) as (connection, ticket):
            reply = self.speaking.reply(
                connection,
                ticket["conversation_id"],
                "utter_desk.handed_back",
                {"agent": agent.first_name, "ticket": number},
            )
            ownership.hand_back(
                connection, ticket["conversation_id"], agent.at_the_desk, reply, now
            )
            auditing.note(connection, agent.id, "handed_back", "ticket", number, now)

    def put_back(self, agent: Agent, number: str, now: datetime) -> None:
        """Lets another agent have the ticket: it waits in the queue again."""
        with self.ticket(number) as (connection, ticket):
            ownership.put_back(connection, ticket["conversation_id"], agent.at_the_desk, now)
            change(connection, number, assignee=None)
            auditing.note(connection, agent.id, "put_back", "ticket", number, now)

    def close(self, agent: Agent, number: str, reason: str, now: datetime) -> None:
        """Closes the ticket and its claim, and the conversation, with a last word to the
        customer where the agent has it. Raises :class:`Taken` for another's ticket."""
        if reason not in REASONS:
            raise DeskError("no_reason")
        with self.ticket(number) as (connection, ticket):
            conversation_id = ticket["conversation_id"]
            if ticket["assignee"] != agent.id:
                raise Taken(ticket["assignee"])
            if self.speaking.owner(connection, conversation_id) == ("agent", agent.id):
                facts = {"ticket": number, "reason": reason, "agent": agent.first_name}
                reply = self.speaking.reply(connection, conversation_id, "utter_desk.closed", facts)
                ownership.close(connection, conversation_id, agent.at_the_desk, reply, now)
            close_claim_within(connection, number, now)
            change(connection, number, state="closed", closed_at=now, closed_reason=reason)
            auditing.note(connection, agent.id, "closed", "ticket", number, now, reason=reason)

    def assign(self, agent: Agent, number: str, to: str, now: datetime) -> None:
        """Gives the ticket to another agent; a conversation that this one has waits for them."""
        with self.ticket(number) as (connection, ticket):
            known = connection.execute(
                sa.select(agents.c.id).where(agents.c.id == to, agents.c.disabled.is_(False))
            ).first()
            if known is None:
                raise DeskError("no_such_agent")
            if ticket["assignee"] not in (None, agent.id) and not agent.is_lead:
                raise Taken(ticket["assignee"])
            conversation_id = ticket["conversation_id"]
            mine = self.speaking.owner(connection, conversation_id) == ("agent", agent.id)
            if mine and to != agent.id:
                ownership.put_back(connection, conversation_id, agent.at_the_desk, now)
            change(connection, number, assignee=to)
            auditing.note(connection, agent.id, "assigned", "ticket", number, now, to=to)

    def sort(
        self, agent: Agent, number: str, category: str, priority: str, due: datetime, now: datetime
    ) -> None:
        """Sets what the ticket is about, how urgent it is and by when it is due."""
        if category not in KINDS or priority not in PRIORITIES:
            raise DeskError("no_such_category")
        with self.ticket(number) as (connection, ticket):
            values: dict[str, Any] = {"category": category, "priority": priority, "due_at": due}
            if due > now:
                values |= {"warned_at": None, "escalated_at": None}
            changed = [name for name in values if ticket[name] != values[name]]
            change(connection, number, **values)
            auditing.note(connection, agent.id, "sorted", "ticket", number, now, changed=changed)


def change(connection: Connection, number: str, **values: Any) -> None:
    """Sets columns of the ticket."""
    connection.execute(sa.update(tickets).where(tickets.c.number == number).values(**values))


def note_answer(connection: Connection, ticket: Ticket, now: datetime) -> None:
    """Keeps when a person first spoke about the ticket."""
    if ticket["answered_at"] is None:
        change(connection, ticket["number"], answered_at=now)


def written(text: str) -> str:
    """What an agent wrote as it may be kept: cleaned, card numbers cut. Raises where there is
    nothing, or too much."""
    kept = redact(clean(text))
    if not kept:
        raise DeskError("nothing_written")
    if len(kept) > LONGEST_TEXT:
        raise DeskError("too_long")
    return kept


def identifier(text: str) -> str:
    """A form's own id, by which a second sending of it is known. Raises where it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError as error:
        raise DeskError("bad_form") from error
