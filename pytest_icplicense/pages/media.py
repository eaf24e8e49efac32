"""Media queries: whether one holds in a window. What nobody can say without the reader's device is None."""

from __future__ import annotations

import re

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.viewport import Viewport

_LENGTH = expression(r"([-+]?\d*\.?\d+)(px|em|rem|pt|in|cm)?")
_PIXELS = {None: 1.0, "px": 1.0, "em": 16.0, "rem": 16.0, "pt": 96 / 72, "in": 96.0, "cm": 96 / 2.54}
_COMPARED = expression(r"(?:([^<>=]+?)\s*(<=|>=|<|>|=)\s*)?([a-z-]+)(?:\s*(<=|>=|<|>|=)\s*([^<>=]+))?")
_FIXED = {
    ("prefers-color-scheme", "light"): True,
    ("prefers-color-scheme", "dark"): False,
    ("prefers-reduced-motion", "no-preference"): True,
    ("prefers-reduced-motion", "reduce"): False,
    ("prefers-reduced-motion", None): False,
    ("prefers-color-scheme", None): True,
    ("prefers-contrast", "no-preference"): True,
    ("prefers-contrast", "more"): False,
    ("prefers-contrast", "less"): False,
    ("prefers-contrast", "custom"): False,
    ("prefers-contrast", None): False,
    ("prefers-reduced-transparency", "no-preference"): True,
    ("prefers-reduced-transparency", "reduce"): False,
    ("display-mode", "browser"): True,
    ("display-mode", "standalone"): False,
    ("display-mode", "minimal-ui"): False,
    ("display-mode", "fullscreen"): False,
    ("forced-colors", "active"): False,
    ("forced-colors", "none"): True,
    ("scripting", "none"): False,
    ("scripting", "enabled"): True,
    ("scripting", None): True,
    ("color", None): True,
    ("monochrome", None): False,
    ("-webkit-min-device-pixel-ratio", "0"): True,
}
"""What is so for readers who have set nothing, with a browser that runs scripts."""


def holds(query: str, viewport: Viewport) -> bool | None:
    """Whether a list of media queries holds; None: that hangs on more than the window."""
    if not query.strip():
        return True
    return any_of([_one(each.strip(), viewport) for each in _split(query.lower())])


def any_of(answers: list[bool | None]) -> bool | None:
    """Whether one of them is true, where some may be unknown."""
    return True if True in answers else None if None in answers else False


def all_of(answers: list[bool | None]) -> bool | None:
    """Whether all of them are true, where some may be unknown."""
    return False if False in answers else None if None in answers else True


def _split(text: str, word: str = ",") -> list[str]:
    """The parts between commas, or between words, that stand in no parentheses."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(rf"[()]|{word}", text):
        if match[0] == "(":
            depth += 1
        elif match[0] == ")":
            depth -= 1
        elif depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    return [*parts, text[start:]]


def _one(query: str, viewport: Viewport) -> bool | None:
    if query.startswith("not ") and not query.startswith("not ("):
        answer = _one(query[4:].strip(), viewport)
        return None if answer is None else not answer
    query = query.removeprefix("only ").strip()
    parts = [each.strip() for each in _split(query, r"\band\b(?!\()")]
    return all_of([_part(each, viewport) for each in parts])


def _part(part: str, viewport: Viewport) -> bool | None:
    if part in ("all", "screen"):
        return True
    if part.startswith("not "):
        answer = _part(part[4:].strip(), viewport)
        return None if answer is None else not answer
    either = _split(part, r"\bor\b")
    if len(either) > 1:
        return any_of([_part(each.strip(), viewport) for each in either])
    if not (part.startswith("(") and part.endswith(")")):
        return False if re.fullmatch(r"[a-z]+", part) else None  # print, speech and what is no medium
    inner = part[1:-1].strip()
    if inner.startswith(("(", "not ")):
        return _one(inner, viewport)
    return _feature(inner, viewport)


def _feature(text: str, viewport: Viewport) -> bool | None:
    name, colon, value = (each.strip() for each in text.partition(":"))
    known = _FIXED.get((name, value if colon else None))
    if known is not None:
        return known
    size = {"width": viewport.width, "height": viewport.height}
    size |= {f"device-{side}": pixels for side, pixels in size.items()}
    if name == "orientation":
        return value == ("landscape" if viewport.width > viewport.height else "portrait")
    bound, _, side = name.partition("-")
    if colon and bound in ("min", "max") and side in size:
        length = _pixels(value)
        if length is None:
            return None
        return size[side] >= length if bound == "min" else size[side] <= length
    if colon and name in size:
        length = _pixels(value)
        return None if length is None else size[name] == length
    match = _COMPARED.fullmatch(text.strip())
    if match is None or match[3] not in size or not (match[2] or match[4]):
        return None
    own = size[match[3]]
    answers = []
    if match[2]:
        answers.append(_compared(_pixels(match[1]), match[2], own))
    if match[4]:
        right = _pixels(match[5])
        answers.append(None if right is None else _compared(own, match[4], right))
    return all_of(answers)


def _compared(left: float | None, sign: str, right: float) -> bool | None:
    if left is None:
        return None
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "=": left == right,
    }[sign]


def _pixels(text: str) -> float | None:
    match = _LENGTH.fullmatch(text.strip())
    if match is None or (match[2] is None and float(match[1])):
        return None
    return float(match[1]) * _PIXELS[match[2]]
