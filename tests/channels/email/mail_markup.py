"""Text as mail programs mark it: quoted, broken into lines, and as HTML."""

from __future__ import annotations

import textwrap
from html import escape

SHOP = "support@jama.example"


def wrapped(line: str) -> str:
    """Broken as Gmail breaks it, before the 79th character."""
    return "\n".join(textwrap.wrap(line, 78, break_long_words=False, break_on_hyphens=False))


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def indented(text: str) -> str:
    return text.replace("\n", "\n ")


def divs(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))


def breaks(text: str) -> str:
    return "<br>\n".join(escape(line) for line in text.split("\n"))


def paragraphs(text: str) -> str:
    return "".join(
        f'<p class="MsoNormal">{escape(line) or "&nbsp;"}<o:p></o:p></p>'
        for line in text.split("\n")
    )


def linked(head: str) -> str:
    return escape(head).replace(SHOP, f'<a href="mailto:{SHOP}">{SHOP}</a>')
