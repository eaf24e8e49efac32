"""`matches-annexe`: a site's domain, name, server location and access provider are those of the license's annexe."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from pytest_icplicense.model.capability import Confidence
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.catalogue import NOT_OFFERED
from pytest_icplicense.model.license import fold_domain
from pytest_icplicense.model.site import (
    SEVERAL,
    LicensedSite,
    among,
    before_address,
    each_of,
    is_more_exact,
    same,
    same_place,
    stated,
)
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text, near

_WORDS: Final = {
    "name": Text("name", "网站名称"),
    "server_location": Text("server location", "服务器放置地"),
    "access_provider": Text("access provider", "网站接入服务提供单位"),
}


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one field of one site against the sites of all licenses of the manifest."""
    licenses = case.manifest.licenses
    annexed = [site for held in licenses for site in held.sites]
    if not annexed:
        return Ruling.not_applicable(Text("the license's annex names no site", "许可证附页未载明网站"))
    field = case.parameters["field"]
    domain = case.value["domain"]
    licensed = [row for held in licenses for row in held.rows(domain)]
    if field == "domain":
        if licensed:
            return _APP_ALONE if case.shown and not case.manifest.domains else Ruling()
        if case.shown and (reason := _not_served(case, domain)):
            return Ruling.not_applicable(reason)
        if home := next((site.domain for site in annexed if _home_page_of(site.domain, domain)), None):
            return Ruling.open(_of_one_filing(home, domain))
        domains = list(dict.fromkeys(site.domain for site in annexed))
        hint = near(domain, domains, cutoff=0.85)  # a slip of the pen; others are other domains
        listed = ", ".join(domains)
        why = Text(
            f"'{domain}' is neither a licensed domain ({listed}) nor a subdomain of one{hint.en}",
            f"“{domain}”既不是许可证载明的域名（{listed}），也不是其子域名{hint.zh}",
        )
        return Ruling.of([Breach(f"{case.pointer}/domain", why)])
    if not licensed:
        return Ruling.not_applicable(
            Text(
                "the domain is not licensed, which is a finding of its own (SITE.1)",
                "域名未获许可，另见 SITE.1",
            )
        )
    if field != "name":
        return _in_one_row(case, field, licensed)
    wanted = list(dict.fromkeys(row.name for row in licensed))
    if "name" not in case.value:
        return _missing(case, field, wanted)
    got = case.value["name"]
    if any(same(got, name) or among(got, each_of(name)) for name in wanted):
        return Ruling()
    another = _another(case, f"{case.pointer}/name", field, got, licensed[0].domain, wanted)
    if among(got.casefold(), [name.casefold() for name in wanted]):  # nor do people tell CSDN from csdn
        return Ruling.open(another.why)
    return Ruling.of([another])


_APP_ALONE: Final = Ruling.not_applicable(
    Text(
        "a licensed domain, of which the service makes no site: it is an app alone",
        "域名已获许可，但该服务仅以应用程序提供，未申报网站",
    )
)


def _home_page_of(licensed: str, domain: str) -> bool:
    return fold_domain(licensed) == f"www.{fold_domain(domain)}"


def _of_one_filing(licensed: str, domain: str) -> Text:
    """A filing has the registered domain, and `www.` before it in the address of its home page; some annexes copy that."""
    return Text(
        f"the annex names '{licensed}', which is the home page of '{domain}' in most filings: whether the license means the"
        " domain it does not say; look at the filing, and write the domain that it has into the license's document",
        f"附页载明的是“{licensed}”，备案中通常为“{domain}”的首页网址：许可证是否即指该域名尚不明确；"
        "请核对备案信息，并按备案的域名填写许可证文件",
    )


def _in_one_row(case: Case, field: str, rows: list[LicensedSite]) -> Ruling:
    """Judge the places, or the providers, of a site: each must be in a row of the annexe, place and provider in one.

    Where the place is in some row and the provider in another, it is the provider that does not fit.
    """
    places, providers = (stated(case.value, each) for each in SEVERAL)
    if field == "server_location":
        got, fitting = places, rows
    else:
        got = providers
        fitting = [row for row in rows if any(_stands_at(place, row) for place in places)] or rows
    wanted = list(dict.fromkeys(name for row in fitting for name in _listed(row, field)))
    if not got:
        return _missing(case, field, wanted)
    domain = rows[0].domain
    others = [name for name in got if not _among(field, name, wanted)]
    unclear = [name for name in others if field == "server_location" and _perhaps_there(case, name, wanted)]
    breaches = [
        _another(case, _pointer(case, field, name), field, name, domain, wanted)
        for name in others
        if name not in unclear
    ]
    if unclear and not breaches:
        return Ruling.open(_another(case, "", field, unclear[0], domain, wanted).why)
    if field == "access_provider" and not breaches:
        breaches = [
            _unpaired(case, place, rows, providers) for place in places if _alone(place, rows, providers)
        ]
        crossed = next((place for place in places if _crossed(place, rows, providers)), None)
        if crossed is not None and not breaches:
            return Ruling.open(_unsorted(crossed, providers))
    return Ruling.of(breaches)


