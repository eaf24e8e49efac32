"""What a verdict comes to for reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.engine.results import record
from pytest_icplicense.engine.waive import decide
from pytest_icplicense.model.case import Breach, Rule, Ruling
from pytest_icplicense.model.result import Criterion, Reported
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text

DAY = date(2022, 6, 1)
WHY = Text("why", "为何")
SOON = date(2022, 7, 1)


@pytest.fixture
def case(cases):
    """The case of one of the example's prices, on which a rule rules so."""

    def made(ruling, **check):
        rule = {"so": Rule("so", lambda case, as_of: ruling, {}, Text("", ""))}
        (found,) = cases({"for_each": "prices[*]", "rule": "so", **check}, rules=rule)
        return found

    return made


def test_a_failed_verdict_is_shown_at_its_first_finding(case):
    ruling = Ruling.of([Breach("/prices/0/amount", WHY), Breach("/prices/0/name", WHY)])
    found = record(decide(case(ruling), DAY))
    assert (found.id, found.subject) == ("X.1/c0[ads-console:pro]", "ads-console:pro")
    assert (found.outcome, found.due, found.waiver, found.reason) == ("failed", None, None, None)
    assert (found.document, found.pointer, found.licenses) == (
        "ads-console.icp.yaml",
        "/prices/0",
        "京B2-20181623",
    )
    assert [each.pointer for each in found.findings] == ["/prices/0/amount", "/prices/0/name"]
    first = found.findings[0]
    assert first == Reported(
        place=found.place,
        pointer="/prices/0/amount",
        message=WHY,
        remedy=Text("Mend it.", "请改正。"),
        excerpt=first.excerpt,
    )
    assert first.excerpt.first == found.place.line - 1
    assert [line.strip() for line in first.excerpt.lines] == [
        "name: 专业版",
        'amount: "99.00"',
        "currency: CNY",
    ]
    assert str(found.place).startswith("ads-console.icp.yaml:")
    assert found.place != found.findings[1].place  # each has its own


@pytest.mark.parametrize(
    ("ruling", "has_a_place"),
    [
        (Ruling(), False),
        (Ruling.not_applicable(WHY), False),
        (Ruling(due=SOON), True),  # somebody will look for it
        (Ruling.pending(SOON, WHY), True),
        (Ruling.error(WHY), True),
    ],
)
def test_what_is_in_order_has_a_place_only_where_it_is_asked_for(case, ruling, has_a_place):
    verdict = decide(case(ruling), DAY)
    quick, located = record(verdict), record(verdict, located=True)
    assert (quick.place is not None) is has_a_place
    assert located.place == verdict.case.manifest.document.place("/prices/0")
    assert replace(quick, place=None) == replace(located, place=None)
    assert (quick.outcome, quick.reason, quick.due) == (ruling.outcome, ruling.reason, ruling.due)


def test_what_a_case_is_held_to(case):
    basis = {"en": "b", "zh": "据"}
    criterion = record(decide(case(Ruling(), level="minor", basis=basis), DAY)).criterion
    assert criterion == Criterion(
        check="X.1/c0",
        clause="X.1",
        provision="X",
        title=Text("t", "t"),
        level="minor",
        how=("declared",),
        quote="q",
        basis=Text("b", "据"),
        rule="so",
    )


def test_cases_of_a_check_share_what_they_are_held_to_under_the_same_licenses(cases, library):
    rule = {"rule": "in-force", "for_each": "prices[*]"}
    one, other = cases(rule, prices=["a", "b"])
    held = library.licenses["京B2-20181623"]
    two = replace(other.manifest, licenses=(held, replace(held, number="京B2-20200001")))
    assert record(decide(one, DAY)).criterion is record(decide(other, DAY)).criterion
    elsewhere = record(decide(replace(other, manifest=two), DAY))
    assert elsewhere.licenses == "京B2-20181623, 京B2-20200001"
    assert elsewhere.criterion is not record(decide(one, DAY)).criterion
    assert record(decide(one, DAY)).criterion is record(decide(other, DAY)).criterion


def test_a_waiver_is_told_with_all_that_it_says(case):
    failing = case(Ruling.of([Breach("/prices/0", WHY)]))
    place = failing.manifest.document.place("/prices/0")
    waiver = Waiver(
        "X.1", "*:pro", "更名", "王芳", "C-1", date(2022, 5, 1), date(2022, 8, 1), place, "/prices/0"
    )
    waived = replace(failing, manifest=replace(failing.manifest, waivers=(waiver,)))
    found = record(decide(waived, DAY))
    assert (found.outcome, found.waiver) == ("waived", waiver)


def test_what_was_missed_has_no_deadline_and_what_is_next_is_only_due(case):
    missed = Ruling.of([Breach("/prices/0", WHY)])
    for ruling, deadline in (
        (replace(missed, due=SOON), None),
        (replace(Ruling(), due=SOON), SOON),
        (Ruling.pending(SOON, WHY), SOON),
    ):
        found = record(decide(case(ruling), DAY))
        assert (found.due, found.deadline) == (SOON, deadline)
