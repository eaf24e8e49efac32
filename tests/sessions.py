"""Runs of pytest inside a test: in this process where that is the same, since starting and importing takes a second."""

from __future__ import annotations

import pytest


def session(pytester: pytest.Pytester, *words: str, apart: bool = False) -> pytest.RunResult:
    """What `pytest` says to these words.

    `apart`, in a process of its own: for what ends before it begins, or is interrupted. So it is with workers, whose
    threads would stay; they and their run are copies of one process (`processes.py`).
    """
    plain = ("-p", "no:hypothesispytest")  # it takes a second to import
    if apart:
        return pytester.runpytest_subprocess(*plain, *words)
    if "-n" in words:
        python = pytester._request.getfixturevalue("processes").python
        return pytester.run(python, "-mpytest", f"--basetemp={pytester.path / 'runs'}", *plain, *words)
    return pytester.runpytest_inprocess(*words)
