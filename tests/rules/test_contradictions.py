"""What a manifest says in one place and not in another: charges and agents, measures and incidents, prices and pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.files.repository import Repository
from pytest_icplicense.workspace.policy_proof import load_example

ONE, TWO = {"name": "北京某通信有限公司"}, {"name": "上海某通信有限公司"}


@pytest.mark.parametrize(
    ("charge", "agents", "outcome"),
    [
        ({}, [], "failed"),
        ({}, [ONE], "passed"),
        ({}, [ONE, TWO], "pending"),
        ({"agent": "北京某通信有限公司"}, [ONE, TWO], "passed"),
        ({"agent": "北京某通信公司"}, [ONE, TWO], "failed"),
    ],
)
def test_an_agent_that_collects_is_on_the_operators_list(ruling, charge, agents, outcome):
    ruled = ruling(
        "agent-backed", charge, {}, "2022-06-01", of="Service", recorded={"collection_agents": agents}
    )
    assert ruled.outcome == outcome


@pytest.mark.parametrize(
    ("done", "outcome"),
    [
        ("2022-03-11", "failed"),
        ("2022-03-12", "passed"),
        ("2022-03-12T02:09+08:00", "failed"),
        ("2022-03-12T02:10+08:00", "passed"),
        ("2022-03-11T18:10Z", "passed"),
        (None, "passed"),
    ],
)
def test_a_measure_is_not_done_before_its_incident(ruling, done, outcome):
    measure = {"required": "演练", **({"done": done} if done else {})}
    incident = {"found": "2022-03-12T02:10+08:00", "measures": [measure]}
    ruled = ruling("follows", incident, {"each": "measures", "field": "done", "than": "found"}, "2022-06-01")
    assert ruled.outcome == outcome
    if outcome == "failed":
        assert ruled.breaches[0].pointer == "/measures/0/done"


@pytest.mark.parametrize(
    ("shown", "amount", "outcome"),
    [
        ("专业版 99 元", "99.00", "passed"),
        ("专业版 ￥９９．００", "99", "passed"),
        ("专业版 1,299.5 元", "1299.50", "passed"),
        ("专业版 199.00 元", "99.00", "failed"),
        ("专业版 99.50 元", "99", "failed"),
        ("专业版 2022.99", "99", "failed"),
        ("标准版 99 元", "99.00", "failed"),
        ("专业版 {{ price }} 元", "99.00", "pending"),
        ("<script>show()</script>", "99.00", "pending"),
    ],
)
def test_a_page_shows_the_name_and_the_amount(ruling, library, tmp_path, shown, amount, outcome):
    (tmp_path / "p.html").write_text(
        f"<!doctype html><meta charset=utf-8><p>价目</p><p>{shown}</p>", encoding="utf-8"
    )
    service = replace(load_example(library).documents["Service"], file=tmp_path / "icp.yaml")
    price = {"id": "pro", "name": "专业版", "amount": amount, "published": "p.html"}
    ruled = ruling(
        *("shows-price", price, {}, "2022-06-01"),
        of="Service",
        document=service,
        repository=Repository(tmp_path),
    )
    assert ruled.outcome == outcome


@pytest.mark.parametrize(
    ("shown", "outcome"),
    [
        ("<h3>专业版</h3><p>¥99/月</p>", "passed"),
        ("<p>专业版 99 元/月，或 999 元/年</p>", "passed"),
        ("<table><tr><td>专业版</td><td>99元/月</td></tr></table>", "passed"),
        ("<p>专业版：CNY 99.00 per month</p><p>客服电话 400-000-0000</p>", "passed"),
        (
            "<table><tr><td>专业版</td><td>99元/月</td></tr><tr><td>基础版</td><td>199元/月</td></tr></table>",
            "passed",
        ),
        *(
            (each, "pending")
            for each in (
                "<table><tr><td>专业版</td><td>199元/月</td></tr><tr><td>基础版</td><td>99元/月</td></tr></table>",
                "<table><tr><th>基础版</th><th>专业版</th></tr><tr><td>99元/月</td><td>199元/月</td></tr></table>",
                "<h2>基础版</h2><p>99元/月</p><h2>专业版</h2><p>199元/月</p>",
                "<dl><dt>专业版<dd>199元/月<dt>基础版<dd>99元/月</dl>",
                "<p>专业版 v99 发布</p>",
                "<p>专业版 可用性 99%</p>",
                "<p>专业版 199元/月 满 99 人可议</p>",
                "<p>专业版 ¥199/月</p><p>专业版 支持 99 个账号</p>",
                "<p>专业版 49～99元/月</p>",
                "<p>专业版 99元起/月</p>",
                "<p>专业版 原价99元/月，现价59元/月</p>",
                "<p>专业版 首月99元，次月起199元/月</p>",
                "<p>专业版 99万元/月</p>",
                "<p>专业版 99积分/月</p>",
                "<p>专业版 99新台币/月</p>",
                "<p>专业版 年费 99元</p>",
                "<p>专业版 ¥99 yearly</p>",
                "<p>专业版 99元/人/月</p>",
                "<p>专业版 99元/GB</p>",
                "<p>专业版 九十九元/月</p>",
                "<p>非专业版 99元/月</p>",
                "<p>专业版Plus 99元/月</p><p>专业版 199元/月</p>",
            )
        ),
    ],
)
def test_another_price_is_not_taken_for_it(ruling, library, tmp_path, shown, outcome):
    (tmp_path / "p.html").write_text(f"<!doctype html><meta charset=utf-8>{shown}", encoding="utf-8")
    service = replace(load_example(library).documents["Service"], file=tmp_path / "icp.yaml")
    price = {"id": "pro", "name": "专业版", "amount": "99.00", "currency": "CNY", "unit": "month"}
    ruled = ruling(
        *("shows-price", price | {"published": "p.html"}, {}, "2022-06-01"),
        of="Service",
        document=service,
        repository=Repository(tmp_path),
    )
    assert ruled.outcome == outcome, ruled.reason


def test_a_unit_is_covered_by_its_id_or_its_name(ruling):
    def judge(*names):
        unit = {"id": "pay", "name": "支付系统"}
        recorded = {"security": {"measures": [{"covers": list(names)}]}}
        return ruling("covers", unit, {"what": "unit"}, "2022-06-01", recorded=recorded).outcome

    assert [judge("pay"), judge("支付系统"), judge("p*"), judge("pay.cn")] == [
        "passed",
        "passed",
        "passed",
        "failed",
    ]
