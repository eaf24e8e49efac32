"""`icplicense report`: the verdicts in any format, to the standard output or a file."""

from __future__ import annotations

import argparse

from pytest_icplicense.cli import check
from pytest_icplicense.cli.parser import Parser


def options(parser: Parser) -> None:
    """What the command takes."""
    from pytest_icplicense.reports.formats import SHIPPED

    listed = ", ".join(each.name for each in SHIPPED)
    parser.add_argument("format", metavar="FORMAT", help=f"{listed} · 报告格式：{listed}")
    check.judging(parser)
    parser.intermixed = True


def run(options: argparse.Namespace) -> int:
    """What `check --format` does."""
    return check.run(options)
