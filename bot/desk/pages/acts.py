"""The forms of a ticket's page: each does its act and shows the ticket again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from starlette.responses import RedirectResponse, Response

from bot.desk.acting import identifier
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.showing import HEADERS
from bot.desk.visits import Visit
from bot.nlg.rendering import zone_of

Act = Callable[[Desk, Visit, str], None]


def _take(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.take(visit.agent, number, visit.now)


def _take_over(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.take(visit.agent, number, visit.now, over=True)


def _say(desk: Desk, visit: Visit, number: str) -> None:
    form_id = identifier(_field(visit, "form_id"))
    desk.acts.say(visit.agent, number, _field(visit, "text"), form_id, visit.now)


def _note(desk: Desk, visit: Visit, number: str) -> None:
    form_id = identifier(_field(visit, "form_id"))
    desk.acts.note(visit.agent, number, _field(visit, "text"), form_id, visit.now)


def _ask_for(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.ask_for(visit.agent, number, visit.lists.get("evidence", ()), visit.now)


def _given(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.given(visit.agent, number, _field(visit, "evidence"), visit.now)


def _hand_back(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.hand_back(visit.agent, number, visit.now)


def _put_back(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.put_back(visit.agent, number, visit.now)


def _close(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.close(visit.agent, number, _field(visit, "reason"), visit.now)


def _assign(desk: Desk, visit: Visit, number: str) -> None:
    desk.acts.assign(visit.agent, number, _field(visit, "to"), visit.now)


def _sort(desk: Desk, visit: Visit, number: str) -> None:
    due = _moment(_field(visit, "due"), visit.agent.timezone)
    category, priority = _field(visit, "category"), _field(visit, "priority")
    desk.acts.sort(visit.agent, number, category, priority, due, visit.now)


def _cancel(desk: Desk, visit: Visit, number: str) -> None:
    desk.decisions.cancel(visit.agent, number, visit.now)


def _refund(desk: Desk, visit: Visit, number: str) -> None:
    desk.decisions.refund(visit.agent, number, visit.now)


def _refuse(desk: Desk, visit: Visit, number: str) -> None:
    desk.decisions.refuse(visit.agent, number, _field(visit, "reason"), visit.now)


def _return_address(desk: Desk, visit: Visit, number: str) -> None:
    desk.decisions.return_address(visit.agent, number, _field(visit, "address"), visit.now)


def _page(name: str, act: Act) -> Callable[[Desk, Visit], Response]:
    def done(desk: Desk, visit: Visit) -> Response:
        number = visit.path("number")
        act(desk, visit, number)
        # Of a sent form nothing is sent again when the page is loaded anew.
        to = f"/desk/tickets/{number}?done={name}"
        return RedirectResponse(f"{to}#answer" if name == "say" else to, 303, headers=HEADERS)

    return done


ACTS = {
    name.replace("_", "-"): _page(name, act)
    for name, act in {
        "take": _take,
        "take_over": _take_over,
        "say": _say,
        "note": _note,
        "ask_for": _ask_for,
        "given": _given,
        "hand_back": _hand_back,
        "put_back": _put_back,
        "close": _close,
        "assign": _assign,
        "sort": _sort,
        "cancel": _cancel,
        "refund": _refund,
        "refuse": _refuse,
        "return_address": _return_address,
    }.items()
}
"""By the last part of their address."""


def _field(visit: Visit, name: str) -> str:
    if name not in visit.form:
        raise DeskError("bad_form")
    return visit.form[name]


def _moment(text: str, zone: str) -> datetime:
    """A moment as a browser's field writes it, in the agent's own zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise DeskError("bad_form") from error
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone_of(zone))
    return found.astimezone(timezone.utc)
