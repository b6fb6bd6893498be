"""Insight and deadlines: figures come from what is stored, and what is missed is seen."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
import yaml

from bot.conversations.tables import tickets
from bot.database.engine import reading, writing
from bot.desk.counting import count_days, count_due, need_of
from bot.desk.deadlines import watch
from bot.desk.figures import Figures, figures_of
from bot.desk.not_understood import without_personal_data
from tests.desk.visitor import Office


def now() -> datetime:
    return datetime.now(timezone.utc)


def counted(office: Office, language: str = "") -> Figures:
    moment = now()
    count_days(office.engine, [moment.date()], moment)
    with reading(office.engine) as connection:
        return figures_of(connection, 7, moment, language)


def answered_by_bot(office: Office, text: str, response: str, locale: str = "en") -> None:
    office.responder.script[text] = {"messages": [{"text": "…", "response": response}]}
    office.gateway.talk(None, locale=locale).send(text=text)


def test_needs_are_counted_by_who_ended_them_and_by_language(own_office: Office) -> None:
    answered_by_bot(own_office, "where is it", "utter_track.shipped")
    answered_by_bot(own_office, "wo ist es", "utter_track.shipped", "de")
    answered_by_bot(own_office, "how to pay", "utter_ask_payment_methods")
    own_office.gateway.talk()  # a greeting alone is no conversation
    _, number = own_office.handed_over(category="cancel")
    maria = own_office.signed_in("maria")
    maria.act(number, "take")
    maria.say(number, "hello")
    found = counted(own_office)
    assert (found.conversations, found.alone, found.person) == (4, 3, 1)
    assert found.needs["track"] == (2, 0)
    assert found.needs["ask_payment_methods"] == (1, 0)
    assert found.tickets == {"cancel": (0, 1)}
    assert found.within(0.5) == 1
    german = counted(own_office, "de")
    assert (german.conversations, german.needs) == (1, {"track": (1, 0)})


@pytest.mark.parametrize(
    ("response", "need"),
    [
        ("utter_not_received.wait", "not_received"),
        ("utter_ask_payment_methods", "ask_payment_methods"),
        ("utter_ask_photo", None),
        ("utter_desk.joined", None),
        ("utter_greet.opening", None),
        ("utter_contact_seller", "contact_seller"),
    ],
)
def test_what_carries_a_conversation_is_no_need(response: str, need: str | None) -> None:
    assert need_of(response) == need


def test_days_are_counted_again_while_they_may_change(own_office: Office) -> None:
    own_office.handed_over()
    today = now().date()
    assert count_due(own_office.engine, now()) == [today]
    later = now() + timedelta(days=3)
    assert today in count_due(own_office.engine, later)
    assert today not in count_due(own_office.engine, later)
    assert today not in count_due(own_office.engine, now() + timedelta(days=60))


def test_a_lead_sees_and_saves_what_was_not_understood_without_personal_data(
    own_office: Office,
) -> None:
    text = "blorp JM-4821-7305 for Ana, write to ana@example.com or +351 210 000 000"
    choice = {"label": "Track", "payload": {"intent": "track_order", "entities": {}}}
    message = {"text": "?", "response": "utter_unsure", "choices": [choice]}
    own_office.responder.script[text] = {"messages": [message]}
    for _ in range(2):
        own_office.gateway.talk("c-1", locale="en").send(text=text)
    lead = own_office.signed_in("lea")
    page = lead.open("/desk/insight?days=7").text
    assert "blorp […] for […], write to […] or […]" in page
    saved = yaml.safe_load(lead.open("/desk/insight/candidates.yml?days=7").text)
    assert saved["candidates"]["en"] == [
        {
            "text": "blorp […] for […], write to […] or […]",
            "times": 2,
            "offered": ["track_order"],
            "intent": None,
        }
    ]


def test_addresses_numbers_and_names_are_cut() -> None:
    text = "I am Ana Silva,\nwww.me.example, LP00512345678CN; 2 socks for 9.90 on 12/11/2026"
    shown = without_personal_data(text, "Ana Silva")
    assert shown == "I am […] […], […] […]; 2 socks for 9.90 on […]"


def test_a_deadline_is_warned_about_before_and_escalated_after_once(own_office: Office) -> None:
    _, number = own_office.handed_over(category="return")
    due = own_office.ticket(number).due_at
    assert watch(own_office.engine, due - timedelta(hours=3)).warned == []
    assert watch(own_office.engine, due - timedelta(hours=1)).warned == [number]
    assert watch(own_office.engine, due - timedelta(minutes=5)).warned == []
    assert own_office.ticket(number).priority == "normal"
    assert watch(own_office.engine, due + timedelta(minutes=1)).escalated == [number]
    assert watch(own_office.engine, due + timedelta(minutes=2)).escalated == []
    assert own_office.ticket(number).priority == "high"
    assert own_office.acts(number)[-2:] == ["warned", "escalated"]
    assert counted(own_office).missed == 1


def test_a_deadline_is_kept_once_a_person_has_spoken(own_office: Office) -> None:
    _, number = own_office.handed_over()
    maria = own_office.signed_in("maria")
    maria.act(number, "take")
    maria.say(number, "hello")
    due = own_office.ticket(number).due_at
    assert watch(own_office.engine, due + timedelta(days=1)).escalated == []


def test_the_queue_is_filtered_sorted_and_searched(own_office: Office) -> None:
    _, portuguese = own_office.handed_over("c-1", locale="pt", category="cancel")
    _, german = own_office.handed_over(locale="de", text="Wo ist mein %_Regenschirm?")
    _, late = own_office.handed_over("c-1", locale="ru", order_number="JM-1000-0001")
    with writing(own_office.engine) as connection:
        earlier = now() - timedelta(hours=1)
        connection.execute(
            sa.update(tickets).where(tickets.c.number == late).values(due_at=earlier)
        )
    maria = own_office.signed_in("maria")

    def listed(query: str) -> list[str]:
        page = maria.open(f"/desk/?{query}").text
        at = {number: page.find(number) for number in (portuguese, german, late)}
        return [number for number, place in sorted(at.items(), key=lambda n: n[1]) if place >= 0]

    assert listed("") == [portuguese, late, german]  # her own language first, then by due time
    assert listed("sort=priority")[0] == portuguese
    assert listed("language=de") == [german]
    assert listed("category=cancel") == [portuguese]
    assert listed("assurance=signed") == [portuguese, late]
    assert listed("view=open&search=%25_Regen") == [german]
    assert listed("view=open&search=ana@example") == [portuguese, late]
    assert listed("view=open&search=JM-1000-0001") == [late]
    assert listed(f"view=open&search={german}") == [german]
    assert listed("view=open&search=nothing-like-it") == []
    assert "(3) Queue" in maria.open("/desk/").text
    assert 'data-waiting="3"' in maria.open("/desk/rows").text
    assert "searched" in own_office.acts("open")
