"""What a file of results says, entry by entry."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pytest_icplicense.model.evidence import WORST_FIRST, Evidence, Unusable
from pytest_icplicense.text import Text, plain


class Entries(NamedTuple):
    """What one file says."""

    evidence: list[Evidence]
    broken: tuple[str, ...] = ()
    """What its run could not collect."""


def entry(
    node: str, clause: str, subject: str, outcome: str, commit: str | None, time: str, line: int = 1
) -> Evidence:
    """One entry, if its values can be such.

    Raises:
        Unusable: they cannot.
    """
    shown = plain(node[:200])
    if outcome not in WORST_FIRST:
        known = ", ".join(WORST_FIRST)
        what = plain(outcome[:40])
        raise Unusable(
            Text(f"{shown}: outcome '{what}' is none of {known}", f"{shown}：结果“{what}”不在 {known} 之列"),
            line,
        )
    try:
        aware = datetime.fromisoformat(time).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        when = plain(time[:40])
        raise Unusable(
            Text(
                f"{shown}: '{when}' is no time with a zone, such as 2026-03-01T08:30:00Z",
                f"{shown}：“{when}”不是带时区的时间，如 2026-03-01T08:30:00Z",
            ),
            line,
        )
    return Evidence(plain(node), clause, subject, outcome, commit, plain(time))
