"""A person takes over, speaks, and hands back: the customer notices no seam."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.desk.visitor import Office


def test_a_person_takes_over_answers_and_hands_back(office: Office) -> None:
    talk, number = office.handed_over("c-1")
    maria = office.signed_in("maria")
    assert "I&#39;ve handed you over." in maria.open(f"/desk/tickets/{number}").text
    assert maria.act(number, "take").status_code == 303
    assert maria.say(number, "Hello, I am looking.").status_code == 303
    told = talk.read().body
    assert told["owner"] == "agent"
    assert [(m["author"], m["text"]) for m in told["messages"][-2:]] == [
        ("bot", "Maria, da nossa equipa, já está aqui para lhe responder."),
        ("agent", "Hello, I am looking."),
    ]
    assert told["messages"][-1]["agent"] == {"name": "Maria"}
    assert maria.act(number, "hand-back").status_code == 303
    assert talk.send(text="and now?").texts == ["heard: and now?"]
    assert office.acts(number) == ["viewed", "taken", "answered", "handed_back"]


def test_the_bot_is_silent_from_handover_to_hand_back_whatever_is_typed(office: Office) -> None:
    talk, number = office.handed_over("c-1")
    silent = ["/restart", "hello", '/affirm{"x": 1}', "talk to a person", "cancel my order"]
    assert [talk.send(text=text).body["messages"] for text in silent] == [[]] * 5
    maria = office.signed_in("maria")
    maria.act(number, "take")
    assert [talk.send(text=text).body["messages"] for text in silent] == [[]] * 5
    assert not set(silent) & set(office.responder.texts)


def test_a_closed_conversation_goes_to_the_bot_with_the_next_message(office: Office) -> None:
    talk, number = office.handed_over("c-1")
    maria = office.signed_in("maria")
    maria.act(number, "take")
    assert maria.act(number, "close", reason="solved").status_code == 303
    assert office.owner(talk) == "closed"
    ticket = office.ticket(number)
    assert (ticket.state, ticket.closed_reason) == ("closed", "solved")
    assert talk.read().body["messages"][-1]["response"] == "utter_desk.closed"
    assert talk.send(text="one thing more").texts == ["heard: one thing more"]
    assert office.owner(talk) == "bot"


def test_of_two_agents_who_grab_one_ticket_at_once_exactly_one_has_it(office: Office) -> None:
    browsers = [office.signed_in("maria"), office.signed_in("tom")]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(5):
            talk, number = office.handed_over()
            gate = Barrier(2)

            def grab(browser: object, number: str = number, gate: Barrier = gate) -> int:
                gate.wait()
                return int(browser.act(number, "take").status_code)  # type: ignore[attr-defined]

            assert sorted(pool.map(grab, browsers)) == [303, 409]
            joined = [m for m in office.said(talk) if m.response == "utter_desk.joined"]
            assert len(joined) == 1


def test_an_answer_that_is_sent_twice_is_said_once(office: Office) -> None:
    talk, number = office.handed_over()
    maria = office.signed_in("maria")
    maria.act(number, "take")
    form_id = str(uuid.uuid4())
    for _ in range(3):
        assert maria.say(number, "once", form_id).status_code == 303
    assert [m.text for m in office.said(talk)].count("once") == 1


def test_what_another_agent_has_can_be_looked_at_but_not_answered(office: Office) -> None:
    talk, number = office.handed_over()
    maria, tom = office.signed_in("maria"), office.signed_in("tom")
    maria.act(number, "take")
    assert tom.open(f"/desk/tickets/{number}").status_code == 200
    for name, fields in (
        ("take", {}),
        ("say", {"text": "mine!", "form_id": str(uuid.uuid4())}),
        ("hand-back", {}),
        ("put-back", {}),
        ("close", {"reason": "solved"}),
        ("ask-for", {"evidence": "photo"}),
        ("refuse", {"reason": "other"}),
        ("assign", {"to": office.people["tom"].id}),
    ):
        answer = tom.act(number, name, **fields)
        assert answer.status_code == 409, (name, answer.text)
    assert office.owner(talk) == "agent"
    assert tom.act(number, "take-over").status_code == 303
    assert tom.say(number, "Tom here").status_code == 303
    assert maria.say(number, "still me").status_code == 409


def test_a_customer_who_waits_is_told_how_it_stands(office: Office) -> None:
    talk, _ = office.handed_over()
    waiting = office.said(talk)[-1]
    assert waiting.response == "utter_desk.waiting"
    assert "in line" in waiting.text


def test_the_next_one_in_the_agents_languages_is_taken_first(own_office: Office) -> None:
    own_office.handed_over(locale="en")
    _, german = own_office.handed_over(locale="de")
    tom = own_office.signed_in("tom")
    assert german in tom.post("/desk/next").headers["location"]
    assert own_office.ticket(german).assignee == own_office.people["tom"].id


def test_notes_are_seen_by_agents_alone(office: Office) -> None:
    talk, number = office.handed_over()
    maria = office.signed_in("maria")
    note = maria.act(number, "note", text="rude, but right", form_id=str(uuid.uuid4()))
    assert note.status_code == 303
    assert "rude, but right" in maria.open(f"/desk/tickets/{number}").text
    assert "rude" not in str(talk.read().body)


def test_evidence_is_asked_for_in_the_bots_voice_and_the_agent_keeps_the_conversation(
    office: Office,
) -> None:
    talk, number = office.handed_over()
    maria = office.signed_in("maria")
    maria.act(number, "take")
    assert maria.act(number, "ask-for", evidence=["photo", "reason"]).status_code == 303
    asked = office.said(talk)[-1]
    assert (asked.author, asked.response) == ("bot", "utter_desk.evidence")
    assert set(office.ticket(number).missing) == {"photo", "reason"}
    assert talk.send(text="it is torn").body == {"messages": [], "owner": "agent"}
    assert maria.act(number, "given", evidence="reason").status_code == 303
    ticket = office.ticket(number)
    assert (ticket.evidence, ticket.missing) == ({"reason": "it is torn"}, ["photo"])
    assert maria.act(number, "given", evidence="reason").status_code == 422
