"""A mail is from whom it says only by the word of our own server about one address."""

from __future__ import annotations

import pytest

from bot.channels.email.reading import ParsedMail, read_mail

OURS = "mx.jama.example"
PASS = f"Authentication-Results: {OURS}; dmarc=pass (p=reject) header.from=mail.example"


def read(
    *headers: str, sender: str | None = "Ana <ana@mail.example>", ours: str | None = OURS
) -> ParsedMail:
    lines = [*headers, *([f"From: {sender}"] if sender is not None else []), "", "Hello"]
    return read_mail("\r\n".join(lines).encode(), own_addresses=[], authserv_id=ours)


@pytest.mark.parametrize(
    "header",
    [
        PASS,
        PASS.replace("Authentication-Results", "AUTHENTICATION-RESULTS").replace(
            OURS, OURS.upper()
        ),
        f"Authentication-Results: {OURS} 1;\r\n\tspf=pass smtp.mailfrom=mail.example;\r\n\t"
        "dkim=pass header.d=mail.example header.s=x;\r\n dmarc=pass header.from=MAIL.example",
        f"Authentication-Results: {OURS}; dmarc=pass action=none header.from=mail.example",
        f'Authentication-Results: {OURS}; dmarc=pass (x; dmarc=fail) header.from="mail.example"',
    ],
)
def test_our_servers_pass_verifies(header: str) -> None:
    assert read(header).verified


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [PASS.replace("dmarc=pass", "dmarc=fail")],
        [PASS.replace("dmarc=pass", "dmarc=none")],
        [PASS.replace("dmarc=pass", "dmarc=bestguesspass")],
        [PASS.replace("dmarc=", "spf=")],
        [PASS.replace(OURS, "mx.evil.example")],
        [PASS.replace(OURS, f"{OURS}.evil.example")],
        [PASS.replace(OURS, f"mx.evil.example ({OURS})")],
        [PASS.replace("header.from=mail.example", "header.from=evil.example")],
        [PASS.replace("header.from=mail.example", "header.from=example")],
        [PASS.replace(" header.from=mail.example", "")],
        [PASS.replace("header.from", "smtp.from")],
        [PASS + " header.from=evil.example"],
        [PASS + "; dmarc=fail header.from=evil.example"],
        [PASS.replace("dmarc=pass", "x=y (dmarc=pass) header.from=mail.example; dmarc=fail")],
        [PASS.replace("Authentication-Results", "X-Authentication-Results")],
        [PASS.replace("Authentication-Results", "ARC-Authentication-Results")],
        [f"Authentication-Results: {OURS}; none", PASS],
        [PASS.replace("dmarc=pass", "dmarc=fail"), PASS],
        [f"Authentication-Results: {OURS}; ((((((", PASS],
    ],
)
def test_nothing_else_does(headers: list[str]) -> None:
    assert not read(*headers).verified


def test_a_forged_result_below_ours_or_of_another_name_above_changes_nothing() -> None:
    other = PASS.replace(OURS, "mx.evil.example").replace("dmarc=pass", "dmarc=fail")
    assert read(other, PASS, PASS.replace("mail.example", "evil.example")).verified


@pytest.mark.parametrize("ours", [None, "", " "])
def test_without_a_server_of_ours_nothing_is_verified(ours: str | None) -> None:
    assert not read(PASS, f"Authentication-Results: ; {PASS}", ours=ours).verified


@pytest.mark.parametrize(
    "sender",
    [
        None,
        "",
        "ana@mail.example, eva@mail.example",
        "ana@mail.example\r\nFrom: eva@mail.example",
        "eva@evil.example (ana@mail.example)",
        '"ana@mail.example" <eva@evil.example>',
        "ana@mail.example <eva@evil.example>",
        "<ana@mail.example> <eva@evil.example>",
        "=?utf-8?q?=3Cana=40mail=2Eexample=3E?= <eva@evil.example>",
        "ana@mail.example@evil.example",
        "eva@evil.example\0@mail.example",
        "ana@mail.example.evil.example",
        "ana@maıl.example",
    ],
)
def test_two_senders_and_names_that_look_like_addresses_are_not_verified(
    sender: str | None,
) -> None:
    assert not read(PASS, sender=sender).verified


def test_a_domain_of_other_letters_is_compared_as_dns_has_it() -> None:
    header = PASS.replace("mail.example", "xn--mller-kva.example")
    found = read(header, sender="Ana <ana@MÜLLER.example>")
    assert found.verified
    assert found.from_address == "ana@xn--mller-kva.example"
    assert not read(header, sender="ana@muller.example").verified


def test_the_name_is_what_it_says_and_no_address() -> None:
    found = read(sender='"support@bank.example" <eva@evil.example>')
    assert (found.from_address, found.from_name) == ("eva@evil.example", "support@bank.example")
