"""`covers`: a security measure of the operator covers the service, the site or the network unit."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase

from pytest_icplicense.documents.document import Document
from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.license import fold_domain
from pytest_icplicense.rules.days.turning_days import in_period
from pytest_icplicense.text import Text

_FIELDS = {"service": ("name",), "site": ("domain",), "unit": ("id", "name")}
"""What a measure may name of each."""
_SPECIAL = frozenset("*?[")
"""A pattern without them is a name, and is not compiled: an operator may list thousands."""


def judge(case: Case, as_of: date) -> Ruling:
    """Look for the service's name, the site's domain or the unit's id or name in `covers` of the operator's measures."""
    operator = case.manifest.operator
    if operator is None:
        return NO_OPERATOR
    what = case.parameters["what"]
    retired = case.value.get("retired") if what == "unit" else None
    if retired is not None and parse_date(retired) <= as_of:
        return Ruling.not_applicable(Text(f"retired on {retired}", f"已于 {retired} 停用"))
    field = _FIELDS[what][0]
    names = [case.value[each] for each in _FIELDS[what] if each in case.value]
    if any(covered(operator, name, site=what == "site") for name in names):
        return Ruling()
    why = Text(
        f"no measure under 'security.measures' of {operator.path} covers '{names[0]}'",
        f"{operator.path} 的 security.measures 中没有覆盖“{names[0]}”的措施",
    )
    unsaid = "measures" not in operator.tree.get("security", {})
    return Ruling.of([Breach(f"{case.pointer}/{field}", why, unsaid=unsaid)])


def turns(case: Case, start: date, end: date) -> set[date]:
    """The day on which a network unit is retired."""
    retired = case.value.get("retired") if isinstance(case.value, dict) else None
    return set() if retired is None else in_period([parse_date(retired)], start, end)


def covered(operator: Document, name: str, *, site: bool) -> bool:
    """Whether a measure of the operator covers a name; that of a site is a domain."""
    measures = operator.tree.get("security", {}).get("measures", ())
    patterns = [pattern for measure in measures for pattern in measure.get("covers", ())]
    if site:
        name, patterns = fold_domain(name), [fold_domain(pattern) for pattern in patterns]
    return name in patterns or any(
        fnmatchcase(name, each) for each in patterns if not _SPECIAL.isdisjoint(each)
    )


RULE = Rule(
    name="covers",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["what"],
        "additionalProperties": False,
        "properties": {"what": {"enum": list(_FIELDS)}},
    },
    summary=Text(
        "a security measure covers the service, the site or the network unit",
        "有网络与信息安全措施覆盖该服务、网站或网络单元",
    ),
    turns=turns,
)
