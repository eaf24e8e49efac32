"""The numbers that Word writes before paragraphs by itself, `十五、` or `(三)` say, which are in no text of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.elements import children, local, value, whole

_DIGITS = "〇一二三四五六七八九"
_PLACE = expression(r"%([1-9])")
_MOST_STYLES = 20
"""Styles that a style may be based on, one by one; a circle ends there."""


class _Level(NamedTuple):
    start: int
    form: str
    text: str
    style: str | None


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: Mapping[str, Mapping[int, _Level]] = field(default_factory=dict)
    """By list and level."""
    lists: Mapping[str, str] = field(default_factory=dict)
    """The list that each number id counts in; several may share one."""
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    """Where a number id begins to count anew, until it did."""
    styles: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """The number id and level of each style that has one."""
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, numbering: bytes | None, styles: bytes | None) -> Numbering:
        """What the parts `numbering.xml` and `styles.xml` say, which are known to have no document type."""
        if not numbering:
            return cls()
        root = ElementTree.fromstring(numbering)  # nosec B314: has no document type, see package.py
        levels = {value(each, "abstractNumId"): dict(_levels(each)) for each in children(root, "abstractNum")}
        lists: dict[str, str] = {}
        starts: dict[tuple[str, int], int] = {}
        for num in children(root, "num"):
            name = value(num, "numId")
            lists[name] = next((value(each, "val") for each in children(num, "abstractNumId")), "")
            for override in children(num, "lvlOverride"):
                for start in children(override, "startOverride"):
                    starts[name, whole(value(override, "ilvl"), 0)] = whole(value(start, "val"), 0)
        found = cls(levels, lists, starts)
        if styles:
            root = ElementTree.fromstring(styles)  # nosec B314: has no document type, see package.py
            found.styles = dict(found._styles(root))
        return found

    def _styles(self, root: ElementTree.Element) -> Iterator[tuple[str, tuple[str, int]]]:
        own = {value(each, "styleId"): each for each in children(root, "style")}
        for name in own:
            at: str | None = name
            for _ in range(_MOST_STYLES):
                style = own.get(at or "")
                if style is None:
                    break
                numbers = [each for each in style.iter() if local(each) == "numId"]
                if numbers:
                    number = value(numbers[0], "val")
                    level = next((each for each in style.iter() if local(each) == "ilvl"), None)
                    linked = self.levels.get(self.lists.get(number, ""), {})
                    by_style = next((each for each, one in linked.items() if one.style == name), 0)
                    yield name, (number, by_style if level is None else whole(value(level, "val"), 0))
                    break
                at = next((value(each, "val") for each in children(style, "basedOn")), None)

    def next(self, number: str, level: int) -> str | None:
        """The number before the next paragraph of a list; empty for a bullet, None where it cannot be told."""
        name = self.lists.get(number, "")
        levels = self.levels.get(name, {})
        if level not in levels:
            return None
        counts = self.counted.setdefault(name, {})
        start = self.starts.pop((number, level), None)
        counts[level] = start if start is not None else counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if levels[level].form == "bullet":
            return ""
        written: list[str | None] = []

        def place(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = levels.get(at)
            written.append(_written(counts.get(at, one.start), one.form) if one else None)
            return written[-1] or ""

        text = _PLACE.sub(place, levels[level].text)
        return None if None in written else text


def _written(number: int, form: str) -> str | None:
    """A number in one of Word's formats; None: in one that is not known here."""
    if form == "decimal" or form == "decimalHalfWidth":
        return str(number)
    if form == "decimalZero":
        return f"{number:02}"
    if form in ("decimalFullWidth", "decimalFullWidth2"):
        return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    if form == "none":
        return ""
    if form == "ideographDigital" or form == "japaneseDigitalTenThousand":
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if (
        form
        in (
            "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand japaneseCounting"
        ).split()
    ):
        if not 0 < number < 100:
            return None
        tens, ones = divmod(number, 10)
        ten = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
        return ten + (_DIGITS[ones] if ones else "")
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 0 < number <= 20:
        return chr(0x245F + number)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((0x60 if form == "lowerLetter" else 0x40) + number)
    return None


def _levels(listed: ElementTree.Element) -> Iterator[tuple[int, _Level]]:
    for each in children(listed, "lvl"):
        values = {local(child): value(child, "val") for child in each}
        level = _Level(
            whole(values.get("start") or "1", 0),
            values.get("numFmt", "decimal"),
            values.get("lvlText", ""),
            values.get("pStyle"),
        )
        yield whole(value(each, "ilvl"), 0), level
