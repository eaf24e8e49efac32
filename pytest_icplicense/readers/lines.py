"""Text that knows where it came from: lines of a file, and what is put together from them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from pytest_icplicense.text import Text


class Line(NamedTuple):
    """A line of a file; of a format without lines, one of the text that was taken out of it."""

    number: int
    """Counted from one, through the whole file."""
    text: str
    page: int | None = None
    """Of a PDF, counted from one."""
    heading: int = 0
    """The level of a heading, where the format marks it by a style; 0: none is marked."""


class Doubt(NamedTuple):
    """Something that was read and may be wrong, or could not be read: for a person to look at."""

    line: int | None
    """Where in the file; None: nowhere, it is missing."""
    message: Text
    missing: bool = False
    """Whether a value is not there, and so the license is not whole."""


class Passage(NamedTuple):
    """Text put together from pieces of lines."""

    text: str
    starts: tuple[int, ...]
    """Where in the text each piece begins, in order; the first is 0."""
    lines: tuple[int, ...]
    """The line that each piece came from."""

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Passage:
        """The lines' texts one after the other, with nothing between."""
        text, starts, numbers = "", [], []
        for line in lines:
            if line.text:
                starts.append(len(text))
                numbers.append(line.number)
                text += line.text
        return cls(text, tuple(starts), tuple(numbers))

    def line(self, offset: int = 0) -> int:
        """The line that the character at `offset` came from."""
        return self.lines[max(bisect_right(self.starts, offset) - 1, 0)]

    def cut(self, start: int, end: int) -> Passage:
        """The part from `start` up to `end`, which still knows its lines."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_left(self.starts, end), first + 1)
        starts = tuple(max(at - start, 0) for at in self.starts[first:last])
        return Passage(self.text[start:end], starts, self.lines[first:last])
