"""What Word's styles do to the text that they are put on: strike it out, hide it, or print it in a color on another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.etree import ElementTree

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.color import Rgba, contrast
from pytest_icplicense.pages.legibility import legibility
from pytest_icplicense.readers.elements import children, local, value, whole

OFF = ("0", "false", "off", "none")
PAPER, UNKNOWN = "FFFFFF", "?"
"""Grounds: that of a page, and one that only a program which draws the document knows."""
_COLOR = expression(r"[0-9A-F]{6}")
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "00008B", "darkCyan": "008B8B",
    "darkGray": "A9A9A9", "darkGreen": "006400", "darkMagenta": "800080", "darkRed": "8B0000", "darkYellow": "808000",
    "green": "00FF00", "lightGray": "D3D3D3", "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF", "yellow": "FFFF00",
}  # fmt: skip
"""By ECMA-376, 17.18.40."""
_LEAST = {"sz": 4, "w": 20}
"""Half points, and hundredths of its width: what is smaller, or pressed together more, is a row of dots or lines."""
_CLOSE = 60
"""Twentieths of a point by which characters are moved together, from which digits of a usual size lie on each other."""
_LIFTED = 4
"""Half points above its line or below it, from which a digit is read as a note or a power."""
_MOST_STYLES = 20
"""Styles that a style may be based on, one by one; a circle ends there."""
_HEADING = expression(r"(?:heading|标题) ?([1-9])", re.IGNORECASE)
"""Word and WPS call the styles of headings so in their documents' XML, in whatever language they are used."""
_NARROW = 700
"""Twentieths of a point into which text is fitted, from which a license number can be read."""
THEME = {
    **dict.fromkeys("background1 light1 background2 light2 bg1 lt1 bg2 lt2".split(), PAPER),
    **dict.fromkeys("text1 dark1 tx1 dk1".split(), "000000"),
}
"""Colors of a document's theme that are those of its paper and of its ink."""
_UNRESOLVED = frozenset(("", "auto", "000000"))
"""What programs other than Word write beside a color of the theme; Word writes the color that it is."""
_MARKS = {
    "strike": "struck",
    "dstrike": "twice",
    "vanish": "hidden",
    "caps": "capital",
    "smallCaps": "capital",
}


class Look(NamedTuple):
    """What is said of text at one place; None: nothing."""

    struck: bool | None = None
    twice: bool | None = None
    """Struck out with two lines, which is a property of its own."""
    hidden: bool | None = None
    ink: str | None = None
    """Its color, as six hexadecimal digits; empty for black or white, whichever is seen on the ground."""
    ground: str | None = None
    pressed: bool | None = None
    """Whether its characters are moved into each other."""
    raised: bool | None = None
    """Whether it stands above or below the line."""
    capital: bool | None = None
    """Whether its small letters are shown as capitals."""

    def over(self, below: Look) -> Look:
        """This, and what stands below it where this says nothing."""
        mine = {name: value for name, value in self._asdict().items() if value is not None}
        return below._replace(**mine)

    def beside(self, other: Look) -> Look:
        """What styles of two kinds make together: a strike or a hiding in both is none, as Word toggles them."""
        return Look(
            bool(self.struck) != bool(other.struck),
            bool(self.twice or other.twice),
            bool(self.hidden) != bool(other.hidden),
            self.ink if self.ink is not None else other.ink,
            self.ground if self.ground is not None else other.ground,
            self.pressed if self.pressed is not None else other.pressed,
            self.raised if self.raised is not None else other.raised,
            bool(self.capital or other.capital),
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

    def look(self, paragraph: str, run: str, table: str = "") -> Look:
        """Of text in a paragraph and a run of these styles, in a table of this one; empty for none."""
        of_paragraph = self.by_style.get(paragraph or self.paragraph, Look())
        if table:
            of_paragraph = of_paragraph.over(self.by_style.get(table, Look()))
        return of_paragraph.beside(self.by_style.get(run, Look())) if run else of_paragraph


def said(name: str, attributes: Mapping[str, str]) -> dict[str, Any]:
    """What an element of a run's properties says, if it says something of how text looks."""
    value = attributes.get("val", "")
    if name == "color":
        if value.lower() in _UNRESOLVED and (ink := THEME.get(attributes.get("themeColor", ""))):
            return {"ink": ink}
        return {"ink": "" if color(value) == UNKNOWN else color(value)} if value else {}
    if name == "highlight":
        return {"ground": _HIGHLIGHTS[value]} if value in _HIGHLIGHTS else {}
    if name == "shd":
        return {"ground": ground} if (ground := shade(attributes)) else {}
    if name == "vertAlign":
        return {"raised": value in ("superscript", "subscript")}
    if name == "position":
        return {"raised": True} if abs(whole(value, 0)) >= _LIFTED else {}
    if name == "spacing" and value:
        return {"pressed": whole(value, 0) <= -_CLOSE}
    if name == "fitText":
        return {"pressed": whole(value, _NARROW) < _NARROW}
    if name in _LEAST:
        return {"hidden": True} if 0 <= whole(value, -1) < _LEAST[name] else {}
    return {_MARKS[name]: value not in OFF} if name in _MARKS else {}


def shade(attributes: Mapping[str, str]) -> str | None:
    """The ground that a shading gives; None: none."""
    pattern = attributes.get("val", "clear")
    if pattern not in ("clear", "nil", "solid"):
        return UNKNOWN
    fill = attributes.get("color" if pattern == "solid" else "fill", "auto")
    theme = attributes.get("themeColor" if pattern == "solid" else "themeFill", "")
    if theme and fill.lower() in _UNRESOLVED:
        return THEME.get(theme, UNKNOWN)
    return None if pattern == "nil" or (fill == "auto" and pattern == "clear") else color(fill)


def color(text: str) -> str:
    """A color as six hexadecimal digits; `UNKNOWN` where it is written in another way."""
    digits = text.removeprefix("#").upper()
    return digits if _COLOR.fullmatch(digits) else UNKNOWN


def seen_on(ink: str | None, ground: str) -> bool | None:
    """Whether readers see text of a color on a ground; None: that is not certain."""
    if not ink:
        return True
    ratio = contrast(_rgba(ink), _rgba(PAPER if ground == UNKNOWN else ground))
    bounds = legibility().contrast
    if ground == UNKNOWN:
        return True if ratio >= bounds.seen_from else None
    return True if ratio >= bounds.seen_from else False if ratio < bounds.hidden_below else None


def _rgba(color: str) -> Rgba:
    return Rgba(*(part / 255 for part in bytes.fromhex(color)))


def _based(name: str, own: Mapping[str, ElementTree.Element]) -> Look:
    look = Look()
    at = name
    for _ in range(_MOST_STYLES):
        style = own.get(at)
        if style is None:
            break
        for part in ("rPr", "pPr"):
            for properties in children(style, part):
                look = look.over(_look(properties))
        at = next((value(each, "val") for each in children(style, "basedOn")), "")
    return look


def _look(properties: ElementTree.Element) -> Look:
    values: dict[str, Any] = {}
    for each in properties.iter():
        values |= said(local(each), {key.rpartition("}")[2]: text for key, text in each.attrib.items()})
    return Look(**values)
