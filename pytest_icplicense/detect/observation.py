"""What a detector sees in one file: the same for the same content, wherever else anything changes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact, Unjudged
from pytest_icplicense.detect.detector import NEEDS, PART, Detector, Sighting
from pytest_icplicense.detect.domains import judged
from pytest_icplicense.detect.signatures import Signatures
from pytest_icplicense.documents import Problem
from pytest_icplicense.model.capability import Capability
from pytest_icplicense.text import Text, plain

MAX_SIGNS = 100
"""Of the same thing in one file, whose lines are told: each may be looked for in the whole file."""


class Found(NamedTuple):
    """Something that a file shows, and the capabilities that it is a sign of; none where it is a domain."""

    path: str
    """Relative to the repository's root."""
    line: int
    column: int
    evidence: str
    """What was seen: `npm @openim/client-sdk`."""
    domain: str | None
    capabilities: tuple[str, ...]
    aside: bool = False
    """Whether the file is an example or documentation, so that it is reported only."""


class PassedOver(NamedTuple):
    """A file, or something in one, that does not count, and why."""

    path: str
    line: int | None
    what: str
    reason: Text


class Needed(NamedTuple):
    """A file that another one brings in."""

    path: str
    """As it is named there."""
    detector: str
    """The name of the one that reads it."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What one detector sees in one file. Whether the file itself counts is not asked here."""

    found: tuple[Found, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    unjudged: tuple[Problem, ...] = ()
    """Why the file, or what is left of it, could not be looked into: one problem at most."""
    needed: tuple[Needed, ...] = ()
    beside: tuple[tuple[str, str | None], ...] = ()
    """Other files that were asked for, relative to the root, with the SHA-256 of what was in them; None: nothing was
    there."""


def observe(artifact: Artifact, detector: Detector, signatures: Signatures) -> Observed:
    """What `detector` sees in `artifact`. Never raises for what the file contains, nor for what the detector does."""
    return _Observer(artifact, detector, signatures).observed()


def not_judged(path: str, why: Text, line: int = 1, column: int = 1) -> Problem:
    """The problem of a file that cannot be looked into."""
    text = Text(f"not judged: {why.en}; what it shows is not known", f"未判定：{why.zh}；其中内容不得而知")
    return Problem(path, line, column, text)


class _Observer:
    def __init__(self, artifact: Artifact, detector: Detector, signatures: Signatures) -> None:
        self.asked: dict[str, str | None] = {}
        self.artifact = artifact.noting(self.asked)
        self.detector, self.signatures = detector, signatures
        self.found: list[Found] = []
        self.passed_over: list[PassedOver] = []
        self.needed: list[Needed] = []

    def observed(self) -> Observed:
        problem = self._read()
        unjudged = () if problem is None else (problem,)
        found, over, needed = tuple(self.found), tuple(self.passed_over), tuple(self.needed)
        return Observed(found, over, unjudged, needed, tuple(self.asked.items()))

    def _read(self) -> Problem | None:
        path = self.artifact.path
        meant = self.signatures.meant
        kept: dict[tuple[tuple[str, ...], bool], int] = {}
        try:
            for sighting in self.detector.read(self.artifact):
                what, name = sighting[:2]
                if what == "domain":
                    self._domain(sighting)
                elif capabilities := meant(what, name):
                    names = tuple(each.id for each in capabilities)
                    same = names, sighting.passed_over is None
                    kept[same] = kept.get(same, 0) + 1
                    if kept[same] <= MAX_SIGNS:
                        self._keep(sighting, names)
                elif what == PART:
                    self._keep(sighting, ())
                elif what.startswith(NEEDS):
                    self.needed.append(Needed(name, what.removeprefix(NEEDS)))
        except Unjudged as error:
            return not_judged(path, error.message, error.line, error.column)
        except Exception as error:  # a detector may come from anywhere; what it raises must not hide a file
            what = plain(f"{self.detector.name} raised {type(error).__name__}: {str(error)[:120]}")
            return not_judged(path, Text.same(what))
        return None

    def _domain(self, sighting: Sighting) -> None:
        domain, why = judged(sighting.name)
        if domain is None:
            sighting = sighting._replace(passed_over=sighting.passed_over or why)
        self._keep(sighting, (), domain)

    def _keep(self, sighting: Sighting, names: tuple[str, ...], domain: str | None = None) -> None:
        line, column = self.artifact.spot(sighting.at)
        path, name = self.artifact.path, plain(sighting.name[:200])
        if sighting.passed_over is not None:
            self.passed_over.append(PassedOver(path, line, name, sighting.passed_over))
        else:
            self.found.append(Found(path, line, column, f"{sighting.what} {name}", domain, names))


Key = tuple[str, str, str]
"""The file, the detector's name, and the SHA-256 of the file's content."""


class Observations:
    """What was observed by surveys before, for the next one to look up: the same content need not be parsed again.

    They hold for the capabilities and detectors that they were made with; for others they are forgotten. Several surveys
    may use them at the same time.
    """

    _SPARE = 1000
    """Observations of content that is no longer there, which are kept in case that it comes back."""

    def __init__(self) -> None:
        self._made: tuple[Mapping[str, Capability], tuple[Detector, ...], dict[Key, Observed]] = {}, (), {}

    def of(
        self, capabilities: Mapping[str, Capability], detectors: Collection[Detector]
    ) -> dict[Key, Observed]:
        """Those made with these, to be looked up and added to."""
        known, by, observed = self._made
        if (known is capabilities or known == capabilities) and by == tuple(detectors):
            return observed
        made: dict[Key, Observed] = {}
        self._made = capabilities, tuple(detectors), made
        return made

    @classmethod
    def bound(cls, observed: dict[Key, Observed], used: Collection[Key]) -> None:
        """Forget those that are not `used`, once there are many more of them than of the others."""
        if len(observed) > 2 * len(used) + cls._SPARE:
            for key in set(observed).difference(used):
                observed.pop(key, None)

    def __len__(self) -> int:
        return len(self._made[2])
