"""`due-within`: an act has happened in time after (or before) the day that its period is counted from.

An act dated after the as-of date has not happened yet. Not done and not yet due is pending; done before what it
answers is an error in the manifest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.model.case import Breach, Case, Outcome, Rule, Ruling, Sees
from pytest_icplicense.rules.calendar import PLAIN, add_days, add_working_days
from pytest_icplicense.rules.fields import dotted, first
from pytest_icplicense.text import Text

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that the manifest or the license dates."""

    name: Text
    """As a sentence has it: a field in quotes, or the day of a license."""
    pointer: str
    moment: Moment | None
    not_before: date | None = None
    """An act before this day is about something earlier: an application on or before a term's day of issue was for the
    former term."""


def judge(case: Case, as_of: date) -> Ruling:
    """Judge the act named by `to` against the period that `from`, `days`, `working_days` or `hours` set."""
    act = _act(case)
    if "from" not in case.parameters:
        return _before_the_license(case, act) or _simply_done(act, as_of)
    starts = _starts(case)
    if not starts:
        return Ruling.not_applicable(
            Text(
                "no license issued by the ministry (trans-regional) is held",
                "未持有工业和信息化部颁发的跨地区许可证",
            )
        )
    rulings = [_judge(case, start, _since(start, act), as_of) for start in starts]
    for outcome in (Outcome.ERROR, Outcome.FAILED, Outcome.PENDING, Outcome.PASSED):
        if matching := [ruling for ruling in rulings if ruling.outcome is outcome]:
            return min(matching, key=lambda ruling: ruling.due or date.max)
    return rulings[0]


def _event(case: Case, path: str) -> _Event:
    text = dotted(case.value, path)
    pointer = f"{case.pointer}/{path.replace('.', '/')}"
    return _Event(Text(f"'{path}'", path), pointer, None if text is None else parse_moment(text))


def _act(case: Case) -> _Event:
    """The first of the `to` fields that is there; the first of them where none is."""
    to = case.parameters["to"]
    events = [_event(case, path) for path in ([to] if isinstance(to, str) else to)]
    return next((event for event in events if event.moment is not None), events[0])


def _starts(case: Case) -> list[_Event]:
    start = case.parameters["from"]
    if not start.startswith("@"):
        return [_event(case, start)]
    wanted = [
        held
        for held in case.manifest.licenses
        if held.trans_regional or case.parameters.get("license") != "trans-regional"
    ]
    if start == "@issued":
        return [
            _Event(
                Text(f"the issue of {held.number}", f"{held.number} 的发证日期"),
                case.pointer,
                held.bound_since,
                held.bound_since,
            )
            for held in wanted
        ]
    return [
        _Event(
            Text(f"the expiry of {held.number}", f"{held.number} 的有效期届满日"),
            case.pointer,
            term.expires,
            term.issued + timedelta(days=1),
        )
        for held in wanted
        for term in held.terms
    ]


def _since(start: _Event, act: _Event) -> _Event:
    """The act, unless it is too old to be about this start."""
    if act.moment is not None and start.not_before and day_of(act.moment) < start.not_before:
        return replace(act, moment=None)
    return act


def _judge(case: Case, start: _Event, act: _Event, as_of: date) -> Ruling:
    beforehand = case.parameters.get("beforehand", False)
    if start.moment is None:
        return Ruling.not_applicable(Text(f"{start.name.en} has not happened", f"{start.name.zh} 尚未发生"))
    if act.moment is not None and not beforehand and _later(start.moment, act.moment):
        why = Text(
            f"{act.name.en} {_show(act.moment)} is before {start.name.en} {_show(start.moment)}; correct one of the two",
            f"{act.name.zh} {_show(act.moment)} 早于 {start.name.zh} {_show(start.moment)}；请更正其一",
        )
        return Ruling(Outcome.ERROR, (Breach(act.pointer, why),), reason=why)
    if day_of(start.moment) > as_of and not beforehand:
        return Ruling.not_applicable(
            Text(
                f"{start.name.en} lies ahead ({start.moment} is after {as_of})",
                f"{start.name.zh} 尚未发生（{start.moment} 晚于判定日 {as_of}）",
            )
        )
    limit = _limit(case, start.moment)
    if limit is None:
        ruling = _simply_done(act, as_of)
        if ruling.outcome is Outcome.FAILED and day_of(start.moment) > as_of:
            return Ruling.pending(day_of(start.moment), _missing(act, as_of))
        return ruling
    deadline, note, period = limit
    due = day_of(deadline)
    until = Text(
        f"{period.en} {start.name.en} {_show(start.moment)}, so by {_show(deadline)}{note.en}",
        f"{start.name.zh} {_show(start.moment)} {period.zh}，即不迟于 {_show(deadline)}{note.zh}",
    )
    if act.moment is not None and day_of(act.moment) <= as_of:
        if not _later(act.moment, deadline):
            return Ruling()
        why = Text(
            f"{act.name.en} {_show(act.moment)} is too late: due {until.en}",
            f"{act.name.zh} {_show(act.moment)} 逾期：应为 {until.zh}",
        )
        return Ruling.of([Breach(act.pointer, why)])
    missing = _missing(act, as_of)
    if as_of <= due:
        return Ruling.pending(due, Text(f"{missing.en}; due {until.en}", f"{missing.zh}；期限为 {until.zh}"))
    pointer = act.pointer if act.moment is not None else start.pointer
    why = Text(f"{missing.en}; it was due {until.en}", f"{missing.zh}；期限为 {until.zh}，已逾期")
    return Ruling.of([Breach(pointer, why)])


