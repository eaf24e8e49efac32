"""The results of all files of a run, put together as its report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library.settings import FILE
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.model.result import Result, Tally, merged
from pytest_icplicense.model.snippet import Snippet
from pytest_icplicense.runs.fault_excerpts import excerpts
from pytest_icplicense.runs.overview import Overview
from pytest_icplicense.runs.report import LINES_ONLY, FileResult, Report, WaiverFile, Wants
from pytest_icplicense.runs.sharding import Shard
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.workspace import Workspace

_LEFT_OUT = Text(
    "a link to a folder outside of the repository: no manifest is looked for in it;"
    " exclude = [...] under [tool.icplicense] says that this is meant",
    "链接到仓库之外的文件夹，不在其中查找清单；如属有意，请写入 [tool.icplicense] 的 exclude",
)
_TOGETHER = 100
"""Tallies that are put together at once."""


def collect_report(workspace: Workspace, judged: Iterable[FileResult], wants: Wants = LINES_ONLY) -> Report:
    """All files together. Problems of the policies themselves are reported once."""
    paths: dict[Path, str] = {}
    files: list[FileResult] = []
    results: list[Result] = []
    problems: dict[Problem, None] = {}
    licenses: dict[str, None] = {}
    warnings = dict.fromkeys(Problem(workspace.show(link), 1, 1, _LEFT_OUT) for link in workspace.outside)
    used: dict[Path, None] = {}
    inputs: dict[Input, None] = {}
    overviews: list[Overview] = []
    tallies: list[Tally] = []
    settings = workspace.settings
    for one in judged:
        paths[one.path] = one.shown
        results += one.results
        problems.update(dict.fromkeys(one.problems))
        licenses.update(dict.fromkeys(one.licenses))
        warnings.update(dict.fromkeys(one.warnings))
        used.update(dict.fromkeys(one.used))
        inputs.update(dict.fromkeys(one.inputs))
        overviews += one.overviews
        tallies.append(one.tally)
        if len(tallies) > _TOGETHER:
            tallies = [merged(tallies, settings.as_of)]
        if wants.cases:
            files.append(one)
    report = Report(
        settings=settings,
        paths=tuple(paths.values()),
        results=tuple(results),
        problems=tuple(problems),
        licenses=tuple(licenses),
        tally=merged(tallies, settings.as_of),
        warnings=tuple(warnings),
        files=tuple(files),
        waiver_files=waiver_files(workspace, list(paths)),
        used=(*used, *workspace.library.added, *settings.rendered, settings.folder / FILE),
        below_root=workspace.snapshot.below_root,
        policies=workspace.library if wants.policies else None,
        overviews=tuple(overviews),
        tests=workspace.facts.outcomes,
        pages=workspace.facts.pages,
        snippets=snippets(workspace, results) if wants.snippets else {},
        excerpts=excerpts(problems, workspace.files, workspace.base) if wants.snippets else {},
    )
    return with_inputs(report, workspace, inputs) if wants.inputs else report


_SNIPPETS = 20
"""Checks that fail for which a snippet is looked for: each is tried on the example."""


def snippets(workspace: Workspace, results: Iterable[Result]) -> dict[str, Snippet]:
    """For cases of the first checks that fail, by case, how the example says what they lack."""
    failing = [each for each in results if each.findings]
    if not failing:
        return {}
    from pytest_icplicense.explain.snippets import by_case, helps
    from pytest_icplicense.workspace.policy_proof import load_example

    checks = workspace.library.checks()
    try:
        example = load_example(workspace.library)
    except ValueError:  # an installation without one
        return {}
    lacking: dict[str, list[Result]] = {}
    for each in failing:
        check = checks.get(each.criterion.check)
        if check is not None and helps(example, check, each.pointers):
            lacking.setdefault(check.id, []).append(each)
    pasted = by_case(workspace.library, example)
    return {
        each.id: snippet
        for name in list(lacking)[:_SNIPPETS]
        for each in lacking[name]
        if (snippet := pasted(checks[name], each.subject, each.pointers)) is not None
    }


def with_inputs(report: Report, workspace: Workspace, inputs: Iterable[Input]) -> Report:
    """The report with the files that were read: these, the configuration, and policies and licenses that the user adds."""
    settings, library, show = workspace.settings, workspace.library, workspace.show
    configuration = [Input(show(settings.folder / FILE), settings.sha256)] if settings.sha256 else []
    added = [Input(show(file), digest) for file, digest in library.added.items()]
    pages = [Input(show(file), workspace.sha256(file)) for file in settings.rendered]
    unique = {each.path: each for each in (*inputs, *added, *configuration, *pages)}
    return replace(
        report,
        inputs=tuple(sorted(unique.values(), key=lambda each: each.path)),
        policies_sha256=library.sha256,
        license_inputs=tuple(
            Input(number, library.digest_of(number))
            for number in report.licenses
            if number in library.sources
        ),
    )


def waiver_files(workspace: Workspace, paths: Sequence[Path]) -> tuple[WaiverFile, ...]:
    """The waiver files that are for some of the manifests."""
    snapshot, settings = workspace.snapshot, workspace.settings
    binds: dict[Path, list[Path]] = {}
    for manifest in paths:
        for path in snapshot.waiver_files(manifest):
            binds.setdefault(path, []).append(manifest)
    if not binds:
        return ()
    judged = {snapshot.resolve(path) for path in paths}
    found = []
    for path, bound in binds.items():
        inside = list(find_manifests(path.parent, settings.exclude, settings.folder, workspace.files))
        usable, _ = workspace.waivers(path)
        known = workspace.library.names() if usable else ()
        found.append(
            WaiverFile(
                path=workspace.show(path),
                inside=tuple(map(workspace.show, inside)),
                binds=tuple(map(workspace.show, bound)) if usable else (),
                waivers=usable,
                names=frozenset(each.check for each in usable if each.check in known),
                whole=judged.issuperset(map(snapshot.resolve, inside)),
            )
        )
    return tuple(found)


def part_of(report: Report, workspace: Workspace, shard: Shard | None, asked: Sequence[Path]) -> Report:
    """The report as a shard's of a run that was asked about more manifests: not complete where others have some of them.

    It looks into those of others for their names, so they are among its inputs: none of them may change between shards.
    """
    if shard is None or shard.of == 1:
        return report
    others = {
        shown: Input(shown, workspace.sha256(file)) for file in asked if (shown := workspace.show(file))
    }
    inputs = {**others, **{each.path: each for each in report.inputs}} if report.inputs else {}
    return replace(
        report,
        shard=shard,
        asked=tuple(others),
        complete=False,
        inputs=tuple(sorted(inputs.values(), key=lambda each: each.path)),
    )
