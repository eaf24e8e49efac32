"""Writes an attestation into a manifest, below those that are there, and leaves everything else as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from pytest_icplicense.rules.attested import VALID_MONTHS, counts_until
from pytest_icplicense.rules.days.calendar import add_months
from pytest_icplicense.scaffold.entries import NoPlace as NoPlace
from pytest_icplicense.scaffold.entries import with_entry
from pytest_icplicense.text import Text

KEY = "attestations"
_SOONEST = 7
"""Months for which a staggered attestation counts at least."""


def with_attestation(text: str, attestation: Mapping[str, Any]) -> tuple[str, int]:
    """The manifest's text with one more attestation, and the line, counted from one, at which it begins.

    Raises:
        NoPlace: the list stands on one line, or the file has several documents.
    """
    documents = [each for each in yaml.compose_all(text, yaml.SafeLoader) if each]
    if len(documents) != 1 or not isinstance(documents[0], yaml.MappingNode):
        raise NoPlace(
            Text(
                "the file has several documents; add the entry to the one that is meant",
                "文件含有多个文档；请在相应文档中自行添加该条目",
            )
        )
    found = next((value for key, value in documents[0].value if key.value == KEY), None)
    if isinstance(found, yaml.SequenceNode) and found.value and found.flow_style:
        raise NoPlace(
            Text(
                f"'{KEY}' stands on one line; write it line by line first",
                f"{KEY} 写在一行内；请先改为逐行书写",
            )
        )
    return with_entry(text, KEY, attestation)


def staggered_expiry(reviewed: date, manifest: Mapping[str, Any]) -> date | None:
    """The last day on which a new attestation should count, so that few end in one month; None: after all of its months.

    Of the months from the seventh on, it is the latest of those in which the fewest attestations of the manifest end.
    """
    taken = Counter(
        (until.year, until.month)
        for row in manifest.get(KEY, ())
        if "reviewed" in row and (until := counts_until(row))
    )
    ends = [add_months(reviewed, months) for months in range(VALID_MONTHS, _SOONEST - 1, -1)]
    best = min(ends, key=lambda day: taken[day.year, day.month])
    return None if best == ends[0] else best
