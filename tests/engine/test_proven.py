"""A clause that tests prove: what their outcomes come to, one by one and together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pytest_icplicense.engine import expand, judge
from pytest_icplicense.library import load
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.facts import Facts
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.policy_proof import bound, load_example

LIBRARY = load()
EXAMPLE = load_example(LIBRARY)
MANIFEST = bound(LIBRARY, EXAMPLE, "Service", Violation({}))
OLD = Text("passed long ago", "很久以前通过")


def of(outcome: str, node: str = "t.py::test_a", **changes: object) -> Evidence:
    """What one test came to."""
    one = Evidence(node, "SP-15.10.2", "ads-console", outcome, "a" * 40, "2022-06-01T08:00:00Z")
    return replace(one, **changes)


def verdict(*evidence: Evidence, given: bool = True):
    """The verdict of the example's clause that tests prove."""
    manifest = replace(MANIFEST, facts=Facts(evidence if given else None))
    (case,) = (
        each
        for each in expand(manifest, LIBRARY.provisions, LIBRARY.rules)
        if each.check.name == "proven-by-tests"
    )
    return judge(case, EXAMPLE.as_of)


def whys(found) -> list[str]:
    """Why it is not proven, in English."""
    return [each.message.en.partition("not proven by tests: ")[2] for each in found.findings]


def test_where_nobody_gave_results_it_is_open_and_says_what_to_do():
    found = verdict(given=False)
    assert found.outcome is Outcome.PENDING
    assert found.due is None
    assert found.reason == Text(
        "to be proven by tests, and this run has no results of them: run"
        " all of pytest, or 'icplicense check --evidence FILE'",
        "须由测试证明，但本次运行没有测试结果：请运行 pytest 的全部测试，或 icplicense check --evidence 结果文件",
    )


@pytest.mark.parametrize(
    "evidence",
    [
        [of("passed")],
        [of("passed"), of("passed", "t.py::test_b")],
        [of("passed"), of("skipped", "t.py::test_b")],
        [of("deselected"), of("passed")],  # in another job
        [of("not-run"), of("passed")],
        [of("passed"), of("failed", refused=OLD)],
        [of("passed"), of("failed", clause="SP-15.10.1")],
        [of("passed"), of("failed", subject="another")],
    ],
)
def test_proven(evidence):
    found = verdict(*evidence)
    assert (found.outcome, found.findings) == (Outcome.PASSED, ())


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        ([of("failed")], ["t.py::test_a failed"]),
        ([of("error")], ["t.py::test_a ended with an error"]),
        ([of("skipped")], ["t.py::test_a was skipped"]),
        ([of("deselected")], ["t.py::test_a was deselected"]),
        ([of("not-run")], ["t.py::test_a did not run"]),
        ([of("passed"), of("failed")], ["t.py::test_a failed"]),
        ([of("passed"), of("error", "t.py::test_b")], ["t.py::test_b ended with an error"]),
        ([of("passed"), of("not-run", "+2 tests")], ["+2 tests did not run"]),
        ([of("passed"), of("deselected", "t.py::test_b")], ["t.py::test_b was deselected"]),
        ([of("passed", refused=OLD)], ["t.py::test_a passed long ago"]),
        ([of("skipped", refused=OLD)], ["t.py::test_a was skipped"]),
        ([of("failed"), of("skipped", "t.py::test_b")], ["t.py::test_a failed"]),
        (
            [of("skipped"), of("skipped", "t.py::test_b")],
            ["t.py::test_a was skipped", "t.py::test_b was skipped"],
        ),
        (
            [of("passed", clause="SP-15.10.1")],
            ["no test that ran is marked @pytest.mark.icp_evidence('SP-15.10.2', subject='ads-console')"],
        ),
        (
            [of("passed", subject="another")],
            ["no test that ran is marked @pytest.mark.icp_evidence('SP-15.10.2', subject='ads-console')"],
        ),
    ],
)
def test_not_proven_and_why(evidence, why):
    found = verdict(*evidence)
    assert found.outcome is Outcome.FAILED
    assert whys(found) == why
    assert {each.place.line for each in found.findings} == {114}


def test_in_chinese():
    words = [
        verdict(of(outcome)).findings[0].message.zh.rpartition("：")[2]
        for outcome in ("failed", "error", "skipped", "deselected", "not-run")
    ]
    assert words == [f"t.py::test_a {word}" for word in ("失败", "出错", "被跳过", "被筛除", "未运行")]
    assert (
        verdict()
        .findings[0]
        .message.zh.endswith(
            "所运行的测试中没有标记 @pytest.mark.icp_evidence('SP-15.10.2', subject='ads-console') 的"
        )
    )
