"""A survey: every artifact of a repository looked into once, and what it shows of each service."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pytest_icplicense import is_manifest
from pytest_icplicense.detect.artifact import MAX_BYTES, Artifact, Unjudged
from pytest_icplicense.detect.detector import PART, Detector, Sighting
from pytest_icplicense.detect.domains import judged
from pytest_icplicense.detect.listing import EXCLUDED, Chooser, aside, listed, why_not
from pytest_icplicense.detect.signatures import Signatures
from pytest_icplicense.discovery import excluded
from pytest_icplicense.documents import Problem
from pytest_icplicense.documents.document import Place, unreadable
from pytest_icplicense.documents.files import Files
from pytest_icplicense.expressions import expression
from pytest_icplicense.model.capability import Capability, Confidence, Detected, Detections, Served, Shown
from pytest_icplicense.text import Text, plain

_SERVICE = expression(rb"^kind:[ \t]*[\"']?Service\b", re.MULTILINE)
_CODE = expression(rb"^code:", re.MULTILINE)
_LINK = Text("a link, which is not followed", "符号链接，不予跟随")


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

    def of(self, manifest: str, index: int, show: Callable[[Path], str]) -> Detections:
        """What there is of the service whose manifest is the file's document `index`."""
        if not (self.found or self.unjudged):
            return Detections()
        owner = f"{manifest}#{index}"
        return self._told([each for each in self.found if self._owns(owner, each.path)], owner, show)

    def files_of(self, manifest: str, index: int) -> list[Path]:
        """The files in which something of that service was seen, or that could not be looked into."""
        owner = f"{manifest}#{index}"
        paths = dict.fromkeys([each.path for each in self.found] + [each.path for each in self.unjudged])
        return [self.root / path for path in paths if self._owns(owner, path)]

    def all(self, show: Callable[[Path], str]) -> Detections:
        """What there is, whose ever it is."""
        return self._told(self.found, None, show)

    def _owns(self, owner: str, path: str) -> bool:
        """Code belongs to the services that claim the nearest folder around it, and to every service if none does."""
        owners = self._owners(path.rpartition("/")[0])
        return owners is None or owner in owners

    def _owners(self, folder: str) -> frozenset[str] | None:
        if folder not in self._nearest:
            above = folder.rpartition("/")[0]
            self._nearest[folder] = self.claims.get(folder) or (self._owners(above) if folder else None)
        return self._nearest[folder]

    @cached_property
    def _nearest(self) -> dict[str, frozenset[str] | None]:
        return {}

    def _told(self, found: Iterable[Found], owner: str | None, show: Callable[[Path], str]) -> Detections:
        signs: dict[str, list[Found]] = {}
        domains: dict[str, list[Found]] = {}
        for each in found:
            for name in each.capabilities:
                signs.setdefault(name, []).append(each)
            if each.domain is not None:
                domains.setdefault(each.domain, []).append(each)
        firm = {name for name, each in signs.items() if not all(one.aside for one in each)}
        detected = [
            Detected(capability, _confidence(capability, signs[name], firm), self._shown(signs[name], show))
            for name, capability in self.known.items()
            if name in signs
        ]
        served = [
            Served(
                name,
                Confidence.LOW if all(one.aside for one in each) else Confidence.HIGH,
                self._shown(each, show),
            )
            for name, each in sorted(domains.items())
        ]
        unjudged = [
            problem._replace(path=show(self.root / problem.path))
            for problem in self.unjudged
            if owner is None or self._owns(owner, problem.path)
        ]
        return Detections(tuple(detected), tuple(served), tuple(unjudged))

    def _shown(self, found: Iterable[Found], show: Callable[[Path], str]) -> tuple[Shown, ...]:
        places: dict[str, Shown] = {}
        for each in found:
            if each.path not in places:
                place = Place(show(self.root / each.path), each.line, each.column)
                places[each.path] = Shown(place, each.evidence)
        return tuple(places.values())


def _confidence(capability: Capability, signs: Iterable[Found], firm: set[str]) -> Confidence:
    if all(each.aside for each in signs):
        return Confidence.LOW
    raised = [each.to for each in capability.raised if not firm.isdisjoint(each.beside)]
    return max((capability.confidence, *raised), key=lambda each: each.weight)


def survey(
    root: Path,
    files: Files,
    capabilities: Mapping[str, Capability],
    detectors: Collection[Detector],
    exclude: Collection[str] = (),
    base: Path | None = None,
) -> Survey:
    """Look into the artifacts of the repository at `root`; `exclude` are patterns of paths relative to `base`.

    Never raises for what the files are or contain.
    """
    return _Surveyor(root, files, capabilities, detectors, exclude, base or root).run()


