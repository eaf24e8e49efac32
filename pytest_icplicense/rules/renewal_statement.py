"""What an operator says of the renewal of a license: `renewals`, and `renewal` where it can be for no other license."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import normal
from pytest_icplicense.model.term import Term


@dataclass(frozen=True, slots=True)
class RenewalStatement:
    """What is said of one license."""

    applied: tuple[tuple[date, str], ...]
    """The days of the applications, each with its pointer."""
    ends: bool = False
    """Whether the business ends with the license's last term."""
    unclear: bool = False
    """Whether one statement is there for several licenses."""

    def first_for(self, term: Term, following: Term | None, as_of: date) -> tuple[date, str] | None:
        """The first application for a term by the as-of date, with its pointer.

        One on or before the day of issue of the term, or after that of the next one, says nothing of it.
        """
        days = (
            (day, place)
            for day, place in self.applied
            if term.issued < day <= as_of and (following is None or day <= following.issued)
        )
        return min(days, default=None)


def said_of(held: License, operator: Mapping[str, Any], *, alone: bool) -> RenewalStatement:
    """What an operator's document says of a license; `alone`: it holds no other."""
    rows: list[dict[str, Any]] = operator.get("renewals", [])
    own = [
        (row, f"/renewals/{index}") for index, row in enumerate(rows) if normal(row["license"]) == held.number
    ]
    single: dict[str, Any] = operator.get("renewal", {})
    if alone and single:
        own.append((single, "/renewal"))
    applied = tuple(
        (parse_date(row["applied"]), f"{place}/applied") for row, place in own if "applied" in row
    )
    speaks = not own and ("applied" in single or single.get("intent") == "end")
    return RenewalStatement(applied, any(row.get("intent") == "end" for row, _ in own), unclear=speaks)
