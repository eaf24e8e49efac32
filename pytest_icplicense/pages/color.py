"""Colors as WCAG 2.2 defines them: relative luminance, and the contrast of text with what is behind it."""

from __future__ import annotations

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
        if found.space != "srgb":
            found = found.to("srgb")
        parts = [min(1.0, max(0.0, float(part or 0))) for part in found.coordinates]
        return Rgba(parts[0], parts[1], parts[2], float(found.alpha))
    except (ValueError, TypeError, NotImplementedError, ArithmeticError, AttributeError):
        return None


_SYSTEM = frozenset(
    "accentcolor accentcolortext activetext buttonborder buttonface buttontext canvas canvastext field fieldtext graytext"
    " highlight highlighttext linktext mark marktext selecteditem selecteditemtext visitedtext inherit initial unset revert"
    " activeborder activecaption appworkspace background buttonhighlight buttonshadow captiontext inactiveborder"
    " inactivecaption inactivecaptiontext infobackground infotext menu menutext scrollbar threeddarkshadow threedface"
    " threedhighlight threedlightshadow threedshadow window windowframe windowtext auto".split()
)
