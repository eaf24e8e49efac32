"""Whether a waiver applies to a verdict, and the words for it; the waiver file is tried in test_waivers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.engine import decide
from pytest_icplicense.model.case import Breach, Rule, Ruling
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.text import Text

DAY = date(2022, 6, 1)
FAILED = Ruling.of([Breach("/prices/0", Text("why", "为何"))])


@pytest.fixture
def decided(cases, example):
    """The verdict of a case on which a rule rules so, with these waivers."""

    def made(*waivers, ruling=FAILED, level="major", as_of=DAY, **how):
        rule = {"so": Rule("so", lambda case, as_of: ruling, {}, Text("", ""))}
        (case,) = cases({"for_each": "prices[*]", "rule": "so", "level": level}, rules=rule)
        return decide(replace(case, manifest=replace(case.manifest, waivers=waivers)), as_of, **how)

    return made


@pytest.fixture
def waiver(example):
    """A waiver of the clause, for two months around the day."""
    plain = {"check": "X.1", "subject": "*", "reason": "审批中", "approver": "王芳", "ticket": None}
    plain |= {"starts": date(2022, 5, 1), "expires": date(2022, 7, 1)}
    return lambda **more: Waiver(
        **plain | more, place=example.documents["Service"].place("/name"), pointer="/name"
    )


def test_what_nothing_settles_fails_for_that_reason_where_strictness_is_asked_for(decided, waiver):
    unsettled = Ruling.open(Text("look at the page", "请查看页面"))
    assert decided(ruling=unsettled).open
    (finding,) = (closed := decided(ruling=unsettled, strict_open=True)).findings
    assert (closed.outcome, closed.reason) == ("failed", None)
    assert finding.message == Text("not settled: look at the page", "尚无定论：请查看页面")
    assert (finding.pointer, finding.remedy) == ("/prices/0", closed.case.check.remedy)
    assert finding.place == closed.case.manifest.document.place("/prices/0")
    assert decided(waiver(), ruling=unsettled, strict_open=True).outcome == "waived"
    due = Ruling.pending(date(2022, 7, 1), Text("soon", "即将"))
    assert decided(ruling=due, strict_open=True).outcome == "pending"


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, "waived"),
        ({"check": "X.1/c0"}, "waived"),
        ({"check": "X.1/c1"}, "failed"),
        ({"check": "X"}, "failed"),
        ({"subject": "ads-console:p*"}, "waived"),
        ({"subject": "ads-console:P*"}, "failed"),
        ({"subject": "ads-console"}, "failed"),
        ({"starts": DAY}, "waived"),
        ({"starts": date(2022, 6, 2)}, "failed"),
        ({"expires": DAY}, "waived"),
        ({"expires": date(2022, 5, 31)}, "failed"),
    ],
)
def test_a_waiver_is_for_its_cases_and_its_days(decided, waiver, more, outcome):
    found = decided(waiver(**more))
    assert found.outcome == outcome
    assert [each.pointer for each in found.findings] == ["/prices/0"]  # judged all the same


def test_a_critical_check_is_never_waived(decided, waiver):
    found = decided(waiver(), level="critical")
    assert (found.outcome, found.waiver, found.reason) == ("failed", None, None)


def test_who_waived_it_until_when_and_why(decided, waiver):
    assert decided(waiver()).reason == Text(
        "waived until 2022-07-01 by 王芳: 审批中", "豁免至 2022-07-01，批准人 王芳：审批中"
    )
    assert decided(waiver(ticket="C-1")).reason == Text(
        "waived until 2022-07-01 by 王芳, C-1: 审批中", "豁免至 2022-07-01，批准人 王芳, C-1：审批中"
    )


@pytest.mark.parametrize(
    ("more", "en", "zh"),
    [
        ({"expires": date(2022, 5, 31)}, "expired on 2022-05-31", "处的豁免已于 2022-05-31 到期"),
        ({"starts": date(2022, 6, 2)}, "begins on 2022-06-02 only", "处的豁免自 2022-06-02 起才生效"),
    ],
)
def test_a_waiver_that_does_not_hold_leaves_it_failed_and_says_so(decided, waiver, more, en, zh):
    given = waiver(**more)
    found = decided(given)
    assert found.waiver is given
    assert found.reason == Text(f"the waiver at {given.place} {en}", f"{given.place} {zh}")


def test_a_reason_that_a_verdict_has_is_kept(decided, waiver):
    over = waiver(expires=date(2022, 5, 31))
    for ruling in (
        Ruling.pending(date(2022, 7, 1), Text("soon", "即将")),
        Ruling.not_applicable(Text("soon", "即将")),
    ):
        for given in (over, waiver()):
            found = decided(given, ruling=ruling)
            assert (found.outcome, found.waiver, found.reason) == (
                ruling.outcome,
                given,
                Text("soon", "即将"),
            )


def test_what_passes_is_not_waived_and_keeps_the_waiver_in_mind(decided, waiver):
    given = waiver()
    found = decided(given, ruling=Ruling())
    assert (found.outcome, found.waiver, found.reason) == ("passed", given, None)


def test_of_several_the_one_that_holds_counts_and_of_those_the_longest(decided, waiver):
    short, long, later = (
        waiver(),
        waiver(expires=date(2022, 7, 2)),
        waiver(starts=date(2022, 7, 1), expires=date(2022, 9, 1)),
    )
    for waivers in ((short, long, later), (later, long, short)):
        assert decided(*waivers).waiver is long
    before = waiver(expires=date(2022, 5, 2))
    assert decided(before, later).waiver is later


UNSAID = Ruling.of(
    [
        Breach("/prices/0", Text("first: one", "甲：一"), unsaid=True),
        Breach("/prices/0", Text("first: two: more", "甲：二：又"), unsaid=True),
        Breach("/prices/0", Text("first: one", "甲：一"), unsaid=True),
    ]
)


def test_what_the_manifest_does_not_speak_of_is_open_and_says_each_reason_once(decided):
    found = decided(ruling=UNSAID)
    assert (found.outcome, found.findings) == ("pending", ())
    assert found.reason is not None
    assert (found.reason.en.count("one"), found.reason.zh.count("一")) == (1, 1)
    begun = found.reason.en.partition(": ")[0]
    assert found.reason.en.count(f"{begun}: ") == 1  # what both begin with is said once
    assert "; " in found.reason.en
    assert "；" in found.reason.zh


def test_no_silence_opens_a_critical_check(decided):
    found = decided(ruling=UNSAID, level="critical")
    assert found.outcome == "failed"
    assert found.findings


@pytest.fixture
def reviewed(project, monkeypatch):
    """What a run of the example with a site of another name says of these waivers."""
    monkeypatch.chdir(project.root)
    project.change("ads-console.icp.yaml", "    name: 巨量引擎\n", "    name: 巨量社区\n")

    def made(check="SITE.2", subject="*", starts="2022-05-01", expires="2022-08-01", as_of="2022-06-01"):
        entry = {"check": check, "subject": subject, "reason": "更名", "approver": "王芳"}
        entry |= {"from": starts, "expires": expires}
        (project.root / "icp-waivers.yaml").write_text(json.dumps([entry]), encoding="utf-8")
        ((_, state, message),) = project.report(as_of=as_of).reviews
        return state, message

    return made


@pytest.mark.parametrize(
    ("days", "state"),
    [
        ({}, "active"),
        ({"check": "SITE.2/name-licensed"}, "active"),
        ({"expires": "2022-07-01"}, "expiring"),
        ({"expires": "2022-07-02"}, "active"),
        ({"expires": "2022-06-01"}, "expiring"),
        ({"expires": "2022-05-31"}, "expired"),
        ({"starts": "2022-06-01"}, "active"),
        ({"starts": "2022-06-02"}, "ahead"),
        ({"check": "SITE.3"}, "unneeded"),
    ],
)
def test_the_state_of_a_waiver_on_the_day(reviewed, days, state):
    assert reviewed(**days)[0] == state


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        (
            {},
            Text(
                "waiver of SITE.2 [*] until 2022-08-01 (61 days left), by 王芳: 更名",
                "对 SITE.2 [*] 的豁免至 2022-08-01（剩余 61 天），批准人 王芳：更名",
            ),
        ),
        (
            {"expires": "2022-05-31"},
            Text("waiver of SITE.2 [*] expired on 2022-05-31", "对 SITE.2 [*] 的豁免已于 2022-05-31 到期"),
        ),
        (
            {"starts": "2022-06-02"},
            Text("waiver of SITE.2 [*] begins on 2022-06-02", "对 SITE.2 [*] 的豁免自 2022-06-02 起生效"),
        ),
        (
            {"check": "SITE.3"},
            Text(
                "waiver of SITE.3 [*] is no longer needed: nothing that it is for fails; remove it",
                "对 SITE.3 [*] 的豁免已不再需要：相关用例均未失败；请删除",
            ),
        ),
        (
            {"check": "SITE.2/name-licenced"},
            Text(
                "waiver matches nothing: no clause or check 'SITE.2/name-licenced';"
                " did you mean 'SITE.2/name-licensed'?",
                "豁免没有对应的用例：没有条款或检查“SITE.2/name-licenced”；是否应为“SITE.2/name-licensed”？",
            ),
        ),
        (
            {"subject": "ads-console:www.juliang.com"},
            Text(
                "waiver of SITE.2 matches nothing: no subject 'ads-console:www.juliang.com';"
                " did you mean 'ads-console:www.juliangyinqing.com'?",
                "对 SITE.2 的豁免没有对应的用例：没有对象“ads-console:www.juliang.com”；"
                "是否应为“ads-console:www.juliangyinqing.com”？",
            ),
        ),
    ],
)
def test_what_there_is_to_say_of_a_waiver(reviewed, waiver, message):
    said = reviewed(**waiver)[1]
    assert said.en.startswith(message.en.rstrip("?"))
    assert said.zh.startswith(message.zh.rstrip("？"))
