"""What falls due in the next days (`warn_days`), and is warned of: deadlines, certificates, waivers."""

from __future__ import annotations

from datetime import date, timedelta

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.text import Text, many


def is_soon(day: date, as_of: date, days: int) -> bool:
    """Whether a day is one of the next `days` days."""
    return as_of <= day <= as_of + timedelta(days=days)


def due_soon(result: Result, as_of: date, days: int) -> Text | None:
    """What to say of a result that falls due in the next `days` days; None: nothing does."""
    if result.due is None or not is_soon(result.due, as_of, days):
        return None
    left = (result.due - as_of).days
    why = result.reason or Text("comes round again", "周期将至")
    if result.outcome is not Outcome.PENDING and result.criterion.clause == "LIC.4":
        why = Text("the license expires", "许可证有效期届满")
    name = result.id
    return Text(
        f"{name} is due on {result.due}, in {many(left, 'day')}: {why.en}",
        f"{name} 期限为 {result.due}，剩余 {left} 天：{why.zh}",
    )
