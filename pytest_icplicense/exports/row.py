"""A row of an export, what an export may have, and why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any, Final, NamedTuple

from pytest_icplicense.text import IcpError, Text

MAX_BYTES = 64 << 20
"""What a file may have; a spreadsheet also once it is unpacked, four times that."""
MAX_ROWS = 100_000
MAX_COLUMNS = 500
HEADERS = 20
"""Lines above the header that exports begin with: a title, a period, blanks."""


class NoTable(IcpError):
    """A file that no rows can be read from, with the reason and the line."""

    def __init__(self, reason: Text, line: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line = reason, line


class Row(NamedTuple):
    """One row: its line in the file, counted from one, and its cells."""

    line: int
    cells: Sequence[Any]


class _NoValue:
    """A cell with an error in it, or with a formula whose value was not saved."""

    def __str__(self) -> str:
        return "?"


NO_VALUE: Final = _NoValue()


def text_of(cell: Any) -> str:
    """A cell as text: whole numbers without a fraction, days and moments in their ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if isfinite(cell) and cell == int(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()
