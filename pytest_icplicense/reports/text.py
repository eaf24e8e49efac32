"""Verdicts as people read them in a terminal: one line a finding, and with it the clause, the remedy and the place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.case import Finding, Outcome, Verdict
from pytest_icplicense.text import Text

NO_ADVICE = Text(
    "Judged from what is declared, dated and shown in files; attestations are statements, not proof. No legal advice.",
    "依据申报内容、日期和文件判定；声明仅为陈述，不构成证明。本结果不是法律意见。",
)
_REMEDY = Text("remedy", "改正")
_CONTEXT = 2


def finding_line(verdict: Verdict, finding: Finding, lang: str) -> str:
    """`ads-console.icp.yaml:31:5: SP-02.2 critical feature 'web' …`."""
    line, column = finding.position
    check = verdict.case.check
    path = finding.document.path
    return f"{path}:{line}:{column}: {check.clause.id} {check.level} {finding.message.to(lang)}"


def problem_line(problem: Problem, lang: str) -> str:
    """The same for a document that cannot be used."""
    return problem.to(lang)


def error_line(verdict: Verdict, lang: str) -> str:
    """The same for a case that cannot be judged."""
    case = verdict.case
    line, column = case.manifest.document.position(case.pointer)
    reason = verdict.reason.to(lang) if verdict.reason else ""
    return f"{case.manifest.document.path}:{line}:{column}: {case.check.clause.id} error {reason}"


def lines(verdict: Verdict, lang: str) -> list[str]:
    """The lines of a verdict that is not in order; none for the others."""
    if verdict.findings and verdict.outcome in (Outcome.FAILED, Outcome.ERROR):
        return [finding_line(verdict, finding, lang) for finding in verdict.findings]
    return [error_line(verdict, lang)] if verdict.outcome is Outcome.ERROR else []


def explanation(verdict: Verdict, lang: str) -> str:
    """A verdict that is not in order, with everything that helps: lines, clause, basis, remedy and excerpt."""
    check = verdict.case.check
    parts = list(lines(verdict, lang))
    quote = check.clause.quoted(verdict.case.manifest.licenses)
    parts.append(f"  {check.clause.id}  “{quote}”")
    if check.basis:
        parts.append(f"  {check.basis.to(lang)}")
    remedies = dict.fromkeys(finding.remedy.to(lang) for finding in verdict.findings)
    parts += [f"  {_REMEDY.to(lang)}: {remedy}" for remedy in remedies]
    for finding in verdict.findings:
        parts.append("")
        parts += excerpt(finding)
    return "\n".join(parts)


def excerpt(finding: Finding) -> Iterator[str]:
    """The lines of the manifest around a finding, the one to change marked."""
    text = finding.document.text.splitlines()
    marked, _ = finding.position
    first, last = max(1, marked - _CONTEXT), min(len(text), marked + _CONTEXT)
    width = len(str(last))
    for number in range(first, last + 1):
        sign = ">" if number == marked else " "
        yield f"{sign} {number:>{width}} | {text[number - 1][:160]}".rstrip()


def count(verdicts: Iterable[Verdict]) -> dict[str, int]:
    """How many verdicts there are of each outcome, in the fixed order of reports."""
    counts = {outcome.value: 0 for outcome in Outcome}
    for verdict in verdicts:
        counts[verdict.outcome.value] += 1
    return counts


_WORDS = {
    "passed": Text("passed", "通过"),
    "failed": Text("failed", "不合规"),
    "not-applicable": Text("not applicable", "不适用"),
    "waived": Text("waived", "已豁免"),
    "pending": Text("pending", "待办"),
    "error": Text("errors", "错误"),
}


def summary(counts: dict[str, int], lang: str) -> str:
    """`62 passed, 1 failed, 9 not applicable`, leaving out what there is none of."""
    separator = "，" if lang == "zh" else ", "
    return separator.join(
        f"{number} {_WORDS[outcome].to(lang)}" for outcome, number in counts.items() if number
    )


_DUE = Text("due", "期限")


def summary_block(cases: Sequence[Mapping[str, object]], as_of: date, lang: str) -> list[str]:
    """The title and the lines that end a pytest run, from the properties of its cases."""
    counts = {outcome.value: 0 for outcome in Outcome}
    for case in cases:
        counts[str(case["verdict"])] += 1
    licenses = ", ".join(dict.fromkeys(str(case["license"]) for case in cases if "license" in case)) or "-"
    title = Text(f"license {licenses} as of {as_of}", f"许可证 {licenses} 判定日 {as_of}")
    pending = [case for case in cases if case["verdict"] == Outcome.PENDING.value]
    pending.sort(key=lambda case: (str(case["due"]), str(case["case"])))
    dues = [f"{_DUE.to(lang)} {case['due']}  {case['case']}" for case in pending]
    return [title.to(lang), summary(counts, lang), *dues, NO_ADVICE.to(lang)]
