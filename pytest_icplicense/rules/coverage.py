"""Regions: whether one in which a service is offered is inside the coverage (业务覆盖范围) of its licenses."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_icplicense.model.case import Breach, Case, Ruling
from pytest_icplicense.model.catalogue import Catalogue, Place
from pytest_icplicense.model.license import Grant, License
from pytest_icplicense.model.manifest import unread
from pytest_icplicense.text import Text, enumeration, near

PROVINCE_NOT_KNOWN = Text(
    "where it lies is not known here: write it in full behind its province, as 江苏省昆山市",
    "无法得知其所在：请连同省份写出全称，如江苏省昆山市",
)
_NOT_SAID = Text(
    "where the service is offered is not said yet: write each provincial region by itself, or 全国",
    "尚未写明在哪些地区提供服务：请逐一写明省级行政区，或写全国",
)
_WRITE_ONE = Text(
    "Write each provincial region by itself, by name or code: 北京市, 北京 or 110000.",
    "请逐一写明省级行政区的名称或代码，如北京市、北京或 110000。",
)


def judge_region(case: Case) -> Ruling:
    """Judge one region: it must be covered for every service that is offered, by a line of the scope that allows it.

    A provincial license whose face names no region reaches its province; only information services on the internet
    reach further (《电信条例》第九条).
    """
    catalogue = case.manifest.catalogue
    places = catalogue.places([case.value])
    if not places:
        if catalogue.statements.shortfall(case.value, "name") is not None:
            return Ruling.open(_NOT_SAID)
        if catalogue.may_be_place(case.value):
            return Ruling.open(PROVINCE_NOT_KNOWN)
        hint = near(case.value, catalogue.place_names(), cutoff=0.65)
        why = Text(
            f"is not the name or code of a provincial region, so it cannot be matched with the coverage{hint.en}",
            f"不是省级行政区的名称或代码，无法与覆盖范围比对{hint.zh}",
        )
        return Ruling.of([Breach(case.pointer, why, remedy=_WRITE_ONE)])
    answers = [answer for item in case.manifest.services if (answer := _reaches(case, item, places))]
    if answers:
        return Ruling.together(answers)
    return Ruling.not_applicable(
        Text(
            "the license names no region, so it sets no limit to judge",
            "许可证未载明覆盖地区，无从判断是否超出",
        )
    )


def outside_coverage(case: Case, name: str) -> bool:
    """Whether a place is known, each line of each license names regions, and none of them has any of it."""
    catalogue = case.manifest.catalogue
    lines = [line for held in case.manifest.licenses for line in held.scope]
    covered = [place for line in lines for place in catalogue.places(line.coverage or ())]
    places = catalogue.places([name])
    if not places or any(line.coverage is None for line in lines):
        return False
    return not any(place.within(other) or other.within(place) for place in places for other in covered)


def _reaches(case: Case, item: str, places: tuple[Place, ...]) -> Ruling | None:
    """Whether the places lie in what the licenses cover for a service; None: none of them names a region.

    Where lines allow parts of it, and none of them all, each part is asked for, since the manifest does not say which of
    them is offered. So it is with a line for a kind of the service (专线接入：全国) that the catalogue has no item for.
    """
    manifest, catalogue = case.manifest, case.manifest.catalogue
    concerned = manifest.licenses_for(item)
    if parts := [part for held in concerned for part in held.covered_as(item, catalogue) if part != item]:
        return _by_parts(case, item, dict.fromkeys(parts), places)
    lines = [(held, grant) for held in concerned for grant in held.grants(item, catalogue)]
    unread_line = unread(concerned, item, catalogue)
    if not lines:  # not licensed at all is a finding of its own
        return None if unread_line is None else Ruling.open(unread_line)
    covered: list[Place] = []
    in_part: list[tuple[Grant, tuple[Place, ...]]] = []
    names: list[str] = []
    unlimited = own = False
    for held, grant in lines:
        reach = _reach(held, grant, item, catalogue)
        if reach is None:
            unlimited = True
        elif grant.part is not None:
            in_part.append((grant, reach))
            names += (f"{grant.part}：{name}" for name in grant.coverage or ())
        else:
            own = own or grant.coverage is None
            covered += reach
            names += grant.coverage or (place.region.name.zh for place in reach)
    if unlimited:
        return None
    outside = [place for place in places if not _inside(place, covered)]
    if outside and unread_line is not None:
        return Ruling.open(unread_line)
    service = catalogue.name(item)
    listed = ", ".join(dict.fromkeys(names))
    if not outside:
        return None if own and all(grant.coverage is None for _, grant in lines) else Ruling()
    if in_part and all(any(_inside(place, (*covered, *reach)) for _, reach in in_part) for place in outside):
        kinds = ", ".join(dict.fromkeys(str(grant.part) for grant, _ in in_part))
        return Ruling.open(
            Text(
                f"covered for a part of {service.en} alone ({listed}): whether it is {kinds} that is offered here is not"
                " known",
                f"仅{service.zh}的部分种类覆盖该地区（{listed}）：无法得知在此提供的是否为{kinds}",
            )
        )
    unlisted = [place for place in outside if not place.listed and _beside(place, covered)]
    if unlisted and len(unlisted) == len(outside):
        return Ruling.open(
            Text(
                f"may lie in a city of the coverage of {service.en} ({listed}): write the city that it belongs to",
                f"可能位于{service.zh}覆盖范围内的城市（{listed}）：请写明其所属城市",
            )
        )
    left = "" if len(places) == 1 else ", ".join(place.region.short for place in outside[:5])
    more = "…" if len(outside) > 5 else ""
    lacks = Text(f" (without {left}{more})", f"（不含{left}{more}）") if left else Text("", "")
    why = Text(
        f"is outside the coverage of {service.en}: {listed}{lacks.en}",
        f"超出{service.zh}的覆盖范围：{listed}{lacks.zh}",
    )
    return Ruling.of([Breach(case.pointer, why)])


def _by_parts(case: Case, item: str, parts: Iterable[str], places: tuple[Place, ...]) -> Ruling | None:
    """A service by its parts: in order where each is covered, failed where none is, and else open."""
    catalogue = case.manifest.catalogue
    answers = [(part, _reaches(case, part, places)) for part in parts]
    outside = [(part, answer) for part, answer in answers if answer and answer.breaches]
    if len(outside) == len(answers):
        return Ruling.of([breach for _, answer in outside for breach in answer.breaches])
    if outside:
        en, zh = enumeration(catalogue.name(part) for part, _ in outside)
        service = catalogue.name(item)
        return Ruling.open(
            Text(
                f"{service.en} is covered in part, without {en}: declare the single items that are offered",
                f"{service.zh}仅部分覆盖该地区，不含{zh}：请逐项申报所提供的服务项目",
            )
        )
    opened = [answer for _, answer in answers if answer and answer.reason]
    return next(iter(opened), None) or next((answer for _, answer in answers if answer), None)


def _reach(held: License, grant: Grant, item: str, catalogue: Catalogue) -> tuple[Place, ...] | None:
    """The places that a line of a license reaches for a service; None: it sets no limit."""
    if grant.coverage is not None:
        return catalogue.places(grant.coverage)
    own = held.own_region(catalogue)
    return None if own is None or catalogue.internet_information(item) else (Place(own),)


def _inside(place: Place, covered: Iterable[Place]) -> bool:
    return any(place.within(other) for other in covered)


def _beside(place: Place, covered: Iterable[Place]) -> bool:
    """Whether some city of the place's region is covered."""
    return any(place.region.code == other.region.code for other in covered)
