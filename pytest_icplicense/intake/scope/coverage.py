"""Which services of a scope the regions are for that stand behind them: the last one, all of them, or by number."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_icplicense.intake.face.figures import quoted
from pytest_icplicense.intake.scope.regions import Mention, Unread
from pytest_icplicense.intake.scope.rows import Row
from pytest_icplicense.text import Text


def behind(rows: Sequence[Row], said: Mention, parted: bool) -> tuple[list[Row], list[Text]]:
    """The services that regions behind them are for, and what there is to say of it.

    Under a label these are all that have none yet, else those joined to the last one. Where they are not parted from
    the last service, it is not sure that they are for those before it as well. A label that is parted from services
    with regions of their own is for them too, and so contradicts other regions.
    """
    found: list[Row] = []
    apart = once = False
    for row in reversed(rows):
        own = bool(found) and bool(row.coverage)
        if own and parted and said.label == "coverage" and not any(each.label for each in row.coverage.said):
            found.append(row)
            continue
        if own or (apart and said.label != "coverage"):
            break
        found.append(row)
        once = once or (apart and not parted)
        apart = apart or not row.joined
    for row in found:
        row.coverage.add(said)
    if not once:
        return found, []
    shown = quoted(said.shown)
    why = Text(
        f"'{shown}' stands once behind several services: read as the coverage of each",
        f"“{shown}”只在数项业务之后出现一次：按适用于各项业务处理",
    )
    return found, [why]


def numbered(rows: Sequence[Row], number: str, said: Mention) -> tuple[list[Row], list[Text]]:
    """The service with a number, where regions are listed by it: 1.全国 2.北京市; none where it is not clear which."""
    found = [row for row in rows if row.number == number] if number else []
    if len(found) == 1 and said.names and not found[0].coverage:
        found[0].coverage.add(said)
        return found, []
    for row in rows:
        row.vague = True
    shown = quoted(said.shown)
    return [], [Unread(f"it is not clear which service '{shown}' is for", f"“{shown}”属于哪项业务不明确")]


def taken_out(rows: Sequence[Row], said: Mention) -> list[Text]:
    """全国（不含…）, for each service that 全国 was said for."""
    known = bool(rows)
    for row in rows:
        known = row.coverage.leave_out(said) and known
    if known:
        return []
    for row in rows:
        row.vague = True
    shown = quoted(said.shown)
    return [Unread(f"'{shown}' is taken out of no coverage", f"“{shown}”无从自覆盖范围中剔除")]
