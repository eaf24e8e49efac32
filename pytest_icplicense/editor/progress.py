"""What an editor shows while a folder is judged for the first time, which a person may end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from uuid import uuid4

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from pytest_icplicense.text import Text

_TITLE = Text("Checking against the license", "正在对照许可证检查")
_SURVEY = Text("{}: looking through the repository", "{}：正在查看代码仓库")
_JUDGED = Text("{} of {} manifests", "清单 {}/{}")


class FirstSurvey:
    """One bar of progress; an editor that never answers has none, and nothing waits for it."""

    def __init__(self, server: LanguageServer, name: str, lang: str, cancel: Callable[[], None]) -> None:
        self._server, self._lang, self._name, self._cancel = server, lang, name, cancel
        self._token = f"icplicense/{uuid4()}"
        self._percent = -1
        self._open = self._over = False
        self._loop = asyncio.get_running_loop()
        window = server.client_capabilities.window
        if window is not None and window.work_done_progress:
            server.work_done_progress.create(self._token, self._begin)

    def _begin(self, *_: Any) -> None:
        if self._over:
            return
        self._open = True
        begin = lsp.WorkDoneProgressBegin(
            _TITLE.to(self._lang),
            cancellable=True,
            message=_SURVEY.to(self._lang).format(self._name),
            percentage=0,
        )
        self._server.work_done_progress.begin(self._token, begin)
        self._server.work_done_progress.tokens[self._token].add_done_callback(self._ended)

    def _ended(self, future: Future[Any]) -> None:
        if future.cancelled():
            self._cancel()

    def judged(self, done: int, all_: int) -> None:
        """Some manifests are judged; called by the thread that judges."""
        percent = 100 * done // max(all_, 1)
        if percent != self._percent:
            self._percent = percent
            self._loop.call_soon_threadsafe(self._report, done, all_, percent)

    def _report(self, done: int, all_: int, percent: int) -> None:
        if self._open:
            message = _JUDGED.to(self._lang).format(done, all_)
            report = lsp.WorkDoneProgressReport(message=message, percentage=percent)
            self._server.work_done_progress.report(self._token, report)

    def end(self) -> None:
        """Nothing more is to be shown."""
        self._over = True
        if self._open:
            self._open = False
            self._server.work_done_progress.end(self._token, lsp.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(self._token, None)
