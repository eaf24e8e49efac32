"""What a page says first is what the terminal says: the same causes, with who answers them, and each service."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pytest_icplicense.documents import Place
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.proof import Proof, Proofs
from pytest_icplicense.model.result import tally
from pytest_icplicense.reports.pages import html
from pytest_icplicense.reports.pages.dossier import dossier
from pytest_icplicense.reports.pages.first_screen import FIRST, MOST, first_screen
from pytest_icplicense.reports.pages.proof_bar import WIDTH, bar_of, kinds
from pytest_icplicense.reports.terminal import render
from pytest_icplicense.text import Text


def screen(report):
    return first_screen(dossier(report))


def test_causes_are_those_of_the_terminal(troubled):
    report = troubled.report()
    whole, text = dossier(report), render(report)
    found = first_screen(whole)
    assert len(found.causes) == whole.verdict.problems > 1
    assert found.causes[0].level is None  # a document that cannot be used comes first
    for each in found.causes:
        assert f"{each.place}: " in text
        assert all(more.en in text for more in each.more)
    levels = [each.level for each in found.causes if each.level]
    assert levels == sorted(levels, key=("critical", "major", "minor").index)


@pytest.mark.parametrize("red", [False, True])
def test_answers_have_the_figures_of_the_terminal(project, red):
    if red:
        project.add_feature("web-search", "web")
    run = project.report()
    page = LexborHTMLParser(html.render(run))
    _, _, attested, services = page.css(".answers > li")
    if red:
        assert services.css_first("b").text() == "1"  # of two
        assert services.css_first("small").text().startswith("of 2 fail: ")
        return
    number, of = re.search(r"(\d+) of (\d+) clauses only attested", render(run)).groups()
    assert attested.css_first("b").text() == number
    assert attested.css_first("small").text().startswith(f"of {of} clauses that pass")
    assert services.css_first("b").text() == "2"


def test_what_is_waived_is_said_beside_what_is_left_to_fix(project):
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", "name: 巨量")
    waiver = (
        "{check: SITE.2, subject: '*', reason: 更名, approver: 王芳, from: 2022-01-01, expires: 2022-07-01}"
    )
    (project.root / "icp-waivers.yaml").write_text(f"- {waiver}\n", encoding="utf-8")
    to_fix = LexborHTMLParser(html.render(project.report())).css_first(".answers > li small")
    assert " · 1 waived" in to_fix.text()


def test_a_forbidden_feature_is_one_cause_with_owner_remedy_and_what_follows(project):
    project.add_feature("web-search", "web")
    (cause,) = screen(project.report()).causes
    assert (cause.level, cause.clauses, cause.subject) == ("critical", ("SP-02.2",), "ads-console:web")
    assert cause.role == ("developer", "开发")
    assert cause.remedies[0].en.startswith("Take the feature out, or have ")
    assert [each.en for each in cause.more] == ["and 3 more follow: LIC.3, SP-15.12.1–2"]
    assert any("kind: web-search" in line for line in cause.excerpt.lines)


def test_whoever_attested_a_clause_is_named_beside_the_role(project):
    project.change(
        "ads-console.icp.yaml",
        "owner: 广告审核组 李敏, evidence: evidence/ad-review.md, reviewed: 2022-02-22",
        "owner: 广告审核组 李敏, evidence: evidence/ad-review.md, reviewed: 2020-02-22",
    )
    (cause,) = screen(project.report()).causes
    assert (cause.role.en, cause.persons) == ("legal", ("广告审核组 李敏",))


def test_what_is_open_names_who_settles_it_and_not_what_follows_from_a_failure(project):
    before = screen(project.report()).open
    project.add_feature("direct-message", "chat")
    after = screen(project.report()).open
    assert [each.problem.message.en.split()[0] for each in before] == ["SP-15.10.2"]
    assert [each.problem.message for each in after] == [each.problem.message for each in before]
    assert before[0].role == ("developer", "开发")


def test_a_run_for_some_roles_shows_theirs_alone(project):
    project.change("operator.icp.yaml", "answered: 2022-04-08", "answered: 2022-04-28")
    report = project.report()
    held = replace(report, settings=replace(report.settings, roles=("developer",)))
    whole = dossier(held)
    assert screen(report).by_role.zh == "客服 1"
    assert first_screen(whole).causes == ()
    assert whole.outcome is Outcome.PENDING  # nobody may read it as the whole answer
    assert "not enforced here" in whole.restrictions[0].en


def test_cases_that_cannot_be_judged_are_one_cause_for_a_file(project):
    report = project.report()
    broken = tuple(
        replace(each, outcome=Outcome.ERROR, reason=report.results[0].criterion.title, place=Place("a", 1, 1))
        for each in report.results[:50]
    )
    report = replace(report, results=(*broken, *report.results[50:]))
    whole = dossier(report)
    files = len({each.document for each in broken})
    assert len(first_screen(whole).causes) == files == whole.verdict.problems
    assert whole.outcome is Outcome.ERROR


def test_each_service_has_a_card_and_the_worst_is_first(project):
    text = project.service.read_text(encoding="utf-8").replace("name: ads-console", "name: another")
    (project.root / "a.icp.yaml").write_text(text, encoding="utf-8")
    project.add_feature("web-search", "web")
    whole = dossier(project.report())
    cards = first_screen(whole).cards
    assert {each.column.name for each in cards} == {"ads-console", "another", "北京巨量引擎网络技术有限公司"}
    assert cards[0].column.name == "ads-console"
    assert [each.failing for each in cards] == ["LIC.3, SP-02.2", "SP-15.7.3", ""]  # the critical ones first
    assert [each.outcome for each in cards] == [Outcome.FAILED, Outcome.FAILED, Outcome.PASSED]
    for each in cards:
        assert whole.columns[each.number] is each.column
        assert sum(each.counts.values()) == len(each.column.cases)
        assert each.coming is not None
        assert each.coming.day >= date(2022, 6, 1)
    assert sum(each.open for each in cards) == whole.verdict.open


@pytest.mark.slow
def test_five_thousand_failures_of_one_kind_stay_a_screen(project):
    """Each in words and a file of its own, so that none can be told with another."""
    project.add_feature("web-search", "web")
    report = project.report()
    (failed,) = (each for each in report.results if each.id.startswith("SP-02.2/") and each.findings)
    (finding,) = failed.findings
    case = failed.id
    many = tuple(
        replace(
            failed,
            findings=(
                replace(
                    finding,
                    place=Place(f"{number}.yaml", number + 1, 1),
                    pointer=f"/{number}",
                    message=Text.same(f"feature {number}"),
                ),
            ),
        )
        for number in range(5_000)
    )
    results = (*many, *(each for each in report.results if each.id != case))
    report = replace(report, results=results, tally=tally(results, report.settings.as_of))
    left = len(screen(report).causes) - MOST
    assert left >= 5_000 - MOST
    page = html.render(report)
    assert len(LexborHTMLParser(page).css(".cause")) == MOST
    assert len(LexborHTMLParser(page).css("#problems > .causes > .cause")) == FIRST
    assert f"{left} more are with their clauses below" in page


def test_the_bar_counts_open_clauses_apart_from_those_that_fail():
    proofs = Proofs(
        {"A.1": Proof.NONE, "A.2": Proof.NONE, "A.3": Proof.TESTS, "A.4": Proof.ATTESTED}, ("A.2",)
    )
    assert {kind: number for kind, number in kinds(proofs).items() if number} == {
        "tests": 1,
        "attested": 1,
        "open": 1,
        "none": 1,
    }


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=7))
def test_the_bar_is_filled_and_every_kind_is_seen(numbers):
    found = bar_of({str(kind): number for kind, number in enumerate(numbers)}, WIDTH)
    assert found.total == sum(numbers)
    end = 0.0
    for each in found.segments:
        assert each.x == pytest.approx(end, abs=0.05)
        assert each.width >= 2
        end = each.x + each.width
    assert end == pytest.approx(WIDTH if found.total else 0, abs=0.1)
