"""What repositories showed in earlier runs: taken where nothing can have changed, and from nobody else."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from pytest_icplicense.detect import opening, opening_in_parallel
from pytest_icplicense.detect.detector import Detector, Sighting
from pytest_icplicense.detect.observation import Observations
from pytest_icplicense.detect.observation_cache import FOLDER, OFF, ObservationCache, _read, _written
from pytest_icplicense.detect.source import syntax_tree
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.files import DISK
from pytest_icplicense.library import load
from pytest_icplicense.text import Text

LIBRARY = load()
MANY = opening.KEPT_FROM + 20
ROUTE = 'import express from "express";\nconst app = express();\napp.post("/private-messages/{}", send);\n'


@pytest.fixture
def repository(tmp_path) -> Path:
    """A repository with many files of code, one of which sends messages, and packages."""
    root = tmp_path / "repository"
    (root / "src").mkdir(parents=True)
    for number in range(MANY):
        (root / f"src/part{number}.js").write_text(f"export const part = {number};\n", encoding="utf-8")
    (root / "src/chat.js").write_text(ROUTE, encoding="utf-8")
    (root / "package.json").write_text('{"dependencies": {"@rongcloud/imlib-next": "5"}}', encoding="utf-8")
    return root


@pytest.fixture
def look(repository, tmp_path, monkeypatch):
    """Looks into the repository as a run of its own, and counts what is parsed in this process."""
    monkeypatch.delenv(OFF, raising=False)
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    monkeypatch.setattr(opening_in_parallel, "FEW", opening.KEPT_FROM)
    monkeypatch.setattr(opening_in_parallel, "MANY_OF_CODE", sys.maxsize)
    observe = opening.observe

    def run(policies: str = "policies", jobs: int = 1, detectors=LIBRARY.detectors):
        run.parsed = []
        monkeypatch.setattr(
            opening,
            "observe",
            lambda artifact, *more: run.parsed.append(artifact.path) or observe(artifact, *more),
        )
        kept = ObservationCache.beside(repository, policies)
        return survey(
            repository,
            DISK,
            LIBRARY.catalogue.capabilities,
            detectors,
            observations=Observations(lambda: kept, jobs),
        )

    return run


def test_the_same_content_is_parsed_once(look, repository):
    first = look()
    assert {each.path for each in first.found} == {"src/chat.js", "package.json"}
    assert len(look.parsed) > MANY
    assert look() == first
    assert look.parsed == []
    (repository / "src/part7.js").write_text(ROUTE, encoding="utf-8")
    again = look()
    assert set(look.parsed) == {"src/part7.js"}
    assert "src/part7.js" in {each.path for each in again.found}
    look()
    assert look.parsed == []


def test_other_policies_or_other_code_parse_it_anew(look, monkeypatch):
    look()
    look(policies="others")
    assert len(look.parsed) > MANY
    monkeypatch.setattr("pytest_icplicense.detect.observation_cache._made_with", lambda: "another version")
    look()
    assert len(look.parsed) > MANY


def test_a_file_that_another_is_read_with_may_change(look, repository):
    def read(artifact):
        other = artifact.beside("names.txt")
        yield Sighting("npm", other.text.strip() if other else "none", 0)

    read.__module__ = "pytest_icplicense.own"
    own = Detector("own", ("*.js",), read, Text("own", "自有"))
    names = repository / "src/names.txt"
    names.write_text("left-pad", encoding="utf-8")
    assert look(detectors=[own]).found == ()
    names.write_text("@rongcloud/imlib-next", encoding="utf-8")
    assert len(look(detectors=[own]).found) > MANY
    assert len(look.parsed) > MANY


def test_what_the_detector_of_another_package_sees_is_not_kept(look):
    own = Detector("own", ("*.js",), lambda artifact: (), Text("own", "自有"))
    look(detectors=[own])
    look(detectors=[own])
    assert len(look.parsed) > MANY


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + bytes(200), b""])
def test_a_damaged_one_is_begun_anew(look, tmp_path, content):
    first = look()
    (tmp_path / "cache/observations.db").write_bytes(content)
    assert look() == first
    look()
    look()
    assert look.parsed == []


@pytest.mark.parametrize("value", ["{", "[]", '{"found": [[1]]}', "[" * 5000, '{"found": 1}'])
def test_rows_that_nobody_here_wrote_are_parsed_anew(look, tmp_path, value):
    first = look()
    with sqlite3.connect(tmp_path / "cache/observations.db") as database:
        database.execute("UPDATE observed SET value = ?", (value,))
    database.close()
    assert look() == first
    assert len(look.parsed) > MANY


@pytest.mark.skipif(sys.platform == "win32", reason="its folders have no modes")
def test_a_folder_that_others_may_write_in_is_not_trusted(look, tmp_path, repository):
    look()
    os.chmod(tmp_path / "cache", 0o777)
    assert ObservationCache.beside(repository, "policies") is None
    os.chmod(tmp_path / "cache", 0o700)
    assert ObservationCache.beside(repository, "policies") is not None


def test_it_is_never_in_the_repository_and_can_be_switched_off(look, repository, monkeypatch):
    monkeypatch.setenv(FOLDER, str(repository / ".cache"))
    assert ObservationCache.beside(repository, "policies") is None
    assert not (repository / ".cache").exists()
    monkeypatch.setenv(FOLDER, str(repository.parent / "cache"))
    monkeypatch.setenv(OFF, "1")
    assert ObservationCache.beside(repository, "policies") is None


def test_what_is_written_is_read_back(look):
    found = look()
    for opened in found.basis.opened.values():
        for each in opened.observed.values():
            assert _read(_written(each)) == each


def test_several_processes_see_the_same(look, tmp_path):
    alone = look()
    (tmp_path / "cache/observations.db").unlink()
    assert look(jobs=2) == alone
    assert look.parsed == []
    assert look() == alone  # and what they saw is kept
    assert look.parsed == []


@pytest.mark.skipif(sys.platform == "win32", reason="the system cannot end a process for its time")
def test_many_texts_are_parsed_once_also_where_no_processes_are_asked_for(look, repository, monkeypatch):
    long = ROUTE + "// what a letter is\n" * 100
    for file in repository.glob("src/*.js"):
        file.write_text(long, encoding="utf-8")
    monkeypatch.setattr(opening_in_parallel, "MANY_OF_CODE", opening.KEPT_FROM)
    monkeypatch.setattr(syntax_tree, "_TRIALS", None)
    found = look()
    assert look.parsed == []
    assert not found.unjudged
    assert sum(each.path.endswith(".js") for each in found.found) > MANY


def test_a_detector_that_does_not_travel_is_asked_here(look):
    own = Detector(
        "own", ("*.js",), lambda artifact: iter([Sighting("npm", "@rongcloud/imlib-next", 0)]), Text("", "")
    )
    assert len(look(jobs=2, detectors=[own]).found) > MANY


def test_a_few_files_are_looked_into_at_once(look, repository, monkeypatch):
    for file in list(repository.glob("src/part*.js"))[opening.KEPT_FROM // 2 :]:
        file.unlink()
    monkeypatch.setattr("pytest_icplicense.detect.opening_in_parallel._opened", None)
    assert {each.path for each in look(jobs=2).found} == {"src/chat.js", "package.json"}


def test_of_a_few_files_nothing_is_kept(look, repository, tmp_path):
    for file in list(repository.glob("src/part*.js"))[opening.KEPT_FROM // 2 :]:
        file.unlink()
    look()
    assert not (tmp_path / "cache/observations.db").exists()
