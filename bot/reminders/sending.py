"""Sends the reminders that are due, each once, whichever of several gateways does it.

One write transaction looks at the order again, notes what became of the reminder, puts the bot's
message into the conversation under its next number, and queues the mail that goes with it: all of
that happens, or none of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection, Engine

from bot.conversations import outbox
from bot.conversations.messages import Conversation
from bot.conversations.tables import messages
from bot.database.engine import reading, writing
from bot.nlg import Wording
from bot.orders.queries import customer_of, order_of
from bot.outgoing_mail.queueing import queue_mail
from bot.policy.encoding import as_json
from bot.reminders.keeping import OFFERED_BY
from bot.reminders.looking import Drop, Say, Wait, look_again
from bot.reminders.tables import reminders

log = structlog.get_logger("reminders")

MOST_AT_ONCE = 50
HELD = timedelta(minutes=15)
"""While a person has the conversation, or is asked for, it is looked at again after so long: the
bot does not speak between them."""

LAST_CHANCE = timedelta(hours=3)
"""So long before the guarantee ends it is said all the same: the money is worth more than that."""

QUIET = timedelta(hours=1)
"""After so long without a word from the customer, a mail goes beside the message."""

_DUE = (
    sa.select(reminders.c.id)
    .where(
        reminders.c.state == sa.text("'waiting'"),
        reminders.c.due_at <= sa.bindparam("now"),
    )
    .order_by(reminders.c.due_at, reminders.c.id)
    .limit(MOST_AT_ONCE)
)
_TAKE = (
    sa.select(reminders)
    .where(
        reminders.c.id == sa.bindparam("reminder"),
        reminders.c.state == sa.text("'waiting'"),
        reminders.c.due_at <= sa.bindparam("now"),
    )
    .with_for_update(skip_locked=True)
)
_CHANGE = sa.update(reminders).where(reminders.c.id == sa.bindparam("reminder"))


_LAST_WORD = sa.select(sa.func.max(messages.c.sent_at)).where(
    messages.c.conversation_id == sa.bindparam("conversation"), messages.c.author == "customer"
)


def send_due(engine: Engine, wording: Wording, now: datetime, mails: bool = True) -> int:
    """Sends every reminder that is due at this moment. Gives how many were sent.

    ``mails``: whether a mail goes beside the message where the customer is away.
    """
    sent = 0
    while True:
        with reading(engine) as connection:
            due = list(connection.execute(_DUE, {"now": now}).scalars())
        done = [_take(engine, wording, reminder, now, mails) for reminder in due]
        sent += done.count("sent")
        # What another gateway has in hand is its own to send.
        if len(due) < MOST_AT_ONCE or not any(done):
            return sent


def _take(
    engine: Engine, wording: Wording, reminder_id: int, now: datetime, mails: bool
) -> str | None:
    """What became of a reminder: sent, dropped, or waiting longer; None where another took it."""
    with writing(engine) as connection:
        found = connection.execute(_TAKE, {"reminder": reminder_id, "now": now}).mappings()
        reminder = found.one_or_none()
        if reminder is None:
            return None
        seen = _seen(connection, reminder, now)
        changed: dict[str, Any]
        if isinstance(seen, Say):
            conversation = outbox.lock(connection, reminder["conversation_id"])
            if _is_held(conversation, seen, now):
                until = min(now + HELD, seen.ends_at - LAST_CHANCE)
                changed = {"state": "waiting", "due_at": until}
            else:
                changed = {"state": "sent", "done_at": now}
                _say(connection, wording, conversation, reminder, seen, now, mails)
        elif isinstance(seen, Wait):
            changed = {"state": "waiting", "due_at": seen.until}
        else:
            changed = {"state": "dropped", "reason": seen.reason, "done_at": now}
        connection.execute(_CHANGE, {"reminder": reminder_id, **changed})
    log.info("reminder", reminder=reminder_id, kind=reminder["kind"], became=changed["state"])
    return str(changed["state"])


def _seen(connection: Connection, reminder: Mapping[str, Any], now: datetime) -> Say | Wait | Drop:
    customer = customer_of(connection, reminder["customer_id"])
    order = order_of(connection, reminder["customer_id"], reminder["order_number"])
    return look_again(reminder["kind"], reminder["code"], order, customer, now)


def _is_held(conversation: Conversation, seen: Say, now: datetime) -> bool:
    with_a_person = conversation.owner in ("queue", "agent")
    return with_a_person and now < seen.ends_at - LAST_CHANCE


def _say(
    connection: Connection,
    wording: Wording,
    conversation: Conversation,
    reminder: Mapping[str, Any],
    seen: Say,
    now: datetime,
    mails: bool,
) -> None:
    """Puts the message into the conversation, and into a mail where the customer is away."""
    reply = _reply(wording, reminder, seen, conversation.language)
    known = conversation.assurance != "anonymous"
    if mails and known and _is_away(connection, conversation, now):
        _mail(connection, reply, seen, now)
    outbox.say_unasked(connection, conversation, reply, now)


def _reply(
    wording: Wording, reminder: Mapping[str, Any], seen: Say, language: str
) -> dict[str, Any]:
    """The reminder, with a button that asks for the money."""
    response = f"utter_reminder.{reminder['kind']}"
    told = {name: as_json(value) for name, value in seen.decision.facts.items()}
    facts = {
        **told,
        "order_number": seen.order.number,
        "title": seen.order.items[0].title if seen.order.items else seen.order.number,
        "ends_today": seen.ends_today,
    }
    where = {"locale": seen.customer.locale, "timezone": seen.customer.timezone}
    said = wording.say(response, language, facts, **where)
    number = {"order_number": seen.order.number}
    ask = (
        wording.say("utter_label.reminder.refund", language).text,
        OFFERED_BY[reminder["code"]],
        number,
    )
    others = [(choice.label, choice.intent, dict(choice.entities)) for choice in said.choices]
    return {
        "text": said.text,
        "language": said.language,
        "response": response,
        "choices": [
            {"label": label, "payload": {"intent": intent, "entities": entities}}
            for label, intent, entities in (ask, *others)
        ],
        "decision": {
            "code": seen.decision.code,
            "outcome": str(seen.decision.outcome),
            "facts": told,
            **number,
        },
    }


def _is_away(connection: Connection, conversation: Conversation, now: datetime) -> bool:
    """Whether the customer has not written for an hour."""
    last = connection.execute(_LAST_WORD, {"conversation": conversation.id}).scalar_one()
    return last is None or now - last > QUIET


def _mail(connection: Connection, reply: Mapping[str, Any], seen: Say, now: datetime) -> None:
    """The same words by mail, as a fact of the mail's own text: to the account's address, which
    the shop vouches for, or a code was sent to."""
    if not seen.customer.email:
        return
    queue_mail(
        connection,
        address=seen.customer.email,
        response="utter_mail.reminder",
        facts={
            "text": reply["text"],
            "name": seen.customer.name,
            "order_number": seen.order.number,
        },
        language=reply["language"],
        locale=seen.customer.locale,
        timezone=seen.customer.timezone,
        now=now,
    )
