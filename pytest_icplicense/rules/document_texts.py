"""What files of evidence, brochures and pages say: text and headings, by the readers that licenses are imported with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from types import MappingProxyType

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.lfs import pointer_in
from pytest_icplicense.pages.page import PAGE_SUFFIXES, refuse_depth
from pytest_icplicense.readers.refusal import Certainty
from pytest_icplicense.text import IcpError, Text

_HEADING = expression(r" {0,3}(#{1,6})[ \t]+(\S.*)")
_FENCE = expression(r" {0,3}(`{3,}|~{3,})")
_UNDERLINE = expression(r" {0,3}(=+|-+)[ \t]*")
_NAMED = expression(r"[ \t]*\{[^{}]{0,60}#([^\s{}]{1,100})[^{}]{0,60}\}$")
_LINK = expression(r"!?\[([^\[\]]{1,200})\](?:\([^()]{0,500}\)|\[[^\[\]]{0,200}\])")
_ANCHOR = expression(
    r"\s*<a\s+(?:id|name)\s?=\s?[\"']?([^\s\"'<>]{1,100})[\"']?\s*/?>(?:\s*</a>)?\s*", re.IGNORECASE
)
_LONGEST_HEADING, _MOST_HEADINGS = 60, 500
_WRITES = expression(rb"<script\b", re.IGNORECASE)


_PICTURES = frozenset(
    ".png .jpg .jpeg .jfif .gif .webp .bmp .tif .tiff .avif .heic .heif .ico .svg .psd .ai .eps .cdr".split()
)
_PICTURE = expression(
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF.{4}WEBP|BM.{4}\0\0\0\0|II\*\0|MM\0\*|.{4}ftyp(?:avif|heic|mif1)",
    re.DOTALL,
)
_UNREAD = frozenset(
    ".doc .dot .wps .rtf .odt .ofd .ppt .pptx .pps .dps .xls .xlsx .et .key .pages .mht .mhtml .eml .epub .mobi .swf"
    " .mp4".split()
)
"""Formats whose bytes may look like text that readers do not see, or like none that they do."""


class NoText(IcpError):
    """A file of which no text can be had, with what it is and what to do: nobody can judge it from here."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document, and the lines below it up to the next one of its level or above."""

    title: str
    below: tuple[str, ...]
    anchors: tuple[str, ...] = ()
    """Other names that links may lead to it by: ids of HTML, {#id} of Markdown."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """What a reader sees of a document."""

    lines: tuple[str, ...]
    headings: tuple[Heading, ...] = ()
    """Those that the format marks as such."""
    scripted: bool = False
    """Whether a script of the page may write more."""
    unread: Text | None = None
    """What else it shows that is no text: pictures."""
    certain: Certainty | None = None
    """What readers surely see; None: all of it."""
    form: str = ""
    """Its format, as the readers name it."""

    @property
    def sections(self) -> tuple[Heading, ...]:
        """The headings; where the format marks none, any short line may be one."""
        if self.headings:
            return self.headings
        lines = [line.strip() for line in self.lines if line.strip()]
        short = [(at, line) for at, line in enumerate(lines) if len(line) <= _LONGEST_HEADING]
        return tuple(Heading(line, tuple(lines[at + 1 :])) for at, line in short[:_MOST_HEADINGS])


@lru_cache(maxsize=8)
def document_text(data: bytes, path: str) -> DocumentText:
    """The text of HTML, Markdown, plain text, DOCX, and of PDF with a text layer where the extra `import` is there.

    Raises:
        NoText: it is a picture, a PDF without text or without a reader, or another format.
        Unavailable: it is HTML that is nested too deeply to be parsed in reasonable time.
    """
    from pytest_icplicense.readers.reading import NotReadable, extracted

    if pointer_in(data):
        raise NoText(
            Text(
                "it is kept by Git LFS and not fetched: git lfs pull", "由 Git LFS 保存且未拉取：git lfs pull"
            )
        )
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _PICTURES or _PICTURE.match(data):
        raise NoText(Text("it is a picture", "是图片"))
    if suffix in _UNREAD:
        raise NoText(Text(f"nothing here reads {suffix[1:]} files", f"无法读取 {suffix[1:]} 文件"))
    if suffix in PAGE_SUFFIXES:
        refuse_depth(data, path)
    try:
        form, found = extracted(data, suffix)
    except NotReadable as error:
        raise NoText(first_part(error.message)) from None
    lines = tuple(line.text for line in found.lines)
    unread = next((each.message for each in found.doubts if "picture" in each.message.en), None)
    if form == "markdown":
        return DocumentText(lines, tuple(_of_markdown(data, lines)), unread=unread, form=form)
    if form == "html":
        return DocumentText(lines, tuple(_of_page(data)), _WRITES.search(data) is not None, unread, form=form)
    if found.drawn and unread is None:
        unread = Text("pictures in it, or text that is turned, are not read", "其中的图片或转向的文字未读取")
    marked = [(line.heading, line.text.strip()) for line in found.lines]
    return DocumentText(lines, tuple(_sections(marked)), False, unread, found.certain, form)


def may_be_recognized(data: bytes) -> bool:
    """Whether a recognizer may read what has no text: a picture, or a PDF."""
    return _PICTURE.match(data) is not None or b"%PDF-" in data[:1024]


def first_part(message: Text) -> Text:
    """What the file is; what to do about a license that is imported does not hold for others."""
    return Text(message.en.partition("; ")[0], message.zh.partition("；")[0])


def _of_markdown(data: bytes, lines: tuple[str, ...]) -> list[Heading]:
    from pytest_icplicense.readers.encoding import decoded

    marked: list[tuple[int, str]] = []  # level and text; level 0: no heading
    anchors: dict[int, list[str]] = {}
    fence = ""
    for line in decoded(data).text.splitlines():
        if fenced := _FENCE.match(line):
            fence = "" if fence and fenced[1].startswith(fence) else fence or fenced[1]
            continue
        if not fence and (match := _HEADING.fullmatch(line)):
            title = match[2].rstrip("# \t")
            if named := _NAMED.search(title):
                anchors.setdefault(len(marked), []).append(named[1])
            marked.append((len(match[1]), _LINK.sub(r"\1", _NAMED.sub("", title)).strip()))
        elif not fence and (named := _ANCHOR.fullmatch(line)):
            anchors.setdefault(len(marked), []).append(named[1])
        elif not fence and marked and marked[-1][0] == 0 and marked[-1][1] and _UNDERLINE.fullmatch(line):
            marked[-1] = 1 if "=" in line else 2, marked[-1][1]
        else:
            marked.append((0, line.strip()))
            if not marked[-1][1] and len(marked) - 1 in anchors:  # the anchor of the heading that follows
                anchors[len(marked)] = anchors.pop(len(marked) - 1)
    return _sections(marked, anchors)


def _of_page(data: bytes) -> list[Heading]:
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(data, encoding=True, scripting=True).body
    if root is None:
        return []
    marked: list[tuple[int, str]] = []
    anchors: dict[int, list[str]] = {}
    for node in root.traverse(include_text=True):
        tag = node.tag or ""
        if node.is_element_node and (name := node.attributes.get("id") or node.attributes.get("name")):
            anchors.setdefault(len(marked), []).append(name)
        if node.is_element_node and re.fullmatch(r"h[1-6]", tag):
            marked.append((int(tag[1]), " ".join((node.text() or "").split())))
            continue
        text = " ".join((node.text_content or "").split()) if node.is_text_node else ""
        if text and not (marked and marked[-1][0] and text in marked[-1][1]):
            marked.append((0, text))
    return _sections(marked, anchors)


def _sections(
    marked: list[tuple[int, str]], anchors: Mapping[int, Sequence[str]] = MappingProxyType({})
) -> list[Heading]:
    """The headings with what stands below each, up to the next of its level or above; `anchors` are by their places."""
    found = []
    for at, (level, title) in enumerate(marked):
        if level:
            end = next((after for after in range(at + 1, len(marked)) if 0 < marked[after][0] <= level), None)
            below = tuple(text for inner, text in marked[at + 1 : end] if not inner and text)
            found.append(Heading(title, below, tuple(anchors.get(at, ()))))
    return found[:_MOST_HEADINGS]
