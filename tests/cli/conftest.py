"""The example as a git repository, and `icplicense diff` in it."""

from __future__ import annotations

import json
import os

import pytest
from repository import commit, git

from pytest_icplicense.cli import main


@pytest.fixture(autouse=True)
def _own_git(monkeypatch):
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Li Min")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "limin@example.com")


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
