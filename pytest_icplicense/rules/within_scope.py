"""`within-scope`: a declared telecom service, a feature or a region is inside what the license allows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling, Sees
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge a service of the catalogue, a feature by the services that it needs, or a region by the coverage.

    With `field` and `kinds`, the subject is judged as the feature kind that its field's value stands for.
    """
    aspect = case.parameters["aspect"]
    if aspect == "coverage":
        return _coverage(case)
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
    refusals = {need: why for need in needs if (why := case.manifest.refusal(need, counts_as))}
    if aspect == "licensed":
        return Ruling.of([_refused(case, pointer, need, why) for need, why in refusals.items()])
    licensed = [need for need in needs if need not in refusals]
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


def _coverage(case: Case) -> Ruling:
    """A region must be covered for every service that is offered there, by a line of the scope that allows it."""
    manifest = case.manifest
    catalogue = manifest.catalogue
    region = catalogue.region(case.value)
    if region is None:
        why = Text(
            "is not the name or code of a provincial region, so it cannot be matched with the coverage",
            "不是省级行政区的名称或代码，无法与覆盖范围比对",
        )
        remedy = Text(
            "Write each provincial region by itself, by name or code: 北京市, 北京 or 110000.",
            "请逐一写明省级行政区的名称或代码，如北京市、北京或 110000。",
        )
        return Ruling.of([Breach(case.pointer, why, remedy=remedy)])
    limited = False
    breaches = []
    offered = (
        part
        for item in manifest.services
        for held in manifest.licenses
        for part in held.covered_as(item, catalogue)
    )
    for item in dict.fromkeys(offered):
        lines = [line for held in manifest.licenses for line in held.coverage(item, catalogue)]
        names = [name for line in lines if line is not None for name in line]
        if not lines or None in lines:
            continue  # not licensed at all is a finding of its own; or licensed without a limit
        limited = True
        if not any(name == "全国" or catalogue.region(name) == region for name in names):
            listed = ", ".join(dict.fromkeys(names))
            service = catalogue.name(item)
            why = Text(
                f"is outside the coverage of {service.en}: {listed}", f"超出{service.zh}的覆盖范围：{listed}"
            )
            breaches.append(Breach(case.pointer, why))
    if limited:
        return Ruling.of(breaches)
    return Ruling.not_applicable(
        Text(
            "the license names no region, so it sets no limit to judge",
            "许可证未载明覆盖地区，无从判断是否超出",
        )
    )


def _sees(parameters: Mapping[str, Any]) -> Sees | None:
    if parameters["aspect"] == "coverage":
        return None  # looks at all that is offered
    return Sees((parameters.get("field", "kind"),), ("items",))


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
    sees=_sees,
)
