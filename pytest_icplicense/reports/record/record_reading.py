"""Records of JSON reports read back into results. Nothing in them is believed: what is out of form is an error."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.model.evidence import WORST_FIRST, Evidence
from pytest_icplicense.model.result import Criterion, Excerpt, Reported, Result, tally
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports.record.record import COLUMNS, OUTCOMES, TABLES
from pytest_icplicense.runs.report import FileResult, WaiverFile
from pytest_icplicense.text import Text, plain
from pytest_icplicense.workspace.manifest_names import Name

OUT_OF_FORM = (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)
"""What reading JSON raises that is not of the form that it should have."""


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

    files: list[FileResult]
    waiver_files: list[WaiverFile]
    problems: list[Problem]
    """What is wrong with the run, and belongs to none of its files."""
    warnings: list[Problem]
    evidence: list[Evidence] | None
    """What tests gave; None: nobody ran any."""


def _numbers(listed: Any) -> list[str]:
    """License numbers, which lines of every format are made of.

    Raises:
        ValueError: one of them ends a line, so that another one could begin with a command.
    """
    numbers = strings(listed)
    if not all(each.isprintable() for each in numbers):
        raise ValueError("no license number")
    return numbers


class Reader:
    """Records read back, one after the other; what they have in common is kept once."""

    def __init__(self, base: Path, as_of: date) -> None:
        """`base` is the folder that paths are relative to."""
        self._base = base
        self._as_of = as_of
        self._kept: dict[Any, Any] = {}

    def read(self, record: dict[str, Any], moved: Callable[[str], str]) -> Read:
        """What a record tells; `moved` says what a path in it is called here.

        Raises:
            OUT_OF_FORM: it is not what `lines` writes.
        """
        tables = {name: rows(record[name]) for name in TABLES}
        tables["paths"] = [self._one(moved(path)) for path in paths(tables["paths"])]
        tables["texts"] = [
            self._one(Text.same(each) if isinstance(each, str) else Text(*strings(each)))
            for each in tables["texts"]
        ]
        for name in ("subjects", "pointers", "licenses"):
            tables[name] = [self._one(each) for each in strings(tables[name])]
        _numbers(tables["licenses"])
        texts = tables["texts"]
        tables["criteria"] = [self._one(_criterion(each, texts)) for each in tables["criteria"]]
        files = [self._file(each, tables) for each in rows(record["files"])]
        return Read(
            files,
            [self._waiver_file(each, tables["paths"]) for each in rows(record["waivers"])],
            [_problem(each, tables) for each in rows(record["problems"])],
            [_problem(each, tables) for each in rows(record["warnings"])],
            _evidence(record.get("evidence"), [*texts, None]),
        )

    def _one(self, value: Any) -> Any:
        return self._kept.setdefault(value, value)

    def _file(self, one: dict[str, Any], tables: dict[str, list[Any]]) -> FileResult:
        shown = tables["paths"][one["path"]]
        path = self._base / shown
        results = _plain(one["cases"], tables, shown)
        for index, *rest in one["more"]:
            results[index] = _completed(results[index], rest, tables)
        for index, pointer in one.get("applies", ()):
            results[index] = replace(results[index], applies_at=tables["pointers"][pointer])
        for index, number, first, *lines in one.get("excerpts", ()):
            results[index] = _with_excerpt(results[index], number, Excerpt(int(first), tuple(strings(lines))))
        names = tuple(
            Name(kind, name, path, int(document))
            for *words, document in one["names"]
            for kind, name in [strings(words)]
        )
        return FileResult(
            path=path,
            shown=shown,
            results=tuple(results),
            tally=tally(results, self._as_of),
            problems=tuple(_problem(each, tables) for each in one["problems"]),
            licenses=tuple(_numbers(one["licenses"])),
            warnings=tuple(_problem(each, tables) for each in one["warnings"]),
            claims=names,
            held=names,
        )

    def _waiver_file(self, file: dict[str, Any], paths: list[str]) -> WaiverFile:
        return WaiverFile(
            path=paths[file["path"]],
            inside=tuple(paths[each] for each in file["inside"]),
            binds=tuple(paths[each] for each in file["binds"]),
            waivers=tuple(
                _waiver(fields, starts, expires, Place(paths[path], int(line), int(column)), pointer)
                for *fields, starts, expires, pointer, path, line, column in file["waivers"]
            ),
            names=frozenset(strings(file["names"])),
            whole=False,
        )


def _waiver(fields: list[Any], starts: str, expires: str, place: Place, pointer: str) -> Waiver:
    check, subject, reason, approver, ticket = fields
    strings([check, subject, reason, approver, pointer, *([] if ticket is None else [ticket])])
    days = date.fromisoformat(starts), date.fromisoformat(expires)
    return Waiver(check, subject, reason, approver, ticket, *days, place, pointer)


def _criterion(row: list[Any], texts: list[Any]) -> Criterion:
    check, clause, provision, title, level, how, quote, basis, *later = row
    role, rule = [*later, None, None][:2]  # of versions that knew them
    strings([check, clause, provision, level, quote, *(each for each in (role, rule) if each is not None)])
    return Criterion(
        check=check,
        clause=clause,
        provision=provision,
        title=texts[title],
        level=level,
        how=tuple(strings(how)),
        quote=quote,
        basis=_at(texts, basis),
        role=role,
        rule=rule,
    )


def _plain(cases: dict[str, list[int]], tables: dict[str, list[Any]], document: str) -> list[Result]:
    """The results as far as their columns tell."""
    columns = [cases[name] for name in COLUMNS]
    if any(column and min(column) < (-1 if name == "reason" else 0) for name, column in cases.items()):
        raise ValueError("a number is negative")
    criteria, subjects, pointers = tables["criteria"], tables["subjects"], tables["pointers"]
    licenses, texts = tables["licenses"], [*tables["texts"], None]  # the last is number -1
    checks = [held_to.check for held_to in criteria]
    return [
        Result(
            id=f"{checks[criterion]}[{subjects[subject]}]",
            criterion=criteria[criterion],
            subject=subjects[subject],
            outcome=OUTCOMES[outcome],
            document=document,
            pointer=pointers[pointer],
            licenses=licenses[number],
            reason=texts[reason],
        )
        for criterion, subject, outcome, pointer, number, reason in zip(*columns, strict=True)
    ]


def _completed(result: Result, rest: list[Any], tables: dict[str, list[Any]]) -> Result:
    place, found, due, granted = rest
    texts = tables["texts"]
    findings = tuple(
        Reported(
            place=_place([path, line, column], tables),
            pointer=pointer,
            message=texts[message],
            remedy=texts[remedy],
        )
        for path, line, column, pointer, message, remedy in found
    )
    waived = None
    if granted:
        *fields, starts, expires, path, line, column = granted
        waived = _waiver(fields, starts, expires, _place([path, line, column], tables), "")
    return replace(
        result,
        place=_place(place, tables) if place else None,
        findings=findings,
        due=date.fromisoformat(due) if due else None,
        waiver=waived,
    )


def _with_excerpt(result: Result, number: int, excerpt: Excerpt) -> Result:
    findings = list(result.findings)
    findings[number] = replace(findings[number], excerpt=excerpt)
    return replace(result, findings=tuple(findings))


def _place(numbers: list[int], tables: dict[str, list[Any]]) -> Place:
    path, line, column = numbers
    return Place(tables["paths"][path], int(line), int(column))


def _problem(row: list[Any], tables: dict[str, list[Any]]) -> Problem:
    path, line, column, message, pointer, *gate = row
    strings([] if pointer is None else [pointer])
    if gate not in ([], [True]):
        raise ValueError("no problem")
    place = _place([path, line, column], tables)
    return Problem(*place, tables["texts"][message], pointer, of_gate=bool(gate))


def _evidence(listed: Any, texts: list[Any]) -> list[Evidence] | None:
    """A record of before there was any has none."""
    if listed is None:
        return None
    found = []
    for node, clause, subject, outcome, commit, time, refused in rows(listed):
        strings([node, clause, subject, outcome, time, *([] if commit is None else [commit])])
        if outcome not in WORST_FIRST or datetime.fromisoformat(time).tzinfo is None or refused < -1:
            raise ValueError("no evidence")
        found.append(Evidence(plain(node), clause, subject, outcome, commit, time, texts[refused]))
    return found


def _at(texts: list[Any], number: int) -> Text | None:
    return None if number == -1 else texts[number]
