"""A folder of earlier reports: read back as the runs that they tell of, and whatever else lies there is refused by name."""

from __future__ import annotations

import json
import os

import pytest

from pytest_icplicense.reports.record import past_runs as reading
from pytest_icplicense.reports.record.json import render
from pytest_icplicense.reports.record.past_runs import past_run, past_runs
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.reports.terminal import verdict_of

DAYS = ("2022-04-15", "2022-06-01", "2022-06-30")


@pytest.fixture
def folder(tmp_path):
    """Where the reports lie."""
    (tmp_path / "history").mkdir()
    return tmp_path / "history"


@pytest.fixture
def written(project, folder):
    """A report of the example as a tree that a test may damage."""
    (folder / "run.json").write_text(render(project.report()), encoding="utf-8")
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


def refusal(folder, project, lang="en"):
    with pytest.raises(NoReport) as refused:
        past_runs(folder, project.workspace().settings)
    return refused.value.message.to(lang)


def test_reports_become_the_runs_that_wrote_them(project, folder):
    project.add_feature("web-search", "web")
    expected = {}
    for name, day in zip(("c.json", "a.json", "b.json"), DAYS, strict=True):
        run = project.report(as_of=day)
        (folder / name).write_text(render(run), encoding="utf-8")
        expected[name] = past_run(run, name)
    (folder / "notes.txt").write_text("not a report, and no business of ours", encoding="utf-8")
    found = past_runs(folder, project.workspace().settings)
    assert [(str(each.as_of), each.name) for each in found] == list(zip(DAYS, expected, strict=True))
    assert list(found) == list(expected.values())
    verdict = verdict_of(project.report(as_of=DAYS[1]))
    assert (found[1].problems, found[1].critical, found[1].soon) == (verdict.problems, 1, verdict.due)
    assert verdict.due > 0


def test_an_empty_folder_has_no_runs(project, folder):
    assert past_runs(folder, project.workspace().settings) == ()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "an empty file"),
        (b"{}", "no report of this tool"),
        (b"[1, 2]", "no report of this tool"),
        (b"[" * 100_000, "no report of this tool"),
        (b'{"schema_version": 1, "tool": ', "cut off in the middle"),
        (b"\xff\xfe\x00", "no JSON"),
    ],
)
def test_foreign_files_are_named_in_a_line_each(data, why, project, folder):
    (folder / "bad.json").write_bytes(data)
    (folder / "worse.json").write_bytes(b"%PDF")
    first, second = refusal(folder, project).splitlines()
    assert first.startswith(f"{folder / 'bad.json'}: {why}")
    assert first.endswith(", or take it out of the folder")
    assert second.startswith(f"{folder / 'worse.json'}: no JSON (1:1")
    assert "；也可将其移出该文件夹" in refusal(folder, project, "zh")


@pytest.mark.parametrize(
    "damage",
    [
        lambda tree: tree["record"].update(texts=None),
        lambda tree: tree["record"].update(warn_days=10**30),
        lambda tree: tree["record"].update(base=["/etc"]),
        lambda tree: tree["record"]["files"][0]["cases"]["criterion"].append(10**9),
        lambda tree: tree["record"]["files"][0].update(licenses=[{}]),
        lambda tree: tree["summary"].update(failed=1),
        lambda tree: tree.update(as_of="9999-99-31"),
        lambda tree: tree.update(as_of=20220601),
        lambda tree: tree.update(inputs=[None]),
    ],
)
def test_damaged_reports_are_named_in_a_line(damage, written, project, folder):
    damage(written)
    (folder / "run.json").write_text(json.dumps(written), encoding="utf-8")
    (line,) = refusal(folder, project).splitlines()
    assert line.startswith(f"{folder / 'run.json'}: its key 'record' is damaged")


def test_a_version_that_nobody_knows_yet_is_named(written, project, folder):
    (folder / "run.json").write_text(json.dumps({**written, "schema_version": 2}), encoding="utf-8")
    assert "schema_version is 2, written by pytest-icplicense" in refusal(folder, project)


def test_links_pipes_and_folders_are_not_opened(project, folder, tmp_path):
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    (folder / "below.json").mkdir()
    os.mkfifo(folder / "pipe.json")
    lines = refusal(folder, project).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        str(folder / name) for name in ("below.json", "link.json", "pipe.json")
    ]
    assert all("no plain file, and links are not followed" in line for line in lines)


def test_a_name_cannot_move_a_terminal(project, folder):
    (folder / "a\x1b[31m\n::error::.json").write_text("{}", encoding="utf-8")
    (line,) = refusal(folder, project).splitlines()
    assert "a\\x1b[31m\\n::error::.json" in line


def test_size_and_number_have_bounds(written, project, folder, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1 << 20)
    (folder / "run.json").write_text(json.dumps({**written, "more": "x" * (1 << 20)}), encoding="utf-8")
    assert "more than 1 MiB" in refusal(folder, project)
    monkeypatch.setattr(reading, "MOST_FILES", 0)
    assert refusal(folder, project).startswith(f"{folder}: 1 reports; at most 0 are drawn")


def test_what_is_no_folder_is_told(project, folder):
    assert "no such folder" in refusal(folder / "gone", project)
    assert "a file; name the folder with the earlier reports" in refusal(project.service, project)
    assert "no such folder" in refusal(folder / "a\0b", project)