class _Surveyor:
    def __init__(
        self,
        root: Path,
        files: Files,
        capabilities: Mapping[str, Capability],
        detectors: Collection[Detector],
        exclude: Collection[str],
        base: Path,
    ) -> None:
        self.root, self.files, self.capabilities = root, files, capabilities
        self.exclude, self.base = exclude, base
        self.chooser = Chooser(detectors)
        self.signatures = Signatures(capabilities.values())
        self.found: list[Found] = []
        self.passed_over: list[PassedOver] = []
        self.unjudged: list[Problem] = []
        self.opened = 0
        self.listed: frozenset[str] = frozenset()

    def run(self) -> Survey:
        try:
            paths = listed(self.root, self.files)
        except OSError as error:
            paths = []
            self._give_up(".", Text.same(str(error)) if error.errno is None else unreadable(error))
        self.listed = frozenset(paths)
        manifests: list[str] = []
        for path in self.chooser.known(paths):
            if is_manifest(path.rpartition("/")[2]):
                manifests.append(path)
            elif detectors := self.chooser.detectors(path):
                self._open(path, detectors)
        claims = dict(self._claims(manifests)) if self.found or self.unjudged else {}
        return Survey(
            self.root,
            self.capabilities,
            tuple(self.found),
            tuple(self.passed_over),
            tuple(self.unjudged),
            self.opened,
            claims,
        )

    def _open(self, path: str, detectors: Iterable[Detector]) -> None:
        reason = why_not(path)
        if reason is None and excluded(self.root / path, self.exclude, self.base):
            reason = EXCLUDED
        if reason is not None:
            self.passed_over.append(PassedOver(path, None, path, reason))
            return
        try:
            data = self.files.read_plain(self.root / path, MAX_BYTES)
        except FileNotFoundError:
            return  # git has it, the working tree does not
        except OSError as error:
            if (self.root / path).is_symlink():
                self.passed_over.append(PassedOver(path, None, path, _LINK))
            else:
                self._give_up(path, unreadable(error))
            return
        if data is None:
            text = Text(f"more than {MAX_BYTES:,} bytes (16 MiB)", f"超过 {MAX_BYTES:,} 字节（16 MiB）")
            self._give_up(path, text)
            return
        self.opened += 1
        artifact = Artifact(path, data, self._other)
        for detector in detectors:
            self._read(artifact, detector)

    def _other(self, path: str) -> bytes | None:
        """What a listed file has in it; None where it cannot be had, which is told when it is opened for itself."""
        if path not in self.listed:
            return None
        try:
            return self.files.read_plain(self.root / path, MAX_BYTES)
        except OSError:
            return None

    def _read(self, artifact: Artifact, detector: Detector) -> None:
        meant = self.signatures.meant
        try:
            for sighting in detector.read(artifact):
                what, name = sighting[:2]
                if what == "domain":
                    self._domain(artifact, sighting)
                elif capabilities := meant(what, name):
                    self._keep(artifact, sighting, tuple(each.id for each in capabilities))
                elif what == PART:
                    self._keep(artifact, sighting, ())
        except Unjudged as error:
            self._give_up(artifact.path, error.message, error.line, error.column)
        except Exception as error:  # a detector may come from anywhere; what it raises must not hide a file
            what = plain(f"{detector.name} raised {type(error).__name__}: {str(error)[:120]}")
            self._give_up(artifact.path, Text.same(what))

    def _domain(self, artifact: Artifact, sighting: Sighting) -> None:
        domain, why = judged(sighting.name)
        if domain is None:
            sighting = sighting._replace(passed_over=sighting.passed_over or why)
        self._keep(artifact, sighting, (), domain)

    def _keep(
        self, artifact: Artifact, sighting: Sighting, names: tuple[str, ...], domain: str | None = None
    ) -> None:
        line, column = artifact.spot(sighting.at)
        path, name = artifact.path, plain(sighting.name[:200])
        if sighting.passed_over is not None:
            self.passed_over.append(PassedOver(path, line, name, sighting.passed_over))
        else:
            evidence = f"{sighting.what} {name}"
            self.found.append(Found(path, line, column, evidence, domain, names, aside(path)))

    def _give_up(self, path: str, why: Text, line: int = 1, column: int = 1) -> None:
        text = Text(
            f"not judged: {why.en}; what it shows is not known", f"未判定：{why.zh}；其中内容不得而知"
        )
        if not any(problem.path == path and problem.message == text for problem in self.unjudged):
            self.unjudged.append(Problem(path, line, column, text))

    def _claims(self, manifests: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
        claims: dict[str, set[str]] = {}
        for path in manifests:
            for folder, owner in self._claimed(path):
                claims.setdefault(folder, set()).add(owner)
        return iter((folder, frozenset(owners)) for folder, owners in claims.items())

    def _claimed(self, path: str) -> Iterator[tuple[str, str]]:
        """The folders that the services of a manifest file claim: what `code` names, else the one it stands in."""
        from pytest_icplicense.documents import read

        own = path.rpartition("/")[0]
        try:
            data = self.files.read_plain(self.root / path, MAX_BYTES)
        except OSError:
            return
        if not data or not _SERVICE.search(data):
            return
        for document in read(self.root / path, path, self.files).documents:
            if document.kind == "Service":
                owner = f"{path}#{document.index}"
                code = document.tree.get("code")
                for folder in code if isinstance(code, list) else [None]:
                    yield _below(own, folder), owner


def _below(folder: str, path: Any) -> str:
    """The folder `path` as seen from `folder`, relative to the root; `folder` itself where it is none."""
    if not isinstance(path, str):
        return folder
    parts: list[str] = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def trimmed(found: Survey, paths: Collection[str]) -> Survey:
    """The same survey, of these paths only."""
    inside = [each for each in found.found if any(_within(each.path, path) for path in paths)]
    unjudged = [each for each in found.unjudged if any(_within(each.path, path) for path in paths)]
    over = [each for each in found.passed_over if any(_within(each.path, path) for path in paths)]
    return replace(found, found=tuple(inside), unjudged=tuple(unjudged), passed_over=tuple(over))


def _within(path: str, folder: str) -> bool:
    return folder in ("", ".", path) or path.startswith(f"{folder}/")
