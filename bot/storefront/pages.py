"""A small shop with the widget in its corner, where people of the demo shop are signed in.

It stands in for the shop's own site and server: it knows who is signed in and signs their tokens.
That is for trying alone, so it is there only for the demo shop's people, and only where the
operator wants it: see ``SUPPORT_BOT_DEMO_SHOP`` in bot/settings.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.engine import Engine
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.accept_language import accepted_language
from bot.database.engine import reading
from bot.languages import LANGUAGES, SOURCE_LANGUAGE, language_of
from bot.nlg import Wording
from bot.orders.queries import customer_of, orders_of
from bot.storefront.showcase import order_card, showcase

FOLDER = Path(__file__).parent
SIGNED_IN = {"first": "demo-{}", "second": "demo-{}-many"}
"""Who may be signed in, by the name that the address has for them; nobody else ever."""
ORDERS_SHOWN = 12


class Storefront:
    """The routes of the demo shop. ``sign`` signs a token for a customer, ``count`` counts a
    request against its address and raises where there were too many."""

    def __init__(
        self,
        brand: str,
        engine: Engine,
        wording: Wording,
        sign: Callable[[str], str],
        count: Callable[[Request], Awaitable[object]],
    ) -> None:
        self.brand, self.engine, self.wording = brand, engine, wording
        self.sign, self.count = sign, count
        self.templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )

    def routes(self) -> list[BaseRoute]:
        """What the gateway serves where the demo shop is open."""
        return [
            Route("/", self.show, methods=["GET"]),
            Route("/shop/token", self.token, methods=["GET"]),
            Mount("/shop", StaticFiles(directory=FOLDER / "static")),
        ]

    async def show(self, request: Request) -> Response:
        """``GET /?as=first|second|guest&lang=th``: the shop as that person sees it."""
        await self.count(request)
        chosen = language_of(request.query_params.get("lang"))
        asked = accepted_language(request.headers.get("accept-language", ""))
        language = chosen or asked or SOURCE_LANGUAGE
        who = request.query_params.get("as", "first")
        page = await run_in_threadpool(self._page, language, who if who in SIGNED_IN else "guest")
        return HTMLResponse(page)

    async def token(self, request: Request) -> Response:
        """``GET /shop/token?customer=demo-th``: what the shop's own server would sign."""
        await self.count(request)
        customer = request.query_params.get("customer", "")
        if customer not in _everybody():
            raise HTTPException(404)
        return JSONResponse({"token": self.sign(customer)})

    def _page(self, language: str, who: str) -> str:
        customer_id = SIGNED_IN[who].format(language) if who in SIGNED_IN else None
        with reading(self.engine) as connection:
            people = {
                name: customer_of(connection, pattern.format(language))
                for name, pattern in SIGNED_IN.items()
            }
            orders = orders_of(connection, customer_id, ORDERS_SHOWN) if customer_id else ()
        customer = people.get(who)
        words = {
            name: self.wording.say(f"pages.{name}", language, {"brand": self.brand}).text
            for name in self.wording.words("pages", language)
            if name not in _WITH_FACTS
        }
        page: dict[str, Any] = {
            "language": language,
            "languages": LANGUAGES.values(),
            "who": who,
            "people": {name: person.name for name, person in people.items() if person},
            "customer": customer,
            "words": words,
            "brand": self.brand,
            "things": showcase(language, self.wording),
            "orders": [
                order_card(order, customer, language, self.wording)
                for order in orders
                if customer is not None
            ],
        }
        return self.templates.get_template("shop.html").render(page)


_WITH_FACTS = frozenset(("ordered_on", "total"))
"""Words that are said of an order: see showcase.py."""


def _everybody() -> frozenset[str]:
    return frozenset(
        pattern.format(language) for pattern in SIGNED_IN.values() for language in LANGUAGES
    )
