"""What is no program of its language, over which the recovery of a parser takes time squared: given up, and told."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from pytest_icplicense.detect.observation import Observations
from pytest_icplicense.detect.opening import FEW
from pytest_icplicense.detect.source import syntax_tree as parsing
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.files import DISK
from pytest_icplicense.library import load

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


def _parsed_in_an_expendable_process(text: str) -> bool:
    parsing.make_expendable()
    kind = parsing.syntax_tree(text, "go").kind()
    for _ in range(30_000_000):  # what is not parsing may take as long as it likes
        pass
    return kind == "source_file" and parsing._TRIALS.process is None


def test_a_process_that_others_do_without_tries_nothing_and_is_ended():
    with ProcessPoolExecutor(1) as executor:
        assert executor.submit(_parsed_in_an_expendable_process, "package a\n" * 1_000).result()
        with pytest.raises(BrokenProcessPool):
            executor.submit(_parsed_in_an_expendable_process, ENDLESS).result()


def test_where_such_a_process_was_ended_the_rest_is_looked_into_here(tmp_path):
    library = load()
    (tmp_path / "src").mkdir()
    route = 'package a\n\nfunc f() {\n\tr.POST("/friend-requests", g)\n}\n' + "// more\n" * 200
    for number in range(FEW):
        (tmp_path / f"src/a{number}.go").write_text(route, encoding="utf-8")
    endless = 'package a\nfunc f() { r.POST("/friend-requests", g) }\n' + ("<!-- " * 100 + "\n") * 200
    (tmp_path / "src/b.go").write_text(endless, encoding="utf-8")
    found = survey(
        tmp_path,
        DISK,
        library.catalogue.capabilities,
        library.detectors,
        observations=Observations(jobs=2),
    )
    assert len(found.found) == FEW
    (problem,) = found.unjudged
    assert problem.path == "src/b.go"
    assert "no program of its language" in problem.to("en")
