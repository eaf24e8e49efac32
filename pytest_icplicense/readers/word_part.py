"""The text of a part of a Word document, in one pass: what readers see of it, and what they may not."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.elements import whole
from pytest_icplicense.readers.numbering import Numbering
from pytest_icplicense.readers.refusal import Unsure
from pytest_icplicense.readers.word_styles import (
    OFF,
    PAPER,
    THEME,
    UNKNOWN,
    Look,
    Looks,
    color,
    said,
    seen_on,
    shade,
)

_WORD = expression(
    r"http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org/ooxml)/wordprocessingml/(?:2006/)?main"
)
_UNSEEN = frozenset(("del", "moveFrom", "rt", "instrText", "delText", "delInstrText"))
"""Elements whose text is deleted, or no text."""
_NEW = expression(r"(?:wp[sgci]|w1[0-9]\w*|wp1\d|wne|[ac]1\d|cx\d?|am3d|aink|pic|[ov])( |$)")
"""The prefixes of namespaces that Word knows, by which it chooses one of two versions."""
_DRAWN = frozenset(("blip", "imagedata", "textpath", "chart", "relIds", "altChunk"))
"""What shows text that does not stand in the document's own: pictures, lettering, diagrams, other documents."""
_WRAPS = frozenset(("wrapSquare", "wrapTight", "wrapThrough", "wrapTopAndBottom"))
_SHAPES = frozenset(("shape", "rect", "roundrect", "oval", "polyline", "group"))
_LOWEST = 80
"""Twentieths of a point to which a line or a row is held, from which it cuts its text off."""
_FARTHEST = 8_000
"""Twentieths of a point to which text is moved aside; a page has some 12,000."""
_UNITS = 635
"""Of drawings, in a twentieth of a point."""
_TINY = expression(r"(?:^|;)(?:width|height):(?:0|[0-4](?:\.\d{1,9})?|\.\d{1,9})(?:pt|px)?(?:;|$)")
_OFF_PAGE = expression(r"(?:^|;)(?:margin-)?(?:left|top):-?\d{4}")
"""How older programs write shapes of less than five points, and those that are moved off the page."""


@dataclass(slots=True)
class _Paragraph:
    lines: list[str] = field(default_factory=lambda: [""])
    certain: list[str] = field(default_factory=lambda: [""])
    """The same, with signs of `Unsure` for characters that readers may not see."""
    pages: list[int] = field(default_factory=list)
    """How many pages have ended before each line, as far as the document says."""
    style: str = ""
    number: str | None = None
    level: int | None = None
    ground: str | None = None
    hidden: bool = False
    aside: bool = False
    """Whether it is moved so far that it may be off the page."""
    raised: bool = False
    """Whether its last text stands above or below the line."""
    turned: bool = False
    """Whether a sign in it has turned the rest around (U+202E)."""


@dataclass(slots=True)
class _Floating:
    """What is placed on the page, and not in the text."""

    depth: int
    covers: bool
    """Whether it lies before the text, which does not run around it."""
    pages: tuple[int, int]
    first: int
    """Of the lines in it, and of those that may stand below it."""
    below: bool = False
    """Whether it lies below the line before it in the text."""
    last: int = 0


