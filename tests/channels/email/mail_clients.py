"""Answers by mail as mail programs write them, of the words in ``fixtures/<language>.yml``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

from tests.channels.email.mail_markup import (
    SHOP,
    breaks,
    divs,
    indented,
    linked,
    marked,
    paragraphs,
    wrapped,
)

FIXTURES = Path(__file__).with_name("fixtures")
CUSTOMER = "customer@mail.example"

Words = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A mail's two bodies, and what in them is new."""

    language: str
    client: str
    plain: str
    html: str
    written: str

    def bytes(self, *, plain: bool = True, html: bool = True) -> bytes:
        """The mail with one body or both."""
        return mail(self.plain if plain else None, self.html if html else None)


@cache
def words_of(language: str) -> Words:
    """What the fixtures have in a language."""
    path = FIXTURES / f"{language}.yml"
    words: Words = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words


def mail(plain: str | None, html: str | None, **headers: str) -> bytes:
    """A customer's mail to the shop."""
    message = EmailMessage(policy=SMTP)
    told = {
        "From": CUSTOMER,
        "To": SHOP,
        "Subject": "Re: JM-48213",
        "Message-ID": "<1@mail.example>",
    }
    for name, value in (told | headers).items():
        message[name.replace("_", "-")] = value
    if plain is not None:
        message.set_content(plain)
    if html is not None and plain is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    return message.as_bytes()


def answers(language: str, *, quoted: str | None = None) -> Iterator[Answer]:
    """The customer's answer, written with each program. ``quoted``: another mail than the usual."""
    words = dict(words_of(language))
    if quoted is not None:
        words["quoted"] = quoted
    for client, write in _CLIENTS.items():
        plain, html = write(words)
        yield Answer(language, client, plain, html, words["written"])
    for client, form in words["others"].items():
        plain, html = _other(words, form)
        yield Answer(language, client, plain, html, words["written"])


def _gmail(words: Words) -> tuple[str, str]:
    head = words["gmail"]
    plain = f"{words['written']}\n\n{wrapped(head)}\n\n{marked(words['quoted'])}\n"
    html = (
        f'<div dir="ltr">{divs(words["written"])}</div><br>'
        '<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f"{linked(head)}<br></div>"
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
        f'rgb(204,204,204);padding-left:1ex">{divs(words["quoted"])}</blockquote></div>'
    )
    return plain, html


def _gmail_old(words: Words) -> tuple[str, str]:
    """Gmail before 2018: the line above the quote stands bare in the quote's element."""
    plain, _ = _gmail(words)
    html = (
        f'<div dir="ltr">{divs(words["written"])}</div><div class="gmail_extra"><br>'
        f'<div class="gmail_quote">{linked(words["gmail"])}<br>'
        '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;'
        f'padding-left:1ex">{divs(words["quoted"])}</blockquote></div><br></div>'
    )
    return plain, html


def _apple(words: Words) -> tuple[str, str]:
    head = words["apple"]
    plain = f"{words['written']}\n\n> {head}\n> \n{marked(words['quoted'])}\n"
    html = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        '<body style="overflow-wrap: break-word;">' + divs(words["written"]) + "<div><br>"
        f'<blockquote type="cite"><div>{linked(head)}</div><br class="Apple-interchange-newline">'
        f"<div>{divs(words['quoted'])}</div></blockquote></div><br></body></html>"
    )
    return plain, html


def _iphone(words: Words) -> tuple[str, str]:
    head, device = words["apple"], words["iphone"]
    plain = (
        f"{words['written']}\n\n{device}\n\n> {head}\n> \n> \ufeff{marked(words['quoted'])[2:]}\n"
    )
    html = (
        f'<html><body dir="auto">{divs(words["written"])}'
        f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{device}</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{linked(head)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{divs(words["quoted"])}</div></blockquote>'
        "</body></html>"
    )
    return plain, html


def _yahoo(words: Words) -> tuple[str, str]:
    head = words["yahoo"]
    plain = f" {words['written']}\n\n    {head}  \n \n {indented(words['quoted'])}\n"
    html = (
        '<html><head></head><body><div class="ydp1a2b3c4dyahoo-style-wrap" style="font-family:'
        f'Helvetica Neue, Helvetica;"><div dir="ltr">{divs(words["written"])}</div><div><br></div>'
        '</div><div id="yahoo_quoted_1234567890" class="yahoo_quoted"><div style="color:#26282a;">'
        f"<div>{linked(head)}</div><div><br></div><div><br></div><div>{divs(words['quoted'])}"
        "</div></div></div></body></html>"
    )
    return plain, html


def _thunderbird(words: Words) -> tuple[str, str]:
    head = words["thunderbird"]
    plain = f"{words['written']}\n\n{head}\n{marked(words['quoted'])}\n\n"
    html = (
        '<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; '
        f'charset=UTF-8"></head><body><p>{breaks(words["written"])}</p>'
        f'<div class="moz-cite-prefix">{escape(head)}<br></div>'
        f'<blockquote type="cite" cite="mid:2@jama.example"><p>{breaks(words["quoted"])}</p>'
        "</blockquote><br></body></html>"
    )
    return plain, html


def _outlook_block(words: Words) -> list[tuple[str, str]]:
    told = words["outlook"]
    values = [f"Ben Jama <{SHOP}>", told["date"], CUSTOMER, "Re: JM-48213"]
    return list(zip(told["names"], values, strict=True))


def _outlook_desktop(words: Words) -> tuple[str, str]:
    block = _outlook_block(words)
    said = "\n".join(f"{name} {value} " for name, value in block)
    plain = f"{words['written']}\n\n{words['outlook']['original']}\n{said}\n\n{words['quoted']}\n"
    rows = "<br>".join(f"<b>{name}</b> {escape(value)}" for name, value in block)
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal '
        '{margin:0cm;}</style></head><body lang="EN-GB"><div class="WordSection1">'
        + paragraphs(words["written"])
        + '<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid '
        '#E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><span lang="EN-US">'
        f"{rows}<o:p></o:p></span></p></div></div>{paragraphs(words['quoted'])}</div></body></html>"
    )
    return plain, html


