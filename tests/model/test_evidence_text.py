"""Whether the text of a file says enough to be evidence."""

from __future__ import annotations

from functools import partial

import pytest

from pytest_icplicense.model.evidence_text import text_shortfall


@pytest.fixture
def of(library):
    """What a file of these lines lacks."""
    return partial(text_shortfall, library.catalogue.statements)


def test_evidence(of):
    assert of(["# 记录", "2022-03-01 王芳巡查前台，标牌完好。"]) is None
    assert of(["2022-03-01 王芳巡查前台，标牌完好。"]) is None
    assert not of([]).open
    assert not of(["# 网络与信息安全应急处置预案（试行）", "待补充"]).open
    assert not of(["网络与信息安全应急预案（模板）", "2022-03-01 王芳巡查前台，标牌完好。"]).open
    assert of(["# 记录", "2022-03-01 王芳巡查前台，标牌完好。", "演练：待补充"]).open
    assert of(["# 记录", "2022-03-01 王芳巡查前台，标牌完好。", "待补充"]).open


UNDER_WORK = (
    "由安全部负责，目前尚未制定，计划于下季度完成。|本页面正在建设中，敬请期待，内容将于近期上线。|"
    "一、组织机构：（请填写）二、响应流程：（请填写）|"
    "This document will be provided later by the security team.|"
    "详见公司内网制度库中的相关文件，请联系法务部获取。|"
    "https://wiki.company.cn/pages/viewpage.action?pageId=123456|第一章 总则|"
    "There is no plan yet. We will write one next quarter.|编制人：|审核日期："
).split("|")
NOT_DONE = (
    "该项工作我公司从未开展过，也不打算开展。|We do not have an emergency plan at this time, nor do we rehearse one.|"
    "床前明月光，疑是地上霜。举头望明月，低头思故乡。|一切正常，大家放心，领导满意，客户满意，同行也满意。|"
    "随便写点东西让检查通过。随便写点东西让检查通过。|我公司没有任何记录，也不接受任何部门的监督检查。"
).split("|")
IN_FORCE = (
    "值班员在 TODO 看板登记告警，双人复核后关闭；每周一由组长审阅。|"
    "未落实整改的，由安全部通报；未签订协议的不得上线，法务部每月抽查。|"
    "尚未完成备案的，暂停发布，由运营部五日内补办并报告。|详见附表：李敏 2022-03-01 检查十台主机，王芳复核，均无异常。"
).split("|")


@pytest.mark.parametrize("line", UNDER_WORK)
def test_evidence_that_says_itself_that_it_is_not_there(of, line):
    assert of(["# 制度", line]) is not None


@pytest.mark.parametrize("line", NOT_DONE)
def test_evidence_that_says_itself_that_it_is_not_done_is_for_people(of, line):
    assert of(["# 制度", line]).open


@pytest.mark.parametrize("line", IN_FORCE)
def test_evidence_that_speaks_of_what_others_have_not_done(of, line):
    assert of(["# 制度", line]) is None


@pytest.mark.parametrize(
    "text",
    [
        "严格按照国家有关规定执行，落实到位，加强管理，确保安全。",
        "本公司承诺严格遵守《互联网信息服务管理办法》的规定，依法依规经营。",
        "预计下季度开展应急演练，拟于2023年建立值班制度。",
        "We comply with all applicable laws and regulations. Everything is fine.",
    ],
)
def test_evidence_of_nothing_but_general_words_or_plans_is_for_people(of, text):
    found = of(["应急预案", text])
    assert found is not None
    assert found.open


def test_evidence_that_says_who_did_what_may_end_with_general_words(of):
    body = ["2022-05-01 王芳检查机房门禁和灭火器。", "一切正常，无异常。"]
    assert of(["检查记录", *body]) is None
