"""`party-licensed`: who is named shows a license of his own; what the operator needs a license for, its licenses cover."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import normal, parse_number
from pytest_icplicense.model.site import same
from pytest_icplicense.rules.days.turning_days import in_period, of_licenses
from pytest_icplicense.text import Text, enumeration


def judge(case: Case, as_of: date) -> Ruling:
    """Judge the license that the subject names, or, where it names none by its kind, those that the operator holds.

    With `party`, the field with somebody else's name: it must be a name, and the license must not be one whose document says
    that another holds it; a number of a year to come is nobody's yet, which leaves it open. With `item`, the telecom service
    that the operator's own license must cover, by its document.
    """
    if "item" in case.parameters:
        return _held(case, as_of)
    field = case.parameters["party"]
    party, number = case.value[field], case.value.get("license")
    lacking = case.manifest.catalogue.statements.shortfall(party, "name")
    if lacking is not None and not lacking.open:
        called = lacking.called(Text(f"'{field}':", f"{field}："))
        return Ruling.of([Breach(f"{case.pointer}/{field}", called.why)])
    if number is None:
        return Ruling.of([Breach(case.pointer, _MISSING, unsaid=True)])
    held = _document(case, number)
    if held is not None and not any(same(party, name) for name in (held.holder, *held.subsidiaries)):
        why = Text(
            f"{held.number} is the license of {held.holder}, not of '{party}'",
            f"{held.number} 是 {held.holder} 的许可证，不是“{party}”的",
        )
        return Ruling.of([Breach(f"{case.pointer}/license", why)])
    if lacking:
        return Ruling.open(lacking.why)
    begins = _year(number)
    if begins is None or begins <= as_of:
        return Ruling()
    return Ruling.open(
        Text(
            f"{normal(number)} is by its digits a number of {begins.year}, which nobody had on {as_of}",
            f"{normal(number)} 按编号为 {begins.year} 年所发，在判定日 {as_of} 尚不存在",
        )
    )


_MISSING = Text("'license' is missing", "缺少 license")


def _year(number: str) -> date | None:
    """The first day of the year that a license number has in its digits."""
    with suppress(ValueError):
        return date(parse_number(number).year, 1, 1)
    return None


def _document(case: Case, number: str) -> License | None:
    """The license of this number, where its document is at hand."""
    wanted = normal(number)
    return next((held for held in case.manifest.licenses if held.number == wanted), None)


def _held(case: Case, as_of: date) -> Ruling:
    if not case.check.for_each:
        whys = list(_refusals(case, case.manifest.licenses, as_of))
        if len(whys) < len(case.manifest.licenses):
            return Ruling()
        why = enumeration(whys, "; ", "；")
        return Ruling.of([Breach("/licenses", why)])
    number = case.value.get("license")
    if number is None:
        return Ruling.of([Breach(case.pointer, _MISSING, unsaid=True)])
    held = _document(case, number)
    if held is None:
        why = Text(
            f"{normal(number)} is not among the operator's licenses ({case.manifest.numbers})",
            f"{normal(number)} 不在经营者所列许可证（{case.manifest.numbers}）之中",
        )
        return Ruling.of([Breach(f"{case.pointer}/license", why)])
    return Ruling.of([Breach(f"{case.pointer}/license", why) for why in _refusals(case, (held,), as_of)])


def _refusals(case: Case, licenses: tuple[License, ...], as_of: date) -> Iterator[Text]:
    """Why each of those licenses that do not cover the item, or are not in force, does not."""
    item, catalogue = case.parameters["item"], case.manifest.catalogue
    name = catalogue.name(item)
    for held in licenses:
        if (why := held.refuses(item, catalogue)) is not None:
            yield Text(
                f"{name.en} is needed, which {held.number} {why.en}",
                f"需要{name.zh}，而 {held.number} {why.zh}",
            )
        elif not held.in_force(as_of):
            yield Text(
                f"{held.number}, which covers {name.en}, is not in force on {as_of}",
                f"{held.number} 包含{name.zh}，但在判定日 {as_of} 不在有效期内",
            )


def turns(case: Case, start: date, end: date) -> set[date]:
    """The terms of the operator's licenses, where they must be in force; the year of another's number."""
    if "item" in case.parameters:
        return in_period(of_licenses(case.manifest.licenses), start, end)
    begins = _year(case.value.get("license", ""))
    return set() if begins is None else in_period([begins], start, end)


RULE = Rule(
    name="party-licensed",
    judge=judge,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {"party": {"type": "string"}, "item": {"type": "string"}},
    },
    summary=Text(
        "the party named has a name and a license that is not another's (party); the operator's own licenses cover a telecom"
        " service (item)",
        "所列单位写明名称和自己的许可证（party）；经营者自己的许可证包含所需电信业务（item）",
    ),
    turns=turns,
)
