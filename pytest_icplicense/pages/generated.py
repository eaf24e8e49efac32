"""Where the signs stand that a style writes: no script can measure them, the browser's own picture of its layout can."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

from pytest_icplicense.pages.pixels import Box

_WIDE, _NARROW = 1.0, 0.55
"""How wide a Chinese and another sign are, roughly, in font sizes."""


async def sign_boxes(cdp: Any, world: int | None, cells: Sequence[Any]) -> list[Box] | None:
    """The box of each cell in the window, those of generated text from the layout; None: it has another text."""
    taken = await cdp.send("DOMSnapshot.captureSnapshot", {"computedStyles": []})
    known: dict[int, list[tuple[str, Box]]] = {}
    found: list[Box] = []
    for cell in cells:
        piece = cell.get("piece")
        if piece is None:
            found.append(tuple(cell["box"]))
            continue
        if piece not in known:
            known[piece] = _signs(taken, await _node(cdp, world, piece, cell["part"]))
        signs, at = known[piece], cell["at"]
        if len(signs) != cell["of"]:
            return None
        left, top, wide, high = signs[at][1]
        found.append((left + cell["from"][0], top + cell["from"][1], wide, high))
    return found


async def _node(cdp: Any, world: int | None, piece: int, part: str) -> int:
    """The browser's number of what stands before or after an element."""
    asked = {"expression": f"icplicense.pieces[{piece}].element", "contextId": world}
    element = (await cdp.send("Runtime.evaluate", asked))["result"].get("objectId")
    if element is None:
        return -1
    told = await cdp.send("DOM.describeNode", {"objectId": element})
    parts = told["node"].get("pseudoElements", ())
    return next((each["backendNodeId"] for each in parts if each["pseudoType"] == part), -1)


def _signs(taken: Any, node: int) -> list[tuple[str, Box]]:
    """The signs of generated text, each with its box on its page; what no line shows has none."""
    signs: list[tuple[str, Box]] = []
    for page in taken["documents"]:
        ids, layout, lines = page["nodes"]["backendNodeId"], page["layout"], page["textBoxes"]
        for at, own in enumerate(layout["nodeIndex"]):
            if ids[own] != node or layout["text"][at] < 0:
                continue
            text = taken["strings"][layout["text"][at]]
            boxes: list[Box] = [(0, 0, 0, 0)] * len(text)
            rows = zip(lines["layoutIndex"], lines["bounds"], lines["start"], lines["length"], strict=True)
            for index, bounds, start, length in rows:
                if index == at:
                    boxes[start : start + length] = _parted(text[start : start + length], bounds)
            signs += zip(text, boxes, strict=True)
    return signs


def _parted(text: str, bounds: Sequence[float]) -> list[Box]:
    """The boxes of the signs of a line, which may go down."""
    left, top, wide, high = bounds
    widths = [_WIDE if sign > "\u2e7f" else _NARROW for sign in text]
    down = len(text) > 2 and high > wide
    unit = (high if down else wide) / sum(widths) if widths else 0.0
    begins = [0.0, *accumulate(unit * width for width in widths)]
    return [
        (left, top + begin, wide, end - begin) if down else (left + begin, top, end - begin, high)
        for begin, end in pairwise(begins)
    ]
