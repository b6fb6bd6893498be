"""Every code of the rules and every response is reached by a conversation with the real bot.

Runs last and looks at what all other tests of this folder have heard, in this process or, under
``make test``, in all of the run: by itself it fails.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tests.whole.running_bot import DECIDED, ROOT, SAID

pytestmark = pytest.mark.slow

PARTS = re.compile(r"^utter_(label|row|mail|desk)\.")
"""Said within other responses; in mails, whose tests are tests/outgoing_mail; or from the desk:
tests/desk."""

STATUSES = ("paid", "confirmed", "shipped", "delivered")
CLAIM_ENDS = ("claim", "too_late", "not_delivered")

NOT_BY_TALKING = {
    "utter_order.sign_in": "said where an identity has gone between a question and its yes",
    "utter_error": "said when a part of ours fails: tests/responder, tests/nlg",
}


def test_every_response_is_said() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    wanted = {name for name in domain["responses"] if not PARTS.match(name)}
    assert wanted - SAID.names() - set(NOT_BY_TALKING) == set()


def test_every_decision_is_given() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in (Path(ROOT) / "bot" / "policy").glob("*.py")
    )
    families = "cancel change address dispatch track tracking not_received mistake review defect"
    families += " wrong_item return refund payment charge orders_missing coupon promo order"
    pattern = rf'"((?:{"|".join(families.split())})\.[a-z_]+)"'
    made_of_parts = {
        *(f"track.{status}" for status in (*STATUSES, "refunded", "cancelled")),
        *(f"promo.{phase}" for phase in ("upcoming", "preview", "sale", "over")),
        *(f"{kind}.{end}" for kind in ("defect", "wrong_item") for end in CLAIM_ENDS),
    }
    assert (set(re.findall(pattern, sources)) | made_of_parts) - DECIDED.names() == set()