class WordPart:
    """One pass over a part: the lines of its text, and what was met on the way."""

    def __init__(self, numbering: Numbering, looks: Looks, notes: set[tuple[str, str]] | None = None) -> None:
        self.lines: list[str] = []
        self.certain: list[str] = []
        self.headings: dict[int, int] = {}
        """The levels of those lines that are headings, by their place."""
        self.pictures = 0
        self.changed: list[int] = []
        self.unnumbered: list[int] = []
        self.struck: list[tuple[int, str]] = []
        self.hidden: list[tuple[int, str]] = []
        self.references: list[tuple[str, str, str]] = []
        """To headers and footers: which of both, on which pages, and the key of the part."""
        self.title_pages = False
        self.notes: set[tuple[str, str]] = notes or set()
        """The notes that the text refers to, as `footnote` or `endnote`, each with its key."""
        self._numbering = numbering
        self._looks = looks
        self._open: list[str] = []
        self._paragraphs: list[_Paragraph] = []
        self._skipped = 0
        self._run = Look()
        self._run_style = ""
        self._chosen: list[bool] = []
        """Of each choice of versions around: whether one is taken."""
        self._grounds: list[str | None] = [PAPER]
        """Of the page and each table, cell and box around; None: that of the one around it."""
        self._shape = UNKNOWN
        self._floating: list[_Floating] = []
        self._covers: list[_Floating] = []
        self._page = 0
        self._pages: list[int] = []
        self._boxed: list[bool] = []
        """Of each line its page, and whether it stands in a box that is placed anywhere."""
        self._columns = self._from_paragraph = False
        self._tables: list[str] = []
        """The styles of the tables around."""
        self._concealed = 0
        """How deep in the document what nobody sees is open; 0: nothing is."""
        self._doubted: list[tuple[int, Unsure]] = []
        """How deep what readers may not see is open, and why."""

    def feed(self, data: bytes) -> None:
        """Walk over a part."""
        if not data:
            return
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(data, True)
        for cover in self._covers:
            for at, text in enumerate(self.certain):
                apart = cover.below and at < cover.first and not self._boxed[at] and not self._columns
                if self._pages[at] in cover.pages and not cover.first <= at < cover.last and not apart:
                    self.certain[at] = Unsure.COVERED * len(text)

    def laid_over(self, lines: list[str]) -> list[str]:
        """The lines of headers and footers, which what floats in the text may lie on if they stand on its page alone."""
        if not self._covers or self._page:
            return lines
        return [Unsure.COVERED * len(line) for line in lines]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self._open.append(local)
        if local in ("del", "moveFrom") and self._open[-2:-1] not in (["rPr"], ["trPr"]):
            self.changed.append(len(self.lines) + 1)
        if local in ("del", "cellDel") and self._open[-2:-1] in (["trPr"], ["tcPr"]) and not self._skipped:
            self._concealed = self._concealed or len(self._open) - 2
        if self._skipped or local in _UNSEEN or local.endswith("Change"):
            self._skipped += 1
            return
        if self._is_other_version(local, attributes):
            self._skipped += 1
            return
        own = {key.rpartition(" ")[2]: text for key, text in attributes.items()}
        value = own.get("val", "")
        within = self._open[-2] if len(self._open) > 1 else ""
        if local in ("footnote", "endnote") and (local, own.get("id", "")) not in self.notes:
            self._skipped += 1
        elif local == "p" and _WORD.match(name):
            self._paragraphs.append(_Paragraph(pages=[self._page]))
        elif local == "r":
            self._run, self._run_style = Look(), ""
        elif self._open[-3:-1] == ["r", "rPr"]:
            self._run = self._run._replace(**said(local, own))
            self._run_style = value if local == "rStyle" else self._run_style
        elif local in ("noFill", "alpha") and "textFill" in self._open[-5:]:
            self._run = self._run._replace(hidden=local == "noFill" or own.get("val", "").startswith("100"))
        elif local == "srgbClr" and self._open[-3:-1] == ["textFill", "solidFill"]:
            self._run = self._run._replace(ink=color(value))
        elif local == "schemeClr" and self._open[-3:-1] == ["textFill", "solidFill"] and value in THEME:
            self._run = self._run._replace(ink=THEME[value])
        elif local in ("tbl", "tc", "txbxContent"):
            self._grounds.append(self._shape if local == "txbxContent" else None)
            if local == "tbl":
                self._tables.append("")
            self._in_floating(local, own)
        elif local == "tblStyle" and self._tables:
            self._grounds[-1], self._tables[-1] = UNKNOWN, value
        elif local == "shd" and within in ("tblPr", "tcPr"):
            self._grounds[-1] = shade(own)
        elif local == "background":
            self._grounds[0] = UNKNOWN
        elif local in ("ins", "moveTo") and within != "rPr":
            self.changed.append(len(self.lines) + 1)
        elif local in ("headerReference", "footerReference"):
            self.references.append((local, own.get("type", "default"), own.get("id", "")))
        elif local in ("footnoteReference", "endnoteReference"):
            self.notes.add((local.removesuffix("Reference"), own.get("id", "")))
        elif local == "cols":
            self._columns |= own.get("num", "1") != "1"
        elif local == "titlePg":
            self.title_pages |= value not in OFF
        else:
            self.pictures += local in _DRAWN
            self._conceal(local, within, own)
            self._in_floating(local, own)
            if self._paragraphs:
                self._in_paragraph(self._paragraphs[-1], local, within, own)

    def _is_other_version(self, local: str, attributes: dict[str, str]) -> bool:
        """Whether Word takes another one of the versions that stand here."""
        if local == "AlternateContent":
            self._chosen.append(False)
        elif local in ("Choice", "Fallback") and self._chosen:
            known = local == "Fallback" or all(map(_NEW.fullmatch, attributes.get("Requires", "").split()))
            if self._chosen[-1] or not known:
                return True
            self._chosen[-1] = True
        return False

    def _conceal(self, local: str, within: str, own: dict[str, str]) -> None:
        """Rows, drawings and controls whose text is not shown, or stands in for another."""
        depth = len(self._open)
        style = own.get("style", "").replace(" ", "")
        low = local == "trHeight" and own.get("hRule") == "exact" and _number(own.get("val")) < _LOWEST
        if low or (local == "hidden" and within == "trPr" and own.get("val") not in OFF):
            self._concealed = self._concealed or depth - 2
        elif local == "docPr" and own.get("hidden", "0") not in OFF:
            self._concealed = self._concealed or depth - 1
        elif local in _SHAPES and ("visibility:hidden" in style or "display:none" in style):
            self._concealed = self._concealed or depth
        elif local == "showingPlcHdr" and own.get("val") not in OFF:
            self._doubted.append((depth - 2, Unsure.PLACEHOLDER))
        elif local == "bdo" and own.get("val") == "rtl":
            self._doubted.append((depth, Unsure.TURNED))
        elif (local == "tblInd" and abs(_number(own.get("w"))) > _FARTHEST) or (
            local == "tblpPr" and any(abs(_number(own.get(f"tblp{side}", "0"))) > _FARTHEST for side in "XY")
        ):
            self._doubted.append((depth - 2, Unsure.ASIDE))
        elif local == "extent" and any(_number(size) < _LOWEST * _UNITS for size in own.values()):
            self._doubted.append((depth - 1, Unsure.CUT))
        if local in _SHAPES and (small := _TINY.search(style) or _OFF_PAGE.search(style)):
            self._doubted.append((depth, Unsure.CUT if small.re is _TINY else Unsure.ASIDE))

    def _in_floating(self, local: str, own: dict[str, str]) -> None:
        """What is placed on the page, the ground of what is written in it, and whether text runs around it."""
        style = own.get("style", "").replace(" ", "")
        if local == "wsp" or local in _SHAPES:
            self._shape = color(own.get("fillcolor", ""))
        elif local == "srgbClr" and self._open[-3:-1] == ["spPr", "solidFill"]:
            self._shape = color(own.get("val", ""))
        if local == "anchor":
            self._floating.append(self._placed(own.get("behindDoc", "0") in OFF))
        elif local in _SHAPES and "position:absolute" in style:
            self._floating.append(self._placed("z-index:-" not in style))
        elif self._floating:
            last = self._floating[-1]
            last.covers &= local not in _WRAPS and (local != "wrap" or own.get("type", "none") == "none")
            # A shape without a fill hides nothing, unless it is one of several, or a picture.
            bare = local == "noFill" and self._open[-3:-1] == ["wsp", "spPr"] and "wgp" not in self._open
            last.covers &= not bare
            if local == "positionV":
                self._from_paragraph = own.get("relativeFrom") in ("paragraph", "line")
            elif local == "xfrm" and own.get("rot", "0").strip("0"):
                last.below = False

    def _placed(self, covers: bool) -> _Floating:
        pages = self._paragraphs[0].pages[0] if self._paragraphs else self._page, self._page
        return _Floating(len(self._open), covers, pages, len(self.lines))

    def _look(self) -> Look:
        """Of the run that is open."""
        style = self._paragraphs[-1].style if self._paragraphs else ""
        table = self._tables[-1] if self._tables else ""
        return self._run.over(self._looks.look(style, self._run_style, table))

    def _in_paragraph(self, paragraph: _Paragraph, local: str, within: str, own: dict[str, str]) -> None:
        value = own.get("val", "")
        if within == "pPr" and local in ("shd", "spacing", "ind", "framePr"):
            if local == "shd":
                paragraph.ground = shade(own)
            elif local == "spacing":
                paragraph.hidden |= own.get("lineRule") == "exact" and _number(own.get("line")) < _LOWEST
            elif local == "ind":
                paragraph.aside = any(abs(_number(text)) > _FARTHEST for text in own.values())
            else:
                paragraph.aside = any(not 0 <= _number(own.get(side, "0")) <= _FARTHEST for side in "xy")
                paragraph.hidden |= own.get("hRule") == "exact" and _number(own.get("h")) < _LOWEST
        elif within == "r" and not self._look().hidden:
            if local in ("br", "cr"):
                self._page += own.get("type") == "page"
                paragraph.lines.append("")
                paragraph.certain.append("")
                paragraph.pages.append(self._page)
            else:
                sign = {"tab": " ", "noBreakHyphen": "-", "sym": "\ufffd"}.get(local, "")
                paragraph.lines[-1] += sign
                paragraph.certain[-1] += sign
        elif local == "pStyle":
            paragraph.style = value
        elif local == "pageBreakBefore" and value not in OFF and "txbxContent" not in self._open:
            self._page += 1
            paragraph.pages[0] = self._page
        elif local == "numId" and within == "numPr":
            paragraph.number = value
        elif local == "ilvl" and within == "numPr":
            paragraph.level = max(0, whole(value, 0))

    def _characters(self, text: str) -> None:
        placed = self._open[-1] == "posOffset" and not self._skipped
        if placed and not -_FARTHEST <= _number(text) / _UNITS <= 2 * _FARTHEST:
            self._doubted.append((len(self._open) - 2, Unsure.ASIDE))
        if self._open[-2:] == ["positionV", "posOffset"] and self._floating and self._from_paragraph:
            self._floating[-1].below = text.strip().isdecimal() and self._open.count("tbl") == 0
        if self._open[-1] == "t" and not self._skipped and self._paragraphs:
            paragraph, look = self._paragraphs[-1], self._look()
            text = text.upper() if look.capital else text
            paragraph.turned |= "\u202e" in text
            line = len(self.lines) + len(paragraph.lines)
            around = next(each for each in reversed(self._grounds) if each is not None)
            own = self._run.ground or paragraph.ground or look.ground or around
            seen = seen_on(look.ink, own)
            if look.hidden or paragraph.hidden or self._concealed or seen is False:
                self.hidden.append((line, text))
            elif look.struck or look.twice:
                self.struck.append((line, text))
            else:
                if (
                    bool(look.raised) != paragraph.raised
                    and text[:1].isdigit()
                    and paragraph.lines[-1][-1:].isdigit()
                ):
                    text = f" {text}"  # a note or a power, which is no digit of a number
                paragraph.raised = bool(look.raised)
                paragraph.lines[-1] += text
                unsure = self._unsure(paragraph, look, seen is None, own)
                paragraph.certain[-1] += text if unsure is None else unsure * len(text)

    def _unsure(self, paragraph: _Paragraph, look: Look, faint: bool, ground: str) -> Unsure | None:
        """Why readers may not see what is written; None: they do."""
        if self._doubted:
            return self._doubted[-1][1]
        if paragraph.turned:
            return Unsure.TURNED
        if paragraph.aside:
            return Unsure.ASIDE
        if look.pressed:
            return Unsure.PRESSED
        return (Unsure.GROUND if ground == UNKNOWN else Unsure.PALE) if faint else None

    def _end(self, name: str) -> None:
        local = self._open.pop()
        if self._skipped:
            self._skipped -= 1
            return
        depth = len(self._open)
        self._concealed = self._concealed if self._concealed <= depth else 0
        while self._doubted and self._doubted[-1][0] > depth:
            self._doubted.pop()
        if self._floating and depth < self._floating[-1].depth:
            last = self._floating.pop()
            last.last = len(self.lines)
            if last.covers:
                self._covers.append(last)
        if local in ("tbl", "tc", "txbxContent"):
            self._grounds.pop()
            if local == "tbl":
                self._tables.pop()
        elif local == "AlternateContent" and self._chosen:
            self._chosen.pop()
        elif local == "p" and _WORD.match(name):
            paragraph = self._paragraphs.pop()
            number = self._number(paragraph)
            paragraph.lines[0] = number + paragraph.lines[0]
            paragraph.certain[0] = number + paragraph.certain[0]
            if level := self._looks.heading(paragraph.style):
                self.headings[len(self.lines)] = level
            self.lines += paragraph.lines
            self.certain += paragraph.certain
            self._pages += paragraph.pages
            if "tbl" not in self._open and not self._paragraphs:
                self.lines.append("")
                self.certain.append("")
                self._pages.append(self._page)
            self._boxed += ["txbxContent" in self._open] * (len(self.lines) - len(self._boxed))

    def _number(self, paragraph: _Paragraph) -> str:
        number, level = self._numbering.styles.get(paragraph.style, (None, 0))
        number = number if paragraph.number is None else paragraph.number
        if number in (None, "0") or not any(paragraph.lines):
            return ""
        text = self._numbering.next(number or "", level if paragraph.level is None else paragraph.level)
        if text is None:
            self.unnumbered.append(len(self.lines) + 1)
        return f"{text} " if text else ""


def _number(text: str | None) -> int:
    """A whole number; without one, as many as no bound is under."""
    return whole(text or "", _LOWEST)
