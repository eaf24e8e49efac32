"""One manifest file to its results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.engine.fold import fold
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.model.result import Result, merged
from pytest_icplicense.runs.overview import overview
from pytest_icplicense.runs.report import LINES_ONLY, FileResult, Wants
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.manifest_names import Names
from pytest_icplicense.workspace.workspace import Workspace


def judge_file(
    workspace: Workspace, file: Path, names: Names | None = None, wants: Wants = LINES_ONLY
) -> FileResult:
    """Judge one file; a document whose name is among `names` already is refused."""
    (bound,) = workspace.bind_files((file,), names)
    return judge_bound(workspace, bound, wants)


def judge_bound(workspace: Workspace, bound: Bound, wants: Wants = LINES_ONLY) -> FileResult:
    """Judge a file's manifests."""
    settings = workspace.settings
    judged = [(manifest, workspace.cases_of(manifest)) for manifest in bound.manifests]
    with workspace.snapshot.repository.noting() as noted:
        folded = [
            fold(manifest, cases, settings.as_of, every=wants.cases, strict_open=settings.strict_open)
            for manifest, cases in judged
        ]
    overviews = [overview(*each, settings.as_of) for each in judged] if wants.overview else []
    results = tuple(result for each in folded for result in each.results)
    waivers = workspace.snapshot.waiver_files(bound.file)
    used = tuple(dict.fromkeys((bound.file, *waivers, *bound.used, *noted.used)))
    return FileResult(
        path=bound.file,
        shown=workspace.show(bound.file),
        results=results,
        tally=merged((each.tally for each in folded), settings.as_of),
        problems=bound.problems,
        licenses=bound.licenses,
        warnings=(*bound.warnings, *(unsettled(each) for each in results if each.open)),
        claims=bound.claims,
        held=bound.held,
        used=used,
        inputs=tuple(inputs_of(workspace, used)) if wants.inputs else (),
        overviews=tuple(overviews),
        reads=bound.reads.union(noted.looked),
    )


def unsettled(result: Result) -> Problem:
    """What is said of an open case in every format, so that no green build hides it."""
    clause, why = result.criterion.clause, result.reason or Text("", "")
    place = result.place or Place(result.document, 1, 1)
    return Problem(*place, Text(f"{clause} {why.en}", f"{clause} {why.zh}"), result.pointer)


def inputs_of(workspace: Workspace, used: Iterable[Path]) -> Iterator[Input]:
    """Files that were looked at, each with the digest of its bytes as they were read."""
    for path in used:
        yield Input(workspace.show(path), workspace.sha256(path))
