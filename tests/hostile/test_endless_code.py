"""What is no program of its language, over which the recovery of a parser takes time squared: given up, and told."""

from __future__ import annotations

import os

import pytest

from pytest_icplicense.detect.source import syntax_tree as parsing
from pytest_icplicense.detect.unjudged import Unjudged

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
ENDLESS = "package a\n" + "<!-- " * 20_000


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """One second for each, and another process for each test."""
    pytest.importorskip("resource")
    monkeypatch.setattr(parsing, "MAX_SECONDS", 1)
    monkeypatch.setattr(parsing, "_TRIALS", parsing._Trials())
    yield
    parsing._TRIALS.stop()


def test_what_never_ends_is_given_up_and_the_next_is_parsed():
    for _ in range(2):
        with pytest.raises(Unjudged, match="no program of its language"):
            parsing.syntax_tree(ENDLESS, "go")
    assert parsing._TRIALS.endless == {("go", ENDLESS.encode())}
    root = parsing.syntax_tree("package a\n" + "var a = 1\n" * 1_000, "go")
    assert root.kind() == "source_file"
    assert not root.has(kind="ERROR")


def test_short_files_need_no_other_process():
    assert parsing.syntax_tree("a = 1\n" * 100, "python").kind() == "module"
    assert parsing._TRIALS.process is None


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_fork_asks_a_process_of_its_own():
    text = "a = 1\n" * 1_000
    parsing.syntax_tree(text, "python")
    first = parsing._TRIALS.process
    if (child := os.fork()) == 0:
        try:
            parsing.syntax_tree(text, "python")
            os._exit(0 if parsing._TRIALS.process is not first else 1)
        finally:
            os._exit(2)
    assert os.waitpid(child, 0)[1] == 0
    parsing.syntax_tree(text, "python")
    assert parsing._TRIALS.process is first


def test_where_no_process_can_be_started_the_text_is_parsed(monkeypatch):
    monkeypatch.setattr(parsing.sys, "executable", "/nowhere/python")
    assert parsing.syntax_tree("a = 1\n" * 1_000, "python").kind() == "module"
