"""The public interface: every name is there, importing it costs nothing, and `judge` says what the command line says."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from pytest_icplicense import api
from pytest_icplicense.cli import main

ROOT = Path(__file__).parent.parent


def test_every_name_is_there_and_no_other():
    assert sorted(api.__all__) == dir(api)
    assert set(api.__all__) == set(api._MODULE_OF)
    for name in api.__all__:
        assert getattr(api, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'Workspace'"):
        _ = api.Workspace


def test_types_are_told_for_each_name():
    """What a type checker imports is what is looked up."""
    tree = ast.parse(Path(api.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    told = {
        alias.name: each.module.removeprefix("pytest_icplicense.")
        for each in block.body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    }
    assert told == api._MODULE_OF


def test_importing_it_imports_nothing_else():
    program = (
        "import sys; before = set(sys.modules); import pytest_icplicense.api;"
        "print([m for m in set(sys.modules) - before if m.startswith('pytest_icplicense.')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['pytest_icplicense.api']"


def test_judge_says_what_check_says(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    project.add_feature("web-search")
    report = api.judge()
    assert main(["check", "--format", "json"]) == report.exit_code == 1
    told = json.loads(capsys.readouterr().out)
    assert [(each.id, each.outcome.value) for each in report.results] == [
        (each["id"], each["verdict"]) for each in told["cases"]
    ]
    assert [each.path for each in report.inputs] == [each["path"] for each in told["inputs"]]


def test_judge_takes_what_check_takes(project, monkeypatch):
    monkeypatch.chdir(project.root.parent)
    later = api.judge([project.root], as_of=date(2024, 1, 1), lang="zh", strict_open=True)
    failed = {each.criterion.clause for each in later.results if each.outcome is api.Outcome.FAILED}
    assert {"LIC.4", "SP-15.10.2"} <= failed  # expired; and what tests are to prove is not settled
    assert later.settings.lang == "zh"


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["nowhere"], "nowhere: no such file or folder"),
        (["web"], "no manifest (icp.yaml or *.icp.yaml) in web"),
        ([], "no path is given, so nothing is judged"),
    ],
)
def test_what_it_refuses_is_one_kind_of_error(project, monkeypatch, paths, said):
    monkeypatch.chdir(project.root)
    with pytest.raises(api.IcpError, match=r"manifest|no such file|no path") as refused:
        api.judge(paths)
    assert refused.value.message.en == said


@pytest.mark.parametrize("day", ["2022-06-01", "soon", datetime(2022, 6, 1)])
def test_a_day_that_is_no_date_is_refused(project, monkeypatch, day):
    monkeypatch.chdir(project.root)
    with pytest.raises(api.IcpError, match=r"as_of: no datetime\.date: "):
        api.judge(as_of=day)


def test_a_configuration_that_cannot_be_used(project, monkeypatch):
    monkeypatch.chdir(project.root)
    project.change("pyproject.toml", 'as_of = "2022-06-01"', 'as_of = "soon"')
    with pytest.raises(api.IcpError, match="as_of"):
        api.judge()


def public_imports(file: Path) -> set[str]:
    """The modules of this package that a file imports."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in named if name.split(".")[0] == "pytest_icplicense"}


def test_the_example_plugin_uses_nothing_else():
    for file in sorted((ROOT / "tests/plugin_example").rglob("*.py")):
        assert public_imports(file) <= {"pytest_icplicense.api"}, file


@pytest.mark.slow
def test_every_error_that_is_raised_on_purpose_has_one_base():
    """Those with a leading underscore never leave their module."""
    for file in sorted((ROOT / "pytest_icplicense").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                assert "Exception" not in bases or node.name == "IcpError", f"{file.name}: {node.name}"
