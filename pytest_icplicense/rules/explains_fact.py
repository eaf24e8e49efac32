"""`explains-fact`: an explanation under `observed` is of a fact that files show, and says why."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text, near


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one entry of `observed`."""
    manifest, row = case.manifest, case.value
    fact, path = row["fact"], row["path"]
    if not any(manifest.explains(row, each) for each in manifest.observations(fact)):
        known = manifest.catalogue.facts
        shown = {each.file for each in manifest.observations(fact)}
        if fact not in known and not shown:
            hint = near(fact, known)
            why = Text(f"there is no fact '{fact}'{hint.en}", f"没有名为“{fact}”的事实{hint.zh}")
            return Ruling.of([Breach(f"{case.pointer}/fact", why)])
        of_any = {key: each for key, each in row.items() if key != "value"}
        values = [str(each.value) for each in manifest.observations(fact) if manifest.explains(of_any, each)]
        if values:
            there, stated = ", ".join(dict.fromkeys(values)), row["value"]
            why = Text(
                f"'{path}' shows {fact} = {there}, not {stated}",
                f"“{path}”显示的 {fact} 为 {there}，而不是 {stated}",
            )
            return Ruling.of([Breach(f"{case.pointer}/value", why)])
        hint = near(path, shown)
        why = Text(f"'{path}' shows no {fact}{hint.en}", f"“{path}”未显示 {fact}{hint.zh}")
        return Ruling.of([Breach(f"{case.pointer}/path", why)])
    lacking = manifest.catalogue.statements.shortfall(row["reason"], "statement", "reason")
    if lacking is None:
        return Ruling()
    why = lacking.called(Text("'reason':", "reason：")).why
    return Ruling.open(why) if lacking.open else Ruling.of([Breach(f"{case.pointer}/reason", why)])


RULE = Rule(
    name="explains-fact",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text("an explanation is of a fact that files show", "说明对应文件显示的事实"),
    turns=never,
)
