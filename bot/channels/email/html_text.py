"""An HTML mail as lines of text."""

from __future__ import annotations

import re
import warnings
from typing import Final

from bs4 import BeautifulSoup, Comment, Tag, XMLParsedAsHTMLWarning
from inscriptis import get_text  # type: ignore[import-untyped]
from inscriptis.css_profiles import CSS_PROFILES  # type: ignore[import-untyped]
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]

from bot.channels.email.html_quotes import marked_element
from bot.channels.email.lines import Line, Mark

LONGEST_HTML: Final = 500_000
"""Characters that are read; the newest words stand first."""

_MOST_ELEMENTS: Final = 20_000
_LONGEST_LINK: Final = 200
_UNSEEN: Final = (
    *("script", "style", "head", "title", "meta", "link", "template", "noscript", "svg", "math"),
    *("object", "embed", "iframe", "form", "select", "button", "textarea"),
)
_HIDDEN: Final = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|"
    r"font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)|opacity\s*:\s*0\s*(?:;|$))",
    re.IGNORECASE,
)
_BEGIN, _END = "\ue000", "\ue001"
_PLACE: Final = re.compile(f"{_BEGIN}(\\d+){_END}")
_PRIVATE: Final = re.compile(f"[{_BEGIN}{_END}]")
_CONFIG: Final = ParserConfig(css=CSS_PROFILES["strict"].copy())


def html_lines(html: str) -> tuple[Line, ...]:
    """What a reader sees of it: nothing hidden, links as ``words (address)``, quotes marked."""
    soup = _parsed(_PRIVATE.sub("", html.replace("\0", "")[:LONGEST_HTML]))
    _drop_unseen(soup)
    _spell_links(soup)
    kept: list[tuple[Mark, str]] = []
    for element in soup.find_all(True, limit=_MOST_ELEMENTS):
        if element.decomposed:
            continue
        mark = marked_element(element)
        if mark is Mark.REST:
            element.insert_before(_place(soup, kept, mark, ""))
        elif mark is not Mark.NONE:
            place = _place(soup, kept, mark, _rendered(element))
            element.replace_with(place)
            element.decompose()
    return tuple(_lines(_rendered(soup), kept))


def _parsed(html: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(html, "lxml")


def _drop_unseen(soup: BeautifulSoup) -> None:
    for element in soup.find_all(_UNSEEN):
        if not element.decomposed:
            element.decompose()
    for element in soup.find_all(style=_HIDDEN):
        if not element.decomposed:
            element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()


def _spell_links(soup: BeautifulSoup) -> None:
    """Behind a link's words its address, where the words are not the address themselves."""
    for link in soup.find_all("a", href=re.compile(r"^https?://", re.IGNORECASE)):
        address = str(link["href"]).strip()
        words = link.get_text().strip()
        bare = re.sub(r"^https?://|/$", "", address)
        if words and len(address) <= _LONGEST_LINK and bare not in words:
            link.append(f" ({address})")


def _place(soup: BeautifulSoup, kept: list[tuple[Mark, str]], mark: Mark, text: str) -> Tag:
    """A paragraph that holds a place in the text for what is marked."""
    place = soup.new_tag("p")
    place.string = f"{_BEGIN}{len(kept)}{_END}"
    kept.append((mark, text))
    return place


def _rendered(element: Tag) -> str:
    markup = str(element)
    if not markup.strip():
        return ""
    return str(get_text(markup, _CONFIG))


def _lines(text: str, kept: list[tuple[Mark, str]]) -> list[Line]:
    lines = []
    for line in text.splitlines():
        place = _PLACE.search(line)
        if place is None or int(place[1]) >= len(kept):
            lines.append(Line(_plain(line)))
            continue
        mark, inner = kept[int(place[1])]
        before, behind = _plain(line[: place.start()]), _plain(line[place.end() :])
        if before:
            lines.append(Line(before))
        lines.extend(Line(_plain(one), mark) for one in (inner or " ").splitlines())
        if behind:
            lines.append(Line(behind))
    return lines


def _plain(line: str) -> str:
    return _PRIVATE.sub("", line).replace("\u00a0", " ").strip()
