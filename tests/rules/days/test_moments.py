"""Acts with a time and without one."""

from __future__ import annotations

from datetime import date, datetime

from pytest_icplicense.documents.formats import parse_moment
from pytest_icplicense.rules.days.moments import Span, show


def test_a_day_is_all_of_its_moments_in_china():
    span = Span.of(date(2022, 3, 12))
    assert span.first == datetime.fromisoformat("2022-03-11T16:00:00Z")
    assert span.last == datetime.fromisoformat("2022-03-12T15:59:59Z")
    assert not span.sure


def test_a_moment_is_itself_in_any_zone():
    one, other = (Span.of(parse_moment(text)) for text in ("2022-03-12T00:30+08:00", "2022-03-11T16:30Z"))
    assert one == other
    assert one.sure
    assert not one.before(other)


def test_before_is_only_what_surely_is():
    day = Span.of(date(2022, 3, 12))
    assert Span.of(parse_moment("2022-03-11T15:59Z")).before(day)
    assert not Span.of(parse_moment("2022-03-11T16:00Z")).before(day)
    assert not day.before(day)
    assert day.before(Span.of(date(2022, 3, 13)))


def test_later_by_hours_and_parts_of_them():
    assert Span.of(parse_moment("2022-03-12T02:10Z")).later(1.5) == Span.of(parse_moment("2022-03-12T03:40Z"))


def test_as_a_message_writes_it():
    assert show(date(2022, 3, 12)) == "2022-03-12"
    assert show(parse_moment("2022-03-12T02:10:09+08:00")) == "2022-03-12T02:10+08:00"
