"""Everything that a reader of a whole report is shown, by clause and by manifest: what `html` and `pdf` lay out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.license import License
from pytest_icplicense.model.provision import LEVELS, Clause
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.closing_lines import incomplete, not_enforced
from pytest_icplicense.reports.summary import count, worst
from pytest_icplicense.reports.terminal import verdict_of
from pytest_icplicense.reports.verdict_line import Verdict
from pytest_icplicense.runs.overview import AFTER, BEFORE, Overview, Statement
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LINE_BREAKS = re.compile("[\r\n\t]+")


class Entry(NamedTuple):
    """A case as it came out."""

    column: int
    subject: str
    """Below the manifest: `help-search`; empty for the whole manifest."""
    result: Result
    place: str
    """`ads-console.icp.yaml:31:5`."""
    evidence: str | None
    """The file, or address, that the check looks at."""


class Section(NamedTuple):
    """A clause with all its cases."""

    clause: Clause
    quote: str
    review: bool
    """Whether a license words the provision in another way, so that the checks may no longer fit."""
    entries: tuple[Entry, ...]
    statements: tuple[Statement, ...]

    @property
    def outcome(self) -> Outcome | None:
        """The worst of its cases; None where there is none."""
        return worst(entry.result.outcome for entry in self.entries) if self.entries else None

    @property
    def by_column(self) -> dict[int, Outcome]:
        """What it comes to in each column in which it has cases."""
        found: dict[int, set[Outcome]] = {}
        for entry in self.entries:
            found.setdefault(entry.column, set()).add(entry.result.outcome)
        return {column: worst(outcomes) for column, outcomes in found.items()}

    @property
    def level(self) -> str:
        """The highest of its checks."""
        return min((check.level for check in self.clause.judged_by), key=LEVELS.index)


class Obligation(NamedTuple):
    """What falls due on a day."""

    day: date
    clause: str
    title: Text
    kind: str
    """A lane of the timeline: deadline, period, statement, waiver."""
    state: str
    """`open` is to be done by then, `ahead` comes round again, `ends` is a waiver's.

    Of those before the as-of date: `met`, `missed`, or `over`.
    """
    subjects: tuple[str, ...]
    role: str | None
    """Who can answer it."""
    columns: tuple[int, ...]
    """The manifests that it concerns; of a waiver's end, which names them by a pattern, none."""


class Dossier(NamedTuple):
    """The whole report."""

    report: Report
    columns: tuple[Overview, ...]
    """The manifests."""
    sections: tuple[Section, ...]
    obligations: tuple[Obligation, ...]
    licenses: tuple[License, ...]
    verdict: Verdict
    """What the run comes to, as its last line has it on a terminal."""

    @property
    def outcome(self) -> Outcome:
        """The verdict on all of it."""
        report = self.report
        if report.problems:
            return Outcome.ERROR
        found = worst(result.outcome for result in report.results if report.is_enforced(result))
        if found in (Outcome.ERROR, Outcome.FAILED):
            return found
        settled = report.results and self.verdict.whole and not self.verdict.open_critical
        return Outcome.PASSED if settled else Outcome.PENDING

    @property
    def cases(self) -> dict[str, int]:
        """How many cases came out how."""
        return count(result.outcome for result in self.report.results)

    @property
    def clauses(self) -> dict[str, int]:
        """How many clauses came out how."""
        return count(outcome for each in self.sections if (outcome := each.outcome))

    @property
    def headline(self) -> Text:
        """The verdict in a sentence."""
        judged = self.report.results or self.report.problems
        return self.verdict.words() if judged else Text("nothing was judged", "没有可判定的用例")

    @property
    def restrictions(self) -> list[Text]:
        """What the verdict does not speak of: cases that did not run, and failures that are others' to answer."""
        said = not_enforced(self.report), incomplete(self.report)
        return [each for each in said if each]


