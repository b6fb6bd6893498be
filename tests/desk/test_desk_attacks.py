"""Attacks at the desk: what strangers send stays text, and what only agents may do stays theirs."""

from __future__ import annotations

import re
import uuid

import pyotp
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from bot.database.engine import writing
from bot.desk.sessions import CODE_WITHIN
from bot.desk.tables import agent_sessions, agents, audit_log
from tests.desk.shop import MEAN
from tests.desk.visitor import ADDRESS, PASSWORD, Office

PAGES = ["/desk/", "/desk/account", "/desk/agents", "/desk/insight", "/desk/insight/candidates.yml"]
INLINE = re.compile(r"<script(?![^>]*src=)|\son\w+\s*=|\sstyle\s*=|javascript:", re.IGNORECASE)


def test_what_a_customer_calls_themselves_or_writes_is_shown_as_text(office: Office) -> None:
    _, number = office.handed_over(
        "c-mean",
        category="defect",
        order_number="JM-1000-0003",
        text=MEAN,
        evidence={"description": MEAN, MEAN: "x", "photo": [MEAN]},
        decision={"code": MEAN, "outcome": MEAN, "facts": {"title": MEAN}},
    )
    maria = office.signed_in("maria")
    maria.act(number, "take")
    maria.act(number, "note", text=MEAN, form_id=str(uuid.uuid4()))
    maria.say(number, MEAN)
    pages = [f"/desk/tickets/{number}", f"/desk/tickets/{number}/talk", "/desk/?view=mine"]
    for path in [*pages, f"/desk/?view=open&search={MEAN}"]:
        page = maria.open(path)
        assert page.status_code == 200
        assert "&lt;script&gt;" in page.text, path
        assert "<img src=x" not in page.text, path
        without_words = re.sub(r"&lt;.*?&gt;", "", page.text)
        assert not INLINE.search(without_words), path


def test_every_page_forbids_scripts_and_frames_of_others(office: Office) -> None:
    for path in ["/desk/login", "/desk/nowhere"]:
        headers = office.browser().client.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"


def test_without_signing_in_nothing_is_shown_and_nothing_done(office: Office) -> None:
    _, number = office.handed_over()
    stranger = office.browser()
    for path in [*PAGES, f"/desk/tickets/{number}", "/desk/attachments/x"]:
        assert stranger.open(path).headers["location"].startswith("/desk/login"), path
    for path in ["/desk/rows", f"/desk/tickets/{number}/talk"]:
        assert stranger.open(path).status_code == 401
    for act in ["take", "say", "note", "close", "refund", "cancel", "assign"]:
        assert stranger.act(number, act).headers["location"] == "/desk/login"
    assert office.ticket(number).assignee is None


def test_a_form_without_the_sessions_token_or_from_another_page_does_nothing(
    office: Office,
) -> None:
    _, number = office.handed_over()
    maria, tom = office.signed_in("maria"), office.signed_in("tom")
    path = f"/desk/tickets/{number}/take"
    assert maria.post(path, csrf="").status_code == 403
    assert maria.post(path, csrf=tom.csrf).status_code == 403
    for origin in ("https://evil.example", "https://shop.example", "null", ADDRESS + "0"):
        assert maria.post(path, origin=origin).status_code == 403, origin
    assert maria.client.post(path, data={"csrf": maria.csrf}).status_code == 403
    crossed = {"Origin": ADDRESS, "Sec-Fetch-Site": "cross-site"}
    answer = maria.client.post(path, data={"csrf": maria.csrf}, headers=crossed)
    assert answer.status_code == 403
    as_json = maria.client.post(path, json={"csrf": maria.csrf}, headers={"Origin": ADDRESS})
    assert as_json.status_code == 422
    assert office.ticket(number).assignee is None


def test_the_cookie_is_of_this_site_alone_and_no_script_reads_it(office: Office) -> None:
    answer = office.browser().sign_in("maria@shop.example")
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=strict", "path=/"} <= {p.strip() for p in cookie.split(";")}
    token = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    with writing(office.engine) as connection:
        kept = connection.execute(sa.select(agent_sessions.c.token_hash)).scalars().all()
    assert token not in kept


def test_a_stolen_session_is_worth_nothing_after_signing_out(office: Office) -> None:
    maria, thief = office.signed_in("maria"), office.browser()
    thief.client.cookies.update(maria.client.cookies)
    assert thief.open("/desk/").status_code == 200
    assert maria.post("/desk/logout").status_code == 303
    assert thief.open("/desk/").status_code == 303
    assert thief.act("T-1", "take").headers["location"] == "/desk/login"


def test_all_sessions_can_be_ended_by_their_agent_and_by_a_lead(office: Office) -> None:
    here, elsewhere = office.signed_in("tom"), office.signed_in("tom")
    assert here.post("/desk/account/sessions").status_code == 303
    assert elsewhere.open("/desk/").status_code == 303
    again, lead = office.signed_in("tom"), office.signed_in("lea")
    lead.post("/desk/agents/sessions", agent=office.people["tom"].id)
    assert again.open("/desk/").status_code == 303


