"""What a team's own test says of a clause: a plain value that comes from this run or from a file of results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from pytest_icplicense.text import IcpError, Text

MARKER = "icp_evidence"
"""The marker of such tests, and the property that says in JUnit XML what they prove: `SP-15.10.2[ads-console]`."""
WORST_FIRST = ("failed", "error", "not-run", "deselected", "skipped", "passed")
"""The outcomes that there are."""


class Unusable(IcpError):
    """A file of evidence that says nothing, or is not whole; where and why."""

    def __init__(self, message: Text, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Evidence:
    """The outcome of one test for one clause and one subject."""

    node: str
    """pytest's node id: `tests/test_app.py::test_unsubscribed_users_get_no_push`."""
    clause: str
    subject: str
    """The manifest's name."""
    outcome: str
    commit: str | None
    """The commit that was checked out; None where nobody knows."""
    time: str
    """When the run began, in UTC: `2026-03-01T08:30:00Z`."""
    refused: Text | None = None
    """Why it counts for nothing: too old, of another commit, from the future."""

    @property
    def counts(self) -> bool:
        """Whether it proves the clause."""
        return self.outcome == "passed" and self.refused is None


def worse(one: str, other: str) -> str:
    """The worse of two outcomes."""
    return min(one, other, key=WORST_FIRST.index)


def together(entries: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What several runs or files say, in order of the tests: the same outcome of a test at the same commit once, with its
    earliest time."""
    found: dict[Evidence, Evidence] = {}
    for each in entries:
        key = replace(each, time="")
        known = found.setdefault(key, each)
        if _moment(each) < _moment(known):
            found[key] = each
    return tuple(sorted(found.values(), key=_in_order))


def _moment(evidence: Evidence) -> datetime:
    return datetime.fromisoformat(evidence.time)


def _in_order(each: Evidence) -> tuple[str, str, str, str, str, datetime]:
    return each.node, each.clause, each.subject, each.outcome, each.commit or "", _moment(each)
