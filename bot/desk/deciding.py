"""Decisions that the rules leave to a person: one transaction changes the order, tells the
customer in their language, and keeps on the ticket what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.conversations import ownership
from bot.desk import auditing
from bot.desk.acting import Acts, Ticket, change, note_answer, written
from bot.desk.agents import Agent
from bot.desk.errors import DeskError
from bot.orders.deciding import NotOpen, cancel_by_person, refund_by_person
from bot.policy.encoding import as_json

REFUSALS = ("not_covered", "no_proof", "too_late", "used", "other")
"""Why a refund is refused; each has words for the customer in domain.yml."""

LONGEST_ADDRESS = 500


class Decisions:
    """The decisions of agents."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts

    def cancel(self, agent: Agent, number: str, now: datetime) -> None:
        """Cancels the ticket's order though the customer's own time for it is over."""
        with self._acts.ticket(number) as (connection, ticket):
            customer_id, order_number = _order(ticket)
            try:
                facts = cancel_by_person(
                    connection, customer_id, order_number, now, f"{number}/cancel"
                )
            except (NotOpen, LookupError) as error:
                raise DeskError("not_open") from error
            self._decided(connection, agent, ticket, "cancelled", facts, now)

    def refund(self, agent: Agent, number: str, now: datetime) -> None:
        """Pays the order's money back: it is Refunded from now on."""
        with self._acts.ticket(number) as (connection, ticket):
            customer_id, order_number = _order(ticket)
            try:
                facts = refund_by_person(
                    connection, customer_id, order_number, now, f"{number}/refund"
                )
            except (NotOpen, LookupError) as error:
                raise DeskError("not_open") from error
            self._decided(connection, agent, ticket, "refund_approved", facts, now)

    def refuse(self, agent: Agent, number: str, reason: str, now: datetime) -> None:
        """Tells the customer that the money is not paid back, and why."""
        if reason not in REFUSALS:
            raise DeskError("no_reason")
        with self._acts.ticket(number) as (connection, ticket):
            facts = {"order_number": ticket["order_number"], "refusal": reason}
            self._decided(connection, agent, ticket, "refund_refused", facts, now)

    def return_address(self, agent: Agent, number: str, address: str, now: datetime) -> None:
        """Tells the customer the seller's address, to which a return goes."""
        text = written(address)
        if len(text) > LONGEST_ADDRESS:
            raise DeskError("too_long")
        with self._acts.ticket(number) as (connection, ticket):
            facts = {"order_number": ticket["order_number"], "address": text}
            self._decided(connection, agent, ticket, "return_address", facts, now)

    def _decided(
        self,
        connection: Connection,
        agent: Agent,
        ticket: Ticket,
        what: str,
        facts: Mapping[str, Any],
        now: datetime,
    ) -> None:
        number, conversation_id = ticket["number"], ticket["conversation_id"]
        before = (ticket["resolution"] or {}).get(what)
        if before and (what != "return_address" or before["address"] == facts["address"]):
            raise DeskError("decided")
        told = {**facts, "ticket": number}
        reply = self._acts.speaking.reply(connection, conversation_id, f"utter_desk.{what}", told)
        ownership.tell(connection, conversation_id, agent.at_the_desk, reply, now)
        note_answer(connection, ticket, now)
        kept = {
            **(ticket["resolution"] or {}),
            what: {"at": as_json(now), "by": agent.id, **as_json(facts)},
        }
        change(connection, number, resolution=kept)
        auditing.note(
            connection, agent.id, what, "ticket", number, now, order=ticket["order_number"]
        )


def _order(ticket: Ticket) -> tuple[str, str]:
    """Whose order the ticket is about, and its number. Raises where it is about none."""
    if not ticket["customer_id"] or not ticket["order_number"]:
        raise DeskError("no_order")
    return ticket["customer_id"], ticket["order_number"]
