"""Where the marks of a timeline stand: obligations around the as-of date as shapes of a drawing 1,000 units wide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from pytest_icplicense.reports.pages.dossier import Obligation
from pytest_icplicense.reports.pages.wording import LANES
from pytest_icplicense.runs.overview import AFTER, BEFORE

WIDTH = 1000
LEFT, RIGHT = 112, 24
"""Room for the lanes' names, and for half a mark."""
TOP, LANE, BOTTOM = 30, 46, 10
_NEAREST = 18.0
"""Marks that would stand nearer than this become one."""
_LETTER = 6.6
_URGENT = ("missed", "open", "ends", "ahead", "over", "met")


class Mark(NamedTuple):
    """One or several obligations of about a day."""

    x: float
    y: int
    state: str
    number: int
    label: str
    """The clause, where it is one and there is room for it."""
    tooltip: str
    """What a pointer over it is told."""


class Month(NamedTuple):
    """The beginning of a month."""

    x: float
    label: str


class Lane(NamedTuple):
    """A row of marks of one kind."""

    kind: str
    y: int
    marks: tuple[Mark, ...]


class Drawing(NamedTuple):
    """Everything to draw."""

    height: int
    now: float
    months: tuple[Month, ...]
    lanes: tuple[Lane, ...]


def drawing(obligations: Sequence[Obligation], as_of: date) -> Drawing:
    """The timeline from three months before the as-of date to a year after it; kinds without obligations are left out."""
    kinds = [kind for kind in LANES if any(each.kind == kind for each in obligations)]
    lanes = tuple(
        Lane(kind, y, tuple(_marks([each for each in obligations if each.kind == kind], as_of, y)))
        for number, kind in enumerate(kinds)
        for y in [TOP + LANE * number + LANE - 14]
    )
    return Drawing(TOP + LANE * len(kinds) + BOTTOM, _x(as_of, as_of), tuple(_months(as_of)), lanes)


def _x(day: date, as_of: date) -> float:
    share = (day - (as_of - BEFORE)) / (BEFORE + AFTER)
    return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _months(as_of: date) -> list[Month]:
    first, last = as_of - BEFORE, as_of + AFTER
    found: list[Month] = []
    day = first
    while day <= last:
        if day.day == 1:
            found.append(
                Month(_x(day, as_of), f"{day:%Y-%m}" if day.month % 3 == 1 or not found else f"{day:%m}")
            )
        day += timedelta(days=1)
    return found


def _marks(obligations: Sequence[Obligation], as_of: date, y: int) -> list[Mark]:
    groups: list[tuple[float, list[Obligation]]] = []
    for day, each in groupby(obligations, key=lambda obligation: obligation.day):
        x = _x(day, as_of)
        if groups and x - groups[-1][0] < _NEAREST:
            groups[-1][1].extend(each)
        else:
            groups.append((x, list(each)))
    marks, free = [], 0.0
    for x, together in groups:
        clauses = list(dict.fromkeys(each.clause for each in together))
        label = clauses[0] if len(clauses) == 1 else ""
        half = len(label) * _LETTER / 2
        if label and (x - half < free or x + half > WIDTH):
            label = ""
        if label:
            free = x + half + 4
        states = {each.state for each in together}
        tooltip = "\n".join(f"{each.day} {each.clause}" for each in together[:12])
        state = next(state for state in _URGENT if state in states)
        marks.append(Mark(x, y, state, len(together), label, tooltip))
    return marks
