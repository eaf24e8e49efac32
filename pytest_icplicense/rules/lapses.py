"""What ends a duty before its period does: a decision that is revoked, a unit that is taken out of service."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.model.case import Case, Ruling
from pytest_icplicense.rules.days.limits import Limit
from pytest_icplicense.rules.days.moments import Moment, show
from pytest_icplicense.rules.fields import contradiction, dotted
from pytest_icplicense.text import Text


def lapsed(case: Case, start: Moment, limit: Limit, *, done: bool, as_of: date) -> Ruling | None:
    """Nothing is due any more where the field `lapses.by` is dated within the period; None: it is due.

    An end before the period began, or beside what it excludes (`lapses.never_with`), is an error of the manifest.
    """
    rule = case.parameters["lapses"]
    by, beside = rule["by"], rule.get("never_with", "")
    text = dotted(case.value, by)
    if text is None or day_of(ended := parse_moment(text)) > as_of:
        return None
    if day_of(ended) < day_of(start):
        return contradiction(
            f"{case.pointer}/{by}",
            Text(
                f"'{by}' {show(ended)} is before {show(start)}, when the period began; correct one of the two",
                f"{by} {show(ended)} 早于期限起算日 {show(start)}；请更正其一",
            ),
        )
    if (other := dotted(case.value, beside)) is not None:
        return contradiction(
            f"{case.pointer}/{beside}",
            Text(
                f"'{beside}' {other} stands beside '{by}' {show(ended)}:"
                " only one of them can be true; remove the other",
                f"{beside} {other} 与 {by} {show(ended)} 并存：二者只能有一项属实，请删除另一项",
            ),
        )
    if done or limit.over(day_of(ended)) is not False:
        return None
    return Ruling.not_applicable(
        Text(f"'{by}' {show(ended)}, before the period ended", f"{by} {show(ended)}，在期限届满之前")
    )
