"""Verdicts, proof and deadlines of earlier runs beside this one's, as columns of three drawings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.reports.pages.proof_bar import WORDS as PROOFS
from pytest_icplicense.runs.past_run import PastRun
from pytest_icplicense.text import Text

WIDTH, HEIGHT = 360, 96
"""Of the columns, in the units of the drawing; the text below them not counted."""
MOST = 60
"""Runs that are drawn: the newest."""
_WIDEST = 28.0
_NAMED = 5

VERDICTS: Final = {
    "failed": Text("failed", "不合规"),
    "open": Text("open", "尚无定论"),
    "waived": Text("waived", "已豁免"),
}
DEADLINES: Final = {"missed": Text("missed", "已逾期"), "soon": Text("due soon", "即将到期")}


class Part(NamedTuple):
    """A piece of a column."""

    kind: str
    y: float
    height: float


class Column(NamedTuple):
    """A run in a drawing."""

    x: float
    parts: tuple[Part, ...]
    tooltip: str
    """The day and the numbers, in the order of the kinds."""


class Chart(NamedTuple):
    """A drawing."""

    name: str
    title: Text
    kinds: Mapping[str, Text]
    """Those that occur, with their words."""
    columns: tuple[Column, ...]
    width: float
    """Of a column."""
    most: str
    """What its height stands for."""


class Row(NamedTuple):
    """A run in figures."""

    run: PastRun
    figures: Mapping[str, Mapping[str, int]]
    """By the name of a drawing, how many there are of each of its kinds."""


class History(NamedTuple):
    """Everything to draw."""

    charts: tuple[Chart, ...]
    rows: tuple[Row, ...]
    """The newest first."""
    first: date
    last: date
    left_out: tuple[Text, ...]


def history(past: Iterable[PastRun], now: PastRun) -> History:
    """Earlier runs and this one; of several that were judged for a day the last is drawn, and none for a later day."""
    by_day: dict[date, PastRun] = {}
    later, unfinished, replaced = [], [], []
    for run in past:
        if not run.complete:
            unfinished.append(run.name)
        elif run.as_of > now.as_of:
            later.append(run.name)
        else:
            if run.as_of in by_day:
                replaced.append(by_day[run.as_of].name)
            by_day[run.as_of] = run
    if now.as_of in by_day:
        replaced.append(by_day[now.as_of].name)
    by_day[now.as_of] = now
    rows = tuple(_rows(by_day[day] for day in sorted(by_day)))
    drawn = rows[-MOST:]
    left_out = (
        _said(later, Text("judged for a later day", "判定日晚于本次")),
        _said(unfinished, Text("incomplete", "不完整")),
        _said(replaced, Text("judged for the same day as another", "与另一份判定日相同")),
        _said([each.run.name for each in rows[:-MOST]], Text("older", "更早")),
    )
    return History(
        tuple(_charts(drawn)),
        drawn[::-1],
        drawn[0].run.as_of,
        drawn[-1].run.as_of,
        tuple(each for each in left_out if each),
    )


def _said(names: Sequence[str], why: Text) -> Text | None:
    if not names:
        return None
    more = " …" if len(names) > _NAMED else ""
    listed = ", ".join(names[:_NAMED]) + more
    return Text(
        f"not drawn, {why.en}: {len(names)} ({listed})", f"未绘制（{why.zh}）：{len(names)} 份（{listed}）"
    )


def _rows(runs: Iterable[PastRun]) -> Iterator[Row]:
    """Missed is what fails in a run after the day for which an earlier run, in which it did not, announced it."""
    announced: dict[str, date] = {}
    for run in runs:
        missed = {each for each in run.failing if each in announced and announced[each] < run.as_of}
        verdicts = {
            "failed": run.cases[Outcome.FAILED] + run.cases[Outcome.ERROR],
            "open": run.open,
            "waived": run.cases[Outcome.WAIVED],
        }
        deadlines = {"missed": len(missed), "soon": run.soon}
        yield Row(run, {"verdicts": verdicts, "proofs": run.proof, "deadlines": deadlines})
        announced = {case: day for case, day in announced.items() if case in missed or day >= run.as_of}
        announced.update((case, day) for day, case in run.deadlines)


def _charts(rows: Sequence[Row]) -> Iterator[Chart]:
    for name, (title, words) in _CHARTS.items():
        values = [each.figures[name] for each in rows]
        shares = name == "proofs"
        most = max(1, *(sum(each.values()) for each in values))
        step = WIDTH / len(values)
        width = min(_WIDEST, step * 0.8)
        columns = []
        for number, (row, value) in enumerate(zip(rows, values, strict=True)):
            x = round((number + 0.5) * step - width / 2, 2)
            whole = max(1, sum(value.values())) if shares else most
            tooltip = f"{row.run.as_of}: {' · '.join(str(value[kind]) for kind in words)}"
            columns.append(Column(x, tuple(_parts(value, whole)), tooltip))
        used = {kind: word for kind, word in words.items() if any(each[kind] for each in values)}
        top = "100 %" if shares else str(most)
        yield Chart(name, title, used, tuple(columns), round(width, 2), top)


_CHARTS: Final[Mapping[str, tuple[Text, Mapping[str, Text]]]] = {
    "verdicts": (Text("Cases that are not in order", "未合规用例"), VERDICTS),
    "proofs": (Text("What clauses rest on", "条款依据"), {str(kind): word for kind, word in PROOFS.items()}),
    "deadlines": (Text("Deadlines", "期限"), DEADLINES),
}


def _parts(value: Mapping[str, int], whole: int) -> Iterator[Part]:
    """From the baseline up."""
    y = float(HEIGHT)
    for kind, number in value.items():
        if number:
            height = HEIGHT * number / whole
            y -= height
            yield Part(kind, round(y, 2), round(height, 2))
