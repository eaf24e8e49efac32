"""What is open or failed, by who can answer it: `icplicense todo`, as text, a ticket's Markdown, a table or JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pytest_icplicense.documents import Place
from pytest_icplicense.explain.snippets import by_case, helps
from pytest_icplicense.library import Library
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.catalogue import SharedDocument
from pytest_icplicense.model.provision import DETECTED, LEVEL_NAMES, LEVELS, ROLES, Check, natural
from pytest_icplicense.model.result import Result
from pytest_icplicense.model.snippet import Snippet
from pytest_icplicense.reports.causes import caused_by, following
from pytest_icplicense.reports.closing_lines import NO_ROLE, ROLE_NAMES
from pytest_icplicense.reports.csv import MARK, cells, header
from pytest_icplicense.reports.prose import literal
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, printable
from pytest_icplicense.workspace.policy_proof import Example

NOBODY = "nobody"
"""The role of a check that names none."""
_NAMES = {**ROLE_NAMES, NOBODY: NO_ROLE}
_STATES = {
    "failed": Text("failed", "不合规"),
    "error": Text("cannot be judged", "无法判定"),
    "open": Text("open", "尚无定论"),
    "due": Text("due", "待办"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that somebody has to do."""

    role: str
    state: str
    """failed, error, open or due."""
    clause: str
    check: str
    level: str
    subject: str
    place: Place | None
    message: Text
    remedy: Text | None
    due: date | None
    snippet: Snippet | None
    """YAML that can be pasted and adapted; None where no example is known."""
    shared_document: SharedDocument | None = None
    """What may answer its clause and others that are on the list, too."""
    id: str
    """The case."""
    caused_by: str
    """The case whose cause is its cause, too; empty: there is none."""


def tasks(report: Report, library: Library, example: Example, roles: Collection[str] = ()) -> list[Task]:
    """What fails, is open or falls due, by role and level; of these roles only, if there are any."""
    checks = library.checks()
    pasted = by_case(library, example)
    causes = caused_by(report.results)
    found: list[Task] = []
    for result in report.results:
        if (state := _state(result)) is None:
            continue
        role = result.criterion.role or NOBODY
        if roles and role not in roles:
            continue
        name = result.criterion.check
        check = checks.get(name)
        remedy = check.remedy if check is not None and "{" not in check.remedy.en else None
        detected = check is not None and check.for_each[:1] == (DETECTED,)
        said = state == "open" and not (result.unsaid or detected)  # then no example adds to it
        useful = (
            check is not None and not said and (state != "failed" or helps(example, check, result.pointers))
        )
        about = result.pointers or [_counted_from(result, check)]
        snippet = pasted(check, result.subject, about) if check is not None and useful else None
        found += _of(result, role, state, snippet, remedy, causes.get(result.id, ""))
    order = (*ROLES, NOBODY)
    return sorted(
        _with_documents(found, library),
        key=lambda each: (order.index(each.role), LEVELS.index(each.level), each.due or date.min),
    )


def _with_documents(found: list[Task], library: Library) -> Iterator[Task]:
    """The tasks; those that an attestation ends, with the document that may end several of them."""
    by_attestation = {check.id for check in library.checks().values() if check.by_attestation}
    attested = {each.clause for each in found if each.state != "due" and each.check in by_attestation}
    shared = {
        clause: document
        for document in library.catalogue.documents.values()
        if len(attested & {*document.clauses}) > 1
        for clause in attested & {*document.clauses}
    }
    for task in found:
        ends = task.check in by_attestation
        yield replace(task, shared_document=shared.get(task.clause)) if ends else task


def _shared(found: list[Task], lang: str) -> list[tuple[str, str]]:
    """The documents that may each end several tasks: what for, and the command that attests it."""
    out = []
    for document in dict.fromkeys(each.shared_document for each in found if each.shared_document):
        named = sorted({each.clause for each in found if each.shared_document is document}, key=natural)
        what = Text(f"{document.name.en}: {', '.join(named)}", f"{document.name.zh}：{'、'.join(named)}")
        out.append((what.to(lang), f"icplicense attest --document {document.id} --owner … --evidence …"))
    return out


_TOGETHER = Text("One document may answer several", "一份文件可以一并答复多项")


def _state(result: Result) -> str | None:
    match result.outcome:
        case Outcome.FAILED:
            return "failed"
        case Outcome.ERROR:
            return "error"
        case Outcome.PENDING:
            return "open" if result.open else "due"
    return None


def _counted_from(result: Result, check: Check | None) -> str:
    """The day that what falls due is counted from, which is there; else the subject."""
    day = check.parameters.get("from") if check is not None and result.due is not None else None
    return f"{result.pointer}/{day.replace('.', '/')}" if isinstance(day, str) else result.pointer


def _of(
    result: Result, role: str, state: str, snippet: Snippet | None, in_general: Text | None, cause: str
) -> Iterator[Task]:
    said: list[tuple[Place | None, Text, Text | None]] = [
        (each.place, each.message, each.remedy) for each in result.findings
    ]
    in_general = in_general if state == "open" else None
    said = said or [(result.place, result.reason or result.criterion.title, in_general)]
    told = [(state, result.deadline, *each) for each in said]
    if result.due != result.deadline:  # what was missed puts off nothing that is still ahead
        told.append(("due", result.due, result.place, result.criterion.title, None))
    for each_state, due, place, message, remedy in told:
        yield Task(
            role=role,
            state=each_state,
            clause=result.criterion.clause,
            check=result.criterion.check,
            level=result.criterion.level,
            subject=result.subject,
            place=place,
            message=message,
            remedy=remedy,
            due=due,
            snippet=snippet,
            id=result.id,
            caused_by=cause,
        )


