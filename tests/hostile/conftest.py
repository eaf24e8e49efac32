"""Runs a command in a process of its own, and holds it to the bounds that SECURITY.md promises."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from processes import Done

MEGABYTES = 200


@pytest.fixture
def bounded(project, processes) -> Callable[..., Done]:
    """Runs a command in the project, within the bounds and without a traceback."""

    def run(*words: str) -> Done:
        done = processes.run("-m", "pytest_icplicense", *words, cwd=project.root)
        assert done.code in (0, 1, 2), done
        assert "Traceback" not in done.out + done.err, done.err[-2000:]
        assert done.megabytes < MEGABYTES, done[3:]
        return done

    return run
