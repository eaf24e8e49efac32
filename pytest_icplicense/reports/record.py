"""The key `record` of the JSON report: all that results have, in both languages, so that they can be read back.

What is said often is kept once, in tables, and told by its number there; the plain cases of a file are columns of numbers.
So ten thousand cases are half a megabyte, and a hundred such reports are read in seconds. Keys may be added while the
version stays.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from typing import Any, NamedTuple

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Criterion, Excuse, Reported, Result
from pytest_icplicense.recorded import WaiverFile, waiver
from pytest_icplicense.run import FileRun, Run
from pytest_icplicense.text import Text, plain
from pytest_icplicense.workspace import Name, Workspace

VERSION = 1
_TABLES = ("paths", "texts", "criteria", "subjects", "pointers", "licenses")
_COLUMNS = ("criterion", "subject", "verdict", "pointer", "license", "reason")
_OUTCOMES = tuple(Outcome)
_NUMBERS = {outcome: number for number, outcome in enumerate(_OUTCOMES)}


def lines(run: Run) -> Iterator[str]:
    """The record as JSON, as it stands below a key of the report; a line for each file."""
    writer = _Writer(run.workspace)
    yield f'{{\n    "version": {VERSION},\n'
    yield f'    "base": {_json(run.workspace.from_root("."))},\n'
    yield f'    "warn_days": {run.workspace.settings.warn_days},\n'
    for name, listed in (
        ("files", (writer.file(each) for each in run.files)),
        ("waivers", (writer.waiver_file(each) for each in run.waiver_files)),
    ):
        yield f'    "{name}": ['
        comma = ""
        for each in listed:
            yield f"{comma}\n      {_json(each)}"
            comma = ","
        yield "\n    ],\n"
    for name, told, of_files in (
        ("problems", run.problems, {known for each in run.files for known in each.problems}),
        ("warnings", run.warnings, {known for each in run.files for known in each.warnings}),
    ):
        apart = [writer.problem(each) for each in told if each not in of_files]
        yield f'    "{name}": {_json(apart)},\n'
    tables = (f'    "{name}": {_json(writer.tables[name])}' for name in _TABLES)
    yield ",\n".join(tables) + "\n  }"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Writer:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.tables: dict[str, list[Any]] = {name: [] for name in _TABLES}
        self._numbers: dict[str, dict[Hashable, int]] = {name: {} for name in _TABLES}
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
                *(held_to.how, held_to.quote, self.text(held_to.basis)),
            ]
            found = self._criteria[id(held_to)] = self.number("criteria", held_to, written)
        return found

    def place(self, place: Place) -> list[int]:
        return [self.number("paths", place.path), place.line, place.column]

    def file(self, one: FileRun) -> dict[str, Any]:
        columns: list[list[int]] = [[] for _ in _COLUMNS]
        more = []
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
        return {
            "path": self.number("paths", self.workspace.show(one.path)),
            "licenses": one.licenses,
            "names": [[each.kind, each.name, each.document] for each in one.held],
            "cases": dict(zip(_COLUMNS, columns, strict=True)),
            "more": more,
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
            self._excuse(result.waiver) if result.waiver else None,
        ]

    def _excuse(self, given: Excuse) -> list[Any]:
        days = (given.starts.isoformat(), given.expires.isoformat())
        return [*given[:5], *days, *self.place(given.place)]

    def problem(self, problem: Problem) -> list[Any]:
        return [*self.place(problem.place), self.text(problem.message), problem.pointer]

    def waiver_file(self, file: WaiverFile) -> dict[str, Any]:
        paths = [self.number("paths", self.workspace.show(each)) for each in (file.path, *file.inside)]
        listed = [
            [
                *(each.check, each.subject, each.reason, each.approver, each.ticket),
                *(each.starts.isoformat(), each.expires.isoformat(), each.pointer, *self.place(each.place)),
            ]
            for each in file.waivers
        ]
        return {"path": paths[0], "inside": paths[1:], "waivers": listed, "names": sorted(file.names)}


def rows(value: Any) -> list[Any]:
    """The value, if it is a list; nothing else that can be gone through.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, list):
        raise ValueError("not a list")
    return value


def strings(value: Any) -> list[str]:
    """The same for a list of texts."""
    if not all(isinstance(each, str) for each in rows(value)):
        raise ValueError("not a list of texts")
    return list(value)


def paths(value: Any) -> list[str]:
    """The same for paths as they are shown: nothing in them may move a terminal's cursor or be a command to a CI server."""
    if any(plain(each) != each for each in strings(value)):
        raise ValueError("not a path as it is shown")
    return list(value)


class Read(NamedTuple):
    """A record read back."""

    files: list[FileRun]
    waiver_files: list[WaiverFile]
    problems: list[Problem]
    """What is wrong with the run, and belongs to none of its files."""
    warnings: list[Problem]


