"""Packages that a manifest takes from a git repository instead of a registry, under whatever name."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Where
from pytest_icplicense.detect.detector import Sighting
from pytest_icplicense.detect.purl import repository
from pytest_icplicense.text import Text


def of_git(ecosystem: str, address: str, at: Where, reason: Text | None = None) -> Iterator[Sighting]:
    """The repository at an address, and the package that repositories of its name hold."""
    if name := repository(address):
        yield Sighting("repository", name, at, reason)
        yield Sighting(ecosystem, name.rpartition("/")[2], at, reason)
