"""`listed`: a record names an entry of a list in its manifest, or in its operator's, and agrees with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pytest_icplicense.documents import Document
from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling, Sees
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.manifest import OPERATOR
from pytest_icplicense.model.site import SEVERAL, stated
from pytest_icplicense.rules.fields import dotted, first
from pytest_icplicense.text import Text, near


def judge(case: Case, as_of: date) -> Ruling:
    """Find the entries of the list `in` whose `by` is the subject (or its `field`), and compare the fields `same`.

    A field that may have several values (the access providers of a site) is judged by each of them. With `regions`, a
    region is the same by any of its names (北京市, 北京, 110000), a province has its cities, and 全国 is all of them.
    """
    document = case.manifest.operator if case.parameters.get("of") == OPERATOR else case.manifest.document
    if document is None:
        return NO_OPERATOR
    field = case.parameters.get("field")
    if field in SEVERAL:
        several = case.value.get(SEVERAL[field], ())
        breaches = [
            breach
            for name in stated(case.value, field)
            for breach in _breaches(
                case,
                name,
                f"{case.pointer}/{SEVERAL[field]}/{several.index(name)}"
                if name in several
                else f"{case.pointer}/{field}",
                document,
                as_of,
            )
        ]
        return Ruling.of(breaches)
    wanted = case.value.get(field) if field else case.value
    if wanted is None:
        return Ruling.of([Breach(case.pointer, Text(f"'{field}' is missing", f"缺少 {field}"))])
    pointer = f"{case.pointer}/{field}" if field else case.pointer
    return Ruling.of(_breaches(case, wanted, pointer, document, as_of))


def _breaches(case: Case, wanted: str, pointer: str, document: Document, as_of: date) -> list[Breach]:
    table, by = case.parameters["in"], case.parameters["by"]
    rows = [row for row in dotted(document.tree, table) or () if by in row]
    if case.parameters.get("regions"):
        entries = _of_region(rows, by, wanted, case.manifest.catalogue)
    else:
        entries = [row for row in rows if row[by] == wanted]
    if not entries:
        hint = near(wanted, [row[by] for row in rows])
        why = Text(f"'{wanted}' is not in '{table}'{hint.en}", f"{table} 中没有“{wanted}”{hint.zh}")
        return [Breach(pointer, why)]
    if case.parameters.get("current") and not any(current(entry, as_of) for entry in entries):
        why = Text(
            f"'{wanted}' is in '{table}', but not for {as_of} ('from', 'to')",
            f"{table} 中的“{wanted}”在判定日 {as_of} 不在起止日期（from、to）之内",
        )
        return [Breach(pointer, why)]
    return [
        Breach(
            f"{case.pointer}/{name}",
            Text(
                f"{name} {case.value.get(name)} is not the listed {entry.get(name)}",
                f"{name} {case.value.get(name)} 与所列的 {entry.get(name)} 不一致",
            ),
        )
        for entry in entries  # an id that is listed twice must agree with both
        for name in case.parameters.get("same", ())
        if not _equal(case.value.get(name), entry.get(name))
    ]


def _of_region(rows: list[Any], by: str, wanted: str, catalogue: Catalogue) -> list[Any]:
    """The rows that a region needs: one that has it, or several that have all of it; none where a part is missing."""
    places = catalogue.places([wanted])
    if not places:
        return [row for row in rows if row[by] == wanted]
    having = [
        [row for row in rows if any(place.within(other) for other in catalogue.places([row[by]]))]
        for place in places
    ]
    return [row for found in having for row in found] if all(having) else []


def current(entry: Mapping[str, Any], day: date) -> bool:
    """Whether an entry with `from` and `to` is of that day."""
    starts, ends = entry.get("from"), entry.get("to")
    return (starts is None or parse_date(starts) <= day) and (ends is None or day <= parse_date(ends))


def _equal(one: object, other: object) -> bool:
    """Whether two values agree; amounts such as "99.00" and "99" agree by their number."""
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return one == other


def _sees(parameters: Mapping[str, Any]) -> Sees:
    field = parameters.get("field")  # without it the subject is a plain value, which is always seen
    fields = (*((field,) if field else ()), *parameters.get("same", ()))
    if field in SEVERAL:
        fields = (*fields, SEVERAL[field])
    if parameters.get("of") == OPERATOR:
        return Sees(fields, operator=True)
    return Sees(fields, first(parameters["in"]))


RULE = Rule(
    name="listed",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["in", "by"],
        "additionalProperties": False,
        "properties": {
            "field": {"type": "string"},
            "in": {"type": "string"},
            "by": {"type": "string"},
            "same": {"type": "array", "items": {"type": "string"}},
            "of": {"const": OPERATOR},
            "current": {"type": "boolean"},
            "regions": {"type": "boolean"},
        },
    },
    summary=Text(
        "the record names an entry of the list and agrees with it", "记录对应列表中的条目且内容一致"
    ),
    sees=_sees,
)
