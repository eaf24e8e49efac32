"""Word documents: paragraphs, tables and text boxes in the order of the document, headers first, notes and footers last.

Read from the package's XML, in one pass of the parser that Python has. The libraries for it were tried: python-docx
leaves out inserted text and content controls, docx2python leaves out numbers that a style gives, and both hand out
hidden text. What an attacker can send is bounded: no document type (so no entities), so many bytes unpacked.

A header stands once before the text, a footer once behind it, for in the document's XML neither stands on any page.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.numbering import Numbering
from pytest_icplicense.readers.package import Parts
from pytest_icplicense.readers.plain import settled
from pytest_icplicense.readers.refusal import Extracted, NotReadable
from pytest_icplicense.readers.struck import struck_out, unseen
from pytest_icplicense.readers.word_styles import WHITE, Look, Looks, said
from pytest_icplicense.text import Text

MAIN = "word/document.xml"
_HEAD, _FOOT = expression(r"word/header\d*\.xml"), expression(r"word/(?:(?:foot|end)notes|footer\d*)\.xml")
_WORD = expression(
    r"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/wordprocessingml/(?:2006/)?main"
)
_UNSEEN = frozenset(("del", "moveFrom", "Fallback", "rt", "instrText", "delText", "delInstrText"))
"""Elements whose text is deleted, a second version, or no text."""


def extracted(data: bytes) -> Extracted:
    """The text of a Word document.

    Raises:
        NotReadable: it is broken, protected, too large when unpacked, or holds nothing but pictures.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return _of_package(package)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        KeyError,
        expat.ExpatError,
    ):
        raise NotReadable(
            Text(
                "it is a Word document (DOCX) that is broken or protected by a password; "
                "open it in Word or WPS and save it again",
                "该文件是已损坏或有密码保护的 Word 文档（DOCX）；请用 Word 或 WPS 打开后重新保存",
            )
        ) from None


def _of_package(package: zipfile.ZipFile) -> Extracted:
    parts = Parts(package)
    styles = parts.read("word/styles.xml")
    looks = Looks.of(styles)
    body = _Walk(Numbering.of(parts.read("word/numbering.xml"), styles), looks)
    body.feed(parts.read(MAIN))
    if body.pictures and not any(map(str.strip, body.lines)):
        raise NotReadable(
            Text(
                "it is a Word document of pictures without text; make text of them with OCR and import that",
                "该 Word 文档只有图片，没有文字；请先做文字识别（OCR）再导入",
            )
        )
    struck: list[tuple[int | None, str]] = []
    hidden: list[tuple[int | None, str]] = []
    heads = list(_once(parts, _HEAD, looks, struck, hidden))
    texts = [*heads, *body.lines, *_once(parts, _FOOT, looks, struck, hidden)]
    struck += [(len(heads) + line, words) for line, words in body.struck]
    hidden += [(len(heads) + line, words) for line, words in body.hidden]
    doubts = (*_doubts(body, len(heads)), *struck_out(struck), *unseen(hidden))
    levels = {len(heads) + at: level for at, level in body.headings.items()}
    lines = (Line(at + 1, text, None, levels.get(at, 0)) for at, text in enumerate(texts))
    return settled(lines, doubts)


def _once(
    parts: Parts,
    names: re.Pattern[str],
    looks: Looks,
    struck: list[tuple[int | None, str]],
    hidden: list[tuple[int | None, str]],
) -> Iterator[str]:
    """The texts of headers or footers, each once: a document has up to three of each in every section."""
    seen: set[str] = set()
    for name in parts.names(names):
        walk = _Walk(Numbering(), looks)
        walk.feed(parts.read(name))
        for text in walk.lines:
            if text.strip() and text not in seen:
                seen.add(text)
                yield text
        struck += [(None, words) for _, words in walk.struck]
        hidden += [(None, words) for _, words in walk.hidden]


@dataclass(slots=True)
class _Paragraph:
    lines: list[str] = field(default_factory=lambda: [""])
    style: str = ""
    number: str | None = None
    level: int | None = None
    shaded: bool = False


