"""How the cases of a whole folder stand, for an editor's status bar: a notification that our own extension asks for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from pytest_icplicense.editor.project import Judged
from pytest_icplicense.editor.uris import Addresses
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.runs.report import FileResult

VERDICT = "icplicense/verdict"
_WORDS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.ERROR: "failed",
    Outcome.WAIVED: "waived",
}


class Verdicts:
    """Counts by manifest file; what was counted is not counted again."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[FileResult, Counter[str]]] = {}

    def of(self, addresses: Addresses, judged: Judged) -> dict[str, Any]:
        """`{folder, passed, failed, waived, due, open, problems}`; problems are documents that could not be judged."""
        known = self._known
        self._known = {}
        counts = Counter({"problems": 1 if judged.fault is not None else 0})
        for path, result in judged.results.items():
            before = known.get(path)
            counted = before if before is not None and before[0] is result else (result, _counts(result))
            self._known[path] = counted
            counts.update(counted[1])
        named = ("passed", "failed", "waived", "due", "open", "problems")
        return {"folder": addresses.uri_of(judged.folder), **{name: counts[name] for name in named}}


def _counts(result: FileResult) -> Counter[str]:
    found: Counter[str] = Counter(problems=1 if result.problems else 0)
    for kind, number in result.tally.counts.items():
        if kind.outcome is Outcome.PENDING:
            found["open" if kind.open else "due"] += number
        elif kind.outcome in _WORDS:
            found[_WORDS[kind.outcome]] += number
    return found
