"""When a new attestation of a manifest should end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from pytest_icplicense.rules.attested import VALID_MONTHS, counts_until
from pytest_icplicense.rules.days.calendar import add_months

KEY = "attestations"
_SOONEST = 7
"""Months for which a staggered attestation counts at least."""


def staggered_expiry(reviewed: date, manifest: Mapping[str, Any]) -> date | None:
    """The last day on which a new attestation should count, so that few end in one month; None: after all of its months.

    Of the months from the seventh on, it is the latest of those in which the fewest attestations of the manifest end.
    """
    taken = Counter(
        (until.year, until.month)
        for row in manifest.get(KEY) or ()
        if "reviewed" in row and (until := counts_until(row))
    )
    ends = [add_months(reviewed, months) for months in range(VALID_MONTHS, _SOONEST - 1, -1)]
    best = min(ends, key=lambda day: taken[day.year, day.month])
    return None if best == ends[0] else best
