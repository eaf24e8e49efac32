"""The files of a repository as sources of facts get them: those that git has or would add, bounded, links not followed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from pathlib import Path

from pytest_icplicense.detect.artifact import MAX_BYTES, Artifact
from pytest_icplicense.detect.listing import listed, why_not
from pytest_icplicense.documents.document import Place
from pytest_icplicense.files import Files, read_plain

DEPLOYS = ".gitlab-ci.yml"
"""Its jobs also deploy to where users are; all else in it is of developers."""


class Tree:
    """The files at and below a repository's root."""

    def __init__(
        self,
        root: Path,
        files: Files,
        is_excluded: Callable[[Path], bool],
        show: Callable[[Path], str],
        known: Collection[str] | None = None,
    ) -> None:
        """`is_excluded` says whether the configuration names a file under `exclude`, `show` gives a path as messages do.

        `known` are all files that there are, where they were listed already.
        """
        self.root = root
        self._files = files
        self._is_excluded = is_excluded
        self._show = show
        self._listed = known
        self.read: dict[str, None] = {}
        """The paths of the files that were read."""
        self.too_large: set[str] = set()
        """Of these, the ones of which nothing is known but that they have more than 16 MiB."""

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The files, relative to the root with forward slashes, sorted; without tests, what is generated, and what
        `exclude` names.

        Raises:
            OSError: there are too many files, or they cannot be listed.
        """
        known = listed(self.root, self._files).paths if self._listed is None else sorted(self._listed)
        return tuple(
            path
            for path in known
            if (path == DEPLOYS or why_not(path) is None) and not self._is_excluded(self.root / path)
        )

    def artifact(self, path: str) -> Artifact | None:
        """A file's content; None where it cannot be read, is a link, or has more than 16 MiB."""
        if path not in self._known:
            return None
        self.read[path] = None
        try:
            data = read_plain(self._files, self.root / path, MAX_BYTES)
        except OSError:
            return None
        if data is None:
            self.too_large.add(path)
            return None
        return Artifact(path, data, self._content, paths=self._known)

    def _content(self, path: str) -> bytes | None:
        """What another file has in it."""
        found = self.artifact(path)
        return None if found is None else found.data

    def artifacts(self, ending: str) -> Iterator[Artifact]:
        """The files whose path ends so: `.tf`, `deploy/limits.ini`."""
        for path in self.paths:
            if path.endswith(ending) and (found := self.artifact(path)) is not None:
                yield found

    def place(self, path: str, line: int, column: int = 1) -> Place:
        """A place in a file, as messages show it."""
        return Place(self._show(self.root / path), line, column)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.paths)
