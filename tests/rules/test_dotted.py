"""Fields named with dots."""

from __future__ import annotations

import pytest

from pytest_icplicense.rules.fields import dotted


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("found", "2022-01-21"),
        ("assessment.finished", "2022-02-20"),
        ("assessment.by.name", "李敏"),
        ("assessment", {"finished": "2022-02-20", "by": {"name": "李敏"}}),
        ("gone", None),
        ("gone.finished", None),
        ("found.finished", None),
        ("names.0", "a"),
        ("names.1", None),
        ("names.first", None),
        ("found.0", None),
    ],
)
def test_what_stands_there_or_nothing(path, value):
    record = {
        "found": "2022-01-21",
        "assessment": {"finished": "2022-02-20", "by": {"name": "李敏"}},
        "names": ["a"],
    }
    assert dotted(record, path) == value
