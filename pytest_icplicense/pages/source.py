"""What the file of a page proves of what readers see: text that is surely seen, text that may be, and what nobody can tell.

Nothing is run and nothing is fetched. Scripts, templates, frames, pictures and style sheets from elsewhere may show or
hide anything, so each of them is a doubt that is told; style sheets of the repository are applied.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.arrangement import lined
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.charset import Charset, charset_of
from pytest_icplicense.pages.color import Rgba
from pytest_icplicense.pages.declared import Style
from pytest_icplicense.pages.elements import BLOCK, BY_DEFAULT, INLINE, KNOWN, NEVER_SHOWN
from pytest_icplicense.pages.heights import Floor, tallest
from pytest_icplicense.pages.lengths import pixels
from pytest_icplicense.pages.nested_box import UNTIL_FOUND, entered
from pytest_icplicense.pages.overlaps import bounding, covers, reaches, rises, shifts
from pytest_icplicense.pages.page import refuse_depth
from pytest_icplicense.pages.pictures import too_small
from pytest_icplicense.pages.stylesheets import (
    Declaration,
    Pseudo,
    Sheets,
    Unread,
    external,
    inline,
    local_path,
)
from pytest_icplicense.pages.templates import Sign, engines, source_sign, template_sign
from pytest_icplicense.pages.viewport import VIEWPORTS, Viewport
from pytest_icplicense.pages.visibility import Faint, on, text_state
from pytest_icplicense.text import Text, short

Read = Callable[[str], bytes]
"""Gives the bytes of a file by its path beside the page; raises `Unavailable`."""

MAX_STYLED = 60_000
_INERT = frozenset(
    "application/json application/ld+json importmap speculationrules text/plain text/html application/xml text/xml".split()
)
_SCRIPT_TYPE = expression(
    r"(?:text|application)/(?:x-)?(?:java|ecma|j|live)script[0-9.]*\s*(?:;.*)?|module|", re.IGNORECASE
)
_BY_HAND = frozenset(
    "click dblclick mousedown mouseup mouseover mouseout mousemove mouseenter mouseleave keydown keyup keypress"
    " touchstart touchend touchmove touchcancel submit reset change input contextmenu drag dragstart dragend"
    " dragover drop copy cut paste select wheel pointerdown pointerup pointermove pointerenter pointerleave focus"
    " blur focusin focusout invalid auxclick".split()
)
"""Events that come of what a reader does, not of opening the page."""
_INCLUDE = expression(r"<!--#\s*include\s+(?:virtual|file)\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_REFRESH = expression(r"\s*([\d.]+)\s*(?:[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"']*))?", re.IGNORECASE)
_SELF_CLOSED = expression(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|path|rect|circle|use|line|polygon|polyline|ellipse|stop|image)\b)[a-z][a-z0-9]*\b[^<>]{0,2000}/>",
    re.IGNORECASE,
)
_FRAMES = {"iframe": "src", "frame": "src", "object": "data", "embed": "src"}
_DRAWN = frozenset("path text image use foreignobject polyline polygon".split())
_SURVEYED = ",".join(
    (
        "script",
        "style",
        "link",
        "meta",
        *_FRAMES,
        "img",
        "image",
        "input",
        "video",
        "source",
        "svg",
        "template",
        "marquee",
        "bdo",
    )
)
_DOCTYPE = expression(
    r"\ufeff?\s*(?:(?:<!--.{0,10000}?-->|<\?[^>]{0,1000}>)\s*){0,20}<!doctype\s+html\b([^>]{0,1000})>",
    re.IGNORECASE | re.DOTALL,
)
_OLD = expression(
    r"public\s*[\"'](?:-//w3c//dtd html (?:4\.01 (?:transitional|frameset)//(?:en)?[\"']\s*$|3)"
    r"|-//w3c//dtd html 4\.0 (?:transitional|frameset)"
    r"|-//w3o//|-//ietf//|-/w3c/dtd html 4\.0|html[\"'])",
    re.IGNORECASE,
)
"""Public identifiers of document types for which browsers keep their quirks."""
_HEX = expression(r"[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?")
_SPACE = expression(r"\s+")
_SMALL = expression(r"[ab]\s*[12](?:\s*\.\s*[ab]\s*[12])*\s*-\s*[0-9]")
"""A license number in small letters."""
_ADDRESS = expression(r"url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
_WORDLESS = frozenset("hidden checkbox radio range color file password image".split())
_PAINTED = frozenset("iframe audio video canvas meter progress".split())
"""What shows something else than its text, and may so lie over others."""
_SPECIAL = frozenset(("details", "select", "input"))
_DECIDING = frozenset(
    "style hidden nowrap popover open color bgcolor background text link size display visibility opacity".split()
)
"""Attributes that change how an element is shown."""
_ORDINARY = frozenset(
    "html body div p span ul ol li dl dt dd section article nav main header footer aside form label tbody"
    " thead tr td th b i em strong br hr img address blockquote figure figcaption fieldset legend cite time h4".split()
)
"""What is shown as its surroundings are."""
_SPACED = (
    "margin-left",
    "margin-right",
    "padding-left",
    "padding-right",
    "border",
    "border-left",
    "border-right",
)
_LINES = frozenset(("block", "flex", "grid", "list-item", "flow-root", "table", "none"))
"""How what stands in a line of its own may be displayed."""
_ROWS = ("flex-direction", "flex-flow")
_LEADING = frozenset(("none", "left", "inline-start"))


class _Generated:
    """The element that generated content is as good as."""

    tag = "span"
    attributes: Final[dict[str, str | None]] = {}

    def css_first(self, selector: str) -> None:
        """Nothing is in it."""

    def iter(self, include_text: bool = False) -> Iterator[Any]:
        """Nothing is in it."""
        return iter(())

    def text(self, deep: bool = False) -> str:
        """What it says is told by its style."""
        return ""


_INLINE_NODE = _Generated()
Boxes = tuple[Box, ...]
"""How an element is shown, in each window."""
BARRIER = "\ufffd"


_ALONE: dict[tuple[bytes, str], PageSource] = {}
"""Pages that rest on no other file; many services may have the same one."""


class Run(NamedTuple):
    """A piece of text and how it is shown in one window."""

    text: str
    state: str
    """`seen`, `hidden` or `open`; `break` for the edge of a block, `perhaps` for one that may stand beside others."""
    why: str
    gone: bool = False
    box: Box | None = None


_RUN = tuple.__new__
"""Makes a `Run` in half the time; there is one for each piece of text."""
_BREAK = Run("\n", "break", "")
_SOFT = Run("\n", "perhaps", "")
_FENCE = Run(f"\n{BARRIER}\n", "perhaps", "")
"""The edge of what stands elsewhere than between its neighbors in the source."""


@dataclass
class PageSource:
    """What the file of a page says."""

    source: str
    runs: dict[Viewport, list[Run]] = field(default_factory=lambda: {each: [] for each in VIEWPORTS})
    unsure_of_presence: list[Text] = field(default_factory=list)
    """What may take away or cover what the file shows."""
    unsure_of_absence: list[Text] = field(default_factory=list)
    """What may show what the file does not."""
    included: list[tuple[str, str, Text]] = field(default_factory=list)
    """Files of the repository that the page shows or leads to: their paths, their text, and how."""
    styled: bool = False
    scripted: bool = False
    signs: list[Sign] = field(default_factory=list)
    """What shows that it is a template."""

    def surely(self, viewport: Viewport) -> tuple[str, ...]:
        """The text that readers surely see: with what may stand side by side in lines of its own, and in one."""
        runs = self.runs[viewport]
        parts = [
            text if state in ("seen", "break", "perhaps") else "" if gone else BARRIER
            for text, state, _, gone, _ in runs
        ]
        apart = "".join(parts)
        if _SOFT not in runs:
            return (apart,)
        beside = (part for part, run in zip(parts, runs, strict=True) if run is not _SOFT)
        return apart, "".join(beside)

    def perhaps(self, viewport: Viewport) -> tuple[str, ...]:
        """The texts that readers may see: with all that is in doubt, without it, and with what may stand side by side."""
        runs = [run for run in self.runs[viewport] if run.state != "hidden"]
        texts = ["".join(run.text for run in runs)]
        if any(run.state == "open" for run in runs):
            texts.append("".join(run.text for run in runs if run.state != "open"))
        if self.styled:
            beside = [run for run in runs if run.state != "perhaps"]
            texts += [
                "".join(
                    "\n" if run.state == "break" else run.text.strip() for run in beside if run.state in kept
                )
                for kept in (("seen", "open", "break"), ("seen", "break"))
            ]
        return tuple(dict.fromkeys(texts))

    @property
    def template(self) -> bool:
        """Whether a server or a build fills it in, so that no browser can show it from its file."""
        return any(not sign.client or not self.scripted for sign in self.signs)

    @property
    def written(self) -> str:
        """All text of the page, whether it is shown or not."""
        return "".join([run.text for run in self.runs[VIEWPORTS[0]]])

    def hidden(self) -> Iterator[tuple[Viewport, Run]]:
        """The pieces of text that readers do not see."""
        for viewport, runs in self.runs.items():
            for run in runs:
                if run.state == "hidden":
                    yield viewport, run

    def both(self, why: Text) -> None:
        """Something may show or hide anything."""
        self.unsure_of_presence.append(why)
        self.unsure_of_absence.append(why)


def read_source(data: bytes, path: str, read: Read, root: str = "") -> PageSource:
    """What the file of an HTML page says, with the style sheets, frames and includes that stand beside it.

    Args:
        path: of the page, as `read` takes it; addresses are from its folder.
        root: the folder that addresses with a leading slash are from.

    Raises:
        Unavailable: the page is nested too deeply, has attributes without end, or its style takes too long.
    """
    known = _ALONE.get((data, path))
    if known is not None:
        return known
    refuse_depth(data, path)
    asked = False

    def noted(name: str) -> bytes:
        nonlocal asked
        asked = True
        return read(name)

    page = _Reader(path, noted, root or posixpath.dirname(path), charset_of(data)).read(data)
    if not asked and len(data) < 1 << 20:
        if len(_ALONE) >= 8:
            _ALONE.clear()
        _ALONE[data, path] = page
    return page


class _Reader:
    def __init__(self, path: str, read: Read, root: str, charset: Charset) -> None:
        self._path, self._read, self._root, self._charset = path, read, root, charset
        self._sheets = Sheets()
        self._quirks = False
        self._title: str | None = None
        self._fenced: set[int] = set()
        self._reversed: set[int] = set()
        self._rows: set[int] = set()
        """Elements whose children stand side by side."""
        self._soft: set[int] = set()
        """Elements that may stand beside others."""
        self._covers: dict[Viewport, str | None] = dict.fromkeys(VIEWPORTS)
        self._covered: dict[Viewport, dict[int, str]] = {each: {} for each in VIEWPORTS}
        """The elements in which something may lie over the rest, and how."""
        self._grounds: dict[Viewport, set[Rgba | None]] = {each: set() for each in VIEWPORTS}
        """What else may lie behind a text: None for what nobody knows."""
        self._risen: dict[Viewport, tuple[int, str]] = dict.fromkeys(VIEWPORTS, (0, ""))
        """Before which piece of text one may be covered by what comes after it, and how."""
        self._bars: dict[Viewport, float] = dict.fromkeys(VIEWPORTS, 0.0)
        """The heights of what stays at the top of the window, together."""
        self._below: dict[Viewport, float] = dict.fromkeys(VIEWPORTS, 0.0)
        """How low a text must stand so that none of those that take no room on the page covers it."""
        self._floors: dict[Viewport, Floor] = {each: Floor() for each in VIEWPORTS}
        self._fixed = False
        self._opened: set[str] = set()
        self._base = False
        self._views: tuple[Viewport, ...] = VIEWPORTS
        self._runs: list[list[Run]] = []
        self._attributes_seen: set[str] = set()
        self._words = engines().words
        self._elements_seen: set[str] = set()
        self._plain: dict[tuple[Any, ...], tuple[Boxes, Boxes]] = {}
        self._states: dict[int, tuple[Boxes, list[tuple[str, str, bool, Box]]]] = {}

    def read(self, data: bytes) -> PageSource:
        from selectolax.lexbor import LexborHTMLParser

        raw = self._charset.decoded(data)
        page = PageSource(raw)
        root = LexborHTMLParser(raw, scripting=True).root
        if root is None:
            return page
        self._quirks = self._sheets.quirks = has_quirks(raw)
        self._signs(page, raw, root)
        self._survey(page, root)
        if "<!--#" in raw:
            self._includes(page, raw)
        if self._sheets:
            self._sheets.bind(root)
        page.styled = bool(self._sheets) or bool(root.css_first("[style]"))
        self._fixed = page.styled and ("fixed" in raw or self._fixed)
        if not page.styled:  # it is the same in every window
            self._views = VIEWPORTS[:1]
        self._runs = [page.runs[each] for each in self._views]
        self._walk(page, root)
        for viewport, runs in zip(self._views, self._runs, strict=True):
            self._weigh(viewport, runs)
        for viewport in VIEWPORTS[len(self._views) :]:
            page.runs[viewport] = self._runs[0]
        self._style_doubts(page)
        if "\u202e" in raw or ("&#" in raw and "\u202e" in page.written):
            page.both(
                Text("a sign in it (U+202E) turns its text around", "其中的字符 U+202E 会使文字反向排列")
            )
        if not self._charset.told and not data.isascii():
            page.unsure_of_presence.append(self._charset.why)
            if self._charset.name != "utf-8":  # whatever else valid UTF-8 is read as, it shows no number
                page.unsure_of_absence.append(self._charset.why)
        return page

    def _signs(self, page: PageSource, raw: str, root: Any) -> None:
        if sign := template_sign(raw) or source_sign(raw, root):
            page.signs.append(sign)
            page.both(_template(sign.sign, sign.engine))
        if self._path.lower().endswith((".xhtml", ".xht")) and (_SELF_CLOSED.search(raw) or not _is_xml(raw)):
            page.both(
                Text(
                    "it is XHTML, which servers may send as HTML or as XML",
                    "为 XHTML 文件，服务器可能按 HTML 或 XML 发送",
                )
            )

    def _survey(self, page: PageSource, root: Any) -> None:
        """All that may show or hide anything, whatever the style."""
        self._base = root.css_first("base[href]") is not None
        for node in root.css(_SURVEYED):
            tag, attributes = node.tag, node.attributes
            if tag == "script":
                self._script(page, attributes)
            elif tag == "style":
                if (attributes.get("type") or "text/css").strip().lower() == "text/css" and self._preferred(
                    attributes
                ):
                    self._sheet(node.text(deep=True) or "", attributes.get("media") or "", self._path)
            elif tag == "link":
                self._link(page, attributes)
            elif tag in _FRAMES:
                self._frame(page, node, attributes.get(_FRAMES[tag]) or "")
            elif tag == "meta" and (attributes.get("http-equiv") or "").strip().lower() == "refresh":
                self._refresh(page, attributes.get("content") or "")
            elif (
                tag == "meta"
                and (attributes.get("name") or "").strip().lower() == "color-scheme"
                and "dark" in (attributes.get("content") or "")
            ):
                page.unsure_of_presence.append(Text("it follows a dark color scheme", "页面支持深色模式"))
            elif tag in ("img", "image", "input", "video", "source") and (
                tag != "input" or (attributes.get("type") or "").lower() == "image"
            ):
                self._picture(page, attributes)
            elif tag == "svg":
                self._drawing(page, node)
            elif tag == "template" and ("shadowrootmode" in attributes or "shadowroot" in attributes):
                page.both(Text("a shadow root is declared in it", "其中声明了 shadow root"))
            elif tag == "marquee" or tag == "bdo":
                page.unsure_of_presence.append(
                    Text(f"<{tag}> moves or turns its text", f"<{tag}> 会移动或翻转文字")
                )

    def _element(self, page: PageSource, node: Any) -> None:
        tag = node.tag
        sign = engines().of_element(tag)
        if sign is None and "-" in tag:
            return
        own = Sign(sign.engine if sign else "?", f"<{tag}>")
        page.signs.append(own)
        page.both(_template(own.sign, own.engine))

    def _attributes(self, page: PageSource, attributes: Any) -> None:
        """Attributes by which a script runs, or a framework decides."""
        seen, words = self._attributes_seen, self._words
        for name, value in attributes.items():
            if name in seen:
                continue
            if name.isalpha() and not name.startswith("on") and name not in words:
                seen.add(name)
                continue
            if name.startswith("on") and name.isalpha():
                if name[2:] not in _BY_HAND and value:
                    seen.add(name)
                    page.both(Text(f"its attribute '{name}' runs a script", f"属性 {name} 会运行脚本"))
                continue
            seen.add(name)
            if sign := engines().of_attribute(name):
                page.signs.append(sign)
                page.both(_template(name, sign.engine))

    def _script(self, page: PageSource, attributes: Any) -> None:
        kind = (attributes.get("type") or "").strip()
        if kind.lower() in _INERT or not _SCRIPT_TYPE.fullmatch(kind):
            return
        page.scripted = True
        source = attributes.get("src")
        if source:
            shown = short(source, 60)
            page.both(
                Text(
                    f"it runs {shown}, which may write or remove anything",
                    f"页面运行 {shown}，可能写入或移除任何内容",
                )
            )
        else:
            page.both(
                Text(
                    "it runs a script, which may write or remove anything",
                    "页面运行脚本，可能写入或移除任何内容",
                )
            )

    def _sheet(self, css: str, media: str, path: str) -> None:
        self._fixed |= "fixed" in css
        try:
            self._sheets.add(css, media, self._imported, path)
        except Unread as error:
            self._sheets.doubts.append(error.message)
        except RecursionError:
            self._sheets.doubts.append(Text("its style sheet nests too deeply", "样式表嵌套过深"))

    def _link(self, page: PageSource, attributes: Any) -> None:
        relations = (attributes.get("rel") or "").lower().split()
        if "stylesheet" not in relations or "alternate" in relations or "disabled" in attributes:
            return
        kind = (attributes.get("type") or "text/css").partition(";")[0].strip().lower()
        address = attributes.get("href") or ""
        if kind != "text/css" or not address.strip() or not self._preferred(attributes):
            return
        media = attributes.get("media") or ""
        from pytest_icplicense.pages.media import holds

        if media and all(holds(media, each) is False for each in VIEWPORTS):
            return
        try:
            path, css = self._imported(address, self._path)
        except Unread as error:
            self._sheets.doubts.append(error.message)
            return
        self._sheet(css, media, path)

    def _preferred(self, attributes: Any) -> bool:
        """Whether a sheet is used: of those with a title, all that have the first one's."""
        title = attributes.get("title") or ""
        if title and self._title is None:
            self._title = title
        return not title or title == self._title

    def _imported(self, address: str, base: str) -> tuple[str, str]:
        """Path and text of the style sheet that an address means."""
        shown = short(address, 80)
        if address.strip().lower().startswith("data:"):
            return base, _data_text(address)
        if external(address) or self._base:
            raise Unread(
                Text(f"its style sheet {shown} is not in the repository", f"样式表 {shown} 不在代码仓库中")
            )
        path = self._beside(address, base)
        if not path.lower().endswith(".css"):
            raise Unread(
                Text(
                    f"its style sheet {shown} has no name in .css, so a server may send it as something else",
                    f"样式表 {shown} 的文件名不以 .css 结尾，服务器可能按其他类型发送",
                )
            )
        try:
            data = self._read(path)
        except Unavailable as error:
            why = error.message
            raise Unread(
                Text(f"its style sheet {shown} cannot be read: {why.en}", f"无法读取样式表 {shown}：{why.zh}")
            ) from None
        self._sheets.files.append(path)
        marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = data.decode("utf-16" if marked else "utf-8-sig", "replace")
        if "\ufffd" in text:
            text = data.decode("gb18030", "replace")
        return path, text

    def _beside(self, address: str, base: str) -> str:
        path = local_path(address)
        if path.startswith("/"):
            return posixpath.normpath(posixpath.join(self._root or ".", path.lstrip("/")))
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), path))

    def _frame(self, page: PageSource, node: Any, address: str) -> None:
        tag = node.tag
        if tag == "iframe" and "srcdoc" in node.attributes:
            self._shown(
                page,
                "srcdoc",
                (node.attributes.get("srcdoc") or "").encode(),
                Text("a frame in it", "其中的框架"),
            )
            return
        if not address.strip() or address.strip().lower() == "about:blank":
            return
        self._follow(page, address, Text(f"a frame (<{tag}>) shows", f"框架（<{tag}>）显示"))

    def _refresh(self, page: PageSource, content: str) -> None:
        match = _REFRESH.match(content)
        if match is None or not match[2]:
            return
        self._follow(page, match[2], Text("it leads on to", "页面自动跳转到"), away=True)

    def _includes(self, page: PageSource, raw: str) -> None:
        for address in _INCLUDE.findall(raw)[:50]:
            page.signs.append(Sign("SSI", "<!--#include"))
            self._follow(page, address, Text("a server puts in", "服务器会插入"), away=True)

    def _follow(self, page: PageSource, address: str, how: Text, *, away: bool = False) -> None:
        shown = short(address, 80)
        if external(address) or self._base:
            what = Text(
                f"{how.en} {shown}, which is not in the repository", f"{how.zh} {shown}，不在代码仓库中"
            )
            page.unsure_of_absence.append(what)
            if away or not external(address):
                page.unsure_of_presence.append(what)
            return
        path = self._beside(address, self._path)
        try:
            data = self._read(path)
        except Unavailable:
            page.both(Text(f"{how.en} {shown}, which is not there", f"{how.zh} {shown}，该文件不存在"))
            return
        self._shown(page, path, data, Text(f"{how.en} {shown}", f"{how.zh} {shown}"), away=away)

    def _shown(self, page: PageSource, path: str, data: bytes, what: Text, *, away: bool = False) -> None:
        page.unsure_of_absence.append(what)
        text = charset_of(data).decoded(data)
        page.included.append((path, text, what))
        if away or re.search(r"<script|\son[a-z]+\s*=|<meta|<style|javascript:", text, re.IGNORECASE):
            page.unsure_of_presence.append(what)

    def _picture(self, page: PageSource, attributes: Any) -> None:
        addresses = [
            attributes.get(name) or ""
            for name in ("src", "srcset", "poster", "href", "xlink:href", "data-src")
        ]
        if not any(address.strip() for address in addresses):
            if re.search(r"\d", attributes.get("alt") or ""):
                page.unsure_of_absence.append(
                    Text(
                        "a picture without an address shows its text ('alt')",
                        "没有地址的图片会显示其替代文字（alt）",
                    )
                )
        else:
            self._shows(page, next(address for address in addresses if address.strip()), attributes)

    def _shows(self, page: PageSource, address: str, attributes: Any) -> None:
        data: bytes | None = None
        shown = short(address, 60)
        if address.strip().lower().startswith("data:"):
            data = _data_bytes(address)
            shown = "data:"
        elif not external(address) and not self._base:
            path = self._beside(address, self._path)
            try:
                data = self._read(path)
            except Unavailable:
                data = None
            if data is not None and b"<svg" in data[:2000]:
                page.included.append((path, data.decode("utf-8", "replace"), _picture_of(shown)))
        if data is not None and too_small(data, attributes.get("width"), attributes.get("height")):
            return
        page.unsure_of_absence.append(
            Text(f"{shown} is a picture, which may show it", f"{shown} 是图片，其中可能标明")
        )

    def _drawing(self, page: PageSource, node: Any) -> None:
        """An inline drawing: what its outlines show, nobody reads from the file; a small icon shows no number."""
        size = 0
        for inner in node.traverse():
            if inner.tag in ("use", "image", "foreignobject"):
                size += 1_000
            if inner.tag in _DRAWN:
                size += len(inner.attributes.get("d") or inner.attributes.get("points") or "")
        if size > 400:
            page.unsure_of_absence.append(
                Text("a drawing (<svg>) in it may show it", "其中的图形（<svg>）可能标明")
            )

    def _style_doubts(self, page: PageSource) -> None:
        sheets = self._sheets
        for why in dict.fromkeys(sheets.doubts):
            page.both(why)
        for text in sheets.generated:
            if text == "attr()" or re.search(r"[0-9A-Za-z\u4e00-\u9fff]", text):
                page.both(Text("its style writes text ('content')", "样式用 content 写出文字"))
                break
        if (sheets.capitals or "text-transform" in page.source) and _SMALL.search(page.source):
            page.unsure_of_absence.append(
                Text("its style shows small letters as large ones", "样式将小写字母显示为大写")
            )
        for address in sheets.pictures:
            self._shows(page, address, {})
        covered = {why: viewport for viewport, why in self._covers.items() if why}
        for how in covered:
            page.unsure_of_presence.append(
                Text(f"something may lie over it ({how})", f"可能有内容盖在上面（{how}）")
            )

    # What is where, and how it is shown.

    def _walk(self, page: PageSource, root: Any) -> None:
        unknown = dict.fromkeys(self._sheets.registered)
        turned = root.css_first('[dir="rtl" i],[dir="auto" i]') is not None
        outermost = tuple(
            Box(each, self._quirks, variables=unknown, wide=turned, aligned=not turned)
            for each in self._views
        )
        stack: list[tuple[Any, Boxes]] = [(root, outermost)]
        number, most = 0, MAX_STYLED if page.styled else 1 << 60
        plain, seen = not self._sheets, self._attributes_seen
        one = self._runs[0] if len(self._runs) == 1 else None
        while stack:
            node, boxes = stack.pop()
            if node.__class__ is Run:
                if one is None:
                    self._break(node)
                else:
                    one.append(node)
                continue
            if node.is_text_node:
                if self._fixed and node.parent.tag in BLOCK:
                    self._note_line(node.text_content or "", boxes)
                self._text(_SPACE.sub(" ", node.text_content or ""), boxes)
                continue
            if not node.is_element_node:
                continue
            number += 1
            if number > most:
                page.both(Text(f"it has more than {MAX_STYLED:,} elements", f"元素超过 {MAX_STYLED:,} 个"))
                return
            tag, attributes = node.tag, node.attributes
            if attributes and not seen.issuperset(attributes):
                self._attributes(page, attributes)
            if plain and tag in _ORDINARY and (not attributes or _DECIDING.isdisjoint(attributes)):
                inner, broken = boxes, tag not in INLINE
            else:
                if tag not in KNOWN and tag not in self._elements_seen and not _in_drawing(node):
                    self._elements_seen.add(tag)
                    self._element(page, node)
                inner, broken = self._element_boxes(page, node, tag, attributes, boxes)
            fenced = bool(self._fenced) and self._is_fenced(page, node)
            beside = tag in ("td", "th") if plain and not page.styled else self._beside_others(node, tag)
            if broken or fenced or beside:
                edge = _FENCE if fenced else _SOFT if beside else _BREAK
                self._break(edge)
                stack.append((edge, boxes))
            if tag in _SPECIAL:
                stack.extend(reversed(self._special(node, tag, attributes, inner)))
                continue
            children = [(child, inner) for child in node.iter(include_text=True)]
            children.reverse()
            stack += children

    def _weigh(self, viewport: Viewport, runs: list[Run]) -> None:
        """Doubt what is seen or hidden only as long as nothing else lies behind or over it."""
        grounds, (risen, how) = self._grounds[viewport], self._risen[viewport]
        covered = self._covered[viewport]
        below, floor = self._below[viewport], self._floors[viewport]
        if not (grounds or risen or covered or below or self._covers[viewport]):
            return
        for at, run in enumerate(runs):
            if run.box is None:
                continue
            ratios = [on(run.box, ground) for ground in grounds]
            if run.state == "seen":
                if at < risen:
                    runs[at] = run._replace(state="open", why=how)
                elif below and (self._fenced or floor.below(at) < below):
                    runs[at] = run._replace(state="open", why="position: fixed")
                elif covered and (over := next(filter(None, map(covered.get, run.box.regions)), None)):
                    runs[at] = run._replace(state="open", why=over)
                elif any(ratio < bounds.seen_from for ratio, bounds in ratios):
                    runs[at] = run._replace(state="open", why="background")
            elif run.state == "hidden" and isinstance(run.why, Faint):
                doubtful = any(not ratio or ratio >= bounds.hidden_below for ratio, bounds in ratios)
                if doubtful or self._covers[viewport] or not covered.keys().isdisjoint(run.box.regions):
                    runs[at] = run._replace(state="open", why="background")

    def _special(self, node: Any, tag: str, attributes: Any, inner: Boxes) -> list[tuple[Any, Boxes]]:
        """The children of an element that shows not all of them, or something else."""
        children = list(node.iter(include_text=True))
        if tag == "details" and not self._unfolded(attributes):
            first = next((child for child in children if child.tag == "summary"), None)
            why = "doubt" if self._sheets.details_opened else "hidden"
            shut = tuple(_with(box, why, "details") for box in inner)
            summary = getattr(first, "mem_id", None)
            return [(child, inner if child.mem_id == summary else shut) for child in children]
        if tag == "select":
            return self._options(node, inner)
        if tag == "input":
            value = attributes.get("value") or attributes.get("placeholder")
            if value and (attributes.get("type") or "text").lower() not in _WORDLESS:
                self._text(value, tuple(_with(box, "doubt", "input") for box in inner))
            return []
        return [(child, inner) for child in children]

    def _unfolded(self, attributes: Any) -> bool:
        """Whether details are open: of those with one name, the first that are."""
        name = attributes.get("name")
        if "open" not in attributes or name in self._opened:
            return False
        if name:
            self._opened.add(name)
        return True

    def _is_fenced(self, page: PageSource, node: Any) -> bool:
        """Whether it stands elsewhere than between what stands around it in the source."""
        if node.mem_id not in self._fenced and (
            node.parent is None or node.parent.mem_id not in self._reversed
        ):
            return False
        text = node.text(deep=True).strip()
        if len(text) < 16 and any(map(str.isdigit, text)):
            page.unsure_of_absence.append(
                Text("its style puts its parts in another order", "样式改变了各部分的先后次序")
            )
        return True

    def _beside_others(self, node: Any, tag: str) -> bool:
        return (
            tag in ("td", "th")
            or node.mem_id in self._soft
            or (bool(self._rows) and node.parent is not None and node.parent.mem_id in self._rows)
        )

    def _break(self, edge: Run) -> None:
        if self._fixed and edge is _BREAK:
            for viewport, runs in zip(self._views, self._runs, strict=True):
                self._floors[viewport].ended(len(runs))
        for runs in self._runs:
            runs.append(edge)

    def _text(self, text: str, boxes: Boxes) -> None:
        known = self._states.get(id(boxes))
        if known is None:
            fonts = self._sheets.fonts
            known = self._states[id(boxes)] = (
                boxes,
                [(*text_state(box, fonts), box.gone, box) for box in boxes],
            )
        if len(known[1]) == 1:
            self._runs[0].append(_RUN(Run, (text, *known[1][0])))
            return
        for runs, shown in zip(self._runs, known[1], strict=True):
            runs.append(_RUN(Run, (text, *shown)))

    def _note_line(self, text: str, boxes: Boxes) -> None:
        if text.strip():
            for viewport, box in zip(self._views, boxes, strict=True):
                self._floors[viewport].text(box)

    def _options(self, node: Any, boxes: Boxes) -> list[tuple[Any, Boxes]]:
        options = [each for each in node.css("option") if each.is_element_node]
        attributes = node.attributes
        if "multiple" in attributes or (attributes.get("size") or "1").strip() not in ("", "0", "1"):
            doubtful = tuple(_with(box, "doubt", "select") for box in boxes)
            return [(each, doubtful) for each in options]
        chosen = next(
            (each for each in reversed(options) if "selected" in each.attributes),
            options[0] if options else None,
        )
        others = tuple(_with(box, "hidden", "option") for box in boxes)
        if chosen is not None and (label := chosen.attributes.get("label")):
            self._text(label, boxes)
            return [(each, others) for each in options]
        return [
            (each, boxes if chosen is not None and each.mem_id == chosen.mem_id else others)
            for each in options
        ]

    def _element_boxes(
        self, page: PageSource, node: Any, tag: str, attributes: Any, boxes: Boxes
    ) -> tuple[Boxes, bool]:
        """The boxes of an element, and whether it stands in a line of its own."""
        broken = tag not in INLINE
        if not self._sheets and (not attributes or _DECIDING.isdisjoint(attributes)):
            key = (tag, "href" in attributes, "nowrap" in attributes, *map(id, boxes))
            known = self._plain.get(key)
            if known is None:
                known = self._plain[key] = boxes, self._styled_boxes(page, node, tag, attributes, boxes)[0]
            return known[1], broken
        return self._styled_boxes(page, node, tag, attributes, boxes)

    def _styled_boxes(
        self, page: PageSource, node: Any, tag: str, attributes: Any, boxes: Boxes
    ) -> tuple[Boxes, bool]:
        broken = tag not in INLINE
        unread = NEVER_SHOWN.get(tag) if tag != "template" or "shadowrootmode" not in attributes else None
        if unread is not None and tag not in _PAINTED:
            return tuple(_with(box, "hidden", unread, gone=True) for box in boxes), broken
        drawn = tag in ("text", "tspan", "textpath") or (tag not in KNOWN and _in_drawing(node))
        if drawn or tag in ("object", "math", "textarea", "marquee", "bdo", "template"):
            boxes = tuple(_with(box, "doubt", tag) for box in boxes)
        by_default = _by_default(tag, attributes)
        style_attribute = attributes.get("style")
        own = self._inline(style_attribute)
        own += [
            Declaration(hint, attributes[hint], (False, (-1.0,), (0, 0, 0), 0, 0), True)
            for hint in ("display", "visibility", "opacity")
            if attributes.get(hint) and _in_drawing(node)
        ]
        sheets = self._sheets.of(node) if self._sheets else None
        found = []
        for viewport, outer in zip(self._views, boxes, strict=True):
            if tag == "dialog" and outer.off and not by_default:
                outer = _with(replace(outer, off=None), "doubt", outer.off)
            box, declared, clears = outer, own, False
            parts: list[Pseudo] = []
            if sheets is not None:
                of_sheets, parts = sheets[viewport]
                declared = [*self._hashed(of_sheets), *own]
                if parts:
                    for part in ("first-line", "first-letter"):
                        if any(each.part == part for each in parts):
                            box = replace(_with(box, "doubt", f"::{part}"), resized=True, inked=True)
                    if any(
                        each.declaration.name == "content" and _says(each.declaration.value) for each in parts
                    ):
                        self._soft.add(node.mem_id)  # what it writes may part what stands around it
                    clears = any(each.declaration.name == "clear" for each in parts)
            if self._sheets.registered:
                declared = [each for each in declared if each.name not in self._sheets.registered]
            style = Style(declared, box.variables) if declared else None
            if tag == "dialog" and not by_default and not self._covers[viewport]:
                self._covers[viewport] = "dialog"
            if tag in ("col", "colgroup") and style is not None and style.declares("visibility"):
                self._covers[viewport] = "visibility"
            if style is not None and style.declares("display", "float"):
                displays = style.of("display")
                if set(displays) != {"none"}:
                    broken = True
                    if tag in INLINE or style.declares("float") or not set(displays) <= _LINES:
                        self._soft.add(node.mem_id)
                if any(
                    value and ("flex" in value or "grid" in value or "box" in value) for value in displays
                ):
                    self._rows.add(node.mem_id)
            if style is not None and tag in INLINE and style.declares(*_SPACED):
                self._soft.add(node.mem_id)
            if style is not None and style.declares("float", "order", "flex-direction", "flex-flow"):
                self._note_order(node, style)
            inner = entered(box, node, style, by_default, clears=clears)
            self._note_overlaps(viewport, outer, inner, style, node, node.first_child is None)
            if style is not None and self._fixed:
                self._floors[viewport].entered(
                    len(self._runs[self._views.index(viewport)]), outer, inner, style, tag
                )
            if parts:
                self._note_parts(parts, inner, viewport)
            found.append(inner if unread is None else _with(inner, "hidden", unread, gone=True))
        if style_attribute and "url(" in style_attribute.lower():
            for address in _ADDRESS.findall(style_attribute):
                self._shows(page, address, attributes)
        return tuple(found), broken

    def _note_overlaps(
        self,
        viewport: Viewport,
        outer: Box,
        inner: Box,
        style: Style | None,
        node: Any,
        empty: bool,
    ) -> None:
        """What an element paints may lie behind what stands elsewhere, or over it."""
        if style is None or (inner.hidden and inner.gone):
            return
        if not self._covers[viewport] and not inner.off and not inner.hidden:
            over = covers(style, outer, inner, node.tag)
            region = bounding(style, outer, empty) if over else None
            if over and region is not None:
                self._covered[viewport].setdefault(region, over)
            elif over and not self._is_bar(viewport, outer, inner, style, node):
                self._covers[viewport] = over
        if outer.overflows and inner.backdrop != outer.backdrop:
            self._grounds[viewport].add(inner.backdrop)
        if reaches(style):
            self._grounds[viewport].add(None)
        if how := rises(style, node.tag in INLINE, inner):
            self._risen[viewport] = len(self._runs[self._views.index(viewport)]), how
            if inner.backdrop != outer.backdrop:
                self._grounds[viewport].add(inner.backdrop)

    def _is_bar(self, viewport: Viewport, outer: Box, inner: Box, style: Style, node: Any) -> bool:
        """Whether it stays at the top of the window, and leaves room below it to read in what is scrolled."""
        positions, tops = set(style.of("position")), style.of("top")
        top = pixels(tops[0], outer, inner.size) if len(tops) == 1 else None
        if (
            node is _INLINE_NODE
            or not (positions == {"fixed"} or positions <= {"sticky", "-webkit-sticky"})
            or top is None
            or top < 0
            or outer.doubt
            or outer.beside
            or not lined(style, node.tag)
            or set(style.of("bottom", "auto")) != {"auto"}
            or shifts(style, outer, inner, node.tag)
        ):
            return False
        high = tallest(node, outer, partial(self._declared, viewport))
        if high is None:
            return False
        self._bars[viewport] += top + high
        if positions == {"fixed"}:
            self._below[viewport] = max(self._below[viewport], top + high)
        return self._bars[viewport] <= viewport.height / 2

    def _declared(self, viewport: Viewport, node: Any) -> tuple[list[Declaration], list[Style]]:
        """What is declared for an element, and for what is written before and after it."""
        own, parts = self._sheets.of(node)[viewport] if self._sheets else ([], [])
        written = [
            Style([each.declaration for each in parts if each.part == part], {})
            for part in ("before", "after")
            if any(each.part == part for each in parts)
        ]
        return [*self._hashed(own), *self._inline(node.attributes.get("style"))], written

    def _inline(self, style: str | None) -> list[Declaration]:
        return self._hashed(inline(style)) if style else []

    def _hashed(self, declared: list[Declaration]) -> list[Declaration]:
        return [_unhashed(each) for each in declared] if self._quirks else declared

    def _note_order(self, node: Any, style: Style) -> None:
        if any("reverse" in (value or "reverse") for name in _ROWS for value in style.of(name, "row")):
            self._reversed.add(node.mem_id)
            self._fenced.add(node.mem_id)
        if (
            any(value != "0" for value in style.of("order", "0"))
            or not set(style.of("float", "none")) <= _LEADING
        ):
            self._fenced.add(node.mem_id)

    def _note_parts(self, parts: list[Pseudo], box: Box, viewport: Viewport) -> None:
        """What is written over an element, or behind it."""
        for part in ("before", "after", "backdrop"):
            style = Style([each.declaration for each in parts if each.part == part], box.variables)
            if style.declares("content"):
                own = entered(box, _INLINE_NODE, style, None)
                empty = not any(map(_says, style.of("content", "")))
                self._note_overlaps(viewport, box, own, style, _INLINE_NODE, empty)


