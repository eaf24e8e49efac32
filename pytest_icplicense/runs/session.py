"""A repository that stays open: after each change no more is judged again than the change asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pytest_icplicense import is_manifest
from pytest_icplicense.files import DISK, Files, is_file
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings as configuration
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.runs.judge_files import judge_bound
from pytest_icplicense.runs.report import LINES_ONLY, FileResult, Wants
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.manifest_names import Names
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

    def results(self) -> Iterator[FileResult]:
        """The result of each manifest, in the order in which a run judges them."""
        names = Names()
        for file in self._manifests:
            result = self._result(file)
            refused = names.resolve(result.claims)
            yield self._without_names(file, refused) if refused else result

    def _result(self, file: Path) -> FileResult:
        if file not in self._results:
            bound = self._bound[file] = self.workspace.bind(file)
            self._results[file] = judge_bound(self.workspace, bound, self._wants)
        return self._results[file]

    def _without_names(self, file: Path, refused: dict[int, Path]) -> FileResult:
        """The result of a file some of whose documents have names that are taken."""
        known = self._refused.get(file)
        if known is None or known[0] != refused:
            judged = judge_bound(self.workspace, self.workspace.bind(file, refused), self._wants)
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
            self._manifests = self._found()
        if self.workspace.facts is not before.facts and self.workspace.facts != before.facts:
            self._forget()
            return
        here = set(self._manifests)
        folders = frozenset(path for path in paths if not is_file(files, path))
        shows_the_same = self.workspace.snapshot.shows_the_same_as(before.snapshot)
        for file, result in list(self._results.items()):
            if (
                file not in here
                or _touched(result.reads, paths, folders)
                or (not shows_the_same and self._shows_otherwise(file))
            ):
                self._bound.pop(file)
                self._results.pop(file)
                self._refused.pop(file, None)

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
        known = set(self._manifests)
        return any(
            path.name in _ENVIRONMENT
            or (is_manifest(path.name) and (path not in known or not is_file(files, path)))
            or (path not in known and not is_file(files, path))  # a folder, or what was one
            for path in paths
        )

    def _found(self) -> list[Path]:
        settings, files = self.workspace.settings, self.workspace.files
        return list(dict.fromkeys(find_manifests(self.folder, settings.exclude, settings.folder, files)))

    def _shows_otherwise(self, file: Path) -> bool:
        """Whether the repository shows something else of a file's services than when they were judged."""
        services = [each for each in self._bound[file].manifests if each.kind == SERVICE]
        return any(self.workspace.detections(each.document) != each.detected for each in services)


def _touched(reads: frozenset[Path], paths: set[Path], folders: frozenset[Path]) -> bool:
    """Whether a file that was read, or looked for, is among the paths, or in one of the folders."""
    return not reads.isdisjoint(paths) or (
        bool(folders) and any(not folders.isdisjoint(read.parents) for read in reads)
    )
