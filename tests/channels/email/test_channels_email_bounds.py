"""No mail, however it is made, breaks the reading, takes long or comes out with other words."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.email.errors import BrokenMail, MailTooLarge
from bot.channels.email.html_text import html_lines
from bot.channels.email.lines import Line, whole_text
from bot.channels.email.reading import newly_written, read_mail
from bot.channels.email.winmail import unpacked_winmail

MB = 1024 * 1024
SECONDS = 10
"""Of the processor. Far above what each takes, and far below what grows with the square."""


def read(raw: bytes) -> None:
    read_mail(raw, own_addresses=["s@jama.example"], authserv_id="mx")


PIECES = st.sampled_from(
    [
        *(
            "From: a@b.c\n",
            "Subject: =?utf-8?q?x?= =?x?b?=\n",
            "Content-Type: multipart/mixed; boundary=x\n",
        ),
        *(
            "Content-Type: text/html; charset=",
            "utf-8",
            "idna",
            "Content-Type: message/rfc822\n",
            "\n\n",
        ),
        *(
            "--x\n",
            "--x--\n",
            "Content-Transfer-Encoding: base64\n",
            "quoted-printable",
            "\0",
            "=\n",
        ),
        *(
            "<div>",
            "<blockquote type=cite>",
            "</div>",
            "On 28 Nov 2026, at 14:03, A <a@b.c> wrote:\n",
        ),
        *(
            "> q\n",
            "-- \n",
            "##- x -##\n",
            "Authentication-Results: mx; dmarc=pass\n",
            "winmail.dat",
        ),
        *(
            "Date: x\n",
            "To: (((\n",
            "filename*0*=utf-8''%",
            "Content-Disposition: attachment; ",
            "\udcff",
        ),
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(PIECES | st.text(max_size=20), max_size=30))
def test_no_mail_raises_anything_else(pieces: list[str]) -> None:
    raw = "".join(pieces).encode("utf-8", "surrogateescape" if "\udcff" in pieces else "replace")
    with contextlib.suppress(BrokenMail, MailTooLarge):
        read(b"From: a@b.c\n" + raw)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    try:
        read(raw)
    except BrokenMail:
        read(b"From: a@b.c\n\n" + raw)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_unpacking(data: bytes) -> None:
    unpacked_winmail(b"\x78\x9f\x3e\x22\x01\x00" + data)


LINES = st.sampled_from(
    [
        *("Hello", "", "> q", "-- ", "--", "Von meinem iPhone gesendet", "From: a@b.c", "To: b"),
        *("Subject: c", "Sent: d", "On 28 Nov 2026, at 14:03, A <a@b.c> wrote:", "wrote:", "____"),
        *("-----Original Message-----", "##- x -##", "<a@b.c> 14:03 napisał(a):", "JM-1"),
    ]
)


@settings(deadline=None, max_examples=100)
@given(st.lists(LINES | st.text(alphabet="ab:>- ", max_size=8), max_size=20))
def test_cutting_gives_lines_of_the_mail_in_their_order(texts: list[str]) -> None:
    lines = [Line(text) for text in texts]
    rest = iter(line.strip() for line in whole_text(lines).split("\n"))
    for line in newly_written(lines).split("\n"):
        assert not line or line.strip() in rest


TAGS = st.sampled_from(
    [
        *("<div>", "</div>", "<p>", "<blockquote type=cite>", "</blockquote>", "a", "b ", "<!--"),
        *("<a href='https://x'>", "</a>", "<table><tr><td>", "-->", "&#0;", "</td></table>"),
        *("<span class=gmail_signature>", "<div id=appendonsend>", "<div class=gmail_quote>"),
    ]
)


@settings(deadline=None, max_examples=60)
@given(st.lists(TAGS, max_size=30))
def test_no_html_breaks_the_reading(tags: list[str]) -> None:
    html_lines("".join(tags))


HEAD = b"From: a@b.c\r\n"
PLAIN, HTML = b"text/plain; charset=utf-8", b"text/html; charset=utf-8"


def part(kind: bytes, body: bytes) -> bytes:
    return HEAD + b"Content-Type: " + kind + b"\r\n\r\n" + body


BOMBS = {
    "one long line": part(PLAIN, b"a" * MB),
    "spaces": part(PLAIN, b" " * MB + b":"),
    "quote marks": part(PLAIN, b">" * MB),
    "quoted lines": part(PLAIN, b">\n" * (MB // 2)),
    "underscores": part(PLAIN, b"_____\n" * (MB // 6)),
    "announcements": part(PLAIN, b"On 12:00 <a@b wrote:\n" * (MB // 20)),
    "colons": part(PLAIN, b"a:\n" * (MB // 3)),
    "repeated heads": part(PLAIN, b"From: a\nSubject: b\n" * (MB // 20)),
    "addresses": part(PLAIN, b"a@b.c <" * (MB // 7) + b" wrote:"),
    "devices": part(PLAIN, b"Sent from my iphone a b c d e f g h i j k l m\n" * (MB // 46)),
    "dates": part(PLAIN, b"1.1." * (MB // 4) + b":"),
    "eight bits": part(b"text/plain", bytes(range(128, 256)) * (MB // 128)),
    "soft breaks": part(PLAIN + b"; format=flowed", b"a \n" * (MB // 3)),
    "deep elements": part(HTML, b"<div>" * (MB // 5)),
    "deep quotes": part(HTML, b"<blockquote type=cite>" * (MB // 22)),
    "many quotes": part(HTML, b"<blockquote type=cite>a</blockquote>" * (MB // 36)),
    "deep tables": part(HTML, b"<table><tr><td>" * (MB // 15)),
    "links": part(HTML, b"<a href='http://x/y'>a</a>" * (MB // 26)),
    "brackets": part(HTML, b"<" * MB),
    "references": HEAD + b"References: " + b"<a@b> " * (MB // 6) + b"\r\n\r\nx",
    "comments": HEAD + b"To: " + b"(" * 9000 + b"\r\n\r\nx",
    "encoded words": HEAD + b"Subject: " + b"=?a?q?" * (MB // 6) + b"\r\n\r\nx",
    "parameters": part(b"text/plain; " + b';"' * (MB // 2), b"x"),
    "senders": HEAD * (MB // 13) + b"\r\nx",
    "results": HEAD + b"Authentication-Results: mx; " + b"(" * 4000 + b"\r\n\r\nx",
    "parts": part(b"multipart/mixed; boundary=x", b"--x\n\n" * (MB // 5)),
    "a thousand parts": part(b"multipart/mixed; boundary=x", b"--x\n\nHello\n" * 1000),
    "deep parts": part(b"multipart/mixed; boundary=x0", b"".join(
        b"--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n" % (i, i + 1) for i in range(20000)
    )),
    "deep mails": part(b"message/rfc822", b"Content-Type: message/rfc822\n\n" * (MB // 30)),
    "statuses": part(b"message/delivery-status", b"a: b\n\n" * (MB // 6)),
    "utf-7": part(b"text/plain; charset=utf-7", b"+AAAA" * (MB // 5)),
}  # fmt: skip


@pytest.mark.thorough
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_mail_made_to_take_long_does_not(bomb: str) -> None:
    begun = time.process_time()
    read(BOMBS[bomb])
    assert time.process_time() - begun < SECONDS


def test_of_a_thousand_parts_the_first_are_read() -> None:
    found = read_mail(BOMBS["a thousand parts"], own_addresses=[], authserv_id=None)
    assert found.text.startswith("Hello")
    assert len(found.text) < 1000
