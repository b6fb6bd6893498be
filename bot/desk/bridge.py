"""The bridge to a help desk that a shop already has: what waits for a person goes there, message by
message and in order, and what its agents say comes back.

The conversation itself is the outbox: a link keeps up to which message the help desk has it. What
it can't take now goes later; nothing is sent twice, for a try whose answer was lost is looked up
before the next. One gateway at a time carries a conversation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine

from bot.conversations import rows
from bot.conversations.messages import StoredMessage
from bot.conversations.tables import conversations, messages, tickets
from bot.database.engine import reading, writing
from bot.desk.chatwoot import OUR_ID
from bot.desk.help_desks import HelpDesk, HelpDeskAway, HelpDeskRefuses, Outgoing, Person
from bot.desk.tables import bridge_links
from bot.orders.queries import customer_of

log = structlog.get_logger("bridge")

InThread = Callable[..., Any]

HELD = timedelta(seconds=60)
"""So long a gateway has a conversation in hand before another may take it."""

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
MOST_AT_ONCE = 50

# As the partial index of conversations has it.
_WITH_A_PERSON = sa.text("conversations.owner IN ('queue', 'agent')")

Link = Mapping[str, Any]


class Bridge:
    """Carries conversations to the help desk."""

    def __init__(self, engine: Engine, help_desk: HelpDesk, in_thread: InThread) -> None:
        self._engine, self._help_desk, self._in_thread = engine, help_desk, in_thread

    async def carry(self, now: datetime) -> int:
        """Sends what the help desk has not got yet. Gives how many messages it took."""
        sent = 0
        for conversation_id in await self._in_thread(self._waiting, now):
            link = await self._in_thread(self._hold, conversation_id, now)
            if link is not None:
                sent += await self._carry_one(link, now)
        return sent

    async def _carry_one(self, link: Link, now: datetime) -> int:
        """All of a conversation, or up to where the help desk stops taking it."""
        conversation_id, sent = link["conversation_id"], 0
        try:
            link = await self._begun(link)
            unsent, last = await self._in_thread(self._unsent, link)
            for seq, message in unsent:
                doubtful = link["in_doubt"] and sent == 0
                if not (doubtful and await self._help_desk.has(link["theirs"], message.id)):
                    await self._say(link["theirs"], message)
                done = {"sent_seq": seq} if seq else {"noted_ticket": message.id}
                await self._keep(conversation_id, {**done, "tries": 0})
                sent += 1
        except HelpDeskAway as error:
            pause = min(FIRST_PAUSE * 2 ** min(link["tries"], 10), LONGEST_PAUSE)
            log.warning("help_desk_away", conversation=conversation_id, reason=str(error))
            kept = {"tries": link["tries"] + 1, "in_doubt": error.in_doubt}
            await self._keep(conversation_id, {**kept, "not_before": now + pause})
            return sent
        await self._keep(conversation_id, {"not_before": now, "sent_seq": last, "in_doubt": False})
        return sent

    async def _begun(self, link: Link) -> Link:
        """The link with contact and conversation at the help desk, made where they are not."""
        conversation_id = link["conversation_id"]
        try:
            if link["contact"] is None:
                person = await self._in_thread(self._person, conversation_id)
                link = {**link, "contact": await self._help_desk.contact(person)}
                await self._keep(conversation_id, {"contact": link["contact"]})
            if link["theirs"] is None:
                theirs = None
                if link["in_doubt"]:
                    theirs = await self._help_desk.begun(link["contact"], conversation_id)
                about = {OUR_ID: conversation_id}
                theirs = theirs or await self._help_desk.begin(link["contact"], about)
                link = {**link, "theirs": theirs, "in_doubt": False}
                await self._keep(conversation_id, {"theirs": theirs})
        except HelpDeskRefuses as error:
            # Without a conversation there is nowhere to go on: somebody must look at it.
            log.error("help_desk_refuses", conversation=conversation_id, reason=str(error))
            raise HelpDeskAway(str(error)) from error
        return link

    async def _say(self, theirs: str, message: Outgoing) -> None:
        try:
            await self._help_desk.say(theirs, message)
        except HelpDeskRefuses as error:
            # Tried again it would be refused again, and hold up all that follows.
            log.error("message_refused", message=message.id, reason=str(error))

    async def _keep(self, conversation_id: str, values: Mapping[str, Any]) -> None:
        def keep() -> None:
            with writing(self._engine) as connection:
                connection.execute(
                    sa.update(bridge_links)
                    .where(bridge_links.c.conversation_id == conversation_id)
                    .values(**values)
                )

        await self._in_thread(keep)

    def _waiting(self, now: datetime) -> list[str]:
        """The conversations that wait for a person, or have one, with something unsent."""
        link = bridge_links
        with reading(self._engine) as connection:
            found = connection.execute(
                sa.select(conversations.c.id)
                .select_from(
                    conversations.outerjoin(link, link.c.conversation_id == conversations.c.id)
                )
                .where(
                    _WITH_A_PERSON,
                    sa.or_(link.c.conversation_id.is_(None), link.c.not_before <= now),
                    sa.or_(link.c.sent_seq.is_(None), link.c.sent_seq < conversations.c.last_seq),
                )
                .order_by(conversations.c.updated_at)
                .limit(MOST_AT_ONCE)
            )
            return list(found.scalars())

    def _hold(self, conversation_id: str, now: datetime) -> Link | None:
        """The conversation's link, which no other gateway carries now; None where one does.

        While it is in hand it is in doubt: a gateway that is killed can't say how far it came.
        """
        with writing(self._engine) as connection:
            # The row of the conversation is what two gateways wait for each other at.
            connection.execute(
                sa.select(conversations.c.id)
                .where(conversations.c.id == conversation_id)
                .with_for_update()
            )
            found = connection.execute(
                sa.select(bridge_links).where(bridge_links.c.conversation_id == conversation_id)
            )
            link = found.mappings().one_or_none()
            if link is None:
                made: dict[str, Any] = {
                    "conversation_id": conversation_id,
                    "contact": None,
                    "theirs": None,
                    "sent_seq": 0,
                    "noted_ticket": None,
                    "tries": 0,
                    "in_doubt": False,
                }
                held = {**made, "in_doubt": True, "not_before": now + HELD}
                connection.execute(sa.insert(bridge_links).values(held))
                return made
            if link["not_before"] > now:
                return None
            connection.execute(
                sa.update(bridge_links)
                .where(bridge_links.c.conversation_id == conversation_id)
                .values(in_doubt=True, not_before=now + HELD)
            )
            return dict(link)

    def _person(self, conversation_id: str) -> Person:
        with reading(self._engine) as connection:
            customer_id = connection.execute(
                sa.select(conversations.c.customer_id).where(conversations.c.id == conversation_id)
            ).scalar_one()
            customer = customer_of(connection, customer_id) if customer_id else None
        if customer is None:
            return Person(conversation_id, None, None)
        return Person(customer.id, customer.name, customer.email)

    def _unsent(self, link: Link) -> tuple[list[tuple[int, Outgoing]], int]:
        """The packet of a ticket that the help desk has not seen, then the messages, by number;
        and the last number that was looked at."""
        with reading(self._engine) as connection:
            newer = connection.execute(
                sa.select(messages)
                .where(
                    messages.c.conversation_id == link["conversation_id"],
                    messages.c.seq > link["sent_seq"],
                )
                .order_by(messages.c.seq)
            )
            unsent = [rows.message(row) for row in newer.mappings()]
            last = unsent[-1].seq if unsent else link["sent_seq"]
            found = [*_packet(connection, link), *_outgoing(unsent, self._help_desk.name)]
            return found, last


def _packet(connection: Connection, link: Link) -> Iterator[tuple[int, Outgoing]]:
    """The newest ticket in a few lines, as a note for the help desk's agents."""
    found = connection.execute(
        sa.select(tickets)
        .where(tickets.c.conversation_id == link["conversation_id"])
        .order_by(tickets.c.opened_at.desc(), tickets.c.number)
        .limit(1)
    )
    ticket = found.mappings().one_or_none()
    if ticket is None or ticket["number"] == link["noted_ticket"]:
        return
    facts = {
        "ticket": ticket["number"],
        "category": ticket["category"],
        "priority": ticket["priority"],
        "due": ticket["due_at"] and ticket["due_at"].isoformat(),
        "language": ticket["language"],
        "order": ticket["order_number"],
        "rule": (ticket["decision"] or {}).get("code"),
    }
    lines = [ticket["summary"], *(f"{name}: {value}" for name, value in facts.items() if value)]
    yield 0, Outgoing(ticket["number"], "\n".join(lines), private=True)


def _outgoing(unsent: list[StoredMessage], help_desk: str) -> Iterator[tuple[int, Outgoing]]:
    for message in unsent:
        # What its own agents said is there already.
        if message.author == "agent" and (message.agent or {}).get("desk") == help_desk:
            continue
        text = message.text or f"[{len(message.attachments)} × attachment]"
        yield message.seq, Outgoing(message.id, text, private=message.author != "customer")
