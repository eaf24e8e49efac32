"""`due-within`: an act has happened in time after (or before) the day that its period is counted from.

An act dated after the as-of date has not happened yet. Not done and not yet due is pending; done before what it
answers is an error in the manifest. What hangs on an unknown time, or on working days that no table knows yet, is open:
pending without a due date.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.model.case import Breach, Case, Outcome, Rule, Ruling
from pytest_icplicense.rules.coverage import outside_coverage
from pytest_icplicense.rules.days.limits import Limit, limit_of
from pytest_icplicense.rules.days.moments import Moment, Span, show
from pytest_icplicense.rules.days.turning_days import DAY, in_period
from pytest_icplicense.rules.fields import contradiction, dotted
from pytest_icplicense.rules.lapses import lapsed
from pytest_icplicense.rules.related_acts import doubtful, unrelated
from pytest_icplicense.text import Text


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
    acts = _acts(case)
    if not acts:
        return Ruling.not_applicable(
            Text("all of it was before the license was issued", "均早于许可证的发证日期")
        )
    return Ruling.together([_one(each, as_of) for each in acts])


def turns(case: Case, start: date, end: date) -> set[date]:
    """The days of the act and of what its period is counted from, and the one after the period's last."""
    days: set[date] = set()
    for each in _acts(case):
        dated = [
            _act(each),
            *([_event(each, by)] if (by := each.parameters.get("lapses", {}).get("by")) else []),
        ]
        for begun in _starts(each) if "from" in each.parameters else []:
            dated.append(begun)
            if begun.moment is None:
                continue
            limit = limit_of(each, begun.moment, begun.name)
            if limit is None:  # what has to be done at once is not late on the day itself
                days.add(day_of(begun.moment) + DAY)
            elif limit.latest is not None:
                days.add(day_of(limit.latest) + DAY)
        if said := dotted(each.value, each.parameters.get("by", "")):
            last = day_of(parse_moment(said))
            days |= {last, last + DAY}
        days |= {day_of(event.moment) for event in dated if event.moment is not None}
    return in_period(days, start, end)


def _acts(case: Case) -> list[Case]:
    """The case; or, where the subject has the list that `each` names, one for each of its entries since the license."""
    name = case.parameters.get("each")
    rows = case.value.get(name) if name else None
    if not rows:
        return [case]
    by = case.parameters.get("lapses", {}).get("by")
    around = {by: case.value[by]} if by in case.value else {}
    since, begun = case.manifest.bound_since, case.parameters["from"]
    return [
        replace(case, value=around | row, pointer=f"{case.pointer}/{name}/{index}")
        for index, row in enumerate(rows)
        if day_of(parse_moment(row[begun])) >= since
    ]


def _one(case: Case, as_of: date) -> Ruling:
    act = _act(case)
    if (field := case.parameters.get("covered")) and outside_coverage(case, case.value.get(field, "")):
        return Ruling.not_applicable(
            Text("outside the coverage of the license", "不在许可证的业务覆盖范围内")
        )
    if "from" not in case.parameters:
        return _before_the_license(case, act) or _by_own_day(case, act, as_of) or _simply_done(act, as_of)
    starts = _starts(case)
    if not starts:
        return Ruling.not_applicable(
            Text(
                "no license issued by the ministry (trans-regional) is held",
                "未持有工业和信息化部颁发的跨地区许可证",
            )
        )
    return Ruling.together([_judge(case, start, _since(start, act), as_of) for start in starts])


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
            term.issued + DAY,
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
    if act.moment is not None and not beforehand and _too_early(case, start.moment, act.moment):
        return contradiction(
            act.pointer,
            Text(
                f"{act.name.en} {show(act.moment)} is before {start.name.en} {show(start.moment)}; correct one of the two",
                f"{act.name.zh} {show(act.moment)} 早于 {start.name.zh} {show(start.moment)}；请更正其一",
            ),
        )
    if day_of(start.moment) > as_of and not beforehand:
        return Ruling.not_applicable(
            Text(
                f"{start.name.en} lies ahead ({start.moment} is after {as_of})",
                f"{start.name.zh} 尚未发生（{start.moment} 晚于判定日 {as_of}）",
            )
        )
    limit = limit_of(case, start.moment, start.name)
    if limit is None:
        ruling = _simply_done(act, as_of)
        ahead = day_of(start.moment) > as_of or (day_of(start.moment) == as_of and not beforehand)
        if ruling.outcome is Outcome.FAILED and ahead:  # that day is not over
            return Ruling.pending(day_of(start.moment), _missing(act, as_of))
        return ruling
    done = act.moment is not None and day_of(act.moment) <= as_of
    if "lapses" in case.parameters and (ended := lapsed(case, start.moment, limit, done=done, as_of=as_of)):
        return ended
    until = Text(
        f"{limit.period.en} {start.name.en} {show(start.moment)}, {limit.until.en}",
        f"{start.name.zh} {show(start.moment)} {limit.period.zh}，{limit.until.zh}",
    )
    if act.moment is not None and done:
        if why := unrelated(case, act.name, act.moment, start.name, start.moment):
            return _not_done(limit, until, why, act.pointer, as_of)
        return _in_time(case, start, act, limit, until)
    pointer = act.pointer if act.moment is not None else start.pointer
    return _not_done(limit, until, _missing(act, as_of), pointer, as_of)


