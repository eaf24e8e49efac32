"""Sources of facts: what they see is judged; one that fails leaves its facts unknown, and everything else is judged."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import count

import pytest

from pytest_icplicense.api import FactSource, IcpError, Observation, Place, Text
from pytest_icplicense.engine import judge
from pytest_icplicense.engine.expand import expand
from pytest_icplicense.library import load
from pytest_icplicense.library.extensions import Extensions
from pytest_icplicense.model.facts import Explanation, Facts
from pytest_icplicense.model.provision import provision_of
from pytest_icplicense.workspace import collect_facts as collecting
from pytest_icplicense.workspace.collect_facts import collect_facts
from pytest_icplicense.workspace.workspace import Workspace


def seen(value: object = 7, fact: str = "log-retention", service: str | None = None) -> Observation:
    return Observation(
        fact=fact,
        value=value,
        unit="days",
        place=Place("infra/logs.tf", 3, 1),
        evidence=f"retention_in_days = {value}",
        source="terraform",
        service=service,
    )


def source(observe, name: str = "terraform", fact: str = "log-retention") -> FactSource:
    return FactSource(name=name, facts=(fact,), observe=observe, summary=Text("logs", "日志"))


@pytest.fixture
def collected(project):
    """What these sources come to in the example."""

    def made(*sources: FactSource, patience: float = 60) -> tuple[Workspace, Facts]:
        library = load()
        library = replace(library, catalogue=replace(library.catalogue, facts={}), extensions=Extensions())
        library.extensions.__dict__["fact_sources"] = sources
        workspace = Workspace(project.workspace().settings, project.root, library=library)
        return workspace, collect_facts(library, workspace.snapshot, patience)

    return made


CHECK = {
    "id": "kept-long-enough",
    "level": "major",
    "of": "Service",
    "for_each": "observed.log-retention[*]",
    "require": {"properties": {"value": {"minimum": 180}}},
    "message": {"en": "logs are kept {value} days: {evidence}", "zh": "日志保存 {value} 天：{evidence}"},
    "remedy": {"en": "Keep them for 180 days.", "zh": "请保存 180 天。"},
}
PROVISION = provision_of(
    {
        "id": "X",
        "title": {"en": "t", "zh": "t"},
        "clauses": [
            {
                "id": "X.1",
                "quote": "q",
                "how": ["artefact"],
                "means": {"en": "m", "zh": "m"},
                "checks": [CHECK],
            }
        ],
    }
)


def verdicts(workspace: Workspace, facts: Facts, project) -> list[tuple[str, str, list[str], str]]:
    bound = workspace.with_facts(facts).bind(project.service)
    (manifest,) = bound.manifests
    judged = [judge(case, workspace.settings.as_of) for case in expand(manifest, [PROVISION], {})]
    return [
        (
            each.case.id,
            each.outcome.value,
            [f"{one.place}: {one.message.en}" for one in each.findings],
            each.reason.en if each.reason else "",
        )
        for each in judged
        if each.case.check.name == "kept-long-enough"
    ]


def test_what_is_seen_is_judged_at_its_place(collected, project):
    workspace, facts = collected(source(lambda tree: [seen(7), seen(200)]))
    assert verdicts(workspace, facts, project) == [
        (
            "X.1/kept-long-enough[ads-console:infra/logs.tf]",
            "failed",
            ["infra/logs.tf:3:1: logs are kept 7 days: retention_in_days = 7"],
            "",
        ),
        ("X.1/kept-long-enough[ads-console:infra/logs.tf#2]", "passed", [], ""),
    ]


def test_what_is_another_service_s_is_not_judged(collected, project):
    workspace, facts = collected(source(lambda tree: [seen(7, service="shop")]))
    assert [each[1] for each in verdicts(workspace, facts, project)] == ["not-applicable"]


def raising(tree):
    raise RuntimeError("no\nnetwork")


def late(tree):
    yield seen()
    raise ValueError("half way")


def endless(tree):
    for number in count():
        yield seen(number)


def exiting(tree):
    raise SystemExit(3)


FAILING = {
    "raises": (raising, "raised RuntimeError: no network"),
    "raises late": (late, "raised ValueError: half way"),
    "exits": (exiting, "raised SystemExit: 3"),
    "returns another type": (lambda tree: 42, "raised TypeError: returned 42, no observations"),
    "gives another type": (lambda tree: ["7 days"], "raised TypeError: gave '7 days', no Observation"),
    "gives another fact": (lambda tree: [seen(fact="else")], "gave 'else', which is not among the facts"),
    "never stops giving": (endless, "gives more than 10,000 facts"),
}


@pytest.mark.parametrize("how", FAILING)
def test_a_source_that_fails_is_one_line_and_its_facts_are_unknown(collected, project, how):
    observe, why = FAILING[how]
    workspace, facts = collected(source(observe), source(lambda tree: [seen(1, "other")], "another", "other"))
    (problem,) = facts.problems
    assert problem.to("en").startswith("installed packages:1:1: facts are not known: terraform: ")
    assert why in problem.to("en")
    assert "\n" not in problem.to("en")
    assert [each.fact for each in facts.observations] == ["other"]  # the others count
    ((_, outcome, _, reason),) = verdicts(workspace, facts, project)
    assert outcome == "error"  # never not applicable: nobody knows whether there is such a fact
    assert why in reason
    assert workspace.with_facts(facts).bind(project.service).manifests  # and everything else is judged


@pytest.mark.slow
def test_a_source_that_never_ends_is_given_up(collected, project, monkeypatch):
    def stuck(tree):
        time.sleep(30)
        return []

    workspace, facts = collected(source(stuck), patience=0.2)
    assert "has not ended after 60 seconds" in facts.problems[0].to("en")
    assert verdicts(workspace, facts, project)[0][1] == "error"


def test_two_sources_of_one_name_are_refused(monkeypatch):
    from pytest_icplicense.hookspecs import once

    pair = [("one", source(raising)), ("two", source(raising))]
    with pytest.raises(IcpError, match="two: there is a source of facts named 'terraform' already"):
        list(once(pair, "source of facts"))


def test_the_tree_gives_what_is_listed_and_nothing_else(collected, project):
    (project.root / "infra").mkdir()
    (project.root / "infra/logs.tf").write_text("retention_in_days = 7\n", encoding="utf-8")
    (project.root / "infra/link.tf").symlink_to("/etc/passwd")
    (project.root / "secret.tf").write_text("", encoding="utf-8")
    asked = {}

    def look(tree):
        asked["paths"] = [path for path in tree.paths if path.endswith(".tf")]
        asked["link"], asked["outside"] = tree.artifact("infra/link.tf"), tree.artifact("../../etc/passwd")
        asked["texts"] = [each.text for each in tree.artifacts("logs.tf")]
        return []

    _, facts = collected(source(look))
    assert facts.problems == ()
    assert asked == {
        "paths": ["deploy/storage.tf", "infra/link.tf", "infra/logs.tf", "secret.tf"],
        "link": None,
        "outside": None,
        "texts": ["retention_in_days = 7\n"],
    }


def test_facts_travel():
    import pickle

    facts = Facts(None, (seen(),), (("other", Text("w", "为")),))
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert facts.why_unknown("other") == Text("w", "为")
    assert facts.why_unknown("log-retention") is None
    assert collecting.MOST == 10_000


def test_a_service_explains_nothing_of_another_s():
    own = Explanation(
        fact="log-retention", path="b/logs.tf", value=None, stated="x", manifest="a", owner="a/icp.yaml#0"
    )
    there = replace(seen(7), path="b/logs.tf", owners=frozenset({"b/icp.yaml#0"}))
    assert not own.explains(there)
    assert replace(own, owner="b/icp.yaml#0").explains(there)
    assert replace(own, owner=None).explains(there)  # the operator's word
    assert own.explains(replace(there, owners=None))  # nobody's, so everybody's
    assert not own.explains(replace(there, owners=None, service="b"))
