"""A folder that an editor has open: its manifests, judged on the texts as they are on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pytest_icplicense.documents import Problem
from pytest_icplicense.files import DISK, Files, Overlay
from pytest_icplicense.library import Library
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.runs.judge_file import judge_bound
from pytest_icplicense.runs.report import FileResult, Wants
from pytest_icplicense.runs.session import Session
from pytest_icplicense.workspace.workspace import Workspace

_EVERY_CASE = Wants(inputs=False)


@dataclass(frozen=True)
class Judged:
    """One state of a project. Nothing of it changes."""

    folder: Path
    results: Mapping[Path, FileResult] = field(default_factory=dict)
    """By manifest; without results of cases that are in order."""
    workspace: Workspace | None = None
    """None: the configuration cannot be used."""
    fault: Problem | None = None
    """Why it cannot."""
    opened: Mapping[Path, str] = field(default_factory=dict)
    """The texts that an editor has."""
    details: Mapping[Path, FileResult] = field(default_factory=dict)
    """Of the manifests that are open, with a result for each case."""

    @property
    def library(self) -> Library | None:
        """The policies, where they can be used."""
        library = self.workspace.library if self.workspace is not None else None
        return None if library is None or library.problems else library

    def text(self, file: Path) -> str:
        """What is in a file: on the screen, else on the disk; nothing where that cannot be read."""
        if file in self.opened:
            return self.opened[file]
        try:
            return DISK.read(file, 4 << 20).decode("utf-8", "replace")
        except (OSError, ValueError):
            return ""


class Project:
    """What an editor changes, and what that comes to. Used by one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = DISK.resolve(folder)
        self._texts: dict[Path, str] = {}
        self._session: Session | None = None
        self._changed: set[Path] = set()
        self._details: dict[Path, tuple[FileResult, FileResult]] = {}

    def note(self, changes: Mapping[Path, str | None]) -> None:
        """Texts that an editor has now; None: the file is as it is on the disk, which may have changed."""
        for path, text in changes.items():
            self._changed.add(path)
            if text is None:
                self._texts.pop(path, None)
            else:
                self._texts[path] = text

    def judge(self) -> Judged:
        """The state after all that was noted. Never raises for what files contain."""
        files = self._files()
        opened = dict(self._texts)
        try:
            if self._session is None:
                self._session = Session(self.folder, files)
            elif self._changed:
                self._session.update(self._changed, files)
        except BadSetting as error:
            self._session = None
            return Judged(self.folder, fault=error.problem, opened=opened)
        self._changed.clear()
        session = self._session
        results = {result.path: result for result in session.results()}
        details = {path: self._detailed(session, results[path]) for path in opened if path in results}
        self._details = {path: self._details[path] for path in details}
        return Judged(self.folder, results, session.workspace, None, opened, details)

    def _files(self) -> Files:
        laid: dict[Path, bytes | None] = {}
        for path, text in self._texts.items():
            try:
                Overlay(DISK, {path: b""})
            except ValueError:  # a folder by now
                continue
            laid[path] = text.encode("utf-8", "surrogatepass")
        try:
            return Overlay(DISK, laid)
        except ValueError:  # one of them lies below another
            return DISK

    def _detailed(self, session: Session, result: FileResult) -> FileResult:
        """The same with a result for each case; kept as long as the file's own result is the same."""
        known = self._details.get(result.path)
        if known is None or known[0] is not result:
            bound = session.bound(result.path)
            whole = result if bound is None else judge_bound(session.workspace, bound, _EVERY_CASE)
            known = self._details[result.path] = result, whole
        return known[1]
