"""A repository that stays open: after each change no more is judged again than the change asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pytest_icplicense import is_manifest
from pytest_icplicense.files import DISK, Files, is_file
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings as configuration
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.runs.judge_file import judge_bound
from pytest_icplicense.runs.report import LINES_ONLY, FileResult, Wants
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.manifest_names import Name, Names
from pytest_icplicense.workspace.workspace import Workspace

_ANYTHING = frozenset((".git", ".gitignore", ".gitmodules", configuration.FILE))
"""Files on which it depends what a run looks at."""
_ENVIRONMENT = frozenset(("pyvenv.cfg", "history"))
"""Files by which folders are passed over."""


class Session:
    """The manifests of a folder and their results, which are at any time those of a run that begins then."""

    def __init__(
        self,
        folder: Path,
        files: Files = DISK,
        *,
        configured: Callable[[Path, Files], Settings] = configuration.load,
        wants: Wants = LINES_ONLY,
    ) -> None:
        """`configured` gives the settings that hold in the folder.

        Raises:
            BadSetting: they cannot be used.
        """
        self.folder = folder
        self._configured = configured
        self._wants = wants
        self.in_full: frozenset[Path] = frozenset()
        """The files that are judged with a result for each case from now on, whatever is wanted of the others."""
        self._begin(files)

    def _begin(self, files: Files) -> None:
        settings = self._configured(self.folder, files)
        self.workspace = Workspace(settings, self.folder, files)
        self._manifests = self._found()
        self._forget()

    def _forget(self) -> None:
        self._bound: dict[Path, Bound] = {}
        self._results: dict[Path, FileResult] = {}
        self._refused: dict[Path, tuple[dict[int, Path], FileResult]] = {}
        self._readers: defaultdict[Path, set[Path]] = defaultdict(set)
        """By path, the manifests whose results rest on what is there, or on that nothing is."""
        self._answers: dict[Path, FileResult] = {}
        """What was answered last, in order."""
        self._again: dict[Path, tuple[Name, ...]] | None = None
        """The files whose results are to be had again, with the names that they claimed; None: of all, in order."""

    def results(self) -> Iterator[FileResult]:
        """The result of each manifest, in the order in which a run judges them."""
        again = self._again
        if again is not None and all(self._result(file).claims == claims for file, claims in again.items()):
            for file in again:
                self._answers[file] = self._result(file)
            self._again = {}
            yield from list(self._answers.values())
            return
        workspace, names, answers = self.workspace, Names(), {}
        for file in self._manifests:
            result = self._result(file)
            refused = names.resolve(result.claims)
            answers[file] = self._without_names(file, refused) if refused else result
            yield answers[file]
        if self.workspace is workspace:
            self._answers, self._again = answers, {}

    def bound(self, file: Path) -> Bound | None:
        """A manifest file as its result was judged; None: it was not."""
        return self._bound.get(file)

    @property
    def bindings(self) -> dict[Path, Bound]:
        """All manifest files as their results were judged."""
        return self._bound.copy()

    @property
    def manifests(self) -> int:
        """How many manifest files there are."""
        return len(self._manifests)

    def _result(self, file: Path) -> FileResult:
        if file not in self._results:
            bound = self._bound[file] = self.workspace.bind(file)
            result = self._results[file] = judge_bound(self.workspace, bound, self._wants_of(file))
            for path in result.reads:
                self._readers[path].add(file)
        return self._results[file]

    def _wants_of(self, file: Path) -> Wants:
        return replace(self._wants, cases=True) if file in self.in_full else self._wants

    def _without_names(self, file: Path, refused: dict[int, Path]) -> FileResult:
        """The result of a file some of whose documents have names that are taken."""
        known = self._refused.get(file)
        if known is None or known[0] != refused:
            judged = judge_bound(self.workspace, self.workspace.bind(file, refused), self._wants_of(file))
            known = self._refused[file] = refused, judged
        return known[1]

    def update(self, changed: Iterable[Path], files: Files | None = None) -> None:
        """Files were edited, created or deleted: what rests on them is judged again when it is asked for.

        `files` is where everything is read from now on, where that is another place: another overlay, say. A folder
        stands for all that is in it.

        Raises:
            BadSetting: the configuration cannot be used now.
        """
        before = self.workspace
        files = files or before.files
        paths = {*changed}
        paths |= {files.resolve(path.parent) / path.name for path in paths}
        if self._needs_everything(paths, files):
            self._begin(files)
            return
        self.workspace = before.updated(frozenset(paths), files)
        if self._may_be_other_manifests(paths, files):
            self._manifests, self._again = self._found(), None
        if self.workspace.facts is not before.facts and self.workspace.facts != before.facts:
            self._forget()
            return
        folders = frozenset(path for path in paths if not is_file(files, path))
        stale = {file for path in paths for file in self._readers.get(path, ())}
        if folders:
            stale.update(
                *(found for path, found in self._readers.items() if not folders.isdisjoint(path.parents))
            )
        if not self.workspace.snapshot.shows_the_same_as(before.snapshot):
            stale.update(file for file in self._results if file not in stale and self._shows_otherwise(file))
        if self._again is None:
            stale.update(self._results.keys() - self._manifests.keys())
        for file in stale:
            self._drop(file)

    def _drop(self, file: Path) -> None:
        """Forget the result of a file."""
        del self._bound[file]
        result = self._results.pop(file)
        for path in result.reads:
            self._readers[path].discard(file)
        if self._again is not None:
            self._again.setdefault(file, result.claims)
        if self._refused.pop(file, None) is not None:
            self._again = None

    def _needs_everything(self, paths: set[Path], files: Files) -> bool:
        """Whether settings, policies or what git has may be others: that is begun anew."""
        settings, library = self.workspace.settings, self.workspace.library
        policies = (*settings.policies, *settings.licenses)
        return any(
            path.name in _ANYTHING
            or any(
                path == each or path.is_relative_to(each) or each.is_relative_to(path) for each in policies
            )
            or path in library.added
            for path in paths
        )

    def _may_be_other_manifests(self, paths: set[Path], files: Files) -> bool:
        known = self._manifests
        return any(
            path.name in _ENVIRONMENT
            or (is_manifest(path.name) and (path not in known or not is_file(files, path)))
            or (path not in known and not is_file(files, path))  # a folder, or what was one
            for path in paths
        )

    def _found(self) -> dict[Path, None]:
        settings, files = self.workspace.settings, self.workspace.files
        return dict.fromkeys(find_manifests(self.folder, settings.exclude, settings.folder, files))

    def _shows_otherwise(self, file: Path) -> bool:
        """Whether the repository shows something else of a file's services than when they were judged."""
        services = [each for each in self._bound[file].manifests if each.kind == SERVICE]
        return any(self.workspace.detections(each.document) != each.detected for each in services)
