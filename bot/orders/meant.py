"""Which of their orders a customer means, by what they say of it: "the phone case", "the one from
May", "the last one", "not this one".

Pure: the orders and what was said give the orders meant, the likeliest first; none where nothing is
said of any. Deciding what to do with several is the caller's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone, tzinfo

from bot.orders.title_words import Message, small, thai_named
from bot.policy import OrderFacts

SAID_ENOUGH = 0.85
"""The sum of a title's words from which a message names it; chosen on tests/orders/meant/."""
SAID_ENOUGH_BRIEFLY = 0.45
"""The same for a message that does nothing but answer which order is meant."""
NEARLY_AS_GOOD = 0.75
"""Orders that are named this well beside the best named are meant as well."""
MOST_WORDS_WITH_A_DAY = 8
"""In a longer message about an order at hand a day is most likely not the day of another."""


@dataclass(frozen=True)
class Said:
    """What a message says of an order. ``text`` is the message without what follows here;
    ``which`` is ``newest``, ``oldest``, ``other`` or ``previous``; ``month`` is ``2026-05``;
    ``brief`` where the message answers which order is meant and says nothing else."""

    text: str = ""
    language: str = "en"
    which: str | None = None
    day: date | None = None
    month: str | None = None
    brief: bool = False


def orders_meant(
    orders: Sequence[OrderFacts],
    said: Said,
    at_hand: str | None = None,
    zone: tzinfo = timezone.utc,
) -> tuple[OrderFacts, ...]:
    """The orders meant, of a customer's ``orders``, the newest first.

    ``at_hand`` is the number of the order that the conversation is about. Several are meant where
    what was said fits them alike; where two things that were said fit no order together, the
    words of a title count most.
    """
    by_title = _titled(orders, said)
    by_day = () if _is_other_day(said, at_hand) else _of_day(orders, said, zone)
    meant = by_title
    if by_day:
        both = tuple(order for order in by_title if order in by_day)
        meant = both or by_title or by_day
    if at_hand and len(meant) > 1 and said.which is None and not said.brief:
        meant = tuple(order for order in meant if order.number == at_hand) or meant
    return _placed(orders, meant, said, at_hand)


def says_something(said: Said) -> bool:
    """Whether the message may mean an order at all. One of nothing but common words, "where is it
    now?", does not, whatever the titles are."""
    told = said.which or said.day or said.month
    return bool(told) or said.brief or Message(said.text, said.language).may_name


def _placed(
    orders: Sequence[OrderFacts],
    meant: tuple[OrderFacts, ...],
    said: Said,
    at_hand: str | None,
) -> tuple[OrderFacts, ...]:
    """The orders that the place in time says, among those meant already where there are any."""
    pool = meant or tuple(orders)
    if said.which == "newest":
        return pool[:1]
    if said.which == "oldest":
        return pool[-1:]
    if said.which == "other" and at_hand:
        return tuple(order for order in pool if order.number != at_hand)
    if said.which == "previous":
        return _before(orders, at_hand) or meant
    return meant


def _before(orders: Sequence[OrderFacts], at_hand: str | None) -> tuple[OrderFacts, ...]:
    """The order before the one at hand; without one, either of the two newest may be meant."""
    numbers = [order.number for order in orders]
    if at_hand not in numbers:
        return tuple(orders[:2])
    place = numbers.index(at_hand) + 1
    return tuple(orders[place : place + 1])


def _titled(orders: Sequence[OrderFacts], said: Said) -> tuple[OrderFacts, ...]:
    """The orders whose items the message names."""
    enough = SAID_ENOUGH_BRIEFLY if said.brief else SAID_ENOUGH
    message = Message(said.text, said.language)
    told = [_named_best(order, message, said.brief) for order in orders]
    often = Counter(word for words in told for word in words)
    ranked = [
        (sum(weight / often[word] for word, weight in words.items()), place)
        for place, words in enumerate(told)
        if sum(words.values()) >= enough
    ]
    if not ranked:
        return ()
    best = max(rank for rank, _ in ranked)
    near = sorted(((-r, place) for r, place in ranked if r >= best * NEARLY_AS_GOOD))
    return _by_variant([orders[place] for _, place in near], message)


def _named_best(order: OrderFacts, message: Message, brief: bool) -> dict[str, float]:
    """What the message tells of the order's item that it names best."""
    told: dict[str, float] = {}
    for item in order.items:
        of_item = message.named(item.title)
        of_item.update(thai_named(message.small, item.title, brief))
        if sum(of_item.values()) > sum(told.values()):
            told = of_item
    return told


def _by_variant(orders: list[OrderFacts], message: Message) -> tuple[OrderFacts, ...]:
    """Of orders named alike, those whose colour or size is named, too."""
    told = [
        order
        for order in orders
        if any(_is_variant(item.variant or "", message) for item in order.items)
    ]
    return tuple(told or orders)


def _is_variant(variant: str, message: Message) -> bool:
    folded = small(variant)
    if any("\u0e00" <= sign <= "\u0e7f" for sign in folded):
        return folded in message.small
    return bool(Message(variant, message.language).words & message.words)


def _is_other_day(said: Said, at_hand: str | None) -> bool:
    words = len(said.text.split())
    return at_hand is not None and words > MOST_WORDS_WITH_A_DAY


def _of_day(orders: Sequence[OrderFacts], said: Said, zone: tzinfo) -> tuple[OrderFacts, ...]:
    """The orders placed on the day or in the month said; else those delivered or sent then."""

    def fits(moment: datetime | None) -> bool:
        if moment is None:
            return False
        try:
            there = moment.astimezone(zone).date()
        except OverflowError:
            return False
        return there == said.day if said.day else there.isoformat()[:7] == said.month

    if said.day is None and said.month is None:
        return ()
    moments: tuple[Callable[[OrderFacts], datetime | None], ...] = (
        lambda order: order.placed_at,
        lambda order: order.delivered_at,
        lambda order: order.shipped_at,
    )
    for moment in moments:
        if found := tuple(order for order in orders if fits(moment(order))):
            return found
    return ()
