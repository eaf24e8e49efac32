"""A detector: which files it opens, and what it finds in them. Other packages add theirs by a hook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact, Where
from pytest_icplicense.text import Text

DEVELOPMENT = Text("a dependency for development only", "仅用于开发的依赖")
"""Why a dependency does not count that is not there when the service runs."""
PROVIDED = Text("provided by what it runs in", "由运行环境提供")
"""Why a dependency does not count that is only compiled against."""

PART = "part"
"""What a sighting is of that only says, with its reason, that a part of the repository or of a file is passed over."""
NEEDS = "needs "
"""What a sighting is of that names a file which this one brings in, before the name of the detector that reads it."""


class Sighting(NamedTuple):
    """One thing that a file names: a package, an image, a path of an interface, a domain."""

    what: str
    """What it is a name of: `npm`, `pypi`, `image`, `endpoint`, `domain`, …"""
    name: str
    at: Where
    """Where it stands; looked up only for names that mean something, so saying it must cost nothing."""
    passed_over: Text | None = None
    """Why it does not count, where it does not."""


class Detector(NamedTuple):
    """One kind of artifact."""

    name: str
    files: tuple[str, ...]
    """Which files it opens: patterns with `*` of a file's name, or of its path from the root, where they have a `/`.

    A pattern that begins with `**/` fits in every folder.
    """
    read: Callable[[Artifact], Iterable[Sighting]]
    """What a file shows. May raise `Unjudged`; whatever else it raises is told as this detector's fault."""
    summary: Text
