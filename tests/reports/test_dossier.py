"""What a whole report shows: every clause with its cases, evidence and place, and what falls due around the day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.reports.pages.dossier import Obligation, _state, dossier, visible
from pytest_icplicense.reports.pages.timeline import NARROW, WIDE, drawing


def section(whole, clause):
    return next(each for each in whole.sections if each.clause.id == clause)


def test_every_clause_and_every_case_is_there(project, library):
    run = project.report()
    whole = dossier(run)
    assert [each.clause.id for each in whole.sections] == library.clause_ids()
    assert sum(len(each.entries) for each in whole.sections) == len(run.results) == sum(whole.cases.values())
    assert whole.outcome is Outcome.PASSED
    assert whole.headline.en == "inside 京B2-20181623 as of 2022-06-01"


def test_a_failed_case_is_told_in_the_verdict_and_with_its_place(project):
    project.add_feature("web-search", "web")
    whole = dossier(project.report())
    assert whole.outcome is Outcome.FAILED
    assert whole.headline.en == "1 problem (1 critical) in 1 file · outside 京B2-20181623"
    (entry,) = [each for each in section(whole, "SP-02.2").entries if each.result.outcome is Outcome.FAILED]
    assert (whole.columns[entry.column].name, entry.subject) == ("ads-console", "web")
    line = project.service.read_text(encoding="utf-8").split("- id: web\n")[0].count("\n") + 1
    assert entry.place.startswith(f"ads-console.icp.yaml:{line}:") or entry.place.startswith(
        f"ads-console.icp.yaml:{line + 1}:"
    )


@pytest.mark.slow
def test_a_case_in_order_has_its_place_too_and_the_file_that_its_check_reads(project):
    entries = section(dossier(project.report()), "SP-02.4").entries
    found = {each.subject: (each.place, each.evidence) for each in entries}
    lines = project.service.read_text(encoding="utf-8").splitlines()
    line = lines.index("  - domain: ad.oceanengine.com") + 1
    assert found["ad.oceanengine.com"] == (f"ads-console.icp.yaml:{line}:5", "web/index.html")
    premises = [each.evidence for each in section(dossier(project.report()), "SP-02.4").entries]
    assert "brochures/2022.html" in premises
    # A price is none.
    assert {each.evidence for each in section(dossier(project.report()), "SP-15.5.2").entries} == {None}


def test_an_attestation_is_told_with_owner_evidence_day_and_line(project):
    (statement,) = section(dossier(project.report()), "SP-05.2").statements
    said = statement.owner, statement.evidence, statement.reviewed
    assert said == ("客户服务部", "evidence/service-policy.md", "2022-03-22")
    line = int(statement.place.split(":")[1])
    assert "SP-05.2" in project.operator.read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_service_counts_its_operators_statements_as_its_own(project):
    (service,) = [each for each in dossier(project.report()).columns if each.kind == "Service"]
    assert service.documents == ("ads-console.icp.yaml", "operator.icp.yaml")


def test_what_falls_due_stands_before_and_after_the_day_with_what_became_of_it(project):
    project.change("operator.icp.yaml", "answered: 2022-04-08", "answered: 2022-04-28")
    waiver = "[{check: SP-05.4, subject: '*', reason: 更名, approver: 王芳, from: 2022-05-01, expires: 2022-05-20}]"
    (project.root / "icp-waivers.yaml").write_text(waiver, encoding="utf-8")
    found = {
        (str(each.day), each.clause): (each.kind, each.state)
        for each in dossier(project.report()).obligations
    }
    assert found["2022-03-22", "SP-15.8.4"] == ("deadline", "met")
    assert found["2022-04-16", "SP-05.4"] == ("deadline", "missed")
    assert found["2022-05-20", "SP-05.4"] == ("waiver", "over")
    assert found["2022-06-12", "SP-05.4"] == ("deadline", "open")
    assert found["2023-01-10", "SP-06.2"] == ("period", "ahead")
    assert found["2023-03-22", "SP-05.2"] == ("statement", "ahead")
    assert found["2023-03-31", "SP-14.1"] == ("deadline", "open")


@pytest.mark.parametrize("name", ["北京巨量引擎网络技术有限公司", "北京:巨量:引擎"])
def test_an_obligation_knows_the_manifests_that_it_concerns(project, name):
    project.change("operator.icp.yaml", "\nname: 北京巨量引擎网络技术有限公司", f'\nname: "{name}"')
    whole = dossier(project.report())
    by_clause: dict[str, Obligation] = {}
    for each in whole.obligations:
        if each.day >= date(2022, 6, 1):
            by_clause.setdefault(each.clause, each)
    concerned = by_clause["SP-05.4"]
    assert [whole.columns[number].name for number in concerned.columns] == [name]
    assert (concerned.role, concerned.subjects) == ("customer-service", (f"{name}:c-0528",))
    assert [whole.columns[number].name for number in by_clause["SP-15.8.4"].columns] == ["ads-console"]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_drawing_keeps_marks_apart_and_inside_and_the_urgent_ones_in_sight(project, width):
    project.change("operator.icp.yaml", "answered: 2022-04-08", "answered: 2022-04-28")
    whole = dossier(project.report())
    drawn = drawing(whole.obligations, date(2022, 6, 1), width)
    assert [lane.kind for lane in drawn.lanes] == ["deadline", "period", "statement"]
    marks = [mark for lane in drawn.lanes for mark in lane.marks]
    assert sum(mark.number for mark in marks) == len(whole.obligations)
    for lane in drawn.lanes:
        places = [mark.x for mark in lane.marks]
        assert all(after - before >= 18 for before, after in pairwise(places))
        assert all(0 < x < width for x in places)
    assert "missed" in {mark.state for mark in marks if mark.x < drawn.now}  # not hidden by one met nearby


def test_marks_that_turn_or_hide_text_are_spelled_out():
    assert visible("a\u202egnp.exe\u200b\u2028\x00\n b") == "a\\u202egnp.exe\\u200b\\u2028\\u0000  b"
    assert visible("京B2-20181623 “é” 👍🏽") == "京B2-20181623 “é” 👍🏽"


@pytest.mark.parametrize(
    ("day", "then", "now", "state"),
    [
        (date(2023, 3, 31), Outcome.PENDING, Outcome.PENDING, "open"),
        (date(2023, 3, 31), Outcome.FAILED, Outcome.FAILED, "open"),
        (date(2023, 3, 31), Outcome.PASSED, Outcome.PASSED, "ahead"),
        (date(2022, 3, 31), Outcome.PENDING, Outcome.FAILED, "missed"),
        (date(2022, 3, 31), Outcome.FAILED, Outcome.FAILED, None),
    ],
)
def test_what_an_earlier_period_left_undone_says_nothing_of_a_later_one(day, then, now, state):
    assert _state(day, date(2022, 6, 1), then, now) == state
