"""What lies in the demo shop's window, and how an order looks on its page."""

from __future__ import annotations

from datetime import timezone
from typing import Any

from bot.nlg import Wording
from bot.orders.demo_shop.people import Person, person_of
from bot.policy import CustomerFacts, OrderFacts

THINGS = (
    *("phone", "kettle", "socks", "lamp", "mat", "earbuds", "jacket"),
    *("hose", "gift", "pillow", "paw", "clock", "bike"),
)
"""Which picture of static/things.svg goes with each product of ``people/<lang>.yml``, in order."""
_OTHERWISE = {("fr", 4): "gift"}
WINDOW = (1, 5, 3, 8, 11, 6)
"""The products in the window, by their place in the file."""


def showcase(language: str, wording: Wording) -> list[dict[str, str]]:
    """The things in the window: picture, title and price, in the language's own country."""
    person = person_of(language)
    shown = []
    for place in WINDOW:
        product = person.products[place]
        price = {"amount": product.price, "currency": person.currency}
        shown.append(
            {
                "picture": _picture(person, product.title, language),
                "title": product.title,
                "price": _said(wording, "total", language, person.locale, None, total=price),
            }
        )
    return shown


def order_card(
    order: OrderFacts, customer: CustomerFacts, language: str, wording: Wording
) -> dict[str, Any]:
    """An order as its card shows it: number, picture, title, status, date and total in words."""
    person = person_of(language)
    placed = order.placed_at or order.paid_at
    total = {"amount": str(order.total), "currency": order.currency}
    locale, zone = customer.locale, customer.timezone
    label = f"utter_label.status.{order.status}"
    first = order.items[0].title if order.items else order.number
    return {
        "number": order.number,
        "picture": _picture(person, first, language),
        "titles": [item.title for item in order.items],
        "status": order.status,
        "status_words": wording.say(label, language, {}).text if label in wording.responses else "",
        "ordered_on": placed
        and _said(
            wording,
            "ordered_on",
            language,
            locale,
            zone,
            placed_at=placed.astimezone(timezone.utc).isoformat(),
        ),
        "total": _said(wording, "total", language, locale, zone, total=total),
    }


def _picture(person: Person, title: str, language: str) -> str:
    titles = [product.title for product in person.products]
    if title not in titles:
        return "gift"
    place = titles.index(title)
    return _OTHERWISE.get((language, place), THINGS[place])


def _said(
    wording: Wording,
    name: str,
    language: str,
    locale: str | None,
    zone: str | None,
    **facts: Any,
) -> str:
    return wording.say(f"pages.{name}", language, facts, locale=locale, timezone=zone).text
