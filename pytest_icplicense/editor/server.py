"""`icplicense lsp`: the Language Server Protocol on standard input and output.

Projects are judged by one thread, one state after the other, so that the loop that talks to the editor never waits for a
judgement; whoever asks about a place is answered from the last state. Columns are counted in characters inside, and as the
editor counts them outside.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import attrs
from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from pytest_icplicense import WAIVERS, __version__, is_manifest
from pytest_icplicense.editor import actions, completion, hover, outline, waiving
from pytest_icplicense.editor.diagnostics import Diagnostics
from pytest_icplicense.editor.places import lines_of, replaced
from pytest_icplicense.editor.progress import FirstSurvey
from pytest_icplicense.editor.project import Cancelled, Judged, Project
from pytest_icplicense.editor.uris import Addresses, path_of
from pytest_icplicense.editor.verdicts import VERDICT, Verdicts
from pytest_icplicense.files import DISK
from pytest_icplicense.files.repository import repository_root
from pytest_icplicense.text import LANGUAGES

SECTION = "icplicense"
"""Under which name an editor keeps settings for this server: `lang`."""
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
        root = repository_root(file.parent)
        self.open_folder(root)
        return DISK.resolve(root)

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
            own = [self._outside(each, lines) for each in listed]
            if own == self._sent.get(path, []):
                continue
            self._sent[path] = own
            uri = self.addresses.uri_of(path)
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, own))
        self._published[folder] = {path: listed for path, listed in found.items() if listed}

    def _outside(self, diagnostic: lsp.Diagnostic, lines: list[str]) -> lsp.Diagnostic:
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
        lines = self._lines(file)
        found = self.workspace.position_codec.position_from_client_units(lines, position)
        return lsp.Position(found.line, found.character)

    def outside(self, file: Path, where: lsp.Range) -> lsp.Range:
        """A range as the editor counts it."""
        return self.workspace.position_codec.range_to_client_units(self._lines(file), where)

    def _lines(self, file: Path) -> list[str]:
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
        server.tells_verdicts = asked.get("verdict") is True

    @served.feature(lsp.INITIALIZED)
    def initialized(server: Server, params: lsp.InitializedParams) -> None:
        for folder in server.workspace.folders.values():
            if (path := path_of(folder.uri)) is not None:
                server.open_folder(path, folder.uri)
            else:
                _log.warning("not a folder of this machine: %s", folder.uri)
        if not server.workspace.folders and server.workspace.root_path:
            server.open_folder(Path(server.workspace.root_path))
        workspace = server.client_capabilities.workspace or lsp.WorkspaceClientCapabilities()
        registered: list[lsp.Registration] = []
        files, settings = workspace.did_change_watched_files, workspace.did_change_configuration
        # Else the editor says by itself what changes, or nobody does.
        if files and files.dynamic_registration:
            watched = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher("**/*")])
            registered.append(lsp.Registration("files", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched))
        if settings and settings.dynamic_registration:
            section = lsp.DidChangeConfigurationRegistrationOptions(SECTION)
            registered.append(lsp.Registration("settings", lsp.WORKSPACE_DID_CHANGE_CONFIGURATION, section))
        if registered:
            server.client_register_capability(lsp.RegistrationParams(registered))
        if workspace.configuration:
            server.wait_for(_configure(server))

    @served.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(server: Server, params: lsp.DidChangeConfigurationParams) -> None:
        settings = params.settings if isinstance(params.settings, dict) else {}
        _use(server, settings.get(SECTION, settings))
        workspace = server.client_capabilities.workspace
        if workspace is not None and workspace.configuration:
            server.wait_for(_configure(server))

    @served.feature(lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(server: Server, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            if (path := path_of(folder.uri)) is not None:
                server.close_folder(path)
        for folder in params.event.added:
            if (path := path_of(folder.uri)) is not None:
                server.open_folder(path, folder.uri)

    @served.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
        if (file := path_of(params.text_document.uri)) is not None:
            server.addresses.opened(file, params.text_document.uri)
        else:
            _log.warning("not a file of this machine: %s", params.text_document.uri[:200])
        server.texts[params.text_document.uri] = params.text_document.text
        _note(server, params.text_document.uri)

    @served.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def typed(server: Server, params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        for change in params.content_changes if uri in server.texts else ():
            if isinstance(change, lsp.TextDocumentContentChangePartial):
                lines = lines_of(server.texts[uri], ends=True)
                found = server.workspace.position_codec.range_from_client_units(lines, change.range)
                ends = (lsp.Position(each.line, each.character) for each in (found.start, found.end))
                where = lsp.Range(*ends)
                server.texts[uri] = replaced(server.texts[uri], where, change.text)
            else:
                server.texts[uri] = change.text
        _note(server, uri)

    @served.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(server: Server, params: lsp.DidSaveTextDocumentParams) -> None:
        _note(server, params.text_document.uri)

    @served.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(server: Server, params: lsp.DidCloseTextDocumentParams) -> None:
        server.texts.pop(params.text_document.uri, None)
        if (file := path_of(params.text_document.uri)) is not None:
            server.note(file, None)
            server.addresses.closed(file)

    @served.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(server: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
        for each in params.changes:
            file = path_of(each.uri)
            if file is not None and _judges(file) and each.uri not in server.texts:
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
                judged, file, server.inside(file, params.position), server.lang, _writes(server)
            ),
            [],
        )

    kinds = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])

    @served.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)
    def acted(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        def answer(judged: Judged, file: Path) -> list[lsp.CodeAction]:
            own = server._published.get(judged.folder, {}).get(file, [])
            rows = range(params.range.start.line, params.range.end.line + 1)
            grey = server.judged[judged.folder].is_as_before(file)
            here = [each for each in own if each.range.start.line in rows and (grey or not each.tags)]
            found = actions.actions(judged, file, here, server.lang, asks=_can_be_asked(server))
            for each in found:
                each.diagnostics = [
                    server._outside(one, server._lines(file)) for one in each.diagnostics or ()
                ]
                _turn(server, each.edit)
                if each.command is not None:
                    given = waiving.arguments(each.command.arguments)
                    each.command.arguments = [{**one, "uri": _called(server, one["uri"])} for one in given]
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

    @served.command(waiving.COMMAND)
    def waived(server: Server, *given: Any) -> None:
        for asked in waiving.arguments(list(given)):
            server.wait_for(_waive(server, asked))

    @served.feature(lsp.SHUTDOWN)
    def shut(server: Server, params: Any) -> None:
        server.stop()

    return served


def _note(server: Server, uri: str) -> None:
    file = path_of(uri)
    if file is not None and uri in server.texts and _judges(file):
        server.note(file, server.texts[uri])


def _answered(server: Server, uri: str, answer: Callable[[Judged, Path], T], nothing: T) -> T:
    """An answer from the last state; nothing where there is none, or where the text is in no state to say more."""
    state = server.state(uri)
    if state is None:
        return nothing
    try:
        return answer(*_with_text(server, uri, *state))
    except (Exception, Cancelled):  # a text may be anything at a keystroke; the log says what it was
        _log.exception("answering about %s", uri)
        return nothing


def _with_text(server: Server, uri: str, judged: Judged, file: Path) -> tuple[Judged, Path]:
    """The last state that can answer, with the text as it is now, which may not have been judged yet."""
    text = server.texts.get(uri)
    if text is not None and judged.opened.get(file) != text:
        judged = replace(judged, opened={**judged.opened, file: text})
        server.judged[judged.folder] = judged
    return judged.usable, file


def _located(
    server: Server,
    params: lsp.DefinitionParams | lsp.ReferenceParams,
    ask: Callable[[Judged, Path, lsp.Position], Iterable[lsp.Location]],
) -> list[lsp.Location]:
    def answer(judged: Judged, file: Path) -> list[lsp.Location]:
        return [server.located(each) for each in ask(judged, file, server.inside(file, params.position))]

    return _answered(server, params.text_document.uri, answer, [])


def _called(server: Server, uri: str) -> str:
    """What the editor calls the file of an address that was made here."""
    file = path_of(uri)
    return uri if file is None else server.addresses.uri_of(file)


def _turn(server: Server, edit: lsp.WorkspaceEdit | None) -> None:
    """Count the columns of an edit as the editor does, and call the files as it does."""
    if edit is None:
        return
    turned: dict[str, list[Any]] = {}
    for uri, edits in (edit.changes or {}).items():
        turned[_called(server, uri)] = [_counted(server, uri, each) for each in edits]
    edit.changes = turned or None
    for change in edit.document_changes or ():
        if isinstance(change, lsp.TextDocumentEdit):
            uri = change.text_document.uri
            change.edits = [_counted(server, uri, each) for each in change.edits]
            change.text_document.uri = _called(server, uri)
        elif isinstance(change, lsp.CreateFile):
            change.uri = _called(server, change.uri)


def _counted(server: Server, uri: str, edit: Any) -> Any:
    file = path_of(uri)
    return edit if file is None else attrs.evolve(edit, range=server.outside(file, edit.range))


async def _configure(server: Server) -> None:
    """Ask the editor for the settings of the person."""
    items = [lsp.ConfigurationItem(section=SECTION)]
    answer = await server.workspace_configuration_async(lsp.ConfigurationParams(items))
    _use(server, next(iter(answer or ()), None))


def _use(server: Server, settings: Any) -> None:
    lang = settings.get("lang") if isinstance(settings, dict) else None
    if lang in LANGUAGES and lang != server.lang:
        server.speak(lang)


def _writes(server: Server) -> completion.Writes:
    """What this editor can be given to write."""
    texts = server.client_capabilities.text_document
    known = texts.completion.completion_item if texts is not None and texts.completion is not None else None
    if known is None:
        return completion.Writes(snippets=False, indents=False)
    modes = known.insert_text_mode_support
    indents = modes is not None and lsp.InsertTextMode.AdjustIndentation in modes.value_set
    return completion.Writes(bool(known.snippet_support), indents)


def _can_be_asked(server: Server) -> bool:
    """Whether the editor says that it shows questions with several answers, and takes an edit that follows from them."""
    workspace, window = server.client_capabilities.workspace, server.client_capabilities.window
    return bool(
        workspace is not None
        and workspace.apply_edit
        and window is not None
        and window.show_message is not None
    )


async def _waive(server: Server, asked: dict[str, str]) -> None:
    """Ask what the editor did not, and write the waiver."""
    state = server.state(asked["uri"])
    if state is None or (workspace := state[0].usable.workspace) is None:
        return
    judged, manifest = state
    today, check = workspace.settings.as_of, asked["check"]
    said: dict[str, str] | None = {
        key: asked[key] for key in ("reason", "approver", "expires") if key in asked
    }
    if "approver" not in asked:
        said = await waiving.asked(server, judged, manifest, check, today, server.lang)
    if said is None:
        return
    edit = waiving.edit_of(judged, manifest, waiving.waiver(check, asked["subject"], today, **said))
    _turn(server, edit)
    await server.workspace_apply_edit_async(lsp.ApplyWorkspaceEditParams(edit, f"icplicense: {check}"))
