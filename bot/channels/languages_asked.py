"""The language that a request asks for."""

from __future__ import annotations

from starlette.requests import Request

from bot.languages import language_of


def accepted_language(request: Request) -> str | None:
    """The first language of Accept-Language that is spoken here."""
    header = request.headers.get("accept-language", "")[:500]
    wanted = []
    for position, part in enumerate(header.split(",")):
        tag, _, quality = part.replace(" ", "").partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0 and (code := language_of(tag)):
            wanted.append((-weight, position, code))
    return min(wanted)[2] if wanted else None
