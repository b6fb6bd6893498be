"""Insight, for leads: figures of a period, and what was not understood."""

from __future__ import annotations

from starlette.responses import Response

from bot.database.engine import reading, writing
from bot.desk import auditing
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.figures import figures_of
from bot.desk.not_understood import as_yaml, utterances
from bot.desk.ruling import INTENTS
from bot.desk.showing import HEADERS
from bot.desk.visits import Visit
from bot.languages import LANGUAGES

PERIODS = (7, 30, 90, 365)
MOST_BARS = 15
MOST_UTTERANCES = 50
NEEDS = {
    **INTENTS,
    "coupon": "ask_coupon",
    "promo": "ask_promotion",
    "payment": "payment_declined",
    "review": "confirm_delivery_and_review",
    "orders": "list_orders",
}
"""The intent that names a family of responses in words."""

UNSURE_WORDS = {
    "utter_unsure": "insight.unsure.first",
    "utter_unsure.again": "insight.unsure.again",
}


def show(desk: Desk, visit: Visit) -> Response:
    """The page. Its figures are counted by a job, every few minutes."""
    days, language = _days(visit), _language(visit)
    with reading(desk.engine) as connection:
        figures = figures_of(connection, days, visit.now, language)
        found = utterances(connection, days, visit.now, language)
    return desk.pages.show(
        visit,
        "insight.html",
        figures=figures,
        days=days,
        language=language,
        periods=PERIODS,
        not_understood=found[:MOST_UTTERANCES],
        needs=dict(list(figures.needs.items())[:MOST_BARS]),
        need_word=lambda name: _need(desk, name, visit.locale),
        category_word=lambda name: desk.pages.label("category", name, visit.locale),
        language_word=lambda code: LANGUAGES[code].name if code in LANGUAGES else code,
        unsure_word=lambda name: desk.pages.say(UNSURE_WORDS[name], visit.locale, {}),
    )


def candidates(desk: Desk, visit: Visit) -> Response:
    """The utterances as a file. That it was taken stands in the audit log."""
    days = _days(visit)
    with reading(desk.engine) as connection:
        found = utterances(connection, days, visit.now, _language(visit))
    with writing(desk.engine) as connection:
        auditing.note(
            connection, visit.agent.id, "exported", "insight", "candidates", visit.now, days=days
        )
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="candidates.yml"'}
    return Response(as_yaml(found), media_type="application/yaml", headers=headers)


def _days(visit: Visit) -> int:
    given = visit.query.get("days", str(PERIODS[1]))
    if given not in map(str, PERIODS):
        raise DeskError("bad_form")
    return int(given)


def _language(visit: Visit) -> str:
    given = visit.query.get("language", "")
    if given and given not in LANGUAGES:
        raise DeskError("bad_form")
    return given


def _need(desk: Desk, name: str, locale: str) -> str:
    """A need in words: as a customer would say it, or by the name of the family of rules."""
    return desk.pages.label("intent", NEEDS.get(name, name), locale)
