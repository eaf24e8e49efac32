"""What every format hands back, and how it says that it cannot."""

from __future__ import annotations

from typing import NamedTuple

from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.text import IcpError

UNCERTAIN = "\ufffd"
"""What stands for a character that readers may not see."""


class Extracted(NamedTuple):
    """The text of a file, as its format has it."""

    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...] = ()
    drawn: int = 0
    """What it shows besides: pictures, and text that runs in another direction."""
    certain: str | None = None
    """The text with `UNCERTAIN` for what readers may not see; None: they see all of it."""
    covered: bool = False
    """Whether something that floats before the text may lie on it."""


class NotReadable(IcpError):
    """A file of which no text can be had; the message says what it is and what to do, without the file's name."""


class WithoutText(NotReadable):
    """A file that shows text and has none, such as a scan: it can be read as a picture."""