def _outlook_web(words: Words) -> tuple[str, str]:
    block = _outlook_block(words)
    said = "\n".join(f"{name} {value}" for name, value in block)
    plain = f"{words['written']}\n\n{'_' * 32}\n{said}\n\n{words['quoted']}\n"
    return plain, _appended(words, divs(words["written"]))


def _outlook_app(words: Words) -> tuple[str, str]:
    device = words["outlook_app"]
    block = "\n".join(f"{name} {value}" for name, value in _outlook_block(words))
    plain = f"{words['written']}\n\n{device}\n{'_' * 32}\n{block}\n\n{words['quoted']}\n"
    shown = device.partition("<")[0]
    html = (
        f'{divs(words["written"])}<div><br></div><div id="ms-outlook-mobile-signature">'
        f'<a href="https://aka.ms/o0ukef">{shown}</a></div>'
    )
    return plain, _appended(words, html)


def _appended(words: Words, written: str) -> str:
    rows = "<br>".join(f"<b>{name}</b> {escape(value)}" for name, value in _outlook_block(words))
    return (
        f'<html><body dir="ltr">{written}<div id="appendonsend"></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1">'
        '<div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri, sans-serif">{rows}</font><div>&nbsp;</div></div>'
        f"<div>{divs(words['quoted'])}</div></body></html>"
    )


def _samsung(words: Words) -> tuple[str, str]:
    told = words["samsung"]
    values = [f"Ben Jama <{SHOP}> ", told["date"] + " ", f"{CUSTOMER} ", "Re: JM-48213 "]
    rows = [f"{name} {value}" for name, value in zip(told["names"], values, strict=True)]
    plain = "\n".join(
        [words["written"], "", words["galaxy"], told["original"], *rows, "", words["quoted"], ""]
    )
    html = (
        f'<html><body><div dir="auto">{divs(words["written"])}</div><div dir="auto"><br></div>'
        '<div id="composer_signature" dir="auto"><div style="font-size:12px;color:#575757">'
        f'{words["galaxy"]}</div></div><div dir="auto"><br></div><div><br></div>'
        '<div align="left" dir="auto" style="font-size:100%;color:#000000"><div>'
        f"{told['original']}</div>{''.join(f'<div>{escape(row)}</div>' for row in rows)}"
        f"<div><br></div></div>{divs(words['quoted'])}</body></html>"
    )
    return plain, html


def _other(words: Words, form: dict[str, Any]) -> tuple[str, str]:
    """What stands in a program's own form: one line, repeated headers, or headers behind ">"."""
    original = form.get("original")
    head = [original] if original else []
    if "line" in form:
        head.append(form["line"])
        plain = f"{words['written']}\n\n{form['line']}\n{marked(words['quoted'])}\n"
        html = (
            f"<div>{divs(words['written'])}</div><div>&nbsp;</div><div>{linked(form['line'])}</div>"
            f'<blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px">'
            f"{divs(words['quoted'])}</blockquote>"
        )
        return plain, html
    if "marked" in form:
        said = "\n".join(form["marked"])
        plain = f"{words['written']}\n\n\n{marked(said)}\n>\n{marked(words['quoted'])}\n"
        html = (
            f'<p>{breaks(words["written"])}</p><blockquote style="border-left: 1px solid #ccc">'
            f"{breaks(said)}<br>{breaks(words['quoted'])}</blockquote>"
        )
        return plain, html
    rows = [*head, *form["block"]]
    plain = "\n".join([words["written"], "", *rows, "", words["quoted"], ""])
    bold = "<br/>".join(
        f"<b>{escape(name)}:</b>&nbsp;{escape(value)}" if value else escape(name)
        for name, _, value in (row.partition(": ") for row in rows)
    )
    html = (
        '<html><body><div style="font-family: Verdana;font-size: 12.0px;">'
        f"{divs(words['written'])}"
        '<div>&nbsp;<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; '
        f'border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;">{bold}</div>'
        f'<div name="quoted-content">{divs(words["quoted"])}</div></div></div></div></body></html>'
    )
    return plain, html


_CLIENTS: dict[str, Callable[[Words], tuple[str, str]]] = {
    "gmail": _gmail,
    "gmail_old": _gmail_old,
    "apple_mail": _apple,
    "iphone": _iphone,
    "yahoo": _yahoo,
    "thunderbird": _thunderbird,
    "outlook_desktop": _outlook_desktop,
    "outlook_web": _outlook_web,
    "outlook_app": _outlook_app,
    "samsung": _samsung,
}
