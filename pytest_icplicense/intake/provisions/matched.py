"""What a piece of a license is to the provisions that policies know."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pytest_icplicense.intake.provisions.cutting import Piece
from pytest_icplicense.intake.provisions.meaning import Hindrance
from pytest_icplicense.intake.text.differences import Change
from pytest_icplicense.readers.lines import Doubt


class State(StrEnum):
    """What matching says of a piece, or of a known provision."""

    SAME = "same"
    CHANGED = "changed"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    """Known, and not in the license."""
    REPEATED = "repeated"
    """The same words again."""


class ClauseReading(NamedTuple):
    """A sentence of a license that no known clause says in these words."""

    number: int
    """Its number among the clauses of the provision that it would be written into."""
    quote: str
    """Verbatim."""
    line: int
    nearest: str | None = None
    """The known clause whose words are most alike, where any are alike enough to be named."""
    percent: int = 0
    """How many of the words that carry meaning the two share."""
    differing: tuple[tuple[str, str], ...] = ()
    """Words of the clause, and of the license in their place."""
    hindrance: Hindrance | None = None
    """Why it is not that clause, whatever the percentage."""
    rival: str | None = None
    """Another clause whose words are nearly as alike."""
    stands_alone: bool = False
    """Whether it is a whole sentence with words enough to be no other, so that it may be bound without a question."""
    bound: bool = False
    """Whether it is judged as that clause."""


class Match(NamedTuple):
    """A piece with the known provision that it is, or one of the two alone."""

    state: State
    id: str | None
    """Of an unknown piece, that of the provision yet to be written; None where it needs none."""
    piece: Piece | None = None
    changed: tuple[Change, ...] = ()
    review: tuple[str, ...] = ()
    """The clauses whose checks may no longer fit."""
    doubts: tuple[Doubt, ...] = ()
    clauses: tuple[ClauseReading, ...] = ()
    """Of an unknown piece its sentences, or those of a known one that no clause says."""
    unbound: tuple[str, ...] = ()
    """Of a changed provision the clauses that the license does not say."""
    quotes: tuple[tuple[str, str], ...] = ()
    """Of a changed provision the license's own words for clauses that it says in other words."""

    @property
    def to_be_written(self) -> bool:
        """Of an unknown piece, whether anything is left of it that no known clause judges."""
        return not self.clauses or not all(each.bound for each in self.clauses)
