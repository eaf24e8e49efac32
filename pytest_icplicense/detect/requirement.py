"""A requirement as Python packages write it (PEP 508), and what it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Where
from pytest_icplicense.detect.detector import DEVELOPMENT, Sighting
from pytest_icplicense.detect.git_address import of_git
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text, plain

# What lock files consist of, a fifteenth of the time that `packaging` takes.
_SIMPLE = expression(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[[A-Za-z0-9._-]+\])? ?"
    r"(?:[<>=!~]=? ?[0-9A-Za-z.*+!-]+(?:, ?[<>=!~]=? ?[0-9A-Za-z.*+!-]+)*)? ?"
    r"(?:; ?[A-Za-z0-9_.'\"<>=!~() -]+)?$"
)


def required(words: str) -> str | None:
    """The name of the package that is required; None where the words are no requirement."""
    if match := _SIMPLE.match(words):
        return match[1]
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(words).name
    except (InvalidRequirement, RecursionError):
        return None


class Requirements:
    """Requirements in a row, of which the broken ones are told after the others."""

    def __init__(self, artifact: Artifact) -> None:
        self._artifact = artifact
        self._broken: Unjudged | None = None

    def sightings(self, words: Iterable[tuple[str, Where]], development: bool = False) -> Iterator[Sighting]:
        """What each names."""
        for each, at in words:
            name = required(each.strip())
            if name is not None:
                reason = DEVELOPMENT if development else None
                yield Sighting("pypi", name, at, reason)
                if "git" in (address := each.partition("@")[2]):
                    yield from of_git("pypi", address, at, reason)
            elif self._broken is None:
                shown = plain(each[:60])
                text = Text(f"'{shown}' is no requirement", f"'{shown}' 不是有效的依赖声明")
                self._broken = Unjudged(text, *self._artifact.spot(at))

    def finish(self) -> None:
        """Raise what was broken.

        Raises:
            Unjudged: the first that was.
        """
        if self._broken:
            raise self._broken


def named(table: Mapping[str, Any]) -> Iterator[str]:
    """The packages that are the keys of a table, as Poetry and Pipenv write them."""
    return (name for name in table if name.lower() != "python")
