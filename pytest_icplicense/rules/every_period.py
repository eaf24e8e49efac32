"""`every-period`: something that comes back: a test every so many months by grade, a report in each first quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pytest_icplicense.documents.formats import day_of, parse_date, parse_moment
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.calendar import add_months
from pytest_icplicense.rules.days.periods import Due, Stage, next_due
from pytest_icplicense.rules.days.turning_days import DAY, in_period, years_of
from pytest_icplicense.rules.fields import contradiction
from pytest_icplicense.text import Text, enumeration


def judge(case: Case, as_of: date) -> Ruling:
    """Judge the records of the subject; a record dated after the as-of date has not happened yet."""
    return _by_window(case, as_of) if "window" in case.parameters else _by_months(case, as_of)


def turns(case: Case, start: date, end: date) -> set[date]:
    """The days of the records, and those on which a period or a year's window begins, or has just ended."""
    field = case.parameters["date"]
    days = {day_of(parse_moment(record[field])) for _, record in _records(case) if field in record}
    if "window" in case.parameters:
        for year in years_of(start, end):
            # A year is asked about from its first day, however late its window opens.
            days |= {date(year, 1, 1), _ends_of_window(case, year)[1] + DAY}
        return in_period(days, start, end)
    stages = _all_stages(case)
    days |= {stage.start for stage in stages if stage.start is not None}
    counted = [add_months(day, months) for day in days for months in {s.months for s in stages} if months]
    again = timedelta(days=case.parameters.get("again_days", 0))
    counted += [stage.start + again for stage in stages[1:] if stage.start is not None]
    if ended := case.value.get(case.parameters.get("ends", "")):
        days.add(parse_date(ended))
    return in_period({*days, *(day + DAY for day in counted)}, start, end)


