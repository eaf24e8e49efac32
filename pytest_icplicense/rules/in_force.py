"""`in-force`: on the as-of date, each license that the service runs under has been issued and has not expired."""

from __future__ import annotations

from datetime import date, timedelta

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.license import License
from pytest_icplicense.model.term import Term
from pytest_icplicense.rules.days.turning_days import DAY, in_period, of_licenses
from pytest_icplicense.rules.renewal_statement import said_of
from pytest_icplicense.text import Text, enumeration, many


def judge(case: Case, as_of: date) -> Ruling:
    """Judge each license of the manifest; the day of expiry is the last day in force.

    What was applied for in time and is not decided by the expiry counts as renewed (《行政许可法》第五十条). So it is open
    where an application is named that was made `days` before the end, for as long as the renewed term would be; and
    between two terms of one number, which was renewed.
    """
    several = isinstance(case.manifest.tree["license"], list)
    breaches, opened = [], []
    for index, held in enumerate(case.manifest.licenses):
        if held.in_force(as_of):
            continue
        if as_of <= held.bound_since:
            why = _ahead(held, as_of)
        else:
            ended, following = _terms_around(held, as_of)
            why = _lapsed(held, ended, following, as_of)
            if perhaps := _perhaps_renewed(case, held, ended, following, as_of):
                opened.append(Text(f"{why.en}; {perhaps.en}", f"{why.zh}；{perhaps.zh}"))
                continue
        breaches.append(Breach(f"/license/{index}" if several else "/license", why))
    if breaches:
        return Ruling.of(breaches)
    if opened:
        return Ruling.open(enumeration(opened, "; ", "；"))
    return Ruling(due=min(day for held in case.manifest.licenses if (day := held.in_force_until(as_of))))


def _lapsed(held: License, ended: Term, following: Term | None, as_of: date) -> Text:
    """That the license has expired; between two terms, that the next one has not begun."""
    days = (as_of - ended.expires).days
    again = (
        Text(f", and is in force again from {following.issued}", f"，{following.issued} 起方再次有效")
        if following
        else Text("", "")
    )
    return Text(
        f"{held.number} expired on {ended.expires}, {many(days, 'day')} before {as_of}{again.en}",
        f"{held.number} 有效期至 {ended.expires}，至 {as_of} 已过期 {days} 天{again.zh}",
    )


def _terms_around(held: License, as_of: date) -> tuple[Term, Term | None]:
    """The last term that has ended, and the next one."""
    ended = max((term for term in held.terms if term.expires < as_of), key=lambda term: term.expires)
    return ended, next((term for term in held.terms if term.issued > as_of), None)


def _perhaps_renewed(
    case: Case, held: License, ended: Term, following: Term | None, as_of: date
) -> Text | None:
    """Why it may count as renewed though it has expired; None: nothing says so, or the application was late."""
    operator = case.manifest.operator.tree if case.manifest.operator else {}
    alone = len(operator.get("licenses", ())) == 1
    if following is None and said_of(held, operator, alone=alone).ends:
        return None
    # `renewal` may be for any of several licenses.
    said = said_of(held, operator, alone=True)
    applied = said.first_for(ended, following, as_of)
    last = ended.expires + timedelta(days=case.parameters.get("days", 0))
    if not applied and ended.issued >= last:  # the paper was issued again after a change, as SP-12.2 tells
        applied = max((each for each in said.applied if each[0] <= last), default=None)
    if applied and (applied[0] > last or (following is None and as_of > _renewed_until(ended))):
        return None
    if not applied and not following:
        return None
    day = f" on {applied[0]}" if applied else ""
    day_zh = f"已于 {applied[0]} 申请续办" if applied else "其后已续办"
    return Text(
        f"its renewal was applied for{day}, and what the authority had not decided by then counts as renewed (Administrative"
        " License Law, article 50): look at its decision, and add the new term to the license's document",
        f"{day_zh}，而届满前未作决定的视为准予延续（《行政许可法》第五十条）：请核对主管部门的决定，并在许可证文件中补充新的有效期",
    )


def _renewed_until(term: Term) -> date:
    """The last day of a next term as long as this one."""
    return term.expires + (term.expires - term.issued)


def _ahead(held: License, as_of: date) -> Text:
    return Text(
        f"{held.number} is issued on {held.bound_since} only, after {as_of}",
        f"{held.number} 于 {held.bound_since} 才颁发，晚于 {as_of}",
    )


def turns(case: Case, start: date, end: date) -> set[date]:
    """The day of issue of each license, the one after its expiry, and the one after a next term that nobody has named."""
    licenses = case.manifest.licenses
    renewed = (_renewed_until(term) + DAY for held in licenses for term in held.terms)
    return in_period((*of_licenses(licenses), *renewed), start, end)


RULE = Rule(
    name="in-force",
    judge=judge,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {"days": {"type": "integer", "maximum": -1}},
    },
    summary=Text(
        "each license is in force on the as-of date; an expired one is open where its renewal was applied for in time"
        " (`days`: -90)",
        "各许可证在判定日均处于有效期内；已届满但按规定天数（days，如 -90）提前申请续办的，尚无定论",
    ),
    turns=turns,
)
