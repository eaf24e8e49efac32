"""Whether ink is seen, measured from two pictures: with the text, and with its ink taken away."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any, NamedTuple

from pytest_icplicense.pages.color import Rgba, contrast

Box = tuple[float, float, float, float]
"""Left, top, width and height in CSS pixels."""


class Ink(NamedTuple):
    """What the pictures show of one sign."""

    contrast: float
    """Of its strokes with what is behind them; 1: no ink at all."""


def opened(png: bytes) -> Any:
    """A picture of the browser."""
    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB")


def ink(with_text: Any, without: Any, box: Box, origin: tuple[float, float]) -> Ink:
    """The contrast of what differs between two pictures inside a box; `origin` is the pictures' top left corner."""
    left, top = box[0] - origin[0], box[1] - origin[1]
    area = (int(left), int(top), int(left + box[2] + 0.999), int(top + box[3] + 0.999))
    one, other = with_text.crop(area), without.crop(area)
    pairs = Counter(zip(_pixels(one), _pixels(other), strict=True))
    differing = sorted(
        (
            (contrast(_color(fore), _color(back)), number)
            for (fore, back), number in pairs.items()
            if fore != back
        ),
        reverse=True,
    )
    total = sum(number for _, number in differing)
    if not total:
        return Ink(1.0)
    wanted, counted = max(1, total // 20), 0
    for ratio, number in differing:
        counted += number
        if counted >= wanted:
            return Ink(ratio)
    return Ink(1.0)


def ground(picture: Any, box: Box, origin: tuple[float, float]) -> float:
    """The contrast of what is drawn in a box with its commonest color; 1: it is all of one color."""
    left, top = box[0] - origin[0], box[1] - origin[1]
    area = (int(left), int(top), int(left + box[2] + 0.999), int(top + box[3] + 0.999))
    colors = Counter(_pixels(picture.crop(area))).most_common()
    most = _color(colors[0][0])
    wanted = max(1, sum(number for _, number in colors) // 20)
    for ratio, number in sorted(
        ((contrast(_color(each), most), number) for each, number in colors), reverse=True
    ):
        wanted -= number
        if wanted <= 0:
            return ratio
    return 1.0


def _pixels(image: Any) -> list[tuple[int, int, int]]:
    data = image.tobytes()
    return list(zip(data[::3], data[1::3], data[2::3], strict=True))


def _color(pixel: tuple[int, int, int]) -> Rgba:
    return Rgba(*(part / 255 for part in pixel))


def framed(png: bytes, boxes: list[Box]) -> bytes:
    """The picture with a frame around the number."""
    from PIL import Image, ImageDraw

    with Image.open(io.BytesIO(png)) as image:
        shown = image.convert("RGB")
    if boxes:
        draw = ImageDraw.Draw(shown)
        left, top = min(box[0] for box in boxes) - 4, min(box[1] for box in boxes) - 4
        right, bottom = max(box[0] + box[2] for box in boxes) + 4, max(box[1] + box[3] for box in boxes) + 4
        draw.rectangle((left, top, right, bottom), outline=(214, 40, 40), width=2)
    out = io.BytesIO()
    shown.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()
