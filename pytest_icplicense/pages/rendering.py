"""Pages opened in Chromium, in both windows: which license numbers a reader sees, and which only the page has.

The browser is started once, pages are opened in tabs beside each other. A page reaches its own server and nothing else;
what it tries to do besides is refused by the browser, and everything ends in bounded time.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

from pytest_icplicense.pages.chromium import NoBrowser, arguments, find_chromium
from pytest_icplicense.pages.not_rendered import NotRendered, first_line, host_of
from pytest_icplicense.pages.server import FolderServer
from pytest_icplicense.pages.tab import Seen, Tab, Target, script
from pytest_icplicense.pages.viewport import VIEWPORTS
from pytest_icplicense.text import Text

TABS = 4
STARTING = 30.0
"""Seconds for the browser to start."""
WHOLE, AGAIN = 40.0, 20.0
"""Seconds for all that is done with a page, and for that once more and alone."""
_ALONE = 8
"""Pages that are opened again in a browser of their own, where they never came to rest beside others."""
_ENDLESS = Text("it never comes to rest (a script without end?)", "页面始终无法就绪（脚本是否没有结束？）")
_MARK = "ICPLICENSE_RENDER"


def render(targets: Sequence[Target], read: Callable[[str], bytes], *, pictures: bool = False) -> list[Seen]:
    """Open the pages in both windows. A page that cannot be opened says why; the others are opened all the same.

    Raises:
        NoBrowser: there is no Chromium, or the extra is not installed.
    """
    try:
        import PIL.Image  # noqa: F401
        import playwright.async_api  # noqa: F401
    except ImportError:
        raise NoBrowser(
            Text(
                "rendering needs the extra: pip install 'pytest-icplicense[browser]'",
                "渲染页面需要可选依赖：pip install 'pytest-icplicense[browser]'",
            )
        ) from None
    program = find_chromium()
    found: list[Seen] = []
    error: list[BaseException] = []

    def run() -> None:  # in a thread of its own: the caller's may have an event loop
        try:
            with ExitStack() as stack:
                found.extend(asyncio.run(_Session(program, read, pictures, stack).render(targets)))
        except BaseException as raised:
            error.append(raised)

    thread = Thread(target=run, name="rendering")
    thread.start()
    thread.join()
    if error:
        raise error[0]
    return found


class _Session:
    def __init__(self, program: str, read: Callable[[str], bytes], pictures: bool, stack: ExitStack) -> None:
        self._program, self._read, self._pictures, self._stack = program, read, pictures, stack
        self._servers: dict[tuple[str, str], FolderServer] = {}
        self._token = secrets.token_hex(8)
        self._again, self._patience = _ALONE, WHOLE

    async def render(self, targets: Sequence[Target]) -> list[Seen]:
        for target in targets:
            if target.url is None and target.file is not None:
                server = self._stack.enter_context(FolderServer(self._read, target.root))
                self._servers[target.document, target.site] = server
        hosts = [f"127.0.0.1:{server.port}" for server in self._servers.values()]
        hosts += [host_of(target.url) for target in targets if target.url is not None]
        found: dict[Target, list[Seen]] = {}
        groups, tried = [list(targets)], set[Target]()
        while groups:
            group = groups.pop()
            self._patience = AGAIN if group[0] in tried else WHOLE
            found |= await self._in_browser(hosts, group)
            tried |= self._begun
            left = [target for target in group if target not in found]
            groups += [[target] for target in left if target in self._begun]
            if rest := [target for target in left if target not in self._begun]:
                groups.append(rest)
        return [seen for target in targets for seen in found[target]]

    async def _in_browser(self, hosts: Sequence[str], targets: Sequence[Target]) -> dict[Target, list[Seen]]:
        """Open pages in a browser of their own. One that never comes to rest, and what waits for it, gets another one."""
        from playwright.async_api import Error, async_playwright

        self._stuck = False
        self._begun: set[Target] = set()
        try:
            async with async_playwright() as playwright:
                try:
                    browser = await asyncio.wait_for(
                        playwright.chromium.launch(
                            executable_path=self._program,
                            args=arguments(dict.fromkeys(hosts)),
                            env={**os.environ, _MARK: self._token},
                            handle_sigint=False,
                            handle_sigterm=False,
                            handle_sighup=False,
                            timeout=STARTING * 1000,
                        ),
                        STARTING * 1.5,
                    )
                except (Error, TimeoutError) as error:
                    why = _said(error)
                    raise NoBrowser(
                        Text(
                            f"{self._program} did not start: {why.en}", f"{self._program} 未能启动：{why.zh}"
                        )
                    ) from None
                try:
                    return await self._all(browser, targets)
                finally:
                    with suppress(Error, TimeoutError):
                        await asyncio.wait_for(browser.close(), 5)
                    _end_all(self._token)
        finally:
            _end_all(self._token)

    async def _all(self, browser: Any, targets: Sequence[Target]) -> dict[Target, list[Seen]]:
        gate = asyncio.Semaphore(TABS)
        found: dict[Target, list[Seen]] = {}

        async def one(target: Target) -> None:
            async with gate:
                if self._stuck:
                    return
                self._begun.add(target)
                seen = await self._one(browser, target)
                lost = any(each.failed == _ENDLESS for each in seen) or not browser.is_connected()
                if len(targets) > 1 and self._again > 0 and lost and any(each.failed for each in seen):
                    # It, or another page, keeps the browser from answering, or has ended it.
                    self._stuck = True
                    self._again -= 1
                    return
                found[target] = seen

        await asyncio.gather(*map(one, targets))
        return found

    async def _one(self, browser: Any, target: Target) -> list[Seen]:
        """A page in both windows, one after the other in one tab, which forgets in between what the page has stored."""
        from playwright.async_api import Error

        found = []
        tab: Tab | None = None
        for viewport in VIEWPORTS:
            seen = Seen(target, viewport)
            found.append(seen)
            try:
                if tab is None:
                    tab = await asyncio.wait_for(self._tab(browser, target), 20)
                await asyncio.wait_for(tab.look(viewport, seen), self._patience)
                continue
            except TimeoutError:
                seen.failed = _ENDLESS
            except NotRendered as error:
                seen.failed = error.message
            except Error as error:
                why = _said(error)
                seen.failed = Text(f"the browser says: {why.en}", f"浏览器报错：{why.zh}")
            if seen.failed == _ENDLESS:
                found += [Seen(target, each, failed=_ENDLESS) for each in VIEWPORTS[len(found) :]]
                break
            await self._close(tab)
            tab = None
        await self._close(tab)
        return found

    async def _tab(self, browser: Any, target: Target) -> Tab:
        first = VIEWPORTS[0]
        context = await browser.new_context(
            viewport={"width": first.width, "height": first.height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            service_workers="block",
            accept_downloads=False,
            ignore_https_errors=False,
            color_scheme="light",
        )
        await context.add_init_script(script("prepare.js"))
        page = await context.new_page()
        return Tab(
            context,
            page,
            await context.new_cdp_session(page),
            target,
            self._servers.get((target.document, target.site)),
            self._read,
            pictures=self._pictures,
        )

    async def _close(self, tab: Tab | None) -> None:
        from playwright.async_api import Error

        if tab is not None:
            with suppress(Error, TimeoutError):
                await asyncio.wait_for(tab.context.close(), 5)


def _said(error: Exception) -> Text:
    """What a browser says of an error, or that it can say nothing more."""
    from playwright.async_api import TimeoutError as Late

    if "has been closed" in str(error):
        return Text("it has ended", "浏览器已退出")
    if isinstance(error, (TimeoutError, Late)):
        return Text("it does not answer", "没有响应")
    return Text.same(first_line(error))


def now() -> str:
    """The time, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _end_all(token: str) -> None:
    """End whatever of this run's browser is still there: a page may keep it from ending by itself."""
    mark = f"{_MARK}={token}".encode()
    for pid in _marked(mark):
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _marked(mark: bytes) -> Iterable[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(folder.name) != os.getpid() and mark in (folder / "environ").read_bytes().split(b"\0"):
                yield int(folder.name)
