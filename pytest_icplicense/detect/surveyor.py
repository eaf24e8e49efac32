"""Takes a survey: lists a repository once, opens each artifact once, and sorts what its detectors see."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from pytest_icplicense import is_manifest
from pytest_icplicense.detect.artifact import MAX_BYTES, Artifact, Unjudged
from pytest_icplicense.detect.detector import NEEDS, PART, Detector, Sighting
from pytest_icplicense.detect.domains import judged
from pytest_icplicense.detect.listing import EXCLUDED, Chooser, aside, listed, why_not
from pytest_icplicense.detect.signatures import Signatures
from pytest_icplicense.detect.survey import Found, PassedOver, Survey
from pytest_icplicense.documents import Problem
from pytest_icplicense.expressions import expression
from pytest_icplicense.files import Files, is_link, read_plain
from pytest_icplicense.files.discovery import SKIPPED_FOLDERS, excluded
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.model.capability import Capability
from pytest_icplicense.text import Text, plain

MAX_SIGNS = 100
"""Of the same thing in one file, whose lines are told: each may be looked for in the whole file."""
_MORE = expression(rb"^(---|\.\.\.)", re.MULTILINE)
"""What may divide a file into several documents."""
_SERVICE = expression(rb"^kind:[ \t]*[\"']?Service\b", re.MULTILINE)
_LINK = Text("a link, which is not followed", "符号链接，不予跟随")
_NESTED = Text("a repository of its own", "独立的代码库")


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
        self.needed: list[tuple[str, str, str]] = []
        """What a file brings in: the file, the path that it names, and the detector that reads it."""
        self.by_name = {each.name: each for each in detectors}
        self.read: set[tuple[str, str]] = set()
        """Files that were opened, and by which detector."""
        self.brought_in: set[str] = set()
        """Files that count whatever their names and folders are, since others that count bring them in."""

    def run(self) -> Survey:
        try:
            paths = listed(self.root, self.files)
        except OSError as error:
            paths = []
            self._give_up(".", Text.same(str(error)) if error.errno is None else unreadable(error))
        self.passed_over += [PassedOver(path, None, path, _NESTED) for path in paths if path.endswith("/")]
        self.listed = frozenset(paths)
        manifests: list[str] = []
        for path in self.chooser.known(paths):
            if is_manifest(path.rpartition("/")[2]):
                if not self._unjudged_manifest(path):
                    manifests.append(path)
            elif detectors := self.chooser.detectors(path):
                self._open(path, detectors)
        self._open_needed()
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

    def _unjudged_manifest(self, path: str) -> bool:
        """Whether no run judges the manifest, so that its service cannot answer for the code around it."""
        folders = path.split("/")[:-1]
        over = any(fnmatch(folder, pattern) for folder in folders for pattern in SKIPPED_FOLDERS)
        return over or excluded(self.root / path, self.exclude, self.base)

    def _open_needed(self) -> None:
        """Open what other files bring in, whatever its name and folder are; what is not there, nobody can tell."""
        while self.needed:
            path, name, reader = self.needed.pop()
            folder = path.rpartition("/")[0]
            candidates = (_below(folder, name), _below(folder, name.rpartition("/")[2]))
            target = next((each for each in candidates if each in self.listed), None)
            detector = self.by_name.get(reader)
            if target is None or detector is None or target in self.brought_in:
                continue
            self.passed_over = [each for each in self.passed_over if (each.path, each.line) != (target, None)]
            self.brought_in.add(target)
            if (target, reader) in self.read:
                self.found = [each._replace(aside=each.aside and each.path != target) for each in self.found]
            else:
                self._open(target, [detector])

    def _open(self, path: str, detectors: Iterable[Detector]) -> None:
        reason = None if path in self.brought_in else why_not(path)
        if reason is None and excluded(self.root / path, self.exclude, self.base):
            reason = EXCLUDED
        if reason is not None:
            self.passed_over.append(PassedOver(path, None, path, reason))
            return
        try:
            data = read_plain(self.files, self.root / path, MAX_BYTES)
        except FileNotFoundError:
            return  # git has it, the working tree does not
        except OSError as error:
            if is_link(self.files, self.root / path):
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
            self.read.add((path, detector.name))
            self._read(artifact, detector)

    def _other(self, path: str) -> bytes | None:
        """What a listed file has in it; None where it cannot be had, which is told when it is opened for itself."""
        if path not in self.listed:
            return None
        try:
            return read_plain(self.files, self.root / path, MAX_BYTES)
        except OSError:
            return None

    def _read(self, artifact: Artifact, detector: Detector) -> None:
        meant = self.signatures.meant
        kept: dict[tuple[tuple[str, ...], bool], int] = {}
        try:
            for sighting in detector.read(artifact):
                what, name = sighting[:2]
                if what == "domain":
                    self._domain(artifact, sighting)
                elif capabilities := meant(what, name):
                    names = tuple(each.id for each in capabilities)
                    same = names, sighting.passed_over is None
                    kept[same] = kept.get(same, 0) + 1
                    if kept[same] <= MAX_SIGNS:
                        self._keep(artifact, sighting, names)
                elif what == PART:
                    self._keep(artifact, sighting, ())
                elif what.startswith(NEEDS):
                    self.needed.append((artifact.path, name, what.removeprefix(NEEDS)))
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
            shown_only = aside(path) and path not in self.brought_in
            self.found.append(Found(path, line, column, evidence, domain, names, shown_only))

    def _give_up(self, path: str, why: Text, line: int = 1, column: int = 1) -> None:
        text = Text(
            f"not judged: {why.en}; what it shows is not known", f"未判定：{why.zh}；其中内容不得而知"
        )
        if not any(problem.path == path and problem.message == text for problem in self.unjudged):
            self.unjudged.append(Problem(path, line, column, text))

    def _claims(self, manifests: Iterable[str]) -> Iterator[tuple[str, frozenset[str]]]:
        claims: dict[str, set[str]] = {}
        for path in manifests:
            for folder, owner in self._claimed(path, claims):
                claims.setdefault(folder, set()).add(owner)
        return iter((folder, frozenset(owners)) for folder, owners in claims.items())

    def _claimed(self, path: str, others: Collection[str]) -> Iterator[tuple[str, str]]:
        """The folders that the services of a manifest file claim: what `code` names, else the one it stands in.

        `others`: folders that services claim already. One of them belongs to somebody, whoever else there is, so a
        file of one document that cannot name another folder is taken at its word there, unread.
        """
        from pytest_icplicense.documents import read

        own = path.rpartition("/")[0]
        try:
            data = read_plain(self.files, self.root / path, MAX_BYTES)
        except OSError:
            return
        if not data or not _SERVICE.search(data):
            return
        if own in others and b"code" not in data and b"\\" not in data and not _MORE.search(data):
            yield own, f"{path}#0"
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
