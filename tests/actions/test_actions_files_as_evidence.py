"""Files for a claim: a photo where goods are to be seen, a document where words will do, and
nothing lost that came before it was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from actions.evidence_fields import found_again
from tests.actions.dialogue import Dialogue, Turn

PHOTO, DOCUMENT = (
    {"id": "00000000-0000-4000-8000-000000000001", "content_type": "image/jpeg"},
    {"id": "00000000-0000-4000-8000-000000000002", "content_type": "application/pdf"},
)
DESCRIPTION = "The screen is broken in two."


def claim(*evidence: str) -> dict[str, Any]:
    return {
        "intent": "report_defect",
        "decision": {"code": "defect.claim", "outcome": "escalate", "facts": {}},
        "order_number": None,
        "evidence": list(evidence),
        "ticket": None,
        "facts": {},
    }


async def sent(talk: Dialogue, *files: dict[str, str], text: str = "", **more: Any) -> Turn:
    """A message to the form that gathers evidence."""
    return await talk.act(
        "validate_evidence_form",
        more.pop("intent", "inform" if text else "nlu_fallback"),
        text,
        before=("action_listen", "evidence_form"),
        metadata={"attachments": list(files)},
        **more,
    )


def asking_for(talk: Dialogue, asked: str | None, *evidence: str) -> None:
    talk.slots.update(claim=claim(*evidence), evidence={}, requested_slot=asked)


@pytest.mark.parametrize("asked", ["photo", "parcel_photo"])
async def test_a_document_is_no_photo_of_the_goods(talk: Dialogue, asked: str) -> None:
    asking_for(talk, asked, asked)
    turn = await sent(talk, DOCUMENT)
    assert turn.said == [f"utter_wrong.{asked}"]
    assert turn.facts(f"utter_wrong.{asked}")["document"] is True
    assert talk.slots["requested_slot"] == asked
    turn = await sent(talk, text="here it is")
    assert turn.facts(f"utter_wrong.{asked}")["document"] is False
    await sent(talk, DOCUMENT, PHOTO)
    assert talk.slots["evidence"] == {asked: [DOCUMENT["id"], PHOTO["id"]]}
    assert talk.slots["requested_slot"] is None


@pytest.mark.parametrize("asked", ["receipt_photo", "bank_statement", "screenshot"])
@pytest.mark.parametrize("file", [PHOTO, DOCUMENT])
async def test_a_document_serves_where_a_paper_is_wanted(
    talk: Dialogue, asked: str, file: dict[str, str]
) -> None:
    asking_for(talk, asked, asked)
    await sent(talk, file)
    assert talk.slots["evidence"] == {asked: [file["id"]]}


async def test_a_photo_that_comes_with_the_description_is_not_asked_for_again(
    talk: Dialogue,
) -> None:
    asking_for(talk, "description", "description", "photo")
    await sent(talk, PHOTO, text=DESCRIPTION, intent="report_defect")
    assert talk.slots["evidence"] == {"description": DESCRIPTION, "photo": [PHOTO["id"]]}
    assert talk.slots["requested_slot"] is None


async def test_a_photo_that_comes_before_the_description_is_kept(talk: Dialogue) -> None:
    asking_for(talk, "description", "description", "photo")
    turn = await sent(talk, PHOTO)
    assert turn.said == []
    assert talk.slots["requested_slot"] == "description"
    await sent(talk, text=DESCRIPTION, intent="report_defect")
    assert set(talk.slots["evidence"]) == {"description", "photo"}


async def test_a_photo_of_the_first_message_is_kept(talk: Dialogue) -> None:
    asking_for(talk, None, "description", "photo")
    turn = await talk.act(
        "validate_evidence_form",
        "report_defect",
        "it came broken",
        before=("action_changing_or_ending", "evidence_form"),
        metadata={"attachments": [PHOTO]},
    )
    assert turn.said == []
    assert talk.slots["evidence"] == {"photo": [PHOTO["id"]]}
    assert talk.slots["requested_slot"] == "description"


async def test_a_document_of_the_first_message_does_not_fill_the_photo(talk: Dialogue) -> None:
    asking_for(talk, None, "description", "photo")
    await talk.act(
        "validate_evidence_form",
        "report_defect",
        "it came broken",
        before=("action_changing_or_ending", "evidence_form"),
        metadata={"attachments": [DOCUMENT]},
    )
    assert talk.slots["evidence"] == {}


async def unasked(talk: Dialogue, *files: dict[str, str]) -> None:
    """Files that come before a word is said."""
    talk.slots.update(claim=None, evidence=None, requested_slot=None)
    turn = await talk.act("action_unsure", "nlu_fallback", metadata={"attachments": list(files)})
    assert turn.said == ["utter_attachment.received"]


async def test_files_that_come_first_of_all_are_kept_for_the_claim(talk: Dialogue) -> None:
    await unasked(talk, PHOTO)
    assert talk.slots["evidence"] == {"photo": [PHOTO["id"]]}
    talk.slots["claim"] = claim("description", "photo")
    await talk.act(
        "validate_evidence_form",
        "report_defect",
        before=("action_changing_or_ending", "evidence_form"),
    )
    assert talk.slots["requested_slot"] == "description"
    await sent(talk, text=DESCRIPTION, intent="report_defect")
    assert set(talk.slots["evidence"]) == {"description", "photo"}
    assert talk.slots["requested_slot"] is None


@pytest.mark.parametrize(
    ("file", "wanted", "found"),
    [
        (PHOTO, ("description", "photo"), "photo"),
        (PHOTO, ("bank_statement",), "bank_statement"),
        (PHOTO, ("tracking_number", "receipt_photo"), "receipt_photo"),
        (PHOTO, ("reason",), "photo"),
        (DOCUMENT, ("bank_statement",), "bank_statement"),
        (DOCUMENT, ("description", "photo"), "bank_statement"),
        (DOCUMENT, ("tracking_number", "receipt_photo"), "receipt_photo"),
    ],
)
async def test_they_are_found_again_by_what_the_claim_calls_them(
    talk: Dialogue, file: dict[str, str], wanted: tuple[str, ...], found: str
) -> None:
    await unasked(talk, file)
    assert found_again(wanted, talk.slots["evidence"]) == {found: [file["id"]]}


async def test_more_of_them_are_kept_together_and_none_while_a_claim_is_gathered(
    talk: Dialogue,
) -> None:
    await unasked(talk, PHOTO)
    other = {**PHOTO, "id": "00000000-0000-4000-8000-000000000003"}
    await talk.act("action_unsure", "nlu_fallback", metadata={"attachments": [other]})
    assert talk.slots["evidence"] == {"photo": [PHOTO["id"], other["id"]]}
    asking_for(talk, "description", "description")
    await talk.act("action_unsure", "nlu_fallback", metadata={"attachments": [other]})
    assert talk.slots["evidence"] == {}
