"""`matches-annexe`: a site's domain, name, server location and access provider are those of the license's annexe."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.capability import Confidence
from pytest_icplicense.model.case import Breach, Case, Rule, Ruling, Sees
from pytest_icplicense.model.catalogue import NOT_OFFERED
from pytest_icplicense.rules.matches_face import same
from pytest_icplicense.rules.turns import never
from pytest_icplicense.text import Text, near

_WORDS = {
    "name": Text("name", "网站名称"),
    "server_location": Text("server location", "服务器放置地"),
    "access_provider": Text("access provider", "网站接入服务提供单位"),
}


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one field of one site against the sites of all licenses of the manifest."""
    licenses = case.manifest.licenses
    annexed = [site for held in licenses for site in held.sites]
    if not annexed:
        return Ruling.not_applicable(Text("the license's annexe names no site", "许可证附页未载明网站"))
    field = case.parameters["field"]
    domain = case.value["domain"]
    licensed = [site for held in licenses if (site := held.site(domain))]
    if field == "domain":
        if licensed:
            return Ruling()
        if case.shown and (reason := _not_served(case, domain)):
            return Ruling.not_applicable(reason)
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
    word = _WORDS[field]
    wanted = list(dict.fromkeys(getattr(site, field) for site in licensed))
    expected = " / ".join(wanted)
    if field not in case.value:
        why = Text(
            f"'{field}' is missing; the license names '{expected}'",
            f"缺少 {field}（{word.zh}）；许可证载明“{expected}”",
        )
        return Ruling.of([Breach(case.pointer, why)])
    got = case.value[field]
    if any(same(got, name) for name in wanted):
        return Ruling()
    why = Text(
        f"'{got}' is not the licensed {word.en} of {licensed[0].domain}, '{expected}'",
        f"“{got}”与 {licensed[0].domain} 的许可{word.zh}“{expected}”不符",
    )
    return Ruling.of([Breach(f"{case.pointer}/{field}", why)])


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
        "the field of the site is what the license's annexe says for its domain",
        "网站的该字段与许可证附页对其域名的记载一致",
    ),
    sees=lambda parameters: Sees(("domain", parameters["field"])),
    turns=never,
)
