"""What is laid over files: folders that come to be, links that are written through, and what cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_icplicense.files import DISK, Overlay, is_folder, is_link, memory, read_plain
from pytest_icplicense.files.files import Tracked


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    (tmp_path / "link").symlink_to("a.txt")
    files = Overlay(DISK, {tmp_path / "link": b"new"})
    assert is_link(files, tmp_path / "link")
    assert files.read(tmp_path / "link") == files.read(tmp_path / "a.txt") == b"new"
    gone = Overlay(DISK, {tmp_path / "link": None})
    assert is_link(gone, tmp_path / "link")
    with pytest.raises(FileNotFoundError):
        gone.read(tmp_path / "link")


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    files = Overlay(DISK, {tmp_path / "a": None, tmp_path / "a/b": b"new"})
    assert files.listdir(tmp_path) == {"a": "folder"}
    assert files.listdir(tmp_path / "a") == {"b": "file"}
    assert files.read(tmp_path / "a/../a/b") == b"new"


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for content in (b"new", None):
        with pytest.raises(ValueError, match="a folder, which no content can be laid over"):
            Overlay(DISK, {tmp_path / "folder": content})
    with pytest.raises(ValueError, match="a folder, which no content can be laid over"):
        memory(tmp_path, {"a": "", "a/b": ""})
    with pytest.raises(ValueError, match="null byte"):
        Overlay(DISK, {tmp_path / "a\0b": b""})


def test_what_git_has_of_its_own_is_not_tracked(tmp_path: Path) -> None:
    files = memory(
        tmp_path, {".git/HEAD": "ref: x", "sub/.git/HEAD": "ref: x", "sub/a.txt": "a", "b.txt": "b"}
    )
    assert files.tracked(tmp_path) == Tracked(["sub/a.txt", "b.txt"])
    assert files.tracked(tmp_path / "sub") == Tracked(["a.txt"])


def test_memory_asks_no_disk(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"on disk")
    files = memory(tmp_path, {"清单/b.txt": "beta"})
    with pytest.raises(FileNotFoundError):
        files.read(tmp_path / "a.txt")
    assert read_plain(files, tmp_path / "清单/b.txt", 10) == b"beta"
    assert files.listdir(tmp_path) == {"清单": "folder"}
    assert not is_folder(files, tmp_path.parent / "elsewhere")
    assert is_folder(memory(tmp_path / "x", {}), tmp_path / "x")
