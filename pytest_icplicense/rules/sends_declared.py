"""`sends-declared`: software that pushes or sends mail, where the repository shows it, has consent declared for it."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.capability import Confidence
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one detected capability of the kinds that `declared` maps to the field that says how users agree.

    Software that does nothing else contradicts a manifest that is silent of it; one that has not begun to speak of what
    it publishes leaves it open. What may serve others (`instead`), such as an
    SDK that may send single letters alone, leaves it open while its confidence is low.
    """
    manifest, declared = case.manifest, case.parameters["declared"]
    seen = next(each for each in manifest.detected.capabilities if each.capability.id == case.value["id"])
    capability = seen.capability
    kinds = capability.kinds
    if not set(kinds) <= declared.keys():  # what may be something else besides is asked for by SP-02.2 alone
        return Ruling.not_applicable(
            Text("it neither pushes nor sends to subscribers", "不用于推送或向订阅者发送")
        )
    stated = manifest.explanation(capability.id)
    if stated is not None and stated["is"] not in kinds:
        name = stated["is"]
        return Ruling.not_applicable(Text(f"explained: {name}", f"已说明：{name}"))
    if any(kind in manifest.declared or dotted(manifest.tree, declared[kind]) is not None for kind in kinds):
        return Ruling()
    fields = " / ".join(declared[kind] for kind in kinds)
    name = capability.name
    why = Text(f"nothing under '{fields}' says how users agree", f"{fields} 未写明用户如何同意")
    if seen.confidence is Confidence.LOW and capability.instead:
        return Ruling.open(
            Text(
                f"{name.en} may send to subscribers: {capability.reason.en.rstrip('.')}; {why.en}",
                f"{name.zh}可能用于向订阅者发送：{capability.reason.zh.rstrip('。')}；{why.zh}",
            )
        )
    unsaid = not any(declared[kind].partition(".")[0] in manifest.tree for kind in kinds)
    return Ruling.of(
        [Breach("", why, unsaid=unsaid, values=(("name", name), ("detected", Text.same(capability.id))))]
    )


RULE = Rule(
    name="sends-declared",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["declared"],
        "additionalProperties": False,
        "properties": {"declared": {"type": "object", "additionalProperties": {"type": "string"}}},
    },
    summary=Text(
        "software that pushes or sends mail has users' consent declared for it, or is explained",
        "代码仓库中的推送、邮件软件，已申报用户同意方式或已作说明",
    ),
    turns=never,
)
