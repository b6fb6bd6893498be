"""A ticket's page: packet, conversation, and the part that is asked for again and again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response, StreamingResponse

from bot.conversations.messages import StoredMessage
from bot.conversations.tables import tickets
from bot.conversations.tickets import KINDS
from bot.database.engine import reading, writing
from bot.desk import auditing
from bot.desk.acting import PRIORITIES, REASONS
from bot.desk.agents import Agent
from bot.desk.deciding import REFUSALS
from bot.desk.desk import Desk
from bot.desk.errors import DeskError, NoSuchPage
from bot.desk.packet import Packet, newest_messages, packet_of, talk_of
from bot.desk.showing import HEADERS, paragraphs
from bot.desk.timeline import evidence_of, timeline_of
from bot.desk.visits import Visit
from bot.orders.tables import MOMENTS


def show(desk: Desk, visit: Visit) -> Response:
    """The page. That it was seen stands in the audit log."""
    number = visit.path("number")
    with reading(desk.engine) as connection:
        packet = packet_of(connection, number, visit.now)
    with writing(desk.engine) as connection:
        auditing.note(connection, visit.agent.id, "viewed", "ticket", number, visit.now)
    evidence = evidence_of(packet)
    attached = [one["id"] for m in packet.messages for one in m.attachments]
    attached += [one for entry in evidence for one in entry.attachments]
    return desk.pages.show(
        visit,
        "ticket.html",
        packet=packet,
        mine=packet.conversation.owner == "agent" and packet.holder == visit.agent.id,
        evidence=evidence,
        timeline=timeline_of(packet, visit.now),
        rule_says=rule_in_words(desk, packet, visit.agent),
        canned=_canned(desk, packet, visit.agent),
        prefilled=_prefilled(desk, packet, visit),
        form_id=str(uuid.uuid4()),
        moments=MOMENTS,
        categories=list(KINDS),
        priorities=PRIORITIES,
        reasons=REASONS,
        refusals=REFUSALS,
        all_evidence=desk.speaking.all_evidence(),
        done=visit.query.get("done", ""),
        **_talk(desk, visit, packet.messages, attached),
    )


def talk(desk: Desk, visit: Visit) -> Response:
    """The messages behind a number, who has the conversation, what arrived, and who types."""
    after = visit.query.get("after", "0")
    if not (after.isascii() and after.isdigit() and len(after) <= 9):
        raise DeskError("bad_form")
    with reading(desk.engine) as connection:
        packet = talk_of(connection, visit.path("number"))
        new = newest_messages(connection, packet.conversation.id, int(after))
    attached = [one["id"] for message in new for one in message.attachments]
    return desk.pages.show(
        visit,
        "talk.html",
        packet=packet,
        mine=packet.conversation.owner == "agent" and packet.holder == visit.agent.id,
        is_typing=desk.typing.is_typing(packet.conversation.id),
        **_talk(desk, visit, new, attached),
    )


def types(desk: Desk, visit: Visit) -> Response:
    """The agent is typing: the customer is told, if the agent has their conversation."""
    with reading(desk.engine) as connection:
        talking = talk_of(connection, visit.path("number"))
    if talking.conversation.owner == "agent" and talking.holder == visit.agent.id:
        desk.agent_types(talking.conversation.id)
    return Response(status_code=204, headers=HEADERS)


def attachment(desk: Desk, visit: Visit) -> Response:
    """A file that a customer attached. Only pictures are shown in place; whatever else it is,
    it is saved, and nothing in it runs."""
    attachment_id = visit.path("id")
    found = desk.files.about([attachment_id]).get(attachment_id)
    if found is None:
        raise NoSuchPage
    with writing(desk.engine) as connection:
        about = connection.execute(
            sa.select(tickets.c.number).where(tickets.c.conversation_id == found.conversation_id)
        ).first()
        if about is None:  # a conversation that was never handed over is nobody's to look at
            raise NoSuchPage
        auditing.note(connection, visit.agent.id, "file_viewed", "ticket", about.number, visit.now)
    small = visit.query.get("small") == "1"
    body: Iterable[bytes] = desk.files.read(attachment_id, small=small)
    how = "inline" if found.is_picture else "attachment"
    headers = {
        **HEADERS,
        "Content-Disposition": f'{how}; filename="{attachment_id}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    kind = found.content_type if found.is_picture else "application/octet-stream"
    return StreamingResponse(body, media_type=kind, headers=headers)


def _talk(
    desk: Desk, visit: Visit, messages: list[StoredMessage] | Any, attached: list[str]
) -> dict[str, Any]:
    return {
        "messages": messages,
        "files": desk.files.about(attached) if attached else {},
        "paragraphs": paragraphs,
        "meaning": lambda message: meaning(desk, message, visit.agent),
    }


def meaning(desk: Desk, message: StoredMessage, agent: Agent) -> str:
    """What a message of the bot, or a button that was pressed, says in the agent's language;
    empty where it is in that language, or can't be told."""
    if message.language == agent.locale:
        return ""
    wording = desk.speaking.wording
    if message.choice:
        label = f"utter_label.intent.{message.choice.get('intent')}"
        return wording.say(label, agent.locale).text if label in wording.responses else ""
    if message.author != "bot" or not message.response:
        return ""
    decision = message.decision or {}
    facts = {**decision, **dict(decision.get("facts") or {}), **dict(message.ticket or {})}
    facts["ticket"] = (message.ticket or {}).get("number")
    facts["title"] = facts.get("order_number")
    if not desk.speaking.sayable(message.response, facts):
        return ""
    return wording.say(message.response, agent.locale, facts, timezone=agent.timezone).text


def rule_in_words(desk: Desk, packet: Packet, agent: Agent) -> str:
    """The rule's decision as the bot would say it, in the agent's language."""
    ruling = packet.ruling
    response = f"utter_{ruling.now_code or ruling.code}"
    if not desk.speaking.sayable(response, packet.facts):
        return ""
    said = desk.speaking.wording.say(response, agent.locale, packet.facts, timezone=agent.timezone)
    return said.text


def _canned(desk: Desk, packet: Packet, agent: Agent) -> list[Any]:
    customer = packet.customer
    where = {
        "locale": customer.locale if customer else None,
        "timezone": customer.timezone if customer else None,
    }
    facts = {**packet.facts, "agent": agent.first_name}
    return desk.speaking.canned(packet.conversation.language, agent.locale, facts, where)


def _prefilled(desk: Desk, packet: Packet, visit: Visit) -> str:
    wanted = visit.query.get("reply")
    found = (c for c in _canned(desk, packet, visit.agent) if c.name == wanted)
    reply = next(found, None)
    return reply.text if reply else ""
