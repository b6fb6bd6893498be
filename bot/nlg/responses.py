"""The responses of ``domain.yml``: their variants, plural forms, buttons and notes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_PAYLOAD = re.compile(r"^/(\w+)(\{.*\})?$")


class BadResponse(ValueError):
    """A response of domain.yml that is not of the agreed form."""

    code = "bad_response"


@dataclass(frozen=True)
class Button:
    """A choice under a message: its English label, and what pressing it means."""

    label: str
    intent: str
    entities: Mapping[str, Any]


@dataclass(frozen=True)
class Variant:
    """One form of a response, used when its conditions fit the facts.

    ``singular`` and ``count`` are there where the text has plural forms: ``text`` is then the
    English plural and ``count`` the fact that counts.
    """

    response: str
    name: str | None
    text: str
    when: Mapping[str, Any]
    note: str
    count: str | None
    singular: str | None
    buttons: tuple[Button, ...]

    @property
    def context(self) -> str:
        """The msgctxt of this text in the catalogs."""
        return f"{self.response}|{self.name}" if self.name else self.response

    def label_context(self, button: Button) -> str:
        """The msgctxt of a button's label. Variants share the labels of like buttons."""
        return f"{self.response}|{button.intent}"

    def fits(self, facts: Mapping[str, Any]) -> bool:
        """Whether every condition of the variant holds for these facts."""
        return all(_holds(wanted, facts.get(name)) for name, wanted in self.when.items())


def _holds(wanted: Any, found: Any) -> bool:
    if wanted == "any":
        return found not in (None, "", [], ())
    if wanted is None:
        return found in (None, "", [], ())
    if isinstance(wanted, list):
        return found in wanted
    return bool(found == wanted)


@dataclass(frozen=True)
class Response:
    """A response with its variants in the order in which they are tried."""

    name: str
    variants: tuple[Variant, ...]

    def variants_for(self, facts: Mapping[str, Any]) -> tuple[Variant, ...]:
        """The variants that fit the facts, the first the one to say; never one that doesn't,
        for it would say what is not so. The last variant alone where none fits."""
        return tuple(v for v in self.variants if v.fits(facts)) or self.variants[-1:]


def read_responses(domain: Path) -> dict[str, Response]:
    """Every response of a domain file by name. Raises :class:`BadResponse`."""
    return {
        name: Response(name, tuple(_variants(name, entries)))
        for name, entries in read_yaml(domain)["responses"].items()
    }


def read_yaml(path: Path) -> Any:
    """What a file of ours holds."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe one


# libyaml reads the domain in 20 ms where the pure loader needs 300; it is not everywhere.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _variants(name: str, entries: list[dict[str, Any]]) -> Iterator[Variant]:
    for entry in entries:
        metadata = entry.get("metadata") or {}
        plural = metadata.get("plural") or {}
        if not metadata.get("note"):
            raise BadResponse(f"{name}: a note for translators is missing")
        if len(entries) > 1 and entry is not entries[-1] and not metadata.get("variant"):
            raise BadResponse(f"{name}: a variant before the last needs a name")
        yield Variant(
            response=name,
            name=metadata.get("variant"),
            text=entry["text"],
            when=metadata.get("when") or {},
            note=metadata["note"],
            count=plural.get("count"),
            singular=plural.get("one"),
            buttons=tuple(_button(name, button) for button in entry.get("buttons") or ()),
        )


def _button(name: str, button: Mapping[str, str]) -> Button:
    found = _PAYLOAD.match(button["payload"])
    if not found:
        raise BadResponse(f"{name}: a button's payload is /intent, not {button['payload']!r}")
    intent, entities = found.groups()
    return Button(button["title"], intent, json.loads(entities) if entities else {})
