"""All that may show or hide anything, whatever the style: scripts, templates, frames, pictures, style sheets."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.model.number import loose_numbers, parted_numbers
from pytest_icplicense.pages.charset import charset_of
from pytest_icplicense.pages.page_source import PageSource
from pytest_icplicense.pages.pictures import too_small
from pytest_icplicense.pages.stylesheets import Sheets, Unread, external, local_path
from pytest_icplicense.pages.template_engines import Sign, source_sign, template_sign
from pytest_icplicense.text import Text, short

Read = Callable[[str], bytes]
"""Gives the bytes of a file by its path beside the page; raises `Unavailable`."""
_INERT = frozenset(
    "application/json application/ld+json importmap speculationrules text/plain text/html application/xml text/xml".split()
)
_SCRIPT_TYPE = expression(
    r"(?:text|application)/(?:x-)?(?:java|ecma|j|live)script[0-9.]*\s*(?:;.*)?|module|", re.IGNORECASE
)
_INCLUDE = expression(r"<!--\s*#\s*include\s+(?:virtual|file)\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
_REFRESH = expression(r"\s*([\d.]+)\s*(?:[;,]?\s*(?:url\s*=)?\s*[\"']?([^\"']*))?", re.IGNORECASE)
_SELF_CLOSED = expression(
    r"<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|path|rect|circle|use|line|polygon|polyline|ellipse|stop|image)\b)[a-z][a-z0-9]*\b[^<>]{0,2000}/>",
    re.IGNORECASE,
)
_OWN = expression(
    r"<script|\son[a-z]+\s*=|<meta|<style|javascript:|<i?frame\b|<object\b|<embed\b", re.IGNORECASE
)
"""What a framed page may change the one around it by, itself or in frames of its own."""
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


class Survey:
    """What a page loads and shows besides its texts."""

    def __init__(self, path: str, read: Read, root: str, sheets: Sheets) -> None:
        self._path, self._read, self._root, self._sheets = path, read, root, sheets
        self._title: str | None = None
        self._base = False
        self.fixed = False
        """Whether a style sheet may fix something to the window."""
        self.focusing = False
        """Whether one says how what has the focus is shown."""

    def of(self, page: PageSource, root: Any) -> None:
        """Note all that may show or hide anything, and read the style sheets."""
        self._signs(page, page.source, root)
        self._survey(page, root)
        if not page.scripted and (unbuilt := _unbuilt(root)) is not None:
            page.signs.append(Sign("", unbuilt))
            page.unsure_of_absence.append(unbuilt_doubt(unbuilt))
        if "<!--" in page.source:
            self._includes(page, page.source)

    def _signs(self, page: PageSource, raw: str, root: Any) -> None:
        if sign := template_sign(raw) or source_sign(raw, root):
            page.signs.append(sign)
            page.both(template_doubt(sign.sign, sign.engine))
        if self._path.lower().endswith((".xhtml", ".xht")) and (
            "<![CDATA[" in raw or "<?xml-stylesheet" in raw or _SELF_CLOSED.search(raw) or not _is_xml(raw)
        ):
            page.both(
                Text(
                    "it is XHTML, which servers may send as HTML or as XML",
                    "为 XHTML 文件，服务器可能按 HTML 或 XML 发送",
                )
            )

    def _survey(self, page: PageSource, root: Any) -> None:
        """All that may show or hide anything, whatever the style."""
        self._base = root.css_first("base[href]") is not None
        default = root.css_first('meta[http-equiv="default-style" i]')
        self._title = (default.attributes.get("content") or None) if default is not None else None
        self._policy(root)
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
            elif tag == "marquee":
                page.unsure_of_presence.append(Text("<marquee> moves its text", "<marquee> 会移动文字"))
            elif tag == "bdo":
                page.both(Text("<bdo> turns its text around", "<bdo> 会使文字反向排列"))

    def _policy(self, root: Any) -> None:
        """A policy of the page's own by which browsers may leave its styles out (Content Security Policy, `style-src`)."""
        policies = root.css('meta[http-equiv="content-security-policy" i]')
        if not policies:
            return
        own = root.css_first("style,[style]") is not None
        linked = root.css_first('link[rel~="stylesheet" i]') is not None
        for meta in policies:
            listed = [each.split() for each in (meta.attributes.get("content") or "").lower().split(";")]
            given = {each[0]: set(each[1:]) for each in reversed(listed) if each}
            named = [name for name in _STYLE_SOURCES if name in given] or ["default-src"]
            for sources in (given[name] for name in named if name in given):
                exact = any(each.startswith(("'nonce-", "'sha")) for each in sources)
                if (own and (exact or "'unsafe-inline'" not in sources)) or (
                    linked and not sources & {"'self'", "*"}
                ):
                    self._sheets.doubts.append(_LEFT_OUT)

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
        self.fixed |= "fixed" in css
        self.focusing |= ":focus" in css
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
        if media and all(answer is False for answer in self._sheets.answers(media).values()):
            return
        try:
            path, css = self._imported(address, self._path, attributes.get("integrity") or "")
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

    def _imported(self, address: str, base: str, integrity: str = "") -> tuple[str, str]:
        """Path and text of the style sheet that an address means; `integrity` is what browsers hold it to."""
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
        if not _is_intact(data, integrity):
            raise Unread(
                Text(
                    f"its style sheet {shown} is another one than its 'integrity' says, so browsers leave it out",
                    f"样式表 {shown} 与其 integrity 不符，浏览器不会采用",
                )
            )
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
                Text("a frame in it (srcdoc) is a page of its own", "其中的框架（srcdoc）是单独的页面"),
            )
            return
        if not address.strip() or address.strip().lower() == "about:blank":
            return
        if address.strip().lower().startswith("javascript:"):
            self._script(page, {})
            return
        if address.strip().lower().startswith("data:"):
            own = Text("a frame in it (data:) is a page of its own", "其中的框架（data:）是单独的页面")
            self._shown(page, "data:", _data_bytes(address) or b"", own)
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
        if away or _OWN.search(text):
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
            self.shows(page, next(address for address in addresses if address.strip()), attributes)

    def shows(self, page: PageSource, address: str, attributes: Any) -> None:
        """Note a picture that the page shows."""
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


