"""What may lie over the texts of a page, or behind them."""

from __future__ import annotations

from bisect import bisect_right
from math import inf
from typing import Any

from pytest_icplicense.pages.arrangement import lined
from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.color import Rgba
from pytest_icplicense.pages.declared import Declared, Style
from pytest_icplicense.pages.elements import INLINE
from pytest_icplicense.pages.heights import Floor, tallest
from pytest_icplicense.pages.lengths import pixels
from pytest_icplicense.pages.overlaps import bounding, covers, has_thick_border, reaches, rises, shifts
from pytest_icplicense.pages.page_source import Run
from pytest_icplicense.pages.viewport import Viewport
from pytest_icplicense.pages.visibility import Faint, on

_MOST_GROUNDS = 32
"""Colors of a flow that are told from each other behind its floats; of more nobody knows which one it is."""


def _next(places: list[int], after: int) -> float:
    """The first of places in order behind one; infinite: there is none."""
    at = bisect_right(places, after)
    return places[at] if at < len(places) else inf


class Overlaps:
    """What may lie over the texts of a page in one window, or behind them: known only once all of the page was read."""

    def __init__(self, viewport: Viewport, declared: Declared) -> None:
        self._viewport, self._declared = viewport, declared
        self.over_all: str | None = None
        """How something may lie over any text."""
        self._over_regions: dict[int, str] = {}
        """The elements in which something may lie over the rest, and how."""
        self._grounds: set[Rgba | None] = set()
        """What else may lie behind a text: None for what nobody knows."""
        self._risen: tuple[int, str] = 0, ""
        """Before which piece of text one may be covered by what comes after it, and how."""
        self._passed: dict[int | None, dict[Rgba | None, list[int]]] = {}
        """What floats of a flow may stand on: colors, each with the numbers of texts after which one begins, in order."""
        self._cleared: dict[int | None, list[int]] = {}
        """After how many texts all floats of a flow have ended."""
        self._bars = 0.0
        """The heights of what stays at the top of the window, together."""
        self._below = 0.0
        """How low a text must stand so that none of those that take no room on the page covers it."""
        self.floor = Floor()

    def note(
        self,
        outer: Box,
        inner: Box,
        style: Style,
        node: Any,
        at: int,
        *,
        empty: bool,
        generated: bool = False,
    ) -> None:
        """What an element paints may lie behind what stands elsewhere, or over it.

        Args:
            outer, inner: around it, and its own.
            at: how many pieces of text stand before it.
            empty: nothing is in it.
            generated: it is none of the page's, but written by a style.
        """
        if inner.hidden and inner.gone:
            return
        if not self.over_all and not inner.off and not inner.hidden:
            over = covers(style, outer, inner, node.tag)
            region = bounding(style, outer, empty) if over else None
            if over and region is not None:
                self._over_regions.setdefault(region, over)
            elif over and (generated or not self._is_bar(outer, inner, style, node)):
                self.over_all = over
        if outer.overflows and inner.backdrop != outer.backdrop:
            self._grounds.add(inner.backdrop)
        if reaches(style):
            self._grounds.add(None)
        if style.declares("clear") and set(style.of("clear")) == {"both"}:
            self._cleared.setdefault(outer.flow, []).append(at)
        elif (
            ((framed := has_thick_border(style)) or inner.backdrop != outer.backdrop)
            and inner.flow == outer.flow
            and lined(style, node.tag)
            and set(style.of("position", "static")) <= {"static", "relative"}
        ):
            grounds = self._passed.setdefault(outer.flow, {})
            known = not framed and (inner.backdrop in grounds or len(grounds) < _MOST_GROUNDS)
            ground = inner.backdrop if known else None
            grounds.setdefault(ground, []).append(at)
        if how := rises(style, node.tag in INLINE, inner):
            self._risen = at, how
            if inner.backdrop != outer.backdrop:
                self._grounds.add(inner.backdrop)

    def _is_bar(self, outer: Box, inner: Box, style: Style, node: Any) -> bool:
        """Whether it stays at the top of the window, and leaves room below it to read in what is scrolled."""
        positions, tops = set(style.of("position")), style.of("top")
        top = pixels(tops[0], outer, inner.size) if len(tops) == 1 else None
        if (
            not (positions == {"fixed"} or positions <= {"sticky", "-webkit-sticky"})
            or top is None
            or top < 0
            or outer.doubt
            or outer.beside
            or not lined(style, node.tag)
            or set(style.of("bottom", "auto")) != {"auto"}
            or shifts(style, outer, inner, node.tag)
        ):
            return False
        high = tallest(node, outer, self._declared)
        if high is None:
            return False
        self._bars += top + high
        if positions == {"fixed"}:
            self._below = max(self._below, top + high)
        return self._bars <= self._viewport.height / 2

    def _behind(self, at: int, box: Box) -> set[Rgba | None]:
        """The grounds of what comes after the floats that a text is in, and begins beside them."""
        found: set[Rgba | None] = set()
        for flow in box.floated:
            ended = _next(self._cleared.get(flow, []), at)
            for ground, begins in self._passed.get(flow, {}).items():
                if _next(begins, at) < ended:
                    found.add(ground)
        return found

    def weigh(self, runs: list[Run], *, parted: bool) -> None:
        """Doubt what is seen or hidden only as long as nothing else lies behind or over it.

        Args:
            parted: something stands elsewhere than in the order of the source, so that nobody knows how low.
        """
        risen, how = self._risen
        regions = self._over_regions
        if not (self._grounds or self._passed or risen or regions or self._below or self.over_all):
            return
        for at, run in enumerate(runs):
            if run.box is None or not (run.state == "seen" or isinstance(run.why, Faint)):
                continue  # of what else there is, the ink may not be known
            ratios = [on(run.box, ground) for ground in (*self._grounds, *self._behind(at, run.box))]
            if run.state == "seen":
                if at < risen:
                    runs[at] = run._replace(state="open", why=how)
                elif self._below and (parted or self.floor.below(at) < self._below):
                    runs[at] = run._replace(state="open", why="position: fixed")
                elif regions and (over := next(filter(None, map(regions.get, run.box.regions)), None)):
                    runs[at] = run._replace(state="open", why=over)
                elif any(ratio < bounds.seen_from for ratio, bounds in ratios):
                    runs[at] = run._replace(state="open", why="background")
            else:
                doubtful = any(not ratio or ratio >= bounds.hidden_below for ratio, bounds in ratios)
                if doubtful or self.over_all or not regions.keys().isdisjoint(run.box.regions):
                    runs[at] = run._replace(state="open", why="background")
