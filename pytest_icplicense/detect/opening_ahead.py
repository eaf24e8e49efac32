"""Looks into the many files of a large repository in several processes, before they are put together one by one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.observation import Observations
from pytest_icplicense.detect.opening import FEW, Opened, Opener, Wanted
from pytest_icplicense.detect.source.syntax_tree import make_expendable
from pytest_icplicense.files import DISK
from pytest_icplicense.model.capability import Capability

_PART = 50
"""Files that a process is given at once."""


def look_ahead(opener: Opener, artifacts: Iterable[Wanted]) -> None:
    """Have the files opened that nobody looked into before, if there are many and there is more than one process for it.

    What cannot be done so, is done when the files are opened one by one: also what is left where the system ended a process,
    since it parsed a text for too long.
    """
    waiting = opener.unknown(artifacts)
    if opener.jobs < 2 or len(waiting) < FEW or opener.files is not DISK:
        return
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
    from pickle import PicklingError

    given = os.getpid(), opener.root, opener.listed, opener.capabilities, tuple(opener.detectors.values())
    parts = [waiting[at : at + _PART] for at in range(0, len(waiting), _PART)]
    with (
        suppress(
            BrokenExecutor, PicklingError, AttributeError, TypeError
        ),  # a package's detector may not travel
        ProcessPoolExecutor(opener.jobs, initializer=_begin, initargs=given) as executor,
    ):
        for part in executor.map(_opened, parts):
            for path, opened in part:
                opener.take(path, opened)


def end_with(parent: int) -> None:
    """Let this process end when its parent does, however that ends: nothing else tells it."""

    def watch() -> None:
        while os.getppid() == parent:
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
