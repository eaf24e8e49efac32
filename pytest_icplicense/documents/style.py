"""Inline styles that hide what they are on: the ways that authors use, not all that CSS has."""

from __future__ import annotations

import re

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})[ \t\r\n\f]?|\\(.)", re.DOTALL)
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))\s*([a-z%]*)")
_PIXELS = {"em": 16, "rem": 16, "%": 5, "vw": 5, "vh": 5, "in": 96, "cm": 38, "pt": 1.3}
FAR = 500
"""Pixels, roughly, by which a negative shift takes text off any page."""


def hides(style: str) -> bool:
    """Whether a `style` attribute makes its element invisible to a reader."""
    declared = _declarations(style[:10_000])
    get = declared.get
    if get("display") == "none" or get("visibility") in ("hidden", "collapse"):
        return True
    if get("content-visibility") == "hidden" or get("color") == "transparent":
        return True
    if _number(get("opacity")) < 0.1 or _number(get("font-size")) <= 0 or _font_size(get("font", "")) <= 0:
        return True
    if "scale(0" in get("transform", "") or get("scale", "").startswith("0") or "rect(0" in get("clip", ""):
        return True
    if (
        "inset(100%" in get("clip-path", "")
        or "inset(50%" in get("clip-path", "")
        or _far(get("text-indent"))
    ):
        return True
    if get("position") in ("absolute", "fixed") and any(
        _far(get(side)) for side in ("left", "top", "right", "bottom")
    ):
        return True
    flat = any(_number(get(side)) <= 0 for side in ("height", "width", "max-height", "max-width"))
    return flat and get("overflow", "visible").split()[0] in ("hidden", "clip")


def _declarations(style: str) -> dict[str, str]:
    """Property to value, folded; of several the last counts."""
    text = _ESCAPE.sub(_unescape, _COMMENT.sub("", style)).lower().replace("!important", "")
    pairs = (part.partition(":") for part in text.split(";"))
    return {
        name.strip(): " ".join(value.split()) for name, _, value in pairs if name.strip() and value.strip()
    }


def _unescape(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    code = int(match[1], 16)
    return chr(code) if code < 0x110000 else ""


def _number(value: str | None) -> float:
    """The number that a value begins with; a large one where it has none."""
    match = _LENGTH.match(value or "")
    if match is None:
        return 1e9
    return float(match[1]) / 100 if match[2] == "%" else float(match[1])


def _font_size(value: str) -> float:
    """The size in the `font` shorthand: its first length."""
    match = re.search(r"(?:^|\s)(\d*\.?\d+)(?:px|pt|em|rem|%)?(?=/|\s)", value)
    return float(match[1]) if match else 1e9


def _far(value: str | None) -> bool:
    match = _LENGTH.match(value or "")
    if match is None:
        return False
    return float(match[1]) * _PIXELS.get(match[2], 1) <= -FAR
