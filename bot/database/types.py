"""Column types that mean the same on SQLite and PostgreSQL: moments, money, JSON."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator

PLACES = 4
"""Digits behind the point that an amount may have; the world's currencies need three."""

DIGITS = 18
"""Digits of an amount in all."""

_CENT = Decimal("0.01")
_SMALLEST = Decimal(1).scaleb(-PLACES)
_LIMIT = Decimal(10) ** (DIGITS - PLACES)


class NotStorable(ValueError, DontWrapMixin):  # type: ignore[misc]
    """A value that a column can't keep as it is: a mistake of the program."""

    code = "not_storable"


class UtcDateTime(TypeDecorator):  # type: ignore[misc]
    """An aware datetime, exact to the microsecond, kept and given in UTC.

    A naive one raises :class:`NotStorable`, a ValueError.
    """

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NotStorable(f"a moment without a time zone: {value!r}")
        moment = value.astimezone(timezone.utc)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=timezone.utc)
        return value.astimezone(timezone.utc)


class Amount(TypeDecorator):  # type: ignore[misc]
    """A Decimal, exact to the digit, with at least two digits behind the point: ``18.90``.

    NUMERIC on PostgreSQL; text on SQLite, whose own numbers are floats, so it neither sums nor
    sorts there. Raises :class:`NotStorable` for a float, and for what would not come back the
    same: more than four digits behind the point, more than 18 in all, infinity.
    """

    impl = sa.Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        kind = sa.Numeric(DIGITS, PLACES) if dialect.name == "postgresql" else sa.String(32)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> Decimal | str | None:
        if value is None:
            return None
        if not isinstance(value, Decimal):
            raise NotStorable(f"a Decimal was expected, not {value!r}")
        if not value.is_finite() or abs(value) >= _LIMIT or value != value.quantize(_SMALLEST):
            raise NotStorable(f"an amount that can't be kept exactly: {value}")
        return value if dialect.name == "postgresql" else format(value, "f")

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:  # noqa: ARG002
        if value is None:
            return None
        amount = Decimal(value)
        cents = amount.quantize(_CENT)
        # PostgreSQL fills up to four digits: 18.9000 is 18.90 again here, 0.1250 is 0.125.
        return cents if cents == amount else amount.normalize()


class Json(TypeDecorator):  # type: ignore[misc]
    """JSON; JSONB on PostgreSQL. None is NULL."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        kind = postgresql.JSONB if dialect.name == "postgresql" else sa.JSON
        return dialect.type_descriptor(kind(none_as_null=True))
