"""pyproject.toml."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

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


def test_other_tools_have_places_of_their_own(shows):
    text = """[tool.poetry]
name = "us"
[tool.poetry.dev-dependencies]
black = "1"
[tool.pdm.dev-dependencies]
test = ["-e pdb", "pytest"]
[tool.hatch.envs.docs]
dependencies = ["mkdocs"]
extra-dependencies = ["mike"]
"""
    assert shows("pyproject.toml", text) == [
        ("us", 2),
        ("-pdb", 6),
        ("-pytest", 6),
        ("-mkdocs", 8),
        ("-mike", 9),
        ("-black", 4),
    ]


def test_a_group_that_includes_itself_or_what_is_not_there(shows):
    text = """[dependency-groups]
prod = ["pr", {include-group = "shared"}, {include-group = "gone"}]
shared = ["kafka", {include-group = "prod"}]
"""
    assert shows("pyproject.toml", text) == [("pr", 2), ("kafka", 3)]


@pytest.mark.parametrize(
    ("project", "shown"),
    [
        ('[project]\ndependencies = ["a"]', ["a", "-b"]),
        (None, ["a", "b"]),
        ("[project\n", ["a", "b"]),  # broken: nobody knows, so everything counts
    ],
)
def test_beside_a_lock_file_it_says_what_runs(shows, project, shown):
    lock = """[[package]]
name = "a"
version = "1"
[[package]]
name = "b"
version = "1"
"""
    beside = {} if project is None else {"pyproject.toml": project}
    assert [name for name, _ in shows("poetry.lock", lock, beside)] == shown
