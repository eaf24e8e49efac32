"""Attestations: owner, evidence, age; nothing more is asked, and nothing less."""

from __future__ import annotations

import hashlib

import pytest


def attest(project, **fields):
    """Replace the example's attestation of SP-15.3.2 by one of these fields; give its verdict."""
    project.leave_tests_out()
    text = project.service.read_text(encoding="utf-8").splitlines()
    kept = [line for line in text if "clause: SP-15.3.2" not in line]
    values = {"owner": "法务部 王芳", "evidence": "evidence/x.md", "reviewed": "2022-03-01"} | fields
    shown = ", ".join(f"{name}: {value}" for name, value in values.items() if value is not None)
    kept.append(f"  - {{clause: SP-15.3.2, {shown}}}")
    project.service.write_text("\n".join(kept) + "\n", encoding="utf-8")
    evidence = project.root / "evidence/x.md"
    if not evidence.exists():
        evidence.write_text("2022-03-01 法务部王芳复核，未发现问题。\n", encoding="utf-8")
    judgement = project.judge(project.service)
    verdicts = [each for each in judgement.verdicts if each.case.check.clause.id == "SP-15.3.2"]
    return verdicts[0] if verdicts else judgement.problems[0]


def why(project, **fields):
    verdict = attest(project, **fields)
    assert verdict.outcome == "failed"
    return verdict.findings[0].message.en


def test_an_attestation_in_order(project):
    assert attest(project).outcome == "passed"


def test_it_counts_to_the_end_of_its_own_last_day(project):
    assert attest(project, expires="2022-06-01").outcome == "passed"
    assert why(project, expires="2022-05-31").endswith(": it expired on 2022-05-31")
    assert "more than 12 months" in why(project, reviewed="2021-05-01", expires="2022-12-31")


@pytest.mark.parametrize("field", ["owner", "evidence", "reviewed"])
def test_each_part_is_needed(project, field):
    assert f"'{field}' is missing" in why(project, **{field: None})


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        ("evidence/gone.md", "evidence 'evidence/gone.md': no such file"),
        ("evidence", "evidence 'evidence' is not a file"),
        (
            "../../etc/passwd",
            "evidence '../../etc/passwd' leads out of the repository; keep the file inside it",
        ),
        (
            "evidence/link.md",
            "evidence 'evidence/link.md' leads out of the repository; keep the file inside it",
        ),
        ("evidence/empty.md", "evidence 'evidence/empty.md' is empty"),
        ("evidence/own.md", "evidence 'evidence/own.md' is a manifest, which proves nothing of itself"),
    ],
)
def test_evidence_that_does_not_stand(project, evidence, reason):
    (project.root / "evidence/link.md").symlink_to("/etc/passwd")
    (project.root / "evidence/empty.md").write_text("\n")
    (project.root / "evidence/own.md").symlink_to("../operator.icp.yaml")
    assert reason in why(project, evidence=evidence)


def test_an_https_address_is_kept_and_never_fetched(project):
    assert attest(project, evidence="https://intranet.invalid/rules").outcome == "passed"


def test_the_hash_of_the_evidence_must_match(project):
    digest = hashlib.sha256("2022-03-01 法务部王芳复核，未发现问题。\n".encode()).hexdigest()
    assert attest(project, sha256=digest).outcome == "passed"
    assert "evidence 'evidence/x.md' has changed" in why(project, sha256="0" * 64)


@pytest.mark.parametrize(
    ("reviewed", "outcome"),
    [("2021-06-01", "passed"), ("2021-05-31", "failed"), ("2022-06-01", "passed"), ("2022-06-02", "failed")],
)
def test_twelve_months_and_not_the_future(project, reviewed, outcome):
    assert attest(project, reviewed=reviewed).outcome == outcome


def test_an_unknown_clause_is_an_error_with_near_matches(project):
    project.leave_tests_out()
    text = project.service.read_text(encoding="utf-8")
    project.service.write_text(
        text + "  - {clause: SP-15.33, owner: x, evidence: a, reviewed: 2022-01-01}\n", encoding="utf-8"
    )
    judgement = project.judge(project.service)
    (problem,) = judgement.problems
    assert problem.message.en.startswith("attestations[5].clause: no clause 'SP-15.33'; did you mean 'SP-15.")
    assert judgement.exit_code == 2
    assert judgement.verdicts  # the rest is still judged


@pytest.mark.parametrize(
    "day",
    ["2022-02-30", "2022/3/1", "20220301", "去年", "2022-03-01T10:00+08:00", "2022-3-1", "'2022-03-01 '"],
)
def test_what_is_no_date_is_an_error_with_its_place(project, day):
    problem = attest(project, reviewed=day)
    assert "reviewed: " in problem.message.en
    assert "is not a valid date, for example '2022-0" in problem.message.en
    assert problem.line > 80


def test_a_part_that_is_not_covered_is_shown_at_the_statement(project):
    project.change("operator.icp.yaml", "      - numbering-resources\n", "      - numbering-resource\n")
    (finding,) = (
        finding
        for verdict in project.judge().verdicts
        for finding in verdict.findings
        if verdict.case.check.clause.id == "SP-01.1"
    )
    line = finding.document.text.splitlines()[finding.place.line - 1]
    assert line == "    covers:"
    assert "'numbering-resource' is no part of it; did you mean 'numbering-resources'?" in finding.message.en


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        (
            "evidence: evidence/duty.md, reviewed: 2022-03-01",
            "evidence: evidence/gone.md, reviewed: 2022-03-01",
            "Put evidence there",
        ),
        (
            "evidence/duty.md, reviewed: 2022-03-01",
            "evidence/duty.md, reviewed: 2021-03-01",
            "Let the owner look at it again",
        ),
    ],
)
def test_the_remedy_is_for_the_reason(project, old, new, remedy):
    """Not: add an attestation. There is one."""
    project.change("operator.icp.yaml", old, new)
    remedies = [
        finding.remedy.en
        for verdict in project.judge().verdicts
        for finding in verdict.findings
        if verdict.case.check.clause.id == "SP-01.2"
    ]
    assert [each[: len(remedy)] for each in remedies] == [remedy]
