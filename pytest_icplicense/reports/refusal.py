"""Why a report is not made or not written: one line, in both languages."""

from __future__ import annotations

from pytest_icplicense.text import IcpError


class NoReport(IcpError):
    """A report cannot be made, or not be written where it was asked for."""
