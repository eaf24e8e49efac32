"""`--history DIR`: earlier JSON reports, which the page draws over time."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.runs.report import Report


def add_history(parser: argparse.ArgumentParser) -> None:
    """The option."""
    parser.add_argument(
        "--history",
        type=Path,
        metavar="DIR",
        help="let html draw verdicts, proof and deadlines over time, from the JSON reports of earlier runs in this folder"
        " · html 据该文件夹中先前的 JSON 报告，绘制判定、依据和期限随时间的变化",
    )


def refuse_history(form: str, options: argparse.Namespace) -> None:
    """Complain, before anything is judged, where the format draws none.

    Raises:
        WrongUse: it is another format.
    """
    if options.history is None:
        return
    from pytest_icplicense.reports.record.past_runs import DRAWN_BY

    if form != DRAWN_BY:
        raise WrongUse(
            Text(
                f"--history is drawn by the format '{DRAWN_BY}', not by '{form}'",
                f"--history 只由格式“{DRAWN_BY}”绘制，不用于“{form}”",
            )
        )


def with_history(report: Report, options: argparse.Namespace) -> Report:
    """The report with the earlier runs that are asked for.

    Raises:
        NoReport: the folder, or a report in it, cannot be used.
    """
    if options.history is None:
        return report
    from pytest_icplicense.reports.record.past_runs import past_runs

    return replace(report, past=past_runs(options.history, report.settings))
