"""A server on the loopback interface for the folder of one page: it gives files, and nothing else."""

from __future__ import annotations

import hashlib
import mimetypes
import posixpath
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.charset import charset_of

MAX_REQUESTS = 5_000
_LONGEST = 1_000
_TEXT = ("text/html", "application/xhtml+xml")
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".json": "application/json",
    ".xhtml": "application/xhtml+xml",
    ".xht": "application/xhtml+xml",
    **dict.fromkeys((".shtml", ".shtm", ".stm"), "text/html"),
}


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a browser may hang up on what it has asked for, and what never came is in the evidence."""


class FolderServer:
    """Serves the files of one folder of the repository, on a port that is free."""

    def __init__(self, read: Callable[[str], bytes], root: str) -> None:
        self._read, self._root = read, root
        self._lock = Lock()
        self.digests: dict[str, str] = {}
        """Each file that was given, with its SHA-256."""
        self.missing: dict[str, None] = {}
        """What was asked for and is not there, or may not be given."""
        self.absent: set[str] = set()
        """Files that were asked for and are not there."""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def do_GET(self) -> None:
                outer.answer(self)

            do_HEAD = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                """Nothing: what a page asks for is in the evidence."""

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._requests = 0
        self._thread = Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True, name="page server"
        )

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    def __enter__(self) -> FolderServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Give the file that a request names; a folder means its index.html."""
        with self._lock:
            self._requests += 1
            over = self._requests > MAX_REQUESTS
        shown = unquote(urlsplit(request.path).path)
        path = posixpath.normpath(shown).lstrip("/")
        if shown.endswith("/") or path in ("", "."):
            path = posixpath.join("" if path == "." else path, "index.html")
        host = (request.headers.get("Host") or "").partition(":")[0]
        if (
            over
            or host != "127.0.0.1"
            or path.startswith("..")
            or any(part.startswith(".") for part in path.split("/"))
        ):
            self._refuse(request, 403, shown)
            return
        file = posixpath.join(self._root, path) if self._root else path
        try:
            data = self._read(file)
        except Unavailable:
            if len(file) <= _LONGEST:
                with self._lock:
                    self.absent.add(file)
            self._refuse(request, 404, shown)
            return
        with self._lock:
            self.digests[file] = hashlib.sha256(data).hexdigest()
        request.send_response(200)
        request.send_header("Content-Type", _content_type(path, data))
        request.send_header("Content-Length", str(len(data)))
        request.send_header("Cache-Control", "no-store")
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(data)

    def _refuse(self, request: BaseHTTPRequestHandler, status: int, shown: str) -> None:
        if not shown.endswith(("favicon.ico", ".map")):
            with self._lock:
                self.missing[shown[:300]] = None
        request.send_response(status)
        request.send_header("Content-Length", "0")
        request.end_headers()


def _content_type(path: str, data: bytes) -> str:
    ending = posixpath.splitext(path)[1].lower()
    kind = _TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    if kind in _TEXT or kind.startswith("text/"):
        return f"{kind}; charset={_charset(kind, data)}"
    return kind


def _charset(kind: str, data: bytes) -> str:
    """The charset that a server which is set up for the site would name."""
    if kind in _TEXT:
        return charset_of(data).name
    return "utf-8" if charset_of(data).name == "utf-8" else "gb18030"
