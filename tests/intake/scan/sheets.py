"""Pictures of a license as scanners and telephones make them: its pages set in type, and what damages them.

The same seed makes the same picture. Sizes are in pixels; a page of A4 at 150 dots an inch is 1240 by 1754.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SEED = Path(__file__).parents[2] / "data/license-jing-b2-20181623.txt"
FONTS = Path("/usr/share/fonts/opentype/noto")
SERIF, SANS = "NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc"
WIDE, HIGH = 1240, 1754
SIMPLIFIED = 2
"""The place of the Chinese (simplified) face in Noto's collections."""


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A face of Noto CJK."""
    return ImageFont.truetype(str(FONTS / name), size, index=SIMPLIFIED)


def paragraphs(text: str) -> list[list[str]]:
    """The text's sections without marks of Markdown: what stands on the face, in the annexe, and behind."""
    sections: list[list[str]] = [[]]
    for line in text.splitlines():
        line = re.sub(r"^#+\s*|\*\*|\s+$", "", line)
        if line.startswith(("中华人民共和国增值电信业务经营许可证 (附", "特别规定事项")):
            sections.append([])
        sections[-1].append(line)
    return sections


def pages(
    text: str | None = None, *, face: str = SERIF, size: int = 28, small: int = 23
) -> list[Image.Image]:
    """The license's pages: its face, its annexe, and its provisions on as many as they need."""
    text = SEED.read_text(encoding="utf-8") if text is None else text
    found: list[Image.Image] = []
    for at, lines in enumerate(paragraphs(text)):
        found += _set(lines, face, small if at > 1 else size)
    return found


def _set(lines: Sequence[str], face: str, size: int) -> list[Image.Image]:
    margin, leading = 130, int(size * 1.75)
    letters, title = font(face, size), font(face, size + 10)
    sheets: list[Image.Image] = []
    y = HIGH
    for line in lines:
        heading = line.startswith(("中华人民共和国", "特别规定事项")) and len(line) < 30
        with_font = title if heading else letters
        for row in _wrapped(line, with_font, WIDE - 2 * margin) or [""]:
            if y > HIGH - margin - leading:
                sheets.append(Image.new("L", (WIDE, HIGH), 255))
                y = margin
            x = (WIDE - with_font.getlength(row)) / 2 if heading else margin
            ImageDraw.Draw(sheets[-1]).text((x, y), row, font=with_font, fill=20)
            y += leading if row else leading // 2
    return sheets


def _wrapped(line: str, letters: ImageFont.FreeTypeFont, room: float) -> list[str]:
    rows, row = [], ""
    for char in line.strip():
        if row and letters.getlength(row + char) > room and char not in "，。；、）》,;)":
            rows.append(row)
            row = ""
        row += char
    return [*rows, row] if row else rows


# What happens to them


def tilted(sheet: Image.Image, degrees: float) -> Image.Image:
    """Turned by a few degrees, on a white ground."""
    return sheet.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=_paper(sheet))


def noisy(sheet: Image.Image, sigma: float = 25, seed: int = 1) -> Image.Image:
    """With the noise of a cheap sensor."""
    import numpy as np

    generator = np.random.default_rng(seed)
    values = np.asarray(sheet, dtype=float)
    return Image.fromarray(
        np.clip(values + generator.normal(0, sigma, values.shape), 0, 255).astype("uint8"), sheet.mode
    )


def blurred(sheet: Image.Image, radius: float = 1.0) -> Image.Image:
    """Out of focus."""
    return sheet.filter(ImageFilter.GaussianBlur(radius))


def shadowed(sheet: Image.Image, darkest: float = 0.45) -> Image.Image:
    """With the shadow of a hand from the lower left."""
    gradient = Image.linear_gradient("L").resize(sheet.size).rotate(35, fillcolor=0)
    light = gradient.point(lambda value: int(255 * (darkest + (1 - darkest) * (1 - value / 255))))
    return ImageChops.multiply(sheet.convert("RGB"), Image.merge("RGB", (light, light, light)))