def dossier(report: Report) -> Dossier:
    """Bring together what the run found and what it was found in."""
    columns = report.overviews
    entries: dict[str, list[Entry]] = {}
    for result, entry in _entries(report):
        entries.setdefault(result.criterion.clause, []).append(entry)
    statements: dict[str, dict[Statement, None]] = {}
    for column in columns:
        for clause_id, statement in column.statements:
            statements.setdefault(clause_id, {})[statement] = None
    library = report.library
    licenses = tuple(library.licenses[number] for number in report.licenses if number in library.licenses)
    quoted = licenses or tuple(library.licenses.values())
    review = {name for held in quoted for changed in held.changed for name in changed.review}
    sections = tuple(
        Section(
            clause,
            clause.quoted(quoted),
            clause.id in review,
            tuple(entries.get(clause.id, ())),
            tuple(statements.get(clause.id, {})),
        )
        for provision in library.provisions
        for clause in provision.clauses
    )
    return Dossier(report, columns, sections, tuple(_obligations(report)), licenses, verdict_of(report))


def _entries(report: Report) -> Iterator[tuple[Result, Entry]]:
    """Each result with its place in its manifest's column."""
    stands = {
        (column.document, case): (number, stand)
        for number, column in enumerate(report.overviews)
        for case, stand in column.cases.items()
    }
    for result in report.results:
        number, stand = stands[result.document, result.id]
        below = result.subject.removeprefix(report.overviews[number].subject).removeprefix(":")
        yield result, Entry(number, below, result, str(result.place or stand.place), stand.evidence)


def _obligations(report: Report) -> Iterator[Obligation]:
    """What falls due around the as-of date, by day and clause, with the ends of waivers."""
    as_of = report.settings.as_of
    now = {result.id: result for result in report.results}
    clauses = {clause.id: clause for provision in report.library.provisions for clause in provision.clauses}
    found: dict[tuple[date, str, str, str, str], list[tuple[str, int | None]]] = {}
    for number, due in (
        (number, each) for number, column in enumerate(report.overviews) for each in column.due
    ):
        kind = "deadline" if due.outcome is Outcome.PENDING else _kind(clauses[due.clause])
        result = now.get(due.case)
        if state := _state(due.day, as_of, due.outcome, result.outcome if result else None):
            role = (result.criterion.role if result else None) or ""
            found.setdefault((due.day, due.clause, kind, state, role), []).append((due.subject, number))
    for waiver in (each.waiver for each in report.reviews):
        if as_of - BEFORE <= waiver.expires <= as_of + AFTER:
            state = "ends" if waiver.expires >= as_of else "over"
            key = waiver.expires, waiver.check.partition("/")[0], "waiver", state, ""
            found.setdefault(key, []).append((waiver.subject, None))
    for (day, clause_id, kind, state, role), concerned in sorted(found.items(), key=lambda each: each[0]):
        title = _WAIVER_ENDS if kind == "waiver" else clauses[clause_id].provision.title
        subjects = tuple(dict.fromkeys(subject for subject, _ in concerned))
        columns = tuple(dict.fromkeys(column for _, column in concerned if column is not None))
        yield Obligation(day, clause_id, title, kind, state, subjects, role or None, columns)


_WAIVER_ENDS = Text("a waiver ends", "豁免到期")


def _kind(clause: Clause) -> str:
    return "statement" if "attested" in clause.how else "period"


def _state(day: date, as_of: date, then: Outcome, now: Outcome | None) -> str | None:
    """How an obligation stands at the as-of date; None where it was none any more before it fell due."""
    if day >= as_of:
        return "open" if then is Outcome.PENDING or then.due_is_next else "ahead"
    if then.due_is_next:
        return None  # nobody knows for which period it fails today
    if now is Outcome.FAILED:
        return "missed"
    return "met" if then is Outcome.PENDING else None


def visible(text: Any) -> str:
    """Text from a file as a page shows it: in one line, and with marks that would turn or hide what follows spelled out."""
    plain = str(text)
    if plain.isprintable():  # which none of those marks is
        return plain
    line = _LINE_BREAKS.sub(" ", plain)
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
