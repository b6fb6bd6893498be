"""In a letter a form asks for all that it needs at once, and takes all that comes."""

from __future__ import annotations

from typing import Any

import pytest

from actions.evidence_fields import SKIPPED
from tests.actions.dialogue import NewDialogue, Turn

FORM = "validate_evidence_form"
AT_ONCE: dict[str, Any] = {"asks_at_once": True}
PHOTO = {"id": "f-1", "content_type": "image/jpeg"}
PAPER = {"id": "f-2", "content_type": "application/pdf"}
STORY = "It arrived with a long crack in the casing and does not switch on at all, whatever I try."
WRONG = ["description", "photo", "parcel_photo"]
CHARGED = ["card_mask", "charged_at", "amount", "screenshot"]


def claim(*evidence: str, **facts: str) -> dict[str, Any]:
    return {
        "intent": "report_defect",
        "decision": {"code": "defect.claim", "outcome": "escalate", "facts": {}},
        "order_number": "JM-4821-7305",
        "evidence": list(evidence),
        "ticket": None,
        "facts": facts,
    }


def slots_after(turn: Turn) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in turn.events if event["event"] == "slot"}


def letter(*files: dict[str, str], earlier: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    context = {**AT_ONCE, "earlier_attachments": list(earlier)} if earlier else AT_ONCE
    return {"context": context, "attachments": list(files)}


async def test_all_that_is_wanted_is_asked_for_in_its_order(new_dialogue: NewDialogue) -> None:
    talk = new_dialogue(customer=None)
    talk.slots["claim"] = claim(*WRONG)
    turn = await talk.act(FORM, "report_defect", "It is broken", metadata=letter())
    assert turn.said == ["utter_ask_description", "utter_ask_photo"]
    assert slots_after(turn)["requested_slot"] == "parcel_photo"  # the form asks that one itself


async def test_in_a_chat_one_question_follows_another(new_dialogue: NewDialogue) -> None:
    talk = new_dialogue(customer=None)
    talk.slots["claim"] = claim(*WRONG)
    turn = await talk.act(FORM, "report_defect", "It is broken", metadata={"context": {}})
    assert turn.said == []
    assert slots_after(turn)["requested_slot"] == "description"


async def test_a_first_letter_that_brings_all_is_asked_for_nothing(
    new_dialogue: NewDialogue,
) -> None:
    talk = new_dialogue(customer=None)
    talk.slots["claim"] = claim("description", "photo")
    turn = await talk.act(FORM, "report_defect", STORY, metadata=letter(PHOTO))
    assert turn.said == []
    after = slots_after(turn)
    assert after["requested_slot"] is None
    assert after["evidence"] == {"description": STORY, "photo": ["f-1"]}


async def test_a_photo_of_an_earlier_letter_is_not_asked_for_again(
    new_dialogue: NewDialogue,
) -> None:
    talk = new_dialogue(customer=None)
    talk.slots["claim"] = claim("description", "photo")
    turn = await talk.act(FORM, "inform", "2", metadata=letter(earlier=(PHOTO,)))
    assert slots_after(turn) == {"requested_slot": "description", "evidence": {"photo": ["f-1"]}}


async def test_a_document_is_no_photo(new_dialogue: NewDialogue) -> None:
    talk = new_dialogue(customer=None)
    talk.slots["claim"] = claim("description", "photo")
    turn = await talk.act(FORM, "report_defect", STORY, metadata=letter(PAPER))
    assert slots_after(turn)["requested_slot"] == "photo"


async def test_one_letter_answers_every_question(new_dialogue: NewDialogue) -> None:
    talk = new_dialogue(customer=None)
    talk.slots.update(claim=claim(*CHARGED), requested_slot="screenshot")
    turn = await talk.act(
        FORM,
        "inform",
        "Card 5100 12** **** 3456, on 3 November at five, 18.90 EUR",
        metadata=letter(PHOTO),
        card_mask="510012******3456",
        date="2026-11-03",
        money="18.90 EUR",
    )
    after = slots_after(turn)
    assert after["requested_slot"] is None
    assert set(after["evidence"]) == set(CHARGED)


async def test_what_is_left_over_is_asked_for_again_and_no_more(new_dialogue: NewDialogue) -> None:
    talk = new_dialogue(customer=None)
    talk.slots.update(claim=claim(*CHARGED), requested_slot="screenshot")
    turn = await talk.act(FORM, "inform", "It was 18.90 EUR", metadata=letter(), money="18.90 EUR")
    assert turn.said == ["utter_ask_card_mask", "utter_ask_charged_at"]
    assert slots_after(turn)["evidence"] == {"amount": "18.90 EUR"}


async def test_what_may_be_left_out_is_not_asked_for_twice(new_dialogue: NewDialogue) -> None:
    talk = new_dialogue(customer=None)
    talk.slots.update(claim=claim(*WRONG), requested_slot="parcel_photo")
    turn = await talk.act(FORM, "inform", "A crack in the lid", metadata=letter(PHOTO))
    after = slots_after(turn)
    assert after["requested_slot"] is None
    assert after["evidence"]["parcel_photo"] == SKIPPED


async def test_an_address_that_is_known_stands_where_no_other_is_named(
    new_dialogue: NewDialogue,
) -> None:
    talk = new_dialogue(customer=None)
    talk.slots.update(
        claim=claim("email", "bank_statement", email="ana@example.com"),
        requested_slot="bank_statement",
    )
    turn = await talk.act(FORM, "inform", "Here it is", metadata=letter(PAPER))
    assert slots_after(turn)["evidence"] == {
        "bank_statement": ["f-2"],
        "email": "ana@example.com",
    }


@pytest.mark.parametrize("intent", ["ask_payment_methods", "request_human"])
async def test_another_subject_is_left_to_the_other_rules(
    new_dialogue: NewDialogue, intent: str
) -> None:
    talk = new_dialogue(customer=None)
    talk.slots.update(claim=claim(*WRONG), requested_slot="parcel_photo")
    turn = await talk.act(FORM, intent, "Which payment methods do you accept?", metadata=letter())
    assert turn.events == []


async def test_a_letter_that_brings_nothing_is_told_what_is_wanted(
    new_dialogue: NewDialogue,
) -> None:
    talk = new_dialogue(customer=None)
    talk.slots.update(claim=claim("photo"), requested_slot="photo")
    turn = await talk.act(FORM, "inform", "Yes", metadata=letter())
    assert turn.said == ["utter_wrong.photo"]
