"""A file that cannot be looked into, and why."""

from __future__ import annotations

from pytest_icplicense.text import IcpError, Text


class Unjudged(IcpError):
    """A file that cannot be looked into, with the reason; line and column are counted from one."""

    def __init__(self, message: Text, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line, self.column = line, column
