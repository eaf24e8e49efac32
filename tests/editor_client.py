"""An editor that others wrote the protocol of: pygls' client, with the server as a process of its own."""

from __future__ import annotations

import ast
import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

PATIENCE = 30


class Editor:
    """Texts that are open in an editor, and what the server says of them."""

    def __init__(
        self,
        *folders: Path,
        locale: str = "en",
        encodings: list[str] | None = None,
        settings: dict[str, str] | None = None,
        answers: Callable[[lsp.ShowMessageRequestParams], str | None] | None = None,
        silent: bool = False,
        log: Path | None = None,
        python: str | Path = sys.executable,
    ) -> None:
        """`settings` are those of the person, `answers` what they answer; a silent client answers nothing at all."""
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("tests", "1")
        self.shown: dict[str, list[lsp.Diagnostic]] = {}
        self.versions: dict[Path, int] = {}
        self.came = asyncio.Event()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = list(params.diagnostics)
            self.came.set()

        self.registered: list[str] = []

        @self.client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def registered(params: lsp.RegistrationParams) -> None:
            self.registered += [each.method for each in params.registrations]
            self.came.set()

        self.progress: list[Any] = []
        self.edits: list[lsp.WorkspaceEdit] = []
        self.never = never = asyncio.Event()

        @self.client.feature(lsp.WINDOW_WORK_DONE_PROGRESS_CREATE)
        async def created(params: lsp.WorkDoneProgressCreateParams) -> None:
            if silent:
                await never.wait()

        @self.client.feature(lsp.PROGRESS)
        def progressed(params: lsp.ProgressParams) -> None:
            self.progress.append((params.token, params.value))
            self.came.set()

        @self.client.feature(lsp.WORKSPACE_CONFIGURATION)
        async def configured(params: lsp.ConfigurationParams) -> list[Any]:
            if silent:
                await never.wait()
            return [settings for _ in params.items]

        @self.client.feature(lsp.WINDOW_SHOW_MESSAGE_REQUEST)
        async def asked(params: lsp.ShowMessageRequestParams) -> lsp.MessageActionItem | None:
            if silent or answers is None:
                await never.wait()
            title = answers(params) if answers is not None else None
            return None if title is None else lsp.MessageActionItem(title)

        @self.client.feature(lsp.WORKSPACE_APPLY_EDIT)
        def applied(params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
            self.edits.append(params.edit)
            self.came.set()
            return lsp.ApplyWorkspaceEditResult(True)

        env = {**os.environ, "ICPLICENSE_NO_CACHE": "1"}
        words = ["-m", "pytest_icplicense", "lsp", *(["--log", str(log)] if log is not None else [])]
        self.wait(self.client.start_io(str(python), *words, env=env))
        general = lsp.GeneralClientCapabilities(position_encodings=encodings)  # type: ignore[arg-type]
        watched = lsp.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        workspace = lsp.WorkspaceClientCapabilities(
            did_change_watched_files=watched,
            configuration=settings is not None or silent,
            apply_edit=answers is not None or silent,
        )
        window = lsp.WindowClientCapabilities(
            work_done_progress=True,
            show_message=lsp.ShowMessageRequestClientCapabilities() if answers or silent else None,
        )
        params = lsp.InitializeParams(
            lsp.ClientCapabilities(general=general, workspace=workspace, window=window),
            root_uri=folders[0].as_uri(),
            workspace_folders=[lsp.WorkspaceFolder(each.as_uri(), each.name) for each in folders],
            locale=locale,
        )
        self.server = self.wait(self.client.initialize_async(params))
        self.client.initialized(lsp.InitializedParams())

    def wait(self, what: Any) -> Any:
        return self.loop.run_until_complete(asyncio.wait_for(what, PATIENCE))

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until the server has said what makes it hold."""

        async def waiting() -> None:
            while not holds():
                self.came.clear()
                await self.came.wait()

        self.wait(waiting())

    def open(self, file: Path, text: str | None = None) -> str:
        text = file.read_text(encoding="utf-8") if text is None else text
        self.versions[file] = 1
        item = lsp.TextDocumentItem(file.as_uri(), "yaml", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return text

    def type(self, file: Path, text: str) -> None:
        self.versions[file] += 1
        which = lsp.VersionedTextDocumentIdentifier(uri=file.as_uri(), version=self.versions[file])
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(which, [change]))

    def type_at(self, file: Path, start: lsp.Position, end: lsp.Position, text: str) -> None:
        self.versions[file] += 1
        which = lsp.VersionedTextDocumentIdentifier(uri=file.as_uri(), version=self.versions[file])
        change = lsp.TextDocumentContentChangePartial(lsp.Range(start, end), text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(which, [change]))

    def tell(self, file: Path, change: lsp.FileChangeType = lsp.FileChangeType.Changed) -> None:
        """Tell the server what others did to a file on the disk."""
        event = lsp.FileEvent(file.as_uri(), change)
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))

    def diagnostics(self, file: Path) -> list[lsp.Diagnostic]:
        return self.shown.get(file.as_uri(), [])

    def codes(self, file: Path) -> list[str]:
        return [
            str(each.code) for each in self.diagnostics(file) if each.severity == lsp.DiagnosticSeverity.Error
        ]

    def hover(self, file: Path, line: int, column: int) -> str:
        params = lsp.HoverParams(lsp.TextDocumentIdentifier(file.as_uri()), lsp.Position(line, column))
        found = self.wait(self.client.text_document_hover_async(params))
        return found.contents.value if found else ""

    def completions(self, file: Path, line: int, column: int) -> list[str]:
        return [each.label for each in self.completed(file, line, column)]

    def completed(self, file: Path, line: int, column: int) -> list[lsp.CompletionItem]:
        params = lsp.CompletionParams(lsp.TextDocumentIdentifier(file.as_uri()), lsp.Position(line, column))
        found = self.wait(self.client.text_document_completion_async(params))
        return list(found.items if isinstance(found, lsp.CompletionList) else found or ())

    def actions(self, file: Path, line: int) -> list[lsp.CodeAction]:
        where = lsp.Range(lsp.Position(line, 0), lsp.Position(line, 1))
        which = lsp.TextDocumentIdentifier(file.as_uri())
        params = lsp.CodeActionParams(which, where, lsp.CodeActionContext([]))
        found = self.wait(self.client.text_document_code_action_async(params)) or ()
        return [_action(each) for each in found]

    def command(self, command: lsp.Command) -> None:
        params = lsp.ExecuteCommandParams(command.command, command.arguments)
        self.wait(self.client.workspace_execute_command_async(params))

    def close(self) -> int | None:
        self.never.set()
        self.wait(self.client.shutdown_async(None))
        self.client.exit(None)
        self.wait(self.client.stop())
        self.loop.close()
        process = self.client._server
        return None if process is None else process.returncode


def _action(answer: Any) -> lsp.CodeAction:
    """lsprotocol takes an action that has a command for a command, with the rest of it as its text."""
    if not isinstance(answer, lsp.Command):
        return answer
    return lsp.CodeAction(answer.title, command=lsp.Command(**ast.literal_eval(answer.command)))


def line_of(text: str, piece: str) -> int:
    return next(number for number, line in enumerate(text.splitlines()) if piece in line)


def applied(text: str, edits: list[lsp.TextEdit]) -> str:
    """The text after edits whose columns are in UTF-16."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(
        edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True
    ):
        offsets = []
        for place in (edit.range.start, edit.range.end):
            line = lines[place.line] if place.line < len(lines) else ""
            units = line.encode("utf-16-le")[: place.character * 2].decode("utf-16-le", "ignore")
            offsets.append(sum(map(len, lines[: place.line])) + len(units))
        whole = "".join(lines)
        lines = (whole[: offsets[0]] + edit.new_text + whole[offsets[1] :]).splitlines(keepends=True)
    return "".join(lines)
