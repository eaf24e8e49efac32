"""`icplicense lsp`: the Language Server Protocol on standard input and output.

Projects are judged by one thread, one state after the other, so that the loop that talks to the editor never waits for a
judgement; whoever asks about a place is answered from the last state. Columns are counted in characters inside, and as the
editor counts them outside.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import attrs
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from pytest_icplicense import WAIVERS, __version__, is_manifest
from pytest_icplicense.editor.diagnostics import Diagnostics
from pytest_icplicense.editor.places import lines_of
from pytest_icplicense.editor.progress import FirstSurvey
from pytest_icplicense.editor.project import Cancelled, Judged, Project
from pytest_icplicense.editor.uris import Addresses, path_of
from pytest_icplicense.editor.verdicts import VERDICT, Verdicts
from pytest_icplicense.files import DISK
from pytest_icplicense.files.repository import repository_root

QUIET = 0.005
"""Seconds for which a text must be left alone before it is judged."""
_log = logging.getLogger(__name__)
T = TypeVar("T")


class Server(LanguageServer):
    """One editor's server: a project for each folder that it has open."""

    def __init__(self) -> None:
        super().__init__("icplicense", __version__)
        self.lang = "en"
        self.projects: dict[Path, Project] = {}
        self.judged: dict[Path, Judged] = {}
        self.addresses = Addresses()
        self.texts: dict[str, str] = {}
        """What is open, by address. pygls parts lines at U+2028, where no editor does, and would have another text."""
        self.tasks: set[asyncio.Task[Any]] = set()
        """What waits for an answer of the editor, which may never come."""
        self._diagnostics: dict[Path, Diagnostics] = {}
        self._passed_over: set[Path] = set()
        """Manifests that are passed over, and were told."""
        self.tells_verdicts = False
        """Whether the editor asked to be told how the cases of each folder stand."""
        self._verdicts: defaultdict[Path, Verdicts] = defaultdict(Verdicts)
        self._published: dict[Path, dict[Path, list[lsp.Diagnostic]]] = {}
        self._sent: dict[Path, list[lsp.Diagnostic]] = {}
        """The same as the editor counts columns, which what stands before them in a line can change alone."""
        self._waiting: dict[Path, dict[Path, str | None]] = {}
        self._judging: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "icplicense")

    def open_folder(self, folder: Path, uri: str = "") -> None:
        """Judge a folder from now on, which the editor calls `uri`."""
        project = Project(folder)
        if uri:
            self.addresses.folder(project.folder, uri)
        if project.folder not in self.projects:
            self.projects[project.folder] = project
            self.changed(project.folder, {})

    def close_folder(self, folder: Path) -> None:
        """Judge a folder no more, and show nothing of it."""
        folder = DISK.resolve(folder)
        if (project := self.projects.pop(folder, None)) is not None:
            project.stop()
            self.judged.pop(folder, None)
            self._waiting.pop(folder, None)
            self._show(folder, {})

    def folder_of(self, file: Path) -> Path | None:
        """The project of a file: the nearest folder that is open; of a manifest outside of all, its repository.

        None: the file is nobody's, and nothing around it is looked at.
        """
        around = self._around(file)
        if around:
            return around[0]
        if not is_manifest(file.name) and file.name not in WAIVERS:
            return None
        root = DISK.resolve(repository_root(file.parent))
        if root == Path(root.anchor) or root == DISK.resolve(Path("~").expanduser()):
            if file not in self._passed_over:
                self._passed_over.add(file)
                _log.warning("neither in an open folder nor in a repository: %s", str(file)[:200])
            return None  # its folder would be all files of the machine, or of the person
        self.open_folder(root)
        return root

    def _around(self, file: Path) -> list[Path]:
        """The folders that are open around a file, the nearest first."""
        around = [folder for folder in self.projects if file.is_relative_to(folder)]
        return sorted(around, key=lambda folder: -len(folder.parts))

    def judged_around(self, file: Path) -> Judged | None:
        """The last state of a file's project; None: it has none, or nothing was judged yet."""
        folder = self.folder_of(file)
        return None if folder is None else self.judged.get(folder)

    def note(self, file: Path, text: str | None) -> None:
        """Note what a file of a project is now; None: as it is on the disk."""
        if self.folder_of(file) is not None:
            for folder in self._around(file):
                self.changed(folder, {file: text})

    def changed(self, folder: Path, changes: dict[Path, str | None]) -> None:
        """Note changes of a project, which is then judged soon."""
        self._waiting.setdefault(folder, {}).update(changes)
        if self._judging is None or self._judging.done():
            self._judging = asyncio.get_running_loop().create_task(self._judge())

    async def _judge(self) -> None:
        while self._waiting:
            await asyncio.sleep(QUIET)
            waiting, self._waiting = self._waiting, {}
            for folder, changes in waiting.items():
                project = self.projects.get(folder)
                if project is None:
                    continue
                first = folder not in self.judged
                survey = FirstSurvey(self, folder.name, self.lang, project.stop) if first else None
                told = survey.judged if survey is not None else _silent
                try:
                    judged, found = await asyncio.get_running_loop().run_in_executor(
                        self._thread, self._judged, project, changes, told
                    )
                except Cancelled:
                    _log.warning("stopped judging %s; the next change begins anew", folder)
                    continue
                except Exception:  # whatever it is, the next change is judged
                    _log.exception("judging %s", folder)
                    if folder in self.projects:
                        self.projects[folder] = _anew(project, self.judged.get(folder))
                    continue
                finally:
                    if survey is not None:
                        survey.end()
                if folder in self.projects:
                    self.judged[folder] = judged
                    self._show(folder, found)
                    if first:
                        self._thread.submit(_explain_ahead, judged)
                    if self.tells_verdicts:
                        self.protocol.notify(VERDICT, self._verdicts[folder].of(self.addresses, judged))

    def _judged(
        self, project: Project, changes: dict[Path, str | None], told: Callable[[int, int], None]
    ) -> tuple[Judged, dict[Path, list[lsp.Diagnostic]]]:
        project.note(changes)
        judged = project.judge(told)
        shown = self._diagnostics.setdefault(project.folder, Diagnostics(self.lang))
        return judged, shown.of(judged)

    def published(self, folder: Path, file: Path) -> list[lsp.Diagnostic]:
        """What an open folder shows at a file, as it is counted here."""
        return self._published.get(folder, {}).get(file, [])

    def _show(self, folder: Path, found: dict[Path, list[lsp.Diagnostic]]) -> None:
        before = self._published.get(folder, {})
        judged = self.judged.get(folder)
        for path in {**before, **found}:
            listed = found.get(path, [])
            if self._around(path)[:1] not in ([], [folder]):
                continue
            opened = judged is not None and path in judged.opened
            if listed == before.get(path, []) and not opened:
                continue
            lines = lines_of(judged.text(path), ends=True) if judged is not None else []
            own = [self.diagnostic_outside(each, lines) for each in listed]
            if own == self._sent.get(path, []):
                continue
            self._sent[path] = own
            uri = self.addresses.uri_of(path)
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, own))
        self._published[folder] = {path: listed for path, listed in found.items() if listed}

    def diagnostic_outside(self, diagnostic: lsp.Diagnostic, lines: list[str]) -> lsp.Diagnostic:
        """A diagnostic of a file with these lines as the editor counts it."""
        where = self.workspace.position_codec.range_to_client_units(lines, diagnostic.range)
        related = [
            attrs.evolve(each, location=self.located(each.location))
            for each in diagnostic.related_information or ()
        ]
        return attrs.evolve(diagnostic, range=where, related_information=related or None)

    def located(self, location: lsp.Location) -> lsp.Location:
        """A place in any file as the editor counts and calls it."""
        target = path_of(location.uri)
        if target is None or self.judged_near(target) is None:
            return location
        return lsp.Location(self.addresses.uri_of(target), self.outside(target, location.range))

    def judged_near(self, file: Path) -> Judged | None:
        """The last state of the nearest open folder around a file, without opening one."""
        return next((self.judged[each] for each in self._around(file) if each in self.judged), None)

    def inside(self, file: Path, position: lsp.Position) -> lsp.Position:
        """A position of the editor's as it is counted here."""
        lines = self.lines(file)
        found = self.workspace.position_codec.position_from_client_units(lines, position)
        return lsp.Position(found.line, found.character)

    def outside(self, file: Path, where: lsp.Range) -> lsp.Range:
        """A range as the editor counts it."""
        return self.workspace.position_codec.range_to_client_units(self.lines(file), where)

    def lines(self, file: Path) -> list[str]:
        """The lines of a file as it was last judged, with their ends."""
        judged = self.judged_around(file)
        return lines_of(judged.text(file), ends=True) if judged is not None else []

    def state(self, uri: str) -> tuple[Judged, Path] | None:
        """The last state of a document's project; None: it is none of ours, or nothing was judged yet."""
        file = path_of(uri)
        judged = None if file is None else self.judged_around(file)
        return None if file is None or judged is None else (judged, file)

    def speak(self, lang: str) -> None:
        """Show everything in another language."""
        self.lang = lang
        self._diagnostics.clear()
        for folder in self.projects:
            self.changed(folder, {})

    def wait_for(self, answer: Coroutine[Any, Any, None]) -> None:
        """Ask the editor something; nothing else waits until it answers."""
        task = asyncio.get_running_loop().create_task(answer)
        self.tasks.add(task)
        task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.warning("the editor could not do what it was asked: %s", error)

    def stop(self) -> None:
        """Judge nothing more."""
        self._waiting.clear()
        for project in self.projects.values():
            project.stop()
        self._thread.shutdown(wait=False, cancel_futures=True)


def _anew(project: Project, judged: Judged | None) -> Project:
    """A project that knows no more than the texts that are open."""
    fresh = Project(project.folder)
    fresh.note({} if judged is None else dict(judged.opened))
    return fresh


def _explain_ahead(judged: Judged) -> None:
    """Load what explains the first failure, while the person still reads: at a keystroke it would be felt."""
    if judged.library is not None:
        _ = judged.library.schema("service").reference


def _silent(done: int, all_: int) -> None:
    """Nobody looks on."""
