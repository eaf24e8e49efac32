"""Inline styles that hide what they are on: the ways that authors use, not all that CSS has.

Every declared value counts, not only the last: a browser may refuse the last one, and whoever writes `display: none`
into the style of a license number means it.
"""

from __future__ import annotations

import re

from pytest_icplicense.expressions import expression

_COMMENT = expression(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = expression(r"\\([0-9a-fA-F]{1,6})[ \t\r\n\f]?|\\(.)", re.DOTALL)
_LENGTH = expression(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*([a-z%]*)")
_PIXELS = {"em": 16.0, "rem": 16.0, "%": 5.0, "vw": 5.0, "vh": 5.0, "in": 96.0, "cm": 38.0, "pt": 1.3}
FAR = 500
"""Pixels, roughly, by which a shift takes text off any page."""

_WORDS = {
    "display": {"none"},
    "visibility": {"hidden", "collapse"},
    "content-visibility": {"hidden"},
    "color": {"transparent"},
}
_NOTHING = expression(
    r"scale[xy]?\(\s*0(?:\.0*)?\s*[,)]|opacity\(\s*0(?:\.0*)?%?\s*\)|rect\(\s*0|inset\(\s*(?:50|100)%|circle\(\s*0"
    r"|(?:rgb|hsl)a\([^)]*,\s*0(?:\.0*)?%?\s*\)|(?:rgb|hsl)a?\([^)]*/\s*0(?:\.0*)?%?\s*\)|translate[xy]?\(\s*-?\d{4,}"
)
_SHIFTS = ("left", "top", "right", "bottom", "inset", "margin", "margin-left", "margin-top", "text-indent")


def hides(style: str) -> bool:
    """Whether a `style` attribute makes its element invisible to a reader."""
    text = style[:10_000]
    declared = _declarations(_COMMENT.sub("", text)) + _declarations(text)
    if any(_hides(name, value) for name, value in declared):
        return True
    flat = any(
        name in ("height", "width", "max-height", "max-width") and _size(value) <= 0
        for name, value in declared
    )
    return flat and any(name.startswith("overflow") and "visible" not in value for name, value in declared)


def _hides(name: str, value: str) -> bool:
    if value in _WORDS.get(name, ()):
        return True
    if name in ("transform", "filter", "clip", "clip-path", "color", "scale") and _NOTHING.search(
        f"{value} "
    ):
        return True
    if name in ("opacity", "scale"):
        return _size(value) < 0.1
    if name in ("font-size", "font"):
        first = re.search(r"(?:^|\s)(?=[\d.])[^\s/]+", value)
        return (
            bool(first and _size(first[0]) < 1 and not first[0].strip().endswith(("em", "rem")))
            or value == "0"
        )
    return name in _SHIFTS and any(
        abs(float(number)) * _PIXELS.get(unit, 1) >= FAR
        for number, unit in _LENGTH.findall(value)
        if unit or number != "0"
    )


def _declarations(text: str) -> list[tuple[str, str]]:
    """Property and value of each declaration, folded."""
    plain = _ESCAPE.sub(_unescape, text).lower().replace("!important", "")
    pairs = (part.rpartition("'")[2].partition(":") for part in plain.split(";"))
    return [
        (name.strip(), " ".join(value.split())) for name, _, value in pairs if name.strip() and value.strip()
    ]


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 else ""


def _size(value: str) -> float:
    """The number that a value begins with, a percentage as its hundredth; a large one where it has none."""
    match = _LENGTH.match(value)
    if match is None:
        return 1e9
    return float(match[1]) / 100 if match[2] == "%" else float(match[1])
