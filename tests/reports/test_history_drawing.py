"""Runs over time: which are drawn, where their columns stand, and what was missed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.reports.pages.history import HEIGHT, MOST, WIDTH, history
from pytest_icplicense.reports.pages.proof_bar import WORDS
from pytest_icplicense.runs.past_run import PastRun

DAY = date(2022, 6, 1)


def run(day=DAY, name="run.json", failing=(), due=(), complete=True, **proof):
    return PastRun(
        as_of=day,
        name=name,
        complete=complete,
        problems=len(failing),
        critical=0,
        cases={outcome.value: 0 for outcome in Outcome} | {"failed": len(failing), "passed": 90},
        failing=frozenset(failing),
        open=1,
        proof={str(kind): 0 for kind in WORDS} | {"declared": 3, "attested": 1} | proof,
        due=tuple(due),
        soon=len(due),
    )


def days(number, step=1):
    return [DAY - timedelta(days=step * each) for each in range(number, 0, -1)]


def test_runs_stand_by_their_day_and_the_newest_is_told_first():
    first, second = days(2)
    found = history([run(second, "b"), run(first, "a")], run())
    assert [each.run.name for each in found.rows] == ["run.json", "b", "a"]
    assert (found.first, found.last, found.left_out) == (first, DAY, ())
    for chart in found.charts:
        places = [column.x for column in chart.columns]
        assert places == sorted(places)
        assert all(0 <= x <= WIDTH - chart.width for x in places)


def test_what_is_not_drawn_is_told_with_its_name():
    past = [
        run(DAY + timedelta(days=1), "later"),
        run(DAY - timedelta(days=1), "part", complete=False),
        run(DAY - timedelta(days=2), "first"),
        run(DAY - timedelta(days=2), "second"),
        run(DAY, "same"),
    ]
    found = history(past, run(name="now"))
    assert [each.run.name for each in found.rows] == ["now", "second"]
    assert [each.en for each in found.left_out] == [
        "not drawn, judged for a later day: 1 (later)",
        "not drawn, incomplete: 1 (part)",
        "not drawn, judged for the same day as another: 2 (first, same)",
    ]
    assert found.left_out[0].zh == "未绘制（判定日晚于本次）：1 份（later）"


def test_only_the_newest_are_drawn():
    found = history([run(day, f"{day}.json") for day in days(MOST + 10)], run())
    assert len(found.rows) == MOST == len(found.charts[0].columns)
    (older,) = found.left_out
    assert older.en.startswith("not drawn, older: 11 (2022-03-23.json, ")
    assert older.en.endswith(" …)")


def test_a_deadline_is_missed_while_its_case_fails_after_the_announced_day():
    due = DAY - timedelta(days=20)
    past = [
        run(DAY - timedelta(days=40), failing=["other"], due=[(due, "late"), (due, "kept"), (due, "other")]),
        run(DAY - timedelta(days=10), failing=["late", "other"]),
        run(DAY - timedelta(days=5), failing=["late"]),
    ]
    found = history(past, run(failing=["kept"]))
    missed = [each.figures["deadlines"]["missed"] for each in found.rows]
    # The newest first; 'kept' was in order on its day, so it is another failure, and 'other' failed before its day.
    assert missed == [0, 1, 1, 0]
    soon = [each.figures["deadlines"]["soon"] for each in found.rows]
    assert soon == [0, 0, 0, 3]


def test_columns_are_as_high_as_their_numbers_and_shares_fill_theirs():
    found = history([run(days(1)[0], failing=["a", "b", "c"])], run(failing=["a"]))
    verdicts, proofs, deadlines = found.charts
    assert (verdicts.most, proofs.most, deadlines.most) == ("4", "100 %", "1")
    heights = [[part.height for part in column.parts] for column in verdicts.columns]
    assert heights == [[HEIGHT * 3 / 4, HEIGHT / 4], [HEIGHT / 4, HEIGHT / 4]]
    for column in proofs.columns:
        assert sum(part.height for part in column.parts) == pytest.approx(HEIGHT)
        assert min(part.y for part in column.parts) == pytest.approx(0)
    assert list(proofs.kinds) == ["declared", "attested"]
    assert [column.parts for column in deadlines.columns] == [(), ()]
    assert verdicts.columns[0].tooltip == "2022-05-31: 3 · 1 · 0"


def test_a_run_alone_is_drawn():
    found = history([], run())
    assert len(found.rows) == 1
    assert all(len(chart.columns) == 1 for chart in found.charts)


def test_nothing_to_count_divides_by_nothing():
    empty = run(declared=0, attested=0)
    assert history([], empty).charts[1].columns[0].parts == ()
