"""`proof: tests`: a clause that the team's own tests prove, judged from the outcomes that the manifest is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.evidence import MARKER, Evidence
from pytest_icplicense.model.provision import BY_TESTS
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text

_NOT_TRIED = Text(
    "to be proven by tests, and this run has no results of them: run all of pytest, or 'icplicense check --evidence FILE'",
    "须由测试证明，但本次运行没有测试结果：请运行 pytest 的全部测试，或 icplicense check --evidence 结果文件",
)
_UNREAD = Text(
    "to be proven by tests, and results of tests that were given cannot be used",
    "须由测试证明，但所提供的测试结果有无法使用的",
)
_FAILED = ("failed", "error")
_WHY = {
    "failed": Text("failed", "失败"),
    "error": Text("ended with an error", "出错"),
    "skipped": Text("was skipped", "被跳过"),
    "deselected": Text("was deselected", "被筛除"),
    "not-run": Text("did not run", "未运行"),
}


def judge(case: Case, as_of: date) -> Ruling:
    """At least one test passed, and each other one did, or was skipped. What is refused neither proves nor disproves.

    A test that did not run might have failed. Where results cannot be used, only a failure in others settles it. Of a test
    that stands in the results of several runs, one failure counts, and else one pass.
    """
    own = case.manifest.facts.tests(case.check.clause.id, case.subject)
    if own is None:
        return Ruling.open(_NOT_TRIED)
    standing = [each for each in own if each.refused is None]
    passed = {each.node for each in standing if each.counts}
    against = [
        each
        for each in standing
        if each.outcome in _FAILED or (each.outcome in ("not-run", "deselected") and each.node not in passed)
    ]
    if against or not passed:
        failed = any(each.outcome in _FAILED for each in standing)
        if case.manifest.facts.tests_unread and not failed:
            return Ruling.open(_UNREAD)
        return Ruling.of([Breach(case.pointer, why) for why in _reasons(case, against or own)])
    return Ruling()


def _reasons(case: Case, evidence: Sequence[Evidence]) -> Iterator[Text]:
    if not evidence:
        clause, subject = case.check.clause.id, case.subject
        yield Text(
            f"no test that ran is marked @pytest.mark.{MARKER}('{clause}', subject='{subject}')",
            f"所运行的测试中没有标记 @pytest.mark.{MARKER}('{clause}', subject='{subject}') 的",
        )
    for each in evidence:
        why = each.refused if each.refused and each.outcome == "passed" else _WHY[each.outcome]
        yield Text(f"{each.node} {why.en}", f"{each.node} {why.zh}")


RULE = Rule(
    name=BY_TESTS,
    judge=judge,
    parameters={},
    summary=Text("the team's own tests prove the clause", "由团队自己的测试证明该条款"),
    turns=never,
)
