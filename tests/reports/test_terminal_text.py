"""The text of a run: failures by cause with excerpt, remedy and snippet, in the order of the files; the verdict last."""

from __future__ import annotations

import io
import json
import re
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from rich.cells import cell_len

from pytest_icplicense.cli import main
from pytest_icplicense.cli.terminal_output import Screen, fitted
from pytest_icplicense.documents import Problem
from pytest_icplicense.model.result import KEPT
from pytest_icplicense.reports import terminal
from pytest_icplicense.reports.verdict_line import Verdict
from pytest_icplicense.runs.report import TERMINAL
from pytest_icplicense.text import Text, writable

EDITORS = Path(__file__).parents[2] / "examples/editors"
HEADER = re.compile(r"^[^\s:][^:]*:(\d+):\d+: [A-Z]+[-.0-9]* (critical|major|minor) ")


@pytest.fixture
def red(project):
    """Something critical, something major, and something that waits."""
    project.add_feature("web-search", "web")
    project.change("ads-console.icp.yaml", "reviewed: 2022-02-20, ", "")
    project.change("operator.icp.yaml", "submitted: 2022-03-11", "submitted: 2022-04-11")
    return project


def test_a_finding_has_excerpt_remedy_and_what_follows(project):
    project.add_feature("web-search", "web")
    text = terminal.render(project.report(wants=TERMINAL))
    first, *rest = text.splitlines()
    line = int(HEADER.match(first)[1])
    written = project.service.read_text(encoding="utf-8").splitlines()
    assert rest[:3] == [
        f"    {line - 1} | {written[line - 2]}",
        f"  > {line} | {written[line - 1]}",
        f"    {line + 1} | {written[line]}",
    ]
    assert rest[3].startswith("  remedy: Take the feature out")
    assert rest[4] == "  and 3 more follow: LIC.3, SP-15.12.1–2"


def test_findings_come_in_the_order_of_the_file(red):
    lines = [
        int(found[1]) for line in terminal.render(red.report()).splitlines() if (found := HEADER.match(line))
    ]
    assert len(lines) > 1
    assert lines == sorted(lines)


def test_they_do_so_when_all_is_told(red):
    """Not in the order of the clauses: LIC.3 is about a feature, SITE.4 about a line above it."""
    text = red.service.read_text(encoding="utf-8").replace(
        "access_provider: 北京快网", "access_provider: 北京慢网"
    )
    red.service.write_text(text, encoding="utf-8")
    told = [line for line in terminal.render(red.report(), verbose=True).splitlines() if HEADER.match(line)]
    lines = [int(HEADER.match(line)[1]) for line in told if line.startswith("ads-console")]
    assert len(lines) > 4
    assert lines == sorted(lines)


def test_what_is_wrong_in_a_page_is_not_put_right_by_a_snippet_of_the_manifest(project):
    page = project.root / "web/index.html"
    page.write_text(page.read_text(encoding="utf-8").replace("京B2-20181623", ""), encoding="utf-8")
    report = project.report(wants=TERMINAL)
    told = terminal.render(report)
    assert "SP-02.4 major home page of 'ad.oceanengine.com'" in told
    assert "remedy: Put the license number into the page's visible text" in told
    assert not report.snippets
    assert "server_location" not in told


def test_a_snippet_can_be_pasted(project):
    text = project.operator.read_text(encoding="utf-8")
    start = text.index("annual_reports:")
    project.operator.write_text(
        text[:start] + re.sub(r"^.*?(?=\n\S)", "", text[start:], flags=re.S), encoding="utf-8"
    )
    said = terminal.render(project.report(wants=TERMINAL, as_of="2022-06-01"))
    block = said[said.index("SP-14.1") :].split("\n\n")[0]
    snippet = "\n".join(line for line in block.splitlines() if re.match(r" {4}(?! *\d+ \|)", line))
    assert snippet.startswith("    # an example: write your own values\n")  # whose days are another company's
    assert yaml.safe_load(textwrap.dedent(snippet))["annual_reports"][0].keys() >= {"year", "submitted"}


def test_of_a_page_that_shows_no_number_nothing_is_to_be_pasted(project):
    """It is named in the manifest already."""
    (project.root / "web/index.html").write_text("<p>hello</p>", encoding="utf-8")
    run = project.report(wants=TERMINAL)
    assert not run.snippets
    assert "homepage: web/" not in re.sub(r"(?m)^.*\|.*$", "", terminal.render(run))


