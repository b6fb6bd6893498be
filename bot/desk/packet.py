"""The handover packet: all that a person needs to know about a ticket, read at one moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations import rows
from bot.conversations.messages import Conversation, StoredMessage
from bot.conversations.presence import delivered_up_to
from bot.conversations.tables import conversations, messages, tickets
from bot.desk import agents, auditing
from bot.desk.errors import NoSuchTicket
from bot.desk.ruling import Ruling, ruling_of
from bot.desk.tables import ticket_notes
from bot.orders.deciding import may_cancel, may_refund
from bot.orders.queries import customer_of, order_of, orders_in_brief
from bot.policy import CustomerFacts, OrderFacts

MOST_MESSAGES = 200
"""So many of the newest messages stand on a ticket's page."""

MOST_OTHERS = 10

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Talk:
    """A ticket with its conversation and who is in it: what a page asks for again and again."""

    ticket: Row
    conversation: Conversation
    holder: str | None
    """The id of the agent who has the conversation."""

    delivered_seq: int
    customer: CustomerFacts | None
    names: Mapping[str, str]
    """Agents' names by their ids."""


@dataclass(frozen=True)
class Packet(Talk):
    """A ticket with everything around it."""

    order: OrderFacts | None
    ruling: Ruling
    messages: Sequence[StoredMessage]
    notes: Sequence[Row]
    history: Sequence[Row]
    other_tickets: Sequence[Row]
    other_orders: Sequence[OrderFacts]
    may: frozenset[str] = field(default_factory=frozenset)
    """What a person may decide about the order: ``cancel``, ``refund``, ``refuse``,
    ``return_address``."""

    @property
    def facts(self) -> dict[str, Any]:
        """What canned replies may name."""
        decided = self.ruling.facts
        found: dict[str, Any] = {**decided, "ticket": self.ticket["number"]}
        if self.customer is not None and self.customer.name:
            found["name"] = self.customer.name
        if self.order is not None:
            found |= about(self.order)
        return found


def about(order: OrderFacts) -> dict[str, Any]:
    """An order as texts name it: its number, its title, what it cost."""
    return {
        "order_number": order.number,
        "title": order.items[0].title if order.items else order.number,
        "total": {"amount": str(order.total), "currency": order.currency},
    }


def talk_of(connection: Connection, number: str) -> Talk:
    """A ticket's conversation and people. Raises :class:`NoSuchTicket`."""
    found = connection.execute(sa.select(tickets).where(tickets.c.number == number))
    ticket = found.mappings().one_or_none()
    if ticket is None:
        raise NoSuchTicket(number)
    row = (
        connection.execute(
            sa.select(conversations).where(conversations.c.id == ticket["conversation_id"])
        )
        .mappings()
        .one()
    )
    customer_id = ticket["customer_id"] or row["customer_id"]
    return Talk(
        ticket=ticket,
        conversation=rows.conversation(row),
        holder=row["agent_id"],
        delivered_seq=delivered_up_to(connection, ticket["conversation_id"]),
        customer=customer_of(connection, customer_id) if customer_id else None,
        names=agents.names(connection),
    )


def packet_of(connection: Connection, number: str, now: datetime) -> Packet:
    """The packet of a ticket. Raises :class:`NoSuchTicket`."""
    talk = talk_of(connection, number)
    ticket, customer = talk.ticket, talk.customer
    order: OrderFacts | None = None
    orders: Sequence[OrderFacts] = ()
    if customer is not None:
        orders = orders_in_brief(connection, customer.id, MOST_OTHERS)
        if ticket["order_number"]:
            order = order_of(connection, customer.id, ticket["order_number"])
    return Packet(
        **{name: getattr(talk, name) for name in Talk.__dataclass_fields__},
        order=order,
        ruling=ruling_of(ticket["decision"], order, now, customer),
        messages=newest_messages(connection, talk.conversation.id),
        notes=_notes(connection, number),
        history=auditing.entries_of(connection, "ticket", number),
        other_tickets=_others(connection, ticket, customer.id if customer else None),
        other_orders=[one for one in orders if order is None or one.number != order.number],
        may=_may(ticket, order, now, customer),
    )


def newest_messages(
    connection: Connection, conversation_id: str, after: int = 0
) -> list[StoredMessage]:
    """The conversation's newest messages behind a number, oldest first."""
    found = connection.execute(
        sa.select(messages)
        .where(messages.c.conversation_id == conversation_id, messages.c.seq > after)
        .order_by(messages.c.seq.desc())
        .limit(MOST_MESSAGES)
    )
    return [rows.message(row) for row in reversed(found.mappings().all())]


def _notes(connection: Connection, number: str) -> list[Row]:
    found = connection.execute(
        sa.select(ticket_notes)
        .where(ticket_notes.c.ticket == number)
        .order_by(ticket_notes.c.at, ticket_notes.c.id)
    )
    return list(found.mappings())


def _others(connection: Connection, ticket: Row, customer_id: str | None) -> list[Row]:
    """Other tickets of the customer, or, of somebody unknown, of the conversation."""
    same = (
        tickets.c.customer_id == customer_id
        if customer_id
        else tickets.c.conversation_id == ticket["conversation_id"]
    )
    found = connection.execute(
        sa.select(tickets)
        .where(same, tickets.c.number != ticket["number"])
        .order_by(tickets.c.opened_at.desc())
        .limit(MOST_OTHERS)
    )
    return list(found.mappings())


def _may(
    ticket: Row, order: OrderFacts | None, now: datetime, customer: CustomerFacts | None
) -> frozenset[str]:
    if ticket["state"] != "open":
        return frozenset()
    done = ticket["resolution"] or {}
    found = set()
    if order is not None:
        if may_cancel(order, now, customer):
            found.add("cancel")
        if may_refund(order):
            found.add("refund")
    if "refund_approved" not in done and "refund_refused" not in done:
        found.add("refuse")
    if ticket["category"] in ("return", "defect", "wrong_item"):
        found.add("return_address")
    return frozenset(found)
