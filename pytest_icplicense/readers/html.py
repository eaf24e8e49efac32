"""HTML: the visible text of a page, block by block, with the source line of each piece.

What is visible, and how a browser builds the tree, is decided where home pages are read (`documents/page.py`). That
tree does not know its lines, so each piece of text carries its line's number through it, between two characters that no
text may have.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.page import Page, read_page, refuse_depth
from pytest_icplicense.readers.encoding import decoded
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.plain import settled
from pytest_icplicense.readers.refusal import Extracted, NotReadable
from pytest_icplicense.readers.sheets import HIDDEN, MARK, UNCLEAR, has_sheet, noted
from pytest_icplicense.readers.struck import struck_out, unseen
from pytest_icplicense.text import Text

_NUMBER, _BREAK = "\ufdd0", "\ufdd1"
"""Noncharacters of Unicode: around a line's number, and where a line of its own begins."""
_OWN = expression("[\ufdd0-\ufdef]")
_BEGINNING = expression(
    r"\s*+(?>(?:<!--[^>]*+-->\s*+|<\?[^>]*+>\s*+)*)<(?:(?P<page>!doctype\s++html|html|head|meta|body)|div|p|table|center)\b",
    re.IGNORECASE,
)
_ANY_TAG = expression(r"</?[A-Za-z][^<>]*+>")
_CHARSET = expression(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_LOOKED_AT = 1024
"""Bytes in which a page names its charset, as the HTML standard has it."""
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "us-ascii": "cp1252",
}
"""Charsets that browsers read as a wider one."""
_RAW = ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript")
_TOKEN = expression(r"<!--|<(/?)([A-Za-z][A-Za-z0-9]*)|<[!?/]|(\r\n|\r|\n)|[^\s<]")
_WRAPPED = expression("[\u2e80-\u9fff\uff00-\uffef] [\u2e80-\u9fff\uff00-\uffef]")
"""A source line's end between Chinese characters, where CSS lets a browser show no space."""
_PLAIN_END = expression(r"[<\r\n]")
_TAG_PIECE = expression(r"[\"'>]")
_LISTED = expression(r"<ol\b", re.IGNORECASE)


_STRUCK = f"s, strike, del, [style*='line-through' i], [{MARK}]"


def is_html(text: str, *, whole: bool = False) -> bool:
    """Whether a text begins as a page does, or unless it is to be a whole one, as a part of one."""
    match = _BEGINNING.match(text)
    return match is not None and not (whole and match["page"] is None)


def has_tags(text: str) -> bool:
    """Whether there is any tag in a text."""
    return _ANY_TAG.search(text) is not None


def characters(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    """The page's source in the charset that it names, else in the one that its bytes are.

    Raises:
        NotReadable: no encoding fits.
    """
    named = _CHARSET.search(data[:_LOOKED_AT])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE))
    if named is None or marked:
        return decoded(data)
    name = named[1].decode("ascii").lower()
    encoding = "utf-8" if name.startswith("utf-16") else _WIDER.get(name, name)
    try:
        return data.decode(encoding), ()
    except (UnicodeDecodeError, LookupError):
        text, doubts = decoded(data)
        line = data.count(b"\n", 0, named.start()) + 1
        wrong = Doubt(
            line,
            Text(
                f"the page says that it is {name}, and is not; look whether the characters are right",
                f"网页声明的编码 {name} 与实际不符；请核对文字是否正确",
            ),
        )
        return text, (wrong, *doubts)


def extracted(text: str, doubts: tuple[Doubt, ...] = ()) -> Extracted:
    """The visible text of a page.

    Raises:
        NotReadable: the page is nested too deeply.
    """
    marked = "".join(_marked(_OWN.sub("", text)))
    try:
        if has_sheet(marked):
            marked = _as_styled(marked)
        page = read_page(codecs.BOM_UTF8 + marked.encode("utf-8", "replace"), "page.html")
    except Unavailable:
        raise NotReadable(
            Text(
                "it is a page with elements nested thousands deep; save its text as a text file and import that",
                "该网页的元素嵌套达数千层；请将其文字另存为文本文件后导入",
            )
        ) from None
    assert page is not None  # for the suffix is that of a page
    found = list(_struck(page))
    said = (
        *struck_out((line, words) for line, words, state in found if state not in (HIDDEN, UNCLEAR)),
        *unseen((line, words) for line, words, state in found if state == HIDDEN),
        *(_unclear(line, words) for line, words, state in found if state == UNCLEAR),
    )
    return settled(_lines(page.visible), (*doubts, *_of_page(page), *said))


def _as_styled(source: str) -> str:
    """The page with what its style sheets strike out or hide noted in it; as it is, where they do not.

    Raises:
        Unavailable: the page is nested too deeply to be parsed in reasonable time.
    """
    from selectolax.lexbor import LexborHTMLParser

    data = codecs.BOM_UTF8 + source.encode("utf-8", "replace")
    refuse_depth(data, "page.html")
    parser = LexborHTMLParser(data, encoding=True, scripting=True)
    return parser.html or source if noted(parser) else source