def sealed(sheet: Image.Image, middle: tuple[int, int] = (820, 1050), radius: int = 170) -> Image.Image:
    """With a round red seal over what is written there."""
    page = sheet.convert("RGB")
    stamp = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(stamp)
    red, (x, y) = (205, 40, 45), middle
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=9)
    star = [
        (
            x + radius * (0.33 if at % 2 == 0 else 0.13) * math.sin(at * math.pi / 5),
            y - radius * (0.33 if at % 2 == 0 else 0.13) * math.cos(at * math.pi / 5),
        )
        for at in range(10)
    ]
    draw.polygon(star, fill=red)
    words, letters = "北京市通信管理局行政许可专用章", font(SANS, 34)
    for at, char in enumerate(words):
        angle = math.radians(-125 + 250 * at / (len(words) - 1))
        glyph = Image.new("RGBA", (60, 60), (255, 255, 255, 0))
        ImageDraw.Draw(glyph).text((30, 30), char, font=letters, fill=red, anchor="mm")
        glyph = glyph.rotate(-math.degrees(angle), Image.Resampling.BICUBIC)
        left, top = x + (radius - 40) * math.sin(angle), y - (radius - 40) * math.cos(angle)
        stamp.paste(glyph, (int(left) - 30, int(top) - 30), glyph)
    return ImageChops.multiply(page, stamp)


def watermarked(sheet: Image.Image, words: str = "仅供备案使用 复印无效", gray: int = 205) -> Image.Image:
    """With words across the page in light gray."""
    mark = Image.new("L", (sheet.width * 2, sheet.height * 2), 255)
    draw, letters = ImageDraw.Draw(mark), font(SANS, 52)
    for row in range(0, mark.height, 330):
        for column in range(0, mark.width, 760):
            draw.text((column, row), words, font=letters, fill=gray)
    mark = mark.rotate(30, Image.Resampling.BICUBIC, fillcolor=255)
    left, top = sheet.width // 2, sheet.height // 2
    mark = mark.crop((left, top, left + sheet.width, top + sheet.height))
    page = sheet.convert("RGB")
    return ImageChops.multiply(page, Image.merge("RGB", (mark, mark, mark)))


def photographed(sheet: Image.Image, lean: float = 0.06, seed: int = 1) -> Image.Image:
    """By a telephone: on a table, seen at an angle, a little blurred, with noise."""
    random = Random(seed)
    wide, high = sheet.size
    edge = int(wide * 0.1)
    corners = [
        (edge + random.uniform(0, lean) * wide, edge + random.uniform(0, lean) * high),
        (edge + wide - random.uniform(0, lean) * wide, edge + random.uniform(0, lean) * high),
        (edge + wide, edge + high),
        (edge + random.uniform(0, lean / 2) * wide, edge + high - random.uniform(0, lean / 2) * high),
    ]
    size = (wide + 2 * edge, high + 2 * edge)
    table = Image.new("RGB", size, (96, 78, 62))
    coefficients = _perspective(corners, [(0, 0), (wide, 0), (wide, high), (0, high)])
    ways = (Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    page = sheet.convert("RGB").transform(size, *ways)
    mask = Image.new("L", sheet.size, 255).transform(size, *ways)
    table.paste(page, (0, 0), mask)
    return noisy(blurred(table, 0.8), 8, seed)


def _perspective(from_: Sequence[tuple[float, float]], to: Sequence[tuple[float, float]]) -> list[float]:
    import numpy as np

    rows, right = [], []
    for (x, y), (u, v) in zip(from_, to, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return [
        float(each) for each in np.linalg.solve(np.array(rows, dtype=float), np.array(right, dtype=float))
    ]


def side_by_side(left: Image.Image, right: Image.Image, gutter: int = 0) -> Image.Image:
    """Two pages on one picture, as an open booklet is scanned."""
    both = Image.new("RGB", (left.width + gutter + right.width, max(left.height, right.height)), "white")
    both.paste(left.convert("RGB"), (0, 0))
    both.paste(right.convert("RGB"), (left.width + gutter, 0))
    return both


def squeezed(sheet: Image.Image, quality: int = 25) -> Image.Image:
    """Sent through a messenger that saves it as a bad JPEG."""
    return Image.open(BytesIO(saved(sheet.convert("RGB"), "JPEG", quality=quality))).convert("RGB")


def saved(sheet: Image.Image, form: str, **options: object) -> bytes:
    """The bytes of a file of this picture."""
    out = BytesIO()
    sheet.save(out, form, **options)
    return out.getvalue()


def _paper(sheet: Image.Image) -> object:
    return 255 if sheet.mode == "L" else (255, 255, 255)
