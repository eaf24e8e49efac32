"""`accounted-for`: what the repository shows is declared as a feature, or explained."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.capability import Capability, Confidence
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text, enumeration

_UNDECLARED = Text("no feature declares it and nothing explains it", "既未申报为功能，也未作说明")


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one detected capability: of high or medium confidence it fails unless accounted for, of low it is told."""
    manifest = case.manifest
    seen = next(each for each in manifest.detected.capabilities if each.capability.id == case.value["id"])
    if manifest.account_of(seen) is not None:
        return Ruling()
    capability = seen.capability
    if seen.confidence is Confidence.LOW:
        return Ruling.not_applicable(
            Text(
                f"reported only, its confidence is low: {capability.reason.en}",
                f"把握程度低，仅报告：{capability.reason.zh}",
            )
        )
    explanation = manifest.explanation(capability.id)
    why = _UNDECLARED
    if explanation and seen.confidence is Confidence.HIGH:
        why = _uncertain(explanation["is"], capability)
    elif explanation:
        kind = explanation["is"]
        why = Text(f"it is explained as {kind}, which no feature declares", f"说明为 {kind}，但未申报该功能")
    catalogue = manifest.catalogue
    names = [catalogue.name(item) for item in catalogue.items(capability)]
    kinds = [catalogue.features[kind].name for kind in capability.kinds]
    needs = Text(" or ".join(name.en for name in names), "或".join(name.zh for name in names))
    may_be = enumeration(kinds, " or ", "或")
    values = (
        ("name", capability.name),
        ("needs", needs if names else may_be),
        ("features", Text.same(", ".join(capability.kinds))),
        ("otherwise", _otherwise(capability, seen.confidence)),
    )
    return Ruling.of([Breach("", why, values=values)])


def _otherwise(capability: Capability, confidence: Confidence) -> Text:
    """What else than a declared feature can account for a capability."""
    id_ = capability.id
    if confidence is not Confidence.HIGH:
        return Text(
            f", or, where it offers users no service, say under 'capabilities' what it is (detected: {id_})",
            f"；如不以此向用户提供服务，请在 capabilities 中说明其用途（detected: {id_}）",
        )
    if not capability.instead:
        return Text("", "")
    others = ", ".join(capability.instead)
    return Text(
        f", or, where it serves {others} only, declare that and say so under 'capabilities' (detected: {id_})",
        f"；如仅用于 {others}，请申报该功能并在 capabilities 中说明（detected: {id_}）",
    )


def _uncertain(stated: str, capability: Capability) -> Text:
    """Why an explanation does not account for what is as good as certain."""
    able = ", ".join((*capability.kinds, *capability.instead))
    return Text(
        f"it is no {stated}: what is as good as certain is accounted for by a declared feature that it serves ({able})",
        f"{stated} 不足以说明：几乎确定的能力，须申报其所服务的功能（{able}）",
    )


RULE = Rule(
    name="accounted-for",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "what the repository shows is declared as a feature or, short of certainty, explained",
        "代码仓库中检测到的能力已申报为功能；把握程度不高的，也可另作说明",
    ),
    turns=never,
)
