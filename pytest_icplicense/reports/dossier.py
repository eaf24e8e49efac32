"""Everything that a reader of a whole report is shown, by clause and by manifest: what `html` and `pdf` lay out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from pytest_icplicense.documents import Document
from pytest_icplicense.engine.expand import id_of
from pytest_icplicense.engine.timeline import obligations
from pytest_icplicense.model.case import Case, Outcome
from pytest_icplicense.model.license import License
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import Clause
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.about import incomplete
from pytest_icplicense.reports.summary import count, worst
from pytest_icplicense.run import Run
from pytest_icplicense.text import Text

BEFORE, AFTER = timedelta(days=90), timedelta(days=365)
"""How much of the time around the as-of date the obligations are taken from."""
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LINE_BREAKS = re.compile("[\r\n\t]+")


class Column(NamedTuple):
    """A manifest."""

    name: str
    subject: str
    """The name as case ids write it."""
    kind: str
    document: str
    documents: tuple[str, ...]
    """Its own file, and its operator's: where statements for it may stand."""


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


class Statement(NamedTuple):
    """An attestation: somebody's word, with what it rests on."""

    document: str
    place: str
    owner: str
    evidence: str
    reviewed: str


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
    def level(self) -> str:
        """The highest of its checks."""
        return min((check.level for check in self.clause.judged_by), key=_LEVELS.index)


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


_READ_FILES = ("attested", "displays")
"""The rules whose `field` names a file or an address."""
_LEVELS = ("critical", "major", "minor")


class Dossier(NamedTuple):
    """The whole report."""

    run: Run
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    obligations: tuple[Obligation, ...]
    licenses: tuple[License, ...]

    @property
    def outcome(self) -> Outcome:
        """The verdict on all of it."""
        if self.run.problems:
            return Outcome.ERROR
        if not self.run.complete and not self.cases["failed"]:
            return Outcome.PENDING
        found = worst(result.outcome for result in self.run.results)
        return found if found in (Outcome.ERROR, Outcome.FAILED) else Outcome.PASSED

    @property
    def cases(self) -> dict[str, int]:
        """How many cases came out how."""
        return count(result.outcome for result in self.run.results)

    @property
    def clauses(self) -> dict[str, int]:
        """How many clauses came out how."""
        return count(outcome for each in self.sections if (outcome := each.outcome))

    @property
    def headline(self) -> Text:
        """The verdict in a sentence."""
        return _headline(self)


def dossier(run: Run) -> Dossier:
    """Bring together what the run found and what it was found in; the manifests are read once more for that."""
    bound = _Bound(run)
    entries: dict[str, list[Entry]] = {}
    for result in run.results:
        entries.setdefault(result.criterion.clause, []).append(bound.entry(result))
    library = run.workspace.library
    licenses = tuple(library.licenses[number] for number in run.licenses if number in library.licenses)
    quoted = licenses or tuple(library.licenses.values())
    review = {name for held in quoted for changed in held.changed for name in changed.review}
    sections = tuple(
        Section(
            clause,
            clause.quoted(quoted),
            clause.id in review,
            tuple(entries.get(clause.id, ())),
            tuple(bound.statements.get(clause.id, {})),
        )
        for provision in library.provisions
        for clause in provision.clauses
    )
    return Dossier(run, tuple(bound.columns), sections, tuple(bound.obligations()), licenses)


