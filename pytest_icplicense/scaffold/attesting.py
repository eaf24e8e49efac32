"""Writes an attestation into a manifest, below those that are there, and leaves everything else as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from pytest_icplicense.intake.yaml_documents import to_yaml
from pytest_icplicense.rules.attested import VALID_MONTHS, counts_until
from pytest_icplicense.rules.days.calendar import add_months
from pytest_icplicense.text import IcpError, Text

KEY = "attestations"
_SOONEST = 7
"""Months for which a staggered attestation counts at least."""


class NoPlace(IcpError):
    """The manifest has no place at which an entry can be added without rewriting what a person wrote."""


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
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    found = next((value for key, value in documents[0].value if key.value == KEY), None)
    if found is None or (isinstance(found, yaml.SequenceNode) and not found.value):
        if found is not None:  # an empty list, which gives way
            del lines[found.start_mark.line]
        at = found.start_mark.line if found is not None else _after_the_last(documents[0])
        new = [f"{KEY}:\n", *as_entry(attestation, 2)]
        if found is None and at and lines[at - 1].strip():
            new.insert(0, "\n")
        lines[at:at] = new
        return "".join(lines), at + len(new) - len(as_entry(attestation, 2)) + 1
    if not isinstance(found, yaml.SequenceNode) or found.flow_style:
        raise NoPlace(
            Text(
                f"'{KEY}' stands on one line; write it line by line first",
                f"{KEY} 写在一行内；请先改为逐行书写",
            )
        )
    at = _after_the_last(found.value[-1])
    lines[at:at] = as_entry(attestation, found.start_mark.column)
    return "".join(lines), at + 1


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


def _after_the_last(node: yaml.Node) -> int:
    """The number of lines up to the end of what is written of a node; the parser's own end is where the next one begins."""
    while not getattr(node, "flow_style", True):
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return int(end.line)
    return int(end.line) + 1


def as_entry(entry: Mapping[str, Any], column: int) -> list[str]:
    """The lines of an entry of a list that is written line by line, whose dash stands at `column`, counted from zero."""
    written = to_yaml({KEY: [dict(entry)]}).splitlines()[1:]
    return [f"{' ' * column}{line[2:]}\n" for line in written]
