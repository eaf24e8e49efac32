"""Why a report is not made or not written: one line, in both languages."""

from __future__ import annotations

from pytest_icplicense.text import Text


class NoReport(Exception):
    """A report cannot be made, or not be written where it was asked for."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message
