"""The lines that close a report which people read: what it rests on, whether it is whole, and that it is no advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pytest_icplicense.model.provision import ROLES
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.reports.summary import NO_ADVICE
from pytest_icplicense.runs.report import Report
from pytest_icplicense.runs.sharding import Shard
from pytest_icplicense.text import Text, enumeration

END = Text(". ", "。")
"""Between lines of `about` that stand in one."""


def about(report: Report) -> list[Text]:
    """License, day, version and policies; what did not run, where something did not; no legal advice."""
    facts = provenance(report)
    licenses = ", ".join(facts.licenses) or "-"
    rests = Text(
        f"license {licenses} as of {facts.as_of}; pytest-icplicense {facts.version}, policies sha256"
        f" {facts.policies_sha256}, {len(facts.inputs)} files read",
        f"许可证 {licenses}，判定日 {facts.as_of}；pytest-icplicense {facts.version}，策略 sha256"
        f" {facts.policies_sha256}，读取 {len(facts.inputs)} 个文件",
    )
    missing = incomplete(report)
    return [*([missing] if missing else []), rests, NO_ADVICE]


def not_enforced(report: Report) -> Text | None:
    """What fails and is others' to answer, where the run is held to some roles alone; None: nothing does."""
    if not (others := report.not_enforced):
        return None
    roles = by_role(others)
    return Text(
        f"not enforced here, since others answer it: {len(others)} ({roles.en}); 'icplicense todo' lists them",
        f"由其他角色答复，此处不强制：{len(others)} 项（{roles.zh}）；用 icplicense todo 查看",
    )


def by_role(results: Iterable[Result]) -> Text:
    """How many of these each role can answer: `developer 2, legal 15`."""
    counts = Counter(each.criterion.role for each in results)
    named = [(ROLE_NAMES[role], counts[role]) for role in ROLES if counts[role]]
    if counts[None]:
        named.append((NO_ROLE, counts[None]))
    return enumeration(Text(*(f"{each} {number}" for each in name)) for name, number in named)


ROLE_NAMES = {
    "developer": Text("developer", "开发"),
    "operations": Text("operations", "运维"),
    "legal": Text("legal", "法务"),
    "customer-service": Text("customer service", "客服"),
}
NO_ROLE = Text("no role named", "未指明角色")


def incomplete(report: Report) -> Text | None:
    """That the report does not tell of every case; None: it does."""
    if report.complete:
        return None
    if report.shard and report.not_run == 0:
        return part(report.shard, len(report.paths), len(report.asked))
    if not report.not_run:
        return Text(
            "INCOMPLETE: not every case of these manifests is in this report",
            "不完整：本报告未包含这些清单的全部用例",
        )
    return Text(
        f"INCOMPLETE: {report.not_run} cases did not run (deselected, or the run ended before them)",
        f"不完整：{report.not_run} 个用例未运行（被筛除，或运行提前结束）",
    )


def part(shard: Shard, mine: int, of: int) -> Text:
    """That only a shard was judged: so many of the manifests."""
    return Text(
        f"INCOMPLETE: shard {shard} alone, {mine} of {of} manifests; 'icplicense combine' joins the shards",
        f"不完整：仅为分片 {shard}，清单 {mine}/{of} 份；请用 icplicense combine 合并各分片",
    )