def _records(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pointer and content of the records that the rule's `match` selects."""
    name = case.parameters["records"]
    match = case.parameters.get("match", {}).items()
    for index, record in enumerate(case.value.get(name, ())):
        if all(record.get(field) == value for field, value in match):
            yield f"{case.pointer}/{name}/{index}", record


def _by_months(case: Case, as_of: date) -> Ruling:
    """Each period since the duty began is judged; a gap that ended before the first license was issued is not."""
    field, what = case.parameters["date"], Text.of(case.parameters["name"])
    acts = sorted(
        (day, f"{pointer}/{field}")
        for pointer, record in _records(case)
        if field in record and (day := day_of(parse_moment(record[field]))) <= as_of
    )
    stages = _stages(case, as_of, acted=bool(acts))
    if isinstance(stages, Ruling):
        return stages
    since = stages[0].start
    if since is not None and (not acts or since < acts[0][0]):
        chain = [(since, f"{case.pointer}/{_since_field(case)}"), *acts]
    else:
        chain = acts
    if not chain:
        why = Text(
            f"no {what.en} is recorded, nor '{case.parameters['since']}' to count from",
            f"没有{what.zh}记录，也缺少起算日期 {case.parameters['since']}",
        )
        return Ruling.of([Breach(case.pointer, why)])
    ended = _ended(case, as_of)
    grade = (("grade", Text.same(str(stages[-1].grade))),)
    bound = case.manifest.bound_since
    breaches = []
    for (last, _), (following, pointer) in pairwise(chain):
        due = next_due(last, stages)
        if due and following > due.day >= bound and not (ended and ended <= due.day):
            why = Text(
                f"the {what.en} of {following} is too late: after {last}, one was due by {due.day}{_counted(due).en}",
                f"{following} 的{what.zh}逾期：{last} 之后的一次应不迟于 {due.day}{_counted(due).zh}",
            )
            breaches.append(Breach(pointer, why, values=grade))
    last, pointer = chain[-1]
    ruling = _still_due(next_due(last, stages), last, what, ended, as_of, acted=bool(acts))
    if isinstance(ruling, Text):
        breaches.append(Breach(pointer, ruling, values=grade))
    elif not breaches:
        again = _not_again(case, stages, [day for day, _ in acts], ended, as_of)
        return Ruling.together([ruling, *(Ruling.open(_again(what, *each)) for each in again)])
    ahead = None if isinstance(ruling, Text) else ruling.due  # a period that was missed puts off no later one
    return replace(Ruling.of(breaches), due=ahead)


def _not_again(
    case: Case, stages: list[Stage], acts: list[date], ended: date | None, as_of: date
) -> Iterator[tuple[date, date]]:
    """The changes of the grade after which no act is recorded within the days that are asked for, and the last of these."""
    if "again_days" not in case.parameters:
        return
    allowed = timedelta(days=case.parameters["again_days"])
    for index, stage in enumerate(stages):
        if index == 0 or stage.start is None or stage.months is None:
            continue
        last = stage.start + allowed
        ends = [day for day in (ended, *(later.start for later in stages[index + 1 :])) if day is not None]
        if case.manifest.bound_since <= last < min([as_of, *ends]) and not any(
            stage.start <= day <= last for day in acts
        ):
            yield stage.start, last


def _again(what: Text, changed: date, last: date) -> Text:
    return Text(
        f"the grade was changed on {changed}, and no {what.en} from then to {last} is recorded",
        f"等级已于 {changed} 调整，而自该日至 {last} 没有{what.zh}记录",
    )


def _still_due(
    due: Due | None, last: date, what: Text, ended: date | None, as_of: date, *, acted: bool
) -> Ruling | Text:
    """What comes of the period that the last act began; a text says that it has ended without another."""
    if due is None:
        return Ruling.not_applicable(
            Text(f"no {what.en} is due under this grade", f"该等级没有规定{what.zh}周期")
        )
    if ended is not None and ended <= due.day:
        return Ruling.not_applicable(
            Text(
                f"out of service since {ended}, before the next {what.en} was due ({due.day})",
                f"已于 {ended} 退网，早于下一次{what.zh}的期限（{due.day}）",
            )
        )
    if acted:
        if as_of <= due.day:
            return Ruling(due=due.day)
        return Text(
            f"the last {what.en} was on {last}; the next was due by {due.day}{_counted(due).en}",
            f"上一次{what.zh}为 {last}；下一次应不迟于 {due.day}{_counted(due).zh}",
        )
    missing = Text(
        f"no {what.en} since {last}; the first is due by {due.day}",
        f"自 {last} 起尚无{what.zh}；首次应不迟于 {due.day}",
    )
    return Ruling.pending(due.day, missing) if as_of <= due.day else missing


def _counted(due: Due) -> Text:
    if due.months is not None:
        return Text(f", {due.months} months later", f"（{due.months} 个月内）")
    return Text(f", counted from grade {due.stage.grade}", f"（自定为 {due.stage.grade} 级之日起算）")


def _stages(case: Case, as_of: date, *, acted: bool) -> list[Stage] | Ruling:
    """The grades that were in force up to the as-of date, oldest first; or why there is nothing to judge."""
    stages = _all_stages(case)
    if wrong := _contradicted(case, stages):
        return wrong
    name = case.parameters["months_by"]["field"]
    in_force = [stage for stage in stages if stage.start is None or stage.start <= as_of]
    if all(stage.months is None for stage in in_force or stages):
        grade = (in_force or stages)[-1].grade
        return Ruling.not_applicable(
            Text(f"no period is set for {name} {grade}", f"{name} 为 {grade} 时没有规定周期")
        )
    if not in_force and not acted:
        return Ruling.not_applicable(Text(f"{stages[0].start} lies ahead", f"{stages[0].start} 尚未到来"))
    return in_force or [replace(stages[0], start=None)]


def _all_stages(case: Case) -> list[Stage]:
    """The grades of the subject's history in its order, or its only one."""
    rule, since = case.parameters["months_by"], case.parameters["since"]
    rows = case.value.get(case.parameters.get("history", "")) or [case.value]
    return [
        Stage(
            parse_date(row[since]) if since in row else None,
            row.get(rule["field"]),
            rule["months"].get(str(row.get(rule["field"]))),
        )
        for row in rows
    ]


def _contradicted(case: Case, stages: list[Stage]) -> Ruling | None:
    """An error where a history is not in order, or the subject says another grade than its last."""
    if not case.value.get(case.parameters.get("history", "")):
        return None
    name, history = case.parameters["months_by"]["field"], case.parameters["history"]
    days = [stage.start or date.min for stage in stages]
    if days != sorted(days):
        why = Text(f"'{history}' must be oldest first", f"{history} 须按日期先后排列，最早的在前")
        return contradiction(f"{case.pointer}/{history}", why)
    own, latest = case.value.get(name), stages[-1].grade
    if own is None or own == latest:
        return None
    why = Text(
        f"'{name}' is {own}, but the last of '{history}' is {latest}; correct one of the two",
        f"{name} 为 {own}，而 {history} 中最后一项为 {latest}；请更正其一",
    )
    return contradiction(f"{case.pointer}/{name}", why)


def _since_field(case: Case) -> str:
    history, since = case.parameters.get("history", ""), case.parameters["since"]
    return f"{history}/0/{since}" if case.value.get(history) else str(since)


def _ended(case: Case, as_of: date) -> date | None:
    """The day on which the subject was taken out of service, where that has happened."""
    day = case.value.get(case.parameters.get("ends", ""))
    return ended if day is not None and (ended := parse_date(day)) <= as_of else None


def _by_window(case: Case, as_of: date) -> Ruling:
    years = _years(case, as_of)
    if not years:
        return Ruling.not_applicable(
            Text(
                "no license was in force on an earlier 31 December",
                "此前没有许可证在 12 月 31 日处于有效期内",
            )
        )
    first = case.parameters.get("since_year", 0)
    before = [year for year in years if year < first and not _submitted(case, year, as_of)]
    answers = [_of_year(case, year, as_of) for year in years if year not in before]
    return Ruling.together([*answers, *([Ruling.open(_another_duty(before))] if before else [])])


def _of_year(case: Case, year: int, as_of: date) -> Ruling:
    """Judge the report that is due in one year.

    Authorities name a report after the year that it is on (`2024年度`, due by March 2025), and so do people.
    """
    opens, closes = _ends_of_window(case, year)
    days = _submitted(case, year, as_of)
    if any(opens <= day <= closes for day, _ in days):
        return Ruling()
    if other := next((day for day, _ in _submitted(case, year - 1, as_of) if opens <= day <= closes), None):
        return Ruling.open(_of_the_year_before(case.parameters["year"], year, other))
    if days:
        return Ruling.of(
            [
                Breach(
                    pointer,
                    Text(f"{day} is outside {opens} to {closes}", f"{day} 不在 {opens} 至 {closes} 之内"),
                )
                for day, pointer in days
            ]
        )
    if as_of <= closes:
        return Ruling.pending(
            closes, Text(f"the report of {year} is due by {closes}", f"{year} 年的年报应不迟于 {closes}")
        )
    why = Text(
        f"no report in {year}; it was due from {opens} to {closes}",
        f"{year} 年没有年报记录；应在 {opens} 至 {closes} 之间报送",
    )
    return Ruling.of([Breach(f"{case.pointer}/{case.parameters['records']}", why)])


def _of_the_year_before(field: str, year: int, day: date) -> Text:
    return Text(
        f"the report under {year - 1} was submitted on {day}, in the window of {year}: '{field}' is the year in which it is"
        f" due, not the one that it is on; write {year} if it is that of {year}",
        f"列在 {year - 1} 年的年报于 {day} 报送，在 {year} 年的报送期内：{field} 应填报送的年份，而非所报告的年度；"
        f"如确为 {year} 年应报送的年报，请改为 {year}",
    )


def _another_duty(years: list[int]) -> Text:
    """That there was no annual report yet in some years, but an annual inspection."""
    en, zh = enumeration(map(str, years))
    return Text(
        f"nothing is recorded for {en}, when there was an annual inspection (年检) of the license in place of the report:"
        " look at its stamps, or list the inspections under the same years",
        f"没有 {zh} 年的记录；当年实行的是许可证年检，尚无年报：请核对年检记录，或按年份列入",
    )


def _ends_of_window(case: Case, year: int) -> tuple[date, date]:
    """The first and the last day of the window in a year."""
    window = case.parameters["window"]
    return date.fromisoformat(f"{year}-{window['from']}"), date.fromisoformat(f"{year}-{window['to']}")


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
            "again_days": {"type": "integer", "minimum": 1},
            "history": {"type": "string"},
            "ends": {"type": "string"},
            "months_by": {
                "type": "object",
                "required": ["field", "months"],
                "properties": {
                    "field": {"type": "string"},
                    "months": {"type": "object", "additionalProperties": {"type": ["integer", "null"]}},
                },
            },
            "year": {"type": "string"},
            "since_year": {"type": "integer"},
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
    turns=turns,
)
