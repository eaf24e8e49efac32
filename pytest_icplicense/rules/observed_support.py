"""`observed-support`: what files show is declared, and so bears the declaration out."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.rules.observed import explained
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Look for the field that says what files show; not applicable where the field `unless` is false."""
    if (ruling := explained(case)) is not None:
        return ruling
    document = case.manifest.document if case.check.of == SERVICE else case.manifest.operator
    if document is None:
        return NO_OPERATOR
    field, unless = case.parameters["field"], case.parameters.get("unless")
    if unless and dotted(document.tree, unless) is False:
        return Ruling.not_applicable(Text(f"'{unless}' is false", f"{unless} 为 false"))
    if dotted(document.tree, field) not in (None, False, ""):
        return Ruling()
    at = document.place("")
    why = Text(f"nothing under '{field}' says so ({at})", f"清单未申报 {field}（{at}）")
    return Ruling.of([Breach("", why)])


RULE = Rule(
    name="observed-support",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field"],
        "additionalProperties": False,
        "properties": {"field": {"type": "string"}, "unless": {"type": "string"}},
    },
    summary=Text("what files show is declared", "文件显示的内容已申报"),
    turns=never,
)
