"""Package lists of any shape: each is read or told as not judged, and in time that grows with its size."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense.detect.unjudged import Unjudged

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "npm:b@1", "=>", "workspace:x", ""]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "packages dependencies devDependencies name dev workspaces project optional-dependencies group tool poetry "
                "dependency-groups package source groups node_modules/a libraries bundles require bundledDependencies "
                "peerDependenciesMeta default manifest members target workspace net8 category".split()
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)
OF_JSON = (
    "package.json",
    "package-lock.json",
    "bun.lock",
    "Pipfile.lock",
    "composer.json",
    "composer.lock",
    "packages.lock.json",
)
OF_TOML = (
    "pyproject.toml",
    "uv.lock",
    "poetry.lock",
    "Cargo.toml",
    "Cargo.lock",
    "Pipfile",
    "libs.versions.toml",
)
OF_LINES = (
    *(
        "yarn.lock",
        "pnpm-lock.yaml",
        "requirements.txt",
        "setup.cfg",
        "setup.py",
        "go.mod",
        "build.gradle",
        "Gemfile",
    ),
    *("Gemfile.lock", "x.gemspec", "pom.xml", "a.csproj"),
)


def seen(shows, path, text):
    with contextlib.suppress(Unjudged):
        shows(
            path, text, {"package.json": "[]", "Cargo.toml": "package = 1", "pyproject.toml": "project = 1"}
        )


@pytest.mark.parametrize("path", OF_JSON)
@settings(max_examples=25)
@given(tree=JSON)
def test_json(shows, path, tree):
    seen(shows, path, json.dumps(tree))


@pytest.mark.parametrize("path", OF_TOML)
@settings(max_examples=25)
@given(tree=JSON)
def test_toml(shows, path, tree):
    for table in tree if isinstance(tree, list) else [tree]:
        if isinstance(table, dict):
            seen(
                shows, path, "".join(f"{json.dumps(key)} = {inline(value)}\n" for key, value in table.items())
            )


def inline(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return json.dumps("" if value is None else value)


WORDS = st.sampled_from(
    [
        *"\"':( ){}=[],>;\\\n",
        "  ",
        "    ",
        "      ",
        "a",
        "a@1",
        "do",
        "end",
        "gem ",
        "group ",
        "//",
        "/*",
        "-e ",
        "git+",
        *"dependencies packages importers snapshots GEM DEPENDENCIES require setup( install_requires".split(),
        *"<project> </ #egg=".split(),
        "<dependencies>",
        "[options]",
    ]
)


@pytest.mark.parametrize("path", OF_LINES)
@settings(max_examples=25)
@given(words=st.lists(WORDS, max_size=40))
def test_lines(shows, path, words):
    seen(shows, path, "".join(words))


@pytest.mark.timeout(30)
@pytest.mark.parametrize("path", [*OF_LINES, *OF_JSON, *OF_TOML])
@pytest.mark.parametrize(
    "bit",
    ['"', '\\"', "{", "[", "(", "/*", "- ", " ", "\n", "a.", "a:\n", "dependencies { a(", "git+https://@/"],
)
def test_no_repetition_takes_the_square_of_its_length(shows, path, bit):
    seen(shows, path, bit * (60_000 // len(bit)))
