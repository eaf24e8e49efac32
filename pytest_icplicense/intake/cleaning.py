"""Lines to sections: page feet, page numbers and repeated headings are taken out, and wrapped lines are joined."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pytest_icplicense.intake.passages import Line, Passage

FACE, ANNEXE, PROVISIONS = "face", "annexe", "provisions"

_HEADINGS = (
    (
        ANNEXE,
        re.compile(r"(?:中华人民共和国)?(?:增值|基础)?电信业务经营许可证\(?附[页件表]\)?|\(?附[页件表]\)?"),
    ),
    (PROVISIONS, re.compile(r"(?:经营许可证)?特别规定事项")),
    (
        None,
        re.compile(
            r"(?:中华人民共和国)?(?:跨地区)?(?:增值|基础)?电信(?:与信息服务)?业务经营许可证(?:\([正副]本\))?"
        ),
    ),
    (None, re.compile(r"中华人民共和国")),
)
"""Headings by the section that they begin; those of none are passed over."""
_PAGE = re.compile(r"[-—·]?\d{1,4}[-—·]?|第\d{1,4}页(?:,?共\d{1,4}页)?|\d{1,4}/\d{1,4}|共\d{1,4}页")
_FOOT = "经营许可证编号"
_LONGEST_FOOT = 48
_LONGEST_HEADING = 40
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十百]{1,4}\s*[、.．]|第[一二三四五六七八九十百]{1,4}条"
    r"|[0-9０-９]{1,2}\s*[、.．]|[(（]\s*(?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2})\s*[)）])"
)
_ENDED = frozenset("。；;：:!！?？")


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


def folded(text: str) -> str:
    """One width (Unicode NFKC) and no space: as texts of scans are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def cleaned(lines: Iterable[Line]) -> Cleaned:
    """The sections of a license."""
    found: dict[str, list[Line]] = {FACE: [], ANNEXE: [], PROVISIONS: []}
    feet: list[Line] = []
    sections: set[str] = set()
    section = FACE
    awaited = False
    """Whether a foot's number is still to come, on a line of its own."""
    for line in _with_joined_headings(lines):
        short = folded(line.text) if len(line.text) <= 4 * _LONGEST_FOOT else ""
        if not line.text.strip():
            found[section].append(line)
            continue
        if awaited:
            awaited = False
            if _may_be_number(short):
                feet.append(line)
                continue
        if short and _PAGE.fullmatch(short):
            continue
        if heading := _heading(short):
            section = heading[0] or section
            sections.update(filter(None, heading))
            continue
        if _is_foot(short) and (section != FACE or _seen(found[FACE])):
            value = short[len(_FOOT) :].lstrip(":")
            if value:
                feet.append(line)
            awaited = not value
            continue
        found[section].append(line)
    return Cleaned(
        tuple(found[FACE]),
        tuple(found[ANNEXE]),
        tuple(_paragraphs(found[PROVISIONS])),
        tuple(feet),
        frozenset(sections),
    )


def _with_joined_headings(lines: Iterable[Line]) -> Iterator[Line]:
    """So that `中华人民共和国增值电信业务经营许可证` with `(附 页)` on the next line is one heading."""
    held: Line | None = None
    for line in lines:
        if held is not None:
            short = folded(line.text) if len(line.text) <= _LONGEST_HEADING else ""
            if short and re.fullmatch(r"\(?附[页件表]\)?|(?:增值|基础)?电信业务经营许可证.{0,6}", short):
                line = line._replace(text=held.text + line.text)
            else:
                yield held
            held = None
        short = folded(line.text) if len(line.text) <= _LONGEST_HEADING else ""
        if short and _heading(short) == (None,):
            held = line
        else:
            yield line
    if held is not None:
        yield held


def _heading(short: str) -> tuple[str | None] | None:
    """The section that a heading begins, in a tuple; None: the line is no heading."""
    short = short.lstrip("#*").rstrip("*")
    if not short or len(short) > _LONGEST_HEADING:
        return None
    return next(((section,) for section, pattern in _HEADINGS if pattern.fullmatch(short)), None)


def _is_foot(short: str) -> bool:
    if not short.startswith(_FOOT) or len(short) > _LONGEST_FOOT:
        return False
    value = short[len(_FOOT) :]
    return value in ("", ":") or (value.startswith(":") and _may_be_number(value[1:]))


def _may_be_number(short: str) -> bool:
    """Whether a text is as short as a number and has a digit: what it is, is not asked here."""
    return 5 <= len(short) <= 30 and any(char.isdigit() for char in short) and not _ENDED & set(short)


def _seen(face: list[Line]) -> bool:
    """Whether the face has its number already, so that this one is a page's."""
    return any(folded(line.text).startswith(_FOOT) for line in face if len(line.text) <= 4 * _LONGEST_FOOT)


def _paragraphs(lines: Iterable[Line]) -> Iterator[Passage]:
    """Lines put together: a numbering begins a paragraph, and so does a blank line behind a whole sentence."""
    held: list[Line] = []
    blank = False
    for line in lines:
        text = line.text.strip()
        if not text:
            blank = True
            continue
        ended = bool(held) and held[-1].text[-1] in _ENDED
        if held and (_NUMBERED.match(text) or (blank and ended)):
            yield Passage.of(held)
            held = []
        held.append(line._replace(text=_joint(held, text) + text))
        blank = False
    if held:
        yield Passage.of(held)


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
