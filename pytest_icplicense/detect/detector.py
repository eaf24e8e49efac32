"""A detector: which files it opens, and what it finds in them. Other packages add theirs by a hook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact, Where
from pytest_icplicense.text import Text

DEVELOPMENT = Text("a dependency for development only", "仅用于开发的依赖")
"""Why a dependency does not count that is not there when the service runs."""
PROVIDED = Text("provided by what it runs in", "由运行环境提供")
"""Why a dependency does not count that is only compiled against."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name that a file has: of a package, an image, a path of an interface."""

    ecosystem: str
    """What it is a name in, as signatures have it: `npm`, `pypi`, `image`, `endpoint`, …"""
    name: str
    at: Where
    """Where it stands; looked up only for names that mean something, so saying it must cost nothing."""
    passed_over: Text | None = None
    """Why it does not count, where it does not."""
    words: str = ""
    """What stands with a name that a team gave itself: the columns of a table, comments, a summary."""


def table_words(own: Iterable[str], columns: Iterable[str]) -> str:
    """What stands with a table's name, as the vocabulary takes it apart again: what is said of the table itself on the
    first line, and then the names of its columns and what is said of these.
    """
    return f"{' '.join(' '.join(own).split())}\n{' '.join(columns)}"


@dataclass(frozen=True, slots=True)
class DomainSighting:
    """The name of a host that a file has; whether the public may reach it is judged elsewhere."""

    name: str
    at: Where
    passed_over: Text | None = None
    """Why it does not count, where it does not."""


@dataclass(frozen=True, slots=True)
class PartPassedOver:
    """A part of the repository, or of the file itself, that is not looked into."""

    name: str
    """The part: a folder, or the file."""
    at: Where
    passed_over: Text
    """Why."""


@dataclass(frozen=True, slots=True)
class FileNeeded:
    """Another file that this one brings in, so that it counts whatever its name and folder are."""

    path: str
    """As it is named there, from the folder of the file that names it."""
    detector: str
    """The name of the detector that reads it."""
    at: Where


Seen = Sighting | DomainSighting | PartPassedOver | FileNeeded
"""What a detector may see in a file."""


def passing_over(seen: Seen, reason: Text) -> Seen:
    """The same, which does not count for that reason; a file that is needed is asked itself whether it counts."""
    return seen if isinstance(seen, FileNeeded) else replace(seen, passed_over=reason)


class Detector(NamedTuple):
    """One kind of artifact."""

    name: str
    files: tuple[str, ...]
    """Which files it opens: patterns with `*` of a file's name, or of its path from the root, where they have a `/`.

    A pattern that begins with `**/` fits in every folder.
    """
    read: Callable[[Artifact], Iterable[Seen]]
    """What a file shows; nothing but the file and those beside it (`Artifact.beside`) may decide that.

    May raise `Unjudged`; whatever else it raises is told as this detector's fault.
    """
    summary: Text
