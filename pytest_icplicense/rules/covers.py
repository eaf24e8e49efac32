"""`covers`: a security measure of the operator covers the service, or the site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling, Sees
from pytest_icplicense.model.license import fold_domain
from pytest_icplicense.rules.turns import never
from pytest_icplicense.text import Text

_SPECIAL = frozenset("*?[")
"""A pattern without them is a name, and is not compiled: an operator may list thousands."""


def judge(case: Case, as_of: date) -> Ruling:
    """Look for the service's name or the site's domain in `covers` of the operator's security measures."""
    operator = case.manifest.operator
    if operator is None:
        return NO_OPERATOR
    site = case.parameters["what"] == "site"
    name = fold_domain(case.value["domain"]) if site else case.value["name"]
    measures = operator.tree.get("security", {}).get("measures", ())
    patterns = [pattern for measure in measures for pattern in measure.get("covers", ())]
    folded = [fold_domain(pattern) for pattern in patterns] if site else patterns
    if name in folded or any(fnmatchcase(name, each) for each in folded if not _SPECIAL.isdisjoint(each)):
        return Ruling()
    why = Text(
        f"no measure under 'security.measures' of {operator.path} covers '{name}'",
        f"{operator.path} 的 security.measures 中没有覆盖“{name}”的措施",
    )
    return Ruling.of([Breach(f"{case.pointer}/{'domain' if site else 'name'}", why)])


def _sees(parameters: Mapping[str, Any]) -> Sees:
    return Sees(("domain" if parameters["what"] == "site" else "name",), operator=True)


RULE = Rule(
    name="covers",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["what"],
        "additionalProperties": False,
        "properties": {"what": {"enum": ["service", "site"]}},
    },
    summary=Text("a security measure covers the service or the site", "有网络与信息安全措施覆盖该业务或网站"),
    sees=_sees,
    turns=never,
)