def test_a_value_that_is_there_and_wrong_is_not_put_right_by_another_entry(project):
    """Of the example, that would be the one of another site."""
    said = (
        ("access_provider: 北京快网", "access_provider: 北京慢网"),
        ("submitted: 2022-03-11", "submitted: 2022-04-11"),
    )
    for file, (right, wrong) in zip((project.service, project.operator), said, strict=True):
        file.write_text(file.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    run = project.report(wants=TERMINAL)
    failed = {each.criterion.clause for each in run.results if each.outcome == "failed"}
    assert {"SITE.4", "SP-14.1"} <= failed
    assert {each.partition("/")[0] for each in run.snippets} == {"SP-03.2"}  # an upstream may be added


def test_where_something_is_to_be_taken_out_nothing_is_to_be_pasted(project):
    project.add_feature("web-search", "web")
    assert not project.report(wants=TERMINAL).snippets


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [20, 60, 80, 120])
def test_lines_end_at_words_and_within_the_terminal(red, lang, width, monkeypatch, capsys):
    monkeypatch.chdir(red.root)
    monkeypatch.setenv("COLUMNS", str(width))
    main(["check", "--lang", lang])
    out = capsys.readouterr().out
    for line in out.splitlines():
        pasted = re.match(r" {4,}(# an example|# 仅为示例|(- )?\w+:)", line)  # which nothing may break
        assert cell_len(line) <= width or pasted, line
    if lang == "en" and width >= 60:
        words = {
            word
            for text in (terminal.render(red.report(wants=TERMINAL)),)
            for word in re.findall(r"[a-z]{4,}", text)
        }
        broken = [word for word in re.findall(r"\b[a-z]{4,}$", out, re.M) if word not in words]
        assert not broken


def test_whatever_is_no_terminal_gets_whole_lines(red, monkeypatch, capsys):
    monkeypatch.chdir(red.root)
    monkeypatch.delenv("COLUMNS", raising=False)
    main(["check"])
    assert capsys.readouterr().out == terminal.render(red.report(wants=TERMINAL))


def test_what_goes_on_is_indented():
    assert fitted("a.yaml:1:1: SP-02.2 critical one two three\n  remedy: four five six seven\n", 24) == (
        "a.yaml:1:1: SP-02.2\n    critical one two\n    three\n  remedy: four five six\n    seven\n"
    )


@pytest.mark.parametrize("style", terminal.STYLES)
@pytest.mark.parametrize("verbose", [False, True])
def test_every_style_ends_with_the_verdict(red, style, verbose):
    run = red.report(wants=TERMINAL)
    last = terminal.render(run, style, verbose=verbose).splitlines()[-1]
    assert re.fullmatch(r"✗ \d+ problems \(1 critical\) in 2 files · outside 京B2-20181623", last)


def test_concise_has_a_line_for_each_finding(red):
    run = red.report()
    text = terminal.render(run, terminal.CONCISE)
    findings = [each for result in run.results for each in result.findings if result.outcome == "failed"]
    assert len([line for line in text.splitlines() if HEADER.match(line)]) == len(findings)


def test_grouped_names_each_file_once(red):
    heads = [
        line
        for line in terminal.render(red.report(), terminal.GROUPED).splitlines()
        if line.endswith(".yaml:")
    ]
    assert heads == ["ads-console.icp.yaml:", "operator.icp.yaml:"]


def test_a_run_in_order_says_so_in_its_last_line(project):
    last = terminal.render(project.report()).splitlines()[-1]
    assert last == (
        "✓ inside 京B2-20181623 as of 2022-06-01 · 1 open · 3 due in 30 days · 24 of 73 clauses only attested"
    )


def test_what_is_waived_is_counted_in_the_last_line(project):
    project.change("ads-console.icp.yaml", 'price: pro, amount: "99.00"', 'price: pro, amount: "199.00"')
    waiver = "{check: SP-15.5.2, subject: '*', reason: printed anew, approver: 王芳, from: 2022-05-01, expires: 2022-08-01}"
    (project.root / "icp-waivers.yaml").write_text(f"- {waiver}\n", encoding="utf-8")
    last = terminal.render(project.report()).splitlines()[-1]
    assert last.startswith("✓ inside 京B2-20181623 as of 2022-06-01 · 1 open · 1 waived · 3 due in 30 days")


