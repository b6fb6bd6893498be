"""The words of the surfaces: labels and notices of widget, pages, mails and desk.

They stand in ``locales/interface/<surface>.yml``, by name, and are translated in the same catalogs
as the responses of ``domain.yml``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.nlg.responses import BadResponse, Response, Variant, read_responses, read_yaml


def interface_folder(root: Path) -> Path:
    """Where the files of the surfaces lie."""
    return root / "locales" / "interface"


def read_interface(root: Path) -> dict[str, Response]:
    """Every text of every surface by name (``widget.send``). Raises :class:`BadResponse`."""
    found: dict[str, Response] = {}
    for path in sorted(interface_folder(root).glob("*.yml")):
        entries = read_yaml(path) or {}
        for name, entry in entries.items():
            found[name] = Response(name, (_variant(path.stem, name, entry),))
    return found


def read_texts(root: Path) -> dict[str, Response]:
    """All that is ever said: the responses of ``domain.yml``, then the words of the surfaces."""
    return {**read_responses(root / "domain.yml"), **read_interface(root)}


def _variant(surface: str, name: str, entry: dict[str, Any]) -> Variant:
    if not name.startswith(f"{surface}."):
        raise BadResponse(f"{name}: its name begins with the name of its file, {surface}.")
    if unknown := set(entry) - {"text", "note", "plural"}:
        raise BadResponse(f"{name}: no such field: {', '.join(sorted(unknown))}")
    if not entry.get("text") or not entry.get("note"):
        raise BadResponse(f"{name}: a text and a note for translators are wanted")
    plural = entry.get("plural") or {}
    return Variant(
        response=name,
        name=None,
        text=entry["text"],
        when={},
        note=entry["note"],
        count=plural.get("count"),
        singular=plural.get("one"),
        buttons=(),
    )
