"""`icplicense lsp`: the Language Server Protocol on standard input and output.

Projects are judged by one thread, one state after the other, so that the loop that talks to the editor never waits for a
judgement; whoever asks about a place is answered from the last state. Columns are counted in characters inside, and as the
editor counts them outside.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import attrs
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from pytest_icplicense import WAIVERS, __version__, is_manifest
from pytest_icplicense.editor import actions, completion, hover, outline
from pytest_icplicense.editor.diagnostics import Diagnostics
from pytest_icplicense.editor.project import Judged, Project
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
        self._diagnostics: dict[Path, Diagnostics] = {}
        self._published: dict[Path, dict[Path, list[lsp.Diagnostic]]] = {}
        self._waiting: dict[Path, dict[Path, str | None]] = {}
        self._judging: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "icplicense")

    def open_folder(self, folder: Path) -> None:
        """Judge a folder from now on."""
        project = Project(folder)
        if project.folder not in self.projects:
            self.projects[project.folder] = project
            self.changed(project.folder, {})

    def close_folder(self, folder: Path) -> None:
        """Judge a folder no more, and show nothing of it."""
        folder = DISK.resolve(folder)
        if self.projects.pop(folder, None) is not None:
            self.judged.pop(folder, None)
            self._waiting.pop(folder, None)
            self._show(folder, {})

    def folder_of(self, file: Path) -> Path | None:
        """The project of a file: the nearest folder that is open; of a manifest outside of all, its repository.

        None: the file is nobody's, and nothing around it is looked at.
        """
        around = [folder for folder in self.projects if file.is_relative_to(folder)]
        if around:
            return max(around, key=lambda folder: len(folder.parts))
        if not is_manifest(file.name) and file.name not in WAIVERS:
            return None
        root = repository_root(file.parent)
        self.open_folder(root)
        return DISK.resolve(root)

    def judged_around(self, file: Path) -> Judged | None:
        """The last state of a file's project; None: it has none, or nothing was judged yet."""
        folder = self.folder_of(file)
        return None if folder is None else self.judged.get(folder)

    def note(self, file: Path, text: str | None) -> None:
        """Note what a file of a project is now; None: as it is on the disk."""
        if (folder := self.folder_of(file)) is not None:
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
                try:
                    judged, found = await asyncio.get_running_loop().run_in_executor(
                        self._thread, self._judged, project, changes
                    )
                except Exception:  # whatever it is, the next change is judged
                    _log.exception("judging %s", folder)
                    self.projects[folder] = _anew(project, self.judged.get(folder))
                    continue
                if folder in self.projects:
                    self.judged[folder] = judged
                    self._show(folder, found)

    def _judged(
        self, project: Project, changes: dict[Path, str | None]
    ) -> tuple[Judged, dict[Path, list[lsp.Diagnostic]]]:
        project.note(changes)
        judged = project.judge()
        shown = self._diagnostics.setdefault(project.folder, Diagnostics(self.lang))
        return judged, shown.of(judged)

    def _show(self, folder: Path, found: dict[Path, list[lsp.Diagnostic]]) -> None:
        before = self._published.get(folder, {})
        judged = self.judged.get(folder)
        for path in {**before, **found}:
            listed = found.get(path, [])
            if listed == before.get(path, []):
                continue
            lines = judged.text(path).splitlines(keepends=True) if judged is not None else []
            own = [self._outside(each, lines) for each in listed]
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(path.as_uri(), own))
        self._published[folder] = {path: listed for path, listed in found.items() if listed}

    def _outside(self, diagnostic: lsp.Diagnostic, lines: list[str]) -> lsp.Diagnostic:
        where = self.workspace.position_codec.range_to_client_units(lines, diagnostic.range)
        return attrs.evolve(diagnostic, range=where)

    def inside(self, file: Path, position: lsp.Position) -> lsp.Position:
        """A position of the editor's as it is counted here."""
        lines = self._lines(file)
        found = self.workspace.position_codec.position_from_client_units(lines, position)
        return lsp.Position(found.line, found.character)

    def outside(self, file: Path, where: lsp.Range) -> lsp.Range:
        """A range as the editor counts it."""
        return self.workspace.position_codec.range_to_client_units(self._lines(file), where)

    def _lines(self, file: Path) -> list[str]:
        judged = self.judged_around(file)
        return judged.text(file).splitlines(keepends=True) if judged is not None else []

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

    def stop(self) -> None:
        """Judge nothing more."""
        self._waiting.clear()
        self._thread.shutdown(wait=False, cancel_futures=True)


