"""The people of the demo shop and what they buy, from ``people/<lang>.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).with_name("people")
NAMES = ("main", "one", "many", "new")
"""Who has an order in every state, just one, many, and none."""


@dataclass(frozen=True)
class Product:
    """What a shop of the country sells, named as it would; the price is in the currency there."""

    title: str
    variant: str | None
    price: str


@dataclass(frozen=True)
class Person:
    """Four people of one country, by :data:`NAMES`, and what they share. ``places`` are the
    stations of a parcel to them: origin, export, arrival, city."""

    country: str
    locale: str
    timezone: str
    currency: str
    names: tuple[str, ...]
    places: Mapping[str, str]
    products: tuple[Product, ...]


@cache
def person_of(language: str) -> Person:
    """The people who speak this language."""
    known = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    known["names"] = tuple(known["names"][name] for name in NAMES)
    known["products"] = tuple(Product(**product) for product in known["products"])
    return Person(**known)
