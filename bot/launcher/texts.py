"""Reads texts from a stream, whatever stands in it, and writes what was understood of each."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

MOST_CHARACTERS = 10_000
"""As many as a message may have at the gateway."""

_MOST_BYTES = 4 * MOST_CHARACTERS
"""UTF-8 takes four for a character at most: more of a line is not kept in memory."""


def parse_lines(parse: Callable[[str], dict[str, Any]], texts: BinaryIO, results: BinaryIO) -> int:
    """Parses one text a line and writes one JSON object a line, each as soon as it is there.

    Bytes that are no UTF-8 are read as U+FFFD. Of a line longer than :data:`MOST_CHARACTERS` the
    rest is not read; how many there were is given back. Whoever reads the results may go away:
    then there is nothing more to do.
    """
    cut = 0
    try:
        for text, whole in lines(texts):
            cut += not whole
            results.write(as_line(parse(text)))
            results.flush()
    except BrokenPipeError:
        # Closed here, where that fails quietly: else Python complains when the program ends.
        with contextlib.suppress(BrokenPipeError):
            results.close()
    return cut


def lines(texts: BinaryIO) -> Iterator[tuple[str, bool]]:
    """The lines of a stream without their ends, and whether they are whole."""
    while line := texts.readline(_MOST_BYTES):
        whole, piece = True, line
        while not piece.endswith(b"\n") and (piece := texts.readline(_MOST_BYTES)):
            whole = whole and not piece.strip(b"\r\n")
        text = line.rstrip(b"\r\n").decode("utf-8", errors="replace")
        yield text[:MOST_CHARACTERS], whole and len(text) <= MOST_CHARACTERS


def as_text(argument: str) -> str:
    """An argument of the command line, which may hold bytes that are no UTF-8."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:MOST_CHARACTERS]


def as_line(parsed: dict[str, Any]) -> bytes:
    """One line of JSON in UTF-8, whatever the terminal's encoding."""
    return json.dumps(parsed, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
