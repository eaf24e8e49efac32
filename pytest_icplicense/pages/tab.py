"""One page in one window after the other: opened, brought to rest, and read for what a reader sees."""

from __future__ import annotations

import asyncio
import base64
import posixpath
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.model.number import find_numbers
from pytest_icplicense.model.rendered import PICTURES
from pytest_icplicense.pages.generated import sign_boxes
from pytest_icplicense.pages.legibility import legibility
from pytest_icplicense.pages.not_rendered import NotRendered, first_line, host_of, leads_on, refused, unopened
from pytest_icplicense.pages.pixels import Box, framed, ground, ink, opened
from pytest_icplicense.pages.server import FolderServer
from pytest_icplicense.pages.side_by_side import in_order, within
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.pages.survey import spelling_doubt, template_doubt
from pytest_icplicense.pages.template_engines import Sign
from pytest_icplicense.pages.viewport import NOT_FOR_PHONES, VIEWPORTS, Viewport, is_for_phones, phone_layout
from pytest_icplicense.text import Text, short

LOADING, SETTLING = 15.0, 8.0
"""Seconds for a page to load, and to come to rest."""
QUIET = 0.25
"""Seconds without a request or a change, after which it has."""
_NESTED = 3
"""How deep frames are looked into that have to be opened first."""
_INKLESS = 1.02
"""The contrast below which a text leaves no trace on the picture of its place."""
_SHOWN = re.compile(r"text/.+|application/(?:.+\+)?(?:xml|json)")
_NOWHERE = Text(
    "where its style writes it cannot be told: somebody must look", "无法确定样式所写文字的位置，须人工确认"
)
_NOT_IN_ORDER = Text("its signs do not stand side by side: somebody must look", "字符未依次排列，须人工确认")
_BLURRED = Text(
    "it is blurred, or another text stands in its place: somebody must look",
    "文字模糊，或有其他文字与之重叠，须人工确认",
)
_SHARP = 1e9
_BESIDE, _OVER = 0.4, 0.6
"""Up to which share of a sign's height another text is of the next line, and from which it is printed over the sign."""
_LATER = "(() => { const later = globalThis.__icplicense_later; return later ? later() : 0; })()"
"""Milliseconds until the last of the waits that the page has begun."""
_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Until the page has been laid out and painted."""


class Target(NamedTuple):
    """A page to be opened."""

    document: str
    """The manifest, from the repository's root."""
    site: str
    file: str | None
    """From the repository's root; None: nothing but the address is known."""
    root: str
    """The folder that is served, from the repository's root."""
    url: str | None
    """Where it is served already; None: from its file."""


@dataclass
class Seen:
    """What one window showed."""

    target: Target
    viewport: Viewport
    visible: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    seen: str = ""
    doubts: list[Text] = field(default_factory=list)
    unseen: list[Text] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)
    picture: bytes | None = None
    failed: Text | None = None
    """Why it could not be opened."""


