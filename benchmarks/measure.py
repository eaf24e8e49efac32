"""Taking turns on one machine: contenders run A B A B …, and only the ratio of their costs matters."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

LEFT_OUT = ("PYTEST", "PYTHONDONTWRITEBYTECODE")
"""Variables that would change what is measured: a package that is compiled anew in each run is none that is installed."""


class Cost(NamedTuple):
    """What one turn took, in seconds."""

    cpu: float
    """User and system time: what other work on the machine disturbs least."""
    wall: float
    peak: float = 0
    """Megabytes of memory that the largest process of the turn had, where it was asked for."""


class Row(NamedTuple):
    """One line of the table; times in seconds."""

    what: str
    ours: float
    reference: float
    goal: float | None = None
    """The highest ratio that is good enough."""
    unit: str = "s"
    """s or MB"""
    noise: float = 0
    """How far the ratio of the medians is from that of the least, as a part of it."""

    @property
    def ratio(self) -> float:
        """What is compared from machine to machine, and from run to run."""
        return self.ours / self.reference


class NotMeasured(Exception):
    """A run did not do what it was to do, so that its time says nothing."""


def timed(work: Callable[[], object], who: int) -> Cost:
    """The cost of `work` in this process or in its children, as `who` says."""
    cpu, wall = _cpu(who), time.perf_counter()
    work()
    wall = time.perf_counter() - wall
    return Cost(_cpu(who) - cpu, wall)


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def paired(
    turns: int, *contenders: Callable[[], object], who: int = resource.RUSAGE_CHILDREN
) -> list[list[Cost]]:
    """The costs of each contender, taken in turn, after one turn each that does not count."""
    for work in contenders:
        work()
    rounds = [[timed(work, who) for work in contenders] for _ in range(turns)]
    return [list(costs) for costs in zip(*rounds, strict=True)]


def rows(
    what: str,
    pair: list[list[Cost]],
    goal: float | None = None,
    of: Callable[[list[float]], float] = min,
    word: str = "min",
) -> Iterator[Row]:
    """CPU and wall time of the first contender against the second."""
    for clock in ("cpu", "wall"):
        times = [[getattr(cost, clock) for cost in costs] for costs in pair]
        ours, reference = map(of, times)
        least, middle = (estimate(times[0]) / estimate(times[1]) for estimate in (min, statistics.median))
        yield Row(f"{what}, {clock} {word}", ours, reference, goal, noise=abs(middle / least - 1))


def environment() -> dict[str, str]:
    """The environment that contenders run in."""
    return {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
