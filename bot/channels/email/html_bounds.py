"""HTML as much and as deep as a mail needs it: parsers take long over more."""

from __future__ import annotations

import re
from typing import Final

LONGEST_HTML: Final = 300_000
"""Characters that are read; the newest words stand first."""

_MOST_TAGS: Final = 10_000
_DEEPEST: Final = 150

_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
_PICTURE: Final = re.compile(r"data:image/[^\"'\s>)]*", re.IGNORECASE)
_UNNESTED: Final = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option"}
    | {"p", "tbody", "td", "th", "tr", "wbr"}
)
"""Tags that need no end."""


def bounded_html(html: str) -> str:
    """The HTML without pictures in it, cut where there is too much of it or it goes too deep."""
    cut = _PICTURE.sub("", html.replace("\0", ""))[:LONGEST_HTML]
    depth = 0
    for count, tag in enumerate(_TAG.finditer(cut)):
        if tag[2].lower() not in _UNNESTED:
            depth = max(depth + (-1 if tag[1] else 1), 0)
        if depth > _DEEPEST or count == _MOST_TAGS:
            return cut[: tag.start()]
    return cut
