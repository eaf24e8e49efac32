"""The two windows that a page is looked at in: a desktop's and a phone's."""

from __future__ import annotations

from typing import Final, NamedTuple


class Viewport(NamedTuple):
    """A window's size in CSS pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


VIEWPORTS: Final = (Viewport(1280, 800), Viewport(390, 844))
"""A number counts as visible where it is in both."""
