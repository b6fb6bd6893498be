"""How much of the machine something else took while a load was measured.

Two programs that are compared by turns are only compared fairly while the rest of the machine is
quiet, which a shared machine seldom is. So it is measured, and said.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress

import psutil  # type: ignore[import-untyped]

from tests.bench.memory import descendants


class Others:
    """Watches from its making on. Everything that this process started counts as its own."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._before = _all_cpu_seconds() - own_cpu_seconds()

    def cores(self) -> float:
        """How many cores' worth of time others have taken, stolen by a hypervisor included."""
        taken = _all_cpu_seconds() - own_cpu_seconds() - self._before
        # Both are read a moment apart and count in ticks: it may come out a little below none.
        return max(0.0, float(taken / (time.perf_counter() - self._began)))


def _all_cpu_seconds() -> float:
    times = psutil.cpu_times()._asdict()
    # Linux counts guests' time twice, within user's and as their own.
    idle = ("idle", "iowait", "guest", "guest_nice")
    return float(sum(seconds for name, seconds in times.items() if name not in idle))


def own_cpu_seconds() -> float:
    """The time that this process and all below it have taken, of those that still run."""
    seconds = 0.0
    for pid in (os.getpid(), *descendants(os.getpid())):
        with suppress(psutil.NoSuchProcess):
            times = psutil.Process(pid).cpu_times()
            seconds += times.user + times.system
    return seconds
