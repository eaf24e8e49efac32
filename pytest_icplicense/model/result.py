"""What a verdict comes to for those who report it: plain values that travel between processes and into any format."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pytest_icplicense.documents.document import Place
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.text import Text


class Criterion(NamedTuple):
    """What a case is held to: a check, and the clause that it is the machine form of."""

    check: str
    """Whole id: `SP-02.2/feature-inside-license`."""
    clause: str
    provision: str
    title: Text
    """The provision's."""
    level: str
    how: tuple[str, ...]
    quote: str
    """The clause's words, in the licenses that the manifest runs under."""
    basis: Text | None

    @property
    def name(self) -> str:
        """The id below the clause: `feature-inside-license`."""
        return self.check.partition("/")[2]


class Reported(NamedTuple):
    """A finding with its place."""

    place: Place
    pointer: str
    message: Text
    remedy: Text


class Excuse(NamedTuple):
    """The waiver that is for a case, whether it holds or not."""

    check: str
    subject: str
    reason: str
    approver: str
    ticket: str | None
    starts: date
    expires: date
    place: Place


class Result(NamedTuple):
    """What judging a case gave."""

    id: str
    """`SP-02.2/feature-inside-license[ads-console:help-search]`."""
    criterion: Criterion
    subject: str
    outcome: Outcome
    document: str
    """The manifest's path, as it is shown."""
    pointer: str
    licenses: str
    """The numbers of the manifest's licenses."""
    place: Place | None = None
    """Where to look: at the first finding, else at the subject. None of what is in order, since finding it takes time."""
    findings: tuple[Reported, ...] = ()
    reason: Text | None = None
    due: date | None = None
    waiver: Excuse | None = None
