"""The samples of docs/webhooks.md do what they say."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.settings import ROOT
from bot.webhooks.signing import signed_headers

PAGE = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
SECRET = "a secret with a letter beyond ASCII: ż, and long enough"
BODY = '{"data":"ลูกค้า"}'.encode()
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)
AT = NOW.timestamp()
GOOD = signed_headers(SECRET, "0b6f", BODY, NOW)

CASES: list[tuple[bool, str, dict[str, str], bytes, float]] = [
    (True, SECRET, GOOD, BODY, AT),
    (True, SECRET, GOOD, BODY, AT + 299),
    (False, SECRET, GOOD, BODY, AT + 301),
    (False, SECRET, GOOD, BODY, AT - 301),
    (False, SECRET + "!", GOOD, BODY, AT),
    (False, SECRET, GOOD, BODY + b" ", AT),
    (False, SECRET, {**GOOD, "Support-Bot-Delivery": "0b6e"}, BODY, AT),
    (False, SECRET, {**GOOD, "Support-Bot-Timestamp": str(int(AT) + 1)}, BODY, AT),
    (False, SECRET, {**GOOD, "Support-Bot-Signature": ""}, BODY, AT),
    (False, SECRET, {**GOOD, "Support-Bot-Signature": "v1=" + "0" * 64}, BODY, AT),
]


def sample(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize("case", CASES)
def test_the_sample_in_python_knows_what_is_genuine(case: Any) -> None:
    genuine, *given = case
    names: dict[str, Any] = {}
    exec(sample("python"), names)  # noqa: S102 - the page's own code
    assert names["is_genuine"](*given) is genuine


def test_the_sample_for_node_knows_what_is_genuine() -> None:
    cases = [
        [secret, {name.lower(): value for name, value in headers.items()}, body.decode(), now]
        for _, secret, headers, body, now in CASES
    ]
    run = (
        f"{sample('js')}\nconst cases = {json.dumps(cases)};\n"
        "console.log(JSON.stringify(cases.map("
        "([secret, headers, body, now]) => isGenuine(secret, headers, Buffer.from(body), now))));"
    )
    done = subprocess.run(["node", "-e", run], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [case[0] for case in CASES]
