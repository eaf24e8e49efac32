"""A small client of the Language Server Protocol: enough of an editor to ask a server what it shows its user."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

PATIENCE = 20.0
"""Seconds to wait for any answer."""

CAPABILITIES = {
    "workspace": {"configuration": True, "workspaceFolders": True},
    "textDocument": {
        "completion": {"completionItem": {"documentationFormat": ["markdown", "plaintext"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "publishDiagnostics": {},
    },
}
"""What this editor can do."""

Message = dict[str, Any]


class LanguageServer:
    """A server that runs over standard input and output with one folder open, from `with` to its end.

    Lines and characters are counted from 0, as the protocol counts them.
    """

    def __init__(self, command: Sequence[str | Path], folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        self.settings = settings
        self.requests: list[str] = []
        """The methods that the server has asked its editor for."""
        self._diagnostics: dict[str, list[Message]] = {}
        self._answers: dict[int, Message] = {}
        self._received: queue.Queue[Message | None] = queue.Queue()
        self._sent = 0
        self._process = subprocess.Popen(
            [str(word) for word in command], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdin
        assert self._process.stdout
        self._input = self._process.stdin
        threading.Thread(target=_read, args=(self._process.stdout, self._received), daemon=True).start()

    def __enter__(self) -> LanguageServer:
        """Shake hands, and wait until the server has fetched its settings."""
        uri = self.folder.as_uri()
        hello = {
            "processId": None,
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": self.folder.name}],
            "capabilities": CAPABILITIES,
        }
        try:
            self.request("initialize", hello)
            self.notify("initialized", {})
            self.notify("workspace/didChangeConfiguration", {"settings": None})
            self._wait(lambda: "workspace/configuration" in self.requests, "the question for settings")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Part as the protocol asks, which the server must answer with exit code 0."""
        try:
            if kind is None:
                self.request("shutdown", None)
                self.notify("exit", None)
                assert self._process.wait(PATIENCE) == 0
        finally:
            self._end()

    def open(self, file: Path) -> list[Message]:
        """Open a YAML file; the diagnostics that the server publishes for it."""
        uri = file.as_uri()
        self._diagnostics.pop(uri, None)
        text = file.read_text(encoding="utf-8")
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        self._wait(lambda: uri in self._diagnostics, f"diagnostics of {file.name}")
        return self._diagnostics[uri]

    def completions(self, file: Path, line: int, character: int) -> list[Message]:
        """What the server offers to write at a place of an open file."""
        found = self.request("textDocument/completion", _place(file, line, character))
        return list(found["items"] if isinstance(found, dict) else found or [])

    def hover(self, file: Path, line: int, character: int) -> str:
        """What the server says of a place of an open file; empty where it says nothing."""
        found = self.request("textDocument/hover", _place(file, line, character))
        return str(found["contents"]["value"]) if found else ""

    def request(self, method: str, parameters: Any) -> Any:
        """Ask the server something; the result."""
        self._sent += 1
        number = self._sent
        self._send({"id": number, "method": method, "params": parameters})
        self._wait(lambda: number in self._answers, f"the answer to {method}")
        answer = self._answers.pop(number)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def notify(self, method: str, parameters: Any) -> None:
        """Tell the server something."""
        self._send({"method": method, "params": parameters})

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._input.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._input.flush()

    def _wait(self, arrived: Callable[[], bool], what: str) -> None:
        """Take in messages until what is waited for has arrived."""
        end = time.monotonic() + PATIENCE
        while not arrived():
            try:
                message = self._received.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"waited {PATIENCE:.0f} s in vain for {what}") from None
            assert message is not None, f"the server ended before {what}"
            self._take(message)

    def _take(self, message: Message) -> None:
        method = message.get("method")
        if method is None:
            self._answers[message["id"]] = message
        elif "id" in message:
            self.requests.append(method)
            self._send({"id": message["id"], "result": self._result(method, message.get("params"))})
        elif method == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]

    def _result(self, method: str, parameters: Any) -> Any:
        """What this editor answers; nothing but settings."""
        if method == "workspace/configuration":
            return [self.settings.get(item.get("section")) for item in parameters["items"]]
        return None

    def _end(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        self._input.close()


def _read(stream: BinaryIO, received: queue.Queue[Message | None]) -> None:
    """Hand on each message of the stream, and None at its end."""
    try:
        while header := stream.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.strip().lower() == b"content-length":
                    length = int(value)
                header = stream.readline()
            received.put(json.loads(stream.read(length)))
    finally:
        received.put(None)
        stream.close()


def _place(file: Path, line: int, character: int) -> Message:
    return {
        "textDocument": {"uri": file.as_uri()},
        "position": {"line": line, "character": character},
    }
