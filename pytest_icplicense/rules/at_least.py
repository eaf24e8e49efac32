"""`at-least`: one number of the manifest is not less than another."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Compare two fields of the subject, both dotted names; a missing one fails, and so does `than` below `than_least`."""
    numbers = []
    for name in (case.parameters["field"], case.parameters["than"]):
        value = dotted(case.value, name)
        if not isinstance(value, int | float):
            why = Text(f"'{name}' is missing", f"缺少 {name}")
            return Ruling.of([Breach(_pointer(case, name), why, unsaid=value is None)])
        numbers.append(value)
    have, need = numbers
    than, least = case.parameters["than"], case.parameters.get("than_least")
    if least is not None and need < least:
        why = Text(f"'{than}' is {need}, which asks for nothing", f"{than} 为 {need}，等于没有要求")
        return Ruling.of([Breach(_pointer(case, than), why)])
    if have >= need:
        return Ruling()
    field = case.parameters["field"]
    why = Text(f"{field} is {have}, less than {than}, {need}", f"{field} 为 {have}，少于 {than} 的 {need}")
    return Ruling.of([Breach(_pointer(case, field), why)])


def _pointer(case: Case, name: str) -> str:
    return f"{case.pointer}/{name.replace('.', '/')}"


RULE = Rule(
    name="at-least",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field", "than"],
        "additionalProperties": False,
        "properties": {
            "field": {"type": "string"},
            "than": {"type": "string"},
            "than_least": {"type": "integer", "minimum": 1},
        },
    },
    summary=Text("one number is at least another", "一个数值不少于另一个数值"),
    turns=never,
)
