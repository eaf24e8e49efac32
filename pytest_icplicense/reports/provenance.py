"""What a report rests on: the day, licenses, policies, version and files, the same for every format and every run.

Nothing here is the time at which a report was written: two runs of the same files give the same bytes.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from typing import NamedTuple

from pytest_icplicense.model.input_file import Input
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

EPOCH = "SOURCE_DATE_EPOCH"


class Provenance(NamedTuple):
    """The facts that every report names."""

    as_of: date
    licenses: tuple[str, ...]
    policies_sha256: str
    """Of all policies, licenses and catalogues, shipped, brought by other packages and added, whatever they are called
    and wherever they lie."""
    version: str
    created: datetime
    """For formats that demand a time: `SOURCE_DATE_EPOCH`, else the as-of date's midnight; in UTC."""
    inputs: tuple[Input, ...]
    """The configuration, further policies and licenses, manifests, waivers and the files that manifests refer to, by
    path."""


def provenance(report: Report) -> Provenance:
    """The facts of a run.

    Raises:
        NoReport: `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    day = report.settings.as_of
    return Provenance(
        day, report.licenses, report.policies_sha256, report.version, created(day), report.inputs
    )


def created(as_of: date) -> datetime:
    """The time that a report says it is of.

    Raises:
        NoReport: `SOURCE_DATE_EPOCH` is no number of seconds.
    """
    given = os.environ.get(EPOCH)
    if not given:
        return datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    try:
        if given.isascii() and given.isdigit():
            return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise NoReport(
        Text(
            f"{EPOCH} is no number of seconds since 1970: {given[:40]!r}; set it to one, or unset it",
            f"{EPOCH} 不是自 1970 年起的秒数：{given[:40]!r}；请改正或取消该环境变量",
        )
    )
