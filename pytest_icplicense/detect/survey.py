"""A survey: what the artifacts of a repository show, and of which service."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pytest_icplicense.detect.code_folders import Claim
from pytest_icplicense.detect.listing import Listing
from pytest_icplicense.detect.observation import Found, PassedOver
from pytest_icplicense.detect.opening import Opened
from pytest_icplicense.documents import Problem
from pytest_icplicense.documents.document import Place
from pytest_icplicense.model.capability import Capability, Confidence, Detected, Detections, Served, Shown


@dataclass(frozen=True, slots=True)
class Basis:
    """What a survey was put together from, so that it can be brought up to date."""

    asked: tuple[tuple[str, ...], tuple[str, ...], Path]
    """The names of the detectors, the patterns that exclude, and the folder that they are relative to."""
    listing: Listing
    opened: Mapping[str, Opened]
    """By path."""
    claims: Mapping[str, Claim]
    """By manifest; none where nothing was found, and so nobody was asked whose it is."""

    def looked_into(self, path: str) -> bool:
        """Whether a detector saw the file, be it beside another."""
        if path in self.opened:
            return True
        seen = (each for opened in self.opened.values() for each in opened.observed.values())
        return any(path == beside for each in seen for beside, _ in each.beside)


_Told = tuple[tuple[Found, ...], tuple[Problem, ...], Callable[[Path], str], Detections]
"""What was found, what could not be looked into, and how files are shown; and what that comes to."""


@dataclass(frozen=True)
class Survey:
    """What the artifacts of a repository show."""

    root: Path
    known: Mapping[str, Capability]
    found: tuple[Found, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    unjudged: tuple[Problem, ...] = ()
    """Files that could not be looked into; their paths are relative to the root."""
    opened: int = 0
    """How many files were looked into."""
    claims: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Folders, and the services whose code is in them: manifests with the number of their document, `a/icp.yaml#0`."""
    inputs: Mapping[str, str | None] = field(default_factory=dict)
    """Every file that was opened, or read for claims, with the SHA-256 of its content; None: it could not be read."""
    listed: frozenset[str] = frozenset()
    """The files of the repository; a repository inside it ends with a slash."""
    basis: Basis | None = field(default=None, compare=False, repr=False)
    """None: it cannot be brought up to date, only taken anew."""

    def __getstate__(self) -> dict[str, Any]:
        """Without what it keeps for its own speed."""
        return {each.name: self.__dict__[each.name] for each in fields(self)}

    def shows_as(self, other: Survey) -> bool:
        """Whether both show the same of every service, whatever else changed in the files.

        Those who judged with the one need then not judge with the other.
        """
        return all(
            one is another or one == another
            for one, another in (
                (self.found, other.found),
                (self.unjudged, other.unjudged),
                (self.claims, other.claims),
                (self.known, other.known),
                (self.root, other.root),
            )
        )

    def without_basis(self) -> Survey:
        """The same for those who only ask what it shows: not a word of what it was put together from."""
        return replace(self, inputs={}, listed=frozenset(), basis=None)

    def of(self, manifest: str, index: int, show: Callable[[Path], str]) -> Detections:
        """What there is of the service whose manifest is the file's document `index`."""
        if not (self.found or self.unjudged):
            return Detections()
        owner = f"{manifest}#{index}"
        found = tuple(each for each in self.found if self._owns(owner, each.path))
        unjudged = tuple(each for each in self.unjudged if self._owns(owner, each.path))
        last = self._last.get("detections")  # services beside one another have the same
        if last is None or last[0] != found or last[1] != unjudged or last[2] != show:
            last = self._last["detections"] = found, unjudged, show, self._detections(found, unjudged, show)
        return last[3]

    def files_of(self, manifest: str, index: int) -> list[Path]:
        """The files in which something of that service was seen, or that could not be looked into."""
        owner = f"{manifest}#{index}"
        paths = dict.fromkeys([each.path for each in self.found] + [each.path for each in self.unjudged])
        return [self.root / path for path in paths if self._owns(owner, path)]

    def all(self, show: Callable[[Path], str]) -> Detections:
        """What there is, whose ever it is."""
        return self._detections(self.found, self.unjudged, show)

    def _owns(self, owner: str, path: str) -> bool:
        """Code belongs to the services that claim the nearest folder around it, and to every service if none does."""
        owners = self._owners(path.rpartition("/")[0])
        return owners is None or owner in owners

    def _owners(self, folder: str) -> frozenset[str] | None:
        passed: list[str] = []
        while folder not in self._nearest:
            passed.append(folder)
            found = self.claims.get(folder)
            if found or not folder:
                break
            folder = folder.rpartition("/")[0]
        else:
            found = self._nearest[folder]
        self._nearest.update(dict.fromkeys(passed, found))
        return found

    @cached_property
    def _nearest(self) -> dict[str, frozenset[str] | None]:
        return {}

    @cached_property
    def _last(self) -> dict[str, _Told]:
        return {}

    def _detections(
        self, found: Iterable[Found], unjudged: Iterable[Problem], show: Callable[[Path], str]
    ) -> Detections:
        signs: dict[str, list[Found]] = {}
        domains: dict[str, list[Found]] = {}
        for each in found:
            for name in each.capabilities:
                signs.setdefault(name, []).append(each)
            if each.domain is not None:
                domains.setdefault(each.domain, []).append(each)
        signs = {name: left for name, rows in signs.items() if (left := _standing(name, rows))}
        firm = {name for name, each in signs.items() if not all(one.aside for one in each)}
        detected = [
            Detected(capability, confidence, self._shown(signs[name], show))
            for name, capability in self.known.items()
            if name in signs and (confidence := _confidence(capability, signs[name], firm))
        ]
        served = [
            Served(
                name,
                Confidence.LOW if all(one.aside for one in each) else Confidence.HIGH,
                self._shown(each, show),
            )
            for name, each in sorted(domains.items())
        ]
        places = [problem._replace(path=show(self.root / problem.path)) for problem in unjudged]
        return Detections(tuple(detected), tuple(served), tuple(places))

    def _shown(self, found: Iterable[Found], show: Callable[[Path], str]) -> tuple[Shown, ...]:
        places: dict[str, Shown] = {}
        for each in found:
            if each.path not in places:
                place = Place(show(self.root / each.path), each.line, each.column)
                places[each.path] = Shown(place, each.evidence)
        return tuple(places.values())


