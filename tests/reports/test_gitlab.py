"""GitLab's Code Quality report: valid, and the same issue keeps its fingerprint."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from pytest_icplicense.reports import gitlab

ISSUE = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1, "pattern": "^[^\n]*$"},
        "check_name": {"type": "string", "minLength": 1},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": "^(?!\\./|/).+"},
                "lines": {
                    "type": "object",
                    "required": ["begin"],
                    "properties": {"begin": {"type": "integer", "minimum": 1}},
                },
            },
        },
    },
}
"""What GitLab's documentation of the format demands."""


def issues(run) -> list[dict]:
    """The report."""
    return json.loads(gitlab.render(run))


def by_fingerprint(run) -> dict[str, str]:
    """Fingerprint to check, no two the same."""
    listed = issues(run)
    found = {each["fingerprint"]: each["check_name"] for each in listed}
    assert len(found) == len(listed)
    return found


@pytest.mark.slow
def test_what_gitlab_asks_for(failing, hostile):
    validator = Draft202012Validator({"type": "array", "items": ISSUE})
    for run in (failing, hostile, replace(failing, complete=False, not_run=3)):
        assert [error.message for error in validator.iter_errors(issues(run))] == []
    assert {each["severity"] for each in issues(failing)} == {"blocker", "critical", "major", "info"}


def test_an_issue_says_what_the_clause_says_and_what_it_rests_on(failing):
    issue = next(each for each in issues(failing) if each["check_name"] == "SP-02.2/feature-inside-license")
    assert issue["description"].startswith("SP-02.2 feature 'web' (web-search) needs B25/search")
    assert "“不得经营或变相经营未经许可的其他电信业务”" in issue["content"]["body"]
    assert "license 京B2-20181623 as of 2022-06-01" in issue["content"]["body"]
    assert "No legal advice" in issue["content"]["body"]


def test_what_is_pending_is_information_and_what_is_waived_is_left_out(troubled):
    report = troubled.report()
    waived = {each.criterion.check for each in report.results if each.outcome == "waived"}
    found = {each["check_name"]: each["severity"] for each in issues(report)}
    assert waived == {"SP-15.5.2/amount-as-published"}
    assert not waived & found.keys()
    assert found["SP-05.4/complaint-answered-in-time"] == "info"


def test_nothing_wrong_is_an_empty_list(project):
    project.leave_tests_out()
    assert gitlab.render(replace(project.report(), results=())) == "[]\n"


@pytest.mark.slow
def test_fingerprints_stay_when_lines_and_entries_and_days_and_the_language_change(project):
    project.add_feature("web-search", "web")
    before = by_fingerprint(project.report(as_of="2022-06-01"))
    text = project.service.read_text(encoding="utf-8")
    project.service.write_text(f"# one\n# two\n{text}", encoding="utf-8")
    project.add_feature("site-search", "first")
    assert by_fingerprint(project.report(as_of="2022-06-03")).items() >= before.items()
    project.change("pyproject.toml", 'lang = "en"', 'lang = "zh"')
    assert by_fingerprint(project.report(as_of="2022-06-03")).items() >= before.items()


def test_two_findings_of_one_kind_are_two(project):
    project.add_feature("web-search", "web")
    one = by_fingerprint(project.report())
    project.add_feature("web-search", "map")
    two = by_fingerprint(project.report())
    assert one.items() <= two.items()
    assert len(two) == len(one) + 2  # LIC.3 and SP-02.2


@pytest.mark.slow
def test_paths_are_the_repositorys(project, failing):
    subprocess.run(["git", "init", "-q"], cwd=project.root.parent, check=True)
    assert all(each["location"]["path"].startswith("project/") for each in issues(project.report()))


def test_a_run_that_is_not_whole_says_so(failing):
    (issue,) = (
        each
        for each in issues(replace(failing, complete=False, not_run=3))
        if "INCOMPLETE" in each["description"]
    )
    assert issue["severity"] == "info"
