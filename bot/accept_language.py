"""The language that a browser asks for."""

from __future__ import annotations

from bot.languages import language_of


def accepted_language(header: str) -> str | None:
    """The first language of an Accept-Language header that is spoken here; None where none is."""
    wanted = []
    for position, part in enumerate(header[:500].split(",")):
        tag, _, quality = part.replace(" ", "").partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0 and (code := language_of(tag)):
            wanted.append((-weight, position, code))
    return min(wanted)[2] if wanted else None
