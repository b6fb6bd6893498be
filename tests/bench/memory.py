"""How much memory a process takes, with all that it started."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Memory:
    """Bytes. ``rss`` counts shared pages in each process, ``pss`` shares them out (Linux only,
    None elsewhere)."""

    rss: int
    pss: int | None

    def __add__(self, other: Memory) -> Memory:
        known = self.pss is not None and other.pss is not None
        return Memory(self.rss + other.rss, (self.pss or 0) + (other.pss or 0) if known else None)


NONE = Memory(0, 0)


def of_process(pid: int) -> Memory:
    """The memory of one process. Raises ``psutil.NoSuchProcess``."""
    full = psutil.Process(pid).memory_full_info()
    return Memory(full.rss, getattr(full, "pss", None))


def of_tree(pid: int) -> Memory:
    """The memory of a process and its descendants. Raises ``psutil.NoSuchProcess``."""
    return total(of_process(one) for one in (pid, *descendants(pid)))


def total(memories: Iterable[Memory]) -> Memory:
    """All of it together."""
    return sum(memories, NONE)


def descendants(pid: int) -> list[int]:
    """The ids of all processes below this one; none where it has ended."""
    with suppress(psutil.NoSuchProcess):
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    return []


def modules_below(pid: int) -> Iterator[tuple[str, int]]:
    """The module and the id of each direct child that was started as ``python -m module``."""
    for child in psutil.Process(pid).children():
        command = child.cmdline()
        if "-m" in command:
            yield command[command.index("-m") + 1], child.pid
