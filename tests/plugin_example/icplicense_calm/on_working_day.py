"""`on-working-day`: a day of the manifest is a working day in China, so that somebody is there if it goes wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pytest_icplicense.api import Breach, Case, Rule, Ruling, Text, is_working_day


def judge(case: Case, as_of: date) -> Ruling:
    """Look the day up in China's calendar; a shifted working weekend is a working day."""
    field = case.parameters["field"]
    written = case.value.get(field)
    if written is None:
        return Ruling.not_applicable(Text(f"no '{field}' is named", f"未填写 {field}"))
    day = date.fromisoformat(written)
    working = is_working_day(day)
    if working:
        return Ruling()
    if working is None:
        return Ruling.open(
            Text(f"nobody can say yet whether {day} is worked", f"尚无法确定 {day} 是否为工作日")
        )
    why = Text(f"{day} is no working day", f"{day} 不是工作日")
    return Ruling.of([Breach(f"{case.pointer}/{field}", why)])


def turns(case: Case, start: date, end: date) -> Iterable[date]:
    """No day: which days are working days does not depend on the as-of date."""
    return ()


RULE = Rule(
    name="on-working-day",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field"],
        "additionalProperties": False,
        "properties": {"field": {"type": "string"}},
    },
    summary=Text("a day is a working day", "某日为工作日"),
    turns=turns,
)
