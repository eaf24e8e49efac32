"""`--icp-fail-under-proof`: the least share of clauses that must rest on more than an attestation."""

from __future__ import annotations

from typing import Any

from pytest_icplicense.reports.proof import below
from pytest_icplicense.reports.summary import total_of
from pytest_icplicense.text import spoken


class Floor:
    """Registered as a plugin, it hears of each case."""

    def __init__(self, percent: int) -> None:
        self._percent = percent
        self._cases: dict[str, dict[str, object]] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """One phase of a test is over."""
        if any(name == "icp" and phase == report.when for name, phase in report.user_properties[:3]):
            facts = dict(report.user_properties)
            self._cases[str(facts.get("case", report.nodeid))] = facts

    def shortfall_message(self, lang: str | None) -> str | None:
        """What to say where the share is less; None: it is not."""
        text = below(total_of(self._cases.values()).proofs, self._percent)
        return text.to(lang or spoken()) if text else None
