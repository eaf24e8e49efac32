"""What a repository and others remember for the manifests beside: never more than a little, and never what has changed."""

from __future__ import annotations

import pytest

from pytest_icplicense.documents import remembered
from pytest_icplicense.documents.document import _NOT_TEXT, _perhaps_not_text
from pytest_icplicense.documents.files import Overlaid
from pytest_icplicense.documents.remembered import Remembered
from pytest_icplicense.documents.repository import Repository, Unavailable


def test_a_file_that_changes_is_read_again(tmp_path):
    file = tmp_path / "duty.md"
    file.write_text("one", encoding="utf-8")
    repository = Repository(tmp_path)
    assert repository.read(tmp_path, "duty.md") == b"one"
    assert repository.read(tmp_path, "duty.md") == b"one"
    file.write_text("another", encoding="utf-8")
    assert repository.read(tmp_path, "duty.md") == b"another"
    file.unlink()
    with pytest.raises(Unavailable):
        repository.read(tmp_path, "duty.md")


def test_a_file_that_is_laid_over_another_is_not_kept(tmp_path):
    (tmp_path / "duty.md").write_text("one", encoding="utf-8")
    contents = {tmp_path / "duty.md": b"two"}
    repository = Repository(tmp_path, Overlaid(contents))
    assert repository.read(tmp_path, "duty.md") == b"two"
    contents[tmp_path / "duty.md"] = b"owt"
    assert repository.read(tmp_path, "duty.md") == b"owt"


def test_what_is_remembered_is_noted_each_time(tmp_path):
    (tmp_path / "duty.md").write_text("one", encoding="utf-8")
    repository = Repository(tmp_path)
    for _ in range(2):
        with repository.noting() as noted:
            repository.read(tmp_path, "duty.md")
        assert list(noted.used) == [tmp_path / "duty.md"]


def test_few_answers_are_remembered_and_no_errors(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 2)
    asked = []

    def ask(question):
        asked.append(question)
        return 1 // question

    answer = Remembered(ask)
    assert [answer(question) for question in (1, 1, 2, 1, 3, 3)] == [1, 1, 0, 1, 0, 0]
    assert asked == [1, 2, 3]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            answer(0)
    assert asked[-2:] == [0, 0]


def test_every_character_that_is_no_text_is_looked_for():
    """The quick look at the bytes passes over nothing that the slow one at the characters finds."""
    for code in (*range(0xD800), *range(0xE000, 0x10000)):
        if _NOT_TEXT.search(chr(code)):
            assert _perhaps_not_text(f"a{chr(code)}b".encode()), hex(code)
    assert not _perhaps_not_text("name: 巨量引擎\r\n\tç €".encode())
