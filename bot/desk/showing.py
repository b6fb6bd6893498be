"""How pages are made: templates with escaping on, words and moments as the agent knows them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from bot.desk.visits import Visit
from bot.languages import LANGUAGES
from bot.nlg import Wording
from bot.nlg.rendering import zone_of
from bot.nlg.wording import babel_locale

HERE = Path(__file__).parent
STATIC = HERE / "static"

CONTENT_SECURITY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    # A form of ours must name its origin, which no-referrer would take away.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Pages:
    """The pages of the desk."""

    def __init__(self, wording: Wording, brand: str) -> None:
        self.wording = wording
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(brand=brand, languages=LANGUAGES, version=_version())

    def show(self, visit: Visit, name: str, status: int = 200, **facts: Any) -> HTMLResponse:
        """A page from its template."""
        session = visit.session
        template = self._environment.get_template(name)
        page = template.render(
            t=lambda word, **more: self.say(word, visit.locale, more),
            label=lambda kind, value: self.label(kind, value, visit.locale),
            moment=lambda value: _moment(visit, value),
            day_and_time=lambda value: _absolute(visit, value),
            number=lambda value: format_decimal(value, locale=babel_locale(visit.locale, None)),
            field_moment=lambda value: _field_moment(visit, value),
            done_word=lambda name: self.known(f"done.{name}", visit.locale),
            act_word=lambda name: self.known(f"log.{name}", visit.locale) or name,
            agent=session.agent if session and session.whole else None,
            csrf=session.csrf if session else "",
            locale=visit.locale,
            now=visit.now,
            **facts,
        )
        return HTMLResponse(page, status_code=status, headers=HEADERS)

    def say(self, word: str, locale: str, facts: Mapping[str, Any]) -> str:
        """A word of the desk, ``desk.<word>``, in the agent's language."""
        return self.wording.say(f"desk.{word}", locale, facts).text

    def known(self, word: str, locale: str) -> str:
        """A word that may not be there: empty then."""
        if f"desk.{word}" not in self.wording.responses:
            return ""
        return self.say(word, locale, {})

    def label(self, kind: str, value: str, locale: str) -> str:
        """A label of the bot's own, such as a status or a category; the name itself where there
        is none."""
        name = f"utter_label.{kind}.{value}"
        if name not in self.wording.responses:
            return value.replace("_", " ")
        return self.wording.say(name, locale).text


def _moment(visit: Visit, value: datetime | None) -> Markup:
    """How long ago or ahead a moment is, with the moment itself for who points at it."""
    if value is None:
        return Markup("")
    locale = babel_locale(visit.locale, None)
    shown = format_timedelta(
        value - visit.now, add_direction=True, locale=locale, format="short", threshold=1.2
    )
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(), _absolute(visit, value), shown
    )


def _absolute(visit: Visit, value: datetime | None) -> str:
    if value is None:
        return ""
    zone = zone_of(visit.session.agent.timezone if visit.session else None)
    locale, here = babel_locale(visit.locale, None), value.astimezone(zone)
    day = format_date(here.date(), "medium", locale=locale)
    return f"{day}, {format_time(here.time(), 'short', locale=locale)}"


def _field_moment(visit: Visit, value: datetime) -> str:
    """A moment as a browser's field wants it, in the agent's own zone."""
    zone = zone_of(visit.session.agent.timezone if visit.session else None)
    return value.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


def paragraphs(text: str) -> Markup:
    """A text with its line breaks; all else of it is text, whatever it says."""
    return Markup("<br>").join(escape(line) for line in text.split("\n"))


@lru_cache(maxsize=1)
def _version() -> str:
    """What the static files are, so that a browser keeps them until they are others."""
    found = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]
