"""Which browser is taken, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from pytest_icplicense.pages.chromium import NoBrowser, find_chromium


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    return tmp_path


def program(folder: Path, name: str) -> str:
    (folder / name).write_text("#!/bin/sh\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return str(folder / name)


def test_the_one_without_a_window_is_taken_before_the_one_with(programs):
    whole = program(programs, "chromium")
    assert find_chromium() == whole
    assert find_chromium() != program(programs, "chromium-headless-shell") == find_chromium()


def test_the_one_that_is_named_is_taken_before_any(programs, monkeypatch):
    program(programs, "chromium-headless-shell")
    monkeypatch.setenv("CHROMIUM", program(programs, "google-chrome"))
    assert find_chromium() == str(programs / "google-chrome")
    monkeypatch.setenv("CHROMIUM", "no-such-program")
    with pytest.raises(NoBrowser, match="CHROMIUM names 'no-such-program', which is no program"):
        find_chromium()


def test_where_there_is_none_the_line_says_what_to_install(programs, monkeypatch):
    monkeypatch.setattr("pytest_icplicense.pages.chromium._PLACES", ())
    with pytest.raises(NoBrowser) as told:
        find_chromium()
    assert "apt-get install chromium" in told.value.message.en
    assert "apt-get install chromium" in told.value.message.zh