class Reader:
    """Records read back, one after the other; what they have in common is kept once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._kept: dict[Any, Any] = {}

    def read(self, record: dict[str, Any], moved: Callable[[str], str]) -> Read:
        """What a record tells; `moved` says what a path in it is called here.

        Raises:
            ValueError, TypeError, LookupError: it is not what `lines` writes.
        """
        tables = {name: rows(record[name]) for name in _TABLES}
        tables["paths"] = [self._one(moved(path)) for path in paths(tables["paths"])]
        tables["texts"] = [
            self._one(Text.same(each) if isinstance(each, str) else Text(*strings(each)))
            for each in tables["texts"]
        ]
        for name in ("subjects", "pointers", "licenses"):
            tables[name] = [self._one(each) for each in strings(tables[name])]
        texts = tables["texts"]
        tables["criteria"] = [self._one(_criterion(each, texts)) for each in tables["criteria"]]
        files = [self._file(each, tables) for each in rows(record["files"])]
        return Read(
            files,
            [self._waiver_file(each, tables["paths"]) for each in rows(record["waivers"])],
            [_problem(each, tables) for each in rows(record["problems"])],
            [_problem(each, tables) for each in rows(record["warnings"])],
        )

    def _one(self, value: Any) -> Any:
        return self._kept.setdefault(value, value)

    def _file(self, one: dict[str, Any], tables: dict[str, list[Any]]) -> FileRun:
        shown = tables["paths"][one["path"]]
        path = self.workspace.base / shown
        results = _plain(one["cases"], tables, shown)
        for index, *rest in one["more"]:
            results[index] = _completed(results[index], rest, tables)
        names = tuple(Name(kind, name, path, document) for kind, name, document in one["names"])
        return FileRun(
            path,
            tuple(results),
            tuple(_problem(each, tables) for each in one["problems"]),
            tuple(strings(one["licenses"])),
            names,
            False,
            tuple(_problem(each, tables) for each in one["warnings"]),
            (),
            names,
        )

    def _waiver_file(self, file: dict[str, Any], paths: list[str]) -> WaiverFile:
        base = self.workspace.base
        return WaiverFile(
            base / paths[file["path"]],
            tuple(base / paths[each] for each in file["inside"]),
            tuple(
                waiver(
                    fields,
                    date.fromisoformat(starts),
                    date.fromisoformat(expires),
                    pointer,
                    Place(paths[path], line, column),
                )
                for *fields, starts, expires, pointer, path, line, column in file["waivers"]
            ),
            frozenset(file["names"]),
        )


def _criterion(row: list[Any], texts: list[Any]) -> Criterion:
    check, clause, provision, title, level, how, quote, basis = row
    strings([check, clause, provision, level, quote])
    return Criterion(
        *(check, clause, provision, texts[title], level, tuple(strings(how)), quote, _at(texts, basis))
    )


def _plain(cases: dict[str, list[int]], tables: dict[str, list[Any]], document: str) -> list[Result]:
    """The results as far as their columns tell."""
    columns = [cases[name] for name in _COLUMNS]
    if any(column and min(column) < (-1 if name == "reason" else 0) for name, column in cases.items()):
        raise ValueError("a number is negative")
    criteria, subjects, pointers = tables["criteria"], tables["subjects"], tables["pointers"]
    licenses, texts = tables["licenses"], [*tables["texts"], None]  # the last is number -1
    checks = [held_to.check for held_to in criteria]
    new = tuple.__new__  # twice as fast as the class, of which there may be a million
    return [
        new(
            Result,
            (
                f"{checks[criterion]}[{subjects[subject]}]",
                criteria[criterion],
                subjects[subject],
                _OUTCOMES[outcome],
                document,
                pointers[pointer],
                licenses[number],
                None,
                (),
                texts[reason],
                None,
                None,
            ),
        )
        for criterion, subject, outcome, pointer, number, reason in zip(*columns, strict=True)
    ]


def _completed(result: Result, rest: list[Any], tables: dict[str, list[Any]]) -> Result:
    place, found, due, excuse = rest
    texts = tables["texts"]
    findings = tuple(
        Reported(_place([path, line, column], tables), pointer, texts[message], texts[remedy])
        for path, line, column, pointer, message, remedy in found
    )
    waived = None
    if excuse:
        *fields, starts, expires, path, line, column = excuse
        days = date.fromisoformat(starts), date.fromisoformat(expires)
        check, subject, reason, approver, ticket = fields
        stands = _place([path, line, column], tables)
        waived = Excuse(check, subject, reason, approver, ticket, *days, stands)
    return result._replace(
        place=_place(place, tables) if place else None,
        findings=findings,
        due=date.fromisoformat(due) if due else None,
        waiver=waived,
    )


def _place(numbers: list[int], tables: dict[str, list[Any]]) -> Place:
    path, line, column = numbers
    return Place(tables["paths"][path], int(line), int(column))


def _problem(row: list[Any], tables: dict[str, list[Any]]) -> Problem:
    *place, message, pointer = row
    return Problem(*_place(place, tables), tables["texts"][message], pointer)


def _at(texts: list[Any], number: int) -> Text | None:
    return None if number == -1 else texts[number]
