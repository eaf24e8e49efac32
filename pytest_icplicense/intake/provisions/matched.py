"""What a piece of a license is to the provisions that policies know."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pytest_icplicense.intake.provisions.cutting import Piece
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
