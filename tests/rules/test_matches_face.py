"""The operator against the face of the license."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.model.case import NO_OPERATOR
from pytest_icplicense.rules.matches_face import same
from pytest_icplicense.text import Text

NUMBER, HOLDER = "京B2-20181623", "北京巨量引擎网络技术有限公司"


@pytest.fixture
def held(library):
    return library.licenses[NUMBER]


@pytest.fixture
def on_face(ruling, held):
    """Judges the number or the holder, with what the operator's document says."""

    def judge(field, *, held=(held,), licenses_of_operator=(NUMBER,), name=HOLDER):
        numbers = [each.number for each in held]
        return ruling(
            "matches-face",
            {},
            {"field": field},
            "2022-06-01",
            of="Service",
            declared={"license": numbers if len(held) > 1 else numbers[0]},
            recorded={"licenses": list(licenses_of_operator), "name": name},
            licenses=held,
        )

    return judge


def test_a_branch_of_the_holder_is_for_people(on_face):
    assert on_face("holder", name=f"{HOLDER}上海分公司").outcome == "pending"
    assert on_face("holder", name="上海某某信息技术有限公司上海分公司").outcome == "failed"


@pytest.mark.parametrize("written", [NUMBER, "京Ｂ２－２０１８１６２３", "京 B2-20181623"])
def test_the_operator_lists_the_number_however_it_writes_it(on_face, written):
    assert on_face("number", licenses_of_operator=["京B2-20200001", written]).outcome == "passed"


def test_a_number_that_the_operator_does_not_list(on_face):
    (breach,) = on_face("number", licenses_of_operator=["京B2-20200001", "B2-20140120"]).breaches
    assert breach.pointer == "/license"
    assert breach.why == Text(
        "京B2-20181623 is not among the licenses that operator.icp.yaml lists (京B2-20200001, B2-20140120)",
        "operator.icp.yaml 所列许可证（京B2-20200001, B2-20140120）中没有 京B2-20181623",
    )


def test_each_of_several_licenses_is_told_at_its_own_line(on_face, held):
    other = replace(held, number="京B2-20200001")
    got = on_face("number", held=(other, held), licenses_of_operator=["京B2-20200001"])
    assert [breach.pointer for breach in got.breaches] == ["/license/1"]


@pytest.mark.parametrize("name", [HOLDER, "北京巨量引擎 网络技术有限公司", "其子公司"])
def test_the_operator_is_the_holder_or_one_of_its_subsidiaries(on_face, held, name):
    of_group = replace(held, subsidiaries=("另一公司", "其子公司"))
    assert on_face("holder", held=(of_group,), name=name).outcome == "passed"


def test_another_operator_is_told_in_the_operator_s_document(on_face):
    (breach,) = on_face("holder", name="上海某某信息技术有限公司").breaches
    assert (breach.document.path, breach.pointer) == ("operator.icp.yaml", "/name")
    assert breach.why == Text(
        f"'上海某某信息技术有限公司' is not {HOLDER}, who holds {NUMBER}",
        f"“上海某某信息技术有限公司”不是 {NUMBER} 的持证公司“{HOLDER}”",
    )


def test_without_the_operator_s_document_nothing_can_be_said(ruling):
    for field in ("number", "holder"):
        got = ruling("matches-face", {}, {"field": field}, "2022-06-01", of="Service", operator=None)
        assert got == NO_OPERATOR


def test_two_names_are_the_same_whatever_their_spaces_and_widths():
    assert same("巨量 引擎（北京）", "巨量引擎(北京) ")
    assert same("ＡＢＣ", "A B\tC")
    assert not same("巨量引擎", "巨量社区")
