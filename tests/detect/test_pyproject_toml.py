"""pyproject.toml."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.artifact import Unjudged

TEXT = """[project]
name = "me"
dependencies = ["a>=1", "b ; python_version<'3'"]
[project.optional-dependencies]
test = ["pytest"]
redis = ["redis"]
[dependency-groups]
dev = ["dv", {include-group = "lint"}]
lint = ["ruff"]
prod = ["pr", {include-group="shared"}]
shared = ["sh"]
[tool.poetry.dependencies]
python = "^3"
pony = {version="1", optional=true}
[tool.poetry.group.test.dependencies]
pt2 = "1"
[tool.poetry.group.chat.dependencies]
chalk = "1"
[tool.uv]
dev-dependencies = ["uvd"]
[build-system]
requires = ["hatchling"]
"""


def test_dependencies_extras_and_groups(shows):
    assert shows("pyproject.toml", TEXT) == [
        ("me", 2),
        ("a", 3),
        ("b", 3),
        ("-pytest", 5),
        ("redis", 6),
        ("-dv", 8),
        ("-ruff", 9),
        ("pr", 10),
        ("sh", 10),
        ("-hatchling", 22),
        ("-uvd", 20),
        ("pony", 14),
        ("-pt2", 16),
        ("chalk", 18),
    ]


def test_broken(shows):
    with pytest.raises(Unjudged, match="no TOML"):
        shows("pyproject.toml", "[project\n")
    with pytest.raises(Unjudged, match="'a b' is no requirement") as caught:
        shows("pyproject.toml", '[project]\ndependencies = [\n "a b",\n]')
    assert caught.value.line == 3


def test_a_key_of_very_many_parts_is_refused(shows):
    with pytest.raises(Unjudged, match="nested"):
        shows("pyproject.toml", "a." * 100_000)
