"""What a run comes to: verdicts and clauses counted, the next deadlines, and what rests on attestations alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome
from pytest_icplicense.model.proof import Judged, Proof, Proofs, of_manifest, weakest
from pytest_icplicense.model.provision import natural
from pytest_icplicense.model.result import NEAREST, Result, nearest
from pytest_icplicense.reports import proof
from pytest_icplicense.text import Text, printable

if TYPE_CHECKING:
    from pytest_icplicense.runs.report import Report

NO_ADVICE = Text(
    "Judged from what is declared, dated and shown in files; attestations are statements, not proof. No legal advice.",
    "依据申报内容、日期和文件判定；声明仅为陈述，不构成证明。本结果不是法律意见。",
)
DEADLINES = NEAREST

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
        f"{number} {_name(Outcome(outcome), number).to(lang)}" for outcome, number in counts.items() if number
    )


def _name(outcome: Outcome, number: int) -> Text:
    """The only one that has a plural is an error."""
    return Text("errors", "错误") if outcome is Outcome.ERROR and number > 1 else OUTCOME_NAMES[outcome]


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """What some verdicts come to together; not applicable where there is none."""
    found = set(outcomes)
    return next((each for each in _WORST if each in found), Outcome.NOT_APPLICABLE)


class Group(NamedTuple):
    """Cases that a summary makes no difference between; the words are None where something else could not be judged."""

    clause: str | None
    how: str | None
    licenses: str | None
    outcome: Outcome


class Total(NamedTuple):
    """What a summary is made of."""

    groups: Mapping[Group, int]
    due: Sequence[tuple[date, str]]
    """Days and cases, in any order."""
    waived: Sequence[tuple[date, str, str]]
    """Until when, which case and why, in any order."""
    proofs: Proofs
    """What shows of each clause that it is kept."""


def total_of_run(report: Report) -> Total:
    """What a run comes to."""
    lang = report.settings.lang
    groups: dict[Group, int] = {}
    tally = report.tally
    for kind, number in tally.counts.items():
        group = Group(kind.clause, kind.how, kind.licenses, kind.outcome)
        groups[group] = groups.get(group, 0) + number
    waived = [
        (each.waiver.expires, each.id, each.reason.to(lang) if each.reason else "")
        for each in report.results
        if each.waiver and each.outcome is Outcome.WAIVED
    ]
    return Total(groups, tally.due, waived, tally.proofs)


def total_of(cases: Iterable[Mapping[str, Any]]) -> Total:
    """The same, from the facts of cases."""
    like: dict[tuple[str | None, str | None, str | None, str, str, bool], int] = {}
    due, waived = [], []
    for case in cases:
        name = case.get("case", "")
        manifest = name[name.find("[") + 1 :].removesuffix("]").partition(":")[0]
        open_ = case["verdict"] == Outcome.PENDING.value and "due" not in case
        key = case.get("clause"), case.get("how"), case.get("license"), case["verdict"], manifest, open_
        like[key] = like.get(key, 0) + 1
        if "due" in case:
            due.append((date.fromisoformat(case["due"]), name))
        if "waived_until" in case:
            waived.append((date.fromisoformat(case["waived_until"]), name, case["reason"]))
    groups: dict[Group, int] = {}
    by_manifest: dict[str, set[Judged]] = {}
    for (clause, how, licenses, verdict, manifest, open_), number in like.items():
        group = Group(clause, how, licenses, Outcome(verdict))
        groups[group] = groups.get(group, 0) + number
        if clause is not None:
            judged = Judged(clause, how or "", group.outcome, open_)
            by_manifest.setdefault(manifest, set()).add(judged)
    return Total(groups, due, waived, weakest(map(of_manifest, by_manifest.values())))


def licenses_of(total: Total) -> str:
    """The numbers that the manifests run under."""
    return each_number(group.licenses for group in total.groups)


def each_number(joined: Iterable[str | None]) -> str:
    """The numbers that cases run under, each once: an operator's case runs under all that the operator holds."""
    return ", ".join(
        dict.fromkeys(number for each in joined for number in (each or "").split(", ") if number)
    )


def _by_clause(total: Total) -> dict[str, Outcome]:
    found: dict[str, set[Outcome]] = {}
    for group in total.groups:
        if group.clause is not None:
            found.setdefault(group.clause, set()).add(group.outcome)
    return {clause: worst(outcomes) for clause, outcomes in found.items()}


def passed_clauses(total: Total) -> list[str]:
    """The clauses that pass."""
    return [clause for clause, outcome in _by_clause(total).items() if outcome is Outcome.PASSED]


def attested_alone(total: Total) -> list[str]:
    """Those of them that rest on an attestation alone."""
    return [each for each in passed_clauses(total) if total.proofs.kinds.get(each) is Proof.ATTESTED]


def block(total: Total, as_of: date, lang: str, *, verbose: bool = True) -> list[str]:
    """The title and the lines that end a run; without `verbose`, clauses that the verdict counts are not listed."""
    licenses = licenses_of(total) or "-"
    title = Text(f"license {licenses} as of {as_of}", f"许可证 {licenses} 判定日 {as_of}")
    counts = {outcome.value: 0 for outcome in Outcome}
    for group, number in total.groups.items():
        counts[group.outcome.value] += number
    checks = in_words(counts, lang)
    per_clause = in_words(count(_by_clause(total).values()), lang)
    kinds, waiting = total.proofs
    proven = proof.in_words(kinds, lang)
    lines = [
        Text(f"cases:   {checks}", f"用例：{checks}").to(lang),
        *([Text(f"clauses: {per_clause}", f"条款：{per_clause}").to(lang)] if verbose else []),
        Text(f"proof:   {proven}", f"依据：{proven}").to(lang),
        *([proof.waits(waiting).to(lang)] if waiting and verbose else []),
    ]
    lines += [
        Text(f"due {day}  {case}", f"期限 {day}  {case}").to(lang)
        for day, case in nearest(total.due, as_of, NEAREST)
    ]
    waived = sorted(total.waived)
    told = waived if verbose else waived[:NEAREST]
    lines += [Text(f"waived  {case}: {why}", f"豁免 {case}：{why}").to(lang) for _, case, why in told]
    if left := len(waived) - len(told):
        lines.append(Text(f"and {left} more waived", f"另有 {left} 项已豁免").to(lang))
    if verbose and (attested := attested_alone(total)):
        listed = sorted(attested, key=natural)
        lines.append(Text(f"only attested: {', '.join(listed)}", f"仅凭声明：{'、'.join(listed)}").to(lang))
    return [title.to(lang), *map(printable, lines), NO_ADVICE.to(lang)]
