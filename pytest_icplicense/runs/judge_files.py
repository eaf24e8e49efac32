"""Manifest files to results, in this process or on any `concurrent.futures.Executor`, in the order of the files."""

from __future__ import annotations

import pickle  # nosec B403: of what this process made, for workers that it starts
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from uuid import uuid4

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.engine.fold import fold
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.library import Library
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.facts import Facts
from pytest_icplicense.model.input import Input
from pytest_icplicense.model.result import Result, merged
from pytest_icplicense.runs.overview import overview
from pytest_icplicense.runs.report import LINES_ONLY, FileResult, Wants
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.manifest_names import Names
from pytest_icplicense.workspace.workspace import Workspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pytest_icplicense.detect.survey import Survey

CHUNK = 32
"""Files that one task judges at least: enough to make its way worth it, few enough to keep every worker busy to the end."""
_MOST_CHUNK, _CHUNKS = 256, 40
"""Of many files more, up to this number, as long as there are still so many tasks: each reads the operators anew."""


def judge_files(
    workspace: Workspace,
    files: Sequence[Path],
    executor: Executor | None = None,
    *,
    wants: Wants = LINES_ONLY,
    names: Names | None = None,
) -> Iterator[FileResult]:
    """Judge each file, one after the other as they are asked for, or by the workers of `executor`, which begin at once.

    The iterator keeps the order of the files either way, and raises `concurrent.futures.BrokenExecutor` where a worker
    has died. `names` are those that other files of the run have already.
    """
    names = names or Names()
    if executor is None:
        return (judge_file(workspace, file, names, wants) for file in files)
    size = max(CHUNK, min(_MOST_CHUNK, len(files) // _CHUNKS))
    chunks = [files[start : start + size] for start in range(0, len(files), size)]
    job = _Job.of(workspace, wants)
    return _resolved(workspace, executor.map(partial(_judge_chunk, job), chunks), names, wants)


def judge_file(
    workspace: Workspace, file: Path, names: Names | None = None, wants: Wants = LINES_ONLY
) -> FileResult:
    """Judge one file; a document whose name is among `names` already is refused."""
    (bound,) = workspace.bind_files((file,), names)
    return judge_bound(workspace, bound, wants)


def _resolved(
    workspace: Workspace, chunks: Iterable[Sequence[FileResult]], names: Names, wants: Wants
) -> Iterator[FileResult]:
    """A worker cannot know the names that others have met: the first file keeps a name, others are judged anew."""
    for chunk in chunks:
        for one in chunk:
            refused = names.resolve(one.claims)
            yield judge_bound(workspace, workspace.bind(one.path, refused), wants) if refused else one


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


@dataclass(frozen=True, slots=True)
class _Job:
    """What workers judge with: sent with each task as bytes, which a worker takes apart once."""

    token: str
    content: bytes

    @classmethod
    def of(cls, workspace: Workspace, wants: Wants) -> _Job:
        """The job that judges as `workspace` does."""
        context = _Context(
            workspace.settings,
            workspace.base,
            workspace.library,
            _surveyed(workspace),
            workspace.facts,
            wants,
        )
        return cls(uuid4().hex, pickle.dumps(context))


@dataclass(frozen=True, slots=True)
class _Context:
    settings: Settings
    base: Path
    library: Library
    survey: Survey | None
    facts: Facts
    wants: Wants


_contexts: dict[str, _Context] = {}
"""By job, what this process has taken apart; a worker of a cluster outlives a run, and what it knows of one holds for no
other."""
_MOST_CONTEXTS = 4
_lock = Lock()
"""A worker may have several threads."""


def _judge_chunk(job: _Job, files: Sequence[Path]) -> list[FileResult]:
    """What a worker does: each chunk has a workspace of its own, so that threads share nothing that changes."""
    with _lock:
        context = _contexts.get(job.token)
        if context is None:
            if len(_contexts) >= _MOST_CONTEXTS:
                _contexts.clear()
            context = _contexts[job.token] = pickle.loads(job.content)  # nosec B301: from whoever started this worker
    workspace = Workspace(
        context.settings, context.base, library=context.library, survey=context.survey, facts=context.facts
    )
    results = [judge_file(workspace, file, None, context.wants) for file in files]
    return [replace(each, reads=frozenset()) for each in results]  # which only who judges again asks for


def _surveyed(workspace: Workspace) -> Survey | None:
    """The survey; None where it cannot be had, which every service is told of."""
    try:
        found = None if workspace.library.problems else workspace.snapshot.survey(workspace.library)
        return None if found is None else found.without_basis()
    except BadPlugin:
        return None
