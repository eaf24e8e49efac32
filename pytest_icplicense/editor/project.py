"""A folder that an editor has open: its manifests, judged on the texts as they are on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.editor.interrupting import Cancelled as Cancelled
from pytest_icplicense.editor.interrupting import Interruptible
from pytest_icplicense.files import DISK, Files, Overlay
from pytest_icplicense.library import Library
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.runs.report import FileResult
from pytest_icplicense.runs.session import Session
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.workspace import Workspace


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
    standing: Mapping[Path, FileResult] = field(default_factory=dict)
    """The same; of a text that cannot be read at the moment, how its cases stood before."""
    bindings: Mapping[Path, Bound] = field(default_factory=dict)
    """By manifest file, what it was bound to; of a text that cannot be read at the moment, what it was before."""
    before: Judged | None = None
    """The last state that had settings and policies, while there are none that can be used."""

    @property
    def usable(self) -> Judged:
        """What questions are answered from: this state, or the one before with the texts of this."""
        return self if self.before is None else replace(self.before, opened=self.opened)

    def is_as_before(self, file: Path) -> bool:
        """Whether the verdicts of the state before still speak of this text."""
        return self.before is not None and self.before.opened.get(file) == self.opened.get(file)

    def manifest(self, file: Path, name: str) -> Manifest | None:
        """A manifest of a file, by its name."""
        bound = self.bindings.get(file)
        return None if bound is None else next((each for each in bound.manifests if each.name == name), None)

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
        self._good: dict[Path, Bound] = {}
        """Of the manifests that are open, as they could be bound last."""
        self._standing: dict[Path, FileResult] = {}
        self._usable: Judged | None = None
        self._stopped = Event()

    def stop(self) -> None:
        """End what is judged at the moment, from any thread; what is noted afterwards is judged again."""
        self._stopped.set()

    def note(self, changes: Mapping[Path, str | None]) -> None:
        """Texts that an editor has now; None: the file is as it is on the disk, which may have changed."""
        for path, text in changes.items():
            self._changed.add(path)
            if text is None:
                self._texts.pop(path, None)
            else:
                self._texts[path] = text

    def judge(self, told: Callable[[int, int], None] = lambda done, all_: None) -> Judged:
        """The state after all that was noted; `told` hears how many manifests of how many are judged.

        Never raises for what files contain.

        Raises:
            Cancelled: it was stopped; nothing is lost, and the next call begins anew.
        """
        files = self._files()
        opened = dict(self._texts)
        try:
            session = self._updated(files)
            results: dict[Path, FileResult] = {}
            for result in session.results():
                results[result.path] = result
                told(len(results), session.manifests)
            details = {path: results[path] for path in opened if path in results}
        except BadSetting as error:
            self._session = None
            return Judged(self.folder, fault=error.problem, opened=opened, before=self._usable)
        except Cancelled:
            self._session = None
            self._stopped.clear()
            raise
        bindings = session.bindings
        self._good = {path: bound for path, bound in self._good.items() if path in bindings}
        self._good.update(
            (path, bindings[path]) for path in opened if path in bindings and bindings[path].manifests
        )
        bindings.update(self._good)
        self._standing = {
            path: result if result.tally.counts else self._standing.get(path, result)
            for path, result in details.items()
        }
        judged = Judged(
            self.folder, results, session.workspace, None, opened, details, self._standing, bindings=bindings
        )
        if judged.library is None:
            return replace(judged, before=self._usable)
        self._usable = judged
        return judged

    def _updated(self, files: Files) -> Session:
        opened = frozenset(self._texts)
        if self._session is None:
            self._session = Session(self.folder, files)
            self._session.in_full = opened
        else:
            self._session.in_full = opened
            if self._changed:
                self._session.update(self._changed, files)
        self._changed.clear()
        return self._session

    def _files(self) -> Files:
        below = Interruptible(DISK, self._stopped)
        laid: dict[Path, bytes | None] = {}
        for path, text in self._texts.items():
            try:
                Overlay(DISK, {path: b""})
            except ValueError:  # a folder by now
                continue
            laid[path] = text.encode("utf-8", "surrogatepass")
        try:
            return Overlay(below, laid)
        except ValueError:  # one of them lies below another
            return below


def value_at(tree: Any, pointer: str) -> Any:
    """What a JSON Pointer leads to in a tree; None where it leads nowhere."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        try:
            tree = tree[int(name)] if isinstance(tree, list) else tree[name]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return tree
