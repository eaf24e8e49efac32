"""`within-scope`: a declared telecom service, a feature or a region is inside what the license allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.manifest import Refusal
from pytest_icplicense.rules.coverage import judge_region
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge a service of the catalogue, a feature by the services that it needs, or a region by the coverage.

    With `field` and `kinds`, the subject is judged as the feature kind that its field's value stands for.
    """
    aspect = case.parameters["aspect"]
    if aspect == "coverage":
        return judge_region(case)
    catalogue = case.manifest.catalogue
    if isinstance(case.value, str):
        pointer, kind = case.pointer, None
        needs: tuple[str, ...] = (case.value,)
    else:
        field = case.parameters.get("field", "kind")
        name = case.value[field]
        name = case.parameters["kinds"].get(name) if "kinds" in case.parameters else name
        if name is None:
            return Ruling.not_applicable(Text("no telecom service of its own", "本身不构成电信业务"))
        pointer, kind = f"{case.pointer}/{field}", catalogue.features[name]
        needs = kind.needs
    if kind is not None and not needs:
        if aspect == "licensed":
            return Ruling()
        return Ruling.not_applicable(
            Text(
                f"{kind.name.en} needs no telecom service: {kind.reason.en}",
                f"{kind.name.zh}不需要许可项目：{kind.reason.zh}",
            )
        )
    counts_as = kind.counts_as if kind else ()
    named = case.value.get("sites") if kind is not None else None
    refusals = {need: why for need in needs if (why := case.manifest.refusal(need, named, counts_as))}
    if aspect == "licensed":
        # A service is offered where it may be; each site that is named counts.
        if kind is None or named is not None:
            refusals = {
                need: refusal
                for need, refusal in refusals.items()
                if kind is not None or not refusal.allowed_on
            }
        elif refusals and all(refusal.allowed_on for refusal in refusals.values()):
            return _on_some_sites(case, refusals)
        unread = [refusal.unread for refusal in refusals.values() if refusal.unread]
        if unread and len(unread) == len(refusals):
            return Ruling.open(unread[0])
        return Ruling.of(
            [_refused(case, pointer, need, each.why) for need, each in refusals.items() if not each.unread]
        )
    licensed = [need for need in needs if need not in refusals or refusals[need].unread]
    if not licensed:
        return Ruling.not_applicable(
            Text("not licensed at all, which is a finding of its own", "根本未获许可，另行报告")
        )
    missing = [need for need in licensed if not case.manifest.declares(need)]
    return Ruling.of([_undeclared(case, pointer, need) for need in missing])


def _refused(case: Case, pointer: str, item: str, why: Text) -> Breach:
    return Breach(
        pointer, why, values=(("needs", Text.same(item)), ("item", case.manifest.catalogue.name(item)))
    )


def _undeclared(case: Case, pointer: str, item: str) -> Breach:
    why = Text(f"'items' does not declare {item}", f"items 中未申报 {item}")
    return Breach(
        pointer, why, values=(("needs", Text.same(item)), ("item", case.manifest.catalogue.name(item)))
    )


def _on_some_sites(case: Case, refusals: Mapping[str, Refusal]) -> Ruling:
    """What is licensed for some of the sites: on which of them it is offered, the manifest must say."""
    sites = ", ".join(dict.fromkeys(domain for refusal in refusals.values() for domain in refusal.allowed_on))
    whys = [refusal.why for refusal in refusals.values()]
    return Ruling.open(
        Text(
            f"licensed on {sites} alone ({'; '.join(why.en for why in whys)}): list the sites that it is offered on under"
            " 'sites' of the feature",
            f"仅在 {sites} 上获得许可（{'；'.join(why.zh for why in whys)}）：请在该功能的 sites 中列出提供该功能的网站",
        )
    )


RULE = Rule(
    name="within-scope",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["aspect"],
        "additionalProperties": False,
        "properties": {
            "aspect": {"enum": ["licensed", "declared", "coverage"]},
            "field": {"type": "string"},
            "kinds": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    },
    summary=Text(
        "the telecom service, the feature or the region is inside what a license allows (licensed, coverage), or is"
        " declared in `items` (declared)",
        "电信业务、功能或地区在许可范围之内（licensed、coverage），或已在 items 中申报（declared）",
    ),
    turns=never,
)
