"""A form in a letter: all that is still needed is asked for at once, and what comes is all taken.

In a chat one question follows another. Who writes letters would wait a day for each; their
channel says so in the conversation's context.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions import shop
from actions.answering import say
from actions.asking import Asking
from actions.evidence_fields import FIELDS, SKIPPED, value_of

STORY_LETTERS = 60
"""A first message with so many letters is a description of what is wrong, and not just a wish."""

STORY = "description"


def at_once(asking: Asking) -> bool:
    """Whether this conversation's channel wants all questions at once."""
    return bool(asking.context.get("asks_at_once"))


def missing(claim: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """The fields that are still wanted, in their order."""
    return [name for name in claim["evidence"] if name not in given]


def take_from_first(asking: Asking, claim: Mapping[str, Any], given: dict[str, Any]) -> None:
    """Fills what the message that began the form brings by itself: files, facts with a form of
    their own, and the story, where it is one."""
    _take_files(asking, claim, given)
    for name in missing(claim, given):
        field = FIELDS[name]
        if field.entities and any(entity in asking.entities for entity in field.entities):
            _take(asking, name, given)
        elif name == STORY and sum(sign.isalpha() for sign in asking.whole) >= STORY_LETTERS:
            given[name] = asking.whole


def take_all(
    asking: Asking, claim: Mapping[str, Any], given: dict[str, Any], *, words: bool
) -> bool:
    """Fills every field that the message brings something for; ``words``: whether its own words
    may fill one. Gives whether it brought anything."""
    before = len(given)
    _take_files(asking, claim, given)
    for name in missing(claim, given):
        field = FIELDS[name]
        if not field.attachments and (words or not field.free):
            _take(asking, name, given)
    brought = len(given) > before
    if brought:
        _take_as_known(claim, given)
    return brought


def ask_all(
    dispatcher: CollectingDispatcher,
    asking: Asking,
    claim: Mapping[str, Any],
    given: Mapping[str, Any],
) -> str | None:
    """Asks for all that is wanted but the last, which the form asks for itself; gives that one."""
    wanted = missing(claim, given)
    for name in wanted[:-1]:
        say(
            dispatcher,
            f"utter_ask_{name}",
            customer=shop.customer(asking),
            facts=claim["facts"],
        )
    return wanted[-1] if wanted else None


def _take(asking: Asking, name: str, given: dict[str, Any]) -> None:
    found = value_of(name, asking)
    if found is not None:
        given[name] = found


def _take_files(asking: Asking, claim: Mapping[str, Any], given: dict[str, Any]) -> None:
    """The files of the message and of earlier ones fill the first field that wants files; where
    there are enough of them, the others too: a person sees which shows what."""
    used = {file for value in given.values() if isinstance(value, list) for file in value}
    earlier = asking.context.get("earlier_attachments") or ()
    pictures = {*asking.pictures, *(file["id"] for file in earlier if _is_picture(file))}
    named = (*asking.attachments, *(str(file["id"]) for file in earlier))
    files = [file for file in dict.fromkeys(named) if file not in used]
    fitting = {True: [file for file in files if file in pictures], False: files}
    wanted = [name for name in missing(claim, given) if FIELDS[name].attachments]
    for index, name in enumerate(wanted):
        if len(fitting[FIELDS[name].picture]) > index:
            given[name] = files


def _is_picture(file: Mapping[str, Any]) -> bool:
    return str(file.get("content_type")).startswith("image/")


def _take_as_known(claim: Mapping[str, Any], given: dict[str, Any]) -> None:
    """What was asked for in the same letter and not spoken of: a fact that the shop knows already
    stands, and what may be left out is."""
    for name in missing(claim, given):
        if known := claim["facts"].get(name):
            given[name] = known
    if all(FIELDS[name].optional for name in missing(claim, given)):
        given.update(dict.fromkeys(missing(claim, given), SKIPPED))
