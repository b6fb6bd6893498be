"""The form that gathers what a claim still needs: each message is an answer, a correction, a piece
left out, or something else, which other rules then answer before the form goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import offer, say
from actions.asked_action import AskedAction
from actions.asking import Asking
from actions.asking_at_once import ask_all, at_once, take_all, take_from_first
from actions.by_rule import serve
from actions.evidence_fields import (
    CORRECTION,
    FIELDS,
    SKIP,
    SKIPPED,
    corrections,
    value_of,
)
from actions.following_up import OF_A_RULE

SURE = 0.7
"""The confidence from which a message is taken for something else than an answer to the form."""

SURE_BESIDE_A_PICTURE = 0.5
"""The same, where a picture is asked for."""

MOST_MISSES = 3
"""From so many misses running a person is offered instead of another explanation."""

OWN_WORDS = frozenset(
    [
        "inform",
        "report_defect",
        "report_wrong_or_missing_item",
        "return_order",
        "order_not_received",
        "change_address",
        "change_item",
        "ask_delivery_address",
        "complain",
        "request_refund",
        "out_of_scope",
        "nlu_fallback",
    ]
)
"""What a description, a reason or an address may read like. All else is a change of subject."""

NO_SUBJECT = frozenset(["inform", "affirm", "deny", "complain", "out_of_scope", "nlu_fallback"])
"""What changes no subject: a message of these kinds that brings nothing is a miss of the form."""


class ValidateEvidenceForm(AskedAction):
    """Takes one message for the form and says which field is asked for next."""

    called = "validate_evidence_form"

    def answer(self, dispatcher: CollectingDispatcher, asking: Asking) -> list[EventType]:
        claim = asking.slot("claim")
        if not claim:
            return [SlotSet("requested_slot", None)]
        given = dict(asking.slot("evidence") or {})
        asked = asking.slot("requested_slot")
        if at_once(asking) and (not asked or asked not in claim["evidence"] or not asking.fresh):
            return _begun_at_once(dispatcher, asking, claim, given)
        if not asked:  # begun by this very message, which may bring the photo with it
            before = len(given)
            _take_files_along(asking, claim, given)
            kept = [SlotSet("evidence", given)] if len(given) > before else []
            return [*kept, SlotSet("requested_slot", _next(claim, given))]
        if asked not in claim["evidence"] or not asking.fresh:
            return [SlotSet("requested_slot", _next(claim, given))]
        return _heard(dispatcher, asking, claim, given, str(asked))


def _heard(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    claim: Mapping[str, Any],
    given: dict[str, Any],
    asked: str,
) -> list[EventType]:
    """The events after a message to the form; none where the message is about something else."""
    if asking.entities.get("follow_up") in OF_A_RULE:  # "why?" is no answer to a question
        return []
    again = asking.entities.get(CORRECTION)
    if again in claim["evidence"]:
        given.pop(str(again), None)
        return _going_on(claim, given, first=str(again))
    if asking.entities.get(SKIP):
        return _left_out(dispatcher, asking, claim, given, asked)
    if _other_order(asking, claim):
        return _about_another_order(dispatcher, asking, claim, given, asked)
    changed = corrections(asking, given, asked)
    if changed:
        say(dispatcher, "utter_evidence.corrected", customer=shop.customer(asking))
        given.update(changed)
    if at_once(asking):
        return _heard_at_once(dispatcher, asking, claim, given, asked, bool(changed))
    found = _found(asking, claim, given, asked)
    if found is not None:
        given[asked] = found
    elif not changed and not _file_alone(asking, claim, given, asked):
        return _nothing(dispatcher, asking, claim, given, asked)
    _take_along(asking, claim, given, asked)
    return _going_on(claim, given)


def _begun_at_once(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    claim: Mapping[str, Any],
    given: dict[str, Any],
) -> list[EventType]:
    """The form begins, or is come back to, in a letter: all that is wanted is asked for."""
    if asking.fresh:
        take_from_first(asking, claim, given)
    first = ask_all(dispatcher, asking, claim, given)
    return [SlotSet("evidence", given or None), SlotSet("requested_slot", first)]


def _heard_at_once(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    claim: Mapping[str, Any],
    given: dict[str, Any],
    asked: str,
    changed: bool,
) -> list[EventType]:
    """A letter to the form: all that it brings is taken, and the rest asked for once more."""
    words = _reads_like_an_answer(asking) or bool(asking.attachments)
    if asking.intent == "affirm" and (known := claim["facts"].get(asked)):
        given.setdefault(asked, known)
        changed = True
    brought = take_all(asking, claim, given, words=words)
    if not brought and not changed:
        return _nothing(dispatcher, asking, claim, given, asked)
    return _going_on(claim, given, first=ask_all(dispatcher, asking, claim, given))


def _found(asking: Asking, claim: Mapping[str, Any], given: Mapping[str, Any], asked: str) -> Any:
    """What the message says for the field that was asked for; None where it is no answer."""
    field = FIELDS[asked]
    known = claim["facts"].get(asked)
    if asking.intent == "affirm" and known and asked not in given:
        return known
    if field.free and not _reads_like_an_answer(asking):
        return None
    return value_of(asked, asking)


def _reads_like_an_answer(asking: Asking) -> bool:
    """Whether words may fill a free field: they are not clearly about something else."""
    return asking.intent in OWN_WORDS or (
        asking.confidence < SURE and asking.intent not in ("affirm", "deny", "stop")
    )


def _take_along(
    asking: Asking, claim: Mapping[str, Any], given: dict[str, Any], asked: str
) -> None:
    """Fills other fields that are still wanted from what the same message names of itself."""
    for name in claim["evidence"]:
        if name not in given and FIELDS[name].entities:
            value = value_of(name, asking) if _has_entity(asking, name) else None
            if value is not None:
                given[name] = value
    if not FIELDS[asked].attachments:
        _take_files_along(asking, claim, given)


def _take_files_along(asking: Asking, claim: Mapping[str, Any], given: dict[str, Any]) -> bool:
    """Fills the first piece that is wanted and that the message's files may be."""
    for name in claim["evidence"]:
        if name not in given and FIELDS[name].attachments:
            if (files := value_of(name, asking)) is not None:
                given[name] = files
            return files is not None
    return False


