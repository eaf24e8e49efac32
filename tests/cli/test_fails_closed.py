"""Commands that could not look at everything say so, and end with 2."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys

import pytest

from pytest_icplicense.cli import command, main

BROKEN = "kind: Service\nkind: Service\n"


@pytest.fixture
def here(project, monkeypatch):
    """The example, to stand in."""
    monkeypatch.chdir(project.root)
    return project


@pytest.mark.parametrize(
    "arguments",
    [
        ["timeline", "--to", "2022-06-02"],
        ["calendar"],
        ["calendar", "--format", "json"],
        ["calendar", "--format", "text"],
        ["check"],
        ["trace"],
    ],
)
def test_a_document_that_cannot_be_used_is_told_beside_the_rest(here, capsys, arguments):
    (here.root / "broken.icp.yaml").write_text(BROKEN, encoding="utf-8")
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert "broken.icp.yaml:2:1: " in captured.err + captured.out
    assert "Traceback" not in captured.err


def test_a_calendar_in_each_form_has_the_same_deadlines(here, capsys):
    forms = {}
    for form in ("ics", "json", "text"):
        assert main(["calendar", "--format", form, "--to", "2022-06-30"]) == 0
        forms[form] = capsys.readouterr().out
    days = [each["due"] for each in json.loads(forms["json"])]
    assert (
        days
        == [line[:10] for line in forms["text"].splitlines()]
        == ["2022-06-12", "2022-06-15", "2022-06-19"]
    )
    assert forms["ics"].count("BEGIN:VEVENT") == len(days)


def test_a_calendar_that_needs_an_extra_names_it(here, capsys, monkeypatch):
    def gone(found, as_of):
        raise ModuleNotFoundError("No module named 'icalendar'")

    monkeypatch.setattr("pytest_icplicense.reports.calendar.as_ics", gone)
    assert main(["calendar"]) == 2
    assert capsys.readouterr().err == (
        "icplicense: No module named 'icalendar'; install pytest-icplicense[calendar]\n"
    )


def test_detecting_without_policies_that_can_be_used(here, capsys):
    (here.root / "own").mkdir()
    (here.root / "own/x.yaml").write_text("kind: Nonsense\n", encoding="utf-8")
    assert main(["detect", "--policies", "own"]) == 2
    assert "own/x.yaml:1:" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "cyclonedx"])
def test_detecting_tells_what_it_could_not_look_into_beside_what_programs_read(here, capsys, form):
    (here.root / "package.json").write_text("{", encoding="utf-8")
    (here.root / "broken.icp.yaml").write_text(BROKEN, encoding="utf-8")
    assert main(["detect", "--format", form]) == 2
    captured = capsys.readouterr()
    assert "package.json:1:2: " in captured.err
    assert "broken.icp.yaml:2:1: " in captured.err
    json.loads(captured.out)


@pytest.mark.parametrize("command", ["todo", "trace", "timeline", "detect"])
def test_what_cannot_be_used_is_broken_at_words_like_the_rest(here, capsys, monkeypatch, command):
    file = here.root / "ads-console.icp.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("kind: push", "kind: pushes-of-news"), encoding="utf-8"
    )
    monkeypatch.setenv("COLUMNS", "40")
    assert main([command, "--lang", "en"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "ads-console.icp.yaml:31:5:"
    assert max(map(len, said)) <= 40


def test_days_on_which_nothing_changes_are_told(here, capsys):
    for lang, said in (
        ("en", "no verdict changes from 2022-07-01 to 2022-07-02\n"),
        ("zh", "2022-07-01 至 2022-07-02 没有判定变化\n"),
    ):
        assert main(["timeline", "--from", "2022-07-01", "--to", "2022-07-02", "--lang", lang]) == 0
        assert capsys.readouterr().out == said


def test_a_folder_that_is_gone_is_told(capsys, monkeypatch):
    def gone():
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr("os.getcwd", gone)
    assert main(["--version"]) == 2
    said = "icplicense: the current folder: there is none any more; change to another one\n"
    assert capsys.readouterr().err == said
    assert main(["--lang", "zh", "check"]) == 2
    assert capsys.readouterr().err == "icplicense: 当前文件夹：已不存在；请切换到其他文件夹\n"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 2, ""),
        (
            OSError(errno.ENOSPC, "No space left"),
            2,
            "icplicense: cannot write the output: no space is left on the disk\n",
        ),
        (OSError(errno.EIO, "I/O error", "x.yaml"), 2, "icplicense: x.yaml: I/O error\n"),
        (
            RecursionError(),
            2,
            "icplicense: folders are nested too deep to be searched; name the ones that matter, or exclude some\n",
        ),
    ],
)
def test_what_ends_a_command_never_looks_like_success(here, capsys, monkeypatch, error, code, said):
    def raised(options):
        raise error

    monkeypatch.setattr("pytest_icplicense.cli.timeline.run", raised)
    monkeypatch.setattr(sys.modules[main.__module__], "_close_output", lambda: None)  # pytest needs it
    assert main(["timeline"]) == code
    assert capsys.readouterr().err == said


def test_a_full_disk_is_told_in_the_language_that_was_asked_for(here, capsys, monkeypatch):
    def raised(options):
        raise OSError(errno.ENOSPC, "No space left")

    monkeypatch.setattr("pytest_icplicense.cli.timeline.run", raised)
    monkeypatch.setattr(sys.modules[main.__module__], "_close_output", lambda: None)
    assert main(["timeline", "--lang", "zh"]) == 2
    assert capsys.readouterr().err == "icplicense: 无法写出结果：磁盘空间已满\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["diff", "loop"], "symbolic link"),
        (["test", "loop"], "loop:1:1: no policy or license file"),
        (["facts", "loop"], "loop: a symbolic link that leads back to itself\n"),
        (["detect", "loop"], "loop: a symbolic link that leads back to itself\n"),
        (["lsp", "--log", "pipe"], "--log: pipe: a pipe, not a file\n"),
        (["report", "text", "-o", "pipe"], "pipe: the report cannot be written: a pipe that nobody reads\n"),
        (
            ["check", "--gate", "HEAD", "loop.icp.yaml"],
            "loop.icp.yaml:1:1: a symbolic link that leads back to itself\n",
        ),
    ],
)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_link_to_itself_and_a_pipe_that_nobody_reads_end_no_command_otherwise(
    here, capsys, words, said, own_git
):
    for git in (["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "base"]):
        subprocess.run(["git", *git], check=True)
    for name in ("loop", "loop.icp.yaml"):
        (here.root / name).symlink_to(name)
    os.mkfifo(here.root / "pipe")
    assert main(["--lang", "en", *words]) == 2
    captured = capsys.readouterr()
    assert said in captured.out + captured.err


def test_an_interruption_before_anything_ran(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("pytest_icplicense.cli.main", interrupted)
    assert command() == 130
