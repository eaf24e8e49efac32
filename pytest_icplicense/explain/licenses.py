"""What a license says, in words: whose it is, when it is in force, what it allows and where, and what it asks for."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.explain.policies import refusals, service_name
from pytest_icplicense.explain.sections import Line, Section, both
from pytest_icplicense.library import Library
from pytest_icplicense.model.catalogue import part_of
from pytest_icplicense.model.license import INTERNET_ONLY, NON_INTERNET, Grant, License
from pytest_icplicense.text import Text

_LIMITS = {
    INTERNET_ONLY: Text("limited to internet information services", "仅限互联网信息服务"),
    NON_INTERNET: Text("without internet information services", "不含互联网信息服务"),
}


def license(library: Library, held: License, as_of: date, lang: str) -> list[Section]:
    """Its holder, dates, scope, sites and provisions, and whether it is in force on `as_of`."""
    kind = Text("a telecom license (电信业务经营许可证)", "电信业务经营许可证")
    if held.trans_regional:
        kind = Text(f"{kind.en}, trans-regional (跨地区)", f"{kind.zh}（跨地区）")
    out = [
        Section(held.number, [Line(kind.to(lang))]),
        Section(Text("holder", "持有者").to(lang), _holder(held, lang)),
        Section(Text("dates", "期限").to(lang), _dates(held, as_of, lang)),
        Section(Text("scope", "业务种类及覆盖范围").to(lang), _scope(library, held, lang)),
    ]
    allowed, refused = _sorted(library, held)
    if allowed:
        lines = [Line(service_name(library, item, lang)) for item in allowed]
        out.append(Section(Text("telecom services that it allows", "允许的电信业务").to(lang), lines))
    if refused:
        lines = [
            Line(
                Text(
                    f"{service_name(library, item, 'en')}, which it {why.en}",
                    f"{service_name(library, item, 'zh')}：{why.zh}",
                ).to(lang)
            )
            for item, why in refused
        ]
        title = Text("of these categories, what it does not allow", "同类业务中不允许的项目")
        out.append(Section(title.to(lang), lines))
    if held.sites:
        out.append(Section(Text("sites of the annex", "附页所列网站").to(lang), _sites(held, lang)))
    bound = library.binding([held])
    changed = {each.id for each in held.changed}
    other = Text("  (this license words it in its own way)", "（该许可证另有表述）").to(lang)
    lines = [
        Line(f"{each.id}  {both(each.title, lang)}{other if each.id in changed else ''}") for each in bound
    ]
    none = Line(Text("none", "无").to(lang))
    out.append(
        Section(Text("provisions that bind its holder", "持有者须遵守的规定").to(lang), lines or [none])
    )
    return out


def _holder(held: License, lang: str) -> list[Line]:
    lines = [Line(held.holder)]
    if held.subsidiaries:
        lines.append(Line(Text("and its subsidiaries:", "及其子公司：").to(lang)))
        lines += [Line(each, 2) for each in held.subsidiaries]
    return lines


def _dates(held: License, as_of: date, lang: str) -> list[Line]:
    dates = Text(
        f"issued {held.issued}, expires {held.expires}", f"{held.issued} 颁发，有效期至 {held.expires}"
    )
    if held.in_force(as_of):
        force = Text(f"In force on {as_of}.", f"{as_of} 在有效期内。")
    elif as_of < held.bound_since:
        force = Text(f"Not in force on {as_of}: not issued yet.", f"{as_of} 尚未生效：颁发日期在后。")
    else:
        force = Text(f"Not in force on {as_of}: expired.", f"{as_of} 已过有效期。")
    former = [
        Line(
            Text(
                f"former term: {term.issued} to {term.expires}",
                f"此前的有效期：{term.issued} 至 {term.expires}",
            ).to(lang)
        )
        for term in held.former
    ]
    return [Line(dates.to(lang)), *former, Line(force.to(lang))]


def _scope(library: Library, held: License, lang: str) -> list[Line]:
    lines = []
    for grant in held.scope:
        lines.append(Line(f"“{grant.text}”"))
        lines += [Line(words.to(lang), 2) for words in _words(library, grant)]
    return lines


def _words(library: Library, grant: Grant) -> list[Text]:
    """What a line of the scope means, one sentence a limit."""

    def named(items: tuple[str, ...], lang: str) -> str:
        return Text("; ", "、").to(lang).join(service_name(library, item, lang) for item in items)

    category = (grant.category,)
    limit = _LIMITS.get(grant.limitation, Text("", ""))
    out = [
        Text(
            f"{named(category, 'en')}{limit.en and ', '}{limit.en}",
            f"{named(category, 'zh')}{limit.zh and '，'}{limit.zh}",
        )
    ]
    if grant.only:
        out.append(Text(f"only: {named(grant.only, 'en')}", f"仅限：{named(grant.only, 'zh')}"))
    if grant.unread:
        return [
            *out,
            Text(
                "what it allows, and where, is not read yet: write it down",
                "许可哪些业务、覆盖哪些地区尚未录入：请写明",
            ),
        ]
    if grant.excludes:
        out.append(Text(f"without: {named(grant.excludes, 'en')}", f"不含：{named(grant.excludes, 'zh')}"))
    if grant.part is not None:
        out.append(Text(f"for this kind alone: {grant.part}", f"仅适用于：{grant.part}"))
    if grant.coverage is None:
        out.append(Text("where: the license names no region", "覆盖范围：许可证未载明地区"))
    else:
        out.append(Text(f"where: {', '.join(grant.coverage)}", f"覆盖范围：{'、'.join(grant.coverage)}"))
    return out


def _sorted(library: Library, held: License) -> tuple[list[str], list[tuple[str, Text]]]:
    """Of the services in the categories of its scope: those that it allows, and those that it does not, with the reason."""
    items = [
        item
        for item in library.catalogue.services
        if any(part_of(item, grant.category) for grant in held.scope)
    ]
    refused = refusals(held, library, items)
    names = {item for item, _ in refused}
    refused = [(item, why) for item, why in refused if not held.unread(item, library.catalogue)]
    return [item for item in items if item not in names], refused


def _sites(held: License, lang: str) -> list[Line]:
    lines = []
    for site in held.sites:
        where = Text(
            f"server in {' / '.join(site.server_locations)}, access provider {' / '.join(site.access_providers)}",
            f"服务器放置地 {' / '.join(site.server_locations)}，网站接入服务提供单位"
            f" {' / '.join(site.access_providers)}",
        )
        lines += [Line(f"{site.name}  {site.domain}"), Line(where.to(lang), 2)]
    return lines
