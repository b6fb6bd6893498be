"""The queue's page, the part of it that is asked for again and again, and taking the next."""

from __future__ import annotations

from typing import Any

from starlette.responses import RedirectResponse, Response

from bot.conversations.errors import NotYours
from bot.conversations.tickets import KINDS
from bot.database.engine import reading, writing
from bot.desk import agents, auditing
from bot.desk import queue as tickets
from bot.desk.acting import PRIORITIES
from bot.desk.desk import Desk
from bot.desk.errors import Taken, TicketClosed
from bot.desk.queue import Wish
from bot.desk.sessions import agents_online
from bot.desk.showing import HEADERS
from bot.desk.visits import Visit


def show(desk: Desk, visit: Visit) -> Response:
    """The queue. That it was seen, and searched, stands in the audit log."""
    wish = Wish.of(visit.query)
    facts = _facts(desk, visit, wish)
    with writing(desk.engine) as connection:
        act = "searched" if wish.search else "listed"
        shown = [row["number"] for row in facts["found"].rows] if wish.search else []
        auditing.note(connection, visit.agent.id, act, "queue", wish.view, visit.now, tickets=shown)
    return desk.pages.show(
        visit,
        "queue.html",
        views=tickets.VIEWS,
        sorts=tickets.SORTS,
        categories=list(KINDS),
        priorities=PRIORITIES,
        done=visit.query.get("done", ""),
        **facts,
    )


def rows(desk: Desk, visit: Visit) -> Response:
    """The tickets alone, for the page to put in place of those that it shows."""
    return desk.pages.show(visit, "rows.html", **_facts(desk, visit, Wish.of(visit.query)))


def take_next(desk: Desk, visit: Visit) -> Response:
    """Takes the ticket that is offered first; where another was quicker, the one behind it."""
    with reading(desk.engine) as connection:
        offered = tickets.next_for(connection, visit.agent)
    for number in offered:
        try:
            desk.acts.take(visit.agent, number, visit.now)
        except (Taken, TicketClosed, NotYours):
            continue
        return RedirectResponse(f"/desk/tickets/{number}?done=taken", 303, headers=HEADERS)
    return RedirectResponse("/desk/?done=nothing_waits", 303, headers=HEADERS)


def _facts(desk: Desk, visit: Visit, wish: Wish) -> dict[str, Any]:
    with reading(desk.engine) as connection:
        return {
            "wish": wish,
            "found": tickets.find(connection, visit.agent, wish),
            "counts": tickets.counts(connection, visit.agent),
            "online": agents_online(connection, visit.now),
            "names": agents.names(connection),
            "most": tickets.SHOWN,
            "counted": tickets.COUNTED,
        }
