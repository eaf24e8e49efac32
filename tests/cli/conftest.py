"""The example as a git repository, and `icplicense diff` in it."""

from __future__ import annotations

import json

import pytest
from repository import commit, git

from pytest_icplicense.cli import main


@pytest.fixture(autouse=True)
def _own_git(own_git):
    pass


@pytest.fixture
def here(project, monkeypatch):
    """The example, committed; one stands in its folder."""
    git("init", "--quiet", "--initial-branch=main", folder=project.root)
    commit(project.root)
    monkeypatch.chdir(project.root)
    return project


@pytest.fixture
def report(capsys):
    """Runs `diff --format json`: the exit code and the report."""

    def run(*words: str):
        code = main(["diff", "--format", "json", *words])
        return code, json.loads(capsys.readouterr().out)

    return run
