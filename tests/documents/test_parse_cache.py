"""What is kept of parsed documents is the same as parsing them, and is never believed after a change."""

from __future__ import annotations

import json
import os
import sys

import pytest

from pytest_icplicense.documents import parse_cache as kept
from pytest_icplicense.library import shipped


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    (tmp_path / "a.yaml").write_text("a: [1, 2.5, null, true, 京]\n---\nb: 0123\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_bytes(b"\xef\xbb\xbfc: x\r\n")
    return tmp_path


def read(folder, parsed=None, monkeypatch=None):
    """The trees, texts and places of the folder's documents."""
    sources = kept.read_all(folder, sorted(folder.glob("*.yaml")), lambda file: file.name)
    return [(d.path, d.index, d.tree, d.text, d.position("")) for source in sources for d in source.documents]


@pytest.fixture
def parsed(monkeypatch):
    """The names of the files that are really parsed."""
    names = []
    real = kept.read
    monkeypatch.setattr(kept, "read", lambda file, path: names.append(file.name) or real(file, path))
    return names


def test_the_second_reading_parses_nothing_and_is_the_same(folder, parsed):
    first = read(folder)
    assert parsed == ["a.yaml", "b.yaml"]
    assert read(folder) == first
    assert parsed == ["a.yaml", "b.yaml"]
    assert [tree for _, _, tree, _, _ in first] == [
        {"a": [1, 2.5, None, True, "京"]},
        {"b": "0123"},
        {"c": "x"},
    ]


def test_a_change_is_seen(folder, parsed):
    read(folder)
    (folder / "b.yaml").write_text("c: y\n", encoding="utf-8")
    assert read(folder)[-1][2] == {"c": "y"}
    (folder / "c.yaml").write_text("d: z\n", encoding="utf-8")
    assert read(folder)[-1][2] == {"d": "z"}


def test_a_copy_of_the_same_bytes_is_known_and_one_changed_file_is_parsed_alone(folder, parsed):
    first = read(folder)
    for file in folder.glob("*.yaml"):
        os.utime(file, ns=(1, 1))
    assert read(folder) == first
    file = folder / "a.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("0123", "0124"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert read(folder)[1][2] == {"b": "0124"}
    assert parsed == ["a.yaml", "b.yaml", "a.yaml"]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"made_with": "0", "trees": []}', "[" * 100_000, "\x00"]
)
def test_a_broken_file_is_made_anew(folder, parsed, content):
    first = read(folder)
    place = folder / "__pycache__/documents.json"
    place.write_text(content, encoding="utf-8")
    assert read(folder) == first
    assert json.loads(place.read_text(encoding="utf-8"))["trees"]


def test_a_file_with_a_problem_is_told_every_time(folder):
    (folder / "c.yaml").write_text("a: 1\na: 2\n", encoding="utf-8")
    for _ in range(2):
        *_, last = kept.read_all(folder, sorted(folder.glob("*.yaml")), lambda file: file.name)
        assert [problem.to("en") for problem in last.problems] == ["c.yaml:2:1: duplicate key 'a'; keep one"]


def test_what_is_shipped_is_taken_where_python_keeps_no_bytecode(folder, parsed, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    first = read(folder)
    sources = [kept.read(file, file.name) for file in sorted(folder.glob("*.yaml"), reverse=True)]
    (folder / kept.NAME).write_text(kept.written(sources), encoding="utf-8")
    parsed.clear()
    assert read(folder) == first
    assert parsed == []


def test_nothing_is_kept_where_python_keeps_no_bytecode(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read(folder)
    assert not (folder / "__pycache__").exists()


def test_the_prefix_of_bytecode_is_followed(folder, tmp_path_factory, monkeypatch):
    prefix = tmp_path_factory.mktemp("prefix")
    monkeypatch.setattr(sys, "pycache_prefix", str(prefix))
    read(folder)
    assert list(prefix.rglob("documents.json"))
    assert not (folder / "__pycache__").exists()


def test_a_folder_that_cannot_be_written_to_is_read_all_the_same(folder, parsed):
    (folder / "__pycache__").write_text("a file in the way", encoding="utf-8")
    assert read(folder) == read(folder)


def test_the_shipped_policies_come_back_as_they_are():
    files = sorted(shipped().glob("provisions/*.yaml"))
    trees = [
        document.tree for source in kept.read_all(shipped(), files, str) for document in source.documents
    ]
    assert json.loads(json.dumps(trees)) == trees
