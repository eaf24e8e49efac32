"""Opens the files of a repository, each once, and has detectors observe what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pytest_icplicense.detect.artifact import MAX_BYTES, Artifact
from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.observation import Key, Observations, Observed, observe
from pytest_icplicense.detect.signatures import Signatures, signatures
from pytest_icplicense.files import Files, is_link, read_plain
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.model.capability import Capability
from pytest_icplicense.text import Text

FEW = 200
"""Files of which fewer are looked into one after the other: processes take longer to begin with."""
KEPT_FROM = 10
"""Files of which fewer are not kept for later runs: a database takes longer to open."""
_PACKAGE = __name__.partition(".")[0] + "."
Wanted = tuple[str, tuple[str, ...]]
"""A file, and the detectors that open it."""
_LINK = Text("a link, which is not followed", "符号链接，不予跟随")
_LARGE = Text(f"more than {MAX_BYTES:,} bytes (16 MiB)", f"超过 {MAX_BYTES:,} 字节（16 MiB）")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was opened, or could not be."""

    sha256: str | None
    """Of its content; None where it could not be read. Nothing is there where no reason is given, either."""
    passed_over: Text | None = None
    """Why it is not opened."""
    unjudged: Text | None = None
    """Why it cannot be looked into."""
    observed: Mapping[str, Observed] = field(default_factory=dict)
    """What was seen in it, by detector."""
    target: str | None = None
    """Where it leads, from the root, if it is a link."""