def test_a_part_of_a_run_is_not_called_inside():
    part = Verdict(licenses="京B2-20181623", as_of=date(2022, 6, 1), whole=False)
    assert "nothing failed under" in part.text().en


def test_more_deadlines_than_a_run_keeps_are_not_counted_as_if_they_were_all():
    many = Verdict(licenses="京B2-20181623", as_of=date(2022, 6, 1), due=KEPT).text()
    assert many.en.endswith(" · 100 or more due in 30 days")
    assert many.zh.endswith(" · 30 日内到期不少于 100 项")


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_thousands_of_findings_of_one_kind_are_few_lines(project):
    features = "".join(f"  - id: f{number}\n    kind: web-search\n" for number in range(1000))
    project.change("ads-console.icp.yaml", "\nfeatures:\n", f"\nfeatures:\n{features}")
    run = project.report(wants=TERMINAL)
    text = terminal.render(run)
    assert len(text.splitlines()) < 40
    assert "and 999 more of this kind, in lines 27, 29, 31, 33, 35, 37, 39, 41 …" in text
    assert "✗ 1000 problems (1000 critical) in 1 file" in text
    (one,) = (each for each in run.results if each.id == "SP-02.2/feature-inside-license[ads-console:f0]")
    moved = [
        replace(
            one, id=f"{one.id}{number}", findings=(replace(one.findings[0], pointer=f"/features/{number}"),)
        )
        for number in range(5000)
    ]
    text = terminal.render(replace(run, results=tuple(moved)))
    assert len(text.splitlines()) < 40
    assert "and 4999 more of this kind" in text


def test_the_worst_is_told_in_full_and_the_rest_in_a_line(project):
    """As far as there is room; of one check the first, and in the order of the file all the same."""
    features = "".join(
        f"  - id: f{kind}\n    kind: {kind}\n" for kind in ("forum", "web-search", "group-chat")
    )
    project.change("ads-console.icp.yaml", "\nfeatures:\n", f"\nfeatures:\n{features}")
    for old, new in (
        ("reviewed: 2022-02-20, ", ""),
        ("name: 巨量引擎\n", "name: 巨量\n"),
        ("kind: push", "kind: push\n    since: 2009-01-01"),
    ):
        project.change("ads-console.icp.yaml", old, new)
    project.change("operator.icp.yaml", "submitted: 2022-03-11", "submitted: 2022-04-11")
    text = terminal.render(project.report(wants=TERMINAL))
    found = [(int(match[1]), match[2]) for line in text.splitlines() if (match := HEADER.match(line))]
    critical = [line for line, level in found if level == "critical"]
    assert len(critical) > 1
    assert len(found) > 4
    framed = [int(number) for number in re.findall(r"^  > +(\d+) \|", text, re.M)]
    assert framed[0] == critical[0] or critical[0] in framed
    assert 0 < len(framed) < len(found)
    assert "--verbose tells all in full, with remedies" in text
    assert "--verbose tells" not in terminal.render(project.report(wants=TERMINAL), verbose=True)


@pytest.mark.parametrize("style", terminal.STYLES)
def test_levels_are_said_in_chinese_and_written_by_id_for_programs(red, style):
    run = red.report(wants=TERMINAL)
    text = terminal.render(replace(run, settings=replace(run.settings, lang="zh")), style)
    ids, names = (
        re.findall(rf": [A-Z]+[-.0-9]* ({words}) ", text) for words in ("critical|major", "关键|重要")
    )
    assert (not names) if style == terminal.CONCISE else (not ids)
    assert len(ids or names) > 1


def test_control_characters_of_a_name_are_shown(project):
    (project.root / "a\x1b[31mb.icp.yaml").write_text("kind: [\n", encoding="utf-8")
    text = terminal.render(project.report())
    assert "\x1b" not in text
    assert r"a\x1b[31mb.icp.yaml" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_code_page_936_can_write_it(red, lang):
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk", errors="backslashreplace")
    run = red.report()
    Screen(stream).write(terminal.render(replace(run, settings=replace(run.settings, lang=lang))))
    stream.flush()
    text = raw.getvalue().decode("gbk")
    assert "\\u" not in text
    assert text.splitlines()[-1].startswith("× ")


