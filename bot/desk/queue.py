"""The queue: which tickets there are, filtered, searched, and in what order they are offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.conversations.tables import conversations, messages, tickets
from bot.desk.agents import Agent
from bot.desk.errors import DeskError
from bot.orders import tables as shop

SHOWN = 100
"""So many tickets stand on a page; the count above them is of all."""

COUNTED = 1000
"""More tickets than these are not counted."""

VIEWS = ("waiting", "mine", "open", "closed")
SORTS = ("due", "priority", "language", "category", "assurance", "newest")
LONGEST_SEARCH = 200

_PRIORITY = sa.case((tickets.c.priority == "high", 0), (tickets.c.priority == "low", 2), else_=1)
_ASSURANCE = sa.case(
    (conversations.c.assurance == "signed", 0), (conversations.c.assurance == "email", 1), else_=2
)
_JOINED = tickets.join(conversations, conversations.c.id == tickets.c.conversation_id).outerjoin(
    shop.customers, shop.customers.c.id == tickets.c.customer_id
)
_LAST_AUTHOR = (
    sa.select(messages.c.author)
    .where(
        messages.c.conversation_id == conversations.c.id, messages.c.seq == conversations.c.last_seq
    )
    .scalar_subquery()
)
_COLUMNS = (
    *(
        tickets.c[name]
        for name in (
            *("number", "category", "priority", "language", "channel", "state", "order_number"),
            *("opened_at", "due_at", "assignee", "words", "answered_at", "closed_reason"),
        )
    ),
    conversations.c.assurance,
    conversations.c.owner,
    shop.customers.c.name.label("customer"),
    _LAST_AUTHOR.label("last_author"),
)


@dataclass(frozen=True)
class Wish:
    """What an agent wants to see."""

    view: str = "waiting"
    sort: str = "due"
    language: str = ""
    category: str = ""
    priority: str = ""
    assurance: str = ""
    search: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wish:
        """The wish of a page's query. Raises :class:`DeskError` for a view or an order that
        there is not."""
        given = {name: query.get(name, "").strip() for name in cls.__dataclass_fields__}
        wish = cls(**{name: value for name, value in given.items() if value})
        if wish.view not in VIEWS or wish.sort not in SORTS:
            raise DeskError("bad_form")
        if len(wish.search) > LONGEST_SEARCH:
            raise DeskError("too_long")
        return wish


@dataclass(frozen=True)
class Found:
    """The first of the tickets that are wanted, and how many there are, or :data:`COUNTED`."""

    rows: Sequence[Mapping[str, Any]]
    count: int


def find(connection: Connection, agent: Agent, wish: Wish) -> Found:
    """The tickets that an agent wants to see, those in their languages first."""
    where = [*_view(agent, wish.view), *_filters(wish)]
    if wish.search:
        where.append(_search(wish.search))
    # Counted up to a limit: who looks for one of a hundred thousand narrows the search.
    some = sa.select(sa.literal(1)).select_from(_JOINED).where(*where).limit(COUNTED).subquery()
    count = connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()
    rows = connection.execute(
        sa.select(*_COLUMNS)
        .select_from(_JOINED)
        .where(*where)
        .order_by(*_order(agent, wish))
        .limit(SHOWN)
    )
    return Found(list(rows.mappings()), int(count))


def counts(connection: Connection, agent: Agent) -> dict[str, int]:
    """How many tickets wait for anybody, and how many are the agent's."""
    row = connection.execute(
        sa.select(
            sa.func.sum(sa.case((tickets.c.assignee.is_(None), 1), else_=0)).label("waiting"),
            sa.func.sum(sa.case((tickets.c.assignee == agent.id, 1), else_=0)).label("mine"),
        ).where(tickets.c.state == sa.text("'open'"))
    ).one()
    return {"waiting": int(row.waiting or 0), "mine": int(row.mine or 0)}


def next_for(connection: Connection, agent: Agent, most: int = 10) -> list[str]:
    """The numbers of the tickets that are offered to the agent next, the best first: in their
    languages, whoever waits in a conversation before claims, and by the due time."""
    waits = sa.case((conversations.c.owner == "queue", 0), else_=1)
    found = connection.execute(
        sa.select(tickets.c.number)
        .select_from(_JOINED)
        .where(*_view(agent, "waiting"))
        .order_by(_spoken(agent), waits, tickets.c.due_at, tickets.c.number)
        .limit(most)
    )
    return list(found.scalars())


def _view(agent: Agent, view: str) -> list[Any]:
    if view == "closed":
        return [tickets.c.state == "closed"]
    # As the partial index of open tickets has it.
    is_open = tickets.c.state == sa.text("'open'")
    if view == "waiting":
        return [is_open, tickets.c.assignee.is_(None)]
    return [is_open, tickets.c.assignee == agent.id] if view == "mine" else [is_open]


def _filters(wish: Wish) -> list[Any]:
    columns = {
        tickets.c.language: wish.language,
        tickets.c.category: wish.category,
        tickets.c.priority: wish.priority,
        conversations.c.assurance: wish.assurance,
    }
    return [column == value for column, value in columns.items() if value]


def _search(text: str) -> Any:
    """In numbers, the customer, the order, and the words of the customer and the summary."""
    like = f"%{text.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
    columns = (
        *(tickets.c[name] for name in ("number", "order_number", "words", "summary")),
        *(shop.customers.c[name] for name in ("id", "name", "email")),
    )
    return sa.or_(*(column.ilike(like, escape="/") for column in columns))


def _spoken(agent: Agent) -> Any:
    return sa.case((tickets.c.language.in_(list(agent.languages)), 0), else_=1)


def _order(agent: Agent, wish: Wish) -> list[Any]:
    if wish.view == "closed" or wish.sort == "newest":
        return [tickets.c.opened_at.desc(), tickets.c.number]
    first = {
        "due": [_spoken(agent)],
        "priority": [_PRIORITY, _spoken(agent)],
        "language": [_spoken(agent), tickets.c.language],
        "category": [tickets.c.category],
        "assurance": [_ASSURANCE],
    }[wish.sort]
    return [*first, tickets.c.due_at, tickets.c.number]