_STYLE_SOURCES = ("style-src", "style-src-elem", "style-src-attr")
_LEFT_OUT = Text(
    "its Content-Security-Policy may leave styles out",
    "其内容安全策略（Content-Security-Policy）可能使样式不生效",
)


def _is_intact(data: bytes, integrity: str) -> bool:
    """Whether a file is the one that an `integrity` attribute names (Subresource Integrity): by its strongest digests."""
    named: dict[str, list[str]] = {}
    for name, digest in _INTEGRITY.findall(integrity):
        named.setdefault(name.lower(), []).append(digest)
    if not named:
        return True
    strongest = max(named)
    own = base64.b64encode(hashlib.new(strongest, data).digest()).decode()
    return own.rstrip("=") in (
        digest.rstrip("=").replace("-", "+").replace("_", "/") for digest in named[strongest]
    )


_INTEGRITY = expression(r"(?<!\S)(sha(?:256|384|512))-([A-Za-z0-9+/_=-]{40,90})", re.IGNORECASE)


def _is_xml(source: str) -> bool:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        fromstring(source.encode())
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return False
    return True


def _picture_of(shown: str) -> Text:
    return Text(f"{shown} is a picture, which may show it", f"{shown} 是图片，其中可能标明")


def spelling_doubt(text: str) -> Text | None:
    """What a text writes so that people read a license number in it, and nothing else does."""
    if parted := parted_numbers(text):
        return Text(
            f"it writes {parted[0]} with a gap between its digits: write it in one piece",
            f"其中的 {parted[0]} 数字之间有空格或换行，请连续书写",
        )
    if loose := loose_numbers(text):
        written, number = loose[0]
        return Text(
            f"it writes '{written}', which people may read as {number}: write it so",
            f"其中的“{written}”可能被读作 {number}，请按此书写",
        )
    return None


def _unbuilt(root: Any) -> str | None:
    """What shows that a page without a script is what a build makes one of: a slot, or an element alone that is empty."""
    if (slot := root.css_first("slot")) is not None and not _in_template(slot):
        return "<slot>"
    body = root.css_first("body")
    shown = [each for each in body.iter() if each.tag not in ("noscript", "style", "link")] if body else []
    texts = [*body.iter(include_text=True)] if shown else []
    if any(each.is_text_node and (each.text_content or "").strip() for each in texts):
        return None
    named = next(
        (f"<{each.tag} id={each.attributes['id']}>" for each in shown if each.attributes.get("id")), None
    )
    return named if named and all(map(is_empty, shown)) else None


def is_empty(node: Any) -> bool:
    """Whether an element has neither text nor elements."""
    return not any(
        each.is_element_node or (each.is_text_node and (each.text_content or "").strip())
        for each in node.iter(include_text=True)
    )


def _in_template(node: Any) -> bool:
    while (node := node.parent) is not None:
        if node.tag == "template":
            return True
    return False


def unbuilt_doubt(what: str) -> Text:
    """Why a page without a script is none yet."""
    shown = short(what, 60)
    return Text(
        f"a build fills it in ('{shown}' without a script)", f"其内容由构建填入（有“{shown}”而无脚本）"
    )


def template_doubt(sign: str, engine: str) -> Text:
    """Why a template is no page."""
    shown = short(" ".join(sign.split()), 40)
    if not engine:
        return Text(
            f"it has an element that no page has ('{shown}')", f"其中含有网页所没有的元素（“{shown}”）"
        )
    return Text(
        f"it is a template ('{shown}', as in {engine})",
        f"它是模板（“{shown}”，如 {engine.replace(', ', '、')}）",
    )


def _data_bytes(address: str) -> bytes | None:
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
