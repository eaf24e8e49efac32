"""How the work of a reader grows with its file: of n, 2n and 4n of what may cost."""

from __future__ import annotations

import cProfile
import time
from collections.abc import Callable
from contextlib import suppress

from fuzzing import guarded

MOST = 2.5
"""How much more twice as much may take: 2 and what a sort adds; the square would be 4."""
UNNOTICED = 0.15
"""Seconds of the processor below which nothing is said of a file: the machine's own noise is as large."""


def seconds(work: Callable[[], object]) -> float:
    """What it takes of the processor, here and in processes that ended meanwhile."""
    start = time.process_time()
    with guarded(), suppress(AssertionError):  # what is read is tried elsewhere
        work()
    return time.process_time() - start


def calls(work: Callable[[], object]) -> int:
    """How many functions it calls, be they Python's own: the same on every machine."""
    profile = cProfile.Profile()
    with suppress(AssertionError), profile:
        work()
    return sum(each.callcount for each in profile.getstats())


def grows(work: Callable[[int], Callable[[], object]], size: int) -> str:
    """Why the work grows too fast between a quarter of `size` and `size`; empty where it does not."""
    counted = [calls(work(each)) for each in (size // 4, size // 2, size)]
    if counted[2] > 5_000 and counted[2] > MOST * counted[1] and counted[2] > MOST**2 * counted[0]:
        return f"calls {counted}"
    for _ in range(3):  # noise only ever adds
        if seconds(work(size)) < UNNOTICED:
            return ""
        taken = [min(seconds(work(each)) for _ in range(2)) for each in (size // 4, size // 2, size)]
        if taken[2] < MOST * taken[1] or taken[2] < MOST**2 * taken[0]:
            return ""
    return f"seconds {[round(each, 3) for each in taken]}"
