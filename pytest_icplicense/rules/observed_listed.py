"""`observed-listed`: what files show is among what is declared: permissions of an app among those that it shows."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.observed import explained
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Look for an observed value in a field of the entries of a list of the manifest."""
    if (ruling := explained(case)) is not None:
        return ruling
    manifest = case.manifest
    around, field = case.parameters["of"], case.parameters["field"]
    entries = manifest.tree.get(around, ())
    stating = [index for index, each in enumerate(entries) if field in each]
    value = str(case.value["value"])
    if not stating:
        return Ruling.open(
            Text(
                f"'{value}' is asked for, and no entry of '{around}' says under '{field}' what it shows",
                f"申请了“{value}”，而 {around} 未在 {field} 中写明所明示的内容",
            )
        )
    if any(value in entries[index][field] for index in stating):
        return Ruling()
    at = manifest.document.place(f"/{around}/{stating[0]}/{field}")
    why = Text(
        f"'{value}' is not among '{around}.{field}' ({at})", f"清单的 {around}.{field}（{at}）中没有“{value}”"
    )
    return Ruling.of([Breach("", why)])


RULE = Rule(
    name="observed-listed",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["of", "field"],
        "additionalProperties": False,
        "properties": {"of": {"type": "string"}, "field": {"type": "string"}},
    },
    summary=Text("what files show is among what is declared", "文件显示的内容均已申报"),
    turns=never,
)
