"""Applications for renewal: for which license and term one is, and what is told where nobody says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.model.term import Term

ONE, OTHER = "京B2-20181623", "京B2-20200001"


@pytest.fixture
def renewal(ruling, library):
    """Judges what an operator says of the renewal of its licenses; `terms` are those of the first."""

    def judge(said, as_of, *, former=(), others=()):
        held = replace(library.licenses[ONE], former=former)
        licenses = (held, *(replace(held, number=number, former=()) for number in others))
        return ruling("renewal", said, {"days": -90}, as_of, licenses=licenses)

    return judge


@pytest.mark.parametrize(
    ("applied", "outcome"), [("2023-06-14", "passed"), ("2023-06-15", "failed"), ("2021-10-03", "passed")]
)
def test_ninety_days_before_the_expiry(applied, outcome, renewal):
    assert renewal({"renewal": {"intent": "continue", "applied": applied}}, "2023-07-01").outcome == outcome
    assert renewal({"renewals": [{"license": ONE, "applied": applied}]}, "2023-07-01").outcome == outcome


def test_what_is_late_is_told_at_its_day(renewal):
    (breach,) = renewal({"renewals": [{"license": ONE, "applied": "2023-06-15"}]}, "2023-07-01").breaches
    assert breach.pointer == "/renewals/0/applied"
    assert breach.why.en == (
        "applied for on 2023-06-15, too late: due 90 days before 京B2-20181623 expires on 2023-09-12, so by 2023-06-14"
    )
    assert (
        breach.why.zh
        == "2023-06-15 提出申请，已逾期：京B2-20181623 有效期至 2023-09-12，应提前 90 日，即不迟于 2023-06-14"
    )


def test_an_application_that_lies_ahead_has_not_been_made(renewal):
    said = {"renewal": {"intent": "continue", "applied": "2023-06-10"}}
    answer = renewal(said, "2023-06-09")
    assert (answer.outcome, answer.due) == ("pending", date(2023, 6, 14))
    (breach,) = renewal({"renewal": {"intent": "continue", "applied": "2023-07-10"}}, "2023-07-01").breaches
    assert breach.pointer == "/renewal/applied"


def test_of_several_applications_the_first_counts(renewal):
    rows = [{"license": ONE, "applied": day} for day in ("2023-08-01", "2023-06-01")]
    assert renewal({"renewals": rows}, "2023-09-01").outcome == "passed"


def test_each_license_is_told_by_itself(renewal):
    answer = renewal({"renewals": [{"license": ONE, "applied": "2023-06-01"}]}, "2023-07-01", others=[OTHER])
    (breach,) = answer.breaches
    assert OTHER in breach.why.en
    assert ONE not in breach.why.en


@pytest.mark.parametrize("said", [{"intent": "continue", "applied": "2023-06-01"}, {"intent": "end"}])
def test_one_statement_for_two_licenses_is_open_and_asks_for_renewals(said, renewal):
    answer = renewal({"renewal": said}, "2023-07-01", others=[OTHER])
    assert (answer.outcome, answer.due) == ("pending", None)
    assert "'renewals'" in answer.reason.en
    assert ONE in answer.reason.en
    assert OTHER in answer.reason.en


def test_the_business_ends(renewal):
    assert (
        renewal({"renewal": {"intent": "end"}}, "2023-07-01").reason.en
        == "the business ends with the license"
    )
    rows = [{"license": ONE, "intent": "end"}, {"license": OTHER, "applied": "2023-06-01"}]
    assert renewal({"renewals": rows}, "2023-07-01", others=[OTHER]).outcome == "passed"


def test_a_former_term_is_judged_even_where_the_business_ends_now(renewal):
    former = (Term(date(2016, 10, 2), date(2021, 10, 1)),)
    rows = [{"license": ONE, "intent": "end", "applied": "2021-07-04"}]
    (breach,) = renewal({"renewals": rows}, "2022-06-01", former=former).breaches
    assert "expires on 2021-10-01, so by 2021-07-03" in breach.why.en
    (open_,) = [renewal({"renewals": [{"license": ONE, "intent": "end"}]}, "2022-06-01", former=former)]
    assert (open_.outcome, open_.due) == ("pending", None)


def test_before_the_first_term_nothing_is_due(renewal):
    assert renewal({}, "2021-10-01").reason.en == "the first term lies ahead"
