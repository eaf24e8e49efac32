"""`listed`: a record names an entry of a list of the same manifest, and agrees with it."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.text import Text, near


def judge(case: Case, as_of: date) -> Ruling:
    """Find the entry of the list `in` whose `by` is the subject's `field`, and compare the fields `same`."""
    field, table, by = (case.parameters[name] for name in ("field", "in", "by"))
    entries = {entry[by]: entry for entry in case.manifest.tree.get(table, ())}
    if field not in case.value:
        why = Text(f"'{field}' is missing", f"缺少 {field}")
        return Ruling.of([Breach(case.pointer, why)])
    wanted = case.value[field]
    if wanted not in entries:
        hint = near(wanted, entries)
        why = Text(f"'{wanted}' is not in '{table}'{hint.en}", f"{table} 中没有“{wanted}”{hint.zh}")
        return Ruling.of([Breach(f"{case.pointer}/{field}", why)])
    entry = entries[wanted]
    return Ruling.of(
        [
            Breach(
                f"{case.pointer}/{name}",
                Text(
                    f"{name} {case.value.get(name)} is not the listed {entry.get(name)}",
                    f"{name} {case.value.get(name)} 与所列的 {entry.get(name)} 不一致",
                ),
            )
            for name in case.parameters["same"]
            if not _equal(case.value.get(name), entry.get(name))
        ]
    )


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
        "required": ["field", "in", "by", "same"],
        "additionalProperties": False,
        "properties": {
            "field": {"type": "string"},
            "in": {"type": "string"},
            "by": {"type": "string"},
            "same": {"type": "array", "items": {"type": "string"}},
        },
    },
    summary=Text(
        "the record names an entry of the list and agrees with it", "记录对应列表中的条目且内容一致"
    ),
)
