"""`access-reaches`: where a site's servers stand, the license of one of its access providers reaches them."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import Catalogue, Region
from pytest_icplicense.model.number import parse_number
from pytest_icplicense.model.site import SEVERAL, same, stated
from pytest_icplicense.rules.days.turning_days import DAY, dates_in, in_period
from pytest_icplicense.rules.listed import current
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge each server location of a site by the licenses that its access providers show under `network.upstreams`.

    A provincial license ends at its province. Whom no license is known of is reported by other checks, and not here.
    """
    operator = case.manifest.operator
    if operator is None:
        return NO_OPERATOR
    places, providers = (stated(case.value, field) for field in SEVERAL)
    upstreams = operator.tree.get("network", {}).get("upstreams", ())
    catalogue = case.manifest.catalogue
    reach: list[Region] = []
    numbers: list[str] = []
    for provider in providers:
        licenses = [
            row["license"]
            for row in upstreams
            if same(row["provider"], provider)
            and row["kind"] == "access"
            and "license" in row
            and current(row, as_of)
        ]
        regions = [_region(number, catalogue) for number in licenses]
        if not licenses or None in regions:
            return Ruling() if licenses else _UNKNOWN
        reach += [region for region in regions if region]
        numbers += licenses
    if not places or not providers:
        return _UNKNOWN
    shown, ends = ", ".join(numbers), "、".join(dict.fromkeys(region.name.zh for region in reach))
    breaches, unclear = [], []
    for place in places:
        where = catalogue.place_of_address(place)
        if where is None:
            unclear.append(place)
        elif (region := where.region) not in reach:
            why = Text(
                f"servers stand in {region.name.zh}, where {shown} does not reach: a provincial license ends at its"
                f" province ({ends})",
                f"服务器位于{region.name.zh}，超出 {shown} 的范围：省内许可证仅在本省（{ends}）有效",
            )
            breaches.append(Breach(_pointer(case, place), why))
    if breaches or not unclear:
        return Ruling.of(breaches)
    return Ruling.open(
        Text(
            f"'{unclear[0]}' does not say in which province it lies, so whether {shown} ({ends}) reaches it is not known:"
            " begin the location with province and city, as the annex does",
            f"“{unclear[0]}”未写明所在省份，无法判断 {shown}（{ends}）是否涵盖：放置地请以省市开头，与附页一致",
        )
    )


_UNKNOWN = Ruling.not_applicable(
    Text(
        "no server location, or no license for access of its provider, is known",
        "未填写服务器放置地，或未列明接入服务提供单位的接入许可证",
    )
)


def _region(number: str, catalogue: Catalogue) -> Region | None:
    """The province that a license ends at; None: it is the ministry's, or a number that says nothing."""
    try:
        return catalogue.region_of_place(parse_number(number).place)
    except ValueError:
        return None


def _pointer(case: Case, place: str) -> str:
    listed = case.value.get(SEVERAL["server_location"], ())
    if place in listed:
        return f"{case.pointer}/{SEVERAL['server_location']}/{listed.index(place)}"
    return f"{case.pointer}/server_location"


def turns(case: Case, start: date, end: date) -> set[date]:
    """The first days of the operator's contracts, and those after their last."""
    operator = case.manifest.operator
    upstreams = operator.tree.get("network", {}).get("upstreams", ()) if operator else ()
    days = [day for row in upstreams for name in ("from", "to") for day in dates_in(row.get(name))]
    return in_period((*days, *(day + DAY for day in days)), start, end)


RULE = Rule(
    name="access-reaches",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "a license of the site's access providers reaches the province in which its servers stand",
        "网站接入服务提供单位的许可证涵盖其服务器所在省份",
    ),
    turns=turns,
)
