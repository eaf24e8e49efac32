"""`matches-face`: the license number is one that the operator holds, the operator is the holder that it names."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import normal
from pytest_icplicense.model.site import plainly, same
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Compare the face of each license of the manifest with its operator."""
    if case.manifest.operator is None:
        return NO_OPERATOR
    several = isinstance(case.manifest.tree["license"], list)
    compare = _number if case.parameters["field"] == "number" else _holder
    breaches = [
        breach
        for index, held in enumerate(case.manifest.licenses)
        if (breach := compare(case, held, f"/license/{index}" if several else "/license"))
    ]
    branches = [breach for breach in breaches if breach.pointer == "/name" and _is_branch(case)]
    return Ruling.open(branches[0].why) if branches and branches == breaches else Ruling.of(breaches)


def _is_branch(case: Case) -> bool:
    """Whether the operator is named as a branch of the holder, which is no company of its own (民法典 article 74)."""
    operator = case.manifest.operator
    assert operator is not None
    name = plainly(operator.tree["name"])
    return name.endswith("分公司") and all(
        any(name.startswith(plainly(allowed)) for allowed in (held.holder, *held.subsidiaries))
        for held in case.manifest.licenses
    )


def _number(case: Case, held: License, pointer: str) -> Breach | None:
    operator = case.manifest.operator
    assert operator is not None
    if any(normal(number) == held.number for number in operator.tree["licenses"]):
        return None
    listed = ", ".join(operator.tree["licenses"])
    return Breach(
        pointer,
        Text(
            f"{held.number} is not among the licenses that {operator.path} lists ({listed})",
            f"{operator.path} 所列许可证（{listed}）中没有 {held.number}",
        ),
    )


def _holder(case: Case, held: License, pointer: str) -> Breach | None:
    operator = case.manifest.operator
    assert operator is not None
    name = operator.tree["name"]
    if any(same(name, allowed) for allowed in (held.holder, *held.subsidiaries)):
        return None
    return Breach(
        "/name",
        Text(
            f"'{name}' is not {held.holder}, who holds {held.number}",
            f"“{name}”不是 {held.number} 的持证公司“{held.holder}”",
        ),
        document=operator,
    )


RULE = Rule(
    name="matches-face",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field"],
        "additionalProperties": False,
        "properties": {"field": {"enum": ["number", "holder"]}},
    },
    summary=Text(
        "the operator holds the license (number) and is the company that it names (holder)",
        "经营者持有该许可证（number），且即为证载公司（holder）",
    ),
    turns=never,
)
