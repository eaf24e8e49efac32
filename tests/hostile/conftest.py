"""Runs a command in a process of its own, and holds it to the bounds that SECURITY.md promises."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import pytest

SECONDS = 2.0
"""Of a processor that compiles the yardstick in `YARDSTICK`: machines are shared, and some are slower."""
YARDSTICK = 0.25
MEGABYTES = 200
PATIENCE = 60
MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, encoding="utf-8", errors="backslashreplace", timeout=40)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
most = used.ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
print(json.dumps([done.returncode, done.stdout, done.stderr, used.ru_utime + used.ru_stime, most]))
"""
"""In a process between, which is small: a child counts the memory of whoever starts it as its own."""


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


def slowness() -> float:
    """How many times longer than `YARDSTICK` this machine takes right now to compile two hundred long patterns."""
    re.purge()
    began = time.process_time()
    for number in range(200):
        re.compile(fnmatch.translate(f"{number}" + "*a" * 245))
    return (time.process_time() - began) / YARDSTICK


@pytest.fixture
def bounded(project) -> Callable[..., Done]:
    """Runs a command in the project, within the bounds and without a traceback."""

    def run(*words: str) -> Done:
        command = [
            sys.executable,
            "-I",
            "-S",
            "-c",
            MEASURED,
            sys.executable,
            "-m",
            "pytest_icplicense",
            *words,
        ]
        measured = subprocess.run(
            command, cwd=project.root, capture_output=True, encoding="utf-8", check=True, timeout=PATIENCE
        )
        done = Done(*json.loads(measured.stdout))
        assert done.code in (0, 1, 2), done
        assert "Traceback" not in done.out + done.err, done.err[-2000:]
        assert done.seconds < SECONDS or done.seconds < SECONDS * slowness(), done[3:]
        assert done.megabytes < MEGABYTES, done[3:]
        return done

    return run
