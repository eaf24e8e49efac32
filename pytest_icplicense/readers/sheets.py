"""Style sheets in a page: which of its elements they strike out or hide. Sheets in other files are not read.

Every rule counts whatever comes behind it, but for those of print. Where another rule takes a line through off again, it
is not told which of the two wins, and a person has to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.pages.style import hides

_COMMENT = expression(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = expression(r"([^{};]{1,2000})\{([^{}]{0,10000})\}")
_GROUP = expression(r"@(?:media|supports|layer|container)\b([^{};]{0,500})\{", re.IGNORECASE)
_STATE = expression(
    r":{1,2}(?:hover|active|focus|visited|before|after|first-line|first-letter|target)\b", re.I
)
_DECORATION = expression(r"text-decoration(?:-line)?\s*:([^;]*)", re.IGNORECASE)
STRUCK, HIDDEN, UNCLEAR = "struck", "hidden", "unclear"
MARK = "data-import-seen"
"""The attribute in which an element's state is noted."""
_MOST_RULES = 2_000


def has_sheet(source: str) -> bool:
    """Whether there may be a style sheet with such a rule in a page."""
    lowered = source.lower()
    return "<style" in lowered and any(
        word in lowered
        for word in ("line-through", "none", "hidden", "opacity", "color", "font", "clip", "inde")
    )


def noted(parser: Any) -> bool:
    """Note the state of each element that a sheet strikes out or hides; whether there is any."""
    found: dict[str, list[Any]] = {STRUCK: [], HIDDEN: [], UNCLEAR: []}
    for selector, declared in _rules(parser):
        lines = [match[1].lower() for match in _DECORATION.finditer(declared)]
        struck = any("line-through" in line for line in lines)
        state = HIDDEN if hides(declared) else STRUCK if struck else UNCLEAR if lines else ""
        if not state:
            continue
        try:
            found[state] += parser.css(selector)
        except Exception:  # nosec B112: a selector that the library does not know hides nothing here
            continue
    again = {node.mem_id for node in found[UNCLEAR]}
    for state in (STRUCK, HIDDEN):
        for node in found[state]:
            node.attrs["hidden"] = ""
            node.attrs[MARK] = UNCLEAR if state == STRUCK and node.mem_id in again else state
    return bool(found[STRUCK] or found[HIDDEN])


def _rules(parser: Any) -> Iterator[tuple[str, str]]:
    """The selectors and declarations of all sheets in the page."""
    sheets = [node for node in parser.css("style") if (node.attributes.get("media") or "").strip() != "print"]
    text = _COMMENT.sub("", "\n".join(node.text() for node in sheets))
    text = _without_print(text)
    for index, rule in enumerate(_RULE.finditer(text)):
        if index >= _MOST_RULES:
            return
        for selector in rule[1].split(","):
            if selector.strip() and "@" not in selector and not _STATE.search(selector):
                yield selector.strip(), rule[2]


def _without_print(text: str) -> str:
    """The text without the groups of rules for print; those of other groups stand by themselves."""
    kept: list[str] = []
    at = 0
    while group := _GROUP.search(text, at):
        kept.append(text[at : group.start()])
        end, depth = group.end(), 1
        while depth and end < len(text):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        if "print" not in group[1].lower():
            kept.append(text[group.end() : end - 1])
        at = end
    return "".join((*kept, text[at:]))
