"""`agent-backed`: a charge that an agent collects is collected by one that the operator lists, with its agreement."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.site import same
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text, near


def judge(case: Case, as_of: date) -> Ruling:
    """Find the charge's agent in `collection_agents` of the operator: by its name, by its agreement, or the only one."""
    operator = case.manifest.operator
    if operator is None:
        return NO_OPERATOR
    agents = operator.tree.get("collection_agents", ())
    pointer = f"{case.pointer}/collected_by"
    if not agents:
        why = Text(
            f"'collection_agents' of {operator.path} lists nobody who collects it",
            f"{operator.path} 的 collection_agents 未列明代收单位",
        )
        return Ruling.of([Breach(pointer, why)])
    name = case.value.get("agent") or (agents[0]["name"] if len(agents) == 1 else None)
    if name is not None and same(name, operator.tree["name"]):
        why = Text(
            f"'{name}' is the operator itself, and no agent; write 'collected_by: self'",
            f"“{name}”就是经营者本身，不是代收单位；请写 collected_by: self",
        )
        return Ruling.of([Breach(pointer, why)])
    if name := case.value.get("agent"):
        if any(same(name, each["name"]) for each in agents):
            return Ruling()
        hint = near(name, [each["name"] for each in agents])
        why = Text(
            f"'{name}' is not in 'collection_agents' of {operator.path}{hint.en}",
            f"{operator.path} 的 collection_agents 中没有“{name}”{hint.zh}",
        )
        return Ruling.of([Breach(f"{case.pointer}/agent", why)])
    if len(agents) == 1:
        return Ruling()
    return Ruling.open(
        Text(
            f"several agents are listed in {operator.path}, and 'agent' does not say which one collects it",
            f"{operator.path} 列有多个代收单位，而该收费项未用 agent 写明由谁代收",
        )
    )


RULE = Rule(
    name="agent-backed",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "a charge that an agent collects names an agent of the operator's list",
        "委托代收的收费项对应经营者所列代收单位",
    ),
    turns=never,
)
