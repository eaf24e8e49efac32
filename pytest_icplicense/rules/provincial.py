"""`provincial-returned`: provincial licenses that a trans-regional one contains were cancelled or changed in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pytest_icplicense.documents.formats import parse_date
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import Catalogue, Place
from pytest_icplicense.model.license import License
from pytest_icplicense.model.number import LicenseNumber, normal, parse_number
from pytest_icplicense.rules.days.calendar import add_days
from pytest_icplicense.rules.days.turning_days import DAY, dates_in, in_period, of_licenses
from pytest_icplicense.text import Text


@dataclass(frozen=True, slots=True)
class _Provincial:
    """A provincial license that is to be returned."""

    number: str
    pointer: str
    done: tuple[date, str] | None
    """The day on which it was cancelled or changed, whichever came first, and its pointer."""
    held: License | None
    """The license itself, where the operator lists it among its own."""


def judge(case: Case, as_of: date) -> Ruling:
    """Judge each license under `provincial_licenses`, and each provincial one among the operator's own `licenses`.

    The days count from the first grant of the trans-regional license. What was returned before it was granted is done.
    """
    granted = [held for held in case.manifest.licenses if held.trans_regional]
    if not granted:
        return Ruling.not_applicable(
            Text(
                "no license issued by the ministry (trans-regional) is held",
                "未持有工业和信息化部颁发的跨地区许可证",
            )
        )
    begun = [held for held in granted if held.bound_since <= as_of]
    answers = [
        answer
        for provincial in _provincial(case, as_of)
        if (answer := _judge(case, provincial, begun, as_of)) is not None
    ]
    if answers:
        return Ruling.together(answers)
    return Ruling.not_applicable(
        Text(
            "no provincial license is held beside a trans-regional one, or none that it contains",
            "未在跨地区许可证之外持有省内许可证，或其均不包含在跨地区许可证范围内",
        )
    )


def _provincial(case: Case, as_of: date) -> Iterator[_Provincial]:
    own = {held.number: held for held in case.manifest.licenses if not held.trans_regional}
    for index, row in enumerate(case.value.get("provincial_licenses", ())):
        number = normal(row["number"])
        pointer = f"/provincial_licenses/{index}"
        yield _Provincial(number, pointer, _done(row, pointer, as_of), own.pop(number, None))
    listed = [normal(number) for number in case.value["licenses"]]
    for number, held in own.items():
        yield _Provincial(number, f"/licenses/{listed.index(number)}", None, held)


def _done(row: dict[str, Any], pointer: str, as_of: date) -> tuple[date, str] | None:
    days = [
        (parse_date(row[field]), f"{pointer}/{field}") for field in ("cancelled", "changed") if field in row
    ]
    return min((each for each in days if each[0] <= as_of), default=None)


def _judge(case: Case, provincial: _Provincial, granted: list[License], as_of: date) -> Ruling | None:
    """What comes of one provincial license; None: there is nothing to return yet, or nothing contains it."""
    days, done = case.parameters["days"], provincial.done
    catalogue = case.manifest.catalogue
    concerned = [
        held
        for held in granted
        if _beside(provincial, held) and (done is not None or _may_contain(held, provincial, catalogue))
    ]
    if not concerned:
        return None
    part = (
        done is None
        and provincial.held is None
        and not any(_all_classes(held, provincial) for held in concerned)
    )
    if provincial.held is not None and done is None:
        contained = {held.number: _contains(held, provincial.held, catalogue) for held in concerned}
        part = not any(whole for whole in contained.values())
        if part and (unread := [held.number for held in (provincial.held, *concerned) if held.unread_lines]):
            numbers = ", ".join(unread)
            return Ruling.open(
                Text(
                    f"what lines of {numbers} allow is not read yet, so whether {provincial.number} is contained is not"
                    " known",
                    f"{numbers} 中有业务种类尚未录入，无从得知 {provincial.number} 是否被包含",
                )
            )
        concerned = [held for held in concerned if contained[held.number] is not None]
        concerned = [held for held in concerned if contained[held.number] or part]
        if not concerned:
            return None
    answers = [_in_time(provincial, held, days, as_of, part=part) for held in concerned]
    if len({answer.outcome for answer in answers}) == 1 or provincial.held is not None:
        return min(answers, key=lambda answer: (not answer.breaches, answer.due or date.max))
    numbers = ", ".join(held.number for held in concerned)
    return Ruling.open(
        Text(
            f"which of {numbers} contains {provincial.number} is not known: list it among 'licenses', with its document",
            f"无法得知 {numbers} 中的哪一个包含 {provincial.number}：请将其列入 licenses 并提供其许可证文档",
        )
    )


def _beside(provincial: _Provincial, granted: License) -> bool:
    """Whether the provincial license was held when the trans-regional one was granted."""
    since = granted.bound_since
    if provincial.held is not None:
        return provincial.held.bound_since <= since and provincial.held.in_force(since)
    try:
        number = parse_number(provincial.number)
    except ValueError:
        return True
    return len(number.digits) != 8 or int(number.digits[:4]) <= since.year


def _may_contain(granted: License, provincial: _Provincial, catalogue: Catalogue) -> bool:
    """Whether its number lets a trans-regional license contain a provincial one: by a class of both, and the region."""
    try:
        number = parse_number(provincial.number)
    except ValueError:
        return True
    own = catalogue.region_of_place(number.place)
    lines = [line for line in granted.scope if _class_of(line.category) in _classes(number)]
    return any(
        line.coverage is None
        or own is None
        or any(place.region.code == own.code for place in catalogue.places(line.coverage))
        for line in lines
    )


def _all_classes(granted: License, provincial: _Provincial) -> bool:
    """Whether a trans-regional license has every class of business that the provincial number has."""
    try:
        wanted = _classes(parse_number(provincial.number))
    except ValueError:
        return True
    return wanted <= {_class_of(line.category) for line in granted.scope}


def _classes(number: LicenseNumber) -> frozenset[str]:
    """The classes of business of a number; the older form (京ICP证…) is for information services."""
    return frozenset(each if each[:1] in "AB" else "B2" for each in number.classes)


def _class_of(category: str) -> str:
    """The class of a service of the catalogue: B2 of B25."""
    return category[:2]


def _contains(granted: License, own: License, catalogue: Catalogue) -> bool | None:
    """Whether a trans-regional license contains a provincial one: wholly, in part (False), or nowhere (None)."""
    region = own.own_region(catalogue)
    home = (Place(region),) if region else ()
    answers = []
    for item in catalogue.services:
        for grant in own.grants(item, catalogue):
            places = home if grant.coverage is None else catalogue.places(grant.coverage)
            lines = granted.grants(item, catalogue)
            if not lines and granted.refuses(item, catalogue) is None:
                continue  # its parts are allowed by lines of their own, and are looked at by themselves
            wide = [place for line in lines for place in catalogue.places(line.coverage or ())]
            unlimited = any(line.coverage is None for line in lines)
            answers.append(
                bool(lines)
                and (unlimited or all(any(place.within(other) for other in wide) for place in places))
            )
    return all(answers) if any(answers) else None


def _in_time(provincial: _Provincial, granted: License, days: int, as_of: date, *, part: bool) -> Ruling:
    limit = add_days(granted.bound_since, days)
    due, note = limit.earliest, limit.note
    until = Text(
        f"{days} days after the grant of {granted.number} on {granted.bound_since}, so by {due}{note.en}",
        f"{granted.number} 于 {granted.bound_since} 颁发后 {days} 日内，即不迟于 {due}{note.zh}",
    )
    if provincial.done is not None:
        day, pointer = provincial.done
        if day <= due:
            return Ruling()
        why = Text(
            f"{provincial.number} was returned or changed on {day}, too late: due {until.en}",
            f"{provincial.number} 于 {day} 办理，已逾期：应为{until.zh}",
        )
        return Ruling.of([Breach(pointer, why)])
    missing = Text(
        f"{provincial.number} has neither 'cancelled' nor 'changed'; due {until.en}",
        f"{provincial.number} 没有 cancelled 或 changed 日期；期限为{until.zh}",
    )
    if part:
        return Ruling.open(
            Text(
                f"{granted.number} contains a part of what {provincial.number} allows: if it was changed or cancelled for"
                " that, list it under 'provincial_licenses' with the day",
                f"{granted.number} 包含 {provincial.number} 的部分业务：如已为此办理变更或注销，"
                "请列入 provincial_licenses 并填写日期",
            )
        )
    if as_of <= due:
        return Ruling.pending(due, missing)
    return Ruling.of([Breach(provincial.pointer, missing)])


def turns(case: Case, start: date, end: date) -> set[date]:
    """The terms of all licenses, the last day after each grant, and the days on which provincial ones were done with."""
    licenses = case.manifest.licenses
    limits = (add_days(held.bound_since, case.parameters["days"]).earliest + DAY for held in licenses)
    done = dates_in(case.value.get("provincial_licenses"))
    return in_period((*of_licenses(licenses), *limits, *done), start, end)


RULE = Rule(
    name="provincial-returned",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["days"],
        "additionalProperties": False,
        "properties": {"days": {"type": "integer", "minimum": 1}},
    },
    summary=Text(
        "each provincial license that a trans-regional one contains was cancelled or changed within the days of its grant",
        "凡包含在跨地区许可证范围内的省内许可证，已在其颁发后规定的日数内注销或变更",
    ),
    turns=turns,
)