def _among(field: str, wanted: str, names: Iterable[str]) -> bool:
    """Whether one of the names is the same: addresses without regard to dashes."""
    alike = same_place if field == "server_location" else same
    return any(alike(wanted, name) for name in names)


def _perhaps_there(case: Case, place: str, wanted: Iterable[str]) -> bool:
    """Whether an address has only more of a licensed one: a floor behind it, or a province or city before either."""
    wanted = tuple(wanted)
    if any(is_more_exact(place, other) for other in wanted):
        return True
    before = [
        more
        for other in wanted
        for more in (before_address(place, other), before_address(other, place))
        if more
    ]
    return any(case.manifest.catalogue.place(each) is not None for each in before)


def _stands_at(place: str, row: LicensedSite) -> bool:
    return _among("server_location", place, row.server_locations)


def _any_of(names: Iterable[str], others: Iterable[str]) -> bool:
    others = tuple(others)
    return any(among(name, others) for name in names)


def _listed(row: LicensedSite, field: str) -> tuple[str, ...]:
    return row.server_locations if field == "server_location" else row.access_providers


def _alone(place: str, rows: list[LicensedSite], providers: tuple[str, ...]) -> bool:
    """Whether the annexe names a place, but with none of the site's providers."""
    own = [row for row in rows if _stands_at(place, row)]
    return bool(own) and not any(_any_of(providers, row.access_providers) for row in own)


def _crossed(place: str, rows: list[LicensedSite], providers: tuple[str, ...]) -> bool:
    """Whether the site has a place of the annexe with providers of its row, but not with the one in the same order.

    A row that lists as many providers as places may mean each with its own.
    """
    own = [row for row in rows if _stands_at(place, row) and _any_of(providers, row.access_providers)]
    return bool(own) and not any(_in_order(place, row, providers) for row in own)


def _in_order(place: str, row: LicensedSite, providers: tuple[str, ...]) -> bool:
    if len(row.server_locations) != len(row.access_providers):
        return True
    pairs = zip(row.server_locations, row.access_providers, strict=True)
    return any(same_place(place, where) and among(provider, providers) for where, provider in pairs)


def _unsorted(place: str, providers: tuple[str, ...]) -> Text:
    return Text(
        f"the annex lists several places and as many providers in one row: whether {', '.join(providers)} is that of"
        f" {place} it does not say; look at the license, and write a row for each place",
        f"附页同一行列有多个放置地和同样多的接入单位，未写明{place}是否由{'、'.join(providers)}接入：请核对许可证，并按放置地分行填写",
    )


def _unpaired(case: Case, place: str, rows: list[LicensedSite], providers: tuple[str, ...]) -> Breach:
    wanted = " / ".join(
        dict.fromkeys(name for row in rows if _stands_at(place, row) for name in row.access_providers)
    )
    why = Text(
        f"none of {', '.join(providers)} is the licensed one of {place}, which is '{wanted}'",
        f"{'、'.join(providers)} 均不是 {place} 的许可接入服务提供单位“{wanted}”",
    )
    return Breach(case.pointer, why)


def _pointer(case: Case, field: str, name: str) -> str:
    """Where a site states a name: in its list, or in its single field."""
    listed = case.value.get(SEVERAL[field], ())
    if name in listed:
        return f"{case.pointer}/{SEVERAL[field]}/{listed.index(name)}"
    return f"{case.pointer}/{field}"


def _missing(case: Case, field: str, wanted: list[str]) -> Ruling:
    expected, word = " / ".join(wanted), _WORDS[field]
    why = Text(
        f"'{field}' is missing; the license names '{expected}'",
        f"缺少 {field}（{word.zh}）；许可证载明“{expected}”",
    )
    return Ruling.of([Breach(case.pointer, why)])


def _another(case: Case, pointer: str, field: str, got: str, domain: str, wanted: list[str]) -> Breach:
    expected, word = " / ".join(wanted), _WORDS[field]
    why = Text(
        f"'{got}' is not the licensed {word.en} of {domain}, '{expected}'",
        f"“{got}”与 {domain} 的许可{word.zh}“{expected}”不符",
    )
    return Breach(pointer, why)


def _not_served(case: Case, domain: str) -> Text | None:
    """Why a domain that the repository shows is not one that the service answers on for the public."""
    if stated := case.manifest.set_aside(domain):
        meaning = NOT_OFFERED[stated]
        return Text(f"explained: {meaning.en}", f"已说明：{meaning.zh}")
    if case.value["confidence"] == Confidence.LOW:
        return Text("seen in examples or documentation only", "仅见于示例或文档")
    return None


RULE = Rule(
    name="matches-annexe",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field"],
        "additionalProperties": False,
        "properties": {"field": {"enum": ["domain", *_WORDS]}},
    },
    summary=Text(
        "the field of the site is what the license's annex says for its domain",
        "网站的该字段与许可证附页对其域名的记载一致",
    ),
    turns=never,
)
