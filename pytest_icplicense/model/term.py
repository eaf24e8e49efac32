"""The terms of a license (有效期): one, or several where it was renewed under the same number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.text import Text

LONGEST_GAP = 90
"""Days between two terms. The authority decides before the former one ends, and where it does not, the license counts as
renewed (《行政许可法》第五十条); so a gap is a late paper. What was not applied for 90 days before ends with its term
(《电信业务经营许可管理办法》), and its number is not given again."""
LONGEST_OVERLAP = 366
"""Days that two terms share: a renewed license is issued near the end of the former one, not in its midst."""


class TermFault(ValueError):
    """Terms that cannot all be those of one license."""

    def __init__(self, pointer: str, text: Text) -> None:
        super().__init__(text.en)
        self.pointer = pointer
        """Of the value to correct, in the license's document."""
        self.text = text


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One term of a license; the day of issue and the day of expiry both count."""

    issued: date
    expires: date

    def holds(self, day: date) -> bool:
        """Whether the license was in force on `day` by this term."""
        return self.issued <= day <= self.expires

    def __str__(self) -> str:
        return f"{self.issued} to {self.expires}"


def joined(terms: Iterable[Term]) -> tuple[Term, ...]:
    """The terms in their order, each once.

    Two with one day of expiry are one term, whose paper was issued again when something on it was changed (变更).
    """
    first: dict[date, date] = {}
    for term in terms:
        first[term.expires] = min(term.issued, first.get(term.expires, term.issued))
    return tuple(sorted(Term(issued, expires) for expires, issued in first.items()))


def terms_of(tree: Mapping[str, Any]) -> tuple[Term, ...]:
    """The terms that a document of kind License states: its own, and the former ones under `terms`.

    Raises:
        TermFault: one ends before it begins, or they cannot follow each other.
    """
    stated = [("", _term(tree, ""))]
    stated += [
        (f"/terms/{index}", _term(row, f"/terms/{index}")) for index, row in enumerate(tree.get("terms", ()))
    ]
    current = stated[0][1]
    for pointer, term in stated[1:]:
        if term.issued > current.issued:
            raise TermFault(
                f"{pointer}/issued",
                Text(
                    f"the term {term} begins after the current one, {current}: 'issued' and 'expires' are those of the"
                    " latest term, 'terms' lists the former ones",
                    f"有效期 {_zh(term)} 晚于当前有效期 {_zh(current)}：issued、expires 应填最近一期，terms 只列此前各期",
                ),
            )
    following(stated)
    return joined(term for _, term in stated)


def following(stated: list[tuple[str, Term]]) -> None:
    """Hold terms, each with the pointer of its document, to following each other.

    Raises:
        TermFault: one lies within another, or two share or leave out more days than a renewal does.
    """
    places = {term: pointer for pointer, term in reversed(stated)}
    expiries = {term.expires: pointer for pointer, term in reversed(stated)}
    for former, later in pairwise(joined(term for _, term in stated)):
        pointer = places.get(later, expiries[later.expires]) or places.get(former, expiries[former.expires])
        if later.expires < former.expires:
            why = Text(
                f"the term {later} lies within the term {former}: one license has no two terms at once",
                f"有效期 {_zh(later)} 落在有效期 {_zh(former)} 之内：同一许可证不能同时有两个有效期",
            )
        elif (shared := (former.expires - later.issued).days + 1) > LONGEST_OVERLAP:
            why = Text(
                f"the terms {former} and {later} overlap by {shared} days: a license is renewed near the end of its term",
                f"有效期 {_zh(former)} 与 {_zh(later)} 重叠 {shared} 天：续办的许可证应在前一期临近届满时颁发",
            )
        elif (gap := (later.issued - former.expires).days - 1) > LONGEST_GAP:
            why = Text(
                f"between the terms {former} and {later} lie {gap} days: a license that was not renewed ends with its term"
                " and its number is not given again; add the term between them, or correct the days",
                f"有效期 {_zh(former)} 与 {_zh(later)} 之间相隔 {gap} 天：未续办的许可证到期即终止，编号不再使用；"
                "请补上其间的有效期，或更正日期",
            )
        else:
            continue
        raise TermFault(f"{pointer}/issued", why)


def covered_until(terms: Iterable[Term], day: date) -> date | None:
    """The last day up to which the license is in force without a break from `day` on; None: it is not on that day."""
    last: date | None = None
    for term in terms:
        reaches = day if last is None else last + timedelta(days=1)
        if term.issued <= reaches and term.expires >= day:
            last = term.expires if last is None else max(last, term.expires)
    return last


def _term(row: Mapping[str, Any], pointer: str) -> Term:
    issued, expires = parse_date(row["issued"]), parse_date(row["expires"])
    if expires < issued:
        raise TermFault(
            f"{pointer}/expires",
            Text(
                f"the license expires on {expires}, before it is issued on {issued}",
                f"有效期至 {expires}，早于发证日期 {issued}",
            ),
        )
    return Term(issued, expires)


def _zh(term: Term) -> str:
    return f"{term.issued} 至 {term.expires}"
