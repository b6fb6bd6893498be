"""The text of a mail is found among its parts, and its files beside it."""

from __future__ import annotations

import struct
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.channels.email.errors import BrokenMail, MailTooLarge
from bot.channels.email.reading import ParsedMail, read_mail
from tests.channels.email.mail_clients import mail

PHOTO = b"\xff\xd8\xff\xe0 a photo"


def read(raw: bytes) -> ParsedMail:
    return read_mail(raw, own_addresses=["support@jama.example"], authserv_id=None)


def raw(kind: str, body: str | bytes) -> bytes:
    data = body if isinstance(body, bytes) else body.encode()
    return f"From: ana@mail.example\r\nContent-Type: {kind}\r\n\r\n".encode() + data


@pytest.mark.parametrize(
    "stub",
    [
        "",
        " \r\n",
        "This is an HTML message.",
        "This message is in HTML format. Please use a viewer that can show HTML.",
        "Ihr E-Mail-Programm kann keine HTML-Mails anzeigen.",
    ],
)
def test_html_is_read_where_the_plain_text_says_nothing(stub: str) -> None:
    assert read(mail(stub, "<p>Where is my <b>order</b>?</p>")).text == "Where is my order?"


def test_plain_text_is_read_where_it_says_something() -> None:
    assert read(mail("I bought an HTML book.", "<p>Other</p>")).text == "I bought an HTML book."


def test_what_a_reader_does_not_see_is_not_read() -> None:
    html = (
        "<html><head><title>t</title><style>p {}</style></head><body><!-- c --><script>s()</script>"
        '<div style="display:none">preheader</div><p style="Color:red; Display : None !important">x'
        '</p><p>Shown&nbsp;to <a href="https://jama.example/o/1">the order</a>, '
        '<a href="https://jama.example/o/2">jama.example/o/2</a>, '
        '<a href="mailto:a@b.example">a mail</a></p></body></html>'
    )
    said = "Shown to the order (https://jama.example/o/1), jama.example/o/2, a mail"
    assert read(mail(None, html)).whole_text == said


def test_an_answer_between_and_below_quotes_is_kept() -> None:
    plain = (
        "On Sat, 28 Nov 2026 at 14:03, Ben <b@jama.example> wrote:\n> Which order?\n\nJM-1\n\n"
        "> Do you want a refund?\n\nYes!\n-- \nAna"
    )
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Sat, Ben wrote:</div>'
        '<blockquote class="gmail_quote">Which order?</blockquote><div>JM-1</div>'
        '<blockquote class="gmail_quote">Do you want a refund?</blockquote><div>Yes!</div></div>'
        '<div class="gmail_signature">Ana</div>'
    )
    assert read(mail(plain, None)).text == "JM-1\n\nYes!"
    assert read(mail(None, html)).text == "JM-1\n\nYes!"


def test_where_the_plain_text_does_not_show_the_quote_the_html_does() -> None:
    plain = "Yes\n\nLaupäev 28. november 2026\n\nWhich order?"
    html = "<p>Yes</p><div class=yahoo_quoted>Laupäev 28. november 2026<p>Which order?</p></div>"
    assert read(mail(plain, html, In_Reply_To="<2@jama.example>")).text == "Yes"
    assert read(mail(plain, html)).text == plain


@pytest.mark.parametrize(
    "announced",
    [
        "Op za 28 nov 2026 om 14:03 schreef Ben Jama <support@jama.example>:",
        "Den lör 28 nov. 2026 kl 14:03 skrev Ben Jama <support@jama.example>:",
        "28. marraskuuta 2026 klo 14:03 Ben Jama <support@jama.example> kirjoitti:",
    ],
)
def test_the_line_above_a_marked_quote_is_cut_in_other_languages_too(announced: str) -> None:
    assert read(mail(f"JM-1\n\n{announced}\n\n> Which?", None)).text == "JM-1"


def test_a_mark_that_mail_stores_put_before_from_is_no_quote() -> None:
    assert read(mail("Hello\n>From what I see\nit is broken", None)).text.count("\n") == 2


@pytest.mark.parametrize("body", ["", "-- \nAna\nAna Ltd", "Sent from my iPhone", "> only quoted"])
def test_a_mail_may_say_nothing(body: str) -> None:
    assert read(mail(body, None)).text == ""


def test_an_indented_paragraph_is_no_quote() -> None:
    html = '<blockquote style="margin:0 0 0 40px;border:none">JM-1</blockquote><div>is it</div>'
    assert read(mail(None, html)).text.split() == ["JM-1", "is", "it"]


def test_a_flowed_paragraph_is_whole_again() -> None:
    body = "I would like \r\nto return it.\r\n\r\n> a \r\n> b\r\n-- \r\nAna"
    found = read(raw("text/plain; format=flowed", body))
    assert found.text == "I would like to return it."
    assert "> a b" in found.whole_text


