"""The numbers and dated events of the rules, read once from ``numbers.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("numbers.yml")


@dataclass(frozen=True)
class LeadTimePeriod:
    """A season in which sellers of a country need ``days``; first and last as (month, day)."""

    seller_country: str
    placed_from: tuple[int, int]
    placed_to: tuple[int, int]
    days: int

    def covers(self, day: date) -> bool:
        """Whether an order placed on this day, in UTC, falls into the season."""
        found = (day.month, day.day)
        if self.placed_from <= self.placed_to:
            return self.placed_from <= found <= self.placed_to
        return found >= self.placed_from or found <= self.placed_to


@dataclass(frozen=True)
class BirthdaySale:
    """The yearly sale; its days as (month, day)."""

    announced_from: tuple[int, int]
    first_day: tuple[int, int]
    preview_until: tuple[int, int]
    sale_from: tuple[int, int]
    last_day: tuple[int, int]
    ios_version: str
    android_version: str


@dataclass(frozen=True)
class Numbers:
    """Every figure of the rules; the unit is in the name."""

    cancel_window_hours: int
    refund_business_days_from: int
    refund_business_days_to: int
    refund_days: int
    lead_days: int
    delivery_days: int
    guarantee_days: int
    request_handled_hours: int
    review_days: int
    claim_days: int
    return_days: int
    most_pieces: int
    clock_skew_minutes: int
    longer_lead_times: tuple[LeadTimePeriod, ...]
    birthday_sale: BirthdaySale
    holiday_countries: frozenset[str]


@cache
def numbers() -> Numbers:
    """The figures in force. Raises ValueError where the file is not of its form."""
    return read_numbers(FILE)


@cache
def numbers_file() -> Mapping[str, Any]:
    """The file as it is written: each figure with its ``value`` and ``source``."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def read_numbers(path: Path) -> Numbers:
    """The figures of one file. Raises ValueError naming what is wrong."""
    data: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        figures = {name: entry["value"] for name, entry in data.items() if "value" in entry}
        for name, value in figures.items():
            if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
                raise ValueError(f"{path.name}: {name}: a whole number above 0, not {value!r}")
        sale = data["birthday_sale"]
        days = ("announced_from", "first_day", "preview_until", "sale_from", "last_day")
        return Numbers(
            **figures,
            longer_lead_times=tuple(
                LeadTimePeriod(
                    seller_country=period["seller_country"],
                    placed_from=_day(period["placed_from"]),
                    placed_to=_day(period["placed_to"]),
                    days=int(period["days"]),
                )
                for period in data["longer_lead_times"]["periods"]
            ),
            birthday_sale=BirthdaySale(
                **{name: _day(sale[name]) for name in days},
                ios_version=str(sale["ios_version"]),
                android_version=str(sale["android_version"]),
            ),
            holiday_countries=frozenset(data["public_holidays"]["countries"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name}: missing or misshapen: {error}") from error


def _day(text: Any) -> tuple[int, int]:
    month, _, day = str(text).partition("-")
    date(2024, int(month), int(day))  # a day that exists, 29 February included
    return int(month), int(day)
