"""`listed-site`: a licensed domain that the repository serves and no site lists, so that the annexe cannot be held to it."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.capability import Confidence
from pytest_icplicense.model.case import NO_OPERATOR, Breach, Case, Rule, Ruling
from pytest_icplicense.model.license import fold_domain
from pytest_icplicense.rules.covers import covered
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Judge one of `detected.unlisted_domains`; what no license has is a finding of its own (SITE.1).

    Hosts whose first label is one of `open_for` (api, cdn) are left to people: they may serve programs and no page. With
    `or_covered`, it is enough that a security measure covers the domain.
    """
    manifest, domain = case.manifest, case.value["domain"]
    if manifest.tree.get("apps") and not manifest.tree.get("sites"):
        return Ruling.not_applicable(
            Text("the service is an app and no website", "该服务为应用程序，没有网站")
        )
    if stated := manifest.set_aside(domain):
        return Ruling.not_applicable(Text(f"explained: {stated}", f"已说明：{stated}"))
    if case.value["confidence"] == Confidence.LOW:
        return Ruling.not_applicable(Text("seen in examples or documentation only", "仅见于示例或文档"))
    licensed = [site for held in manifest.licenses if (site := held.site(domain))]
    if not licensed:
        return Ruling.not_applicable(
            Text(
                "no license names the domain, which is a finding of its own (SITE.1)",
                "许可证未载明该域名，另见 SITE.1",
            )
        )
    if case.parameters.get("or_covered"):
        if manifest.operator is None:
            return NO_OPERATOR
        if covered(manifest.operator, domain, site=True):
            return Ruling()
    above = licensed[0].domain
    below = Text(f", below {above},", f"（{above} 的子域名）")
    if fold_domain(domain) == fold_domain(above):
        below = Text("", "")
    why = Text(
        f"'{domain}' is served{below.en} and no entry of 'sites' lists it",
        f"“{domain}”{below.zh}对外服务，但 sites 未列出",
    )
    if domain.partition(".")[0] in case.parameters.get("open_for", ()):
        return Ruling.open(why)
    return Ruling.of([Breach("", why)])


RULE = Rule(
    name="listed-site",
    judge=judge,
    parameters={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "open_for": {"type": "array", "items": {"type": "string"}},
            "or_covered": {"type": "boolean"},
        },
    },
    summary=Text(
        "a domain that the repository serves is listed under `sites`", "代码仓库中对外服务的域名已列入 sites"
    ),
    turns=never,
)
