"""What every format hands back, and how it says that it cannot."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.text import IcpError


class Unsure(StrEnum):
    """What stands for a character that readers may not see, by the reason: signs that no text has."""

    PALE = "\ufdd0"
    GROUND = "\ufdd1"
    ASIDE = "\ufdd2"
    PLACEHOLDER = "\ufdd3"
    COVERED = "\ufdd4"
    PRESSED = "\ufdd5"
    TURNED = "\ufdd6"
    CUT = "\ufdd7"


class Certainty(NamedTuple):
    """A text as it is written, and as readers surely see it; sign by sign."""

    written: str
    seen: str
    """The same with a sign of `Unsure` for each that readers may not see."""


class Extracted(NamedTuple):
    """The text of a file, as its format has it."""

    lines: tuple[Line, ...]
    doubts: tuple[Doubt, ...] = ()
    drawn: int = 0
    """What it shows besides: pictures, and text that runs in another direction."""
    certain: Certainty | None = None
    """What readers surely see; None: all of it."""


class NotReadable(IcpError):
    """A file of which no text can be had; the message says what it is and what to do, without the file's name."""


class WithoutText(NotReadable):
    """A file that shows text and has none, such as a scan: it can be read as a picture."""
