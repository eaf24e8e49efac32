"""`every-period`: something that comes back: a test every so many months by grade, a report in each first quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pytest_icplicense.documents.formats import day_of, parse_date, parse_moment
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.calendar import add_months
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge the records of the subject; a record dated after the as-of date has not happened yet."""
    return _by_window(case, as_of) if "window" in case.parameters else _by_months(case, as_of)


def _records(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pointer and content of the records that the rule's `match` selects."""
    name = case.parameters["records"]
    match = case.parameters.get("match", {}).items()
    for index, record in enumerate(case.value.get(name, ())):
        if all(record.get(field) == value for field, value in match):
            yield f"{case.pointer}/{name}/{index}", record


def _by_months(case: Case, as_of: date) -> Ruling:
    rule = case.parameters["months_by"]
    grade = case.value.get(rule["field"])
    months = rule["months"].get(str(grade))
    if months is None:
        return Ruling.not_applicable(
            Text(
                f"no period is set for {rule['field']} {grade}", f"{rule['field']} 为 {grade} 时没有规定周期"
            )
        )
    field = case.parameters["date"]
    what = Text.of(case.parameters["name"])
    done = sorted(
        (day, pointer)
        for pointer, record in _records(case)
        if field in record and (day := day_of(parse_moment(record[field]))) <= as_of
    )
    if done:
        last, pointer = done[-1]
        due = add_months(last, months)
        if as_of <= due:
            return Ruling(due=due)
        why = Text(
            f"the last {what.en} was on {last}; the next was due by {due}, {months} months later",
            f"上一次{what.zh}为 {last}；下一次应不迟于 {due}（{months} 个月内）",
        )
        return Ruling.of([Breach(f"{pointer}/{field}", why)])
    since = case.value.get(case.parameters["since"])
    if since is None:
        why = Text(
            f"no {what.en} is recorded, nor '{case.parameters['since']}' to count from",
            f"没有{what.zh}记录，也缺少起算日期 {case.parameters['since']}",
        )
        return Ruling.of([Breach(case.pointer, why)])
    start = parse_date(since)
    if start > as_of:
        return Ruling.not_applicable(Text(f"{start} lies ahead", f"{start} 尚未到来"))
    due = add_months(start, months)
    missing = Text(
        f"no {what.en} since {start}; the first is due by {due}",
        f"自 {start} 起尚无{what.zh}；首次应不迟于 {due}",
    )
    if as_of <= due:
        return Ruling.pending(due, missing)
    return Ruling.of([Breach(f"{case.pointer}/{case.parameters['since']}", missing)])


def _by_window(case: Case, as_of: date) -> Ruling:
    years = _years(case, as_of)
    if not years:
        return Ruling.not_applicable(
            Text(
                "no license was in force on an earlier 31 December",
                "此前没有许可证在 12 月 31 日处于有效期内",
            )
        )
    breaches: list[Breach] = []
    pending: Ruling | None = None
    for year in years:
        opens, closes = (
            date.fromisoformat(f"{year}-{case.parameters['window'][end]}") for end in ("from", "to")
        )
        days = _submitted(case, year, as_of)
        if any(opens <= day <= closes for day, _ in days):
            continue
        for day, pointer in days:
            why = Text(f"{day} is outside {opens} to {closes}", f"{day} 不在 {opens} 至 {closes} 之内")
            breaches.append(Breach(pointer, why))
        if days:
            continue
        if as_of <= closes:
            pending = Ruling.pending(
                closes, Text(f"the report of {year} is due by {closes}", f"{year} 年的年报应不迟于 {closes}")
            )
        else:
            place = f"{case.pointer}/{case.parameters['records']}"
            why = Text(
                f"no report in {year}; it was due from {opens} to {closes}",
                f"{year} 年没有年报记录；应在 {opens} 至 {closes} 之间报送",
            )
            breaches.append(Breach(place, why))
    if breaches:
        return Ruling.of(breaches)
    return pending or Ruling()


def _years(case: Case, as_of: date) -> list[int]:
    """The years up to the as-of date on whose eve some license was in force."""
    licenses = case.manifest.licenses
    first = min((held.bound_since.year for held in licenses), default=as_of.year)
    return [
        year
        for year in range(first + 1, as_of.year + 1)
        if any(held.in_force(date(year - 1, 12, 31)) for held in licenses)
    ]


def _submitted(case: Case, year: int, as_of: date) -> list[tuple[date, str]]:
    field = case.parameters["date"]
    return [
        (day, f"{pointer}/{field}")
        for pointer, record in _records(case)
        if record.get(case.parameters["year"]) == year
        and field in record
        and (day := day_of(parse_moment(record[field]))) <= as_of
    ]


_MONTH_DAY = {"type": "string", "pattern": "^(0[1-9]|1[0-2])-[0-3][0-9]$"}
RULE = Rule(
    name="every-period",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["records", "date"],
        "additionalProperties": False,
        "properties": {
            "records": {"type": "string"},
            "date": {"type": "string"},
            "name": {"type": "object", "required": ["en", "zh"], "additionalProperties": {"type": "string"}},
            "match": {"type": "object", "additionalProperties": {"type": "string"}},
            "since": {"type": "string"},
            "months_by": {
                "type": "object",
                "required": ["field", "months"],
                "properties": {
                    "field": {"type": "string"},
                    "months": {"type": "object", "additionalProperties": {"type": ["integer", "null"]}},
                },
            },
            "year": {"type": "string"},
            "window": {
                "type": "object",
                "required": ["from", "to"],
                "properties": {"from": _MONTH_DAY, "to": _MONTH_DAY},
            },
        },
        "anyOf": [{"required": ["name", "since", "months_by"]}, {"required": ["year", "window"]}],
    },
    summary=Text(
        "records come back in time: every so many months by grade, or in each year's window",
        "按周期完成：依等级每隔若干月一次，或在每年规定的时段内",
    ),
)
