"""The list of formats: which there are, which other packages add, and what is said where one cannot be had."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.reports import formats
from pytest_icplicense.reports.formats import SHIPPED, Format, named, names, rendered
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.text import Text

OWN = """\
from pytest_icplicense.api import Format, Text, hookimpl


def render(report):
    return f"{{len(report.results)}} cases\\n"


@hookimpl
def icplicense_reports():
    summary = Text.same("own")
    return [Format(name="{name}", render=render, summary=summary, suffix=".txt", media="text/plain")]
"""


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs a package that adds a format of that name."""

    def install(name: str) -> None:
        info = tmp_path / "own-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: own\nVersion: 1\n", encoding="utf-8")
        (info / "entry_points.txt").write_text("[icplicense]\nown = own_reports\n", encoding="utf-8")
        (tmp_path / "own_reports.py").write_text(OWN.format(name=name), encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.delitem(sys.modules, "own_reports", raising=False)

    return install


def test_every_format_has_a_name_of_its_own_and_says_what_it_is():
    assert len({each.name for each in SHIPPED}) == len(SHIPPED)
    assert all(each.summary.en and each.summary.zh and each.suffix.startswith(".") for each in SHIPPED)
    assert names() == [each.name for each in SHIPPED]


@pytest.mark.slow
def test_another_package_adds_a_format(installed, project, monkeypatch, capsys):
    installed("tally")
    monkeypatch.chdir(project.root)
    assert "tally" in names()
    assert main(["report", "tally"]) == 0
    assert capsys.readouterr().out.endswith(" cases\n")


def test_a_name_that_is_taken(installed, project, monkeypatch, capsys):
    installed("json")
    monkeypatch.chdir(project.root)
    assert main(["report", "jsn"]) == 2
    assert "own: there is a report format named 'json' already" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["report", "jsn"], ["check", "--format", "jsn"]])
def test_an_unknown_format_in_one_line(command, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("icplicense: no report format 'jsn'; did you mean 'json'")
    assert err.count("\n") == 1
    assert main([*command, "--lang", "zh"]) == 2
    assert "没有名为“jsn”的报告格式；是否应为“json”" in capsys.readouterr().err


def test_a_hostile_name_is_not_printed_raw(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["report", "\x1b[31m\n::error::x"]) == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert err.count("\n") == 1


@pytest.fixture
def fancy(monkeypatch):
    """A shipped format whose extra is not installed."""
    form = Format(
        name="fancy",
        render=lambda report: b"",
        summary=Text.same("fancy"),
        suffix=".x",
        media="x/x",
        extra="fancy",
        needs=("no_such_module.inner",),
    )
    monkeypatch.setattr(formats, "SHIPPED", (*SHIPPED, form))
    return form


def test_an_extra_that_is_missing_is_told_before_anything_is_judged(fancy, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)  # where nothing could be judged
    assert main(["report", "fancy", "-o", "r.x"]) == 2
    assert capsys.readouterr().err == (
        "icplicense: the format 'fancy' needs the extra [fancy]: pip install 'pytest-icplicense[fancy]'\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_an_extra_that_is_only_found_missing_while_rendering(fancy, project):
    def render(run):
        import no_such_module  # noqa: F401

    with pytest.raises(NoReport, match=r"pip install 'pytest-icplicense\[fancy\]'"):
        rendered(replace(fancy, render=render), project.report())


def test_what_is_there_is_ready(project):
    assert named("json").name == "json"
    assert rendered(named("json"), project.report()).startswith(b"{\n")


@pytest.mark.parametrize(
    ("render", "told"),
    [
        (lambda report: {}["x"], "report format 'own', which a package adds: KeyError: 'x'"),
        (lambda report: 3, "report format 'own', which a package adds: gave int, no str or bytes"),
    ],
)
def test_a_format_of_another_package_that_fails_is_one_line(render, told, project):
    with pytest.raises(NoReport) as raised:
        rendered(
            Format(name="own", render=render, summary=Text.same("own"), suffix=".txt", media="text/plain"),
            project.report(),
        )
    assert raised.value.message.en == told
