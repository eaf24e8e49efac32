"""What somebody should look at, one by one: for the formats that attach a message to a line of a file."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pytest_icplicense.documents import Place
from pytest_icplicense.engine.due_soon import due_soon
from pytest_icplicense.library.settings import FILE
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.closing_lines import incomplete
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text


class Alert(NamedTuple):
    """One message with its place."""

    place: Place
    pointer: str
    title: str
    """The case's id; else `icplicense` or `waiver`."""
    level: str
    """error (it cannot be judged), critical, major, minor, or info (it is no failure)."""
    message: Text
    remedy: Text | None = None
    result: Result | None = None
    """Of the case that it is about."""

    @property
    def fails(self) -> bool:
        """Whether the run fails for it."""
        return self.level != "info"


def alerts(report: Report) -> Iterator[Alert]:
    """Problems, findings, what falls due soon, warnings, waivers to look at, and that something did not run, in order."""
    settings = report.settings
    for problem in report.problems:
        yield Alert(problem.place, problem.pointer or "", "icplicense", "error", problem.message)
    for result in report.results:
        if result.place is None:
            continue
        if result.outcome in (Outcome.FAILED, Outcome.ERROR):
            level = "error" if result.outcome is Outcome.ERROR else result.criterion.level
            for each in result.findings:
                yield Alert(each.place, each.pointer, result.id, level, each.message, each.remedy, result)
            if not result.findings and result.reason:
                yield Alert(result.place, result.pointer, result.id, level, result.reason, None, result)
        elif coming := due_soon(result, settings.as_of, settings.warn_days):
            yield Alert(result.place, result.pointer, result.id, "info", coming, None, result)
    for warning in report.warnings:
        yield Alert(warning.place, warning.pointer or "", "icplicense", "info", warning.message)
    for review in report.reviews:
        if review.state != "active":
            yield Alert(review.waiver.place, review.waiver.pointer, "waiver", "info", review.message)
    if missing := incomplete(report):
        first = report.paths[0] if report.paths else FILE
        yield Alert(Place(first, 1, 1), "", "icplicense", "info", missing)


def fingerprints(listed: list[Alert]) -> list[str]:
    """A name for each alert that stays when lines, list entries, days and the language change; no two are the same.

    It is made of the case, the keys that lead to the place, and the English message without its numbers: a deadline
    that comes nearer is not a new one. Where these agree, the order tells the alerts apart.
    """
    seen: Counter[str] = Counter()
    found = []
    for each in listed:
        keys = "/".join(key for key in each.pointer.split("/") if not key.isdigit())
        where = "" if each.result else each.place.path
        same = "\0".join((each.title, where, keys, re.sub(r"\d+", "#", each.message.en)))
        seen[same] += 1
        found.append(hashlib.sha256(f"{same}\0{seen[same]}".encode("utf-8", "backslashreplace")).hexdigest())
    return found