def _in_time(case: Case, start: _Event, act: _Event, limit: Limit, until: Text) -> Ruling:
    """Judge an act that has happened."""
    assert act.moment is not None
    assert start.moment is not None
    span = Span.of(act.moment)
    kept = limit.kept_by(span)
    if kept:
        doubt = doubtful(case, act.name, act.moment, start.name, start.moment)
        return Ruling.open(doubt) if doubt else Ruling()
    if kept is None:
        more = Text("", "") if span.sure or "hours" not in case.parameters else _NO_TIME
        why = Text(
            f"whether {act.name.en} {show(act.moment)} is in time cannot be told: due {until.en}{more.en}",
            f"无法判断 {act.name.zh} {show(act.moment)} 是否逾期：应为 {until.zh}{more.zh}",
        )
        return Ruling.open(why)
    why = Text(
        f"{act.name.en} {show(act.moment)} is too late: due {until.en}",
        f"{act.name.zh} {show(act.moment)} 逾期：应为 {until.zh}",
    )
    return Ruling.of([Breach(act.pointer, why)])


_NO_TIME = Text(
    "; write the moments with time and offset, as 2022-03-12T02:10+08:00",
    "；请将时间写到时分并带时区，如 2022-03-12T02:10+08:00",
)


def _not_done(limit: Limit, until: Text, missing: Text, pointer: str, as_of: date) -> Ruling:
    """Judge an act that has not happened, or none that counts."""
    over = limit.over(as_of)
    if over:
        why = Text(f"{missing.en}; it was due {until.en}", f"{missing.zh}；期限为 {until.zh}，已逾期")
        return Ruling.of([Breach(pointer, why)])
    reason = Text(f"{missing.en}; due {until.en}", f"{missing.zh}；期限为 {until.zh}")
    return Ruling.open(reason) if limit.due is None else Ruling.pending(limit.due, reason)


def _before_the_license(case: Case, act: _Event) -> Ruling | None:
    """What an act from before the first term proves, where it must be one for the license: nothing yet (`in_term`)."""
    since = case.manifest.bound_since
    if not case.parameters.get("in_term") or act.moment is None or day_of(act.moment) >= since:
        return None
    return Ruling.open(
        Text(
            f"{act.name.en} {show(act.moment)} is before the first term of {case.manifest.numbers}, which began on"
            f" {since}: whether it was for this license is not known; do it again, or list the former terms of the license",
            f"{act.name.zh} {show(act.moment)} 早于 {case.manifest.numbers} 首个有效期的起始日 {since}：无法得知是否针对"
            "本许可证；请重新办理，或在许可证的 terms 中列出此前的有效期",
        )
    )


def _by_own_day(case: Case, act: _Event, as_of: date) -> Ruling | None:
    """Where the subject itself says by when (`by`), the act against that day; None: it does not say."""
    field = case.parameters.get("by")
    if field is None or (said := dotted(case.value, field)) is None:
        return None
    last = day_of(parse_moment(said))
    until = Text(f"due by {last} ('{field}')", f"期限为 {last}（{field}）")
    if act.moment is not None and day_of(act.moment) <= as_of:
        if day_of(act.moment) <= last:
            return Ruling()
        why = Text(
            f"{act.name.en} {show(act.moment)} is too late: {until.en}",
            f"{act.name.zh} {show(act.moment)} 逾期：{until.zh}",
        )
        return Ruling.of([Breach(act.pointer, why)])
    missing = _missing(act, as_of)
    why = Text(f"{missing.en}; {until.en}", f"{missing.zh}；{until.zh}")
    if as_of <= last:
        return Ruling.pending(last, why)
    return Ruling.of([Breach(act.pointer if act.moment is not None else case.pointer, why)])


def _simply_done(act: _Event, as_of: date) -> Ruling:
    if act.moment is not None and day_of(act.moment) <= as_of:
        return Ruling()
    pointer = act.pointer if act.moment is not None else act.pointer.rpartition("/")[0]
    return Ruling.of([Breach(pointer, _missing(act, as_of))])


def _missing(act: _Event, as_of: date) -> Text:
    if act.moment is None:
        return Text(f"{act.name.en} is missing", f"缺少 {act.name.zh}")
    return Text(
        f"{act.name.en} {show(act.moment)} has not happened yet on {as_of}",
        f"{act.name.zh} {show(act.moment)} 在判定日 {as_of} 尚未发生",
    )


def _too_early(case: Case, start: Moment, act: Moment) -> bool:
    """Whether the act is surely before what it answers, by more than the rule lets it be (`early_days`, `early_from`)."""
    days = case.parameters.get("early_days", 0)
    if (begun := dotted(case.value, case.parameters.get("early_from", ""))) is not None:
        start = min((start, parse_moment(begun)), key=lambda moment: Span.of(moment).first)
    return Span.of(act).later(24 * days).before(Span.of(start))


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
            "early_days": {"type": "integer", "minimum": 1, "maximum": 365},
            "early_from": {"type": "string"},
            "about": {
                "type": "object",
                "required": ["months"],
                "additionalProperties": False,
                "properties": {
                    "months": {"type": "integer", "minimum": 1, "maximum": 120},
                    "days": {"type": "integer", "minimum": 0, "maximum": 3650},
                    "since": {"type": "string"},
                },
            },
            "lapses": {
                "type": "object",
                "required": ["by"],
                "additionalProperties": False,
                "properties": {"by": {"type": "string"}, "never_with": {"type": "string"}},
            },
            "each": {"type": "string"},
            "by": {"type": "string"},
            "covered": {"type": "string"},
            "in_term": {"type": "boolean"},
            "license": {"const": "trans-regional"},
        },
    },
    summary=Text(
        "the act `to` has happened within the days, working days or hours counted from `from`",
        "自 from 起算，在规定的日数、工作日数或小时数之内完成 to",
    ),
    turns=turns,
)
