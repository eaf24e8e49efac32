"""What became of the tests that prove clauses, as pytest tells of it test by test; of several workers, all together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.model.evidence import MARKER, Evidence, worse

NODE, COMMIT, TIME, TOTAL = (f"{MARKER}_{word}" for word in ("node", "commit", "time", "total"))
"""Properties beside the marker's own: they carry in JUnit XML what its other fields do not tell for certain, such as
how many tests there are of a claim (`SP-15.10.2[ads-console] 3`): one that did not run is not in the file."""
TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"


_FINAL = ("failed", "error", "skipped", "passed")


class Claim(NamedTuple):
    """What a test is to prove."""

    clause: str
    subject: str

    def __str__(self) -> str:
        return f"{self.clause}[{self.subject}]"

    @classmethod
    def parse(cls, text: str) -> Claim | None:
        """What `str` wrote; None: something else did."""
        clause, bracket, rest = text.partition("[")
        subject = rest.removesuffix("]")
        return cls(clause, subject) if clause and bracket and subject and subject != rest else None


class Waiting(NamedTuple):
    """A case that waits for the end of the run, when it is known what all tests came to."""

    file: Path
    node: str


class Outcomes:
    """The tests that prove clauses, and their outcomes. Registered as a plugin, it hears of each report."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._deselected: dict[str, None] = {}
        self._broken: dict[str, None] = {}
        self._outcomes: dict[str, str] = {}
        self._earlier: dict[str, str] = {}
        self.waiting: dict[Waiting, None] = {}

    @cached_property
    def time(self) -> str:
        """When the run began: when this was first asked for, as the tests were collected."""
        return datetime.now(UTC).strftime(TIME_FORMAT)

    @cached_property
    def commit(self) -> str | None:
        """What is checked out."""
        from pytest_icplicense.evidence.freshness import head

        return head(self._folder)

    def collected(self, claims: Mapping[str, Sequence[Claim]]) -> dict[str, list[tuple[str, str]]]:
        """Tests were collected; the properties that their reports are to have."""
        self._claims.update((node, tuple(own)) for node, own in claims.items())
        total = Counter(claim for own in self._claims.values() for claim in set(own))
        return {node: self._properties(node, total) for node in claims}

    def _properties(self, node: str, total: Mapping[Claim, int]) -> list[tuple[str, str]]:
        claims = self._claims[node]
        return [
            *((MARKER, str(claim)) for claim in claims),
            *((TOTAL, f"{claim} {total[claim]}") for claim in claims),
            (NODE, node),
            *([(COMMIT, self.commit)] if self.commit else []),
            (TIME, self.time),
        ]

    def deselected(self, nodes: Iterable[str]) -> None:
        """Tests that were collected and will not run."""
        self._deselected.update(dict.fromkeys(nodes))

    def not_collected(self, node: str) -> None:
        """A file or a class could not be collected: nobody knows which tests it has, and what they would prove."""
        self._broken[node] = None

    def pytest_runtest_logreport(self, report: Any) -> None:
        """One phase of a test is over. A test that is run again begins anew; its last run counts, as it does for pytest."""
        node = next((value for name, value in report.user_properties if name == NODE), None)
        if node is None:
            if report.failed and report.when not in ("setup", "call", "teardown"):  # its worker crashed
                self._outcomes[str(report.nodeid)] = "error"
            return
        outcome = str(report.outcome)
        if outcome == "passed" and hasattr(report, "context"):
            return  # a part of a test (subtests), which may yet fail
        if hasattr(report, "wasxfail"):  # it is expected to fail, so that it proves nothing if it passes
            outcome = "skipped"
        if outcome == "failed" and report.when != "call":
            outcome = "error"
        if report.when == "setup":
            before = self._outcomes.get(node)
            if before in _FINAL:  # the same test once more, not one that is run again
                self._earlier[node] = worse(before, self._earlier.get(node, before))
            self._outcomes[node] = "not-run" if outcome == "passed" else outcome
        elif outcome in ("failed", "error", "skipped"):
            before = self._outcomes.get(node, "not-run")
            self._outcomes[node] = outcome if before == "not-run" else worse(before, outcome)
        elif report.when == "call" and outcome == "passed" and self._outcomes.get(node) == "not-run":
            self._outcomes[node] = outcome

    def evidence(self) -> tuple[Evidence, ...]:
        """All that is known by now."""
        claimed = [
            Evidence(node, *claim, self._outcome(node), self.commit, self.time)
            for node, claims in sorted(self._claims.items())
            for claim in claims
        ]
        all_claims = dict.fromkeys(claim for claims in self._claims.values() for claim in claims)
        broken = [
            Evidence(node, *claim, "error", self.commit, self.time)
            for node in sorted(self._broken)
            for claim in sorted(all_claims)
        ]
        return (*claimed, *broken)

    def _outcome(self, node: str) -> str:
        outcome = self._outcomes.get(node, "deselected" if node in self._deselected else "not-run")
        outcome = outcome if outcome != "rerun" else "not-run"
        return worse(outcome, self._earlier.get(node, outcome))

    def sent(self) -> dict[str, Any]:
        """What a worker tells the process that started it; reports have gone there already. Plain values."""
        return {
            "claims": {node: [tuple(claim) for claim in claims] for node, claims in self._claims.items()},
            "deselected": list(self._deselected),
            "broken": list(self._broken),
            "waiting": [(str(each.file), each.node) for each in self.waiting],
        }

    def receive(self, sent: dict[str, Any]) -> None:
        """What a worker sent."""
        for node, claims in sent["claims"].items():
            self._claims.setdefault(node, tuple(Claim(*claim) for claim in claims))
        self.deselected(sent["deselected"])
        self._broken.update(dict.fromkeys(sent["broken"]))
        self.waiting.update(dict.fromkeys(Waiting(Path(file), node) for file, node in sent["waiting"]))