class Opener:
    """Opens files for one survey."""

    def __init__(
        self,
        root: Path,
        files: Files,
        listed: frozenset[str],
        capabilities: Mapping[str, Capability],
        detectors: Collection[Detector],
        observations: Observations,
    ) -> None:
        self.root, self.files, self.listed, self.capabilities = root, files, listed, capabilities
        self.opened: dict[str, Opened] = {}
        """By path."""
        self.detectors = {each.name: each for each in detectors}
        self._shared, self.jobs = observations, observations.jobs
        self._observations = observations.of(capabilities, detectors)
        self._fresh: set[Key] = set()
        """What was observed just now, and is not kept yet."""
        self._known: dict[str, Opened] = {}
        self._digests: dict[str, str | None] = {}

    def know(self, path: str, opened: Opened, changed: Container[str]) -> None:
        """What an earlier survey saw in a file that is the same still holds, unless a file beside it has `changed`."""
        still = {
            name: observed
            for name, observed in opened.observed.items()
            if not any(beside in changed for beside, _ in observed.beside)
        }
        self._known[path] = opened if len(still) == len(opened.observed) else replace(opened, observed=still)

    def known_detector(self, name: str) -> bool:
        """Whether there is a detector of that name."""
        return name in self.detectors

    def open(self, path: str, names: Collection[str]) -> Opened:
        """The file with what these detectors see in it."""
        here = self.opened.get(path) or Opened(None)
        known = self._known.get(path)
        if known is None or (known.sha256 is not None and not all(name in known.observed for name in names)):
            known = self._known[path] = self._look(path, names, known)
        observed = {
            **here.observed,
            **{name: known.observed[name] for name in names if name in known.observed},
        }
        opened = self.opened[path] = replace(known, observed=observed)
        return opened

    def _look(self, path: str, names: Collection[str], known: Opened | None) -> Opened:
        try:
            data = read_plain(self.files, self.root / path, MAX_BYTES)
        except FileNotFoundError:
            return Opened(None)  # git has it, the working tree does not
        except OSError as error:
            if not is_link(self.files, self.root / path):
                return Opened(None, None, unreadable(error))
            target = self.files.resolve(self.root / path)
            inside = target.relative_to(self.root) if target.is_relative_to(self.root) else target
            return Opened(None, _LINK, target=inside.as_posix())
        if data is None:
            return Opened(None, None, _LARGE)
        sha256 = self._digests[path] = hashlib.sha256(data).hexdigest()
        observed = dict(known.observed) if known is not None and known.sha256 == sha256 else {}
        artifact = Artifact(path, data, self._other)
        for name in names:
            if name not in observed:
                observed[name] = self._observed(artifact, name, sha256)
        return Opened(sha256, observed=observed)

    def _observed(self, artifact: Artifact, name: str, sha256: str) -> Observed:
        key = artifact.path, name, sha256
        found = self._observations.get(key)
        if found is None or any(self._digest(path) != digest for path, digest in found.beside):
            found = self._observations[key] = observe(artifact, self.detectors[name], self._signatures)
            self._fresh.add(key)
        return found

    def unknown(self, artifacts: Iterable[Wanted]) -> list[Wanted]:
        """Those of the files that nobody looked into before, neither an earlier survey nor an earlier run."""
        artifacts = [each for each in artifacts if each[0] not in self._known]
        if len(artifacts) < KEPT_FROM or (earlier := self._shared.kept) is None:
            return artifacts
        names = {path: self._own(wanted) for path, wanted in artifacts}
        digests = {path: digest for path in names if (digest := self._digest(path)) is not None}
        kept = earlier.get((path, name, digest) for path, digest in digests.items() for name in names[path])
        self._observations.update(kept)
        waiting: list[Wanted] = []
        for path, wanted in artifacts:
            digest = digests.get(path, "")
            observed = {name: each for name in wanted if (each := kept.get((path, name, digest))) is not None}
            if len(observed) == len(wanted) and all(
                self._digest(beside) == sha256 for each in observed.values() for beside, sha256 in each.beside
            ):
                self._known[path] = Opened(digest, observed=observed)
            else:
                waiting.append((path, wanted))
        return waiting

    def take(self, path: str, opened: Opened) -> None:
        """What another process saw in a file, as if it had been opened here."""
        self._known[path] = opened
        if opened.sha256 is not None:
            keys = {(path, name, opened.sha256): observed for name, observed in opened.observed.items()}
            self._observations.update(keys)
            self._fresh.update(keys)

    def _own(self, names: Iterable[str]) -> list[str]:
        """The detectors whose code is this package's: another's may change without a word."""
        return [name for name in names if self.detectors[name].read.__module__.startswith(_PACKAGE)]

    @cached_property
    def _signatures(self) -> Signatures:
        return signatures(self.capabilities)

    def _other(self, path: str) -> bytes | None:
        """What a listed file has in it; None where it cannot be had, which is told when it is opened for itself."""
        if path not in self.listed:
            return None
        try:
            return read_plain(self.files, self.root / path, MAX_BYTES)
        except OSError:
            return None

    def _digest(self, path: str) -> str | None:
        """Of what `_other` gives; each file is read once for it."""
        if path not in self._digests:
            data = self._other(path)
            self._digests[path] = None if data is None else hashlib.sha256(data).hexdigest()
        return self._digests[path]

    def inputs(self) -> dict[str, str | None]:
        """Every file that was opened, be it beside another, with the SHA-256 of its content."""
        inputs = {path: opened.sha256 for path, opened in self.opened.items()}
        for opened in self.opened.values():
            for observed in opened.observed.values():
                for path, sha256 in observed.beside:
                    if path in self.listed:
                        inputs.setdefault(path, sha256)
        return inputs

    def finish(self) -> None:
        """Keep what is new for later runs, and forget observations of which there are too many."""
        if self._fresh and len(self.opened) >= KEPT_FROM and (kept := self._shared.kept) is not None:
            new = {key for key in self._fresh if self._own([key[1]])}
            kept.put({key: self._observations[key] for key in new})
            self._fresh.clear()
        used: set[Key] = {
            (path, name, opened.sha256)
            for path, opened in self.opened.items()
            if opened.sha256 is not None
            for name in opened.observed
        }
        Observations.bound(self._observations, used)
