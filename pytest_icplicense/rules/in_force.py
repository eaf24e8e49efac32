"""`in-force`: on the as-of date, each license that the service runs under has been issued and has not expired."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling, Sees
from pytest_icplicense.rules.turns import in_period, of_licenses
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge each license of the manifest; the day of expiry is the last day in force."""
    several = isinstance(case.manifest.tree["license"], list)
    breaches = []
    for index, held in enumerate(case.manifest.licenses):
        if held.in_force(as_of):
            continue
        if as_of > held.expires:
            days = (as_of - held.expires).days
            why = Text(
                f"{held.number} expired on {held.expires}, {days} day{'s' if days > 1 else ''} before {as_of}",
                f"{held.number} 有效期至 {held.expires}，至 {as_of} 已过期 {days} 天",
            )
        else:
            why = Text(
                f"{held.number} is issued on {held.issued} only, after {as_of}",
                f"{held.number} 于 {held.issued} 才颁发，晚于 {as_of}",
            )
        breaches.append(Breach(f"/license/{index}" if several else "/license", why))
    if breaches:
        return Ruling.of(breaches)
    return Ruling(due=min(held.expires for held in case.manifest.licenses))


def turns(case: Case, start: date, end: date) -> set[date]:
    """The day of issue of each license, and the one after its expiry."""
    return in_period(of_licenses(case.manifest.licenses), start, end)


RULE = Rule(
    name="in-force",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text("each license is in force on the as-of date", "各许可证在判定日均处于有效期内"),
    sees=lambda parameters: Sees(),
    turns=turns,
)
