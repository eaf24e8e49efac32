"""The two windows that a page is looked at in: a desktop's and a phone's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pytest_icplicense.text import Text


class Viewport(NamedTuple):
    """A window's size in CSS pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


VIEWPORTS: Final = (Viewport(1280, 800), Viewport(390, 844))
"""A number counts as visible where it is in both."""
NOT_FOR_PHONES = Text(
    'phones lay it out wider than their window (add <meta name="viewport" content="width=device-width">)',
    '手机会按更宽的窗口排版（请加上 <meta name="viewport" content="width=device-width">）',
)
"""Why what a phone's window hides may be shown by phones."""


_UNTOLD = 980
"""Pixels that phones lay a page out in where it does not say how wide it is."""


def phone_layout(contents: Sequence[str]) -> Viewport:
    """The window that phones lay a page out in, by its `<meta name=viewport>`; they then show all of it smaller."""
    phone = VIEWPORTS[1]
    if is_for_phones(contents):
        return phone
    given = re.search(r"\bwidth\s*=\s*(\d{3,4})", contents[-1].lower()) if contents else None
    wide = int(given[1]) if given else _UNTOLD
    return Viewport(wide, wide * phone.height // phone.width)


def is_for_phones(contents: Sequence[str]) -> bool:
    """Whether phones lay a page out as wide as they are, by its `<meta name=viewport>`, of which the last one counts."""
    given = contents[-1].lower() if contents else ""
    width = re.search(r"\bwidth\s*=\s*([^\s,;]+)", given)
    return width[1] == "device-width" if width else "initial-scale" in given
