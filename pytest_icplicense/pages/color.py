"""Colors as WCAG 2.2 defines them: relative luminance, and the contrast of text with what is behind it."""

from __future__ import annotations

import math
import re
from typing import NamedTuple


class Rgba(NamedTuple):
    """A color in sRGB, each part from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, backdrop: Rgba) -> Rgba:
        """This color painted over an opaque one."""
        mixed = (
            self.alpha * own + (1 - self.alpha) * behind
            for own, behind in zip(self[:3], backdrop[:3], strict=True)
        )
        return Rgba(*mixed)

    @property
    def luminance(self) -> float:
        """Relative luminance (WCAG 2.2)."""
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in self[:3]
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue


WHITE = Rgba(1, 1, 1)
BLACK = Rgba(0, 0, 0)
BLUE = Rgba(0, 0, 238 / 255)
"""Of a link that nothing styles."""


def contrast(one: Rgba, other: Rgba) -> float:
    """The contrast ratio of two opaque colors, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((one.luminance, other.luminance), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def parse_color(text: str) -> Rgba | str | None:
    """A color as CSS writes it; `currentcolor`; `void` for what is no color at all; None: a browser may know it."""
    import tinycss2.color4

    lower = text.strip().lower()
    if lower.isalpha() and (lower == "currentcolor" or lower == "currentcolour"):
        return "currentcolor"
    try:
        found = tinycss2.color4.parse_color(lower)
        if found is None or isinstance(found, str):
            return "void" if lower.isalpha() and lower not in _SYSTEM else None
        own = [float(part or 0) for part in found.coordinates]
        if found.space in ("oklab", "oklch"):
            own = _of_oklab(
                own[0], *((own[1], own[2]) if found.space == "oklab" else _cartesian(own[1], own[2]))
            )
        elif found.space != "srgb":
            own = [float(part or 0) for part in found.to("srgb").coordinates]
        parts = [min(1.0, max(0.0, part)) for part in own]
        return Rgba(parts[0], parts[1], parts[2], float(found.alpha))
    except (ValueError, TypeError, NotImplementedError, ArithmeticError, AttributeError):
        return None


def legacy_color(text: str) -> Rgba | None:
    """A color as attributes of HTML have it (HTML, 2.4.6: rules for parsing a legacy color value); None: it is ignored."""
    lower = text.strip(" \t\r\n\f").lower()
    if not lower or lower == "transparent":
        return None
    named = parse_color(lower) if lower.isalpha() or re.fullmatch("#[0-9a-f]{3}", lower) else None
    if isinstance(named, Rgba):
        return named
    wide = "".join("00" if ord(sign) > 0xFFFF else sign for sign in lower)[:128].removeprefix("#")
    digits = re.sub("[^0-9a-f]", "0", wide) or "0"
    digits += "0" * (-len(digits) % 3)
    third = len(digits) // 3
    parts = [digits[at : at + third][-8:] for at in range(0, len(digits), third)]
    while len(parts[0]) > 2 and all(part[0] == "0" for part in parts):
        parts = [part[1:] for part in parts]
    return Rgba(*(int(part[:2], 16) / 255 for part in parts))


def _cartesian(chroma: float, hue: float) -> tuple[float, float]:
    return chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def _of_oklab(light: float, a: float, b: float) -> list[float]:
    """A color of Oklab in sRGB (CSS Color 4, 18), which tinycss2 parses but does not convert."""
    cones = [(light + p * a + q * b) ** 3 for p, q in _OKLAB]
    linear = [sum(part * cone for part, cone in zip(row, cones, strict=True)) for row in _CONES]
    return [part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear]


_OKLAB = ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))
_CONES = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)
_SYSTEM = frozenset(
    "accentcolor accentcolortext activetext buttonborder buttonface buttontext canvas canvastext field fieldtext graytext"
    " highlight highlighttext linktext mark marktext selecteditem selecteditemtext visitedtext inherit initial unset revert"
    " activeborder activecaption appworkspace background buttonhighlight buttonshadow captiontext inactiveborder"
    " inactivecaption inactivecaptiontext infobackground infotext menu menutext scrollbar threeddarkshadow threedface"
    " threedhighlight threedlightshadow threedshadow window windowframe windowtext auto".split()
)
