"""The color of a text, and what is painted behind it."""

from __future__ import annotations

from typing import Any

from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.color import BLACK, Rgba, legacy_color, parse_color
from pytest_icplicense.pages.declared import Style
from pytest_icplicense.pages.elements import INLINE
from pytest_icplicense.pages.lengths import reach

_BLOCKS = "div,p,ul,ol,li,dl,dt,dd,table,h1,h2,h3,h4,h5,h6,section,article,nav,header,footer,main,aside,form,address"
_CONTROLS = ("button", "input", "select", "textarea")
_WITH_GROUND = ("body", "table", "tr", "td", "th", "thead", "tbody", "tfoot")
"""Elements that HTML gives `bgcolor`."""


def is_opaque(style: Style) -> bool:
    """Whether nothing behind an element shows through its own ground."""
    found = [parse_color(value or "") for value in style.of("background-color", "transparent")]
    return all(isinstance(each, Rgba) and each.alpha == 1 for each in found)


def painted(outer: Box, box: Box, node: Any, style: Style) -> dict[str, Any]:
    """Color of the text, and what is painted behind it."""
    color, tag = _text_color(outer, node, style), node.tag
    link = legacy_color(node.attributes.get("link") or "") if tag == "body" else None
    shadow = box.shadow
    if style.declares("text-shadow"):
        shadow = any(value != "none" for value in style.of("text-shadow", "none"))
    return {
        "color": color,
        "body": color if tag == "body" else outer.body,
        "fill": _fill(outer, style),
        "link": link or outer.link,
        "backdrop": _ground(outer, node, style, color),
        "shadow": shadow,
        "family": _family(outer, tag, style),
    }


def _text_color(outer: Box, node: Any, style: Style) -> Rgba | None:
    """Of the text; None where it is not one color."""
    color, tag, attributes = outer.color, node.tag, node.attributes
    hint = attributes.get("color") if tag == "font" else attributes.get("text") if tag == "body" else None
    if hint and (hinted := legacy_color(hint)):
        color = hinted
    elif tag == "a" and "href" in attributes:
        color = outer.link
    elif tag in ("mark", *_CONTROLS):
        color = BLACK
    elif tag == "table" and outer.quirks:
        color = outer.body
    if not style.declares("color"):
        return color
    candidates = {
        outer.color
        if value in ("currentcolor", "inherited")
        else color
        if value == ""
        else parse_color(value)
        if value
        else None
        for value in style.of("color", "")
    }
    one = candidates.pop() if len(candidates) == 1 else None
    return one if isinstance(one, Rgba) else None


def _fill(outer: Box, style: Style) -> Rgba | str | None:
    if not style.declares("-webkit-text-fill-color"):
        return outer.fill
    fills = style.of("-webkit-text-fill-color", "")
    parsed = parse_color(fills[0]) if len(fills) == 1 and fills[0] else None
    return parsed if isinstance(parsed, Rgba) or parsed == "currentcolor" else None


def _ground(outer: Box, node: Any, style: Style, color: Rgba | None) -> Rgba | None:
    """What is painted behind the text; None where it is not one color."""
    ground, tag, attributes = outer.backdrop, node.tag, node.attributes
    if tag == "mark":
        ground = Rgba(1, 1, 0)
    elif tag in _CONTROLS:
        ground = Rgba(0.94, 0.94, 0.94)
    hint = attributes.get("bgcolor") if tag in _WITH_GROUND else None
    if hint and (hinted := legacy_color(hint)):
        ground = hinted
    if style.declares("background-color"):
        layers = {
            color if value == "currentcolor" else parse_color(value) if value else None
            for value in style.of("background-color", "transparent")
        }
        one = layers.pop() if len(layers) == 1 else None
        if not isinstance(one, Rgba):
            ground = None
        elif one.alpha == 1:
            ground = one
        elif one.alpha > 0:
            ground = one.over(ground) if ground else None
    if "background" in attributes or _is_pictured(style):
        ground = None
    if ground == outer.backdrop:
        return ground
    displays = set(style.of("display", "inline" if tag in INLINE else "block"))
    if "contents" in displays or None in displays:
        return outer.backdrop if displays == {"contents"} else None
    if "inline" in displays and node.css_first(_BLOCKS) is not None:
        return None  # it is not painted behind blocks
    return ground


def _is_pictured(style: Style) -> bool:
    """Whether something else than a color may be painted on the ground."""
    return (
        any(value != "none" for value in style.of("background-image", "none"))
        or any(
            value is None or ("inset" in value and reach(value) > 4)
            for value in style.of("box-shadow", "none")
        )
        or any(
            value is None or "fill" in value
            for name in ("border-image", "border-image-slice")
            for value in style.of(name, "none")
        )
    )


def _family(outer: Box, tag: str, style: Style) -> str | None:
    if style.declares("font-family"):
        families = style.of("font-family", outer.family)
        return families[0] if len(families) == 1 else None
    return "monospace" if tag in ("pre", "code", "kbd", "samp", "tt") else outer.family
