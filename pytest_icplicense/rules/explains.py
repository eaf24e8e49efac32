"""`explains`: an explanation is of something that the repository shows, and does not stand in for a declaration."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import NOT_OFFERED
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text, near

_REASON = Text("'reason':", "reason：")


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one entry of `capabilities`."""
    manifest = case.manifest
    name, stated = case.value["detected"].lower(), case.value["is"]
    detected = [*manifest.detected.names, *(each.domain for each in manifest.served)]
    if name not in detected:
        hint = near(name, detected)
        why = Text(
            f"nothing in the repository shows '{case.value['detected']}'{hint.en}",
            f"代码仓库中没有检测到“{case.value['detected']}”{hint.zh}",
        )
        return Ruling.of([Breach(f"{case.pointer}/detected", why)])
    entries = manifest.tree.get("capabilities", ())
    if sum(each["detected"].lower() == name for each in entries) > 1:
        why = Text(f"'{name}' is explained twice; keep one", f"“{name}”有多条说明；请只保留一条")
        return Ruling.of([Breach(f"{case.pointer}/detected", why)])
    lacking = manifest.catalogue.statements.shortfall(case.value.get("reason", stated), "statement", "reason")
    if lacking is not None and not lacking.open:
        return Ruling.of([Breach(f"{case.pointer}/reason", lacking.called(_REASON).why)])
    if (
        stated in NOT_OFFERED
        or stated in manifest.declared
        or not (needs := manifest.catalogue.features[stated].needs)
    ):
        return Ruling.open(lacking.called(_REASON).why) if lacking else Ruling()
    listed = ", ".join(needs)
    why = Text(
        f"'{stated}' needs {listed}, and no feature of that kind is declared",
        f"“{stated}”须有 {listed}，但未申报该类功能",
    )
    return Ruling.of([Breach(f"{case.pointer}/is", why)])


RULE = Rule(
    name="explains",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "an explanation is of something detected, and of a kind that needs no license or is declared",
        "说明对应检测到的内容，且所述功能无须许可或已申报",
    ),
    turns=never,
)
