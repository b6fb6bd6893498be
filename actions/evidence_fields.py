"""What each piece of evidence is: what fills it, and whether the claim can go on without it.

To add one: a line here, its name in the rule that asks for it, and in domain.yml a response
``utter_ask_<name>`` and one ``utter_wrong.<name>``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.asking import Asking

CORRECTION = "correct"
"""The entity of a button that asks for a field again; its value is the field's name."""

SKIP = "skip"
"""The entity of a button that leaves an optional field out, or says that it can't be given."""

SKIPPED = "-"
"""What an optional field holds that the customer left out."""


@dataclass(frozen=True)
class Field:
    """A piece of evidence, filled by one of ``entities``, by attachments, or by the customer's
    own words where there are ``letters`` enough of them."""

    name: str
    entities: tuple[str, ...] = ()
    attachments: bool = False
    picture: bool = False
    """Whether a document alone will not do: a photo of the goods shows what no PDF does."""
    letters: int = 0
    digits: int = 0
    optional: bool = False

    @property
    def free(self) -> bool:
        """Whether the customer's own words fill it."""
        return self.letters > 0

    def value(self, asking: Asking) -> Any:
        """What the message brings for this field; None where it brings nothing that fits."""
        if self.attachments:
            enough = asking.pictures if self.picture else asking.attachments
            return list(asking.attachments) if enough else None
        for entity in self.entities:
            if found := asking.entities.get(entity):
                return found
        return self._words(asking.text) if self.free else None

    def _words(self, text: str) -> str | None:
        letters = sum(character.isalpha() for character in text)
        digits = sum(character.isdecimal() for character in text)
        return text if letters >= self.letters and digits >= self.digits else None


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("email", entities=("email",)),
        Field("email_or_phone", entities=("email", "phone")),
        Field("description", letters=8),
        Field("reason", letters=3),
        Field("new_address", letters=8, digits=1),
        Field("photo", attachments=True, picture=True),
        Field("parcel_photo", attachments=True, picture=True, optional=True),
        Field("receipt_photo", attachments=True),
        Field("bank_statement", attachments=True),
        Field("screenshot", attachments=True, optional=True),
        Field("tracking_number", entities=("tracking_number",)),
        Field("card_mask", entities=("card_mask",)),
        Field("charged_at", entities=("date",)),
        Field("amount", entities=("money",)),
    )
}
"""By the names of POLICY.md."""

_BARE_AMOUNT = re.compile(r"(?<![\d.,])\d{1,6}(?:[.,]\d{1,2})?(?![\d.,])")


def value_of(name: str, asking: Asking) -> Any:
    """What the message brings for the field that was asked for; None where nothing fits.

    An amount may come without its currency, and a moment is kept in the customer's words, for
    they tell the hour as well.
    """
    field = FIELDS[name]
    found = field.value(asking)
    if name == "amount" and found is None:
        # Outside the facts: the digits of a card are no amount.
        bare = _BARE_AMOUNT.search(asking.text_left)
        return bare.group() if bare else None
    if name == "charged_at" and found is not None:
        return asking.text if asking.text != found else found
    return found


def kept_for_later(asking: Asking) -> list[EventType]:
    """Keeps files that came before it was said what they are about, unless a claim is gathered:
    the claim that follows finds them, and so does a person who is asked for."""
    if not asking.attachments or asking.slot("claim"):
        return []
    name = "photo" if asking.pictures else "bank_statement"
    before = list((asking.slot("evidence") or {}).get(name) or ())
    files = list(dict.fromkeys([*before, *asking.attachments]))
    return [SlotSet("evidence", {**(asking.slot("evidence") or {}), name: files})]


def found_again(wanted: Sequence[str], kept: Mapping[str, Any] | None) -> dict[str, Any]:
    """Files that were kept for later, under the name by which a claim wants them."""
    given = dict(kept or {})
    for name in ("photo", "bank_statement"):
        if name in given and name not in wanted:
            fits = (
                other
                for other in wanted
                if FIELDS[other].attachments
                and other not in given
                and (name == "photo" or not FIELDS[other].picture)
            )
            if other := next(fits, None):
                given[other] = given.pop(name)
    return given


def corrections(asking: Asking, given: Mapping[str, Any], asked: str) -> dict[str, Any]:
    """Fields that were given before and that this message gives anew by an entity of their own,
    which what was asked for could not mean."""
    meant = set(FIELDS[asked].entities)
    changed = {}
    for name in given:
        own = set(FIELDS[name].entities)
        if own and not own & meant:
            new = value_of(name, asking)
            if new is not None and new != given[name]:
                changed[name] = new
    return changed