def _file_alone(
    asking: Asking, claim: Mapping[str, Any], given: dict[str, Any], asked: str
) -> bool:
    """Whether the message is a photo that comes before it is asked for: it is kept for then."""
    if asking.text or FIELDS[asked].attachments:
        return False
    return _take_files_along(asking, claim, given)


def _has_entity(asking: Asking, name: str) -> bool:
    return any(entity in asking.entities for entity in FIELDS[name].entities)


def _other_order(asking: Asking, claim: Mapping[str, Any]) -> bool:
    """Whether the message names another order than the claim's: "no, the other number"."""
    number = asking.entities.get("order_number")
    return bool(number and claim["order_number"] and number != claim["order_number"])


def _about_another_order(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    claim: Mapping[str, Any],
    given: dict[str, Any],
    asked: str,
) -> list[EventType]:
    """Asks the rules about the order that was named instead. What was given stays good where they
    say the same; where they say something else, the form ends with what they say."""
    events = serve(dispatcher, asking, claim["intent"])
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    kept = [event for event in events if event["event"] == "slot"]
    if "order_number" not in slots:  # not found: the form goes on about the order it had
        return [SlotSet("need", None), SlotSet("misses", 0.0), SlotSet("requested_slot", asked)]
    new = slots.get("claim")
    if not new or not new["evidence"]:
        return [*kept, SlotSet("claim", new), SlotSet("requested_slot", None)]
    given = {name: value for name, value in given.items() if name in new["evidence"]}
    return [*kept, *_going_on(new, given)]


def _left_out(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    claim: Mapping[str, Any],
    given: dict[str, Any],
    asked: str,
) -> list[EventType]:
    if FIELDS[asked].optional:
        given[asked] = SKIPPED
        return _going_on(claim, given)
    say(dispatcher, "utter_evidence.needed", customer=shop.customer(asking))
    return [SlotSet("misses", _misses(asking) + 1), SlotSet("requested_slot", asked)]


def _nothing(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    claim: Mapping[str, Any],
    given: Mapping[str, Any],
    asked: str,
) -> list[EventType]:
    """A message that answers nothing: no events where it is about something else, which makes
    Rasa ask the other rules; else what is wrong is said, and what can be corrected is offered."""
    if asking.intent == "request_human" or (
        asking.intent not in NO_SUBJECT and asking.confidence >= _sure_of(asked)
    ):
        return []
    customer = shop.customer(asking)
    misses = _misses(asking) + 1
    if asking.intent == "deny" and FIELDS[asked].optional:
        return _left_out(dispatcher, asking, claim, dict(given), asked)
    if asking.intent == "deny" and _correctable(given) and not claim["facts"].get(asked):
        offers = [
            offer(f"utter_label.evidence.{name}", "inform", {CORRECTION: name})
            for name in _correctable(given)
        ]
        say(dispatcher, "utter_evidence.correct_which", customer=customer, offers=offers)
    elif misses >= MOST_MISSES:
        say(dispatcher, "utter_evidence.needed", customer=customer)
    else:
        facts = {**claim["facts"], "document": bool(asking.attachments)}
        say(dispatcher, f"utter_wrong.{asked}", customer=customer, facts=facts)
    return [SlotSet("misses", misses), SlotSet("requested_slot", asked)]


def _sure_of(asked: str) -> float:
    """How sure words must be of something else: where a picture is wanted they are no answer."""
    return SURE_BESIDE_A_PICTURE if FIELDS[asked].attachments else SURE


def _correctable(given: Mapping[str, Any]) -> list[str]:
    return [name for name, value in given.items() if value != SKIPPED]


def _going_on(
    claim: Mapping[str, Any], given: dict[str, Any], first: str | None = None
) -> list[EventType]:
    return [
        SlotSet("evidence", given),
        SlotSet("misses", 0.0),
        SlotSet("requested_slot", first or _next(claim, given)),
    ]


def _next(claim: Mapping[str, Any], given: Mapping[str, Any]) -> str | None:
    return next((name for name in claim["evidence"] if name not in given), None)


def _misses(asking: Asking) -> float:
    return float(asking.slot("misses") or 0.0)
