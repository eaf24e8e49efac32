"""uv.lock, poetry.lock, pdm.lock and pylock.toml."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

UV = """version = 1
requires-python = ">=3.11"
resolution-markers = [
    "python_full_version >= '3.13'",
]

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "a", extra = ["x"] },
]

[package.optional-dependencies]
chat = [
    { name = "c" },
]

[package.dev-dependencies]
dev = [
    { name = "pytest" },
]

[package.metadata]
requires-dist = [{ name = "a", specifier = ">=1" }, { name = "c", marker = "extra == 'chat'" }]
provides-extras = ["chat"]

[package.metadata.requires-dev]
dev = [{ name = "pytest" }]

[[package]]
name = "a"
version = "1"
source = { registry = "https://packages.example/simple" }
dependencies = [
    { name = "t", marker = "sys_platform == 'win32'" },
]
sdist = { url = "https://f/a.tar.gz", hash = "sha256:aa", size = 12 }
wheels = [
    { url = "https://f/a.whl", hash = "sha256:aa", size = 12 },
]

[package.optional-dependencies]
x = [
    { name = "y" },
]

[[package]]
name = "t"
source = { registry = "https://packages.example/simple" }
[[package]]
name = "y"
[[package]]
name = "c"
[[package]]
name = "pytest"
"""
POETRY = """# This file is automatically @generated
[[package]]
name = "a"
version = "1"
description = "A \\"quoted\\" thing = [x]"
optional = false
python-versions = ">=3.8"
groups = ["main", "dev"]
markers = "python_version < \\"3.11\\""
files = [
    {file = "a.whl", hash = "sha256:aa"},
]

[package.dependencies]
b = {version = ">=1", markers = "x == \\"y\\""}
c = [
    {version = ">=1", markers = "x"},
    {version = ">=2"},
]

[package.extras]
dev = ["x (>=1)", "y"]
all = ["boto3 (>=1.2)", "x[y] ; python_version < \\"3\\""]

[[package]]
name = "pytest"
groups = ["dev"]
files = []

[metadata]
lock-version = "2.1"
python-versions = ">=3.11,<4"
content-hash = "abc"
"""
OLD = """[[package]]
name = "Foo"
[package.dependencies]
bar_x = "1"
[[package]]
name = "bar-x"
[[package]]
name = "p"
"""


def test_what_the_project_of_uv_needs_to_run(shows):
    found = [("app", 7), ("a", 32), ("t", 49), ("y", 52), ("c", 54), ("-pytest", 56)]
    assert shows("uv.lock", UV) == found


def test_groups_of_poetry(shows):
    assert shows("poetry.lock", POETRY) == [("a", 2), ("-pytest", 25)]


def test_files_of_poetry_that_tell_no_groups(shows):
    project = '[tool.poetry.dependencies]\nfoo = "1"\n[tool.poetry.group.dev.dependencies]\np = "1"'
    found = [name for name, _ in shows("poetry.lock", OLD, {"pyproject.toml": project})]
    assert found == ["Foo", "bar-x", "-p"]
    assert [name for name, _ in shows("poetry.lock", OLD)] == ["Foo", "bar-x", "p"]
    old = '[[package]]\nname = "a"\ncategory = "main"\n[[package]]\nname = "d"\ncategory = "dev"\n'
    assert [name for name, _ in shows("poetry.lock", old)] == ["a", "-d"]


def test_pdm_and_the_standard_file(shows):
    lock = (
        '[[package]]\nname = "a"\ngroups = ["default"]\n[[package]]\nname = "d"\ngroups = ["lint", "dev"]\n'
    )
    assert shows("pdm.lock", lock) == [("a", 1), ("-d", 4)]
    assert shows("pylock.toml", '[[packages]]\nname = "a"\n') == [("a", 1)]


def test_broken(shows):
    with pytest.raises(Unjudged, match="no TOML"):
        shows("uv.lock", UV + "<<<<<<< HEAD\n")