def _standing(capability: str, signs: list[Found]) -> list[Found]:
    """The signs without those of aspects that others deny, and without these; what is sure stands where they are not."""
    denied: dict[tuple[str, bool], set[str | None]] = {}
    for found in signs:
        for each in found.meanings:
            if each.denies and each.capability == capability:
                for sure in {False, each.sure}:
                    denied.setdefault((each.aspect, sure), set()).add(_module(found.path))
    if not denied:
        return signs
    left = []
    for found in signs:
        module = _module(found.path)
        meanings = tuple(
            each
            for each in found.meanings
            if each.capability != capability
            or not (each.denies or _reaches(denied.get((each.aspect, each.sure), ()), module))
        )
        if meanings == found.meanings or any(each.capability == capability for each in meanings):
            left.append(found._replace(meanings=meanings))
    return left


def _module(path: str) -> str | None:
    """The folder of the module whose source a file is; None: it may be of all."""
    before, sources, _ = f"/{path}".partition("/src/")
    return before if sources else None


def _reaches(modules: Collection[str | None], module: str | None) -> bool:
    """Whether what is denied in some modules is denied in this one."""
    return bool(modules) and (module is None or None in modules or module in modules)


def _confidence(capability: Capability, signs: Collection[Found], firm: set[str]) -> Confidence | None:
    """How sure a capability is; None: the words of code that speak of it are too few to say so."""
    spoken = [each for each in signs if any(one.capability == capability.id for one in each.meanings)]
    if len(spoken) == len(signs):
        said = _said(capability.id, spoken)
        return Confidence.LOW if said and all(each.aside for each in signs) else said
    if all(each.aside for each in signs):
        return Confidence.LOW
    raised = [
        each.to
        for each in capability.raised
        if not firm.isdisjoint(each.beside) and firm.isdisjoint(each.unless)
    ]
    return max((capability.confidence, *raised), key=lambda each: each.weight)


def _said(capability: str, signs: Iterable[Found]) -> Confidence | None:
    """How sure the words of code are: they grow with signs of several kinds, and never with one that is said again."""
    meanings = {each for found in signs for each in found.meanings if each.capability == capability}
    sure = {each.kind for each in meanings if each.sure} - {"client"}
    kinds, aspects = {each.kind for each in meanings}, {each.aspect for each in meanings}
    if sure:
        return Confidence.HIGH if len(sure) > 1 and len(kinds) > 2 else Confidence.MEDIUM
    if any(each.sure for each in meanings):
        return Confidence.MEDIUM if len(kinds) > 1 else Confidence.LOW
    if len(aspects) < 2:
        return Confidence.LOW if len(kinds) > 1 else None
    return Confidence.MEDIUM if len(kinds) > 1 or len(aspects) > 2 else Confidence.LOW


def trimmed(found: Survey, paths: Collection[str]) -> Survey:
    """The same survey, of these paths only."""
    inside = [each for each in found.found if any(_within(each.path, path) for path in paths)]
    unjudged = [each for each in found.unjudged if any(_within(each.path, path) for path in paths)]
    over = [each for each in found.passed_over if any(_within(each.path, path) for path in paths)]
    return replace(found, found=tuple(inside), unjudged=tuple(unjudged), passed_over=tuple(over), basis=None)


def _within(path: str, folder: str) -> bool:
    return folder in ("", ".", path) or path.startswith(f"{folder}/")