def _unhashed(declared: Declaration) -> Declaration:
    """Pages with quirks may leave out the # of a color."""
    if declared.name in ("color", "background-color") and _HEX.fullmatch(declared.value):
        return declared._replace(value=f"#{declared.value}")
    return declared


def _says(content: str | None) -> bool:
    return (content or "?").lower() not in ("none", "normal", "''", '""')


def has_quirks(source: str) -> bool:
    """Whether browsers read the page in quirks mode, by its document type (HTML, 13.2.6.4.1)."""
    match = _DOCTYPE.match(source)
    return match is None or _OLD.search(match[1]) is not None


def _is_xml(source: str) -> bool:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        fromstring(source.encode())
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return False
    return True


def _by_default(tag: str, attributes: Any) -> str | None:
    """Why a browser hides the element unless a style shows it."""
    if tag in BY_DEFAULT:
        return tag
    if "hidden" in attributes:
        return UNTIL_FOUND if (attributes["hidden"] or "").lower() == "until-found" else "hidden"
    if "popover" in attributes:
        return "popover"
    if tag == "dialog" and "open" not in attributes:
        return "dialog"
    return None


def _with(box: Box, what: str, why: str, *, gone: bool = False) -> Box:
    if what == "hidden":
        return replace(box, hidden=box.hidden or why, gone=box.gone or gone)
    return replace(box, doubt=box.doubt or why)


