"""What the repository shows is held against what the manifest declares."""

from __future__ import annotations

import pytest

from pytest_icplicense.library import settings
from pytest_icplicense.model.capability import Confidence, Detected, Detections
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.workspace import Workspace

EXPLAINED = """\
  - detected: openim
    is: customer-service-chat
    reason: 客服会话所用的 SDK，只连接本公司客服，用户之间不能互发消息
"""
CAPABILITY = "SP-02.2/capability-accounted-for[ads-console:openim]"
EXPLANATION = "SP-02.2/explanation-holds[ads-console:0]"
IMAGE = '{"dependencies": {"@openim/wasm-client-sdk": "^3"}}'


def verdicts(project):
    return {each.case.id: each for each in project.judge().verdicts}


def explain(project, word):
    project.change("ads-console.icp.yaml", "is: customer-service-chat", f"is: {word}")


def test_an_explanation_by_a_declared_feature_accounts_for_it(project):
    found = verdicts(project)
    assert found[CAPABILITY].outcome == "passed"
    assert found[EXPLANATION].outcome == "passed"
    assert found["SP-15.14.1/publishers-verified-and-filed[ads-console]"].outcome == "not-applicable"


def test_chat_that_nothing_declares_fails_at_the_line_that_shows_it(project):
    project.change("ads-console.icp.yaml", EXPLAINED, "")
    found = verdicts(project)
    (finding,) = found[CAPABILITY].findings
    assert str(finding.place).endswith("web/package.json:5:5")
    assert finding.message.en == (
        "OpenIM (npm @openim/wasm-client-sdk) is a sign of instant information interaction services"
        " (B25/instant-interaction), but no feature declares it and nothing explains it: an undeclared service may"
        " be a service in disguise"
    )
    # What the license asks of instant interaction is asked of it, declared or not.
    asked = found["SP-15.14.1/publishers-verified-and-filed[ads-console]"]
    assert asked.outcome == "pending"
    assert "'messaging' is missing" in asked.reason.en


@pytest.mark.parametrize("word", ["internal", "third-party", "site-search"])
def test_what_is_as_good_as_certain_cannot_be_explained_away(project, word):
    explain(project, word)
    found = verdicts(project)
    (finding,) = found[CAPABILITY].findings
    assert f"it is no {word}: what is as good as certain" in finding.message.en
    assert found[EXPLANATION].outcome == "passed"


def test_an_explanation_by_an_undeclared_feature_that_needs_a_license(project):
    explain(project, "group-chat")
    found = verdicts(project)
    assert found[CAPABILITY].outcome == "failed"
    (finding,) = found[EXPLANATION].findings
    assert finding.message.en == (
        "explanation of 'openim': 'group-chat' needs B25/instant-interaction, and no feature of that kind is declared"
    )
    assert finding.pointer == "/capabilities/0/is"


def test_an_explanation_of_nothing(project):
    project.change("ads-console.icp.yaml", "detected: openim", "detected: openmi")
    found = verdicts(project)
    (finding,) = found[EXPLANATION].findings
    assert finding.message.en == (
        "explanation of 'openmi': nothing in the repository shows 'openmi'; did you mean 'openim'?"
    )


def test_a_second_explanation_of_the_same(project):
    project.change(
        "ads-console.icp.yaml",
        "  - detected: elasticsearch\n",
        "  - {detected: openim, is: internal, reason: 内部}\n  - detected: elasticsearch\n",
    )
    (finding,) = verdicts(project)["SP-02.2/explanation-holds[ads-console:1]"].findings
    assert finding.message.en == "explanation of 'openim': 'openim' is explained twice; keep one"


def test_a_declared_feature_is_judged_as_declared(project):
    project.change("ads-console.icp.yaml", EXPLAINED, "")
    project.add_feature("group-chat", "talk")
    found = verdicts(project)
    assert found[CAPABILITY].outcome == "passed"
    assert found["SP-02.2/feature-inside-license[ads-console:talk]"].outcome == "failed"


def test_an_unlicensed_domain_fails_unless_the_public_is_not_served_on_it(project):
    project.change(
        "deploy/nginx.conf", "server_name ad.oceanengine.com;", "server_name ad.oceanengine.com x.cn;"
    )
    case = "SITE.1/served-domain-licensed[ads-console:x.cn]"
    (finding,) = verdicts(project)[case].findings
    assert str(finding.place).endswith("deploy/nginx.conf:3:34")
    project.change(
        "ads-console.icp.yaml",
        EXPLAINED,
        f"{EXPLAINED}  - {{detected: x.cn, is: internal, reason: 仅供运维}}\n",
    )
    assert verdicts(project)[case].outcome == "not-applicable"


def test_a_broken_artifact_is_a_warning_and_hides_nothing(project):
    project.leave_tests_out()
    (project.root / "package.json").write_text("{")
    run = project.report()
    (warning,) = run.warnings
    assert warning.to("en").endswith(
        "package.json:1:2: not judged: no JSON: Expecting property name enclosed in double quotes;"
        " what it shows is not known"
    )
    assert run.exit_code == 0


def test_without_git_what_lies_around_the_project_is_nobody_s(project):
    beside = project.root.parent / "other"
    beside.mkdir()
    (beside / "package.json").write_text('{"dependencies": {"@rongcloud/imlib-next": "5"}}')
    workspace = Workspace(settings.load(project.root), project.root.parent)  # run from the folder above
    (capabilities,) = (
        {each.capability.id for each in manifest.detected.capabilities}
        for manifest in workspace.bind(project.service).manifests
    )
    assert capabilities == {"openim", "elasticsearch"}


