"""JUnit XML, held to the schema of Jenkins' xunit plugin."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from pytest_icplicense.reports import junit
from pytest_icplicense.text import Text

FOLDER = Path(__file__).parents[1] / "data/junit"


@pytest.fixture(scope="module")
def schema():
    """junit-10.xsd."""
    return etree.XMLSchema(file=str(FOLDER / "junit-10.xsd"))


def parsed(run) -> etree._Element:
    """The report."""
    return etree.fromstring(junit.render(run).encode())


def test_the_schema_is_the_one_that_is_described():
    digest = hashlib.sha256((FOLDER / "junit-10.xsd").read_bytes()).hexdigest()
    assert digest in (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_every_report_is_valid(schema, failing, hostile, project):
    for run in (
        failing,
        hostile,
        replace(failing, complete=False, not_run=None),
        project.report(as_of="2026-01-01"),
    ):
        schema.assertValid(parsed(run))


def test_counts_are_those_of_the_elements(failing):
    root = parsed(failing)
    for suite in root.iter("testsuite"):
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        for word, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(word)) == len(suite.findall(f"testcase/{tag}"))
    totals = {word: sum(int(suite.get(word)) for suite in root) for word in ("tests", "failures", "errors")}
    assert {word: int(root.get(word)) for word in totals} == totals
    assert totals["errors"] >= 1
    assert totals["failures"] == sum(each.outcome.value == "failed" for each in failing.results)


def test_readers_find_a_file_and_a_time(failing):
    """Of a suite; `time` of each case, too, which some add up or sort by."""
    root = parsed(failing)
    assert {suite.get("file") for suite in root} == {None, "ads-console.icp.yaml", "operator.icp.yaml"}
    assert {each.get("time") for each in root.iter("testsuite", "testcase")} == {"0"}


def test_a_failure_has_line_quote_and_remedy(failing):
    (case,) = parsed(failing).xpath("//testcase[@name='SP-02.2/feature-inside-license[ads-console:web]']")
    failure = case.find("failure")
    assert (case.get("classname"), failure.get("type")) == ("SP-02.2", "critical")
    assert failure.get("message").startswith("feature 'web' (web-search) needs B25/search")
    assert failure.text.startswith("ads-console.icp.yaml:25:")
    assert "“不得经营或变相经营未经许可的其他电信业务”" in failure.text
    assert "Take the feature out" in failure.text


def test_only_what_passed_has_nothing_inside(project):
    run = project.report()
    cases = {each.get("name"): each for each in parsed(run).iter("testcase")}
    pending = [each for each in run.results if each.outcome == "pending"]
    assert {each.open for each in pending} == {True, False}
    for each in run.results:
        inside = cases[each.id].find("skipped")
        assert (inside is None) == (each.outcome == "passed")
    due = next(each for each in pending if each.due)
    assert cases[due.id].find("skipped").get("message").startswith(f"{due.due} ")


def test_what_it_rests_on(failing):
    properties = {each.get("name"): each.get("value") for each in parsed(failing).iter("property")}
    assert (properties["as_of"], properties["license"], properties["complete"]) == (
        "2022-06-01",
        "京B2-20181623",
        "true",
    )
    assert len(properties["policies_sha256"]) == len(properties["sha256 ads-console.icp.yaml"]) == 64


def test_what_xml_cannot_carry_is_written_out(failing, schema):
    (problem, *others) = failing.problems
    broken = problem._replace(path="a\x00\ud800b", message=Text.same("\x1b[31m ]]> \ufffe"))
    root = parsed(replace(failing, problems=(broken, *others)))
    schema.assertValid(root)
    assert root.xpath("//error/@message")[0] == "\\x1b[31m ]]> \\ufffe"


def test_a_run_that_is_not_whole_says_so(failing):
    root = parsed(replace(failing, complete=False, not_run=3))
    assert root.xpath("//property[@name='complete']/@value") == ["false"]
    assert "3 cases did not run" in root.xpath("//testcase[@name='not run']/skipped/@message")[0]
