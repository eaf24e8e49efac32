"""Runs of pytest inside a test: in this process where that is the same, since starting and importing takes a second."""

from __future__ import annotations

import pytest


def session(pytester: pytest.Pytester, *words: str, apart: bool = False) -> pytest.RunResult:
    """What `pytest` says to these words.

    `apart`, in a process of its own: for what ends before it begins, or is interrupted. So it is with workers, whose
    threads would stay.
    """
    if apart or "-n" in words:
        # It takes a second to import.
        return pytester.runpytest_subprocess("-p", "no:hypothesispytest", *words)
    return pytester.runpytest_inprocess(*words)
