"""Records against a list: by which name, for which day, and in which fields they agree."""

from __future__ import annotations

import pytest

from pytest_icplicense.model.case import NO_OPERATOR
from pytest_icplicense.text import Text

PRICED = {"field": "price", "in": "prices", "by": "id", "same": ["amount"]}
PRICES = [{"id": "pro", "amount": "99.00"}, {"id": "team", "amount": "299"}, {"name": "no id"}]


@pytest.fixture
def listed(ruling):
    """Judges a charge by the prices of its manifest."""

    def judge(charge, parameters=PRICED, prices=PRICES, as_of="2022-06-01", **given):
        return ruling(
            "listed",
            charge,
            parameters,
            as_of,
            of="Service",
            pointer="/charges/0",
            declared={"prices": prices},
            **given,
        )

    return judge


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [("99.00", "passed"), ("99", "passed"), ("99.0", "passed"), ("199", "failed"), ("free", "failed")],
)
def test_amounts_agree_by_their_number(listed, amount, outcome):
    assert listed({"price": "pro", "amount": amount}).outcome == outcome


def test_what_is_no_number_agrees_by_its_letters(listed):
    words = [{"id": "pro", "amount": "free"}]
    assert listed({"price": "pro", "amount": "free"}, prices=words).outcome == "passed"
    assert listed({"price": "pro", "amount": "Free"}, prices=words).outcome == "failed"


def test_a_field_that_differs_is_told_with_both(listed):
    (breach,) = listed({"price": "pro", "amount": "199.00"}).breaches
    assert breach.pointer == "/charges/0/amount"
    assert breach.why == Text("amount 199.00 is not the listed 99.00", "amount 199.00 与所列的 99.00 不一致")
    (breach,) = listed({"price": "pro"}).breaches
    assert breach.why == Text("amount None is not the listed 99.00", "amount None 与所列的 99.00 不一致")
    (breach,) = listed({"price": "pro", "amount": "1"}, prices=[{"id": "pro"}]).breaches
    assert breach.why.en == "amount 1 is not the listed None"


def test_an_entry_that_is_listed_twice_must_agree_twice(listed):
    twice = [{"id": "pro", "amount": "99"}, {"id": "pro", "amount": "89"}]
    (breach,) = listed({"price": "pro", "amount": "99"}, prices=twice).breaches
    assert breach.why.en == "amount 99 is not the listed 89"


def test_an_entry_that_is_not_there_is_told_with_what_is_near(listed):
    (breach,) = listed({"price": "prox", "amount": "99"}).breaches
    assert breach.pointer == "/charges/0/price"
    assert breach.why == Text(
        "'prox' is not in 'prices'; did you mean 'pro'?", "prices 中没有“prox”；是否应为“pro”？"
    )
    assert listed({"price": "pro"}, prices=None).outcome == "failed"


def test_a_record_that_names_no_entry(listed):
    (breach,) = listed({"amount": "99"}).breaches
    assert breach.pointer == "/charges/0"
    assert breach.why == Text("'price' is missing", "缺少 price")


def test_a_subject_may_be_the_name_itself(listed):
    itself = {"in": "prices", "by": "id"}
    assert listed("pro", itself).outcome == "passed"
    (breach,) = listed("zzz", itself).breaches
    assert breach.pointer == "/charges/0"
    assert breach.why == Text("'zzz' is not in 'prices'", "prices 中没有“zzz”")


