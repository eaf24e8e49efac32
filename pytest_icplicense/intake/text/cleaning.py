"""Lines to sections: page feet, page numbers and repeated headings are taken out, and wrapped lines are joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.lines import Doubt, Line, Passage
from pytest_icplicense.readers.page_furniture import (
    ANNEXE,
    ENDED,
    FACE,
    LONGEST_HEADING,
    NUMBERED,
    PROVISIONS,
    Kind,
    Piece,
    folded,
    heading_of,
    scope_is_open,
    told_apart,
)
from pytest_icplicense.text import Text

__all__ = ["Cleaned", "cleaned", "folded", "joined", "watermarked"]


_OF_A_FACE = ("公司名称:", "企业名称:", "单位名称:", "法定代表人:")
_TITLE_ABOVE = 12
"""Lines from a license's title to the first name on its face."""


class Cleaned(NamedTuple):
    """What a license says, without what only its pages say."""

    face: tuple[Line, ...]
    annexe: tuple[Line, ...]
    provisions: tuple[Passage, ...]
    """A paragraph each, in the order of the text."""
    feet: tuple[Line, ...]
    """What stands in page feet behind 经营许可证编号, and again in the annexe: numbers that must all be the same."""
    sections: frozenset[str]
    """Those that have a heading."""
    doubts: tuple[Doubt, ...] = ()
    """Lines that may be text or a page's, with their words."""


def cleaned(lines: Iterable[Line]) -> Cleaned:
    """The sections of a license."""
    found: dict[str, list[Line]] = {FACE: [], ANNEXE: [], PROVISIONS: []}
    feet: list[Line] = []
    doubts: list[Doubt] = []
    sections: set[str] = set()
    section = FACE
    title: tuple[int, int, int, int] | None = None
    pieces = told_apart(list(_with_joined_headings(_with_headings_apart(lines))))
    for at, piece in enumerate(pieces):
        if section == PROVISIONS and _is_second_face(piece, found[FACE]):
            if title is not None and piece.line.number - title[0] <= _TITLE_ABOVE:
                del found[PROVISIONS][title[1] :], feet[title[2] :], doubts[title[3] :]
            doubts.append(Doubt(piece.line.number, _ANOTHER, missing=True))
            break
        if section == PROVISIONS and not found[FACE] and _begins_face(pieces[at : at + _TITLE_ABOVE]):
            section = FACE
        if section == PROVISIONS and piece.kind is Kind.HEADING and piece.section is None:
            title = piece.line.number, len(found[PROVISIONS]), len(feet), len(doubts)
        if piece.doubt and not (piece.kind is Kind.TEXT and section == PROVISIONS):
            doubts.append(piece.doubt)  # what a provision has too much, its comparison says
        if piece.kind is Kind.TEXT:
            found[section].append(piece.line)
        elif piece.numbered:
            feet.append(piece.line)
        elif piece.section and piece.goes_on and _is_cut(section, found[section]):
            doubts.append(_page_break(piece))
        elif piece.section:
            section = piece.section
            sections.add(section)
    return Cleaned(
        tuple(found[FACE]),
        tuple(found[ANNEXE]),
        tuple(_paragraphs(found[PROVISIONS])),
        tuple(feet),
        frozenset(sections),
        tuple(doubts),
    )


_ANOTHER = Text(
    "another license begins here, and is not read: import it from a file of its own",
    "此处开始为另一份许可证，未予读取：请单独导入",
)


def _begins_face(pieces: Sequence[Piece]) -> bool:
    """Whether these are a license's title and, not far below it, the first names of its face."""
    if pieces[0].kind is not Kind.HEADING or pieces[0].section is not None:
        return False
    return any(folded(each.line.text[:40]).startswith(_OF_A_FACE) for each in pieces[1:])


def _is_second_face(piece: Piece, face: list[Line]) -> bool:
    """Whether a line below the provisions has a field that the face above them has already."""
    label = next((each for each in _OF_A_FACE if folded(piece.line.text[:40]).startswith(each)), None)
    return label is not None and any(folded(line.text[:40]).startswith(label) for line in face)


