"""Files of results from other runs: what cannot be used is one line, and never a proof."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from pytest_icplicense.evidence.freshness import Standing
from pytest_icplicense.evidence.result_files import read_all

HEAD = "a" * 40
NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)
STANDING = Standing(HEAD, NOW, timedelta(days=7))
CLAUSES = ("SP-15.10.1", "SP-15.10.2")
ENTRY = {
    "node": "tests/test_a.py::test_a",
    "clause": "SP-15.10.2",
    "subject": "ads-console",
    "outcome": "passed",
    "commit": HEAD,
    "time": "2026-03-08T08:30:00Z",
}
TOOL = {"name": "pytest-icplicense", "version": "9.9"}


def report(*entries: object, **changes: object) -> str:
    """A JSON report with such evidence."""
    return json.dumps({"schema_version": 1, "tool": TOOL, "evidence": list(entries), **changes})


def junit(inner: str = "", total: int = 1, **changes: str) -> str:
    """JUnit XML of one test of so many, with the properties that the plugin writes."""
    entry = {**ENTRY, **changes}
    values = {
        "icp_evidence": f"{entry['clause']}[{entry['subject']}]",
        "icp_evidence_total": f"{entry['clause']}[{entry['subject']}] {total}",
        "icp_evidence_node": entry["node"],
        "icp_evidence_commit": entry["commit"],
        "icp_evidence_time": entry["time"],
    }
    properties = "".join(f'<property name="{name}" value="{value}"/>' for name, value in values.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite><testcase classname="t" name="test_a">'
        f"<properties>{properties}</properties>{inner}</testcase></testsuite></testsuites>"
    )


@pytest.fixture
def results(tmp_path):
    """Reads one file with this content."""

    def read(content: str | bytes):
        file = tmp_path / "results"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_all([file], STANDING, CLAUSES, lambda path: path.name)

    return read


@pytest.mark.parametrize(
    "content", [report(ENTRY), junit(), "\ufeff" + report(ENTRY), junit().replace("utf-8", "UTF-8")]
)
def test_what_passed_here_and_lately_counts(content, results):
    found = results(content)
    assert (found.problems, found.warnings) == ((), ())
    (one,) = found.evidence
    assert (one.node, one.clause) == ("tests/test_a.py::test_a", "SP-15.10.2")
    assert (one.subject, one.outcome) == ("ads-console", "passed")
    assert one.counts


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"commit": "b" * 40}, "passed at commit bbbbbbbbbbbb, and aaaaaaaaaaaa is checked out"),
        ({"time": "2026-03-01T11:59:59Z"}, "more than 7 days ago"),
        ({"time": "2026-03-09T12:00:00Z"}, "which lies in the future"),
        ({"time": "2026-03-08T21:00:00+08:00"}, "which lies in the future"),
    ],
)
@pytest.mark.parametrize("form", ["json", "junit"])
def test_results_of_another_commit_or_time_do_not_count(form, changes, why, results):
    found = results(report({**ENTRY, **changes}) if form == "json" else junit(**changes))
    assert found.problems == ()
    (one,) = found.evidence
    assert not one.counts
    assert why in one.refused.en


def test_results_that_do_not_say_of_which_commit_they_are(results, tmp_path):
    (one,) = results(report({**ENTRY, "commit": None})).evidence
    assert "do not say of which commit" in one.refused.en
    nowhere = read_all([tmp_path / "results"], Standing(None, NOW, timedelta(7)), CLAUSES, str).evidence[0]
    assert "no git commit" in nowhere.refused.en


@pytest.mark.parametrize(
    ("inner", "outcome"),
    [("<failure/>", "failed"), ("<error/>", "error"), ("<skipped/>", "skipped"), ("<system-out/>", "passed")],
)
def test_outcomes_of_junit_xml(inner, outcome, results):
    (one,) = results(junit(inner)).evidence
    assert (one.outcome, one.counts) == (outcome, outcome == "passed")


def test_of_a_test_that_stands_twice_in_junit_xml_the_worst_outcome_counts(results):
    failed = junit("<failure/>").partition("<testcase")[2].partition("</testsuite>")[0]
    (one,) = results(junit().replace("</testsuite>", f"<testcase{failed}</testsuite>")).evidence
    assert one.outcome == "failed"


def test_tests_that_junit_xml_does_not_tell_of_did_not_run(results, tmp_path):
    """A run that is stopped, or given some of the tests, leaves the others out of its file."""
    one, rest = results(junit(total=3)).evidence
    assert (one.outcome, rest.outcome, rest.node) == ("passed", "not-run", "+2 tests")
    files = []
    for number in range(3):
        files.append(tmp_path / f"{number}.xml")
        files[-1].write_text(junit(total=2, node=f"tests/test_a.py::test_{number}"), encoding="utf-8")
    together = read_all(files, STANDING, CLAUSES, str)  # nobody knows which tests the others left out
    assert [each.outcome for each in together.evidence] == ["passed", "not-run"] * 3


def test_a_file_of_tests_that_could_not_be_collected_is_an_error_of_all_that_is_claimed(results, tmp_path):
    broken = (
        '<testcase classname="" name="tests.test_b"><error message="collection failure">E</error></testcase>'
    )
    passed, error = results(junit().replace("<testcase ", f"{broken}<testcase ", 1)).evidence
    assert (passed.outcome, error.outcome, error.node) == ("passed", "error", "tests.test_b")
    assert (error.clause, error.subject) == (passed.clause, passed.subject)
    alone = tmp_path / "broken.xml"
    alone.write_text(f"<testsuites><testsuite>{broken}</testsuite></testsuites>", encoding="utf-8")
    whole = tmp_path / "whole.xml"
    whole.write_text(junit(), encoding="utf-8")
    found = read_all([whole, alone], STANDING, CLAUSES, str)
    assert [each.outcome for each in found.evidence] == ["passed", "error"]


BOMB = (
    '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><testsuites>&c;</testsuites>'
)
BAD = {
    "empty": ("", "the file is empty"),
    "neither": ("hello", "neither a JSON report of pytest-icplicense nor JUnit XML"),
    "half JSON": (report(ENTRY)[:-30], "results:1:"),
    "half XML": (junit()[:-30], "not whole XML"),
    "bomb": (BOMB, "XML with a DTD or entities"),
    "external": ('<!DOCTYPE t SYSTEM "file:///etc/passwd"><testsuites/>', "XML with a DTD or entities"),
    "other XML": ("<html/>", "no JUnit XML: its root is <html>"),
    "no encoding": ('<?xml version="1.0" encoding="x-none"?><testsuites/>', "results cannot be used: not"),
    "deep JSON": ('{"a":' + "[" * 100_000, "results cannot be used: not"),
    "long number": ('{"a":' + "9" * 5_000 + "}", "not JSON"),
    "binary": (b'{"\xff\xfe\x00', "not JSON"),
    "other JSON": ("{}", "no report of pytest-icplicense"),
    "later schema": (
        report(schema_version=2),
        "schema_version 2, written by version 9.9; this version reads 1",
    ),
    "before evidence": (report(evidence=None), "it has no 'evidence'"),
    "no object": (report("x"), "evidence[0] lacks one of"),
    "no outcome": (report({**ENTRY, "outcome": 1}), "evidence[0] lacks one of"),
    "odd outcome": (report({**ENTRY, "outcome": "fine"}), "outcome 'fine' is none of"),
    "odd time": (report({**ENTRY, "time": "today"}), "'today' is no time with a zone"),
    "no zone": (report({**ENTRY, "time": "2026-03-08T08:30:00"}), "is no time with a zone"),
    "odd commit": (report({**ENTRY, "commit": 1}), "evidence[0].commit is no text"),
    "twice": (report(ENTRY, ENTRY), "evidence[1]: 'tests/test_a.py::test_a' stands there twice"),
    "unknown clause": (report({**ENTRY, "clause": "SP-15.10.3"}), "no clause 'SP-15.10.3'; did you mean"),
    "key twice": (
        report(ENTRY).replace('"outcome": "passed"', '"outcome": "failed", "outcome": "passed"'),
        "a key stands twice in one object",
    ),
    "no node": (junit().replace("icp_evidence_node", "x"), "without icp_evidence_node or icp_evidence_total"),
    "no total": (
        junit().replace("icp_evidence_total", "x"),
        "without icp_evidence_node or icp_evidence_total",
    ),
    "odd total": (junit().replace("[ads-console] 1", "[ads-console] x"), "this plugin did not write it"),
    "odd property": (junit().replace("SP-15.10.2[ads-console]", "SP-15.10.2"), "not CLAUSE[SUBJECT]"),
    "no time": (junit().replace("icp_evidence_time", "x"), "is no time with a zone"),
}


def test_chinese_has_no_words_of_parsers(tmp_path):
    file = tmp_path / "results.xml"
    for text, why in (
        ("<a", "不是完整的 XML：标签或引号没有闭合；"),
        ("{", "不是完整的 JSON：此处应为双引号括起的键；"),
        ('{"a": 1, "a": 2}', "不是有效的 JSON：同一对象中键重复"),
    ):
        file.write_text(text, encoding="utf-8")
        (problem,) = read_all([file], STANDING, CLAUSES, str).problems
        assert why in problem.to("zh")


@pytest.mark.parametrize(("content", "why"), BAD.values(), ids=BAD)
def test_what_cannot_be_used_is_one_line_and_no_proof(content, why, results):
    found = results(content)
    assert found.evidence == ()
    (problem,) = found.problems
    for lang in ("en", "zh"):
        line = problem.to(lang)
        assert "\n" not in line
        assert line.startswith("results:")
    assert why in problem.to("en")


def test_a_later_version_may_add_fields(results):
    (one,) = results(report({**ENTRY, "more": 1}, more=2)).evidence
    assert one.counts


def test_results_of_no_marked_test_are_told_of(results):
    for content in (report(), "<testsuites><testsuite/></testsuites>"):
        found = results(content)
        assert (found.evidence, found.problems) == ((), ())
        assert "it proves nothing" in found.warnings[0].message.en


def test_files_that_are_none(tmp_path):
    found = read_all([tmp_path, tmp_path / "gone"], STANDING, CLAUSES, lambda path: path.name)
    assert [problem.message.en for problem in found.problems] == [
        "results cannot be used: not a file",
        "results cannot be used: no such file",
    ]
