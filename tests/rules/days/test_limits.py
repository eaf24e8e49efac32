"""When a period is over, and whether an act is in time, where the last moment is sure and where it is not."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pytest_icplicense.documents.formats import CHINA, parse_moment
from pytest_icplicense.rules.days.limits import Limit
from pytest_icplicense.rules.days.moments import Span
from pytest_icplicense.text import Text

NONE = Text("", "")


def at(day, hour=23, minute=59, second=59):
    return datetime(2022, 3, day, hour, minute, second, tzinfo=CHINA)


SURE = Limit(at(12), at(12), NONE, NONE)
BETWEEN = Limit(at(12), at(15), NONE, NONE)
ENDLESS = Limit(at(12), None, NONE, NONE)


@pytest.mark.parametrize(
    ("limit", "days"),
    [
        (SURE, {12: True, 13: False, 15: False, 16: False}),
        (BETWEEN, {12: True, 13: None, 15: None, 16: False}),
        (ENDLESS, {12: True, 13: None, 15: None, 16: None}),
    ],
)
def test_an_act_on_a_day(limit, days):
    assert {day: limit.kept_by(Span.of(date(2022, 3, day))) for day in days} == days
    over = {day: None if kept is None else not kept for day, kept in days.items()}
    assert {day: limit.over(date(2022, 3, day)) for day in days} == over


def test_there_is_a_due_day_only_where_it_is_sure():
    assert SURE.due == date(2022, 3, 12)
    assert BETWEEN.due is None
    assert ENDLESS.due is None
    assert Limit(at(12, 2), at(12, 23), NONE, NONE).due == date(2022, 3, 12)  # the moment is not, its day is


def test_an_act_at_a_moment_and_one_whose_time_nobody_wrote():
    limit = Limit(at(12, 4, 10, 0), at(12, 4, 10, 0), NONE, NONE)
    assert limit.kept_by(Span.of(parse_moment("2022-03-12T04:10+08:00"))) is True
    assert limit.kept_by(Span.of(parse_moment("2022-03-11T20:11Z"))) is False
    assert limit.kept_by(Span.of(date(2022, 3, 12))) is None
    assert limit.kept_by(Span.of(date(2022, 3, 11))) is True
    assert limit.kept_by(Span.of(date(2022, 3, 13))) is False
