"""`listed`: a record names an entry of a list in its manifest, or in its operator's, and agrees with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pytest_icplicense.documents.document import Document
from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import Catalogue
from pytest_icplicense.model.manifest import OPERATOR
from pytest_icplicense.model.site import SEVERAL, same, stated
from pytest_icplicense.rules.coverage import PROVINCE_NOT_KNOWN
from pytest_icplicense.rules.days.turning_days import DAY, in_period
from pytest_icplicense.rules.fields import dotted
from pytest_icplicense.text import Text, near


def judge(case: Case, as_of: date) -> Ruling:
    """Find the entries of the list `in` whose `by` is the subject (or its `field`), and compare the fields `same`.

    A field that may have several values (the access providers of a site) is judged by each of them. With `regions`, a
    region is the same by any of its names (北京市, 北京, 110000), a province has its cities, and 全国 is all of them. What
    the subject states under `same_if_stated` (units, currencies) is compared by its meaning; a word that is not known, or
    an entry that does not state it, leaves it open. `made` is the field with the day of an entry: one of a day to come is
    none yet.
    """
    if _document(case) is None:
        return NO_OPERATOR
    wanted = _wanted(case)
    if not wanted:
        field = case.parameters.get("field")
        return Ruling.of([Breach(case.pointer, Text(f"'{field}' is missing", f"缺少 {field}"))])
    found = [_compared(case, name, pointer, as_of) for name, pointer in wanted]
    breaches = [breach for known, _ in found for breach in known]
    unsure = [breach for _, open_ in found for breach in open_]
    if unsure and not breaches:
        return Ruling.open(unsure[0].why)
    return Ruling.of(breaches)


def _not_said(case: Case, table: str) -> bool:
    """Whether the operator, of whose list it is, does not say anything of it yet."""
    document = _document(case)
    own = case.manifest.document
    return document is not None and document is not own and dotted(document.tree, table) is None


def _compared(case: Case, wanted: str, pointer: str, as_of: date) -> tuple[list[Breach], list[Breach]]:
    """How the entries of one name differ, and where nobody can say whether they do."""
    table, by = case.parameters["in"], case.parameters["by"]
    rows = _rows(case)
    entries = _entries(case, [row for row in rows if _is_made(case, row, as_of)], wanted)
    if not entries and _entries(case, rows, wanted):
        why = Text(
            f"'{wanted}' is in '{table}' with a day after {as_of} only",
            f"{table} 中的“{wanted}”日期晚于判定日 {as_of}",
        )
        return [Breach(pointer, why)], []
    if not entries:
        catalogue = case.manifest.catalogue
        if (
            case.parameters.get("regions")
            and rows
            and not catalogue.places([wanted])
            and catalogue.may_be_place(wanted)
        ):
            return [], [Breach(pointer, PROVINCE_NOT_KNOWN)]
        hint = near(wanted, [row[by] for row in rows])
        why = Text(f"'{wanted}' is not in '{table}'{hint.en}", f"{table} 中没有“{wanted}”{hint.zh}")
        return [Breach(pointer, why, unsaid=_not_said(case, table))], []
    if case.parameters.get("current") and not any(current(entry, as_of) for entry in entries):
        why = Text(
            f"'{wanted}' is in '{table}', but not for {as_of} ('from', 'to')",
            f"{table} 中的“{wanted}”在判定日 {as_of} 不在起止日期（from、to）之内",
        )
        return [Breach(pointer, why)], []
    breaches = [
        _differs(case, name, entry)
        for entry in entries  # an id that is listed twice must agree with both
        for name in case.parameters.get("same", ())
        if not _equal(case.value.get(name), entry.get(name))
    ]
    unsure: list[Breach] = []
    for entry in entries:
        for name, what in case.parameters.get("same_if_stated", {}).items():
            if name not in case.value:
                continue
            if name not in entry:
                unsure.append(Breach(f"{case.pointer}/{name}", _not_stated(case, name)))
                continue
            answer = case.manifest.catalogue.statements.same(case.value[name], entry[name], what)
            if answer is not True:
                (breaches if answer is False else unsure).append(_differs(case, name, entry))
    return breaches, unsure


def _not_stated(case: Case, name: str) -> Text:
    said = case.value[name]
    return Text(
        f"{name} {said} is not stated of what is listed; state its '{name}'",
        f"所列条目未写明 {name}，无从与 {said} 比对；请补充",
    )


def _differs(case: Case, name: str, entry: Mapping[str, Any]) -> Breach:
    return Breach(
        f"{case.pointer}/{name}",
        Text(
            f"{name} {case.value.get(name)} is not the listed {entry.get(name)}",
            f"{name} {case.value.get(name)} 与所列的 {entry.get(name)} 不一致",
        ),
    )


def turns(case: Case, start: date, end: date) -> set[date]:
    """With `current`, the first days of the entries and those after their last; with `made`, the days of the entries."""
    made = case.parameters.get("made")
    if not (made or case.parameters.get("current")) or _document(case) is None:
        return set()
    rows = _rows(case)
    if made:
        return in_period((parse_date(row[made]) for row in rows if made in row), start, end)
    entries = [entry for name, _ in _wanted(case) for entry in _entries(case, rows, name)]
    first = (parse_date(entry["from"]) for entry in entries if entry.get("from") is not None)
    after = (parse_date(entry["to"]) + DAY for entry in entries if entry.get("to") is not None)
    return in_period((*first, *after), start, end)


def _document(case: Case) -> Document | None:
    """The document whose list it is."""
    return case.manifest.operator if case.parameters.get("of") == OPERATOR else case.manifest.document


def _rows(case: Case) -> list[dict[str, Any]]:
    """The entries of the list that can be found by their name."""
    document = _document(case)
    listed = dotted(document.tree, case.parameters["in"]) if document else None
    return [row for row in listed or () if case.parameters["by"] in row]


def _wanted(case: Case) -> list[tuple[str, str]]:
    """What the list is searched for, each with its pointer; nothing where the subject does not say."""
    field = case.parameters.get("field")
    if field not in SEVERAL:
        value = case.value.get(field) if field else case.value
        return [] if value is None else [(value, f"{case.pointer}/{field}" if field else case.pointer)]
    several = case.value.get(SEVERAL[field], ())
    return [
        (
            name,
            f"{case.pointer}/{SEVERAL[field]}/{several.index(name)}"
            if name in several
            else f"{case.pointer}/{field}",
        )
        for name in stated(case.value, field)
    ]


def _entries(case: Case, rows: list[dict[str, Any]], wanted: str) -> list[dict[str, Any]]:
    """The entries of the list that are about what is wanted."""
    by = case.parameters["by"]
    if case.parameters.get("regions"):
        return _of_region(rows, by, wanted, case.manifest.catalogue)
    return [row for row in rows if same(row[by], wanted)]


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


def _is_made(case: Case, entry: dict[str, Any], day: date) -> bool:
    """Whether an entry is of this day or one before, or does not say."""
    made = entry.get(case.parameters.get("made", ""))
    return made is None or parse_date(made) <= day


def current(entry: dict[str, Any], day: date) -> bool:
    starts, ends = entry.get("from"), entry.get("to")
    return (starts is None or parse_date(starts) <= day) and (ends is None or day <= parse_date(ends))


def _equal(one: object, other: object) -> bool:
    """Whether two values agree; amounts such as "99.00" and "99" agree by their number."""
    from decimal import Decimal, InvalidOperation

    try:
        return Decimal(str(one)) == Decimal(str(other))
    except InvalidOperation:
        return one == other


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
            "same_if_stated": {"type": "object", "additionalProperties": {"enum": ["units", "currencies"]}},
            "of": {"const": OPERATOR},
            "current": {"type": "boolean"},
            "made": {"type": "string"},
            "regions": {"type": "boolean"},
        },
    },
    summary=Text(
        "the record names an entry of the list and agrees with it", "记录对应列表中的条目且内容一致"
    ),
    turns=turns,
)
