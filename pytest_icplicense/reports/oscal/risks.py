"""The risks of OSCAL assessment results: one for each case that failed, cannot be judged, or was waived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports.oscal.parts import (
    Component,
    identifier,
    moment,
    present,
    properties,
    prose,
    title,
)
from pytest_icplicense.reports.prose import literal, one_line
from pytest_icplicense.text import Text

_STATUS = {
    Outcome.FAILED: "open",
    Outcome.ERROR: "investigating",
    Outcome.WAIVED: "deviation-approved",
}


def risks(component: Component) -> Iterator[dict[str, Any]]:
    """The risks of a component."""
    return (_risk(component, result) for result in component.results if result.outcome in _STATUS)


def related(component: Component, results: Iterable[Result]) -> list[dict[str, str]]:
    """References to the risks that some of a component's results have."""
    return [{"risk-uuid": _identifier(component, each)} for each in results if each.outcome in _STATUS]


def _identifier(component: Component, result: Result) -> str:
    return identifier("risk", component.id, result.id)


def _risk(component: Component, result: Result) -> dict[str, Any]:
    held_to = result.criterion
    texts = [each.message for each in result.findings] or [result.reason or held_to.title]
    waiver = result.waiver if result.outcome is Outcome.WAIVED else None
    deadline = waiver.expires if waiver else result.deadline
    return present(
        [
            ("uuid", _identifier(component, result)),
            ("title", literal(one_line(result.id))),
            ("description", "\n\n".join(prose(each) for each in texts)),
            ("statement", literal(held_to.quote) or prose(held_to.title)),
            ("props", properties(level=held_to.level, **(_waiver(waiver) if waiver else {}))),
            ("status", _STATUS[result.outcome]),
            ("deadline", moment(deadline) if deadline else None),
            ("mitigating-factors", [_mitigation(waiver, component, result)] if waiver else []),
            ("remediations", list(_remediations(component, result))),
            (
                "related-observations",
                [{"observation-uuid": identifier("observation", component.id, result.id)}],
            ),
        ]
    )


def _waiver(waiver: Waiver) -> dict[str, object]:
    return {
        "approver": waiver.approver,
        "ticket": waiver.ticket,
        "waived_from": waiver.starts,
        "waived_until": waiver.expires,
    }


def _mitigation(waiver: Waiver, component: Component, result: Result) -> dict[str, Any]:
    text = Text(
        f"Waived until {waiver.expires} by {waiver.approver}: {waiver.reason}",
        f"豁免至 {waiver.expires}，批准人 {waiver.approver}：{waiver.reason}",
    )
    return {"uuid": identifier("waiver", component.id, result.id), "description": prose(text)}


def _remediations(component: Component, result: Result) -> Iterator[dict[str, Any]]:
    for remedy in dict.fromkeys(each.remedy for each in result.findings):
        yield {
            "uuid": identifier("remedy", component.id, result.id, remedy.en),
            "lifecycle": "recommendation",
            "title": title(Text("Remedy", "改正")),
            "description": prose(remedy),
        }
