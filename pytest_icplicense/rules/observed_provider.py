"""`observed-provider`: the cloud that files show is the access provider that the sites name."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Breach, Case, Rule, Ruling
from pytest_icplicense.model.site import plainly, stated
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.observed import explained
from pytest_icplicense.text import Text


def judge(case: Case, as_of: date) -> Ruling:
    """Compare the companies behind an observed cloud with the access providers of the sites."""
    manifest = case.manifest
    if (ruling := explained(case)) is not None:
        return ruling
    cloud = manifest.catalogue.clouds.get(str(case.value["value"]))
    if cloud is None:
        name = case.value["value"]
        return Ruling.open(
            Text(f"nobody knows here which company runs '{name}'", f"尚不知“{name}”由哪家公司运营")
        )
    named = [
        (provider, index)
        for index, site in enumerate(manifest.tree.get("sites", ()))
        for provider in stated(site, "access_provider")
    ]
    if not named:
        return Ruling.not_applicable(
            Text("no site names its access provider", "没有网站写明接入服务提供单位")
        )
    companies = [plainly(each) for each in cloud.companies]
    if any(company in plainly(provider) for provider, _ in named for company in companies):
        return Ruling()
    provider, index = named[0]
    at = manifest.document.place(f"/sites/{index}/access_provider")
    company = cloud.companies[0]
    why = Text(
        f"{cloud.id} ({company}) connects it, and the site names '{provider}' ({at})",
        f"由 {cloud.id}（{company}）接入，而网站申报的接入服务提供单位为“{provider}”（{at}）",
    )
    return Ruling.of([Breach("", why)])


RULE = Rule(
    name="observed-provider",
    judge=judge,
    parameters={"type": "object", "additionalProperties": False},
    summary=Text(
        "the cloud that files show is the sites' access provider", "文件显示的云与网站接入服务提供单位一致"
    ),
    turns=never,
)
