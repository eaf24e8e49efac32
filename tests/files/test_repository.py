"""What a repository remembers for the manifests beside: never more than a little, and never what has changed."""

from __future__ import annotations

import hashlib

import pytest

from pytest_icplicense.files import DISK, Overlay, memo
from pytest_icplicense.files.memo import Memo
from pytest_icplicense.files.repository import Repository, Unavailable


def test_what_was_read_is_what_is_judged(tmp_path):
    """A run sees one state of a file, whatever is written over it meanwhile; another run sees another."""
    file = tmp_path / "duty.md"
    file.write_text("one", encoding="utf-8")
    repository = Repository(tmp_path)
    assert repository.read(tmp_path, "duty.md") == b"one"
    file.write_text("another", encoding="utf-8")
    assert repository.read(tmp_path, "duty.md") == b"one"
    assert repository.sha256(file) == hashlib.sha256(b"one").hexdigest()
    assert Repository(tmp_path).read(tmp_path, "duty.md") == b"another"
    file.unlink()
    with pytest.raises(Unavailable):
        Repository(tmp_path).read(tmp_path, "duty.md")


def test_a_file_that_is_laid_over_another_is_read_in_its_place(tmp_path):
    (tmp_path / "duty.md").write_text("one", encoding="utf-8")
    contents = {tmp_path / "duty.md": b"two"}
    assert Repository(tmp_path, Overlay(DISK, contents)).read(tmp_path, "duty.md") == b"two"


def test_a_file_is_refused_by_its_content(tmp_path):
    """Between looking and reading a file may change; what is read is bounded all the same."""
    (tmp_path / "duty.md").write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(Unavailable, match="has more than 1 MiB"):
        Repository(tmp_path).read(tmp_path, "duty.md", 1 << 20)


def test_what_is_remembered_is_noted_each_time(tmp_path):
    (tmp_path / "duty.md").write_text("one", encoding="utf-8")
    repository = Repository(tmp_path)
    for _ in range(2):
        with repository.noting() as noted:
            repository.read(tmp_path, "duty.md")
        assert list(noted.used) == [tmp_path / "duty.md"]


def test_few_answers_are_remembered_and_no_errors(monkeypatch):
    monkeypatch.setattr(memo, "MOST", 2)
    asked = []

    def ask(question):
        asked.append(question)
        return 1 // question

    answer = Memo(ask)
    assert [answer(question) for question in (1, 1, 2, 1, 3, 3)] == [1, 1, 0, 1, 0, 0]
    assert asked == [1, 2, 3]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answer(0)
    assert asked[-2:] == [0, 0]
