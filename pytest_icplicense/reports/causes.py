"""Which failures have one cause: what a forbidden feature or service brings with it is told with it, not apart; and which
deadlines are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import CRITICAL, FACE, LEVELS, natural
from pytest_icplicense.model.result import Result
from pytest_icplicense.text import Text


def caused_by(results: Iterable[Result]) -> dict[str, str]:
    """The ids of cases that fail, or are open, for the same cause as another one, each with that one's id.

    The cause is a value of a manifest that a critical check refuses. With it go the cases that the same rule refuses it
    for, and those of the provisions that apply only because of it.
    """
    failing: dict[tuple[str, str], list[Result]] = {}
    conditional: list[Result] = []
    for result in results:
        if result.outcome is Outcome.FAILED and (pointer := _pointer(result)):
            failing.setdefault((result.findings[0].place.path, pointer), []).append(result)
        if result.applies_at and (result.outcome is Outcome.FAILED or result.open):
            conditional.append(result)
    causes: dict[str, str] = {}
    heads: dict[tuple[str, str], Result] = {}
    for at, there in failing.items():
        head = min(there, key=_rank)
        if head.criterion.level != CRITICAL or head.applies_at:
            continue
        heads[at] = head
        causes.update(
            (each.id, head.id)
            for each in there
            if each is not head and each.criterion.rule == head.criterion.rule is not None
        )
    for result in conditional:
        cause = heads.get((result.document, result.applies_at))
        if cause is not None and cause is not result:
            causes[result.id] = cause.id
    return causes


def _pointer(result: Result) -> str:
    """What all findings of a result are about; empty: the whole manifest, or several things."""
    pointers = {each.pointer for each in result.findings}
    return pointers.pop() if len(pointers) == 1 else ""


def _rank(result: Result) -> tuple[bool, int, bool, list[tuple[int, str]]]:
    """The worst first, and of these the clause that says what must not be done before the face that it rests on."""
    held_to = result.criterion
    level = LEVELS.index(held_to.level)
    return bool(result.applies_at), level, held_to.provision == FACE, natural(held_to.clause)


def one_deadline(results: Iterable[Result]) -> list[tuple[Result, int]]:
    """Each of the results with how many others are due on the same day, by the same check and for the same reason."""
    found: dict[tuple[object, ...], list[Result]] = {}
    for each in results:
        why = each.reason.en if each.reason else ""
        found.setdefault((each.due, each.criterion.check, why), []).append(each)
    return [(each[0], len(each) - 1) for each in found.values()]


def clause_list(clauses: Iterable[str]) -> str:
    """`LIC.3, SP-15.14.1–3`: in the license's order, those that follow each other as a range."""
    runs: list[list[str]] = []
    for clause in sorted(dict.fromkeys(clauses), key=natural):
        if runs and _follows(runs[-1][-1], clause):
            runs[-1].append(clause)
        else:
            runs.append([clause])
    return ", ".join(_range(run) for run in runs)


def said_of_any(message: Text, subject: str) -> str:
    """A message without the name of the manifest that its case is about: the same for each that it is said of."""
    return message.en.replace(f"'{subject.partition(':')[0]}'", "''")


def and_more(number: int) -> Text:
    """Behind something that stands for others, too; empty where there are none."""
    return Text(f" (and {number} more)", f"（另有 {number} 个）") if number else Text("", "")


def following(clauses: Sequence[str]) -> Text:
    """`and 4 more follow: LIC.3, SP-15.14.1–3`, for so many cases that have the cause of another one."""
    listed = clause_list(clauses)
    plural = "s" if len(clauses) == 1 else ""
    return Text(
        f"and {len(clauses)} more follow{plural}: {listed}",
        f"由此另有 {len(clauses)} 项：{listed.replace(', ', '、')}",
    )


def _follows(before: str, after: str) -> bool:
    (stem, _, number), (other, _, following) = before.rpartition("."), after.rpartition(".")
    return (
        stem == other and number.isdecimal() and following.isdecimal() and int(following) == int(number) + 1
    )


def _range(run: Sequence[str]) -> str:
    assert all(_follows(*each) for each in pairwise(run))
    return run[0] if len(run) == 1 else f"{run[0]}–{run[-1].rpartition('.')[2]}"
