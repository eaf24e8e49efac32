"""Waivers: exceptions that somebody approved, for a reason, until a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from pytest_icplicense.documents.document import Document, Place
from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.non_answers import Statements
from pytest_icplicense.text import Text

MAX_DAYS = 365
"""A waiver may not last longer; the rule is this tool's own, so that every exception is looked at once a year."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of `icp-waivers.yaml`."""

    check: str
    """A clause (`SP-15.5.2`) or a whole check id (`SP-15.5.2/amount-as-published`)."""
    subject: str
    """A pattern of subjects as the shell writes them: `ads-console:pro-*`."""
    reason: str
    approver: str
    ticket: str | None
    starts: date
    expires: date
    place: Place
    pointer: str

    def covers(self, clause: str, check: str, subject: str) -> bool:
        """Whether the waiver is for this case, whatever the day."""
        return self.check in (clause, check) and fnmatchcase(subject, self.subject)

    def in_force(self, day: date) -> bool:
        """Whether the waiver holds on `day`; its first and its last day both count."""
        return self.starts <= day <= self.expires


def objections(
    waiver: Waiver, critical: Mapping[str, str], statements: Statements
) -> Iterator[tuple[str, Text]]:
    """Why a waiver may not be used, each with the pointer of the field that says so.

    `critical` maps each clause and check id that cannot be waived to the name of its critical check.
    """
    for field, said, kind in (
        ("reason", waiver.reason, "statement"),
        ("approver", waiver.approver, "name"),
    ):
        if statements.says_nothing(said, kind):
            why = Text(
                f"{field} '{said}' says nothing: a waiver names its reason and who granted it",
                f"{field}“{said}”没有内容：豁免须写明理由和批准人",
            )
            yield f"{waiver.pointer}/{field}", why
    if waiver.check in critical:
        name = critical[waiver.check]
        yield (
            f"{waiver.pointer}/check",
            Text(
                f"{name} is critical and cannot be waived; fix what it reports",
                f"{name} 为关键检查，不得豁免；请改正其发现的问题",
            ),
        )
    if waiver.starts > waiver.expires:
        yield (
            f"{waiver.pointer}/expires",
            Text(
                f"expires on {waiver.expires}, before it begins on {waiver.starts}",
                f"到期日 {waiver.expires} 早于起始日 {waiver.starts}",
            ),
        )
    elif (days := (waiver.expires - waiver.starts).days) > MAX_DAYS:
        yield (
            f"{waiver.pointer}/expires",
            Text(
                f"lasts {days} days; a waiver may last {MAX_DAYS} at most, renew it when it ends",
                f"期限为 {days} 天；豁免最长 {MAX_DAYS} 天，到期后可续",
            ),
        )


def waiver_of(document: Document, index: int, row: Mapping[str, Any]) -> Waiver:
    """The waiver that an entry states; the document has passed the schema."""
    return Waiver(
        row["check"],
        row["subject"],
        row["reason"],
        row["approver"],
        row.get("ticket"),
        parse_date(row["from"]),
        parse_date(row["expires"]),
        document.place(f"/{index}"),
        f"/{index}",
    )
