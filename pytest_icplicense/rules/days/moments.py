"""When a dated act may have happened: at one moment, or, where no time is written, at any moment of a day in China."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pytest_icplicense.documents.formats import CHINA

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last moment that something may have happened at; both the same where the time is known."""

    first: datetime
    last: datetime

    @classmethod
    def of(cls, moment: Moment) -> Span:
        """A moment with its time, or the whole of a day in China; seconds are the smallest unit that documents write."""
        if isinstance(moment, datetime):
            return cls(moment, moment)
        return cls(datetime.combine(moment, time(), CHINA), datetime.combine(moment, time(23, 59, 59), CHINA))

    def later(self, hours: float) -> Span:
        """The same, so many hours later."""
        return Span(self.first + timedelta(hours=hours), self.last + timedelta(hours=hours))

    def before(self, other: Span) -> bool:
        """Whether this is surely before the other."""
        return self.last < other.first

    @property
    def sure(self) -> bool:
        """Whether the time is known."""
        return self.first == self.last


def show(moment: Moment) -> str:
    """As a message writes it, to the minute where a time is known."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()
