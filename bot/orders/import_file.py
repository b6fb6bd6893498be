"""Reads an import file: UTF-8, one JSON object of lists."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.orders.bad_import import refuse
from bot.orders.import_format import ROWS

Lists = dict[str, list[Any]]


def lists_in(path: Path) -> Lists:
    """The lists of a file. Raises :class:`BadImport` where it is no such file."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return lists_of(json.loads(text, object_pairs_hook=_once, parse_constant=_no_number))
    except OSError as error:
        raise refuse(f"the file can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise refuse(f"the file is not UTF-8: byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise refuse(
            f"the file is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except RecursionError as error:
        raise refuse("the file is nested too deeply") from error


def lists_of(data: Any) -> Lists:
    """The known lists of what a file holds; one that is missing is empty."""
    if not isinstance(data, dict):
        raise refuse("the file must hold one JSON object")
    known = ", ".join(ROWS)
    for name, entries in data.items():
        if name not in ROWS:
            raise refuse(f"{name!r} is an unknown list: known are {known}")
        if not isinstance(entries, list):
            raise refuse(f"{name}: must be a list")
    return {name: list(data.get(name, ())) for name in ROWS}


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object, each of whose keys stands there once: of two, JSON would drop one in silence."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise refuse(f"{name!r} stands twice in one object")
        made[name] = value
    return made


def _no_number(name: str) -> Any:
    raise refuse(f"{name} is no JSON")
