"""The verdicts as OSCAL assessment results: an observation a case, a finding a clause of a manifest, a risk where one fails.

A waived finding is not satisfied; its risk is an approved deviation. A clause that does not apply to a manifest gives
observations with the reason, and no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pytest_icplicense.documents import Place
from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports import proof
from pytest_icplicense.reports.oscal.parts import (
    CATALOG,
    PLAN,
    Component,
    catalog_resource,
    complete,
    components,
    document,
    identifier,
    metadata,
    moment,
    present,
    properties,
    prose,
    title,
    token,
)
from pytest_icplicense.reports.oscal.risks import related, risks
from pytest_icplicense.reports.prose import literal, one_line
from pytest_icplicense.reports.provenance import Provenance, provenance
from pytest_icplicense.reports.summary import count, in_words, worst
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

_TOOL = identifier("tool")
_ORIGINS = [{"actors": [{"type": "tool", "actor-uuid": _TOOL}]}]
_SATISFIED = (Outcome.PASSED, Outcome.PENDING)
"""Pending: not done yet and not yet due, so the clause is kept on the as-of date."""


def render(report: Report) -> str:
    """The assessment results as text, with a final newline."""
    facts = provenance(report)
    head = metadata(facts, Text("Judgement of a telecom license", "增值电信业务经营许可证合规判定"), report)
    return document(
        "assessment-results",
        {
            "metadata": head,
            "import-ap": {"href": f"#{PLAN}"},
            "results": [_result(report, facts)],
            "back-matter": {"resources": [_plan(), catalog_resource()]},
        },
    )


def _plan() -> dict[str, Any]:
    text = Text(
        "There is no plan beside the policies: every check of every clause that binds the license is made.",
        "除策略外没有另外的评估计划：对许可证所载每一条款执行其全部检查。",
    )
    return {
        "uuid": PLAN,
        "title": title(Text("What is assessed", "评估内容")),
        "description": prose(text),
    }


def _result(report: Report, facts: Provenance) -> dict[str, Any]:
    judged = components(report)
    lines = Text(
        in_words(count(each.outcome for each in report.results), "en") or "nothing judged",
        in_words(count(each.outcome for each in report.results), "zh") or "无判定结果",
    )
    rests = proof.kinds_of_proof(report.tally.proofs.kinds)
    lines = Text(f"{lines.en}; {rests.en}", f"{lines.zh}；{rests.zh}")
    found = [finding for each in judged for finding in _findings(each)]
    return present(
        [
            (
                "uuid",
                identifier("result", str(facts.as_of), *(each.sha256 or each.path for each in facts.inputs)),
            ),
            ("title", title(Text(f"As of {facts.as_of}", f"判定日 {facts.as_of}"))),
            ("description", prose(lines)),
            ("start", moment(facts.as_of)),
            ("end", moment(facts.as_of)),
            (
                "props",
                properties(as_of=facts.as_of, complete=complete(report), exit_code=report.exit_code),
            ),
            ("local-definitions", {"components": [*(_local(each) for each in judged), _tool(facts)]}),
            ("reviewed-controls", _reviewed(report)),
            (
                "observations",
                [
                    *(_unusable(report, facts)),
                    *(_observation(each, result, facts) for each in judged for result in each.results),
                ],
            ),
            ("risks", [risk for each in judged for risk in risks(each)]),
            ("findings", found),
        ]
    )


def _local(component: Component) -> dict[str, Any]:
    return {**component.described(), "status": {"state": "operational"}}


def _tool(facts: Provenance) -> dict[str, Any]:
    text = Text("Judges manifests against the provisions of the license.", "依据许可证的规定判定清单。")
    return {
        "uuid": _TOOL,
        "type": "software",
        "title": "pytest-icplicense",
        "description": prose(text),
        "props": [{"name": "version", "value": facts.version}],
        "status": {"state": "operational"},
    }


def _reviewed(report: Report) -> dict[str, Any]:
    clauses: dict[str, dict[str, None]] = {}
    for result in report.results:
        clauses.setdefault(result.criterion.provision, {})[token(result.criterion.clause)] = None
    selection: dict[str, Any] = {
        "include-controls": [
            {"control-id": token(name), "statement-ids": list(ids)} for name, ids in clauses.items()
        ]
    }
    if not clauses:  # there is no other way to say so
        nothing = [{"control-id": token(each.id)} for each in report.library.provisions]
        selection = present([("exclude-controls", nothing)]) | {
            "description": prose(Text("Nothing was judged.", "没有判定任何内容。")),
            "include-all": {},
        }
    return {"links": [{"href": f"#{CATALOG}", "rel": "reference"}], "control-selections": [selection]}


def observation(component: Component, result: Result) -> str:
    """The identifier of what was observed of a case."""
    return identifier("observation", component.id, result.id)


def _observation(component: Component, result: Result, facts: Provenance) -> dict[str, Any]:
    held_to, word = result.criterion, OUTCOME_NAMES[result.outcome]
    texts = [finding.message for finding in result.findings] or [Text(f"{word.en}.", f"{word.zh}。")]
    if result.reason:
        texts.append(result.reason)
    evidence = [_evidence(each.place, each.message, each.pointer) for each in result.findings]
    if result.waiver and result.outcome is Outcome.WAIVED:
        evidence.append(_evidence(result.waiver.place, result.reason or word, ""))
    return present(
        [
            ("uuid", observation(component, result)),
            ("title", literal(one_line(result.id))),
            ("description", "\n\n".join(prose(each) for each in texts)),
            (
                "props",
                properties(
                    case=result.id,
                    check=held_to.check,
                    verdict=result.outcome.value,
                    level=held_to.level,
                    how=", ".join(held_to.how),
                    pointer=result.pointer,
                    due=result.due,
                ),
            ),
            ("methods", ["EXAMINE"]),
            ("types", ["control-objective"]),
            ("origins", _ORIGINS),
            (
                "subjects",
                [
                    {
                        "subject-uuid": component.id,
                        "type": "component",
                        "title": literal(one_line(result.subject)),
                    }
                ],
            ),
            ("relevant-evidence", evidence),
            ("collected", moment(facts.as_of)),
        ]
    )


def _evidence(place: Place, said: Text, pointer: str) -> dict[str, Any]:
    return {
        "description": prose(said),
        "props": properties(file=place.path, line=place.line, column=place.column, pointer=pointer),
    }


def _unusable(report: Report, facts: Provenance) -> Iterator[dict[str, Any]]:
    """What is wrong with documents: an assessor must see that something was not looked at."""
    for number, problem in enumerate(report.problems):
        yield {
            "uuid": identifier("problem", problem.to("en"), str(number)),
            "title": title(Text(f"Cannot be used: {problem.path}", f"无法使用：{problem.path}")),
            "description": prose(problem.message),
            "props": properties(verdict=Outcome.ERROR.value),
            "methods": ["EXAMINE"],
            "types": ["discovery"],
            "origins": _ORIGINS,
            "relevant-evidence": [_evidence(problem.place, problem.message, problem.pointer or "")],
            "collected": moment(facts.as_of),
        }


def _findings(component: Component) -> Iterator[dict[str, Any]]:
    clauses: dict[str, list[Result]] = {}
    for result in component.results:
        if result.outcome is not Outcome.NOT_APPLICABLE:
            clauses.setdefault(result.criterion.clause, []).append(result)
    for clause, results in clauses.items():
        outcome = worst(each.outcome for each in results)
        held_to = results[0].criterion
        yield present(
            [
                ("uuid", identifier("finding", component.id, clause)),
                ("title", literal(one_line(f"{clause} [{component.name}]"))),
                ("description", literal(held_to.quote) or prose(held_to.title)),
                ("props", properties(verdict=outcome.value, clause=clause, quote=held_to.quote)),
                ("origins", _ORIGINS),
                (
                    "target",
                    {
                        "type": "statement-id",
                        "target-id": token(clause),
                        "title": title(held_to.title),
                        "status": _status(outcome, results),
                    },
                ),
                ("implementation-statement-uuid", identifier("statement", component.id, clause)),
                (
                    "related-observations",
                    [{"observation-uuid": observation(component, each)} for each in results],
                ),
                (
                    "related-risks",
                    related(component, results),
                ),
            ]
        )


def _status(outcome: Outcome, results: Iterable[Result]) -> dict[str, Any]:
    reason = {Outcome.PASSED: "pass", Outcome.FAILED: "fail"}.get(outcome, "other")
    texts = dict.fromkeys(each.reason for each in results if each.outcome is outcome and each.reason)
    return present(
        [
            ("state", "satisfied" if outcome in _SATISFIED else "not-satisfied"),
            ("reason", reason),
            ("remarks", "\n\n".join(prose(each) for each in texts)),
        ]
    )
