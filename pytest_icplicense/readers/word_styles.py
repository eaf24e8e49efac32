"""What Word's styles do to the text that they are put on: strike it out, hide it, or print it in white."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.elements import children, local, value

OFF = ("0", "false", "off", "none")
WHITE = "FFFFFF"
_PALE = expression(r"(?:F[0-9A-F]|E[B-F]){3}")
"""Colors that nobody sees on white paper: their contrast is below 1.2."""
_SMALLEST = 4
"""Half points; what is smaller is a row of dots."""
_MOST_STYLES = 20
"""Styles that a style may be based on, one by one; a circle ends there."""
_HEADING = expression(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
"""Word and WPS call the styles of headings so in their documents' XML, in whatever language they are used."""
_MARKS = {"strike": "struck", "dstrike": "twice", "vanish": "hidden", "color": "white"}


class Look(NamedTuple):
    """What is said of text at one place; None: nothing."""

    struck: bool | None = None
    twice: bool | None = None
    """Struck out with two lines, which is a property of its own."""
    hidden: bool | None = None
    white: bool | None = None

    def over(self, below: Look) -> Look:
        """This, and what stands below it where this says nothing."""
        return Look(*(mine if mine is not None else other for mine, other in zip(self, below, strict=True)))

    def beside(self, other: Look) -> Look:
        """What styles of two kinds make together: a strike or a hiding in both is none, as Word toggles them."""
        return Look(
            bool(self.struck) != bool(other.struck),
            bool(self.twice or other.twice),
            bool(self.hidden) != bool(other.hidden),
            self.white if self.white is not None else other.white,
        )


@dataclass(slots=True)
class Looks:
    """The styles of a document by their ids, with all that they are based on."""

    by_style: Mapping[str, Look] = field(default_factory=dict)
    paragraph: str = ""
    """The style of a paragraph that names none."""
    headings: Mapping[str, int] = field(default_factory=dict)
    """The levels of the styles of headings, by their ids."""

    def heading(self, style: str) -> int:
        """The level of a heading of this style; 0: it is none."""
        match = _HEADING.fullmatch(style)
        return self.headings.get(style) or (int(match[1]) if match else 0)

    @classmethod
    def of(cls, styles: bytes) -> Looks:
        """What the part `styles.xml` says, which is known to have no document type."""
        if not styles:
            return cls()
        root = ElementTree.fromstring(styles)  # nosec B314: has no document type, see package.py
        own = {value(each, "styleId"): each for each in root if local(each) == "style"}
        defaults = Look()
        for each in root.iter():
            if local(each) == "rPrDefault":
                defaults = _look(each)
        found = {name: _based(name, own) for name in own}
        first = next(
            (
                name
                for name, each in own.items()
                if value(each, "type") == "paragraph" and value(each, "default") in ("1", "true", "on")
            ),
            "",
        )
        if any(defaults):
            found = {name: look.over(defaults) for name, look in found.items()}
            found.setdefault(first, defaults)
        headings = {
            name: int(match[1])
            for name, each in own.items()
            for inner in children(each, "name")
            if (match := _HEADING.fullmatch(value(inner, "val")))
        }
        return cls(found, first, headings)

    def look(self, paragraph: str, run: str) -> Look:
        """Of text in a paragraph and a run of these styles; empty for none."""
        of_paragraph = self.by_style.get(paragraph or self.paragraph, Look())
        return of_paragraph.beside(self.by_style.get(run, Look())) if run else of_paragraph


def said(name: str, value: str) -> dict[str, bool]:
    """What an element of a run's properties says, if it says something of how text looks."""
    if name == "color":
        return {"white": _PALE.fullmatch(value.upper()) is not None} if value else {}
    if name == "sz":
        return {"hidden": True} if value.isdecimal() and int(value) < _SMALLEST else {}
    return {_MARKS[name]: value not in OFF} if name in _MARKS else {}


def _based(name: str, own: Mapping[str, ElementTree.Element]) -> Look:
    look = Look()
    at = name
    for _ in range(_MOST_STYLES):
        style = own.get(at)
        if style is None:
            break
        for properties in children(style, "rPr"):
            look = look.over(_look(properties))
        at = next((value(each, "val") for each in children(style, "basedOn")), "")
    return look


def _look(properties: ElementTree.Element) -> Look:
    values: dict[str, bool] = {}
    for each in properties.iter():
        values |= said(local(each), value(each, "val"))
    return Look(**values)
