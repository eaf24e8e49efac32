"""`observed-place`: the servers that files show stand where the sites say, by province and city."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import Catalogue, Place
from pytest_icplicense.model.site import stated
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.observed import explained
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Compare the place of an observed region with those that the sites name, and else with those that the license does."""
    manifest, region = case.manifest, str(case.value["value"])
    if (ruling := explained(case)) is not None:
        return ruling
    catalogue = manifest.catalogue
    there = where(catalogue, region, case.value.get("of"))
    if there is None:
        return Ruling.open(
            Text(f"nobody knows here where the region '{region}' is", f"尚不知地域“{region}”位于何处")
        )
    declared = list(_declared(case))
    if not declared:
        return Ruling.not_applicable(Text("no site names its servers' place", "没有网站写明服务器放置地"))
    known = [found for text, _ in declared if (found := catalogue.place_of_address(text))]
    if len(known) < len(declared) and not there.startswith("-"):
        text = next(text for text, _ in declared if not catalogue.place_of_address(text))
        return Ruling.open(Text(f"nobody knows here where '{text}' is", f"尚不知“{text}”位于何处"))
    here = None if there.startswith("-") else catalogue.place_of_address(there)
    if here and any(same(here, each) for each in known):
        return Ruling()
    text, at = declared[0]
    if at.startswith("/"):  # finding a position means reading the document again
        at = str(manifest.document.place(at))
    name = there.lstrip("-")
    why = Text(
        f"the region is {name}, and the servers stand at '{text}' ({at})",
        f"该地域位于{name}，而服务器放置地为“{text}”（{at}）",
    )
    return Ruling.of([Breach("", why)])


def _declared(case: Case) -> Iterator[tuple[str, str]]:
    """The places that the sites name, or that the annexe names for them, each with where that is written: the pointer to
    it in the manifest, or the number of the license.
    """
    manifest = case.manifest
    for index, site in enumerate(manifest.tree.get("sites", ())):
        places = stated(site, "server_location")
        for name in places:
            yield name, f"/sites/{index}/server_location"
        if not places:
            for held in manifest.licenses:
                for row in held.rows(site["domain"]):
                    for name in row.server_locations:
                        yield name, held.number


def where(catalogue: Catalogue, region: str, cloud: str | None) -> str | None:
    """Where a region is; None where no cloud has it, or several have it in different places."""
    if cloud is not None and cloud in catalogue.clouds:
        return catalogue.clouds[cloud].regions.get(region)
    places = {each.regions[region] for each in catalogue.clouds.values() if region in each.regions}
    return places.pop() if len(places) == 1 else None


def same(one: Place, other: Place) -> bool:
    """Whether both may be one place: a region alone is any city of it."""
    return one.within(other) or other.within(one)


RULE = Rule(
    name="observed-place",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text("servers that files show stand where the sites say", "文件显示的服务器位于申报的放置地"),
    turns=never,
)
