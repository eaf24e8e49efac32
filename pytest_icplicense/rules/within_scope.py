"""`within-scope`: a declared telecom service, a feature or a region is inside what the license allows."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import part_of
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge a service of the catalogue, a feature by the services that it needs, or a region by the coverage."""
    aspect = case.parameters["aspect"]
    if aspect == "coverage":
        return _coverage(case)
    item = isinstance(case.value, str)
    pointer = case.pointer if item else f"{case.pointer}/kind"
    needs = (case.value,) if item else case.manifest.catalogue.features[case.value["kind"]].needs
    if not needs:
        kind = case.manifest.catalogue.features[case.value["kind"]]
        if aspect == "declared":
            return Ruling.not_applicable(
                Text(
                    f"{kind.name.en} needs no telecom service: {kind.reason.en}",
                    f"{kind.name.zh}不需要许可项目：{kind.reason.zh}",
                )
            )
        return Ruling()
    refusals = {need: why for need in needs if (why := case.manifest.refusal(need))}
    if aspect == "licensed":
        return Ruling.of([_refused(case, pointer, need, why) for need, why in refusals.items()])
    licensed = [need for need in needs if need not in refusals]
    if not licensed:
        return Ruling.not_applicable(
            Text("not licensed at all, which is a finding of its own", "根本未获许可，另行报告")
        )
    declared = case.manifest.tree["items"]
    missing = [need for need in licensed if not any(part_of(need, own) for own in declared)]
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
    manifest = case.manifest
    covered = [held.regions() for held in manifest.licenses]
    if None in covered:
        return Ruling.not_applicable(
            Text(
                "the license names no region, so it sets no limit to judge",
                "许可证未载明覆盖地区，无从判断是否超出",
            )
        )
    region = manifest.catalogue.region(case.value)
    if region is None:
        why = Text(
            "is not the name or code of a provincial region, so it cannot be matched with the coverage",
            "不是省级行政区的名称或代码，无法与覆盖范围比对",
        )
        return Ruling.of([Breach(case.pointer, why)])
    names = [name for regions in covered if regions for name in sorted(regions)]
    if any(name == "全国" or manifest.catalogue.region(name) == region for name in names):
        return Ruling()
    listed = ", ".join(dict.fromkeys(names))
    why = Text(f"is outside the coverage {listed}", f"超出覆盖范围：{listed}")
    return Ruling.of([Breach(case.pointer, why)])


RULE = Rule(
    name="within-scope",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["aspect"],
        "additionalProperties": False,
        "properties": {"aspect": {"enum": ["licensed", "declared", "coverage"]}},
    },
    summary=Text(
        "the telecom service, the feature or the region is inside what a license allows (licensed, coverage), or is"
        " declared in `items` (declared)",
        "电信业务、功能或地区在许可范围之内（licensed、coverage），或已在 items 中申报（declared）",
    ),
)
