"""Whether a text in a box is surely seen, surely not, or open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.color import Rgba, contrast
from pytest_icplicense.pages.legibility import Range, legibility


class Faint(str):
    """A contrast, as the reason: it hides a text only where nothing else lies behind it."""

    __slots__ = ()


def text_state(box: Box, fonts: Iterable[str]) -> tuple[str, str]:
    """Whether text in the box is `seen`, `hidden` or `open`, and why."""
    bounds = legibility()
    if box.animated and not box.gone:
        return "open", "animation"
    if box.hidden or box.off:
        return "hidden", box.hidden or box.off or ""
    if box.visibility in ("hidden", "collapse"):
        return "hidden", f"visibility: {box.visibility}"
    if box.struck:
        return "hidden", "line-through"
    if box.opacity < 0.1:
        return "hidden", f"opacity: {box.opacity:g}"
    if box.size is not None and box.size < bounds.size.hidden_below and not box.resized:
        return "hidden", f"font-size: {box.size:g}px"
    if box.ink is not None and box.ink.alpha < 0.05 and not (box.shadow or box.inked):
        return "hidden", "color: transparent"
    if box.doubt:
        return "open", box.doubt
    if box.visibility is None:
        return "open", "visibility"
    if box.ink is None or box.backdrop is None:
        return "open", "color" if box.ink is None else "background"
    ratio = ratio_of(box)
    if box.floats and box.ground != box.backdrop:
        beside = 1.0 if box.ground is None else ratio_of(replace(box, backdrop=box.ground))
        if min(ratio, beside) < bounds.contrast.seen_from <= max(ratio, beside):
            return "open", "float"
    if ratio < bounds.contrast.seen_from:
        if ratio < bounds.contrast.hidden_below and not box.shadow:
            return "hidden", Faint(f"contrast {ratio:.2f}")
        return "open", f"contrast {ratio:.2f}"
    if box.spills and any(on(box, each)[0] < bounds.contrast.seen_from for each in box.behind):
        return "open", "width"
    if box.size is None or not bounds.size.seen_from <= box.size <= _LARGE:
        return "open", "font-size"
    if box.clips and box.size > 28:
        return "open", "overflow: hidden"
    if box.family is None or any(name.strip(" '\"") in set(fonts) for name in box.family.split(",")):
        return "open", "font-family"
    return "seen", ""


_LARGE = 40
"""Pixels above which a number may be wider than a phone's window."""


def ratio_of(box: Box) -> float:
    assert box.ink is not None
    assert box.backdrop is not None
    painted = Rgba(*box.ink[:3], box.ink.alpha * box.opacity).over(box.backdrop)
    return contrast(painted, box.backdrop)


def on(box: Box, ground: Rgba | None) -> tuple[float, Range]:
    """The contrast of the box's text with what else may lie behind it, and its bounds."""
    return (0.0 if ground is None else ratio_of(replace(box, backdrop=ground))), legibility().contrast