@pytest.fixture
def accounted(ruling, library):
    """Judges a capability that the repository shows, beside what the manifest declares and explains."""

    def judge(name, confidence, explained=None, *, kinds=()):
        openim = library.catalogue.capabilities["openim"]
        seen = (
            Detected(openim, Confidence.HIGH, ()),
            Detected(library.catalogue.capabilities[name], confidence, ()),
        )
        entries = [] if explained is None else [{"detected": name, "is": explained}]
        return ruling(
            "accounted-for",
            {"id": name},
            {},
            "2022-06-01",
            of="Service",
            declared={
                "capabilities": entries,
                "features": [{"id": kind, "kind": kind} for kind in kinds],
            },
            detected=Detections(seen),
        )

    return judge


SEARCH = "elasticsearch"
KINDS = Text("web-search, image-search, search-api", "web-search, image-search, search-api")


def test_what_is_told_of_a_faint_sign(accounted, library):
    got = accounted(SEARCH, Confidence.LOW)
    reason = library.catalogue.capabilities[SEARCH].reason
    assert got.outcome == "not-applicable"
    assert got.reason == Text(
        f"reported only, its confidence is low: {reason.en}", f"把握程度低，仅报告：{reason.zh}"
    )


def test_what_a_message_may_name(accounted, library):
    (breach,) = accounted(SEARCH, Confidence.MEDIUM).breaches
    assert breach.pointer == ""
    assert breach.why == Text("no feature declares it and nothing explains it", "既未申报为功能，也未作说明")
    assert dict(breach.values) == {
        "name": library.catalogue.capabilities[SEARCH].name,
        "needs": library.catalogue.name("B25/search"),
        "features": KINDS,
        "otherwise": Text(
            ", or, where it offers users no service, say under 'capabilities' what it is (detected: elasticsearch)",
            "；如不以此向用户提供服务，请在 capabilities 中说明其用途（detected: elasticsearch）",
        ),
    }


def test_medium_confidence_may_be_explained_by_what_is_declared_or_needs_no_license(accounted):
    for word in ("internal", "third-party", "site-search"):
        assert accounted(SEARCH, Confidence.MEDIUM, word).outcome == "passed"
    assert accounted(SEARCH, Confidence.MEDIUM, "forum", kinds=["forum"]).outcome == "passed"
    (breach,) = accounted(SEARCH, Confidence.MEDIUM, "forum").breaches
    assert breach.why == Text(
        "it is explained as forum, which no feature declares", "说明为 forum，但未申报该功能"
    )


def test_high_confidence_is_explained_by_the_kinds_that_it_serves_alone(accounted):
    assert accounted("openim", Confidence.HIGH, kinds=["group-chat"]).outcome == "passed"
    serves = "customer-service-chat"
    assert accounted("openim", Confidence.HIGH, serves, kinds=[serves]).outcome == "passed"
    (breach,) = accounted("openim", Confidence.HIGH, serves).breaches
    assert breach.why == Text(
        "it is no customer-service-chat: what is as good as certain is accounted for by a declared feature"
        " that it serves (direct-message, group-chat, customer-service-chat)",
        "customer-service-chat 不足以说明：几乎确定的能力，须申报其所服务的功能"
        "（direct-message, group-chat, customer-service-chat）",
    )
    assert dict(breach.values)["otherwise"] == Text(
        ", or, where it serves customer-service-chat only, declare that and say so under 'capabilities'"
        " (detected: openim)",
        "；如仅用于 customer-service-chat，请申报该功能并在 capabilities 中说明（detected: openim）",
    )


def test_all_that_it_may_serve_besides_is_named(accounted, library, monkeypatch):
    capabilities = library.catalogue.capabilities
    two = capabilities["openim"]._replace(instead=("customer-service-chat", "own-shop"))
    monkeypatch.setitem(capabilities, "openim", two)
    (breach,) = accounted("openim", Confidence.HIGH).breaches
    assert "serves customer-service-chat, own-shop only" in dict(breach.values)["otherwise"].en
    assert "仅用于 customer-service-chat, own-shop，" in dict(breach.values)["otherwise"].zh


def test_of_what_serves_nothing_else_there_is_no_other_way(accounted):
    (breach,) = accounted(SEARCH, Confidence.HIGH).breaches
    assert breach.why.en == "no feature declares it and nothing explains it"
    assert dict(breach.values)["otherwise"] == Text("", "")


def test_where_no_kind_needs_a_license_the_kinds_are_named(accounted, library, monkeypatch):
    features = dict(library.catalogue.features)
    for kind in ("web-search", "image-search", "search-api"):
        monkeypatch.setitem(library.catalogue.features, kind, features[kind]._replace(needs=()))
    (breach,) = accounted(SEARCH, Confidence.MEDIUM).breaches
    names = [features[kind].name for kind in ("web-search", "image-search", "search-api")]
    assert dict(breach.values)["needs"] == Text(
        " or ".join(name.en for name in names), "或".join(name.zh for name in names)
    )


def test_several_services_are_named_with_or(accounted, library, monkeypatch):
    features = library.catalogue.features
    monkeypatch.setitem(features, "search-api", features["search-api"]._replace(needs=("B21",)))
    (breach,) = accounted(SEARCH, Confidence.MEDIUM).breaches
    assert dict(breach.values)["needs"] == Text(
        "information search and enquiry services (B25/search)"
        " or online data processing and transaction processing services (B21)",
        "信息搜索查询服务（B25/search）或在线数据处理与交易处理业务（B21）",
    )