class Tab:
    """A page in one window after the other."""

    def __init__(
        self,
        context: Any,
        page: Any,
        cdp: Any,
        target: Target,
        server: FolderServer | None,
        read: Callable[[str], bytes],
        *,
        pictures: bool,
    ) -> None:
        self.context = context
        self._page, self._cdp, self._target = page, cdp, target
        self._server, self._read_file, self._pictures = server, read, pictures
        self._seen = Seen(target, VIEWPORTS[0])
        self._viewport = VIEWPORTS[0]
        self._still = False
        self._forget()
        self._listen(page)

    def _forget(self) -> None:
        self._blocked: dict[str, str] = {}
        self._open: set[Any] = set()
        self._errors = self._scripts = self._status = 0
        self._world: int | None = None

    async def look(self, viewport: Viewport, seen: Seen) -> None:
        """Open the page in a window and see what it shows."""
        page, self._seen = self._page, seen
        if self._still and viewport != self._viewport:  # nothing in it runs, so it need not be loaded again
            await self._resize(page, viewport)
            await self._evaluate(page, _FRAMES)
            await self._settle(page)
            await self._read(page, True)
            return
        if page.url.startswith("http"):
            await self._evaluate(page, "try { sessionStorage.clear() } catch (error) { }")
            origin = "/".join(page.url.split("/")[:3])
            await self._cdp.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        if viewport != self._viewport:
            await self._resize(page, viewport)
        self._forget()
        url = self._url()
        finished = await self._go(page, url)
        await self._settle(page)
        self._stays(page, url)
        self._still = finished and not self._scripts and self._target.url is None
        if self._scripts:
            await self._through(page)
            await self._settle(page)
        await self._read(page, finished)

    async def _resize(self, page: Any, viewport: Viewport) -> None:
        """Show the page in another window; that of a phone is touched, so it has no fine pointer and nothing hovers."""
        await page.set_viewport_size({"width": viewport.width, "height": viewport.height})
        touched = {"enabled": viewport != VIEWPORTS[0]}
        await self._cdp.send("Emulation.setTouchEmulationEnabled", touched)
        self._viewport = viewport

    def _url(self) -> str:
        target = self._target
        if target.url is not None:
            return target.url
        server = self._server
        assert server is not None
        assert target.file is not None
        inside = target.file[len(target.root) :].lstrip("/") if target.root else target.file
        # As readers open it; what routes by address knows no other.
        if posixpath.basename(inside) == "index.html":
            inside = inside.removesuffix("index.html")
        return f"http://127.0.0.1:{server.port}/{quote(inside)}"

    def _listen(self, page: Any) -> None:
        def began(request: Any) -> None:
            self._open.add(request)
            if request.resource_type == "script":
                self._scripts += 1

        def ended(request: Any) -> None:
            self._open.discard(request)

        def failed(request: Any) -> None:
            if request not in self._open:  # of what was opened before
                return
            self._open.discard(request)
            if not request.url.startswith(("data:", "blob:", "about:")) and not request.url.endswith(
                "favicon.ico"
            ):
                self._blocked.setdefault(request.url[:300], request.resource_type)

        def answered(response: Any) -> None:
            if response.request.resource_type == "document":
                self._status = response.status
            if response.status >= 400 and not response.url.endswith("favicon.ico"):
                self._blocked.setdefault(response.url[:300], response.request.resource_type)

        async def dismiss(dialog: Any) -> None:
            from playwright.async_api import Error

            with suppress(Error):
                await dialog.dismiss()

        page.on("request", began)
        page.on("requestfinished", ended)
        page.on("requestfailed", failed)
        page.on("response", answered)
        page.on("dialog", dismiss)
        page.on("websocket", lambda socket: self._blocked.setdefault(socket.url[:300], "websocket"))

    async def _go(self, page: Any, url: str) -> bool:
        """Open the address; False: it never stops loading."""
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as Late

        try:
            response = await page.goto(url, wait_until="load", timeout=LOADING * 1000)
        except Late:
            if not self._status:
                raise NotRendered(
                    Text(
                        f"its server does not answer within {LOADING:.0f} seconds",
                        f"服务器 {LOADING:.0f} 秒内没有响应",
                    )
                ) from None
            return False
        except Error as error:
            said = first_line(error)
            if "Download is starting" in said:
                raise NotRendered(
                    Text("it is a download, not a page", "该地址是下载文件，不是页面")
                ) from None
            if "interrupted by another navigation" in said:
                return True
            away = next((each for each, kind in self._blocked.items() if kind == "document"), url)
            if host_of(away) != host_of(url):
                raise leads_on(away, self._target.site, self._target.url) from None
            if self._target.url is None and self._target.file is not None:
                try:
                    self._read_file(self._target.file)
                except Unavailable as unread:
                    raise NotRendered(unread.message) from None
            if self._status >= 400:  # without a page of its own
                raise refused(self._status) from None
            raise NotRendered(unopened(said.partition(" at http")[0])) from None
        if response is not None and response.status >= 400:
            raise refused(response.status)
        kind = (
            (response.headers.get("content-type", "") if response else "").partition(";")[0].strip().lower()
        )
        if kind and not _SHOWN.fullmatch(kind):
            raise NotRendered(
                Text(f"its server sends {kind}, not a page", f"服务器返回的是 {kind}，不是页面")
            )
        return True

    def _stays(self, page: Any, url: str) -> None:
        shown = page.url
        if shown.startswith("chrome-error:") or host_of(shown) != host_of(url):
            blocked = (each for each, kind in self._blocked.items() if kind == "document")
            away = next((each for each in blocked if host_of(each) != host_of(url)), shown)
            raise leads_on(away, self._target.site, self._target.url)

    async def _settle(self, page: Any) -> None:
        """Wait until nothing is loaded and nothing changes."""
        from playwright.async_api import Error

        clock = asyncio.get_running_loop().time
        end, before, since = clock() + SETTLING, "", clock()
        static = True
        while clock() < end:
            state = str(await self._evaluate(page, script("state.js")))
            now = clock()
            if state != before or self._open:
                before, since = state, now
            if self._scripts == 0 and static and not self._open and state.startswith("complete"):
                self._scripts = int(
                    await self._evaluate(
                        page,
                        "document.scripts.length + document.querySelectorAll('iframe,frame,object,meta[http-equiv]').length",
                    )
                )
                static = False
                if not self._scripts:
                    return
            if now - since >= QUIET and state.startswith("complete"):
                try:
                    later = float(await page.evaluate(_LATER))
                except Error:  # the page has gone on to another
                    before, static, self._scripts = "", False, self._scripts or 1
                    continue
                if later <= 0:
                    return
                await asyncio.sleep(min(later / 1000 + 0.05, max(0.0, end - now)))
                since = clock()
                continue
            await asyncio.sleep(0.05)
        self._seen.unseen.append(Text("it never comes to rest", "页面一直在变化"))

    async def _through(self, page: Any) -> None:
        """Scroll through the page, as readers do: some of it may only come then."""
        await self._evaluate(page, script("scroll.js"))

    async def _evaluate(self, page: Any, expression: str) -> Any:
        """Run an expression in a world that the page's scripts cannot reach."""
        from playwright.async_api import Error

        for again in (True, False):
            if self._world is None:
                tree = await self._cdp.send("Page.getFrameTree")
                made = await self._cdp.send(
                    "Page.createIsolatedWorld",
                    {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "icplicense"},
                )
                self._world = made["executionContextId"]
            try:
                answer = await self._cdp.send(
                    "Runtime.evaluate",
                    {
                        "expression": expression,
                        "contextId": self._world,
                        "returnByValue": True,
                        "awaitPromise": True,
                        "timeout": 10_000,
                    },
                )
            except Error:
                self._world = None  # the page has gone on to another
                if not again:
                    raise NotRendered(
                        Text("it leads on to other pages without end", "页面不断跳转")
                    ) from None
                await asyncio.sleep(0.1)
                continue
            if "exceptionDetails" in answer:
                why = short(
                    str(answer["exceptionDetails"].get("exception", {}).get("description", "")).split("\n")[
                        0
                    ],
                    120,
                )
                raise NotRendered(Text(f"it cannot be read: {why}", f"无法读取页面：{why}"))
            return answer["result"].get("value")
        return None

    async def _read(self, page: Any, finished: bool) -> None:
        seen = self._seen
        if not finished:
            seen.unseen.append(Text("it never stops loading", "页面一直在加载"))
        found = await self._evaluate(page, script("visible.js"))
        for _ in range(_NESTED):
            if not found["opaque"] or not await self._evaluate(page, script("frames.js")):
                break
            await self._settle(page)
            found = await self._evaluate(page, script("visible.js"))
        if self._scripts:
            self._errors = int(await page.evaluate("globalThis.__icplicense_errors || 0"))
        if self._scripts and found["found"]:  # some of it may only show, or be made anew, where a reader is
            unseen = next((at for at, each in enumerate(found["found"]) if each["why"]), 0)
            await self._toggle(page, unseen, "scroll")
            found = await self._evaluate(page, script("visible.js"))
        boxes: list[Box] = []
        async for number, why, doubt, cells, around in self._numbers(page, found):
            if why:
                seen.hidden.append((number, why))
            elif doubt is not None:
                seen.unseen.append(doubt)
                seen.hidden.append((number, doubt.en))
            elif number not in seen.visible:
                seen.visible.append(number)
                if not boxes:
                    boxes = cells
                    seen.seen = " ".join(around.split())
                    if self._pictures:
                        seen.picture = framed(await self._shot(None), cells)
        seen.hidden += [(own, why) for text, why in found["hidden"] if (own := _number(text))]
        seen.hidden = [each for each in dict.fromkeys(seen.hidden) if each[0] not in seen.visible][:50]
        if not seen.seen:
            seen.seen = " ".join(found["text"].split())[:200]
        if seen.picture is None and self._pictures:
            seen.picture = framed(await self._shot(None), [])
        layout = phone_layout(found["viewport"])
        if seen.viewport == VIEWPORTS[1] != layout and seen.visible:
            await self._as_phones_do(page, layout)
        self._weigh(found)
        if found["hosts"] and await self._closed():
            seen.unseen.append(
                Text("a closed shadow root in it cannot be read", "其中有无法读取的封闭 shadow root")
            )
        if self._server is not None:
            seen.digests = dict(self._server.digests)
            seen.absent = sorted(self._server.absent - seen.digests.keys())

    async def _numbers(
        self, page: Any, found: Any
    ) -> AsyncIterator[tuple[str, str, Text | None, list[Box], str]]:
        """Each number that is laid out: why it is not seen, why it may not be, where it stands, and what is around it."""
        for index, each in enumerate(found["found"]):
            why, doubt, cells = await self._seen_at(page, index, each)
            if (number := _number(each["before"] + each["number"] + each["after"])) is not None:
                yield number, why, doubt, cells, each["around"]

    async def _as_phones_do(self, page: Any, layout: Viewport) -> None:
        """Take away what is seen in a phone's window, but not as wide as phones lay the page out."""
        seen = self._seen
        await page.set_viewport_size({"width": layout.width, "height": layout.height})
        await self._evaluate(page, _FRAMES)
        await self._settle(page)
        found = await self._evaluate(page, script("visible.js"))
        hidden = dict.fromkeys(seen.visible, "not laid out")
        async for number, why, doubt, *_ in self._numbers(page, found):
            if hidden.get(number):
                hidden[number] = why or (doubt.en if doubt else "")
        seen.hidden += [(number, hidden[number]) for number in seen.visible if hidden[number]]
        seen.visible = [number for number in seen.visible if not hidden[number]]
        await self._resize(page, self._viewport)

    async def _closed(self) -> bool:
        """Whether a shadow root is closed by the page's own HTML, which no script can open."""
        from playwright.async_api import Error

        try:
            answer = await self._cdp.send("DOM.getDocument", {"depth": -1, "pierce": True})
            await self._cdp.send("DOM.disable")
        except Error:  # it nests too deeply to be told
            return False
        stack = [answer["root"]]
        while stack:
            node = stack.pop()
            if node.get("shadowRootType") == "closed":
                return True
            stack += [*node.get("shadowRoots", ()), *node.get("children", ())]
            stack += filter(None, (node.get("contentDocument"),))
        return False

    async def _seen_at(self, page: Any, index: int, each: Any) -> tuple[str, Text | None, list[Box]]:
        """Why a number is not seen, or may not be; empty: it is."""
        if each["why"]:
            return each["why"], None, []
        found = await self._seen_in(page, index, each, "scroll")
        for where in ("end", "start") if each["stays"] else ():  # what is behind the page until its end
            if not found[0]:
                break
            found = await self._seen_in(page, index, each, where)
        return found

    async def _seen_in(
        self, page: Any, index: int, each: Any, where: str
    ) -> tuple[str, Text | None, list[Box]]:
        """The same where a reader has scrolled to it, or to an end of the page."""
        bounds = legibility()
        placed = await self._toggle(page, index, where)
        wide, high = placed["width"], placed["height"]
        cells = [
            within(cell["box"], wide, high) if cell["whole"] else tuple(cell["box"])
            for cell in placed["cells"]
        ]
        if any("piece" in cell for cell in placed["cells"]):
            written = await sign_boxes(self._cdp, self._world, placed["cells"])
            if written is None or any(left > wide or top > high for left, top, _, _ in written):
                return "", _NOWHERE, cells
            cells = written
        if placed["left"] < 0:  # no picture of it can be taken
            return (
                "",
                Text("it stands to the left of the page: somebody must look", "位于页面左侧之外，须人工确认"),
                cells,
            )
        if each["moves"]:
            return "", Text("it moves or blinks: somebody must look", "文字在移动或闪烁，须人工确认"), cells
        if sum(cell[2] for cell in cells) > wide and all(cell[0] >= -1 for cell in cells):
            return (
                "",
                Text("it is wider than the window: somebody must look", "比窗口更宽，须人工确认"),
                cells,
            )
        for left, top, width, height in cells:
            if (
                left < -1
                or top < -1
                or left + width > wide + 1
                or top + height > high + 1
                or width <= 0
                or height <= 0
            ):
                return "off the page", None, []
        painted = min(max(width, height) for _, _, width, height in cells)
        size = min(each["size"], painted)
        if size < bounds.size.hidden_below:
            if painted >= bounds.size.seen_from:  # its first line has another size
                return "", _too_small(size), cells
            return f"font-size: {size:.1f}px", None, []
        area = (
            min(cell[0] for cell in cells),
            min(cell[1] for cell in cells),
            max(cell[0] + cell[2] for cell in cells),
            max(cell[1] + cell[3] for cell in cells),
        )
        clip = (int(area[0]), int(area[1]), int(area[2]) + 1, int(area[3]) + 1)
        corner = (placed["left"], placed["top"])
        with_text = opened(await self._shot(clip, corner))
        hidden = await self._toggle(page, index, "hide")
        without = opened(await self._shot(clip, corner))
        await self._toggle(page, index, "restore")
        ratios = [ink(with_text, without, cell, clip[:2]).contrast for cell in cells]
        if max(ratios) >= _INKLESS and not in_order(cells):
            return "", _NOT_IN_ORDER, cells
        printed = [
            cell["printed"] if ground(without, box, clip[:2]) >= bounds.contrast.seen_from else 0
            for cell, box in zip(hidden["cells"], cells, strict=True)
        ]
        if 2 * sum(share > _OVER for share in printed) >= len(printed):
            return "another text stands in the same place", None, []
        sharpness = 1 / each["blur"] if each["blur"] else _SHARP
        if sharpness < bounds.sharpness.hidden_below:
            return "filter: blur", None, []
        if any(share > _BESIDE for share in printed) or sharpness < bounds.sharpness.seen_from:
            return "", _BLURRED, cells
        if min(ratios) < bounds.contrast.hidden_below:
            return (
                (
                    "covered, cut off or of the color of its ground"
                    if max(ratios) < _INKLESS or max(ratios) > bounds.contrast.seen_from
                    else f"contrast {max(ratios):.2f}"
                ),
                None,
                [],
            )
        if min(ratios) < bounds.contrast.seen_from:
            return (
                "",
                Text(
                    f"its contrast is {min(ratios):.2f}: somebody must look",
                    f"对比度仅 {min(ratios):.2f}，须人工确认",
                ),
                cells,
            )
        return "", _too_small(size) if size < bounds.size.seen_from else None, cells

    async def _toggle(self, page: Any, index: int, what: str) -> Any:
        placed = await self._evaluate(page, f"{script('toggle.js')}({index}, {what!r})")
        if placed is not None and what in ("scroll", "end", "start") and self._scripts:
            await asyncio.sleep(0.1)
            await self._evaluate(page, script("state.js"))
            placed = await self._evaluate(page, f"{script('toggle.js')}({index}, 'measure')")
        if placed is None:
            away = short(page.url.partition("?")[0], 100)
            raise NotRendered(
                Text(
                    f"it goes on to {away} by itself while readers look at it: let it stay, or name the page that it"
                    " goes on to",
                    f"页面会自行跳转到 {away}；请去除跳转，或改填跳转后的页面",
                )
            )
        return placed

    async def _shot(
        self, area: tuple[int, int, int, int] | None, corner: tuple[float, float] = (0, 0)
    ) -> bytes:
        """A picture of the window, or of an area of it; `corner` is how far the page is scrolled."""
        given: dict[str, Any] = {"format": "png", "optimizeForSpeed": True}
        if area is not None:
            left, top, right, bottom = area
            given["clip"] = {
                "x": left + corner[0],
                "y": top + corner[1],
                "width": right - left,
                "height": bottom - top,
                "scale": 1,
            }
        answer = await self._cdp.send("Page.captureScreenshot", given)
        return base64.b64decode(answer["data"])

    def _weigh(self, found: Any) -> None:
        """What may make the page look otherwise to readers."""
        seen, target = self._seen, self._target
        signs = self._source_signs() if target.url is None and target.file else []
        server_sign = next((sign for sign in signs if not sign.client), None)
        if server_sign is not None:
            why = template_doubt(server_sign.sign, server_sign.engine)
            seen.doubts.append(
                Text(
                    f"{why.en}; run 'icplicense render --at {target.site}=URL'",
                    f"{why.zh}；请运行 icplicense render --at {target.site}=网址",
                )
            )
        client = any(sign.client for sign in signs)
        if client and ("{{" in found["text"] or not self._scripts):
            seen.doubts.append(Text("nothing has filled its template in", "模板未被填充"))
        for url, kind in self._blocked.items():
            what = short(url.partition("?")[0], 100)
            told = Text(f"{what} was not loaded", f"未加载 {what}")
            if kind == "stylesheet" or (kind == "script" and (client or self._errors)):
                seen.doubts.append(told)
            elif kind not in ("ping", "media", "font", "manifest", "beacon", "texttrack"):
                seen.unseen.append(told)
        if found["leads"]:
            away = short(found["leads"].partition("?")[0], 100)
            seen.doubts.append(Text(f"it leads on to {away} after a while", f"稍后会跳转到 {away}"))
        if found["opaque"]:
            seen.unseen.append(
                Text(
                    "a frame in it cannot be read (another site, a sandbox, a data: address, a PDF)",
                    "其中有无法读取的框架（其他网站、沙箱、data: 地址或 PDF）",
                )
            )
        if (alike := spelling_doubt(found["text"])) is not None:
            seen.unseen.append(alike)
        if seen.viewport == VIEWPORTS[1] and not is_for_phones(found["viewport"]):
            seen.unseen.append(NOT_FOR_PHONES)
        if found["cut"]:
            seen.unseen.append(Text("some of its text is not read", "部分文字未读取"))
        if found["pictures"]:
            seen.unseen.append(PICTURES)

    def _source_signs(self) -> list[Sign]:
        """What shows that the page's file is a template."""
        target = self._target
        assert target.file is not None
        try:
            return read_source(self._read_file(target.file), target.file, self._read_file, target.root).signs
        except Unavailable:
            return []


def _too_small(size: float) -> Text:
    return Text(
        f"its size is {size:.0f} px: somebody must look",
        f"字号仅 {size:.0f} 像素，须人工确认",
    )


def _number(text: str) -> str | None:
    """The license number that a text has."""
    return next((str(number) for number in find_numbers(text)), None)


@cache
def script(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()