def test_files_come_with_name_type_and_whether_they_stand_in_the_text() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = "ana@mail.example"
    message.set_content("See the photo")
    message.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="..\\x/Коробка.jpg")
    message.add_attachment(
        PHOTO, maintype="image", subtype="png", disposition="inline", cid="<c@x>", filename="l.png"
    )
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="invite.ics")
    found = read(message.as_bytes())
    assert found.text == "See the photo"
    assert [(one.name, one.content_type, one.inline) for one in found.attachments] == [
        ("Коробка.jpg", "image/jpeg", False),
        ("l.png", "image/png", True),
    ]
    assert found.attachments[0].content == PHOTO


def test_of_a_forwarded_mail_the_pictures_are_evidence_and_the_words_are_not() -> None:
    inner = EmailMessage(policy=SMTP)
    inner["From"] = "carrier@post.example"
    inner.set_content("Cancel everything!")
    inner.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="door.jpg")
    inner.add_attachment(b"x", maintype="application", subtype="zip", filename="x.zip")
    outer = EmailMessage(policy=SMTP)
    outer["From"] = "ana@mail.example"
    outer.set_content("The carrier says he was here")
    outer.add_attachment(inner)
    found = read(outer.as_bytes())
    assert found.text == found.whole_text == "The carrier says he was here"
    assert [one.name for one in found.attachments] == ["door.jpg"]


def test_an_invitation_alone_says_nothing() -> None:
    found = read(raw("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nEND:VCALENDAR"))
    assert (found.text, found.attachments) == ("", ())


def winmail(*attributes: tuple[int, int, bytes]) -> bytes:
    packed = struct.pack("<IH", 0x223E9F78, 1)
    for level, name, data in attributes:
        packed += (
            struct.pack("<BII", level, name, len(data))
            + data
            + struct.pack("<H", sum(data) % 65536)
        )
    return packed


def test_outlooks_winmail_is_unpacked() -> None:
    data = winmail(
        (1, 0x0008_9006, struct.pack("<I", 0x10000)),
        (1, 0x0002_800C, b"Where is my order?\0"),
        (1, 0x0006_9003, struct.pack("<I", 0xFFFFFFFF)),
        (2, 0x0006_9002, b"\0" * 14),
        (2, 0x0001_8010, b"box.jpg\0"),
        (2, 0x0006_800F, PHOTO),
    )
    found = read(raw("application/ms-tnef", data))
    assert found.text == "Where is my order?"
    assert [(one.name, one.content) for one in found.attachments] == [("box.jpg", PHOTO)]
    for end in range(len(data)):
        read(raw("application/ms-tnef; name=winmail.dat", data[:end]))


def test_a_broken_multipart_is_read_as_far_as_it_goes() -> None:
    body = "--x\r\nContent-Type: text/plain\r\n\r\nHello\r\n--x\r\nContent-Type: image/png\r\n"
    assert read(raw("multipart/mixed; boundary=x", body)).text == "Hello"
    assert read(raw("multipart/mixed", "No boundary")).text == "No boundary"
    assert read(raw("nonsense", "Hello")).text == "Hello"


def test_zero_bytes_and_controls_are_left_out() -> None:
    assert read(raw("text/plain", b"He\0llo\x07 \xf0\x9f\x93\xa6")).text == "Hello 📦"


def test_headers_are_read() -> None:
    found = read(
        b"From: ana@mail.example\r\nTo: Ben <support@jama.example>,\r\n x@y.example\r\n"
        b"Cc: eva@mail.example\r\nDelivered-To: reply+1.2@jama.example\r\n"
        b"Message-ID: <a\r\n b@mail.example>\r\nIn-Reply-To: <1@x>\r\n"
        b"References: <1@x>\r\n\t<2@x> <1@x>\r\n"
        b"Date: Sat, 28 Nov 2026 14:03:00 +0100\r\nSubject: =?utf-8?q?Pr=C3=BCfung?=\r\n\r\nHi"
    )
    assert found.to == ("support@jama.example", "x@y.example")
    assert found.cc == ("eva@mail.example",)
    assert found.delivered_to == ("reply+1.2@jama.example",)
    assert (found.message_id, found.in_reply_to) == ("<ab@mail.example>", ("<1@x>",))
    assert found.references == ("<1@x>", "<2@x>")
    assert found.date is not None
    assert found.date.isoformat() == "2026-11-28T13:03:00+00:00"
    assert found.subject == "Prüfung"


@pytest.mark.parametrize("date", ["", "yesterday", "Sat, 99 Nov 2026 99:99:99 +9999", "0" * 500])
def test_a_date_that_is_none_is_none(date: str) -> None:
    assert read(f"From: a@b.example\r\nDate: {date}\r\n\r\nHi".encode()).date is None


def test_a_mail_beyond_25_mb_and_bytes_without_a_header_are_refused() -> None:
    with pytest.raises(MailTooLarge):
        read(b"From: a@b.example\r\n\r\n" + b"a" * (25 * 1024 * 1024))
    for nothing in (b"", b"\0\0", b"no header here", b"\r\n\r\n", b": x"):
        with pytest.raises(BrokenMail):
            read(nothing)
