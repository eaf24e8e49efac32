"""Where the marks of a timeline stand: obligations around the as-of date as shapes of a drawing.

A wide one has the lanes' names beside the lanes, a narrow one, which is read on a phone, above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from pytest_icplicense.reports.pages.dossier import Obligation
from pytest_icplicense.reports.pages.wording import LANES
from pytest_icplicense.runs.overview import AFTER, BEFORE

WIDE, NARROW = 1000, 360
"""In the units of the drawing: of a sheet of paper, and of the screen of a phone."""
_BESIDE = 112
"""Room for the lanes' names."""
_EDGE = 24
"""Room for half a mark."""
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
    label: int
    """The height of its name."""
    marks: tuple[Mark, ...]


class Drawing(NamedTuple):
    """Everything to draw."""

    width: int
    left: int
    height: int
    now: float
    months: tuple[Month, ...]
    lanes: tuple[Lane, ...]


def drawing(obligations: Sequence[Obligation], as_of: date, width: int = WIDE) -> Drawing:
    """The timeline from three months before the as-of date to a year after it; kinds without obligations are left out."""
    scale = Scale(width, _BESIDE if width == WIDE else _EDGE // 2, as_of)
    kinds = [kind for kind in LANES if any(each.kind == kind for each in obligations)]
    lanes = tuple(
        Lane(
            kind,
            y,
            y + 4 if width == WIDE else y - 24,
            tuple(_marks([each for each in obligations if each.kind == kind], scale, y)),
        )
        for number, kind in enumerate(kinds)
        for y in [TOP + LANE * number + LANE - 14]
    )
    height = TOP + LANE * len(kinds) + BOTTOM
    return Drawing(width, scale.left, height, scale.x(as_of), tuple(_months(scale)), lanes)


class Scale(NamedTuple):
    """From days to places."""

    width: int
    left: int
    as_of: date

    def x(self, day: date) -> float:
        """Where a day stands."""
        share = (day - (self.as_of - BEFORE)) / (BEFORE + AFTER)
        return round(self.left + share * (self.width - self.left - _EDGE), 1)


def _months(scale: Scale) -> list[Month]:
    """The months, of a narrow drawing every third."""
    first, last = scale.as_of - BEFORE, scale.as_of + AFTER
    found: list[Month] = []
    day = first
    while day <= last:
        if day.day == 1 and (scale.width == WIDE or day.month % 3 == 1):
            whole = day.month % 3 == 1 or not found
            found.append(Month(scale.x(day), f"{day:%Y-%m}" if whole else f"{day:%m}"))
        day += timedelta(days=1)
    return found


def _marks(obligations: Sequence[Obligation], scale: Scale, y: int) -> list[Mark]:
    groups: list[tuple[float, list[Obligation]]] = []
    for day, each in groupby(obligations, key=lambda obligation: obligation.day):
        x = scale.x(day)
        if groups and x - groups[-1][0] < _NEAREST:
            groups[-1][1].extend(each)
        else:
            groups.append((x, list(each)))
    marks, free = [], 0.0
    for x, together in groups:
        clauses = list(dict.fromkeys(each.clause for each in together))
        label = clauses[0] if len(clauses) == 1 else ""
        times = f"×{len(together)}" if len(together) > 1 else ""
        said = f"{label} {times}".strip()
        half = len(said) * _LETTER / 2
        if label and (x - half < free or x + half > scale.width):
            label, half = "", len(times) * _LETTER / 2
        if label or times:
            free = x + half + 4
        states = {each.state for each in together}
        tooltip = "\n".join(f"{each.day} {each.clause}" for each in together[:12])
        state = next(state for state in _URGENT if state in states)
        marks.append(Mark(x, y, state, len(together), label, tooltip))
    return marks