def _unclear(line: int, words: str) -> Doubt:
    shown = words.strip()[:200]
    why = Text(
        f"one rule of a style sheet strikes '{shown}' out and another one does not: it was not read",
        f"“{shown}”被一条样式规则划去，而另一条样式规则未划去：未读取",
    )
    return Doubt(line, why, missing=True)


def _struck(page: Page) -> Iterator[tuple[int, str, str]]:
    """The words that the page shows struck out, or hides by a style sheet, each with its line and what was noted."""
    from selectolax.lexbor import LexborHTMLParser

    parser = LexborHTMLParser(page.source)
    stack = [parser.root] if parser.root and parser.css_first(_STRUCK) else []
    while stack:
        node = stack.pop()
        state = node.attributes.get(MARK) or ""
        if not state and node.tag not in ("s", "strike", "del") and "line-through" not in _style(node):
            stack.extend(reversed(list(node.iter())))
            continue
        line = 1
        for index, piece in enumerate(re.split(f"{_NUMBER}([0-9]+){_NUMBER}", node.text(deep=True))):
            if index % 2:
                line = int(piece)
            elif words := _OWN.sub(" ", piece).strip():
                yield line, f"{words} ", state


def _style(node: Any) -> str:
    return (node.attributes.get("style") or "").lower()


def _marked(source: str) -> Iterator[str]:
    """The source, each text with its line's number before it wherever a tag or a line ends."""
    line, at, known, preformatted = 1, 0, False, 0
    while token := _TOKEN.search(source, at):
        yield source[at : token.start()]
        sign, end = token[0], token.end()
        if token[3]:
            line, known = line + 1, False
            yield _BREAK if preformatted else sign
        elif sign == "<!--" or sign in ("<!", "<?", "</"):
            closing = "-->" if sign == "<!--" else ">"
            end = _behind(source, closing, end)
            line += _line_ends(source, token.start(), end)
            known = False
            yield source[token.start() : end]
        elif token[2]:
            name = token[2].lower()
            foreign = source[end : end + 1] == ":"
            end = _tag_end(source, end)
            if name in _RAW and not token[1] and not foreign:
                end = _raw_end(source, name, end)
            if name == "pre":
                preformatted = max(0, preformatted - 1) if token[1] else preformatted + 1
            line += _line_ends(source, token.start(), end)
            known = False
            if not foreign:  # as <o:p>, which Word writes and browsers let pass
                tag = source[token.start() : end]
                struck = "line-through" in tag.lower() and not token[1]
                if struck:  # no reader takes it for text, as little as that of <s>
                    tag = f"<{token[2]} hidden{tag[len(token[0]) :]}"
                yield _BREAK if name == "br" else tag
        else:
            if not known:
                yield f"{_NUMBER}{line}{_NUMBER}"
            known = True
            following = _PLAIN_END.search(source, token.start())
            end = following.start() if following else len(source)
            yield source[token.start() : end]
        at = end
    yield source[at:]


def _behind(source: str, closing: str, at: int) -> int:
    found = source.find(closing, at)
    return len(source) if found < 0 else found + len(closing)


def _tag_end(source: str, at: int) -> int:
    """Behind the tag's `>`, which may stand inside quotes too."""
    while piece := _TAG_PIECE.search(source, at):
        if piece[0] == ">":
            return piece.end()
        at = _behind(source, piece[0], piece.end()) if source[piece.start() - 1] == "=" else piece.end()
    return len(source)


def _raw_end(source: str, name: str, at: int) -> int:
    found = re.compile(f"</{name}", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)


def _line_ends(source: str, start: int, end: int) -> int:
    return source.count("\n", start, end) + source.count("\r", start, end) - source.count("\r\n", start, end)


def _lines(visible: str) -> Iterator[Line]:
    """One line a block, and a blank one between blocks that are apart."""
    number = 1
    blank = True
    for block in visible.split("\n"):
        text = ""
        first: int | None = None
        for index, piece in enumerate(re.split(f"{_NUMBER}([0-9]+){_NUMBER}", block)):
            if index % 2:
                wrapped = int(piece) != number
                number = int(piece)
                first = first or number
                continue
            head, *others = piece.split(_BREAK)
            if index and wrapped and _WRAPPED.fullmatch(text[-2:] + head[:1]):
                text = text[:-1]
            text += head
            for other in others:
                yield Line(first or number, " ".join(text.split()))
                text, first = other, None
        text = " ".join(text.split())
        if text or not blank:
            yield Line(first or number, text)
        blank = not text


def _of_page(page: Page) -> Iterator[Doubt]:
    if sign := page.blocks or page.variable:
        yield Doubt(
            None,
            Text(
                f"the page is a template ('{sign}'): what a reader gets may differ; save the page from a browser",
                f"该网页是模板（“{sign}”），读者看到的内容可能不同；请从浏览器保存网页后再导入",
            ),
        )
    if listed := _LISTED.search(page.source):
        number = re.findall(f"{_NUMBER}([0-9]+){_NUMBER}", page.source[: listed.start()])
        yield Doubt(
            int(number[-1]) if number else 1,
            Text(
                "the page numbers a list by itself (<ol>); those numbers are not in its text",
                "网页中有自动编号的列表（<ol>），其编号不在文字中",
            ),
        )
