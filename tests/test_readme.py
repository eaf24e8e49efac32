"""The READMEs show what really comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pytest_icplicense.library import shipped

ROOT = Path(__file__).parent.parent
EXPECTED = (shipped("example_project") / "scenarios/adds-search/expected.txt").read_text(encoding="utf-8")


def blocks(readme: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)


def test_the_failing_run_is_the_one_that_the_scenario_gives():
    command, _, output = blocks("README.md", "text")[0].partition("\n")
    assert command == "$ pytest -q ads-console.icp.yaml"
    assert output in EXPECTED


def test_the_chinese_failing_run(project, pytester, monkeypatch):
    import shutil
    import subprocess

    patch = shipped("example_project") / "scenarios/adds-search/change.patch"
    subprocess.run(["git", "apply", "--unsafe-paths", str(patch)], cwd=project.root, check=True)
    shutil.copytree(project.root, pytester.path / "p")
    monkeypatch.chdir(pytester.path / "p")
    monkeypatch.setenv("COLUMNS", "110")
    result = pytester.runpytest_subprocess(
        "-q", "--rootdir=.", "-p", "no:cacheprovider", "--icp-lang", "zh", "ads-console.icp.yaml"
    )
    _, _, output = blocks("README.zh-CN.md", "text")[0].partition("\n")
    assert output in result.stdout.str()


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_the_two_commands_and_every_option(readme):
    text = (ROOT / readme).read_text(encoding="utf-8")
    plugin = (ROOT / "pytest_icplicense/plugin.py").read_text(encoding="utf-8")
    assert "make demo" in text
    assert "make test" in text
    for option in re.findall(r'addoption\(\s*"(--[a-z-]+)"', plugin):
        assert option in text