class _Bound:
    """The manifests of a run, bound once more to what they refer to."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.columns: list[Column] = []
        self.statements: dict[str, dict[Statement, None]] = {}
        self._cases: dict[str, tuple[Case, int]] = {}
        self._first = run.workspace.settings.as_of - BEFORE
        self._last = run.workspace.settings.as_of + AFTER
        for path in run.paths:
            expanded = run.workspace.expand(path)
            numbers = {}
            for manifest in expanded.manifests:
                numbers[id(manifest)] = len(self.columns)
                self.columns.append(_column(manifest))
                for document in filter(None, (manifest.document, manifest.operator)):
                    self._state(document)
            for case in expanded.cases:
                self._cases[case.id] = case, numbers[id(case.manifest)]

    @cached_property
    def _by_document(self) -> Mapping[str, int]:
        return {column.document: index for index, column in reversed(list(enumerate(self.columns)))}

    def entry(self, result: Result) -> Entry:
        case, column = self._cases.get(result.id, (None, self._by_document.get(result.document, 0)))
        if case is None:  # the file has changed since
            return Entry(column, result.subject, result, str(result.place or result.document), None)
        below = result.subject.removeprefix(id_of(case.manifest)).removeprefix(":")
        place = result.place or case.manifest.document.place(case.pointer)
        field = case.parameters.get("field") if case.check.rule in _READ_FILES else None
        value = case.value.get(field) if isinstance(field, str) and isinstance(case.value, dict) else None
        return Entry(column, below, result, str(place), value if isinstance(value, str) else None)

    def _state(self, document: Document) -> None:
        """Take up the attestations of a document."""
        if not isinstance(rows := document.tree.get("attestations", ()), list):
            return
        for index, row in enumerate(rows):
            statement = Statement(
                document.path,
                str(document.place(f"/attestations/{index}")),
                *(str(row.get(name, "–")) for name in ("owner", "evidence", "reviewed")),
            )
            self.statements.setdefault(row["clause"], {})[statement] = None

    def obligations(self) -> Iterable[Obligation]:
        """What falls due around the as-of date, by day and clause, with the ends of waivers."""
        as_of = self.run.workspace.settings.as_of
        now = {result.id: result.outcome for result in self.run.results}
        found: dict[tuple[date, str, str, str], list[str]] = {}
        titles = {each.id: each.title for each in self.run.workspace.library.provisions}
        for verdict in obligations((case for case, _ in self._cases.values()), self._first, self._last):
            clause, day = verdict.case.check.clause, verdict.due or as_of
            kind = "deadline" if verdict.outcome is Outcome.PENDING else _kind(clause)
            titles[clause.id] = clause.provision.title
            if state := _state(day, as_of, verdict.outcome, now.get(verdict.case.id)):
                found.setdefault((day, clause.id, kind, state), []).append(verdict.case.subject)
        for waiver in (each.waiver for each in self.run.reviews):
            if self._first <= waiver.expires <= self._last:
                state = "ends" if waiver.expires >= as_of else "over"
                key = waiver.expires, waiver.check.partition("/")[0], "waiver", state
                found.setdefault(key, []).append(waiver.subject)
        for (day, clause_id, kind, state), subjects in sorted(found.items()):
            title = _WAIVER_ENDS if kind == "waiver" else titles[clause_id]
            yield Obligation(day, clause_id, title, kind, state, tuple(dict.fromkeys(subjects)))


_WAIVER_ENDS = Text("a waiver ends", "豁免到期")


def _kind(clause: Clause) -> str:
    return "statement" if "attested" in clause.how else "period"


def _state(day: date, as_of: date, then: Outcome, now: Outcome | None) -> str | None:
    """How an obligation stands at the as-of date; None where it was none any more before it fell due."""
    if day >= as_of:
        return "open" if then is Outcome.PENDING else "ahead"
    if now is Outcome.FAILED:
        return "missed"
    return "met" if then is Outcome.PENDING else None


def _column(manifest: Manifest) -> Column:
    documents = [each.path for each in (manifest.document, manifest.operator) if each is not None]
    return Column(
        manifest.name, id_of(manifest), manifest.kind, manifest.document.path, tuple(dict.fromkeys(documents))
    )


def _headline(all_of_it: Dossier) -> Text:
    run, cases = all_of_it.run, all_of_it.cases
    failed, errors, problems = cases["failed"], cases["error"], len(run.problems)
    clauses = sum(
        any(entry.result.outcome is Outcome.FAILED for entry in each.entries) for each in all_of_it.sections
    )
    told: list[Text] = []
    if failed:
        told.append(
            Text(
                f"{failed} {'case fails' if failed == 1 else 'cases fail'}, in {clauses} {_many('clause', clauses)}",
                f"{clauses} 条条款中有 {failed} 项不合规",
            )
        )
    if errors or problems:
        told.append(
            Text(
                f"not judged in full: {problems} {_many('problem', problems)} in documents, "
                f"{errors} {_many('case', errors)} that cannot be judged",
                f"未能完整判定：文档问题 {problems} 处，无法判定的用例 {errors} 项",
            )
        )
    if not run.results and not problems and run.complete:
        told.append(Text("nothing was judged", "没有可判定的用例"))
    if missing := incomplete(run):
        told.append(missing)
    if not told:
        told.append(Text("nothing fails", "未发现不合规"))
    sentence = "; ".join(each.en for each in told)
    return Text(sentence[0].upper() + sentence[1:], "；".join(each.zh for each in told))


def _many(noun: str, number: int) -> str:
    return noun if number == 1 else f"{noun}s"


def visible(text: Any) -> str:
    """Text from a file as a page shows it: in one line, and with marks that would turn or hide what follows spelled out."""
    line = _LINE_BREAKS.sub(" ", str(text))
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", line)
