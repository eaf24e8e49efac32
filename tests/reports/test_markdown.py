"""The merge-request comment: short whatever the size, and text stays text."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt

from pytest_icplicense.cli import main
from pytest_icplicense.documents import Place
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports import markdown
from pytest_icplicense.reports.markdown import MOST_LINES, literal
from pytest_icplicense.runs.report import WaiverFile
from pytest_icplicense.text import Text


def test_what_failed_and_what_is_due(failing):
    out = markdown.render(failing)
    assert out.startswith("### ✗ 3 problems (1 critical) in 2 files · outside 京B2-20181623\n")
    assert "**Cannot be used (1)**\n\n- `broken.icp.yaml:" in out
    assert (
        "- **SP-02.2** critical `ads-console.icp.yaml:25` feature 'web' (web-search) needs B25/search" in out
    )
    assert "— “不得经营或变相经营未经许可的其他电信业务”" in out
    assert "- 2022-06-12 (in 11 days) **SP-05.4** " in out
    assert out.index("critical") < out.index(" major ")
    for fact in ("license 京B2-20181623 as of 2022-06-01", "policies sha256 ", "No legal advice"):
        assert fact in out


def test_nothing_failed(project):
    out = markdown.render(project.report())
    assert out.startswith("### ✓ inside 京B2-20181623 as of 2022-06-01 · 1 open · 3 due in 30 days · 24 of ")
    assert "Failed" not in out


def test_a_run_that_is_not_whole_does_not_say_that_nothing_failed(project):
    out = markdown.render(replace(project.report(), complete=False, not_run=7))
    assert out.startswith("### ✓ nothing failed under 京B2-20181623 as of 2022-06-01 · ")
    assert "INCOMPLETE: 7 cases did not run" in out


def test_in_chinese(project):
    project.add_feature("web-search", "web")
    project.change("pyproject.toml", 'lang = "en"', 'lang = "zh"')
    out = markdown.render(project.report())
    assert out.startswith("### ✗ 1 个文件中有 1 个问题（关键 1 个） · 超出 京B2-20181623 的许可范围\n")
    assert "**不合规（1）**" in out
    assert "（由此另有 3 项：LIC.3、SP-15.12.1–2）" in out


@pytest.mark.slow
def test_never_more_than_sixty_lines(failing):
    """Thousands of everything."""
    failed = [each for each in failing.results if each.outcome.value == "failed"]
    more = tuple(replace(each, id=f"{each.id}-{number}") for number in range(900) for each in failed)
    many = replace(failing, results=failing.results + more, problems=failing.problems * 900)
    place = Place("icp-waivers.yaml", 1, 1)
    days = date(2022, 1, 1), date(2022, 7, 1)
    waivers = tuple(
        Waiver("SP-05.4", f"x{number}", "r", "a", None, *days, place, f"/{number}") for number in range(50)
    )
    waived = WaiverFile(
        path=place.path, inside=(), binds=failing.paths, waivers=waivers, names=frozenset(), whole=True
    )
    many = replace(
        many,
        waiver_files=(waived,),
        changes=(Text.same("x" * 500),) * 900,
        warnings=failing.problems * 900,
    )
    out = markdown.render(many)
    assert "**Waivers (50)**" in out
    assert "more\n" in out
    assert out.count("\n") <= MOST_LINES
    assert len(out) < 65_536  # what GitHub takes


def test_text_stays_text(hostile):
    out = markdown.render(hostile)
    html = MarkdownIt("commonmark").enable("table").render(out)
    assert "<script" not in html
    assert "<table" not in html
    assert "@everyone" not in html
    assert "cmd|'/c calc'!A1" in html.replace("&#39;", "'")
    assert out.count("\n") <= MOST_LINES


@pytest.mark.parametrize(
    "text", ["**a** _b_ `c`", "[a](javascript:x)", "<b>&amp;", "a | b ~~c~~", "# x", "$$x$$", "\\", "![i](u)"]
)
def test_markup_is_shown_as_it_is_written(text):
    tokens = MarkdownIt("commonmark").parseInline(f"x {literal(text)}")[0].children
    assert "".join(each.content for each in tokens) == f"x {text}"
    assert {each.type for each in tokens} <= {"text", "text_special"}


def test_a_line_stays_one(project):
    assert literal("a\nb\r\n- c\u2028d") == "a b - c d"
    assert len(literal("x" * 5000)) == 400
    assert "\u202e" not in literal("\u202eyx")


@pytest.mark.slow
def test_what_changed_where_a_reference_is_named(project, own_git, monkeypatch, capsys):
    for words in ("init -q", "add -A", "commit -qm a"):
        subprocess.run(["git", *words.split()], cwd=project.root, check=True)
    monkeypatch.chdir(project.root)
    project.add_feature("web-search", "web")
    assert main(["report", "markdown", "--base", "HEAD"]) == 1
    out = capsys.readouterr().out
    assert "2 newly failing, 0 newly fixed" in out
    assert r"- newly failing (2): LIC.3/feature-inside-scope\[ads-console:web\], SP-02.2/" in out
    assert "- ads-console: + feature web (web-search) ads-console.icp.yaml:24:5" in out
    assert main(["check", "--format", "markdown", "--base", "HEAD"]) == 1
    assert capsys.readouterr().out == out
    assert main(["report", "markdown", "--base", "nope", "-o", "r.md"]) == 2
    assert capsys.readouterr().err == "icplicense: 'nope': no such branch, tag or commit here\n"
    assert not (project.root / "r.md").exists()


def test_the_last_day_is_one_day(project):
    said = markdown.render(project.report(as_of="2022-06-11"))
    assert "2022-06-12 (in 1 day) **SP-05.4**" in said
    assert " 1 days" not in said