def _is_cut(section: str, lines: list[Line]) -> bool:
    """Whether what these lines say is not at its end, so that the heading of an annexe is that of a page."""
    if section == PROVISIONS:
        last = next((line.text.strip() for line in reversed(lines) if line.text.strip()), "。")
        return last[-1] not in ENDED
    return section == FACE and scope_is_open(lines)


def _page_break(piece: Piece) -> Doubt:
    words = piece.line.text.strip()
    why = Text(
        f"'{words}' was taken for the heading of a page in the middle of a text, not for the beginning of an annex",
        f"“{words}”被视为换页处的页眉，其前后文字按连续读取，而非附页的开始",
    )
    return Doubt(piece.line.number, why)


def _with_headings_apart(lines: Iterable[Line]) -> Iterator[Line]:
    """So that 特别规定事项 in the middle of a line, between a value and 一、, is a heading on a line of its own."""
    for line in lines:
        match = _HEADING_WITHIN.search(line.text)
        if match is None:
            yield line
            continue
        yield from (
            line._replace(text=line.text[slice(*each)]) for each in ((0, match.start()), match.span(1))
        )
        yield line._replace(text=line.text[match.end() :])


_HEADING_WITHIN = re.compile(r"(特别规定事项)\s*[:：]\s*(?=(?:一|1|１)\s*[、.．]|第一条|[(（][一1１][)）])")


def _with_joined_headings(lines: Iterable[Line]) -> Iterator[Line]:
    """So that `中华人民共和国增值电信业务经营许可证` with `(附 页)` on the next line is one heading."""
    held: Line | None = None
    for line in lines:
        if held is not None:
            short = folded(line.text) if len(line.text) <= LONGEST_HEADING else ""
            if short and re.fullmatch(r"\(?附[页件表]\)?|(?:增值|基础)?电信业务经营许可证.{0,6}", short):
                line = line._replace(text=held.text + line.text)
            else:
                yield held
            held = None
        short = folded(line.text) if len(line.text) <= LONGEST_HEADING else ""
        if short and heading_of(short) == (None,):
            held = line
        else:
            yield line
    if held is not None:
        yield held


def _paragraphs(lines: Iterable[Line]) -> Iterator[Passage]:
    """Lines put together: a numbering begins a paragraph, and so does a blank line behind a whole sentence.

    Where nothing is numbered, every line behind a whole sentence does.
    """
    lines = list(lines)
    held: list[Line] = []
    plain = not any(NUMBERED.match(line.text) for line in lines)
    blank = False
    for line in lines:
        text = line.text.strip()
        if not text:
            blank = True
            continue
        ended = bool(held) and held[-1].text[-1] in ENDED
        if held and (NUMBERED.match(text) or (ended and (blank or plain))):
            yield Passage.of(held)
            held = []
        held.append(line._replace(text=_joint(held, text) + text))
        blank = False
    if held:
        yield Passage.of(held)


_WATERMARK = expression("仅供|二维码|复印件|扫描件|(?:他用|复印|转借|涂改)无效|与原件(?:一致|相符)")


def watermarked(text: str) -> bool:
    """Whether words are in it that are written across copies of a license, and that no name and no place has."""
    return _WATERMARK.search(folded(text)) is not None


def _joint(held: list[Line], text: str) -> str:
    """A space between two Latin words that a line break parted; nothing between Chinese characters."""
    last = held[-1].text[-1] if held else ""
    return " " if last.isascii() and last.isalnum() and text[0].isascii() and text[0].isalnum() else ""


def joined(lines: Iterable[Line]) -> Passage:
    """Lines of a section as one text, without blank ones."""
    held: list[Line] = []
    for line in lines:
        if text := line.text.strip():
            held.append(line._replace(text=_joint(held, text) + text))
    return Passage.of(held)
