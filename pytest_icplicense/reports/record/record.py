"""The key `record` of the JSON report: all that results have, in both languages, so that they can be read back.

What is said often is kept once, in tables, and told by its number there; the plain cases of a file are columns of numbers.
So ten thousand cases are half a megabyte, and a hundred such reports are read in seconds. Keys may be added while the
version stays.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from typing import Any

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.evidence import Evidence, together
from pytest_icplicense.model.result import Criterion, Result
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.runs.report import FileResult, Report, WaiverFile
from pytest_icplicense.text import Text

VERSION = 1
TABLES = ("paths", "texts", "criteria", "subjects", "pointers", "licenses")
COLUMNS = ("criterion", "subject", "verdict", "pointer", "license", "reason")
OUTCOMES = tuple(Outcome)
_NUMBERS = {outcome: number for number, outcome in enumerate(OUTCOMES)}


def lines(report: Report) -> Iterator[str]:
    """The record as JSON, as it stands below a key of the report; a line for each file."""
    writer = _Writer()
    yield f'{{\n    "version": {VERSION},\n'
    yield f'    "base": {_json(report.from_root("."))},\n'
    yield f'    "warn_days": {report.settings.warn_days},\n'
    for name, listed in (
        ("files", (writer.file(each) for each in report.files)),
        ("waivers", (writer.waiver_file(each) for each in report.waiver_files)),
    ):
        yield f'    "{name}": ['
        comma = ""
        for each in listed:
            yield f"{comma}\n      {_json(each)}"
            comma = ","
        yield "\n    ],\n"
    for name, problems, of_files in (
        ("problems", report.problems, {known for each in report.files for known in each.problems}),
        ("warnings", report.warnings, {known for each in report.files for known in each.warnings}),
    ):
        apart = [writer.problem(each) for each in problems if each not in of_files]
        yield f'    "{name}": {_json(apart)},\n'
    given = report.tests  # None: nobody ran tests, which is not the same as tests that prove nothing
    yield f'    "evidence": {_json(None if given is None else [writer.evidence(each) for each in together(given)])},\n'
    tables = (f'    "{name}": {_json(writer.tables[name])}' for name in TABLES)
    yield ",\n".join(tables) + "\n  }"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Writer:
    def __init__(self) -> None:
        self.tables: dict[str, list[Any]] = {name: [] for name in TABLES}
        self._numbers: dict[str, dict[Hashable, int]] = {name: {} for name in TABLES}
        self._criteria: dict[int, int] = {}

    def number(self, table: str, value: Hashable, written: Any = None) -> int:
        """The number of a value in its table."""
        numbers = self._numbers[table]
        if (found := numbers.get(value)) is None:
            found = numbers[value] = len(numbers)
            self.tables[table].append(value if written is None else written)
        return found

    def text(self, text: Text | None) -> int:
        """Of a sentence; -1: there is none."""
        if text is None:
            return -1
        return self.number("texts", text, text.en if text.en == text.zh else list(text))

    def criterion(self, held_to: Criterion) -> int:
        if (found := self._criteria.get(id(held_to))) is None:
            written = [
                *(held_to.check, held_to.clause, held_to.provision, self.text(held_to.title), held_to.level),
                *(held_to.how, held_to.quote, self.text(held_to.basis), held_to.role, held_to.rule),
            ]
            found = self._criteria[id(held_to)] = self.number("criteria", held_to, written)
        return found

    def place(self, place: Place) -> list[int]:
        return [self.number("paths", place.path), place.line, place.column]

    def file(self, one: FileResult) -> dict[str, Any]:
        columns: list[list[int]] = [[] for _ in COLUMNS]
        more, applies, excerpts = [], [], []
        for index, result in enumerate(one.results):
            row = (
                self.criterion(result.criterion),
                self.number("subjects", result.subject),
                _NUMBERS[result.outcome],
                self.number("pointers", result.pointer),
                self.number("licenses", result.licenses),
                self.text(result.reason),
            )
            for column, value in zip(columns, row, strict=True):
                column.append(value)
            if result.place or result.findings or result.due or result.waiver:
                more.append([index, *self._rest(result)])
            if result.applies_at:
                applies.append([index, self.number("pointers", result.applies_at)])
            excerpts += [
                [index, number, each.excerpt.first, *each.excerpt.lines]
                for number, each in enumerate(result.findings)
                if each.excerpt
            ]
        return {
            "path": self.number("paths", one.shown),
            "licenses": one.licenses,
            "names": [[each.kind, each.name, each.document] for each in one.held],
            "cases": dict(zip(COLUMNS, columns, strict=True)),
            "more": more,
            "applies": applies,
            "excerpts": excerpts,
            "problems": [self.problem(each) for each in one.problems],
            "warnings": [self.problem(each) for each in one.warnings],
        }

    def _rest(self, result: Result) -> list[Any]:
        found = [
            [*self.place(each.place), each.pointer, self.text(each.message), self.text(each.remedy)]
            for each in result.findings
        ]
        return [
            self.place(result.place) if result.place else None,
            found,
            result.due.isoformat() if result.due else None,
            [*_granted(result.waiver), *self.place(result.waiver.place)] if result.waiver else None,
        ]

    def problem(self, problem: Problem) -> list[Any]:
        said = [*self.place(problem.place), self.text(problem.message), problem.pointer]
        return [*said, True] if problem.of_gate else said

    def evidence(self, given: Evidence) -> list[Any]:
        return [
            *(given.node, given.clause, given.subject, given.outcome, given.commit, given.time),
            self.text(given.refused),
        ]

    def waiver_file(self, file: WaiverFile) -> dict[str, Any]:
        path, inside, binds = (
            [self.number("paths", each) for each in some] for some in ((file.path,), file.inside, file.binds)
        )
        listed = [[*_granted(each), each.pointer, *self.place(each.place)] for each in file.waivers]
        names = sorted(file.names)
        return {"path": path[0], "inside": inside, "binds": sorted(binds), "waivers": listed, "names": names}


def _granted(waiver: Waiver) -> list[str | None]:
    """What a waiver says, as a row has it."""
    days = waiver.starts.isoformat(), waiver.expires.isoformat()
    return [waiver.check, waiver.subject, waiver.reason, waiver.approver, waiver.ticket, *days]
