"""The manifests as an OSCAL component definition: each service and operator with the provisions that it keeps, and how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.oscal.parts import (
    CATALOG,
    Component,
    catalog_resource,
    components,
    document,
    identifier,
    metadata,
    present,
    properties,
    prose,
    token,
)
from pytest_icplicense.reports.prose import literal
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.reports.summary import worst
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

_STATES = {
    Outcome.PASSED: "implemented",
    Outcome.FAILED: "partial",
    Outcome.WAIVED: "alternative",
    Outcome.PENDING: "planned",
    Outcome.ERROR: "partial",
    Outcome.NOT_APPLICABLE: "not-applicable",
}
"""OSCAL's words for how far something is implemented."""


def render(report: Report) -> str:
    """The component definition as text, with a final newline."""
    head = metadata(
        provenance(report),
        Text("Services and operators under the license", "许可证所及的业务与经营者"),
        report,
    )
    made = [_component(each) for each in components(report)]
    back = {"resources": [catalog_resource()]} if made else None
    return document(
        "component-definition", present([("metadata", head), ("components", made), ("back-matter", back)])
    )


def requirement(component: Component, clause: str) -> str:
    """The identifier of what a component says of a clause."""
    return identifier("statement", component.id, clause)


def _component(component: Component) -> dict[str, Any]:
    provisions: dict[str, list[Result]] = {}
    for result in component.results:
        provisions.setdefault(result.criterion.provision, []).append(result)
    return {
        **component.described(),
        "control-implementations": [
            {
                "uuid": identifier("implementation", component.id),
                "source": f"#{CATALOG}",
                "description": prose(
                    Text("What the manifest shows of each provision.", "清单就每项规定所显示的情况。")
                ),
                "links": [{"href": f"#{CATALOG}", "rel": "reference"}],
                "implemented-requirements": [
                    _requirement(component, provision, results) for provision, results in provisions.items()
                ],
            }
        ],
    }


def _requirement(component: Component, provision: str, results: list[Result]) -> dict[str, Any]:
    clauses: dict[str, list[Result]] = {}
    for result in results:
        clauses.setdefault(result.criterion.clause, []).append(result)
    outcome = worst(each.outcome for each in results)
    return {
        "uuid": identifier("requirement", component.id, provision),
        "control-id": token(provision),
        "description": prose(results[0].criterion.title),
        "props": _state(outcome),
        "statements": [_statement(component, clause, each) for clause, each in clauses.items()],
    }


def _statement(component: Component, clause: str, results: list[Result]) -> dict[str, Any]:
    outcome = worst(each.outcome for each in results)
    texts = [literal(results[0].criterion.quote)]
    texts += [prose(reason) for reason in _reasons(results, outcome)]
    return {
        "statement-id": token(clause),
        "uuid": requirement(component, clause),
        "description": "\n\n".join(filter(None, texts)) or "-",
        "props": _state(outcome),
    }


def _reasons(results: Iterable[Result], outcome: Outcome) -> list[Text]:
    """Why the clause's verdict is what it is, where it is not simply kept."""
    found: dict[Text, None] = {}
    for result in results:
        if result.outcome is outcome:
            found.update(dict.fromkeys(finding.message for finding in result.findings))
            if result.reason:
                found[result.reason] = None
    return list(found)


def _state(outcome: Outcome) -> list[dict[str, str]]:
    return [
        {"name": "implementation-status", "value": _STATES[outcome]},
        *properties(verdict=outcome.value, verdict_zh=OUTCOME_NAMES[outcome].zh),
    ]