class _Walk:
    """One pass over a part: the lines of its text, and what was met on the way."""

    def __init__(self, numbering: Numbering, looks: Looks) -> None:
        self.lines: list[str] = []
        self.headings: dict[int, int] = {}
        """The levels of those lines that are headings, by their place."""
        self.pictures = 0
        self.changed: list[int] = []
        self.unnumbered: list[int] = []
        self.struck: list[tuple[int, str]] = []
        self.hidden: list[tuple[int, str]] = []
        self._numbering = numbering
        self._looks = looks
        self._open: list[str] = []
        self._paragraphs: list[_Paragraph] = []
        self._skipped = 0
        self._run = Look()
        self._run_style = ""
        self._shaded = False
        self._tables: list[bool] = []
        """Of each table around: whether cells of it are shaded, so that white text shows."""

    def feed(self, data: bytes) -> None:
        """Walk over a part."""
        if not data:
            return
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._open.append(local)
        if local in ("del", "moveFrom") and self._open[-2:-1] not in (["rPr"], ["trPr"]):
            self.changed.append(len(self.lines) + 1)
        if self._skipped or local in _UNSEEN or local.endswith("Change"):
            self._skipped += 1
            return
        value = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "val"), "")
        within = self._open[-2] if len(self._open) > 1 else ""
        if local == "p" and _WORD.match(name):
            self._paragraphs.append(_Paragraph())
        elif local == "r":
            self._run, self._run_style, self._shaded = Look(), "", False
        elif self._open[-3:-1] == ["r", "rPr"]:
            self._run = self._run._replace(**said(local, value))
            self._run_style = value if local == "rStyle" else self._run_style
            self._shaded |= local == "highlight" or (local == "shd" and _fills(attributes))
        elif local == "tbl":
            self._tables.append(False)
        elif local in ("tblStyle", "shd") and self._tables and not self._paragraphs:
            self._tables[-1] |= local == "tblStyle" or _fills(attributes)
        elif local in ("ins", "moveTo") and within != "rPr":
            self.changed.append(len(self.lines) + 1)
        elif local in ("blip", "imagedata"):
            self.pictures += 1
        elif self._paragraphs:
            self._in_paragraph(self._paragraphs[-1], local, within, value, attributes)

    def _look(self) -> Look:
        """Of the run that is open."""
        style = self._paragraphs[-1].style if self._paragraphs else ""
        return self._run.over(self._looks.look(style, self._run_style))

    def _in_paragraph(
        self, paragraph: _Paragraph, local: str, within: str, value: str, attributes: dict[str, str]
    ) -> None:
        if local == "shd" and within == "pPr":
            paragraph.shaded = _fills(attributes)
        elif within == "r" and not self._look().hidden:
            if local in ("br", "cr"):
                paragraph.lines.append("")
            else:
                paragraph.lines[-1] += {"tab": " ", "noBreakHyphen": "-", "sym": "\ufffd"}.get(local, "")
        elif local == "pStyle":
            paragraph.style = value
        elif local == "numId" and within == "numPr":
            paragraph.number = value
        elif local == "ilvl" and within == "numPr":
            paragraph.level = int(value) if value.isdecimal() else 0

    def _characters(self, text: str) -> None:
        if self._open[-1] == "t" and not self._skipped and self._paragraphs:
            paragraph, look = self._paragraphs[-1], self._look()
            line = len(self.lines) + len(paragraph.lines)
            shaded = self._shaded or paragraph.shaded or any(self._tables)
            if look.hidden or (look.white and not shaded):
                self.hidden.append((line, text))
            elif look.struck or look.twice:
                self.struck.append((line, text))
            else:
                paragraph.lines[-1] += text

    def _end(self, name: str) -> None:
        self._open.pop()
        if self._skipped:
            self._skipped -= 1
        elif name.endswith(" tbl") and self._tables:
            self._tables.pop()
        elif name.endswith(" p") and _WORD.match(name):
            paragraph = self._paragraphs.pop()
            paragraph.lines[0] = self._number(paragraph) + paragraph.lines[0]
            if level := self._looks.heading(paragraph.style):
                self.headings[len(self.lines)] = level
            self.lines += paragraph.lines
            if "tbl" not in self._open and not self._paragraphs:
                self.lines.append("")

    def _number(self, paragraph: _Paragraph) -> str:
        number, level = self._numbering.styles.get(paragraph.style, (None, 0))
        number = number if paragraph.number is None else paragraph.number
        if number in (None, "0") or not any(paragraph.lines):
            return ""
        text = self._numbering.next(number or "", level if paragraph.level is None else paragraph.level)
        if text is None:
            self.unnumbered.append(len(self.lines) + 1)
        return f"{text} " if text else ""


def _fills(attributes: dict[str, str]) -> bool:
    """Whether a shading is of another color than the page."""
    fill = next((value for key, value in attributes.items() if key.rpartition(" ")[2] == "fill"), "auto")
    return fill.upper() not in ("AUTO", WHITE)


def _doubts(walk: _Walk, before: int) -> Iterator[Doubt]:
    if walk.changed:
        yield Doubt(
            before + min(walk.changed),
            Text(
                "the document has tracked changes; it was read as if all were accepted",
                "文档含有修订记录，已按接受全部修订读取",
            ),
        )
    if walk.unnumbered:
        yield Doubt(
            before + walk.unnumbered[0],
            Text(
                f"Word numbers paragraphs by itself in a way that is not known here ({len(walk.unnumbered)}); "
                "their numbers are missing",
                f"部分段落的自动编号格式无法识别（共 {len(walk.unnumbered)} 段），其编号缺失",
            ),
        )
    if walk.pictures:
        yield Doubt(
            None,
            Text(
                f"pictures are not read ({walk.pictures}); if one shows text, it is missing here",
                f"图片未读取（共 {walk.pictures} 幅）；图片中如有文字，则此处缺失",
            ),
        )
