"""`in-force`: on the as-of date, each license that the service runs under has been issued and has not expired."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.license import License
from pytest_icplicense.rules.days.turning_days import in_period, of_licenses
from pytest_icplicense.text import Text, many


def judge(case: Case, as_of: date) -> Ruling:
    """Judge each license of the manifest; the day of expiry is the last day in force."""
    several = isinstance(case.manifest.tree["license"], list)
    breaches = []
    for index, held in enumerate(case.manifest.licenses):
        if held.in_force(as_of):
            continue
        why = _lapsed(held, as_of) if as_of > held.bound_since else _ahead(held, as_of)
        breaches.append(Breach(f"/license/{index}" if several else "/license", why))
    if breaches:
        return Ruling.of(breaches)
    return Ruling(due=min(day for held in case.manifest.licenses if (day := held.in_force_until(as_of))))


def _lapsed(held: License, as_of: date) -> Text:
    """That the license has expired; between two terms, that the next one has not begun."""
    ended = max(term.expires for term in held.terms if term.expires < as_of)
    days = (as_of - ended).days
    following = next((term.issued for term in held.terms if term.issued > as_of), None)
    again = (
        Text(f", and is in force again from {following}", f"，{following} 起方再次有效")
        if following
        else Text("", "")
    )
    return Text(
        f"{held.number} expired on {ended}, {many(days, 'day')} before {as_of}{again.en}",
        f"{held.number} 有效期至 {ended}，至 {as_of} 已过期 {days} 天{again.zh}",
    )


def _ahead(held: License, as_of: date) -> Text:
    return Text(
        f"{held.number} is issued on {held.bound_since} only, after {as_of}",
        f"{held.number} 于 {held.bound_since} 才颁发，晚于 {as_of}",
    )


def turns(case: Case, start: date, end: date) -> set[date]:
    """The day of issue of each license, and the one after its expiry."""
    return in_period(of_licenses(case.manifest.licenses), start, end)


RULE = Rule(
    name="in-force",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text("each license is in force on the as-of date", "各许可证在判定日均处于有效期内"),
    turns=turns,
)
