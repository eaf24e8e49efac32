"""Runs a command in a process of its own, and holds it to the bounds that SECURITY.md promises."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

MEGABYTES = 200
PATIENCE = 60
MEASURED = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, encoding="utf-8", errors="backslashreplace", timeout=40)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
most = used.ru_maxrss / (1 << (20 if sys.platform == "darwin" else 10))
print(json.dumps([done.returncode, done.stdout, done.stderr, most]))
"""
"""In a process between, which is small: a child counts the memory of whoever starts it as its own."""


class Done(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str
    megabytes: float


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
        assert done.megabytes < MEGABYTES, done[3:]
        return done

    return run