def _anew(project: Project, judged: Judged | None) -> Project:
    """A project that knows no more than the texts that are open."""
    fresh = Project(project.folder)
    fresh.note({} if judged is None else dict(judged.opened))
    return fresh


def path_of(uri: str) -> Path | None:
    """The file of an address; None: it is no file (an untitled text, a notebook's cell)."""
    if urlsplit(uri).scheme != "file":
        return None
    try:
        path = to_fs_path(uri)
        return None if not path or "\0" in path else DISK.resolve(Path(path).parent) / Path(path).name
    except (ValueError, OSError):
        return None


def _judges(file: Path) -> bool:
    """Whether what an editor says of a file may matter: all that manifests rest on, which may be anything."""
    return file.name != "" and ".git" not in file.parts


def server() -> Server:
    """A server with all that it answers."""
    served = Server()

    @served.feature(lsp.INITIALIZE)
    def initialize(server: Server, params: lsp.InitializeParams) -> None:
        asked = params.initialization_options if isinstance(params.initialization_options, dict) else {}
        lang = str(asked.get("lang") or params.locale or "en").lower()
        server.lang = "zh" if lang.startswith("zh") else "en"

    @served.feature(lsp.INITIALIZED)
    def initialized(server: Server, params: lsp.InitializedParams) -> None:
        for folder in server.workspace.folders.values():
            if (path := path_of(folder.uri)) is not None:
                server.open_folder(path)
        if not server.workspace.folders and server.workspace.root_path:
            server.open_folder(Path(server.workspace.root_path))
        told = server.client_capabilities.workspace and (
            server.client_capabilities.workspace.did_change_watched_files
        )
        if told and told.dynamic_registration:  # else the editor says by itself what changes, or nobody does
            watched = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher("**/*")])
            kind = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
            server.client_register_capability(
                lsp.RegistrationParams([lsp.Registration("files", kind, watched)])
            )

    @served.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(server: Server, params: lsp.DidChangeConfigurationParams) -> None:
        settings = params.settings if isinstance(params.settings, dict) else {}
        own = settings.get("icplicense", settings)
        lang = own.get("lang") if isinstance(own, dict) else None
        if lang in ("en", "zh"):
            server.speak(lang)

    @served.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(server: Server, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            if (path := path_of(folder.uri)) is not None:
                server.close_folder(path)
        for folder in params.event.added:
            if (path := path_of(folder.uri)) is not None:
                server.open_folder(path)

    @served.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        _note(server, params.text_document.uri)

    @served.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def typed(server: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        _note(server, params.text_document.uri)

    @served.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(server: Server, params: lsp.DidSaveTextDocumentParams) -> None:
        _note(server, params.text_document.uri)

    @served.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(server: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        if (file := path_of(params.text_document.uri)) is not None:
            server.note(file, None)

    @served.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(server: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
        for each in params.changes:
            file = path_of(each.uri)
            if file is not None and _judges(file) and each.uri not in server.workspace.text_documents:
                server.note(file, None)

    @served.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(server: Server, params: lsp.HoverParams) -> lsp.Hover | None:
        def answer(judged: Judged, file: Path) -> lsp.Hover | None:
            found = hover.hover(judged, file, server.inside(file, params.position), server.lang)
            if found is not None and found.range is not None:
                found.range = server.outside(file, found.range)
            return found

        return _answered(server, params.text_document.uri, answer, None)

    options = lsp.CompletionOptions(trigger_characters=[" ", ":", "-", '"', "/", "{", ","])

    @served.feature(lsp.TEXT_DOCUMENT_COMPLETION, options)
    def completed(server: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        return _answered(
            server,
            params.text_document.uri,
            lambda judged, file: completion.completions(
                judged, file, server.inside(file, params.position), server.lang
            ),
            [],
        )

    kinds = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])

    @served.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def acted(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        def answer(judged: Judged, file: Path) -> list[lsp.CodeAction]:
            own = server._published.get(judged.folder, {}).get(file, [])
            rows = range(params.range.start.line, params.range.end.line + 1)
            here = [each for each in own if each.range.start.line in rows and not each.tags]
            found = actions.actions(judged, file, here, server.lang)
            for each in found:
                each.diagnostics = [
                    server._outside(one, server._lines(file)) for one in each.diagnostics or ()
                ]
                _turn(server, each.edit)
            return found

        return _answered(server, params.text_document.uri, answer, [])

    @served.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(server: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        def answer(judged: Judged, file: Path) -> list[lsp.DocumentSymbol]:
            found, lines = outline.symbols(judged, file), server._lines(file)
            turned = server.workspace.position_codec.range_to_client_units
            for each in (*found, *(inner for one in found for inner in one.children or ())):
                each.range = turned(lines, each.range)
                each.selection_range = turned(lines, each.selection_range)
            return found

        return _answered(server, params.text_document.uri, answer, [])

    @served.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    def lensed(server: Server, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        uri = params.text_document.uri
        return _answered(server, uri, lambda judged, file: outline.lenses(judged, file, server.lang), [])

    @served.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    def hinted(server: Server, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        def answer(judged: Judged, file: Path) -> list[lsp.InlayHint]:
            found = outline.hints(judged, file, server.lang)
            rows = range(params.range.start.line, params.range.end.line + 1)
            found = [each for each in found if each.position.line in rows]
            for each in found:
                each.position = server.outside(file, lsp.Range(each.position, each.position)).start
            return found

        return _answered(server, params.text_document.uri, answer, [])

    @served.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(server: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
        return _located(server, params, outline.definitions)

    @served.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def referred(server: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
        return _located(server, params, outline.references)

    @served.feature(lsp.SHUTDOWN)
    def shut(server: Server, params: Any) -> None:
        server.stop()

    return served


def _note(server: Server, uri: str) -> None:
    file = path_of(uri)
    document = server.workspace.text_documents.get(uri)
    if file is not None and document is not None and _judges(file):
        server.note(file, document.source)


def _answered(server: Server, uri: str, answer: Callable[[Judged, Path], T], nothing: T) -> T:
    """An answer from the last state; nothing where there is none, or where the text is in no state to say more."""
    state = server.state(uri)
    if state is None:
        return nothing
    try:
        return answer(*_with_text(server, uri, *state))
    except Exception:  # a text may be anything at a keystroke; the log says what it was
        _log.exception("answering about %s", uri)
        return nothing


def _with_text(server: Server, uri: str, judged: Judged, file: Path) -> tuple[Judged, Path]:
    """The last state with the text as it is now, which may not have been judged yet."""
    document = server.workspace.text_documents.get(uri)
    if document is not None and judged.opened.get(file) != document.source:
        judged = replace(judged, opened={**judged.opened, file: document.source})
        server.judged[judged.folder] = judged
    return judged, file


def _located(
    server: Server,
    params: lsp.DefinitionParams | lsp.ReferenceParams,
    ask: Callable[[Judged, Path, lsp.Position], Iterable[lsp.Location]],
) -> list[lsp.Location]:
    def answer(judged: Judged, file: Path) -> list[lsp.Location]:
        found = list(ask(judged, file, server.inside(file, params.position)))
        for each in found:
            target = path_of(each.uri)
            if target is not None and target.is_relative_to(judged.folder):
                each.range = server.outside(target, each.range)
        return found

    return _answered(server, params.text_document.uri, answer, [])


def _turn(server: Server, edit: lsp.WorkspaceEdit | None) -> None:
    """Count the columns of an edit as the editor does."""
    if edit is None:
        return
    for uri, edits in (edit.changes or {}).items():
        if (file := path_of(uri)) is not None:
            for each in edits:
                each.range = server.outside(file, each.range)