@pytest.mark.parametrize(
    ("term", "outcome"),
    [
        ({}, "passed"),
        ({"from": "2022-06-01"}, "passed"),
        ({"from": "2022-06-02"}, "failed"),
        ({"to": "2022-06-01"}, "passed"),
        ({"to": "2022-05-31"}, "failed"),
        ({"from": "2022-01-01", "to": "2022-12-31"}, "passed"),
        ({"from": "2022-07-01", "to": "2022-12-31"}, "failed"),
        ({"from": "2022-01-01", "to": "2022-02-28"}, "failed"),
    ],
)
def test_an_entry_may_have_to_be_current(listed, term, outcome):
    current = {"field": "price", "in": "prices", "by": "id", "current": True}
    got = listed({"price": "pro"}, current, [{"id": "pro", **term}])
    assert got.outcome == outcome
    assert listed({"price": "pro"}, PRICED | {"same": []}, [{"id": "pro", **term}]).outcome == "passed"
    assert listed({"price": "pro"}, current, [{"id": "pro", **term}, {"id": "pro"}]).outcome == "passed"
    if outcome == "failed":
        (breach,) = got.breaches
        assert breach.pointer == "/charges/0/price"
        assert breach.why == Text(
            "'pro' is in 'prices', but not for 2022-06-01 ('from', 'to')",
            "prices 中的“pro”在判定日 2022-06-01 不在起止日期（from、to）之内",
        )


def test_the_list_may_be_the_operator_s(listed):
    parameters = {"in": "network.upstreams", "by": "provider", "of": "Operator"}
    assert listed("北京快网科技有限公司", parameters).outcome == "passed"
    assert listed("北京快网科技有限公司", parameters | {"of": None}).outcome == "failed"
    assert listed("北京快网科技有限公司", parameters, operator=None) == NO_OPERATOR


def test_names_of_regions_are_names_only_where_the_check_says_so(listed):
    regions = {"in": "prices", "by": "region"}
    rows = [{"region": "北京"}, {"region": "华东"}]
    assert listed("110000", regions | {"regions": True}, rows).outcome == "passed"
    assert listed("110000", regions, rows).outcome == "failed"
    # No region, but the same word.
    assert listed("华东", regions | {"regions": True}, rows).outcome == "passed"
    assert listed("华北", regions | {"regions": True}, rows).outcome == "failed"


@pytest.mark.parametrize("served", ["北京市", "北京", "Beijing", '"110000"'])
@pytest.mark.parametrize("filed", ["北京市", "北京"])
def test_a_region_that_is_filed_under_another_name(project, served, filed):
    project.change("ads-console.icp.yaml", "regions: [北京市]", f"regions: [{served}]")
    project.change(
        "operator.icp.yaml",
        "- {region: 北京市, date: 2021-11-15}",
        f"- {{region: {filed}, date: 2021-11-15}}",
    )
    assert not [v for v in project.judge().verdicts if v.outcome == "failed"]


def test_another_region_is_not(project):
    project.change("ads-console.icp.yaml", "regions: [北京市]", "regions: [上海]")
    failed = {v.case.check.clause.id for v in project.judge().verdicts if v.outcome == "failed"}
    assert failed == {"SP-15.6.3"}


def test_what_an_entry_does_not_state_leaves_it_open(listed):
    stated = PRICED | {"same_if_stated": {"unit": "units"}}
    assert listed({"price": "pro", "amount": "99"}, stated).outcome == "passed"
    ruling = listed({"price": "pro", "amount": "99", "unit": "month"}, stated)
    assert ruling.outcome == "pending"
    assert ruling.reason == Text(
        "unit month is not stated of what is listed; state its 'unit'",
        "所列条目未写明 unit，无从与 month 比对；请补充",
    )
    assert listed({"price": "pro", "amount": "98", "unit": "month"}, stated).outcome == "failed"


def test_an_entry_of_a_day_to_come_is_none_yet(listed):
    made = PRICED | {"made": "date"}
    (breach,) = listed(
        {"price": "pro", "amount": "99"}, made, [{"id": "pro", "amount": "99", "date": "2022-06-02"}]
    ).breaches
    assert breach.why == Text(
        "'pro' is in 'prices' with a day after 2022-06-01 only", "prices 中的“pro”日期晚于判定日 2022-06-01"
    )
    assert (
        listed(
            {"price": "pro", "amount": "99"}, made, [{"id": "pro", "amount": "99", "date": "2022-06-01"}]
        ).outcome
        == "passed"
    )