def _by_cause(found: list[Task]) -> list[tuple[Task, Text | None]]:
    """The tasks of a role, those that follow from another one told with it."""
    here = {each.id for each in found}
    follow: dict[str, list[str]] = {}
    for each in found:
        if each.caused_by in here:
            follow.setdefault(each.caused_by, []).append(each.clause)
    own = [each for each in found if each.caused_by not in here]
    return [(each, following(follow[each.id]) if each.id in follow else None) for each in own]


def as_lines(found: list[Task], lang: str) -> str:
    """For a terminal: by role, the place, what is asked, the remedy and the snippet."""
    if not found:
        return _NOTHING.to(lang) + "\n"
    out: list[str] = []
    for role in dict.fromkeys(each.role for each in found):
        own = _by_cause([each for each in found if each.role == role])
        out += [
            "",
            f"{_NAMES[role].to(lang)} ({len(own)})"
            if lang == "en"
            else f"{_NAMES[role].to(lang)}（{len(own)}）",
        ]
        shown: set[str] = set()
        for task, others in own:
            out.append(f"  {task.place or task.subject}: {_headline(task, lang)}")
            if task.remedy:
                out.append(f"      {task.remedy.to(lang)}")
            if others:
                out.append(f"      {others.to(lang)}")
            if task.snippet and task.check not in shown:
                out += [f"      | {line}" for line in task.snippet.lines(lang)]
                shown.add(task.check)
    if shared := _shared(found, lang):
        out += ["", _TOGETHER.to(lang)]
        out += [line for what, command in shared for line in (f"  {what}", f"      | {command}")]
    return "".join(f"{printable(line)}\n" for line in out[1:])


_NOTHING = Text("nothing is open", "没有待办事项")


def _headline(task: Task, lang: str) -> str:
    state = _STATES[task.state].to(lang)
    when = f" {task.due}" if task.due else ""
    colon = Text(": ", "：").to(lang)
    return f"{task.clause} {LEVEL_NAMES[task.level].to(lang)} {state}{when}{colon}{task.message.to(lang)}"


def as_markdown(found: list[Task], lang: str) -> str:
    """For a ticket: a list to tick off under a heading for each role."""
    if not found:
        return _NOTHING.to(lang) + "\n"
    out: list[str] = []
    for role in dict.fromkeys(each.role for each in found):
        out += ["", f"## {_NAMES[role].to(lang)}", ""]
        shown: set[str] = set()
        for task, others in _by_cause([each for each in found if each.role == role]):
            out.append(f"- [ ] {literal(_headline(task, lang))} ({literal(str(task.place or task.subject))})")
            if task.remedy:
                out.append(f"  {literal(task.remedy.to(lang))}")
            if others:
                out.append(f"  {literal(others.to(lang))}")
            if task.snippet and task.check not in shown:
                out += ["", "  ```yaml", *(f"  {line}" for line in task.snippet.lines(lang)), "  ```", ""]
                shown.add(task.check)
    if shared := _shared(found, lang):
        out += ["", f"## {_TOGETHER.to(lang)}", ""]
        out += [f"- {literal(what)} — `{command}`" for what, command in shared]
    return "".join(f"{printable(line)}\n" for line in out[1:])


def _row(task: Task, lang: str) -> dict[str, str | int | None]:
    return {
        "role": None if task.role == NOBODY else task.role,
        "state": task.state,
        "clause": task.clause,
        "check": task.check,
        "level": task.level,
        "subject": task.subject,
        "path": task.place.path if task.place else None,
        "line": task.place.line if task.place else None,
        "due": task.due.isoformat() if task.due else None,
        "message": task.message.to(lang),
        "remedy": task.remedy.to(lang) if task.remedy else None,
        "snippet": task.snippet.yaml if task.snippet else None,
        "snippet_note": task.snippet.above.to(lang).removeprefix("# ") if task.snippet else None,
        "shared_document": task.shared_document.id if task.shared_document else None,
        "id": task.id,
        "caused_by": task.caused_by or None,
    }


def as_csv(found: list[Task], lang: str) -> str:
    """A table for a spreadsheet; cells that look like formulas are kept text."""
    out = io.StringIO(newline="")
    columns = list(Task.__dataclass_fields__)
    columns[columns.index("place")] = "path"
    columns.insert(columns.index("path") + 1, "line")
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writerow(header(columns, lang))
    for task in found:
        row = _row(task, lang)
        if lang == "zh":
            row["state"] = _STATES[task.state].zh
        said = {name: "" if row[name] is None else str(row[name]) for name in columns}
        writer.writerow(cells(said, lang))
    return MARK + out.getvalue()


def as_json(found: list[Task], lang: str) -> str:
    """A list of objects; keys are only added."""
    return json.dumps([_row(task, lang) for task in found], ensure_ascii=False, indent=2) + "\n"


FORMATS = {"text": as_lines, "markdown": as_markdown, "csv": as_csv, "json": as_json}
