"""What a report that is read back says of the run that it tells of: plain values, where a run itself would look at files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.documents.document import Document, Place
from pytest_icplicense.model.waiver import Waiver


class Input(NamedTuple):
    """A file that a run read."""

    path: str
    """As messages show it."""
    sha256: str | None
    """Of its bytes; None where it cannot be read."""


class WaiverFile(NamedTuple):
    """The waivers of a file that may be used, and what it takes to say something of them."""

    path: Path
    inside: tuple[Path, ...]
    """The manifests in and below its folder: only who has judged them all knows whether a waiver is needed."""
    binds: tuple[Path, ...]
    """The manifests of the run that it is for, where it has waivers."""
    waivers: tuple[Waiver, ...]
    names: frozenset[str]
    """The clauses and checks of the waivers that there are in the policies."""


class Recorded(NamedTuple):
    """The facts."""

    as_of: date
    policies_sha256: str
    version: str
    """Of the tool that judged."""
    inputs: tuple[Input, ...]
    below_root: str
    """The folder that paths are relative to, from the repository's root."""
    waiver_files: tuple[WaiverFile, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RecordedWaiver(Waiver):
    """A waiver without its file."""

    stands: Place

    @property
    def place(self) -> Place:
        """Where it stood."""
        return self.stands


def waiver(fields: Iterable[str | None], starts: date, expires: date, pointer: str, place: Place) -> Waiver:
    """A waiver as it is recorded; `fields` are its check, subject, reason, approver and ticket."""
    check, subject, reason, approver, ticket = fields
    document = Document(Path(place.path), place.path, 0, None, "")
    return RecordedWaiver(
        str(check),
        str(subject),
        str(reason),
        str(approver),
        ticket,
        starts,
        expires,
        document,
        pointer,
        place,
    )
