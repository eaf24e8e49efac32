"""The names of hosts that a regular expression is for."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.domain_patterns import named_by


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (r"~^(www|m)\.a\.cn$", ["www.a.cn", "m.a.cn"]),
        (r"~^(?<sub>.+)\.a\.cn$", ["a.cn"]),
        (r"~^(?P<sub>[a-z0-9-]+)\.a\.cn$", ["a.cn"]),
        (r"~^(www\.)?a\.cn$", ["www.a.cn", "a.cn"]),
        (r"~^app\d+\.a\.(cn|com)$", ["a.cn", "a.com"]),
        ("~^www.a.cn$", ["www.a.cn"]),
        (r"~.*", []),
        (r"~\w+shop\.cn$", []),
        (r"~^(?!www)a\.cn$", []),
        ("~^" + "(a|b)" * 30 + r"\.cn$", []),
        ("~^" + "(" * 400, []),
    ],
)
def test_patterns_name_what_is_certain(pattern: str, names: list[str]) -> None:
    assert named_by(pattern) == names