def test_what_is_for_leads_is_for_nobody_else(office: Office) -> None:
    maria = office.signed_in("maria")
    for path in ("/desk/agents", "/desk/insight", "/desk/insight/candidates.yml"):
        assert maria.open(path).status_code == 403
    ended = maria.post("/desk/agents/sessions", agent=office.people["tom"].id)
    assert ended.status_code == 403


@pytest.mark.parametrize(
    ("email", "password"),
    [("maria@shop.example", "wrong"), ("nobody@shop.example", PASSWORD), ("", ""), ("\ud800", "x")],
)
def test_a_wrong_sign_in_says_the_same_whatever_was_wrong(
    office: Office, email: str, password: str
) -> None:
    fields = {"email": email.encode("utf-8", "replace").decode(), "password": password}
    answer = office.browser().post("/desk/login", **fields)
    assert answer.status_code == 401
    assert "The address or the password is not right." in answer.text


def test_signing_in_leads_back_to_pages_of_the_desk_alone(office: Office) -> None:
    for to, leads in (
        ("/desk/tickets/T-1", "/desk/tickets/T-1"),
        ("https://evil.example/desk/", "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("/desk//evil.example", "/desk/"),
        ("/desk/\r\nSet-Cookie: x=y", "/desk/"),
    ):
        answer = office.browser().post(
            "/desk/login", email="maria@shop.example", password=PASSWORD, to=to
        )
        assert answer.headers["location"] == leads


def test_the_second_factor_is_asked_for_and_each_code_serves_once(office: Office) -> None:
    secret = pyotp.random_base32()
    tom = office.signed_in("tom")
    code = pyotp.TOTP(secret).now()
    assert tom.post("/desk/account/factor", secret=secret, code=code).status_code == 303
    browser = office.browser()
    browser.post("/desk/login", email="tom@shop.example", password=PASSWORD)
    assert browser.open("/desk/").headers["location"].startswith("/desk/login")
    assert "authenticator" in browser.open("/desk/login").text
    assert browser.post("/desk/code", code="000000").status_code == 401
    assert browser.post("/desk/code", code=code).status_code == 401  # it was used already
    with writing(office.engine) as connection:
        connection.execute(
            sa.update(agents).values(totp_used=0).where(agents.c.totp_secret.is_not(None))
        )
    assert browser.post("/desk/code", code=pyotp.TOTP(secret).now()).status_code == 303
    assert browser.open("/desk/").status_code == 200
    with writing(office.engine) as connection:
        connection.execute(sa.update(agents).values(totp_secret=None))
    assert CODE_WITHIN.total_seconds() <= 600


def test_nobody_changes_the_audit_log(office: Office) -> None:
    office.signed_in("maria").open("/desk/")
    for statement in (
        sa.update(audit_log).values(act="nothing"),
        sa.delete(audit_log),
        sa.delete(audit_log).where(audit_log.c.id == 1),
    ):
        with pytest.raises(DatabaseError, match="only added to"), writing(office.engine) as c:
            c.execute(statement)


def test_odd_forms_and_numbers_are_refused_without_a_failure(office: Office) -> None:
    _, number = office.handed_over()
    maria = office.signed_in("maria")
    maria.act(number, "take")
    for name, fields, status in (
        ("say", {"text": "x"}, 422),
        ("say", {"text": "x", "form_id": "1; DROP TABLE"}, 422),
        ("say", {"text": " \u200b ", "form_id": str(uuid.uuid4())}, 422),
        ("say", {"text": "x" * 10_001, "form_id": str(uuid.uuid4())}, 422),
        ("say", {"text": "x" * 400_000, "form_id": str(uuid.uuid4())}, 422),
        ("sort", {"category": "x", "priority": "high", "due": "2026-11-28T10:00"}, 422),
        ("sort", {"category": "person", "priority": "high", "due": "tomorrow"}, 422),
        ("close", {"reason": "because"}, 422),
        ("assign", {"to": "nobody"}, 422),
        ("ask-for", {"evidence": "everything"}, 422),
        ("refund", {}, 422),
        ("cancel", {}, 422),
    ):
        assert maria.act(number, name, **fields).status_code == status, (name, fields)
    assert maria.act("T-none", "take").status_code == 404
    assert maria.open("/desk/tickets/T-none").status_code == 404
    assert maria.open("/desk/?view=everything").status_code == 422
    assert maria.open(f"/desk/?search={'x' * 500}").status_code == 422
    assert maria.open("/desk/?search=%25_%2F'\"&view=open").status_code == 200
    assert maria.open(f"/desk/tickets/{number}/talk?after=-1").status_code == 422


def test_card_numbers_are_cut_from_what_agents_write_too(office: Office) -> None:
    talk, number = office.handed_over()
    maria = office.signed_in("maria")
    maria.act(number, "take")
    maria.say(number, "your card 4111 1111 1111 1111 was charged")
    assert "4111 1111 1111 1111" not in office.said(talk)[-1].text
