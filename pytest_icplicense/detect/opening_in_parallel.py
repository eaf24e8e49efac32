"""Looks into the many files of a large repository in several processes, before they are put together one by one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.observation import Observations
from pytest_icplicense.detect.opening import FEW, Opened, Opener, Wanted
from pytest_icplicense.detect.source.syntax_tree import make_expendable
from pytest_icplicense.files import DISK
from pytest_icplicense.model.capability import Capability

_SAFE_PATH = "PYTHONSAFEPATH"
MANY_OF_CODE = FEW
"""Files of code that one process beside this looks into where no more are asked for: the system may end it, so that no text
needs be parsed once more before (`syntax_tree`).
"""
_PART = 50
"""Files that a process is given at once."""


def look_ahead(opener: Opener, artifacts: Iterable[Wanted]) -> None:
    """Have the files opened that nobody looked into before, if there are many and there is more than one process for it.

    What cannot be done so, is done when the files are opened one by one: also what is left where the system ended a process,
    since it parsed a text for too long.
    """
    waiting = opener.unknown(artifacts)
    if len(waiting) < FEW or opener.files is not DISK:
        return
    if opener.jobs < 2 and sum("code" in names for _, names in waiting) < MANY_OF_CODE:
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from pickle import PicklingError

    given = os.getpid(), opener.root, opener.listed, opener.capabilities, tuple(opener.detectors.values())
    parts = [waiting[at : at + _PART] for at in range(0, len(waiting), _PART)]
    with (
        # A package's detector may not travel.
        suppress(BrokenExecutor, PicklingError, AttributeError, TypeError),
        importing_nothing_here(),
        ProcessPoolExecutor(max(1, opener.jobs), initializer=_begin, initargs=given) as executor,
    ):
        for part in executor.map(_opened, parts):
            for path, opened in part:
                opener.take(path, opened)


@contextmanager
def importing_nothing_here() -> Iterator[None]:
    """Let processes that are begun anew (all on macOS and Windows, and from Python 3.14) import nothing of the folder that
    one stands in: they would look there first, and it may be a stranger's.
    """
    before = os.environ.get(_SAFE_PATH)
    os.environ[_SAFE_PATH] = "1"
    try:
        yield
    finally:
        os.environ.pop(_SAFE_PATH)
        if before is not None:
            os.environ[_SAFE_PATH] = before


def end_with(parent: int) -> None:
    """Let this process end when its parent does, however that ends: nothing else tells it.

    A process that a server forked (from Python 3.14) is a child of that one, and has a pipe from its parent.
    """
    import multiprocessing

    server = multiprocessing.get_start_method() == "forkserver"
    begun_by = multiprocessing.parent_process() if server else None

    def lives() -> bool:
        return begun_by.is_alive() if begun_by else os.getppid() == parent

    def watch() -> None:
        while lives():
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


_opener: Opener


def _begin(
    parent: int,
    root: Path,
    listed: frozenset[str],
    capabilities: Mapping[str, Capability],
    detectors: Collection[Detector],
) -> None:
    global _opener
    end_with(parent)
    make_expendable()
    _opener = Opener(root, DISK, listed, capabilities, detectors, Observations())


def _opened(artifacts: Sequence[Wanted]) -> list[tuple[str, Opened]]:
    return [(path, _opener.open(path, names)) for path, names in artifacts]
