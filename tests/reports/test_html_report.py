"""The page: self-contained, the same in every run, and with text from files as nothing but text."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from selectolax.lexbor import LexborHTMLParser

from pytest_icplicense import __version__
from pytest_icplicense.documents import Problem
from pytest_icplicense.reports.pages.dossier import visible
from pytest_icplicense.reports.pages.html import embedded, render
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.text import Text


@pytest.fixture
def page(project):
    return LexborHTMLParser(render(project.report()))


def data_of(page):
    return json.loads(page.css_first("#data").text())


@pytest.mark.slow
def test_hostile_text_stays_text(hostile_project, hostile_name):
    text = render(hostile_project.report())
    page = LexborHTMLParser(text)
    assert len(page.css("script")) == 2
    assert page.css("img") == []
    assert not [name for node in page.css("*") for name in node.attributes if name.startswith("on")]
    assert "\u202e" not in text
    data = data_of(page)
    assert visible(hostile_name) in {column["name"] for column in data["columns"]}
    statements = [each for clause in data["clauses"] for each in clause["statements"]]
    assert visible(hostile_name) in {each["owner"] for each in statements}
    waived = [case[8] for clause in data["clauses"] for case in clause["cases"] if len(case) > 8 and case[8]]
    assert [each[2] for each in waived] == [visible(hostile_name)]
    assert visible(hostile_name) in page.css_first("#waivers").text()


def test_embedded_json_can_neither_end_its_element_nor_begin_another():
    hostile = {"</script><!--": "]]>&amp;\u2028\u2029"}
    assert not re.search("[<>&\u2028\u2029]", embedded(hostile))
    assert json.loads(embedded(hostile)) == hostile


@pytest.mark.slow
def test_nothing_outside_the_page_is_referred_to(page):
    for node in page.css("*"):
        for name, value in node.attributes.items():
            if name in ("href", "src", "action", "xlink:href", "data", "poster", "srcset", "style"):
                assert (name, (value or "")[:1]) == ("href", "#")
    assert not re.search(r"url\(|@import|https?:", page.css_first("style").text())
    assert not re.search(r"fetch|XMLHttp|import\(|innerHTML|https?:", page.css("script")[1].text())


@pytest.mark.slow
def test_the_policy_allows_the_pages_own_style_and_script_and_nothing_else(page):
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    style, script = page.css_first("style").text(), page.css("script")[1].text()
    digests = [b64encode(sha256(each.encode()).digest()).decode() for each in (style, script)]
    assert policy.split("; ")[:4] == [
        "default-src 'none'",
        "img-src data:",  # screenshots
        f"style-src 'sha256-{digests[0]}'",
        f"script-src 'sha256-{digests[1]}'",
    ]
    assert "unsafe" not in policy


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(project):
    def written(seed):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "1700000000"}
        command = [sys.executable, "-m", "pytest_icplicense", "report", "html", "."]
        return subprocess.run(
            command, cwd=project.root, env=environment, capture_output=True, check=True
        ).stdout

    assert written("1") == written("2") == render(project.report()).encode()


@pytest.mark.slow
def test_every_anchor_leads_somewhere(page):
    ids = {node.attributes["id"] for node in page.css("[id]")} | {
        each["id"] for each in data_of(page)["clauses"]
    }
    for link in page.css("a"):
        assert link.attributes["href"][1:] in ids


@pytest.mark.slow
def test_it_names_what_it_rests_on(project):
    run = project.report()
    page = LexborHTMLParser(render(run))
    basis, facts = page.css_first("#basis").text(), provenance(run)
    for told in ("2022-06-01", "京B2-20181623", f"pytest-icplicense {__version__}", facts.policies_sha256):
        assert told in basis
    digest = sha256(project.service.read_bytes()).hexdigest()
    assert any(
        "ads-console.icp.yaml" in each.text() and digest in each.text() for each in page.css(".digests li")
    )
    assert len(page.css(".digests li")) == len(facts.inputs) > 20


def test_both_languages_are_in_the_page(project):
    page = LexborHTMLParser(render(project.report()))
    headline = page.css_first("#headline")
    assert headline.css_first(".en").text() == "inside 京B2-20181623 as of 2022-06-01"
    assert headline.css_first(".zh").text() == "未超出 京B2-20181623 的许可范围，判定日 2022-06-01"
    assert {each.text() for each in headline.css(".number")} == {"京B2-20181623"}  # in which no line ends
    assert "--evidence" in {each.text() for each in page.css(".number")}
    assert data_of(page)["words"]["remedy"] == ["Remedy", "改正"]


@pytest.mark.slow
def test_without_scripts_the_findings_are_listed_all_the_same(project):
    project.add_feature("web-search", "web")
    run = project.report()
    page = LexborHTMLParser(render(run))
    matrix, clauses = (each.text() for each in page.css("noscript"))
    for listed in (page.css_first("#problems").text(), clauses):
        assert re.search(r"ads-console\.icp\.yaml:\d+:\d+", listed)
        assert "needs B25/search" in listed
        assert "licensed before it goes live" in listed
    assert all(clause in clauses and clause in matrix for clause in run.library.clause_ids())
    clause = next(each for each in run.library.provisions[0].clauses)
    assert clause.means.en in clauses
    assert clause.means.zh in clauses


def test_a_document_that_cannot_be_read_is_told_at_the_top(project):
    project.change("ads-console.icp.yaml", "kind: site-search", "kind: site-serch")
    page = LexborHTMLParser(render(project.report()))
    assert "error" in page.css_first("#verdict").attributes["class"]
    assert "problem" in page.css_first("#headline .en").text()
    assert "ads-console.icp.yaml:" in page.css_first(".cause.document code").text()


def test_a_run_that_is_not_whole_says_so_at_the_top(project):
    page = LexborHTMLParser(render(replace(project.report(), complete=False, not_run=7)))
    assert "INCOMPLETE: 7 cases did not run" in page.css_first(".restriction").text()
    assert "nothing failed under" in page.css_first("#headline").text()
    assert "passed" not in page.css_first("#verdict").attributes["class"]


@pytest.mark.slow
def test_what_is_to_be_looked_at_is_told(project):
    run = project.report()
    warning = Problem("pyproject.toml", 3, 1, Text("a folder <b>", "文件夹"))
    page = LexborHTMLParser(render(replace(run, warnings=(warning,))))
    assert "pyproject.toml:3:1 a folder <b>" in re.sub(
        r"\s+", " ", page.css_first(".problems.warnings .en").parent.parent.text()
    )


@pytest.mark.slow
def test_the_same_text_is_kept_once_however_many_cases_have_it(project):
    project.add_feature("web-search", "web")
    texts = [json.dumps(each) for each in data_of(LexborHTMLParser(render(project.report())))["texts"]]
    assert len(texts) == len(set(texts))
