"""What a case comes to: conditions, requirements, rules, conditional provisions; and the words of its findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pytest_icplicense.documents import Place
from pytest_icplicense.engine import expand, judge
from pytest_icplicense.model.capability import Confidence, Detected, Detections, Served, Shown
from pytest_icplicense.model.case import Breach, Outcome, Rule, Ruling
from pytest_icplicense.text import Text

DAY = date(2022, 6, 1)
PRICE = {"id": "pro", "amount": "99.00", "seats": 5, "public": True, "tags": ["a"]}


def a_rule(judged):
    """A rule that rules so, whatever the case."""
    return {"so": Rule("so", judged if callable(judged) else lambda case, as_of: judged, {}, Text("", ""))}


@pytest.fixture
def verdict(cases):
    """The verdict of a check on one price, or on what `for_each` names."""

    def judged(check, *, ruling=None, **fields):
        rules = a_rule(ruling) if ruling is not None else None
        asked = {"for_each": "prices[*]"} | ({"rule": "so"} if ruling is not None else {}) | check
        (case,) = cases(asked, rules=rules, **{"prices": [PRICE], **fields})
        return judge(case, DAY)

    return judged


def test_a_requirement_that_holds(verdict):
    found = verdict({"require": {"required": ["amount"]}})
    assert (found.outcome, found.findings, found.reason, found.due) == ("passed", (), None, None)


def test_each_part_of_a_requirement_that_does_not_hold_is_a_finding_with_its_place(verdict):
    wanted = {"seats": {"minimum": 6}, "amount": {"const": "98.00"}}
    found = verdict({"require": {"properties": wanted, "required": ["unit"]}})
    assert found.outcome is Outcome.FAILED
    assert {finding.pointer for finding in found.findings} == {
        "/prices/0",
        "/prices/0/seats",
        "/prices/0/amount",
    }
    assert all(finding.document.kind == "Service" for finding in found.findings)
    (missing,) = (each for each in found.findings if each.pointer == "/prices/0")
    assert missing.message == Text("'unit' is missing", "缺少“unit”")
    assert missing.remedy == Text("Mend it.", "请改正。")


def test_a_condition_that_does_not_hold_says_why(verdict):
    check = {"when": {"properties": {"seats": {"const": 6}}}, "require": False}
    found = verdict(check)
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert found.reason == Text("its condition does not hold here", "不满足适用条件")
    own = {"en": "not for six", "zh": "非六席"}
    assert verdict(check | {"reason": own}).reason == Text("not for six", "非六席")
    assert verdict(check | {"when": {"properties": {"seats": {"const": 5}}}}).outcome is Outcome.FAILED


def test_a_condition_is_asked_before_a_rule(verdict):
    assert verdict({"when": False}, ruling=Ruling.error(Text("e", "e"))).outcome == "not-applicable"
    assert verdict({"when": True}, ruling=Ruling.error(Text("e", "e"))).outcome == "error"


def test_where_nothing_is_declared_there_is_nothing_to_judge(verdict):
    found = verdict({"require": False}, prices=[])
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert found.reason == Text("the manifest declares no prices", "清单未声明 prices")
    deep = verdict({"require": False, "for_each": "network.units[*].assessments[*]"})
    assert deep.reason == Text(
        "the manifest declares no network.units.assessments", "清单未声明 network.units.assessments"
    )
    own = {"en": "free of charge", "zh": "免费"}
    assert verdict({"require": False, "reason": own}, prices=[]).reason == Text("free of charge", "免费")


def test_a_ruling_of_a_rule_stands(verdict):
    due = date(2022, 7, 1)
    found = verdict({}, ruling=Ruling.pending(due, Text("soon", "即将")))
    assert (found.outcome, found.reason, found.due) == ("pending", Text("soon", "即将"), due)


def test_a_rule_is_given_the_case_and_the_day(verdict):
    given = []
    verdict({"with": {"a": 1}}, ruling=lambda *each: given.append(each) or Ruling())
    ((case, as_of),) = given
    assert (case.value, case.parameters, as_of) == (PRICE, {"a": 1}, DAY)


def test_whatever_a_rule_raises_is_an_error_of_its_case(verdict):
    def broken(case, as_of):
        raise KeyError("amount")

    found = verdict({}, ruling=broken)
    assert found.outcome is Outcome.ERROR
    assert found.reason == Text("so raised KeyError: 'amount'", "so 抛出异常 KeyError: 'amount'")


def test_an_environment_that_cannot_name_a_file_is_not_the_rule_s_fault(verdict, monkeypatch):
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "ascii")
    found = verdict({}, ruling=lambda case, as_of: "证据.md".encode("ascii"))
    assert found.outcome is Outcome.ERROR
    assert found.reason.en == "file names are ascii here, which the manifest's are not; set PYTHONUTF8=1"


def test_a_check_that_cannot_judge_is_an_error(verdict):
    found = verdict({})
    assert found.outcome is Outcome.ERROR
    assert found.reason == Text("X.1/c0 has neither 'require' nor 'rule'", "X.1/c0 既无 require 也无 rule")


def test_a_clause_without_a_check_is_an_error_that_says_what_to_do(provision, manifest, library):
    (case,) = expand(manifest(), [provision()], library.rules)
    found = judge(case, DAY)
    assert found.outcome is Outcome.ERROR
    assert found.reason == Text(
        "this clause has no check yet, so nobody can say whether it is kept:"
        " write a check for it; 'icplicense test' proves that it can fail",
        "该条款尚无检查，无法判定是否遵守；请编写检查；icplicense test 可证明其会失败",
    )


def test_signs_that_turn_text_around_are_spelled_out(verdict):
    found = verdict({}, ruling=Ruling.error(Text("a\u202eb", "c\x1bd")))
    assert found.reason == Text("a\\u202eb", "c\\x1bd")
    breach = Breach("/x", Text("a\u202eb", "a"), values=(("name", Text("c\x1bd", "c")),))
    check = {"message": {"en": "{why} {name}", "zh": "{why}"}}
    (finding,) = verdict(check, ruling=Ruling.of([breach])).findings
    assert finding.message.en == "a\\u202eb c\\x1bd"


@pytest.mark.parametrize(
    ("written", "en", "zh"),
    [
        ("{label} of {service} under {license}", "pro of ads-console under 京B2-20181623", None),
        ("{why}", "because", "因为"),
        ("{amount} {seats} {public}", "99.00 5 true", None),
        ("{item}", "a thing", "事物"),  # what the rule adds
        ("{id}", "another", "另一"),  # which outweighs the subject's own
        ("{tags} {unknown} {Amount} {} {amount.__class__}", None, None),  # lists and what is no name stay
    ],
)
def test_messages_and_remedies_are_filled_with_what_there_is(verdict, written, en, zh):
    values = (("item", Text("a thing", "事物")), ("id", Text("another", "另一")))
    breach = Breach("/prices/0/id", Text("because", "因为"), values=values)
    both = {"en": written, "zh": written}
    (finding,) = verdict({"message": both, "remedy": both}, ruling=Ruling.of([breach])).findings
    assert finding.message == finding.remedy == Text(en or written, zh or en or written)
    assert finding.pointer == "/prices/0/id"


def test_a_subject_s_own_field_does_not_pass_for_what_the_engine_says(verdict):
    check = {"message": {"en": "{service} {why}", "zh": "{service}"}}
    price = {"id": "pro", "service": "fake", "why": "fake"}
    breach = Breach("", Text("because", "因为"))
    (finding,) = verdict(check, ruling=Ruling.of([breach]), prices=[price]).findings
    assert finding.message == Text("ads-console because", "ads-console")
    assert finding.pointer == ""  # no provision that is owed because of something


@pytest.mark.parametrize(("value", "shown"), [("pro", "pro"), (7, "7"), (["a"], "[…]"), (None, "null")])
def test_a_subject_that_is_no_object_is_called_value(verdict, value, shown):
    check = {"message": {"en": "<{value}>", "zh": "<{value}>"}, "require": False}
    (finding,) = verdict(check, prices=[value]).findings
    assert finding.message == Text(f"<{shown}>", f"<{shown}>")


def test_a_breach_may_say_what_to_do_and_where_else_it_stands(verdict, example):
    operator = example.documents["Operator"]
    breach = Breach("/name", Text("w", "w"), document=operator, remedy=Text("Ask {label}.", "询问 {label}。"))
    (finding,) = verdict({}, ruling=Ruling.of([breach])).findings
    assert finding.document is operator
    assert finding.pointer == "/name"
    assert finding.remedy == Text("Ask pro.", "询问 pro。")
    assert finding.shown is None


# Conditional provisions (适用于…)

SEARCH, FORUM = {"item": "B25/search"}, {"feature": "forum"}


@pytest.fixture
def owed(cases):
    """The verdict of a check of a conditional provision on a service that offers this."""

    def judged(applies_to, *, check=None, **fields):
        asked = {"require": {"required": ["nothing_such"]}, **(check or {})}
        plain = {"items": ["B25/publishing"], "features": [], "capabilities": []}
        (case,) = cases(asked, applies_to=applies_to, **{**plain, **fields})
        return judge(case, DAY)

    return judged


def test_a_provision_is_about_those_who_offer_what_it_is_about(owed):
    found = owed(SEARCH)
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert found.reason == Text(
        "the service does not offer information search and enquiry services (B25/search)",
        "该服务不提供信息搜索查询服务（B25/search）",
    )
    assert owed(FORUM).reason == Text("the service does not offer forum", "该服务不提供论坛")


@pytest.mark.parametrize(
    ("applies_to", "offers", "pointer"),
    [
        (SEARCH, {"items": ["B25/publishing", "B25/search"]}, "/items/1"),
        (SEARCH, {"features": [{"id": "s", "kind": "web-search"}]}, "/features/0/kind"),
        (
            FORUM,
            {"features": [{"id": "a", "kind": "article"}, {"id": "t", "kind": "forum"}]},
            "/features/1/kind",
        ),
    ],
)
def test_what_is_missing_is_shown_at_what_makes_it_owed(owed, applies_to, offers, pointer):
    ruling = owed(applies_to, **offers)
    assert ruling.outcome is Outcome.FAILED
    (finding,) = ruling.findings
    assert finding.pointer == pointer
    assert finding.shown is None


def test_a_check_may_be_judged_whatever_is_offered(owed):
    assert owed(SEARCH, check={"always": True}).outcome is Outcome.FAILED


def test_an_operator_is_bound_by_what_is_conditional_too(owed):
    assert owed(SEARCH, check={"of": "Operator"}).outcome is Outcome.FAILED


@pytest.fixture
def openim(library):
    """OpenIM, shown by two files."""
    shown = tuple(Shown(Place(file, 5, 5), f"npm {file}") for file in ("a.json", "b.json"))
    return Detections((Detected(library.catalogue.capabilities["openim"], Confidence.HIGH, shown),))


def test_what_only_the_repository_shows_is_owed_and_shown_there(owed, openim):
    chat = {"item": "B25/instant-interaction"}
    check = {"message": {"en": "{evidence}: {why}", "zh": "{evidence}"}}
    found = owed(chat, check=check, shows=openim)
    assert found.outcome is Outcome.FAILED
    (finding,) = found.findings  # the first file is enough
    assert str(finding.place) == "a.json:5:5"
    assert finding.pointer == ""
    assert finding.message == Text("npm a.json: 'nothing_such' is missing", "npm a.json")
    assert owed(SEARCH, shows=openim).outcome is Outcome.NOT_APPLICABLE


def test_what_is_declared_and_shown_is_owed_at_the_declaration(owed, openim):
    declared = {"features": [{"id": "t", "kind": "group-chat"}]}
    (finding,) = owed({"item": "B25/instant-interaction"}, shows=openim, **declared).findings
    assert (finding.pointer, finding.shown) == ("/features/0/kind", None)


def test_a_finding_with_a_place_of_its_own_keeps_it(owed, openim):
    ruled = {"require": {"properties": {"name": {"const": "x"}}}}
    (finding,) = owed({"item": "B25/instant-interaction"}, check=ruled, shows=openim).findings
    assert (finding.pointer, finding.shown) == ("/name", None)


def test_what_the_repository_shows_is_a_finding_for_each_file(cases):
    shown = tuple(Shown(Place(file, 3, 1), f"server_name in {file}") for file in ("a.conf", "b.conf"))
    shows = Detections((), (Served("x.cn", Confidence.MEDIUM, shown),))
    check = {
        "for_each": "detected.domains[*]",
        "require": {"properties": {"domain": {"const": "y.cn"}}},
        "message": {"en": "{domain}: {evidence}", "zh": "{domain}：{evidence}"},
    }
    (case,) = cases(check, shows=shows)
    found = judge(case, DAY)
    assert [(str(each.place), each.message.en) for each in found.findings] == [
        ("a.conf:3:1", "x.cn: server_name in a.conf"),
        ("b.conf:3:1", "x.cn: server_name in b.conf"),
    ]
    assert [each.message.zh for each in found.findings][1] == "x.cn：server_name in b.conf"
    operator = replace(case.manifest.document, path="operator.icp.yaml")
    breach = Breach("/name", Text("w", "w"), document=operator)
    elsewhere = replace(case, rule=a_rule(Ruling.of([breach]))["so"])
    elsewhere = replace(elsewhere, check=replace(case.check, require=None, rule="so"))
    (finding,) = judge(elsewhere, DAY).findings
    assert (finding.document, finding.shown) == (operator, None)
