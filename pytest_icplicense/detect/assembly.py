"""Puts together what detectors saw: whether a file counts depends on where it is, and on what other files bring in."""

from __future__ import annotations

import posixpath
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pytest_icplicense.detect.code_folders import below, folder_of
from pytest_icplicense.detect.listing import EXCLUDED, Listing, aside, why_not
from pytest_icplicense.detect.observation import Found, Observed, PassedOver, not_judged
from pytest_icplicense.detect.opening import KEPT_FROM, Opener
from pytest_icplicense.detect.opening_in_parallel import look_ahead
from pytest_icplicense.detect.unjudged import lacks_code
from pytest_icplicense.documents import Problem
from pytest_icplicense.files.discovery import excluded
from pytest_icplicense.text import Text

_NESTED = Text("a repository of its own", "独立的代码仓库")


@dataclass(frozen=True, slots=True)
class Assembled:
    """What all files show together; the fields are those of a survey."""

    found: tuple[Found, ...]
    passed_over: tuple[PassedOver, ...]
    unjudged: tuple[Problem, ...]
    opened: int


def assembled(
    root: Path, listing: Listing, opener: Opener, exclude: Collection[str], base: Path
) -> Assembled:
    """What the artifacts of a listing show, and the files that they bring in."""
    assembly = _Assembly(root, listing, opener, exclude, base)
    if len(listing.artifacts) >= KEPT_FROM:
        look_ahead(opener, (each for each in listing.artifacts if assembly.why_not(each[0]) is None))
    assembly.pass_over_repositories()
    for path, names in listing.artifacts:
        assembly.open(path, names)
    assembly.open_needed()
    unjudged = tuple(assembly.unjudged.values())
    return Assembled(tuple(assembly.found), tuple(assembly.passed_over), unjudged, assembly.opened)


class _Assembly:
    def __init__(
        self, root: Path, listing: Listing, opener: Opener, exclude: Collection[str], base: Path
    ) -> None:
        self.root, self.listing, self.opener, self.exclude, self.base = root, listing, opener, exclude, base
        self.found: list[Found] = []
        self.passed_over: list[PassedOver] = []
        self.unjudged: dict[tuple[str, Text], Problem] = {}
        """By file and reason: each is told once."""
        self.artifacts = {each for each, _ in listing.artifacts}
        self.opened = 0
        self.needed: list[tuple[str, str, str]] = []
        """What a file brings in: the file, the path that it names, and the detector that reads it."""
        self.read: set[tuple[str, str]] = set()
        """Files that were opened, and by which detector."""
        self.brought_in: set[str] = set()
        """Files that count whatever their names and folders are, since others that count bring them in."""

    def pass_over_repositories(self) -> None:
        """Say which folders are repositories of their own."""
        for path in self.listing.nested:
            self.passed_over.append(PassedOver(path, None, path, _NESTED))
            if self.why_not(path) is None:
                self._give_up(not_judged(path.rstrip("/"), _NESTED))

    def open_needed(self) -> None:
        """Open what other files bring in, whatever its name and folder are; what is not there, nobody can tell."""
        while self.needed:
            path, name, reader = self.needed.pop()
            folder = folder_of(path)
            candidates = (below(folder, name), below(folder, name.rpartition("/")[2]))
            target = next((each for each in candidates if each in self.listing.paths), None)
            if target is None or not self.opener.known_detector(reader) or target in self.brought_in:
                continue
            self.passed_over = [each for each in self.passed_over if (each.path, each.line) != (target, None)]
            self.brought_in.add(target)
            if (target, reader) in self.read:
                self.found = [each._replace(aside=each.aside and each.path != target) for each in self.found]
            else:
                self.open(target, (reader,))

    def why_not(self, path: str) -> Text | None:
        """Why a file is not opened, by its name and its folders."""
        reason = None if path in self.brought_in else why_not(path)
        if reason is None and self.exclude and excluded(self.root / path, self.exclude, self.base):
            return EXCLUDED
        return reason

    def open(self, path: str, names: Collection[str]) -> None:
        """Put down what these detectors see in a file, or why it does not count."""
        reason = self.why_not(path)
        opened = None if reason is not None else self.opener.open(path, names)
        if opened is not None:
            reason = opened.passed_over
        if reason is not None:
            self.passed_over.append(PassedOver(path, None, path, reason))
            if opened is not None and opened.target is not None:
                if opened.target not in self.artifacts:
                    self._give_up(not_judged(path, reason))
                # What is for tests by its own folder is not, where a link brings it in.
                elif why_not(opened.target):
                    name = posixpath.relpath(opened.target, folder_of(path) or ".")
                    self.needed += ((path, name, each) for each in names)
        elif opened is not None and opened.unjudged is not None:
            self._give_up(not_judged(path, opened.unjudged))
        elif opened is not None and opened.sha256 is not None:
            self.opened += 1
            for name in names:
                self.read.add((path, name))
                self._put(path, opened.observed[name])

    def _put(self, path: str, observed: Observed) -> None:
        shown_only = aside(path) and path not in self.brought_in
        self.found += (each._replace(aside=True) for each in observed.found) if shown_only else observed.found
        self.passed_over += observed.passed_over
        self.needed += ((path, *each) for each in observed.needed)
        for problem in observed.unjudged:
            self._give_up(problem)

    def _give_up(self, problem: Problem) -> None:
        once = lacks_code([problem])  # what is not installed is told of the first file only
        self.unjudged.setdefault(("" if once else problem.path, problem.message), problem)