def test_signs_stay_where_they_can_be_written():
    assert writable("✓ ok · a–b", "utf-8") == "✓ ok · a–b"
    assert writable("✓ ok · a–b", "gbk") == "√ ok · a–b"


def test_matchers_of_editors_find_every_line(red):
    """Those that are shipped: VS Code's by its expression, vim's by the same form `file:line:column: message`."""
    tasks = json.loads((EDITORS / "tasks.json").read_text(encoding="utf-8"))
    pattern = tasks["tasks"][0]["problemMatcher"]["pattern"]
    for lang in ("en", "zh"):
        run = red.report()
        run = replace(run, settings=replace(run.settings, lang=lang))
        *lines, verdict = terminal.render(run, terminal.CONCISE).splitlines()
        found = [re.match(pattern["regexp"], line) for line in lines]
        assert all(found)
        assert {each[pattern["file"]] for each in found} == {"ads-console.icp.yaml", "operator.icp.yaml"}
        assert all(each[pattern["line"]].isdigit() and each[pattern["message"]] for each in found)
        # Another word is an error to VS Code.
        assert {each[pattern["severity"]] for each in found} == {None, "warning"}
        places = [(each[pattern["file"]], int(each[pattern["line"]])) for each in found]
        assert places == sorted(places)
        assert not re.match(pattern["regexp"], verdict)
    assert "errorformat=%f:%l:%c:" in (EDITORS / "icplicense.vim").read_text(encoding="utf-8")


def test_a_run_that_judges_nothing_is_not_called_inside():
    text = Verdict(licenses="", as_of=date(2022, 6, 1)).text()
    assert text == ("nothing is judged as of 2022-06-01", "没有可判定的清单，判定日 2022-06-01")


def test_the_worst_is_told_in_full_and_the_others_as_far_as_their_lines_leave_room(project):
    project.add_feature("web-search", "web")
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", "name: 巨量引擎官网")
    few = terminal.render(project.report())
    for old, new in (
        ("push: {opt_in: true", "push: {opt_in: false"),
        ("subscription: {opt_in: true", "subscription: {opt_in: false"),
        ("regions: [北京市]", "regions: [上海市]"),
        ("items: [B25/publishing]", "items: []"),
    ):
        project.change("ads-console.icp.yaml", old, new)
    project.change("operator.icp.yaml", "retention_days: 180", "retention_days: 30")
    project.change("operator.icp.yaml", "dedicated_staff: 8", "dedicated_staff: 2")
    many = terminal.render(project.report())
    assert [each.count("  remedy: ") for each in (few, many)] == [2, 1]
    assert "\n  remedy: Take the feature out" in many


def test_many_long_problems_and_warnings_fit_a_terminal_of_80_cells(project):
    """The worst are told, and how many are left out."""
    project.add_feature("web-search", "web")
    run = project.report(wants=TERMINAL)
    (one,) = (each for each in run.results if each.id == "SP-02.2/feature-inside-license[ads-console:web]")
    long = "what it says takes long to read, and " * 5
    others = [
        replace(
            one,
            id=f"{one.id}{number}",
            criterion=replace(
                one.criterion, check=f"SP-02.2/check-{number}", level="major" if number else "critical"
            ),
            findings=(
                replace(
                    one.findings[0],
                    pointer=f"/features/{number}",
                    message=Text(f"{number}: {long}", f"{number}：{long}"),
                ),
            ),
        )
        for number in range(12)
    ]
    warnings = tuple(Problem("web/package.json", number + 1, 1, Text(long, long)) for number in range(4))
    text = terminal.render(replace(run, results=tuple(reversed(others)), warnings=warnings))
    cells = [max(-(-len(line) // 76), 1) for line in text.splitlines()]
    assert sum(cells) <= 40
    assert " critical 0: what it says" in text
    assert " more problems: --verbose tells all in full, --output-format concise one a line\n" in text
    assert "and 3 more like these: --verbose lists them\n" in text
    text = terminal.render(replace(run, results=tuple(others)), verbose=True)
    assert all(f" {number}: what" in text for number in range(12))
