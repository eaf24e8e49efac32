"""`follows`: nothing in a list of the record is dated before the record itself began."""

from __future__ import annotations

from datetime import date, datetime

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Compare the `field` of each row of `each` with the subject's own `than`; rows without it are not there yet."""
    each, field, than = (case.parameters[name] for name in ("each", "field", "than"))
    began = parse_moment(case.value[than])
    breaches = []
    for index, row in enumerate(case.value.get(each, ())):
        if field in row and _earlier(parse_moment(row[field]), began):
            why = Text(
                f"'{field}' {row[field]} is before '{than}' {case.value[than]}; correct one of the two",
                f"{field} {row[field]} 早于 {than} {case.value[than]}；请更正其一",
            )
            breaches.append(Breach(f"{case.pointer}/{each}/{index}/{field}", why))
    return Ruling.of(breaches)


def _earlier(one: date | datetime, other: date | datetime) -> bool:
    """By the moment where both have a time, else by the day in China."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return day_of(one) < day_of(other)


RULE = Rule(
    name="follows",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["each", "field", "than"],
        "additionalProperties": False,
        "properties": {name: {"type": "string"} for name in ("each", "field", "than")},
    },
    summary=Text(
        "no entry of the list is dated before what it answers", "列表中各项的日期均不早于其所对应的事件"
    ),
    turns=never,
)