def _in_drawing(node: Any) -> bool:
    """Whether an element is of SVG or MathML, whose names are their own."""
    outer = node
    for _ in range(64):
        if outer is None:
            return False
        if outer.tag in ("svg", "math"):
            return True
        outer = outer.parent
    return False


def _picture_of(shown: str) -> Text:
    return Text(f"{shown} is a picture, which may show it", f"{shown} 是图片，其中可能标明")


def _template(sign: str, engine: str) -> Text:
    shown = short(" ".join(sign.split()), 40)
    return Text(
        f"it is a template ('{shown}', as in {engine})",
        f"它是模板（“{shown}”，如 {engine.replace(', ', '、')}）",
    )


def _data_bytes(address: str) -> bytes | None:
    import base64
    import binascii
    from urllib.parse import unquote_to_bytes

    head, _, body = address.partition(",")
    try:
        return (
            base64.b64decode(unquote_to_bytes(body), validate=False)
            if head.lower().rstrip().endswith(";base64")
            else unquote_to_bytes(body)
        )
    except (ValueError, binascii.Error):
        return None


def _data_text(address: str) -> str:
    return (_data_bytes(address) or b"").decode("utf-8", "replace")


def suffix_of(path: str) -> str:
    """The ending of a path, in small letters."""
    return PurePosixPath(path).suffix.lower()
