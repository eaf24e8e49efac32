"""Waivers in pytest: reviewed from the verdicts of the session itself, after all cases, in any number of processes."""

from __future__ import annotations

import shutil

import pytest
from sessions import session

pytestmark = pytest.mark.slow  # runs many sessions

WAIVER = (
    '- {{check: {}, subject: "{}", reason: 更名, approver: 王芳, from: 2022-05-01, expires: 2022-08-01}}\n'
)
PROOF = """\
import pytest

@pytest.mark.icp_evidence("SP-15.10.2", subject="ads-console")
def test_unsubscribed_users_get_no_push():
    assert {}
"""


@pytest.fixture
def run(pytester, project, monkeypatch):
    """Runs pytest in the example, whose own tests are taken away."""
    shutil.rmtree(project.root / "tests")
    monkeypatch.chdir(project.root)

    def ran(*arguments):
        return session(pytester, "-p", "no:cacheprovider", *arguments, str(project.root))

    return ran


def waive(project, check: str, subject: str = "*") -> None:
    (project.root / "icp-waivers.yaml").write_text(WAIVER.format(check, subject), encoding="utf-8")


def prove(project, *, passing: bool) -> None:
    (project.root / "test_push.py").write_text(PROOF.format(passing), encoding="utf-8")


def said(result) -> list[str]:
    return [line for line in result.stdout.lines if "waiver of" in line or "WaiverWarning" in line]


def test_a_waiver_of_a_proof_that_fails_is_needed(run, project):
    prove(project, passing=False)
    waive(project, "SP-15.10.2")
    result = run()
    outcomes = result.parseoutcomes()
    assert (outcomes["failed"], outcomes["xfailed"]) == (1, 1)  # the test itself; and what it was to prove
    assert said(result) == []


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "two workers"])
def test_a_waiver_of_a_proof_that_passes_is_not(run, project, workers):
    prove(project, passing=True)
    waive(project, "SP-15.10.2")
    result = run(*workers)
    assert "xfailed" not in result.parseoutcomes()
    assert any("waiver of SP-15.10.2 [*] is no longer needed" in line for line in said(result))
    strict = run("--icp-strict-waivers", *workers)
    assert strict.parseoutcomes()["failed"] == 1


def test_other_cases_are_reviewed_alike(run, project):
    prove(project, passing=True)
    project.change("ads-console.icp.yaml", "    name: 巨量引擎\n", "    name: 巨量社区\n")
    waive(project, "SITE.2", "ads-console:www.*")
    assert said(run()) == []
    waive(project, "SITE.2", "ads-console:ad.*")
    assert any("is no longer needed" in line for line in said(run()))
    waive(project, "SITE.2", "ads-console:shop.*")
    assert any("no subject 'ads-console:shop.*'" in line for line in run().stdout.lines)


def test_a_run_of_what_failed_last_says_nothing_of_waivers(run, pytester, project):
    """Of the cases that did not run nobody knows whether their waivers are needed."""
    prove(project, passing=True)
    project.change("ads-console.icp.yaml", "kind: site-search", "kind: web-search")
    waive(project, "SP-14.1")
    first = pytester.runpytest_inprocess(str(project.root))
    assert any("waiver of SP-14.1 [*] is no longer needed" in line for line in said(first))
    again = pytester.runpytest_inprocess("--lf", "--icp-strict-waivers", str(project.root))
    assert again.parseoutcomes()["failed"] == first.parseoutcomes()["failed"]
    assert said(again) == []


def test_shards_leave_waivers_to_those_who_join_them(run, project):
    prove(project, passing=True)
    waive(project, "SP-14.1")
    for number in (1, 2):
        result = run("--icp-shard", f"{number}/2", "--icp-strict-waivers")
        assert "failed" not in result.parseoutcomes()
        assert said(result) == []


def test_waivers_come_last(run, project):
    prove(project, passing=True)
    waive(project, "SP-14.1")
    items = [line for line in run("--collect-only", "-q").stdout.lines if "::" in line]
    assert [line.partition("::")[0] for line in items][-1] == "icp-waivers.yaml"
    assert "proven-by-tests" in items[-2]
