"""What a run comes to: verdicts and clauses counted, the next deadlines, and what rests on attestations alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.provision import natural
from pytest_icplicense.model.result import Result
from pytest_icplicense.text import Text

NO_ADVICE = Text(
    "Judged from what is declared, dated and shown in files; attestations are statements, not proof. No legal advice.",
    "依据申报内容、日期和文件判定；声明仅为陈述，不构成证明。本结果不是法律意见。",
)
DEADLINES = 3

WORDS = {
    Outcome.PASSED: Text("passed", "通过"),
    Outcome.FAILED: Text("failed", "不合规"),
    Outcome.NOT_APPLICABLE: Text("not applicable", "不适用"),
    Outcome.WAIVED: Text("waived", "已豁免"),
    Outcome.PENDING: Text("pending", "待办"),
    Outcome.ERROR: Text("errors", "错误"),
}
_WORST = (
    Outcome.ERROR,
    Outcome.FAILED,
    Outcome.WAIVED,
    Outcome.PENDING,
    Outcome.PASSED,
    Outcome.NOT_APPLICABLE,
)


def facts(result: Result, as_of: date, lang: str) -> dict[str, object]:
    """What a summary and JUnit XML tell of a case, as plain values that travel between processes."""
    held_to = result.criterion
    known: dict[str, object] = {
        "case": result.id,
        "clause": held_to.clause,
        "level": held_to.level,
        "quote": held_to.quote,
        "how": ", ".join(held_to.how),
        "verdict": result.outcome.value,
        "license": result.licenses,
        "as_of": as_of.isoformat(),
    }
    if result.due:
        known["due"] = result.due.isoformat()
    if result.reason:
        known["reason"] = result.reason.to(lang)
    if result.waiver and result.outcome is Outcome.WAIVED:
        known["waived_until"] = result.waiver.expires.isoformat()
    if result.place:
        known["file"], known["line"] = result.place.path, result.place.line
    return known


def count(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many there are of each outcome, in the fixed order of reports."""
    counts = {outcome.value: 0 for outcome in Outcome}
    for outcome in outcomes:
        counts[outcome.value] += 1
    return counts


def in_words(counts: Mapping[str, int], lang: str) -> str:
    """`62 passed, 1 failed, 9 not applicable`, leaving out what there is none of."""
    separator = "，" if lang == "zh" else ", "
    return separator.join(
        f"{number} {WORDS[Outcome(outcome)].to(lang)}" for outcome, number in counts.items() if number
    )


def by_clause(cases: Iterable[Mapping[str, object]]) -> dict[str, Outcome]:
    """The verdict of each clause: the worst of its cases."""
    found: dict[str, set[Outcome]] = {}
    for case in cases:
        if "clause" in case:
            found.setdefault(str(case["clause"]), set()).add(Outcome(str(case["verdict"])))
    return {clause: worst(outcomes) for clause, outcomes in found.items()}


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """What some verdicts come to together; not applicable where there is none."""
    found = set(outcomes)
    return next((each for each in _WORST if each in found), Outcome.NOT_APPLICABLE)


def block(cases: Sequence[Mapping[str, object]], as_of: date, lang: str) -> list[str]:
    """The title and the lines that end a run, from the facts of its cases."""
    licenses = ", ".join(dict.fromkeys(str(case["license"]) for case in cases if "license" in case)) or "-"
    title = Text(f"license {licenses} as of {as_of}", f"许可证 {licenses} 判定日 {as_of}")
    clauses = by_clause(cases)
    checks = in_words(count(Outcome(str(case["verdict"])) for case in cases), lang)
    per_clause = in_words(count(clauses.values()), lang)
    lines = [
        Text(f"cases:   {checks}", f"用例：{checks}").to(lang),
        Text(f"clauses: {per_clause}", f"条款：{per_clause}").to(lang),
    ]
    due = sorted((str(case["due"]), str(case["case"])) for case in cases if "due" in case)
    coming = [each for each in due if each[0] >= as_of.isoformat()]
    lines += [Text(f"due {day}  {case}", f"期限 {day}  {case}").to(lang) for day, case in coming[:DEADLINES]]
    waived = sorted(
        (str(case["waived_until"]), str(case["case"]), str(case["reason"]))
        for case in cases
        if "waived_until" in case
    )
    lines += [Text(f"waived  {case}: {why}", f"豁免 {case}：{why}").to(lang) for _, case, why in waived]
    attested = {
        str(case["clause"])
        for case in cases
        if case.get("how") == "attested" and clauses[str(case["clause"])] is Outcome.PASSED
    }
    if attested:
        listed = ", ".join(sorted(attested, key=natural))
        lines.append(Text(f"only attested: {listed}", f"仅凭声明：{listed}").to(lang))
    return [title.to(lang), *lines, NO_ADVICE.to(lang)]
