"""`--fail-under-proof`: the least share of clauses that must rest on more than an attestation."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pytest_icplicense.cli.terminal_output import say_last
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.runs.report import Report


def add_floor(parser: argparse.ArgumentParser) -> None:
    """The option."""
    parser.add_argument(
        "--fail-under-proof",
        type=_percent,
        metavar="N",
        help="fail where less than N percent of the clauses rest on more than an attestation, or a case is open"
        " · 有声明以外依据的条款不足 N%%，或有用例尚无定论时失败",
    )


def _percent(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= 100):
        raise argparse.ArgumentTypeError(
            f"not a number from 0 to 100: {text!r} · 应为 0 至 100 的整数，而非 {text!r}"
        )
    return int(text)


def exit_code(options: argparse.Namespace, report: Report, others: Iterable[Text] = (), *, text: bool) -> int:
    """The run's, or 1 where it is in order but too little of it is proven, or for `others` that fail it.

    Why is said last; `text`: that is what was written to the standard output.
    """
    floor = getattr(options, "fail_under_proof", None)
    said = list(others)
    if floor is not None:
        from pytest_icplicense.reports.proof import below

        if (shortfall_message := below(report.tally.proofs, floor)) is not None:
            en, zh = shortfall_message
            said.append(Text(f"--fail-under-proof: {en}", f"--fail-under-proof：{zh}"))
    for each in said:
        say_last(each.to(report.settings.lang), text=text)
    return report.exit_code or (1 if said else 0)
