"""Whether an act is about what it stands beside: an assessment of years ago says nothing of today's launch."""

from __future__ import annotations

from datetime import date, timedelta

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.model.case import Case
from pytest_icplicense.rules.days.calendar import add_months
from pytest_icplicense.rules.days.moments import Moment, show
from pytest_icplicense.text import Text


def unrelated(case: Case, act: Text, acted: Moment, start: Text, started: Moment) -> Text | None:
    """Why the act cannot be about `start`: it is older than `about.months`, or things have changed since (`about.since`)."""
    rule = case.parameters.get("about")
    if rule is None:
        return None
    day, about = day_of(acted), day_of(started)
    if day < add_months(about, -rule["months"]):
        return Text(
            f"{act.en} {show(acted)} is more than {rule['months']} months before {start.en} {show(started)}:"
            " it cannot be about that",
            f"{act.zh} {show(acted)} 早于 {start.zh} {show(started)} {rule['months']} 个月以上，不能视为针对本次",
        )
    changed = _last_before(case, rule["since"], about) if "since" in rule else None
    if changed is not None and day < changed:
        return Text(
            f"{act.en} {show(acted)} is before the last of '{rule['since']}' ahead of {start.en} {show(started)},"
            f" {changed}: it does not cover what has changed",
            f"{act.zh} {show(acted)} 早于 {start.zh} {show(started)} 之前最近一次 {rule['since']}（{changed}），"
            "未涵盖此后的变化",
        )
    return None


def doubtful(case: Case, act: Text, acted: Moment, start: Text, started: Moment) -> Text | None:
    """Why nobody can tell whether the act is about `start`: it is more than `about.days` before."""
    days = case.parameters.get("about", {}).get("days")
    if days is None or day_of(acted) >= day_of(started) - timedelta(days=days):
        return None
    before = Text(f"more than {days} days before", f"{days} 日以上") if days else Text("before", "")
    return Text(
        f"{act.en} {show(acted)} is {before.en} {start.en} {show(started)}: whether it is about that cannot be told",
        f"{act.zh} {show(acted)} 早于 {start.zh} {show(started)}{' ' if before.zh else ''}{before.zh}，无法判断是否针对本次",
    )


def _last_before(case: Case, name: str, day: date) -> date | None:
    """The last day before `day` among the manifest's list, whose entries are dated by the field that `from` names."""
    field = case.parameters["from"]
    days = (day_of(parse_moment(row[field])) for row in case.manifest.tree.get(name, ()) if row.get(field))
    return max((each for each in days if each < day), default=None)
