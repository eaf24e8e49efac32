"""The verdict of one case: a pure function of the case and the as-of date."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from pytest_icplicense.documents.breaches import show
from pytest_icplicense.documents.formats import day_of, parse_moment
from pytest_icplicense.engine.before_license import before_the_first_term
from pytest_icplicense.model.capability import Shown
from pytest_icplicense.model.case import NO_SUBJECT, Breach, Case, Finding, Ruling, Verdict
from pytest_icplicense.model.facts import of_facts
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.model.provision import Check
from pytest_icplicense.text import Text, visible

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


def judge(case: Case, as_of: date) -> Verdict:
    """Decide `case` for the day `as_of`. Never raises: a rule that does gives an error that names it."""
    then = case.on(as_of)
    ruling = _ruling(then, as_of)
    if not ruling.breaches:
        return Verdict(case, ruling.outcome, (), ruling.reason and visible(ruling.reason), ruling.due)
    findings = tuple(finding for breach in ruling.breaches for finding in _findings(then, breach))
    reason = ruling.reason and visible(ruling.reason)
    unsaid = all(breach.unsaid for breach in ruling.breaches)
    return Verdict(case, ruling.outcome, findings, reason, ruling.due, unsaid=unsaid)


def _ruling(case: Case, as_of: date) -> Ruling:
    try:
        ruling = undated(case)
        unclear = case.check.unclear
        if unclear and (ruling is None or ruling.breaches) and unclear.on(as_of, case.value):
            return Ruling.open(unclear.reason)
        if ruling is None:
            assert case.rule is not None
            ruling = case.rule.judge(case, as_of)
            if not isinstance(ruling, Ruling):
                raise TypeError(f"returned {ruling!r:.80}, no Ruling")
        if ruling.breaches and (begins := begins_on(case)) and as_of <= begins:
            return Ruling.pending(begins, _by_then(begins, ruling.breaches[0].why))
        return ruling
    except Exception as error:  # a rule may come from anywhere; whatever it raises is this case's error
        if isinstance(error, UnicodeEncodeError) and error.encoding == sys.getfilesystemencoding():
            return Ruling.error(
                Text(
                    f"file names are {error.encoding} here, which the manifest's are not; set PYTHONUTF8=1",
                    f"运行环境的文件名编码为 {error.encoding}，无法表示清单所列的文件名；请设置 PYTHONUTF8=1",
                )
            )
        what = f"{type(error).__name__}: {error}"
        who = case.check.rule or case.check.id
        return Ruling.error(Text(f"{who} raised {what}", f"{who} 抛出异常 {what}"))


def begins_on(case: Case) -> date | None:
    """The day by which all must be as the check asks, where the subject says one.

    Raises:
        ValueError: what it says is no day.
    """
    said = case.value.get(case.check.begins) if case.check.begins and isinstance(case.value, dict) else None
    return None if said is None else day_of(parse_moment(said))


def _by_then(day: date, why: Text) -> Text:
    return Text(f"to be mended by {day}: {why.en}", f"应在 {day} 当日或之前改正：{why.zh}")


def undated(case: Case) -> Ruling | None:
    """What holds of a case on every day: all that is decided without a rule. None: its rule is asked.

    Whether a check applies, its condition and its requirement are decided by the documents and what the repository shows.
    JSON Schema looks at no clock, and its two formats of ours (`date`, `date-or-date-time`) ask how a day is written.

    Raises:
        Exception: whatever a schema raises that the library does not hold to be one.
    """
    check = case.check
    if reason := _does_not_apply(case):
        return Ruling.not_applicable(reason)
    if case.value is NO_SUBJECT:
        return _nothing_there(case)
    if check in check.clause.stand_in:
        return Ruling.error(
            Text(f"{check.message.en}: {check.remedy.en}", f"{check.message.zh}；{check.remedy.zh}")
        )
    if check.condition and not check.condition.accepts(case.value):
        return Ruling.not_applicable(check.reason or _UNCONDITIONED)
    if early := before_the_first_term(case):
        return Ruling.not_applicable(early)
    if check.unclear and check.unclear.on(None, case.value):
        return Ruling.open(check.unclear.reason)
    if check.requirement:
        return _required(case)
    if case.rule:
        return None
    return Ruling.error(
        Text(f"{check.id} has neither 'require' nor 'rule'", f"{check.id} 既无 require 也无 rule")
    )


_UNCONDITIONED = Text("its condition does not hold here", "不满足适用条件")


def _does_not_apply(case: Case) -> Text | None:
    """Why a check of a conditional provision (适用于…) does not: the service does not offer what it is about."""
    check, manifest = case.check, case.manifest
    applies = check.clause.provision.applies
    if applies is None or check.always or manifest.kind != SERVICE:
        return None
    wanted = _wanted(check)
    if wanted in manifest.offered:
        return None
    catalogue = manifest.catalogue
    name = catalogue.name(wanted) if applies.item is not None else catalogue.features[wanted].name
    return _not_offered(name)


@lru_cache(maxsize=1024)
def _not_offered(name: Text) -> Text:
    return Text(f"the service does not offer {name.en}", f"该服务不提供{name.zh}")


def _nothing_there(case: Case) -> Ruling:
    """Of a check whose `for_each` finds nothing: not applicable, unless it is a fact that nobody could look for."""
    path = case.check.for_each
    if of_facts(path) and (unknown := case.manifest.facts.why_unknown(path[1])):
        return Ruling.error(unknown)
    return _none_declared(case.check)


@lru_cache(maxsize=1024)
def _none_declared(check: Check) -> Ruling:
    what = ".".join(step for step in check.for_each if step != "[*]")
    return Ruling.not_applicable(
        check.reason or Text(f"the manifest declares no {what}", f"清单未声明 {what}")
    )


def _required(case: Case) -> Ruling:
    assert case.check.requirement is not None
    return Ruling.of(
        [
            Breach(
                case.pointer + breach.pointer,
                breach.why,
                unsaid=breach.missing
                and case.value is case.manifest.tree
                and not _said_in_part(case, breach.pointer),
            )
            for breach in case.check.requirement.breaches(case.value)
        ]
    )


def _said_in_part(case: Case, pointer: str) -> bool:
    """Whether what lacks a key says something else that the check asks about."""
    there: object = case.value
    for step in pointer.split("/")[1:]:
        there = there.get(step) if isinstance(there, dict) else None
    return isinstance(there, dict) and not _names_in(case.check.require).isdisjoint(there)


def _names_in(schema: object) -> set[str]:
    """The keys that a schema speaks of."""
    if isinstance(schema, list):
        return {name for each in schema for name in _names_in(each)}
    if not isinstance(schema, dict):
        return set()
    names = set(schema.get("properties", ()))
    return names.union(*(_names_in(each) for each in schema.values()))


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
        seen = {**values, "evidence": shown.words}
        yield Finding(document, "", fill(case.check.message, seen), remedy, shown)


def _cause(case: Case) -> str:
    """Where something missing is to be shown: at what makes the provision apply, if it is a conditional one."""
    return case.manifest.offered.get(_wanted(case.check), "")


def _sign(case: Case) -> tuple[Shown, ...]:
    """Where the repository shows what makes the provision apply, if nothing in the manifest does."""
    shown = case.manifest.signs.get(_wanted(case.check))
    return (shown,) if shown else ()


def _wanted(check: Check) -> str:
    return check.clause.provision.condition


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
