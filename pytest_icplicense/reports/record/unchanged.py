"""What a joined report says besides its results, from policies and files here: where they still are what was judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pytest_icplicense.library import Library
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.runs.overview import overview
from pytest_icplicense.runs.report import Report, Wants
from pytest_icplicense.text import Text, plain, short
from pytest_icplicense.workspace.workspace import Workspace

_NAMED = 3
"""Files of those that differ."""


def with_what_was_judged(report: Report, workspace: Workspace, files: Iterable[Path], wants: Wants) -> Report:
    """The report with the policies and manifests that the format `wants`.

    Raises:
        NoReport: they are not what was judged; a page of other policies than the verdicts' would be worse than none.
    """
    if not (wants.policies or wants.overview):
        return report
    library = workspace.library
    if library.sha256 != report.policies_sha256:
        raise _other_policies(library, report.policies_sha256)
    licenses = [number for number in report.licenses if number in library.sources]
    report = replace(
        report,
        policies=library,
        license_inputs=tuple(Input(number, library.digest_of(number)) for number in licenses),
    )
    if not wants.overview:
        return report
    other = [
        each.path for each in report.inputs if workspace.sha256(workspace.base / each.path) != each.sha256
    ]
    if other:
        raise _other_files(other)
    as_of = report.settings.as_of
    overviews = tuple(
        overview(manifest, workspace.cases_of(manifest), as_of)
        for bound in workspace.bind_files(files)
        for manifest in bound.manifests
    )
    known = {(each.document, case) for each in overviews for case in each.cases}
    for result in report.results:
        if (result.document, result.id) not in known:
            raise _unknown_case(result.document, result.id)
    return replace(report, overviews=overviews)


def _unknown_case(document: str, case: str) -> NoReport:
    return NoReport(
        Text(
            plain(f"{document}: the reports tell of {short(case)}, which is no case of it; write them again"),
            plain(f"{document}：报告中的 {short(case)} 不是其用例；请重新生成报告"),
        )
    )


def _other_policies(here: Library, judged_by: str) -> NoReport:
    return NoReport(
        Text(
            "this format quotes the policies, and those here are not what the reports were judged by"
            f" (sha256 {here.sha256[:12]}… here, {judged_by[:12]}… there); use the same version,"
            " --policies and --license, or a format that needs none: json, junit, csv, markdown, github, gitlab",
            f"此格式需引用策略，而此处的策略与报告判定所用的不同（此处 sha256 {here.sha256[:12]}…，报告"
            f" {judged_by[:12]}…）；请使用相同版本、--policies 和 --license，"
            "或改用不需要策略的格式：json、junit、csv、markdown、github、gitlab",
        )
    )


def _other_files(other: list[str]) -> NoReport:
    more = Text(
        f" and {len(other) - _NAMED} more" if len(other) > _NAMED else "",
        f" 等 {len(other)} 个文件" if len(other) > _NAMED else "",
    )
    listed = ", ".join(other[:_NAMED])
    return NoReport(
        Text(
            f"this format looks into the manifests, and here {listed}{more.en} are missing or not what was judged;"
            " join in a checkout of the same commit, in the same folder, or choose another format (json, junit, csv,"
            " sarif, markdown, …)",
            f"此格式需读取清单，而此处 {listed}{more.zh} 缺失或与所判定的不同；"
            "请在同一提交的检出目录中合并，或改用其他格式（json、junit、csv、sarif、markdown 等）",
        )
    )
