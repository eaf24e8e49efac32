"""How high a bar at the top of a window may become at most, and how low what it may cover stands at least."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Any

from pytest_icplicense.pages.arrangement import lined, lined_up
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.declared import Declared, Style
from pytest_icplicense.pages.lengths import pixels, reach
from pytest_icplicense.pages.nested_box import entered
from pytest_icplicense.text import whole_number

_MOST = 400
"""Elements and texts in a bar; one that has more is not measured."""
_NARROW = 48
"""Pixels that a text has at least before it goes on in the next line."""
_NORMAL = 1.5
"""The height of a line that no style gives, in font sizes, in fonts for Chinese."""
_LARGE = frozenset(
    "img svg video audio canvas iframe object embed picture textarea math frame applet".split()
)
"""What is as high as what it shows."""
_SPACES = {
    **dict.fromkeys("p ul ol dl menu dir blockquote figure pre fieldset hr table".split(), 2.0),
    "h1": 1.4,
    "h2": 1.7,
    "h3": 2.0,
    "h4": 2.7,
    "h5": 3.4,
    "h6": 4.7,
    "td": 0.4,
    "th": 0.4,
    "legend": 0.4,
}
"""What browsers leave free above and below, together and in font sizes."""
_ALIGNED = frozenset("baseline top middle bottom text-top text-bottom".split())
_CONTROLS = frozenset("input select button progress meter".split())
_UNMEASURED = (
    "aspect-ratio all writing-mode columns column-count column-width grid-auto-rows grid-template-rows grid-template"
    " grid zoom flex-basis content border-image initial-letter font-variant letter-spacing word-spacing text-indent"
).split()
_AUTO = ("auto", "none", "normal", "fit-content", "max-content", "min-content", "0")


def tallest(node: Any, outer: Box, declared: Declared) -> float | None:
    """The greatest height of an element in pixels; None: only a layout tells."""
    return _Measuring(declared).of(node, outer, top=True)


class _Measuring:
    def __init__(self, declared: Declared) -> None:
        self._declared, self._left = declared, _MOST

    def of(self, node: Any, outer: Box, *, top: bool = False) -> float | None:
        self._left -= 1
        if self._left < 0:
            return None
        own, written = self._declared(node)
        style = Style(own, outer.variables)
        displays = set(style.of("display", ""))
        if displays == {"none"} or (displays == {""} and "hidden" in node.attributes):
            return 0.0
        if not top and set(style.of("position", "static")) <= {"absolute", "fixed"}:
            return 0.0  # it covers by itself, or is bounded by what is measured here
        box = entered(outer, node, style, None)
        around = self._around(style, outer, box, top)
        if around is None:
            return None
        extra, least = around
        tag = node.tag
        if not style.declares("margin-top") or not style.declares("margin-bottom"):
            extra += _SPACES.get(tag, 0.0) * (box.size or 0.0)
        if tag in _LARGE:
            return self._large(node, style, outer, box, extra, least)
        inside: list[float | None] = [_written(each, box) for each in written]
        if tag in _CONTROLS or tag in ("hr", "br"):
            inside.append(3 * (box.size or 16.0))
        for child in node.iter(include_text=True):
            if child.is_text_node:
                inside.append(_text(child.text_content or "", box))
            elif child.is_element_node and child.tag not in ("script", "style", "template", "noscript"):
                inside.append(self.of(child, box))
        heights = [each for each in inside if each is not None]
        if len(heights) < len(inside):
            return None
        content = max(heights, default=0.0) if lined_up(style) else sum(heights)
        return extra + max(least, content)

    def _around(self, style: Style, outer: Box, box: Box, top: bool) -> tuple[float, float] | None:
        """What is around its content, and its least height."""
        if box.size is None or style.declares(*_UNMEASURED):
            return None
        if not set(style.of("vertical-align", "top")) <= _ALIGNED:
            return None
        extra = 0.0
        sides = [f"{name}-{side}" for name in ("padding", "margin") for side in ("top", "bottom")]
        for name in (*sides, "gap", "row-gap"):
            for value in style.of(name, "0"):
                far = 0.0 if value in _AUTO else pixels(value, outer, box.size, outer.viewport.width)
                if far is None:
                    return None
                extra += max(0.0, far) * (10 if "gap" in name else 1)
        for name in ("border", "border-width", "border-top", "border-bottom"):
            extra += 2 * max(reach(value) for value in style.of(name, "0"))
        least = 0.0
        for name in ("height", "min-height"):
            for value in style.of(name, "auto"):
                if value in _AUTO or (value and value.endswith("%") and not top):
                    continue  # no higher than what is around it
                far = pixels(value, outer, box.size)
                if far is None:
                    return None
                least = max(least, far)
        return None if style.declares("line-height") and _line(box) is None else (extra, least)

    def _large(
        self, node: Any, style: Style, outer: Box, box: Box, extra: float, least: float
    ) -> float | None:
        if node.tag == "picture":
            found = [self.of(child, box) for child in node.css("img")]
            return None if None in found else extra + max((each or 0.0 for each in found), default=0.0)
        given = (node.attributes.get("height") or "").removesuffix("px")
        if least or style.declares("height"):
            return extra + least if least and "auto" not in style.of("height", "0") else None
        most = [pixels(value, outer, box.size) for value in style.of("max-height", "none")]
        if style.declares("max-height") and len(most) == 1 and most[0] is not None:
            return extra + most[0]
        number = whole_number(given)
        return None if number is None else extra + float(number)


def _line(box: Box) -> float | None:
    if box.size is None or (box.line is None and box.leading < 1.0):
        return None
    return max(_NORMAL * box.size, box.line or 0.0, box.leading * box.size)


def _text(text: str, box: Box) -> float | None:
    signs = len(" ".join(text.split()))
    high = _line(box)
    if not signs:
        return 0.0
    return None if high is None or box.size is None else math.ceil(signs * box.size / _NARROW) * high


def _written(style: Style, box: Box) -> float | None:
    """What is written before or after an element."""
    if set(style.of("position", "static")) <= {"absolute", "fixed"} or set(style.of("display", "")) == {
        "none"
    }:
        return 0.0
    found = 0.0
    for name in ("height", "min-height", "padding-top", "padding-bottom", "margin-top", "margin-bottom"):
        for value in style.of(name, "0"):
            far = 0.0 if value in _AUTO else pixels(value, box, box.size, box.viewport.width)
            if far is None:
                return None
            found += max(0.0, far)
    if style.declares("font", "font-size", "line-height", "border", "all", "aspect-ratio"):
        return None
    lines = [_text(value or "?" * 99, box) for value in style.of("content", "normal") if value not in _AUTO]
    return None if None in lines else found + sum(each or 0.0 for each in lines)


class Floor:
    """How far below the top of the page what comes next stands at least, in pixels."""

    def __init__(self) -> None:
        self._at: list[int] = [0]
        self._heights: list[float] = [0.0]
        self._line = self._margin = 0.0

    def text(self, box: Box) -> None:
        """A text in lines of its own."""
        if not self._line and not (box.beside or box.floats or box.doubt or box.hidden or box.off):
            self._line = 0.8 * (box.size or 0.0)

    def ended(self, at: int) -> None:
        """What follows the piece of text `at` stands in a line of its own."""
        if self._line:
            self._raise(at, self._line)
            self._line = self._margin = 0.0

    def entered(self, at: int, outer: Box, inner: Box, style: Style, tag: str) -> None:
        """An element begins before the piece of text `at`."""
        if outer.beside or inner.floats or inner.doubt or inner.hidden or inner.off or not lined(style, tag):
            return
        margin, padding = (
            0.0 if value in _AUTO else pixels(value, outer, inner.size) or 0.0
            for value in (style.of("margin-top", "0")[0], style.of("padding-top", "0")[0])
        )
        if len(style.of("margin-top", "0")) > 1 or len(style.of("padding-top", "0")) > 1:
            return
        if margin > self._margin:  # of margins that meet only the largest counts
            self._raise(at, margin - self._margin)
            self._margin = margin
        if padding > 0:
            self._raise(at, padding)
            self._margin = 0.0

    def _raise(self, at: int, by: float) -> None:
        self._at.append(at)
        self._heights.append(self._heights[-1] + by)

    def below(self, at: int) -> float:
        """How low the piece of text `at` stands at least."""
        return self._heights[bisect_right(self._at, at) - 1]
