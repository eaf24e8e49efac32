"""The color of a text, and what is painted behind it."""

from __future__ import annotations

from typing import Any

from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.color import BLACK, Rgba, legacy_color, parse_color
from pytest_icplicense.pages.declared import Style
from pytest_icplicense.pages.elements import INLINE
from pytest_icplicense.pages.lengths import reach

_BLOCKS = "div,p,ul,ol,li,dl,dt,dd,table,h1,h2,h3,h4,h5,h6,section,article,nav,header,footer,main,aside,form,address"


def is_opaque(style: Style) -> bool:
    """Whether nothing behind an element shows through its own ground."""
    found = [parse_color(value or "") for value in style.of("background-color", "transparent")]
    return all(isinstance(each, Rgba) and each.alpha == 1 for each in found)


def painted(outer: Box, box: Box, node: Any, style: Style) -> dict[str, Any]:
    """Color of the text, and what is painted behind it."""
    color, backdrop, tag = outer.color, outer.backdrop, node.tag
    attributes = node.attributes
    hint = attributes.get("color") if tag == "font" else attributes.get("text") if tag == "body" else None
    if hint and (hinted := legacy_color(hint)):
        color = hinted
    elif tag == "a" and "href" in attributes:
        color = outer.link
    elif tag in ("mark", "button", "input", "select", "textarea"):
        color = BLACK
    elif tag == "table" and outer.quirks:
        color = outer.body
    link = outer.link
    if tag == "body" and attributes.get("link"):
        link = legacy_color(attributes["link"]) or link
    if style.declares("color"):
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
        color = one if isinstance(one, Rgba) else None
    fill = outer.fill
    if style.declares("-webkit-text-fill-color"):
        fills = style.of("-webkit-text-fill-color", "")
        parsed = parse_color(fills[0]) if len(fills) == 1 and fills[0] else None
        fill = parsed if isinstance(parsed, Rgba) or parsed == "currentcolor" else None
    shadow = box.shadow
    if style.declares("text-shadow"):
        shadow = any(value != "none" for value in style.of("text-shadow", "none"))
    hint = (
        attributes.get("bgcolor")
        if tag in ("body", "table", "tr", "td", "th", "thead", "tbody", "tfoot")
        else None
    )
    if tag == "mark":
        backdrop = Rgba(1, 1, 0)
    elif tag in ("button", "input", "select", "textarea"):
        backdrop = Rgba(0.94, 0.94, 0.94)
    if hint and (hinted := legacy_color(hint)):
        backdrop = hinted
    if style.declares("background-color"):
        layers = {
            color if value == "currentcolor" else parse_color(value) if value else None
            for value in style.of("background-color", "transparent")
        }
        one = layers.pop() if len(layers) == 1 else None
        if not isinstance(one, Rgba):
            backdrop = None
        elif one.alpha == 1:
            backdrop = one
        elif one.alpha > 0:
            backdrop = one.over(backdrop) if backdrop else None
    if any(value != "none" for value in style.of("background-image", "none")) or "background" in attributes:
        backdrop = None
    if any(
        value is None or ("inset" in value and reach(value) > 4) for value in style.of("box-shadow", "none")
    ):
        backdrop = None
    if any(
        value is None or "fill" in value
        for name in ("border-image", "border-image-slice")
        for value in style.of(name, "none")
    ):
        backdrop = None
    if backdrop != outer.backdrop:
        displays = set(style.of("display", "inline" if tag in INLINE else "block"))
        if "contents" in displays or None in displays:
            backdrop = outer.backdrop if displays == {"contents"} else None
        elif "inline" in displays and node.css_first(_BLOCKS) is not None:
            backdrop = None  # it is not painted behind blocks
    family = outer.family
    if style.declares("font-family"):
        families = style.of("font-family", outer.family)
        family = families[0] if len(families) == 1 else None
    elif tag in ("pre", "code", "kbd", "samp", "tt"):
        family = "monospace"
    return {
        "color": color,
        "body": color if tag == "body" else outer.body,
        "fill": fill,
        "link": link,
        "backdrop": backdrop,
        "shadow": shadow,
        "family": family,
    }
