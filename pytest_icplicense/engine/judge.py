"""The verdict of one case: a pure function of the case and the as-of date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from pytest_icplicense.documents.breaches import show
from pytest_icplicense.engine.bound import before_the_first_term
from pytest_icplicense.engine.sight import narrowed
from pytest_icplicense.model.capability import Shown
from pytest_icplicense.model.case import NOTHING, Breach, Case, Finding, Ruling, Verdict
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.model.provision import Check
from pytest_icplicense.text import Text, visible

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def judge(case: Case, as_of: date) -> Verdict:
    """Decide `case` for the day `as_of`. Never raises: a rule that does gives an error that names it."""
    ruling = _ruling(case, as_of)
    findings = tuple(finding for breach in ruling.breaches for finding in _findings(case, breach))
    reason = ruling.reason and visible(ruling.reason)
    return Verdict(case, ruling.outcome, findings, reason, ruling.due)


def _ruling(case: Case, as_of: date) -> Ruling:
    check = case.check
    if reason := _does_not_apply(case):
        return Ruling.not_applicable(reason)
    if check in check.clause.stand_in:
        return Ruling.error(
            Text(f"{check.message.en}: {check.remedy.en}", f"{check.message.zh}；{check.remedy.zh}")
        )
    try:
        if check.condition and not check.condition.accepts(case.value):
            return Ruling.not_applicable(check.reason or _UNCONDITIONED)
        if early := before_the_first_term(case):
            return Ruling.not_applicable(early)
        if check.requirement:
            return _required(case)
        if case.rule:
            return case.rule.judge(narrowed(case, case.rule), as_of)
    except Exception as error:  # a rule may come from anywhere; whatever it raises is this case's error
        what = f"{type(error).__name__}: {error}"
        who = check.rule or check.id
        return Ruling.error(Text(f"{who} raised {what}", f"{who} 抛出异常 {what}"))
    return Ruling.error(
        Text(f"{check.id} has neither 'require' nor 'rule'", f"{check.id} 既无 require 也无 rule")
    )


_UNCONDITIONED = Text("its condition does not hold here", "不满足适用条件")


def condition(check: Check, kind: str) -> str | None:
    """What a service must offer for the check to apply to it, where its provision is a conditional one."""
    applies = check.clause.provision.applies
    return None if applies is None or check.always or kind != SERVICE else _wanted(check)


def _does_not_apply(case: Case) -> Text | None:
    wanted = condition(case.check, case.manifest.kind)
    if wanted is not None and wanted not in case.manifest.offered:
        catalogue = case.manifest.catalogue
        applies = case.check.clause.provision.applies
        named = applies is not None and applies.item is not None
        name = catalogue.name(wanted) if named else catalogue.features[wanted].name
        return Text(f"the service does not offer {name.en}", f"该业务不提供{name.zh}")
    if case.value is NOTHING:
        what = ".".join(step for step in case.check.for_each if step != "[*]")
        return case.check.reason or Text(f"the manifest declares no {what}", f"清单未声明 {what}")
    return None


def _required(case: Case) -> Ruling:
    assert case.check.requirement is not None
    return Ruling.of(
        [
            Breach(case.pointer + breach.pointer, breach.why)
            for breach in case.check.requirement.breaches(case.value)
        ]
    )


def _findings(case: Case, breach: Breach) -> Iterator[Finding]:
    """One; of what the repository shows, one for each file that shows it."""
    document = breach.document or case.manifest.document
    pointer = breach.pointer or _cause(case)
    values = _values(case, breach)
    message, remedy = (
        fill(text, values) for text in (case.check.message, breach.remedy or case.check.remedy)
    )
    if breach.document is not None or not (case.shown or (not pointer and _sign(case))):
        yield Finding(document, pointer, message, remedy)
        return
    for shown in case.shown or _sign(case):
        seen = {**values, "evidence": Text.same(shown.evidence)}
        yield Finding(document, "", fill(case.check.message, seen), remedy, shown)


def _cause(case: Case) -> str:
    """Where something missing is to be shown: at what makes the provision apply, if it is a conditional one."""
    return case.manifest.offered.get(_wanted(case.check), "")


def _sign(case: Case) -> tuple[Shown, ...]:
    """Where the repository shows what makes the provision apply, if nothing in the manifest does."""
    shown = case.manifest.signs.get(_wanted(case.check))
    return (shown,) if shown else ()


def _wanted(check: Check) -> str:
    applies = check.clause.provision.applies
    return (applies.item or applies.feature or "") if applies else ""


def _values(case: Case, breach: Breach) -> Mapping[str, Text]:
    """What a message may name: the subject's plain fields, and what the rule adds."""
    values = {
        "label": Text.same(case.label),
        "service": Text.same(case.manifest.name),
        "license": Text.same(case.manifest.numbers),
        "why": visible(breach.why),
    }
    if isinstance(case.value, dict):
        for name, value in case.value.items():
            if not isinstance(value, dict | list):
                values.setdefault(name, Text.same(_plain(value)))
    else:
        values["value"] = Text.same(_plain(case.value))
    values.update((name, visible(each)) for name, each in breach.values)
    return values


def _plain(value: object) -> str:
    return show(value).strip("'") if isinstance(value, str) else show(value)


def fill(text: Text, values: Mapping[str, Text]) -> Text:
    """Put values into `{name}` places. Deliberately not `str.format`: a policy must not reach into objects."""
    en = _PLACEHOLDER.sub(lambda match: values[match[1]].en if match[1] in values else match[0], text.en)
    zh = _PLACEHOLDER.sub(lambda match: values[match[1]].zh if match[1] in values else match[0], text.zh)
    return Text(en, zh)
