"""What is wrong with an import file, named so that its maker finds the place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from reprlib import repr as short
from typing import Any

MOST_PROBLEMS = 50
"""So many problems are named; the rest is counted."""

_REASONS = {
    "value_error.missing": "is missing",
    "value_error.extra": "is an unknown field",
    "type_error.none.not_allowed": "must not be null",
    "type_error.str": "must be text",
    "type_error.integer": "must be a whole number",
    "type_error.list": "must be a list",
    "type_error.dict": "must be an object",
    "value_error.any_str.min_length": "must not be empty",
}
"""pydantic's kinds of errors in the words of who reads a file, not a program."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong. ``list`` is empty, and ``index`` None, where it is about the whole."""

    list: str
    index: int | None
    field: str
    reason: str

    def __str__(self) -> str:
        """As the command line shows it: ``orders[3].items[0].price: must not be negative``."""
        place = self.list if self.index is None else f"{self.list}[{self.index}]"
        if self.field:
            place += f".{self.field}"
        return f"{place}: {self.reason}" if place else self.reason


class BadImport(ValueError):
    """A file that was refused; nothing was changed. Its text has a line for each problem."""

    code = "bad_import"

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = tuple(problems)
        self.more = more
        lines = [str(problem) for problem in self.problems]
        super().__init__("\n".join([*lines, f"and {more} more"] if more else lines))


class Problems:
    """Collects what is wrong: so many by name, the rest by count."""

    def __init__(self) -> None:
        self._named: list[Problem] = []
        self._more = 0

    def add(self, name: str, index: int | None, field: str, reason: str) -> None:
        """Notes a problem."""
        if len(self._named) < MOST_PROBLEMS:
            self._named.append(Problem(_printable(name), index, _printable(field), reason))
        else:
            self._more += 1

    def add_errors(self, name: str, index: int, errors: Iterable[Mapping[str, Any]]) -> None:
        """Notes what pydantic found in a row."""
        for error in errors:
            self.add(name, index, _path(error["loc"]), _reason(error))

    def refuse(self) -> None:
        """Raises :class:`BadImport` if there is any problem, in the order of the file."""
        if self._named:
            raise BadImport(self._named, self._more)


def refuse(reason: str) -> BadImport:
    """The refusal of a whole file."""
    return BadImport([Problem("", None, "", reason)])


def _path(location: Iterable[int | str]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def _printable(name: str) -> str:
    """A name out of the file as a terminal may show it: nothing invisible, not endless."""
    shown = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name[:100])
    return shown if len(name) <= 100 else f"{shown}…"


def _reason(error: Mapping[str, Any]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error.const":
        permitted = ", ".join(map(str, context["permitted"]))
        return f"{short(context['given'])} is none of {permitted}"
    if kind == "value_error.number.not_ge":
        return f"must be at least {context['limit_value']}"
    if kind == "value_error.number.not_le":
        return f"must be at most {context['limit_value']}"
    if kind == "value_error.any_str.max_length":
        return f"is too long: {context['limit_value']} characters at most"
    return _REASONS.get(kind, str(error["msg"]))
