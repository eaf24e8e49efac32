"""What the repository shows is held against what the manifest declares."""

import pytest

from pytest_icplicense import settings
from pytest_icplicense.workspace import Workspace

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
        " (B25/instant-interaction), but no feature declares it and nothing explains it: an undeclared service is a"
        " service in disguise"
    )
    # What the license asks of instant interaction is asked of it, declared or not.
    (finding,) = found["SP-15.14.1/publishers-verified-and-filed[ads-console]"].findings
    assert str(finding.place).endswith("web/package.json:5:5")


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
    run = project.run()
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
        for manifest in workspace.bound(project.service)[0]
    )
    assert capabilities == {"openim", "elasticsearch"}
