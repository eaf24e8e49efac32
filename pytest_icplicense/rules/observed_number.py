"""`observed-number`: a number that files show does not contradict the one that is declared."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.rules.observed import explained, nothing_said, place_of
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Compare an observed number with a field of the operator's document: it must be at least, or at most, that."""
    manifest, field = case.manifest, case.parameters["field"]
    if (ruling := explained(case)) is not None:
        return ruling
    if manifest.operator is None:
        return NO_OPERATOR
    declared, shown = dotted(manifest.operator.tree, field), case.value["value"]
    if isinstance(declared, bool) or not isinstance(declared, int | float):
        return nothing_said(field)
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        return Ruling.open(Text(f"'{shown}' is no number", f"“{shown}”不是数值"))
    place = place_of(manifest.operator, field)
    why = Text(f"{field} declares {declared} ({place})", f"{field} 申报为 {declared}（{place}）")
    if shown >= declared and case.parameters["is"] == "at-least" and case.value.get("at_most"):
        seen = case.shown[0].words
        return Ruling.open(
            Text(
                f"{shown} is the most here ({seen.en}), and less where a limit of size is reached; {why.en}",
                f"此处至多为 {shown}（{seen.zh}），达到容量上限时会更少；{why.zh}",
            )
        )
    if shown >= declared if case.parameters["is"] == "at-least" else shown <= declared:
        return Ruling()
    return Ruling.of([Breach("", why, values=(("declared", Text.same(str(declared))),))])


RULE = Rule(
    name="observed-number",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field", "is"],
        "additionalProperties": False,
        "properties": {"field": {"type": "string"}, "is": {"enum": ["at-least", "at-most"]}},
    },
    summary=Text("a number that files show agrees with the declared one", "文件显示的数值与申报的一致"),
    turns=never,
)
