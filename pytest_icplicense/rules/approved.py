"""`approved`: a feature that needs an authority's approval (前置审批、专项审批) names it, and its added-item filing."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling, Sees
from pytest_icplicense.rules.turns import in_period
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one feature; an approval dated after the as-of date has not been given yet."""
    kind = case.manifest.catalogue.features[case.value["kind"]]
    kinds = case.parameters.get("kinds")
    if kind.approval is None or (kinds is not None and kind.kind not in kinds):
        return Ruling.not_applicable(
            Text(f"{kind.name.en} needs no such approval", f"{kind.name.zh}无需此项审批")
        )
    pointer = f"{case.pointer}/kind"
    values = (("approval", kind.approval),)
    approvals = [
        (f"/approvals/{index}", approval)
        for index, approval in enumerate(case.manifest.tree.get("approvals", ()))
        if approval["for"] == kind.kind
    ]
    if not approvals:
        why = Text(
            f"'approvals' names none for {kind.kind}; needed: {kind.approval.en}",
            f"approvals 未列明 {kind.kind} 的审批；需要：{kind.approval.zh}",
        )
        return Ruling.of([Breach(pointer, why, values=values)])
    field = _field(case)
    breaches = []
    for place, approval in approvals:
        why_not = _not_done(approval, field, as_of)
        if why_not is None:
            return Ruling()
        breaches.append(Breach(f"{place}/{field}" if field in approval else place, why_not, values=values))
    return Ruling.of(breaches)


def turns(case: Case, start: date, end: date) -> set[date]:
    """The days of the kind's approvals, or of their additions to the license: until then none is given."""
    field = _field(case)
    given = (each for each in case.manifest.tree.get("approvals", ()) if each["for"] == case.value["kind"])
    return in_period((parse_date(each[field]) for each in given if field in each), start, end)


def _field(case: Case) -> str:
    """The field of an approval that the rule's step is dated by."""
    return "added_to_license" if case.parameters["step"] == "added-item" else "date"


def _not_done(approval: dict[str, str], field: str, as_of: date) -> Text | None:
    if field not in approval:
        return Text(f"'{field}' is missing", f"缺少 {field}")
    done = parse_date(approval[field])
    if done > as_of:
        return Text(
            f"{done} is after {as_of}, so it has not happened yet", f"{done} 晚于判定日 {as_of}，尚未发生"
        )
    if field != "date" and done < parse_date(approval["date"]):
        return Text(
            f"{done} is before the approval of {approval['date']}", f"{done} 早于审批日期 {approval['date']}"
        )
    return None


RULE = Rule(
    name="approved",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["step"],
        "additionalProperties": False,
        "properties": {
            "step": {"enum": ["approval", "added-item"]},
            "kinds": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        },
    },
    summary=Text(
        "a feature that needs an approval names it (approval) and its addition to the license (added-item)",
        "需审批的功能已列明审批（approval）及许可证增项（added-item）",
    ),
    sees=lambda parameters: Sees(("kind",), ("approvals",)),
    turns=turns,
)
