"""`observed-statement`: what files show does not contradict what a declared statement promises."""

from __future__ import annotations

import re
from datetime import date

from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.words import fold
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.rules.observed import explained, nothing_said, place_of
from pytest_icplicense.text import Text, short

_DENIED = re.compile(r"(?:不|未|无|没有?|非|免|\bno|\bnot|\bwithout|n't)[\s\w]{0,3}$")


def judge(case: Case, as_of: date) -> Ruling:
    """Judge a fact that a promise would rule out. A statement that does not promise it leaves the case open."""
    manifest, field = case.manifest, case.parameters["field"]
    if (ruling := explained(case)) is not None:
        return ruling
    if manifest.operator is None:
        return NO_OPERATOR
    stated = dotted(manifest.operator.tree, field)
    if not isinstance(stated, str):
        return nothing_said(field)
    place, quoted = place_of(manifest.operator, field), short(stated, 60)
    if _promises(stated, case.parameters["promises"]):
        why = Text(f"{field} promises '{quoted}' ({place})", f"{field} 承诺“{quoted}”（{place}）")
        return Ruling.of([Breach("", why)])
    return Ruling.open(
        Text(
            f"{case.label}: whether '{quoted}' ({field}, {place}) allows it, people must say",
            f"{case.label}：{field}（{place}）所述“{quoted}”是否允许，须由人判断",
        )
    )


def _promises(stated: str, words: list[str]) -> bool:
    folded = fold(stated)
    for word in words:
        for found in re.finditer(re.escape(fold(word)), folded):
            if not _DENIED.search(folded, 0, found.start()):
                return True
    return False


RULE = Rule(
    name="observed-statement",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field", "promises"],
        "additionalProperties": False,
        "properties": {
            "field": {"type": "string"},
            "promises": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        },
    },
    summary=Text("what files show is not ruled out by what is promised", "文件显示的内容与承诺不相矛盾"),
    turns=never,
)
