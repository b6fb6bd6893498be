"""The arithmetic of the bench, and its closed-loop clients."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.measuring import Load, Run, WrongAnswer, drive, growth, percentile, pooled
from tests.bench.memory import NONE, Memory, descendants, of_process, of_tree, total
from tests.bench.others import own_cpu_seconds
from tests.bench.plan import LONG, Measured
from tests.bench.programs import Programs
from tests.bench.side import Question, Trained
from tests.bench.targets import Target, targets

LATENCIES = st.lists(st.floats(0.001, 10), min_size=1, max_size=50)


def test_the_median_of_two_lies_in_the_middle() -> None:
    assert percentile([1.0, 3.0], 50) == 2.0


def test_percentiles_of_one_to_hundred_and_one_are_one_more() -> None:
    latencies = [float(number) for number in range(101, 0, -1)]
    assert [percentile(latencies, p) for p in (0, 50, 95, 99, 100)] == [1, 51, 96, 100, 101]


def test_no_latencies_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no latencies"):
        percentile([], 50)


@given(LATENCIES, st.floats(0, 100), st.floats(0, 100))
def test_percentiles_stay_within_the_latencies_and_grow(
    latencies: list[float], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    at_low, at_high = percentile(latencies, low), percentile(latencies, high)
    assert min(latencies) <= at_low <= at_high * (1 + 1e-12)
    assert at_high <= max(latencies) * (1 + 1e-12)


def test_growth_compares_the_medians_of_both_ends() -> None:
    grown = growth([1.0] * 30 + [100.0] * 240 + [3.0] * 30)
    assert (grown.first, grown.last, grown.ratio) == (1.0, 3.0, 3.0)


def test_growth_wants_ends_that_do_not_overlap() -> None:
    growth([1.0] * 60)
    with pytest.raises(ValueError, match="59 messages"):
        growth([1.0] * 59)


def test_pooled_runs_have_all_answers_over_all_the_time() -> None:
    run = pooled([Run((0.1, 0.2), 1.0, (), 0.5), Run((0.3,), 0.5, ("late",), 2.0)])
    assert run == Run((0.1, 0.2, 0.3), 1.5, ("late",), 1.0)
    assert run.per_second == 2.0


def test_a_run_of_no_time_answers_nothing_a_second() -> None:
    assert Run().per_second == 0.0


class Counted:
    """A conversation that notes how many were asked at once, and fails where it is told to."""

    def __init__(self, all_of_them: list[Counted], wrong_at: int | None = None) -> None:
        self.asked = 0
        self.busy = False
        self.most_at_once = 0
        self._wrong_at = wrong_at
        self._all = all_of_them
        all_of_them.append(self)

    async def ask(self) -> None:
        self.asked += 1
        self.busy = True
        self.most_at_once = sum(one.busy for one in self._all)
        await asyncio.sleep(0.001)
        self.busy = False
        if self.asked == self._wrong_at:
            raise WrongAnswer("something else")


async def _driven(load: Load, wrong_at: int | None = None) -> tuple[Run, list[Counted]]:
    begun: list[Counted] = []

    async def begin() -> Counted:
        return Counted(begun, wrong_at)

    return await drive(begin, load), begun


async def test_messages_are_counted_over_all_clients() -> None:
    run, begun = await _driven(Load(clients=3, messages=17, of_each=5, limit_seconds=60))
    assert len(run.latencies) == 17
    assert sorted(one.asked for one in begun) == [2, 5, 5, 5]
    assert max(one.most_at_once for one in begun) == 3


async def test_one_client_asks_one_thing_at_a_time() -> None:
    _, begun = await _driven(Load(clients=1, messages=10, of_each=5, limit_seconds=60))
    assert max(one.most_at_once for one in begun) == 1


async def test_wrong_answers_have_no_latency() -> None:
    run, _ = await _driven(Load(clients=1, messages=10, of_each=5, limit_seconds=60), wrong_at=2)
    assert len(run.latencies) == 8
    assert run.wrong == ("WrongAnswer: something else",) * 2


async def test_a_load_ends_with_its_time() -> None:
    run, _ = await _driven(Load(clients=2, messages=100_000, of_each=100_000, limit_seconds=0.05))
    assert 0 < len(run.latencies) < 1000
    assert run.seconds < 1


def _side(p50: float, last: float) -> Measured:
    long = Run((p50,) * (LONG - 30) + (last,) * 30, 1.0)
    return Measured(
        Trained(None, 1, ""),
        fresh={(question, 1): [Run((p50,), 1.0)] for question in Question},
        long=dict.fromkeys(Question, long),
    )


def _met(**measured: Measured) -> list[bool | None]:
    return [target.met for target in targets(measured)]


def test_targets_are_met_at_a_third_and_at_a_fifth_more() -> None:
    assert _met(ours=_side(1.0, 1.2), stock=_side(3.0, 9.0)) == [True] * 4


def test_targets_are_missed_just_above() -> None:
    assert _met(ours=_side(1.0, 1.201), stock=_side(2.99, 2.99)) == [False] * 4


def test_without_stock_only_growth_is_judged() -> None:
    assert _met(ours=_side(1.0, 1.0)) == [None, None, True, True]
    assert _met(stock=_side(1.0, 1.0)) == [None] * 4


def test_a_long_conversation_that_ended_early_is_not_judged() -> None:
    cut = _side(1.0, 1.0)
    cut.long = dict.fromkeys(Question, Run((1.0,) * (LONG - 1), 1.0))
    assert _met(ours=cut)[2:] == [None, None]


def test_a_target_that_was_not_measured_is_neither_met_nor_missed() -> None:
    assert Target("", 1.0, None).met is None


def test_memory_adds_up_and_forgets_pss_where_one_does_not_know_it() -> None:
    assert total([Memory(1, 2), Memory(10, 20)]) == Memory(11, 22)
    assert total([Memory(1, 2), Memory(10, None)]) == Memory(11, None)
    assert total([]) == NONE


@pytest.mark.thorough
def test_programs_are_measured_and_stopped_with_what_they_started(tmp_path: Path) -> None:
    sleep = "import time; print('up', flush=True); time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {sleep!r}])"
    with Programs(tmp_path) as programs:
        program = programs.start("parent", [sys.executable, "-c", code], tmp_path, os.environ)
        while program.log.read_text() != "up\n":
            program.check()
            time.sleep(0.01)
        both = [program.pid, *descendants(program.pid)]
        assert len(both) == 2
        assert of_tree(program.pid).rss > of_process(program.pid).rss
    end = time.monotonic() + 10  # the kernel takes its time where the machine is busy
    while any(runs(pid) for pid in both):
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.thorough
def test_the_time_of_started_programs_is_not_that_of_others(tmp_path: Path) -> None:
    busy = "while sum(range(1000)): pass"
    with Programs(tmp_path) as programs:
        before = own_cpu_seconds()
        program = programs.start("busy", [sys.executable, "-c", busy], tmp_path, os.environ)
        while own_cpu_seconds() - before < 0.2:
            program.check()
            time.sleep(0.01)
        theirs = psutil.Process(program.pid).cpu_times().user
    assert theirs > 0.05


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent's look does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
