"""Agents by the command line, tries to sign in, and what the page of a ticket tells."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine

from bot.cli import main
from bot.desk import agents, sessions
from bot.desk.files import FileShown
from bot.desk.limiting import SignInLimits
from tests.channels.gateway_client import url_of
from tests.desk.visitor import PASSWORD, Office

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=timezone.utc)


def run(engine: Engine, *arguments: str, stdin: str = "") -> Result:
    environment = {"SUPPORT_BOT_DATABASE_URL": url_of(engine)}
    return CliRunner().invoke(main, ["agent", *arguments], input=stdin, env=environment)


def test_an_operator_adds_lists_and_shuts_out_agents(engine: Engine) -> None:
    added = run(engine, "add", "Ada@Shop.example", "--name", "Ada L", stdin=PASSWORD + "\n")
    assert added.exit_code == 0, added.output
    assert "ada@shop.example\tAda L\tagent" in run(engine, "list").output
    agent = agents.with_password(engine, "ADA@shop.example", PASSWORD)
    assert agent is not None
    token = sessions.begin(engine, agent, "", NOW)
    assert run(engine, "disable", "ada@shop.example").exit_code == 0
    assert agents.with_password(engine, "ada@shop.example", PASSWORD) is None
    assert sessions.of_token(engine, token, NOW, own_act=True) is None
    again = "another password"
    assert run(engine, "password", "ada@shop.example", stdin=again).exit_code == 0
    assert agents.with_password(engine, "ada@shop.example", PASSWORD) is None
    assert agents.with_password(engine, "ada@shop.example", again) is not None


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (("add", "no address", "--name", "Ada"), PASSWORD),
        (("add", "ada@shop.example", "--name", " "), PASSWORD),
        (("add", "ada@shop.example", "--name", "Ada"), "short"),
        (("add", "ada@shop.example", "--name", "Ada", "--languages", "en,xx"), PASSWORD),
        (("disable", "nobody@shop.example"), ""),
        (("password", "nobody@shop.example"), PASSWORD),
    ],
)
def test_what_cant_be_is_refused_with_its_reason(
    engine: Engine, arguments: tuple[str, ...], password: str
) -> None:
    found = run(engine, *arguments, stdin=password)
    assert found.exit_code == 1
    assert "Traceback" not in found.output


def test_passwords_are_kept_as_argon2_hashes_alone(office: Office) -> None:
    found = agents.hashed(PASSWORD)
    assert found.startswith("$argon2id$")
    assert PASSWORD not in found
    assert office.people


def test_tries_to_sign_in_are_limited_by_account_and_by_address() -> None:
    limits = SignInLimits(None, "3/hour")
    assert [limits.may_try("a@b", "1.1.1.1") for _ in range(4)] == [True, True, True, False]
    assert limits.may_try("A@B ", "2.2.2.2") is False  # from elsewhere, the same account
    tries = [limits.may_try(f"{n}@b", "3.3.3.3") for n in range(16)]
    assert tries == [True] * 15 + [False]


def test_a_session_ends_by_itself(engine: Engine) -> None:
    agent = agents.add(engine, name="Ada", email="a@b.c", password=PASSWORD, now=NOW)
    token = sessions.begin(engine, agent, "", NOW)

    def lives(after: timedelta, own_act: bool = True) -> bool:
        return sessions.of_token(engine, token, NOW + after, own_act=own_act) is not None

    assert lives(timedelta(hours=1))
    # A page that asks for news by itself keeps nothing alive.
    assert lives(timedelta(hours=2, minutes=59), own_act=False)
    assert not lives(timedelta(hours=3))
    for hours in range(2, 12):
        lives(timedelta(hours=hours))
    assert not lives(timedelta(hours=12))


class _Files:
    """Two files of a customer: a photo, and something that calls itself a page."""

    conversation_id = ""

    def about(self, ids: Sequence[str]) -> Mapping[str, FileShown]:
        kinds = {"photo": "image/jpeg", "page": "text/html"}
        name = '<img src=x onerror=alert(1)>".jpg'
        return {
            one: FileShown(one, self.conversation_id, name, kinds[one])
            for one in ids
            if one in kinds
        }

    def read(self, attachment_id: str, *, small: bool) -> Iterable[bytes]:
        yield b"small" if small else attachment_id.encode()


def test_photos_are_shown_and_all_other_files_are_only_saved(office: Office) -> None:
    talk, number = office.handed_over(evidence={"photo": ["photo", "page"]})
    files = _Files()
    files.conversation_id = talk.id
    office.desk.files = files
    maria = office.signed_in("maria")
    page = maria.open(f"/desk/tickets/{number}").text
    assert 'src="/desk/attachments/photo?small=1"' in page
    assert "<img src=x" not in page
    photo = maria.client.get("/desk/attachments/photo?small=1")
    assert (photo.content, photo.headers["content-type"]) == (b"small", "image/jpeg")
    saved = maria.client.get("/desk/attachments/page")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert maria.client.get("/desk/attachments/other").status_code == 404
    assert "file_viewed" in office.acts(number)


def test_an_agent_sees_what_has_arrived_and_who_types(office: Office) -> None:
    talk, number = office.handed_over()
    maria = office.signed_in("maria")
    maria.act(number, "take")
    maria.say(number, "hello")
    assert "not yet on the customer" in maria.open(f"/desk/tickets/{number}/talk").text
    talk.read(after=office.said(talk)[-1].seq)
    office.desk.typing.customer_types(talk.id)
    # A gateway writes down once a second what clients have been handed.
    end = time.monotonic() + 5
    while time.monotonic() < end:
        news = maria.open(f"/desk/tickets/{number}/talk?after=0").text
        if "the customer has all messages" in news:
            break
        time.sleep(0.1)
    assert "the customer has all messages" in news
    assert "is typing" in news
    told: list[str] = []
    office.desk.typing.agent_types = told.append
    assert maria.act(number, "typing").status_code == 204
    assert told == [talk.id]


def test_the_desk_speaks_the_agents_language(office: Office) -> None:
    tom = office.signed_in("tom")
    assert tom.post("/desk/account/language", locale="de").status_code == 303
    assert '<html lang="de">' in tom.open("/desk/").text
    tom.post("/desk/account/language", locale="en")
    assert tom.post("/desk/account/language", locale="xx").status_code == 422
