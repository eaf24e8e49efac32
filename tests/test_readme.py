"""The READMEs are short, show what really comes out, and lead to everything else."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.library import shipped
from pytest_icplicense.library.settings import _NOT_IN_THE_TABLE, Settings

ROOT = Path(__file__).parent.parent
EXPECTED = (shipped("example_project") / "scenarios/adds-search/expected.txt").read_text(encoding="utf-8")
READMES = ("README.md", "README.zh-CN.md")
PNG = b"\x89PNG\r\n\x1a\n"


def blocks(readme: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)


def transcript(readme: str) -> tuple[str, str, str]:
    """The command of the failing run, what is said of the excerpt, and what is shown."""
    first, _, output = blocks(readme, "text")[0].partition("\n")
    command, left_out = re.fullmatch(r"\$ (.*?) {2,}[(（](.*)[)）]", first).groups()
    return command, left_out, output


def test_the_failing_run_is_the_one_that_the_scenario_gives():
    command, left_out, output = transcript("README.md")
    assert command == "pytest -q ads-console.icp.yaml"
    assert output in EXPECTED
    assert left_out == "excerpt, 1 cause"
    assert "✗ 1 problem (1 critical) in 1 file" in EXPECTED


@pytest.mark.slow
def test_the_chinese_failing_run(project, pytester, monkeypatch):
    patch = shipped("example_project") / "scenarios/adds-search/change.patch"
    subprocess.run(["git", "apply", "--unsafe-paths", str(patch)], cwd=project.root, check=True)
    shutil.copytree(project.root, pytester.path / "p")
    monkeypatch.chdir(pytester.path / "p")
    monkeypatch.setenv("COLUMNS", "110")
    result = pytester.runpytest_subprocess(
        "-q", "--rootdir=.", "-p", "no:cacheprovider", "--icp-lang", "zh", "ads-console.icp.yaml"
    )
    _, left_out, output = transcript("README.zh-CN.md")
    assert output in result.stdout.str()
    assert left_out == "节选，1 个原因"
    assert "✗ 1 个文件中有 1 个问题（关键 1 个）" in result.stdout.str()


@pytest.mark.parametrize("readme", READMES)
def test_both_are_short_and_name_the_two_commands_after_cloning(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    places = [text.index(command) for command in ("git clone", "make demo", "make test", "icplicense check ")]
    assert places == sorted(places)


@pytest.mark.parametrize("readme", READMES)
def test_both_lead_to_every_page(readme):
    suffix = ".zh.md" if "zh" in readme else ".md"
    pages = {
        page for page in (ROOT / "docs").glob("*.md") if page.name.endswith(".zh.md") == ("zh" in readme)
    }
    linked = re.findall(r"\]\(docs/([^)#]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert {page.name for page in pages} - {f"index{suffix}"} <= set(linked)


@pytest.mark.parametrize("readme", READMES)
def test_the_picture_is_there_and_small(readme):
    (picture,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    data = (ROOT / picture).read_bytes()
    assert data.startswith(PNG)
    assert len(data) <= 150 * 1024


@pytest.mark.clients
def test_the_pictures_are_made_anew(tmp_path):
    subprocess.run(["make", "--no-print-directory", "picture", f"PICTURES={tmp_path}"], cwd=ROOT, check=True)
    assert {picture.name for picture in tmp_path.iterdir()} == {"report.png", "report.zh.png"}
    assert all(picture.read_bytes().startswith(PNG) for picture in tmp_path.iterdir())


@pytest.mark.parametrize("page", ["docs/settings.md", "docs/settings.zh.md"])
def test_every_option_and_every_setting_has_its_row(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    plugin = (ROOT / "pytest_icplicense/plugin.py").read_text(encoding="utf-8")
    for option in re.findall(r'option\(\s*"(--[a-z-]+)"', plugin):
        assert f"| `{option}" in text, option
    for setting in fields(Settings):
        if setting.name not in _NOT_IN_THE_TABLE:
            assert f"| `{setting.name}` |" in text, setting.name


@pytest.mark.parametrize("page", ["docs/commands.md", "docs/commands.zh.md"])
def test_every_command_has_its_row(page):
    from pytest_icplicense.cli.commands import COMMANDS

    text = (ROOT / page).read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `icplicense ([a-z]+)", text, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("page", ["docs/reports.md", "docs/reports.zh.md"])
def test_every_format_has_its_row(page):
    from pytest_icplicense.reports.formats import SHIPPED

    text = (ROOT / page).read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE) == [each.name for each in SHIPPED]


@pytest.mark.slow
def test_the_example_is_in_order_where_it_lies(monkeypatch, capsys):
    """As the README has it, in a clone: the rest of the repository, which the service counts as its own, shows nothing."""
    monkeypatch.chdir(ROOT / "example_project")
    assert main(["check"]) == 0, capsys.readouterr().out
