"""Manifest files to results, in this process or on any `concurrent.futures.Executor`, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.runs.judge_file import judge_bound, judge_file
from pytest_icplicense.runs.report import LINES_ONLY, FileResult, Wants
from pytest_icplicense.workspace.manifest_names import Names
from pytest_icplicense.workspace.workspace import Workspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

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
    from pytest_icplicense.runs.workers import Job, judge_chunk  # a commit hook needs none

    size = max(CHUNK, min(_MOST_CHUNK, len(files) // _CHUNKS))
    chunks = [files[start : start + size] for start in range(0, len(files), size)]
    job = Job.of(workspace, wants)
    return _resolved(workspace, executor.map(partial(judge_chunk, job), chunks), names, wants)


def _resolved(
    workspace: Workspace, chunks: Iterable[Sequence[FileResult]], names: Names, wants: Wants
) -> Iterator[FileResult]:
    """A worker cannot know the names that others have met: the first file keeps a name, others are judged anew."""
    for chunk in chunks:
        for one in chunk:
            refused = names.resolve(one.claims)
            yield judge_bound(workspace, workspace.bind(one.path, refused), wants) if refused else one
