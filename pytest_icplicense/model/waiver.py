"""Waivers: exceptions that somebody approved, for a reason, until a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from pytest_icplicense.documents.document import Document
from pytest_icplicense.documents.formats import parse_date

MAX_DAYS = 365
"""A waiver may not last longer; the rule is this tool's own, so that every exception is looked at once a year."""


@dataclass(frozen=True, slots=True, eq=False)
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
    document: Document
    pointer: str

    def covers(self, clause: str, check: str, subject: str) -> bool:
        """Whether the waiver is for this case, whatever the day."""
        return self.check in (clause, check) and fnmatchcase(subject, self.subject)

    def in_force(self, day: date) -> bool:
        """Whether the waiver holds on `day`; its first and its last day both count."""
        return self.starts <= day <= self.expires

    @property
    def place(self) -> str:
        """`icp-waivers.yaml:3:3`."""
        line, column = self.document.position(self.pointer)
        return f"{self.document.path}:{line}:{column}"


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
        document,
        f"/{index}",
    )
