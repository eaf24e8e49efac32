"""What an editor says and asks: each message of the protocol that is answered, with the function that answers it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import attrs
from lsprotocol import types as lsp

from pytest_icplicense.editor import actions, completion, hover, outline, waiving
from pytest_icplicense.editor.places import lines_of, replaced
from pytest_icplicense.editor.project import Cancelled, Judged
from pytest_icplicense.editor.server import Server
from pytest_icplicense.editor.uris import path_of
from pytest_icplicense.text import LANGUAGES

SECTION = "icplicense"
"""Under which name an editor keeps settings for this server: `lang`."""
_log = logging.getLogger(__name__)
T = TypeVar("T")


def _initialize(server: Server, params: lsp.InitializeParams) -> None:
    asked = params.initialization_options if isinstance(params.initialization_options, dict) else {}
    lang = str(asked.get("lang") or params.locale or "en").lower()
    server.lang = "zh" if lang.startswith("zh") else "en"
    server.tells_verdicts = asked.get("verdict") is True


def _initialized(server: Server, params: lsp.InitializedParams) -> None:
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


def _configuration_changed(server: Server, params: lsp.DidChangeConfigurationParams) -> None:
    settings = params.settings if isinstance(params.settings, dict) else {}
    _use(server, settings.get(SECTION, settings))
    workspace = server.client_capabilities.workspace
    if workspace is not None and workspace.configuration:
        server.wait_for(_configure(server))


def _folders_changed(server: Server, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
    for folder in params.event.removed:
        if (path := path_of(folder.uri)) is not None:
            server.close_folder(path)
    for folder in params.event.added:
        if (path := path_of(folder.uri)) is not None:
            server.open_folder(path, folder.uri)


def _opened(server: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    if (file := path_of(params.text_document.uri)) is not None:
        server.addresses.opened(file, params.text_document.uri)
    else:
        _log.warning("not a file of this machine: %s", params.text_document.uri[:200])
    server.texts[params.text_document.uri] = params.text_document.text
    _note(server, params.text_document.uri)


def _changed(server: Server, params: lsp.DidChangeTextDocumentParams) -> None:
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


def _saved(server: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    _note(server, params.text_document.uri)


def _closed(server: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    server.texts.pop(params.text_document.uri, None)
    if (file := path_of(params.text_document.uri)) is not None:
        server.note(file, None)
        server.addresses.closed(file)


def _files_changed(server: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    for each in params.changes:
        file = path_of(each.uri)
        if file is not None and _judges(file) and each.uri not in server.texts:
            server.note(file, None)


def _hover(server: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    def answer(judged: Judged, file: Path) -> lsp.Hover | None:
        found = hover.hover(judged, file, server.inside(file, params.position), server.lang)
        if found is not None and found.range is not None:
            found.range = server.outside(file, found.range)
        return found

    return _answered(server, params.text_document.uri, answer, None)


def _completion(server: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    def answer(judged: Judged, file: Path) -> list[lsp.CompletionItem]:
        at = server.inside(file, params.position)
        found = completion.completions(judged, file, at, server.lang, _writes(server))
        edits = [each.text_edit for each in found if isinstance(each.text_edit, lsp.TextEdit)]
        for each in edits:  # one word is typed, so all ranges are alike
            each.range = server.outside(file, edits[0].range) if each is edits[0] else edits[0].range
        return found

    return _answered(server, params.text_document.uri, answer, [])


def _code_actions(server: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    def answer(judged: Judged, file: Path) -> list[lsp.CodeAction]:
        own = server.published(judged.folder, file)
        rows = range(params.range.start.line, params.range.end.line + 1)
        grey = server.judged[judged.folder].is_as_before(file)
        here = [each for each in own if each.range.start.line in rows and (grey or not each.tags)]
        found = actions.actions(judged, file, here, server.lang, asks=_can_be_asked(server))
        for each in found:
            each.diagnostics = [
                server.diagnostic_outside(one, server.lines(file)) for one in each.diagnostics or ()
            ]
            _turn(server, each.edit)
            if each.command is not None:
                given = waiving.arguments(each.command.arguments)
                each.command.arguments = [{**one, "uri": _called(server, one["uri"])} for one in given]
        return found

    return _answered(server, params.text_document.uri, answer, [])


def _document_symbols(server: Server, params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
    def answer(judged: Judged, file: Path) -> list[lsp.DocumentSymbol]:
        found, lines = outline.symbols(judged, file), server.lines(file)
        turned = server.workspace.position_codec.range_to_client_units
        for each in (*found, *(inner for one in found for inner in one.children or ())):
            each.range = turned(lines, each.range)
            each.selection_range = turned(lines, each.selection_range)
        return found

    return _answered(server, params.text_document.uri, answer, [])


def _code_lenses(server: Server, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    uri = params.text_document.uri
    return _answered(server, uri, lambda judged, file: outline.lenses(judged, file, server.lang), [])


def _inlay_hints(server: Server, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    def answer(judged: Judged, file: Path) -> list[lsp.InlayHint]:
        found = outline.hints(judged, file, server.lang)
        rows = range(params.range.start.line, params.range.end.line + 1)
        found = [each for each in found if each.position.line in rows]
        for each in found:
            each.position = server.outside(file, lsp.Range(each.position, each.position)).start
        return found

    return _answered(server, params.text_document.uri, answer, [])


def _definitions(server: Server, params: lsp.DefinitionParams) -> list[lsp.Location]:
    return _located(server, params, outline.definitions)


def _references(server: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
    return _located(server, params, outline.references)


def _create_waiver(server: Server, *given: Any) -> None:
    for asked in waiving.arguments(list(given)):
        server.wait_for(_waive(server, asked))


def _shutdown(server: Server, params: Any) -> None:
    server.stop()


def _judges(file: Path) -> bool:
    """Whether what an editor says of a file may matter: all that manifests rest on, which may be anything."""
    return file.name != "" and ".git" not in file.parts


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


_ANSWERS: Mapping[str, tuple[Callable[..., Any], Any]] = {
    lsp.INITIALIZE: (_initialize, None),
    lsp.INITIALIZED: (_initialized, None),
    lsp.WORKSPACE_DID_CHANGE_CONFIGURATION: (_configuration_changed, None),
    lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (_folders_changed, None),
    lsp.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    lsp.TEXT_DOCUMENT_DID_CHANGE: (_changed, None),
    lsp.TEXT_DOCUMENT_DID_SAVE: (_saved, None),
    lsp.TEXT_DOCUMENT_DID_CLOSE: (_closed, None),
    lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: (_files_changed, None),
    lsp.TEXT_DOCUMENT_HOVER: (_hover, None),
    lsp.TEXT_DOCUMENT_COMPLETION: (_completion, lsp.CompletionOptions(trigger_characters=list(' :-"/{,'))),
    lsp.TEXT_DOCUMENT_CODE_ACTION: (
        _code_actions,
        lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]),
    ),
    lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_document_symbols, None),
    lsp.TEXT_DOCUMENT_CODE_LENS: (_code_lenses, None),
    lsp.TEXT_DOCUMENT_INLAY_HINT: (_inlay_hints, None),
    lsp.TEXT_DOCUMENT_DEFINITION: (_definitions, None),
    lsp.TEXT_DOCUMENT_REFERENCES: (_references, None),
    lsp.SHUTDOWN: (_shutdown, None),
}


def server() -> Server:
    """A server with all that it answers."""
    served = Server()
    for message, (answer, options) in _ANSWERS.items():
        served.feature(message, options)(answer)
    served.command(waiving.COMMAND)(_create_waiver)
    return served
