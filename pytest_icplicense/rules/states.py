"""`states`: fields that a clause rests on are there and say something; what they name as a file of the repository exists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pytest_icplicense.files.repository import ANOTHER_FILE
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.shortfall import Shortfall
from pytest_icplicense.model.site import plainly
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.evidence_stands import display_shortfall, evidence_shortfall, path_shortfall
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.text import Text

_EVIDENCE = "evidence"
_BY_KIND = {"phone": "phone", "email": "email", "web": "web"}
"""How the value of a contact's channel is written, by the kind that stands beside it; others are words."""
_KINDS = (
    "statement",
    "name",
    "authority",
    "permit",
    "email",
    "phone",
    "web",
    _EVIDENCE,
    "display",
    "by-kind",
)


def judge(case: Case, as_of: date) -> Ruling:
    """Judge each field of `fields`, and of `optional` where it is there; dotted names lead below the subject."""
    found = list(_found(case))
    breaches = [breach for breach, is_open in found if not is_open]
    if breaches:
        return Ruling.of(breaches)
    return Ruling.open(found[0][0].why) if found else Ruling()


def _found(case: Case) -> Iterator[tuple[Breach, bool]]:
    """What is wrong with a field, and whether people must decide."""
    needed = case.parameters.get("fields", {})
    for name, kind in {**needed, **case.parameters.get("optional", {})}.items():
        value = dotted(case.value, name)
        if value is None:
            if name in needed:
                yield _missing(case, name), False
            continue
        pointer = f"{case.pointer}/{name.replace('.', '/')}"
        kind = _BY_KIND.get(case.value.get("kind"), "statement") if kind == "by-kind" else kind
        if lacking := shortfall(case, name.rpartition(".")[2], value, kind):
            remedy = ANOTHER_FILE if kind in (_EVIDENCE, "display") else None
            yield Breach(pointer, lacking.why, remedy=remedy), lacking.open


def shortfall(case: Case, name: str, value: str, kind: str) -> Shortfall | None:
    """What the text of a field lacks to be an answer, by the kind of what it must say; None: nothing."""
    if kind in (_EVIDENCE, "display"):
        return evidence_shortfall(case, case.manifest.document, value) or (
            display_shortfall(case, value) if kind == "display" else None
        )
    lacking = case.manifest.catalogue.statements.shortfall(value, kind, name)
    operator = case.manifest.operator
    if (
        kind == "authority"
        and operator is not None
        and plainly(value).startswith(plainly(operator.tree["name"]))
    ):
        lacking = Shortfall(Text(f"'{value}' is the operator itself", f"“{value}”就是经营者本身"))
    if kind == "statement" and (lacking is None or lacking.open):
        lacking = path_shortfall(case, value) or lacking
    return lacking and lacking.called(Text(f"'{name}':", f"{name}："))


def _missing(case: Case, name: str) -> Breach:
    """At the nearest field around it that is there."""
    there, missing = case.pointer, name
    value = case.value
    for step in name.split("."):
        if not isinstance(value, dict) or step not in value:
            missing = step
            break
        value, there = value[step], f"{there}/{step}"
    unsaid = case.value is case.manifest.tree
    return Breach(there, Text(f"'{missing}' is missing", f"缺少 {missing}"), unsaid=unsaid)


_FIELDS = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"enum": list(_KINDS)},
}
RULE = Rule(
    name="states",
    judge=judge,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {"fields": _FIELDS, "optional": _FIELDS},
    },
    summary=Text(
        "the fields are there and say something (statement, name, permit, email, phone, web, evidence); files that they"
        " name exist",
        "字段已填写且言之有物（statement、name、permit、email、phone、web、evidence），所写文件存在",
    ),
    turns=never,
)
