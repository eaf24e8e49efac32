"""Waivers: judged all the same, never on a critical check, never for ever, and nobody forgets them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_icplicense.cli import main
from pytest_icplicense.engine import expand, judge
from pytest_icplicense.engine.waive import review, waive
from pytest_icplicense.library import load
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.runs.report import LINES_ONLY, Wants
from pytest_icplicense.workspace.policy_proof import bound, load_example

LIBRARY = load()
MANIFEST = bound(LIBRARY, load_example(LIBRARY), "Operator", Violation({}))

RENAMED = "SITE.2/name-licensed[ads-console:www.juliangyinqing.com]"


@pytest.fixture
def here(project, monkeypatch):
    """The example with one site under another name: SITE.2 fails."""
    monkeypatch.chdir(project.root)
    project.change("ads-console.icp.yaml", "    name: 巨量引擎\n", "    name: 巨量社区\n")
    return project


def write(project, *waivers: str) -> None:
    """Write the waiver file."""
    (project.root / "icp-waivers.yaml").write_text("\n".join(waivers) + "\n", encoding="utf-8")


def waiver(
    check="SITE.2", subject="ads-console:www.*", starts="2022-05-01", expires="2022-08-01", **more
) -> str:
    """One entry."""
    fields = {
        "check": check,
        "subject": f'"{subject}"',
        "reason": "更名审批中",
        "approver": "王芳",
        "ticket": "C-1",
    }
    fields |= {"from": starts, "expires": expires} | more
    return "- {" + ", ".join(f"{name}: {value}" for name, value in fields.items() if value is not None) + "}"


def verdict(project, case=RENAMED, as_of=None):
    """The verdict of one case."""
    return next(each for each in project.judge(as_of=as_of).verdicts if each.case.id == case)


@pytest.mark.parametrize("check", ["SITE.2", "SITE.2/name-licensed"])
@pytest.mark.parametrize(
    "subject", ["ads-console:www.juliangyinqing.com", "ads-console:www.*", "*", "ads-*:*"]
)
def test_a_failing_case_is_waived_by_clause_or_check_and_by_pattern(here, check, subject):
    write(here, waiver(check, subject))
    found = verdict(here)
    assert found.outcome is Outcome.WAIVED
    assert found.findings  # it was judged all the same
    assert found.reason.en == "waived until 2022-08-01 by 王芳, C-1: 更名审批中"
    assert here.judge().exit_code == 0


@pytest.mark.parametrize(
    "other",
    [
        waiver("SITE.3"),
        waiver("SITE.2/other"),
        waiver(subject="ads-console"),
        waiver(subject="ads-console:WWW.*"),
    ],
)
def test_a_waiver_of_something_else_waives_nothing(here, other):
    write(here, other)
    assert verdict(here).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("as_of", "outcome", "reason"),
    [
        ("2022-04-30", "failed", "the waiver at icp-waivers.yaml:1:3 begins on 2022-05-01 only"),
        ("2022-05-01", "waived", "waived until 2022-08-01"),
        ("2022-08-01", "waived", "waived until 2022-08-01"),
        ("2022-08-02", "failed", "the waiver at icp-waivers.yaml:1:3 expired on 2022-08-01"),
    ],
)
def test_a_waiver_holds_from_its_first_to_its_last_day(here, as_of, outcome, reason):
    write(here, waiver())
    found = verdict(here, as_of=as_of)
    assert found.outcome == outcome
    assert found.reason.en.startswith(reason)


def test_of_two_waivers_the_one_in_force_counts_and_of_those_the_longest(here):
    write(
        here,
        waiver(expires="2022-05-15"),
        waiver(starts="2022-05-10", expires="2022-06-30"),
        waiver(expires="2022-06-10"),
    )
    found = verdict(here)
    assert found.outcome is Outcome.WAIVED
    assert found.waiver.pointer == "/1"


def test_waivers_at_the_root_count_for_manifests_below(here):
    write(here, waiver())
    folder = here.root / "services/a"
    folder.mkdir(parents=True)
    text = here.service.read_text(encoding="utf-8").replace("operator: operator", "operator: ../../operator")
    text = text.replace("web/", "../../web/").replace("ads/spring", "../../ads/spring")
    (folder / "icp.yaml").write_text(text.replace(": evidence/", ": ../../evidence/"), encoding="utf-8")
    here.service.unlink()
    assert verdict(here).outcome is Outcome.WAIVED


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (waiver("LIC.4", "*"), "1:4: LIC.4/in-force is critical and cannot be waived; fix what it reports"),
        (
            waiver("SP-02.2/feature-declared", "*"),
            "1:4: SP-02.2/feature-declared is critical and cannot be waived",
        ),
        (
            waiver(expires="2023-05-02"),
            "1:109: lasts 366 days; a waiver may last 365 at most, renew it when it ends",
        ),
        (waiver(starts="2022-08-02"), "1:109: expires on 2022-08-01, before it begins on 2022-08-02"),
        (waiver(reason=None), "1:3: [0]: 'reason' is missing"),
        (waiver(approver=None), "1:3: [0]: 'approver' is missing"),
        (waiver(approver='""'), "1:64: [0].approver: '' is not a valid text"),
        (waiver(expires="2023-02-29"), "1:109: [0].expires: '2023-02-29' is not a valid date"),
        (waiver(expires="2022-08-01T00:00+08:00"), "1:109: [0].expires: "),
        (waiver("SITE.2x"), "1:4: [0].check: 'SITE.2x' is not a valid check"),
        (waiver(aprover="x"), "1:130: [0].aprover: unknown key; did you mean 'approver'?"),
        ("check: SITE.2", "1:1: {…} is not a list"),
        ("- [", "3:1: YAML syntax: "),
    ],
)
def test_a_waiver_that_may_not_be_used_is_an_error_and_waives_nothing(here, capsys, entry, line):
    write(here, entry, "")
    assert main(["check"]) == 2
    out = capsys.readouterr().out
    assert f"icp-waivers.yaml:{line}" in out
    assert verdict(here).outcome is Outcome.FAILED


def test_the_other_waivers_of_a_file_still_count(here):
    write(here, waiver("LIC.4", "*"), waiver(), waiver(reason=None))
    assert verdict(here).outcome is Outcome.WAIVED
    assert len(here.judge().problems) == 2


def reviews(project, **options) -> list[tuple[str, str]]:
    """State and message of each waiver."""
    return [(each.state, each.message.en) for each in project.report(**options).reviews]


def test_what_there_is_to_say_of_each_waiver_by_expiry(here):
    write(
        here,
        waiver("SP-14.1", "*", expires="2022-12-01"),
        waiver(subject="ads-console:ww.*", expires="2022-11-01"),
        waiver("SITE.22", expires="2022-10-01"),
        waiver(expires="2022-09-01"),
        waiver(subject="*juliang*", expires="2022-06-20"),
        waiver("SITE.3", "*", starts="2022-01-01", expires="2022-05-31"),
        waiver("SITE.4", "*", starts="2022-07-01", expires="2022-08-01"),
    )
    assert [(state, message.split(" (")[0]) for state, message in reviews(here)] == [
        ("expired", "waiver of SITE.3 [*] expired on 2022-05-31"),
        ("expiring", "waiver of SITE.2 [*juliang*] until 2022-06-20"),
        ("ahead", "waiver of SITE.4 [*] begins on 2022-07-01"),
        ("active", "waiver of SITE.2 [ads-console:www.*] until 2022-09-01"),
        (
            "unmatched",
            "waiver matches nothing: no clause or check 'SITE.22'; did you mean 'SITE.2' or 'SITE.4' or 'SITE.3'?",
        ),
        (
            "unmatched",
            "waiver of SITE.2 matches nothing: no subject 'ads-console:ww.*';"
            " did you mean 'ads-console' or 'ads-console:www.juliangyinqing.com'?",
        ),
        ("unneeded", "waiver of SP-14.1 [*] is no longer needed: nothing that it is for fails; remove it"),
    ]


def test_a_waiver_of_a_clause_that_these_manifests_have_no_case_of():
    everything = Waiver(
        "SP-14.1", "*", "r", "a", None, date(2022, 6, 1), date(2022, 9, 1), MANIFEST.document, ""
    )
    unmatched = review(everything, [], date(2022, 6, 2), 30, LIBRARY.names(), ())
    assert unmatched.message.en == "waiver matches nothing: these manifests have no case of SP-14.1"


def test_a_waiver_is_for_the_manifests_of_its_own_folder(here):
    """One beside other manifests matches nothing, though its subject fails elsewhere, however the run is told."""
    other = here.root / "other"
    other.mkdir()
    (other / "icp-waivers.yaml").write_text(waiver() + "\n", encoding="utf-8")
    text = here.operator.read_text(encoding="utf-8").replace("name: juliang-engine", "name: another")
    (other / "another.icp.yaml").write_text(text, encoding="utf-8")
    for wants in (LINES_ONLY, Wants()):
        report = here.report(wants=wants)
        assert [each.state for each in report.reviews] == ["unmatched"]
        assert "no subject 'ads-console:www.*'" in report.reviews[0].message.en


def test_nothing_is_said_of_waivers_whose_folder_was_not_judged_whole(here):
    write(here, waiver("SP-14.1", "*"))
    assert here.report(here.service).reviews == []


@pytest.mark.slow
@given(st.dates(min_value=date(2022, 1, 1), max_value=date(2022, 12, 31)))
def test_a_waiver_never_makes_anything_but_a_failed_verdict_waived(day):
    """On every day the verdicts with and without a waiver for everything differ in failed and waived alone."""
    start, end = date(2022, 3, 1), date(2022, 9, 1)
    for case in expand(MANIFEST, LIBRARY.provisions, LIBRARY.rules):
        everything = Waiver(case.check.id, "*", "r", "a", None, start, end, MANIFEST.document.place(""), "")
        plain = judge(case, day)
        waived = waive(plain, [everything], day)
        if plain.outcome is Outcome.FAILED and start <= day <= end:
            assert waived.outcome is Outcome.WAIVED
        else:
            assert waived.outcome is plain.outcome
        assert replace(waived, outcome=plain.outcome, waiver=None, reason=plain.reason) == plain


@pytest.fixture
def run(here, pytester):
    """Runs pytest on the changed example."""
    for path in here.root.iterdir():
        shutil.move(str(path), pytester.path / path.name)
    pytester.chdir()
    object.__setattr__(here, "root", pytester.path)
    return lambda *arguments: pytester.runpytest_inprocess("-p", "no:cacheprovider", *arguments)


@pytest.mark.slow
def test_pytest_xfails_with_approver_ticket_and_expiry_and_warns(run, here):
    write(here, waiver(), waiver("SP-14.1", "*"), waiver("SITE.3", "*", expires="2022-06-20"))
    result = run("-rx", "-k", "SITE or SP-14")
    assert result.parseoutcomes()["xfailed"] == 1
    result.stdout.fnmatch_lines(
        [
            "XFAIL ads-console.icp.yaml::SITE.2/name-licensed* - waived until 2022-08-01 by 王芳, C-1: 更名审批中"
        ]
    )


@pytest.mark.slow
def test_strict_waivers(run, here):
    write(here, waiver(), waiver("SP-14.1", "*"))
    lenient = run()
    assert lenient.ret == 0
    lenient.stdout.fnmatch_lines(
        ["*WaiverWarning: icp-waivers.yaml:2:3: waiver of SP-14.1 [[]*[]] is no longer needed*"]
    )
    strict = run("--icp-strict-waivers")
    assert strict.parseoutcomes()["failed"] == 1
    strict.stdout.fnmatch_lines(["icp-waivers.yaml:2:3: waiver of SP-14.1 [[]*[]] is no longer needed*"])


@pytest.mark.slow
def test_waivers_are_not_reviewed_where_verdicts_are_missing(run, here):
    """Nobody knows then whether they are needed: neither a pass, which would say so, nor a failure."""
    write(here, waiver(), waiver("SP-14.1", "*"))
    alone = run("-rs", "--icp-strict-waivers", "icp-waivers.yaml")
    alone.assert_outcomes(skipped=2)
    alone.stdout.fnmatch_lines(
        ["SKIPPED *icp-waivers.yaml:2: not reviewed: not all cases of the manifests *"]
    )
    assert (
        "skipped" in run("--icp-strict-waivers", "ads-console.icp.yaml", "icp-waivers.yaml").parseoutcomes()
    )


@pytest.mark.slow
def test_deadlines_of_the_next_days_are_warnings_and_never_failures(run):
    result = run("-k", "SP-15.8.4")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        ["*DeadlineWarning: SP-15.8.4/*:ai-copy[]] is due on 2022-06-19, in 18 days: *"]
    )
    assert run("-k", "SP-15.8.4", "-W", "error").ret == 0
    run("-k", "SP-15.8.4", "--icp-warn-days", "17").stdout.no_fnmatch_line("*DeadlineWarning*")


@pytest.mark.parametrize(
    ("as_of", "applied", "license_", "renewal"),
    [
        ("2023-06-14", None, "passed", "pending"),
        ("2023-06-15", None, "passed", "failed"),
        ("2023-09-12", "2023-06-14", "passed", "passed"),
        ("2023-09-13", "2023-06-14", "pending", "passed"),  # undecided it counts as renewed
        ("2023-09-13", "2023-06-15", "failed", "failed"),
        ("2023-09-13", None, "failed", "failed"),
    ],
)
def test_the_story_of_an_expiry(project, as_of, applied, license_, renewal):
    if applied:
        project.change(
            "operator.icp.yaml",
            "renewal: {intent: continue}",
            f"renewal: {{intent: continue, applied: {applied}}}",
        )
    found = {each.case.check.clause.id: each.outcome for each in project.judge(as_of=as_of).verdicts}
    assert (found["LIC.4"], found["SP-12.2"]) == (license_, renewal)