def _before_the_license(case: Case, act: _Event) -> Ruling | None:
    """What an act from before the first term proves, where it must be one for the license: nothing yet (`in_term`)."""
    since = case.manifest.bound_since
    if not case.parameters.get("in_term") or act.moment is None or day_of(act.moment) >= since:
        return None
    return Ruling.open(
        Text(
            f"{act.name.en} {_show(act.moment)} is before the first term of {case.manifest.numbers}, which began on"
            f" {since}: whether it was for this license is not known; do it again, or list the former terms of the license",
            f"{act.name.zh} {_show(act.moment)} 早于 {case.manifest.numbers} 首个有效期的起始日 {since}：无法得知是否针对"
            "本许可证；请重新办理，或在许可证的 terms 中列出此前的有效期",
        )
    )


def _simply_done(act: _Event, as_of: date) -> Ruling:
    if act.moment is not None and day_of(act.moment) <= as_of:
        return Ruling()
    pointer = act.pointer if act.moment is not None else act.pointer.rpartition("/")[0]
    return Ruling.of([Breach(pointer, _missing(act, as_of))])


def _missing(act: _Event, as_of: date) -> Text:
    if act.moment is None:
        return Text(f"{act.name.en} is missing", f"缺少 {act.name.zh}")
    return Text(
        f"{act.name.en} {_show(act.moment)} has not happened yet on {as_of}",
        f"{act.name.zh} {_show(act.moment)} 在判定日 {as_of} 尚未发生",
    )


def _limit(case: Case, start: Moment) -> tuple[Moment, Text, Text] | None:
    """The last day or moment, a note on how it was counted, and the period in words; None: no period is set."""
    parameters = case.parameters
    if "days" in parameters:
        days = parameters["days"]
        counted = add_days(day_of(start), days)
        return (*counted, _days(days))
    if "working_days" in parameters:
        days = parameters["working_days"]
        counted = add_working_days(day_of(start), days)
        return (*counted, Text(f"{days} working days after", f"之后 {days} 个工作日内"))
    if "hours" in parameters:
        hours = _hours(case)
        period = Text(f"{hours:g} hours after", f"之后 {hours:g} 小时内")
        if isinstance(start, datetime):
            return start + timedelta(hours=hours), PLAIN, period
        return (*add_days(start, math.ceil(hours / 24)), period)
    return None


def _days(days: int) -> Text:
    if days == 0:
        return Text("on the day of", "当日或之前")
    if days < 0:
        return Text(f"{-days} days before", f"之前 {-days} 日")
    return Text(f"{days} days after", f"之后 {days} 日内")


def _hours(case: Case) -> float:
    """The rule's hours, or fewer where the operator has set itself fewer."""
    hours: float = case.parameters["hours"]
    field = case.parameters.get("hours_field")
    operator: Mapping[str, Any] = case.manifest.operator.tree if case.manifest.operator else {}
    own = operator.get(field) if field else None
    return min(hours, own) if isinstance(own, int | float) else hours


def _later(one: Moment, other: Moment) -> bool:
    """Whether `one` is after `other`: by the moment where both have a time, else by the day in China."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one > other
    return day_of(one) > day_of(other)


def _show(moment: Moment) -> str:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def _sees(parameters: Mapping[str, Any]) -> Sees:
    to, start = parameters["to"], parameters.get("from", "@")
    paths = [to] if isinstance(to, str) else to
    fields = first(*paths, *(() if start.startswith("@") else (start,)))
    return Sees(fields, operator="hours_field" in parameters)


RULE = Rule(
    name="due-within",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["to"],
        "additionalProperties": False,
        "properties": {
            "from": {"type": "string", "pattern": r"^(@expires|@issued|[a-z_]+(\.[a-z_]+)*)$"},
            "to": {"type": ["string", "array"], "minItems": 1, "items": {"type": "string"}},
            "days": {"type": "integer"},
            "working_days": {"type": "integer", "minimum": 1, "maximum": 365},
            "hours": {"type": "number", "exclusiveMinimum": 0},
            "hours_field": {"type": "string"},
            "beforehand": {"type": "boolean"},
            "in_term": {"type": "boolean"},
            "license": {"const": "trans-regional"},
        },
    },
    summary=Text(
        "the act `to` has happened within the days, working days or hours counted from `from`",
        "自 from 起算，在规定的日数、工作日数或小时数之内完成 to",
    ),
    sees=_sees,
)
