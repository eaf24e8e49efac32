"""What a detector sees in one file: the same for the same content, wherever else anything changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Protocol

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import (
    Detector,
    DomainSighting,
    FileNeeded,
    PartPassedOver,
    Seen,
    Sighting,
)
from pytest_icplicense.detect.signatures import Signatures
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.vocabulary import Meaning
from pytest_icplicense.documents import Problem
from pytest_icplicense.model.capability import Capability
from pytest_icplicense.model.domains import judged
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
    meanings: tuple[Meaning, ...] = ()
    """What it says of some of the capabilities, in the words of the team's own code."""


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


_DEEP = Text("nested too deep to be read", "嵌套过深，无法读取")


class _Observer:
    def __init__(self, artifact: Artifact, detector: Detector, signatures: Signatures) -> None:
        self.asked: dict[str, str | None] = {}
        self.artifact = artifact.noting(self.asked)
        self.artifact.may_say = signatures.may_say
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
        try:
            self._sort(self.detector.read(self.artifact))
        except Unjudged as error:
            return not_judged(path, error.message, error.line, error.column)
        except RecursionError:
            return not_judged(path, _DEEP)
        except Exception as error:  # a detector may come from anywhere; what it raises must not hide a file
            what = plain(f"{self.detector.name} raised {type(error).__name__}: {str(error)[:120]}")
            return not_judged(path, Text.same(what))
        return None

    def _sort(self, sightings: Iterable[Seen]) -> None:
        meant = self.signatures.meant
        ecosystem, asked = "", self.signatures.asked("")
        kept: dict[tuple[tuple[str, ...], bool], int] = {}
        hosts: dict[str, tuple[str | None, Text]] = {}
        for seen in sightings:
            if isinstance(seen, Sighting):
                if seen.ecosystem != ecosystem:
                    ecosystem, asked = _checked(self.detector, seen), self.signatures.asked(seen.ecosystem)
                capabilities = asked.get(seen.name)
                if capabilities is None:
                    capabilities = meant(ecosystem, seen.name)
                said = self.signatures.said(ecosystem, seen.name, seen.words)
                if capabilities or said:
                    names = tuple(each.id for each in capabilities)
                    names += tuple(
                        dict.fromkeys(each.capability for each in said if each.capability not in names)
                    )
                    same = names, seen.passed_over is None
                    kept[same] = kept.get(same, 0) + 1
                    if kept[same] <= MAX_SIGNS:
                        self._keep(seen, ecosystem, names, meanings=said)
            elif isinstance(seen, DomainSighting):
                if seen.name not in hosts:
                    hosts[seen.name] = judged(seen.name)
                domain, why = hosts[seen.name]
                if domain is None and seen.passed_over is None:
                    seen = replace(seen, passed_over=why)
                self._keep(seen, "domain", (), domain)
            elif isinstance(seen, PartPassedOver):
                self._keep(seen, "", ())
            elif isinstance(seen, FileNeeded):
                self.needed.append(Needed(seen.path, seen.detector))
            else:
                raise Unjudged(_unknown(self.detector, type(seen).__name__))

    def _keep(
        self,
        seen: Sighting | DomainSighting | PartPassedOver,
        what: str,
        names: tuple[str, ...],
        domain: str | None = None,
        meanings: tuple[Meaning, ...] = (),
    ) -> None:
        line, column = self.artifact.spot(seen.at)
        path, name = self.artifact.path, plain(seen.name[:200])
        if seen.passed_over is not None:
            self.passed_over.append(PassedOver(path, line, name, seen.passed_over))
        else:
            found = Found(path, line, column, f"{what} {name}", domain, names, meanings=meanings)
            self.found.append(found)


_FORMER = {"domain": "DomainSighting(name, at)", "part": "PartPassedOver(name, at, reason)"}
"""What was the first field of every sighting once, and what says the same now."""


def _checked(detector: Detector, seen: Sighting) -> str:
    """The ecosystem of a sighting.

    Raises:
        Unjudged: it is what said once that the sighting is of another kind.
    """
    former = seen.ecosystem
    now = "FileNeeded(path, detector, at)" if former.startswith("needs ") else _FORMER.get(former)
    if now is None:
        return former
    name = plain(f"{detector.name}")
    raise Unjudged(
        Text(
            f"the detector '{name}' gives Sighting('{plain(former[:40])}', ...), a form of the past; it must give {now}",
            f"检测器“{name}”给出的 Sighting('{plain(former[:40])}', ...) 是旧形式，应改为 {now}",
        )
    )


def _unknown(detector: Detector, kind: str) -> Text:
    name, kind = plain(detector.name), plain(kind)
    kinds = "Sighting, DomainSighting, PartPassedOver, FileNeeded"
    return Text(
        f"the detector '{name}' gives a {kind}; it must give one of {kinds}",
        f"检测器“{name}”给出了 {kind}，应为 {kinds} 之一",
    )


Key = tuple[str, str, str]
"""The file, the detector's name, and the SHA-256 of the file's content."""


class KeptObservations(Protocol):
    """Observations of earlier runs."""

    def get(self, keys: Iterable[Key]) -> dict[Key, Observed]:
        """Those that are known of these."""

    def put(self, observed: Mapping[Key, Observed]) -> None:
        """Keep these for later runs, if that can be done."""


class Observations:
    """What was observed by surveys before, for the next one to look up: the same content need not be parsed again.

    They hold for the capabilities and detectors that they were made with; for others they are forgotten. Several surveys
    may use them at the same time.
    """

    _SPARE = 1000
    """Observations of content that is no longer there, which are kept in case that it comes back."""

    def __init__(self, kept: Callable[[], KeptObservations | None] | None = None, jobs: int = 1) -> None:
        """`kept` gives those of earlier runs, and `jobs` is in how many processes files are looked into; either is asked
        for in large repositories only.
        """
        self._open_kept, self.jobs = kept, jobs
        self._made: tuple[Mapping[str, Capability], tuple[Detector, ...], dict[Key, Observed]] = {}, (), {}

    @cached_property
    def kept(self) -> KeptObservations | None:
        """Those of earlier runs; None: there are none to be had."""
        return self._open_kept() if self._open_kept is not None else None

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
