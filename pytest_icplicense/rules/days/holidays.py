"""China's statutory holidays by the rule of law, for years whose shifted weekends no table knows.

《全国年节及纪念日放假办法》, Article 2, as amended in 1999 (10 days), 2007 (11, from 2008), 2013 (11, from 2014) and 2024
(State Council Order No. 795: 13, from 2025). A holiday that falls on a weekend is made up for on a working day (Article 6),
and weekends are shifted to make longer holidays (Article 7): which days, each year's notice of the State Council says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 2000, 2088
"""Years whose statutory holidays are known: under the law of 1999 and the five-day week, and before tables of the lunar
calendar differ (in 2089 a new moon is so close to midnight that the day of the Mid-Autumn Festival is disputed)."""


@dataclass(frozen=True, slots=True)
class _Law:
    """One wording of Article 2, for the years from `since` on."""

    since: int
    spring_festival: range
    """Days of the first lunar month, by their distance from its first; -1 is New Year's Eve (除夕)."""
    labor_days: int
    """Days from 1 May on."""
    lunar_festivals: bool
    """Whether Qingming, Dragon Boat and Mid-Autumn are holidays, one day each."""


_LAWS = (
    _Law(2000, range(3), labor_days=3, lunar_festivals=False),
    _Law(2008, range(-1, 2), labor_days=1, lunar_festivals=True),
    _Law(2014, range(3), labor_days=1, lunar_festivals=True),
    _Law(2025, range(-1, 3), labor_days=2, lunar_festivals=True),
)
"""New Year's Day (1 January) and National Day (1 to 3 October) are the same in all of them."""


@dataclass(frozen=True, slots=True)
class Festival:
    """A statutory holiday of one or several days, and how far notices have gone beside it."""

    name: str
    off: int
    """The most weekdays that were off in addition to the statutory ones, 2004 to 2026."""
    worked: int
    """The most weekend days that were worked in exchange, among those nearer to this than to another holiday."""


NEW_YEAR = Festival("元旦", off=2, worked=2)
SPRING = Festival("春节", off=5, worked=2)
QINGMING = Festival("清明节", off=2, worked=2)
LABOR = Festival("劳动节", off=4, worked=2)
DRAGON_BOAT = Festival("端午节", off=2, worked=2)
MID_AUTUMN = Festival("中秋节", off=2, worked=3)
NATIONAL = Festival("国庆节", off=4, worked=2)


@lru_cache(maxsize=256)
def statutory_holidays(year: int) -> Mapping[date, Festival]:
    """The holidays of all citizens in `year`, by day; of two on one day the first.

    Raises:
        ValueError: the year lies outside `FIRST_YEAR` to `LAST_YEAR`.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the statutory holidays of {year} are not known")
    from borax.calendars.lunardate import LunarDate, TermUtils

    law = max((each for each in _LAWS if each.since <= year), key=lambda each: each.since)
    spring = LunarDate(year, 1, 1).to_solar_date()
    days = {date(year, 1, 1): NEW_YEAR}
    days |= {spring + timedelta(days=distance): SPRING for distance in law.spring_festival}
    days |= {date(year, 5, 1 + index): LABOR for index in range(law.labor_days)}
    days |= {date(year, 10, day): NATIONAL for day in (1, 2, 3)}
    if law.lunar_festivals:
        days.setdefault(TermUtils.nth_term_day(year, term_name="清明"), QINGMING)
        days.setdefault(LunarDate(year, 5, 5).to_solar_date(), DRAGON_BOAT)
        days.setdefault(LunarDate(year, 8, 15).to_solar_date(), MID_AUTUMN)
    return days
