"""A run: manifest files to results, in this process or on any `concurrent.futures.Executor`, in the order of the files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pytest_icplicense.discovery import find_manifests
from pytest_icplicense.documents import Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.engine.record import record
from pytest_icplicense.engine.waive import Review, review
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.library import Library
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.result import Result
from pytest_icplicense.recorded import Recorded, WaiverFile
from pytest_icplicense.settings import Settings
from pytest_icplicense.text import Text
from pytest_icplicense.workspace import Name, Workspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pytest_icplicense.detect.survey import Survey
    from pytest_icplicense.sharding import Shard

CHUNK = 32
"""Files that one task judges: enough to make its way worth it, few enough to keep every worker busy to the end."""


class FileRun(NamedTuple):
    """What judging one manifest file gave; it holds plain values only."""

    path: Path
    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    licenses: tuple[str, ...]
    names: tuple[Name, ...]
    refused: bool
    """Whether one of the names was another file's, as far as those who judged this one knew."""
    warnings: tuple[Problem, ...] = ()
    used: tuple[Path, ...] = ()
    """The files that it refers to and that were looked at: operator, home pages, evidence."""
    held: tuple[Name, ...] = ()
    """The names that its documents got."""


class Run(NamedTuple):
    """Everything that a run found out, in the order of the files."""

    workspace: Workspace
    paths: tuple[Path, ...]
    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    licenses: tuple[str, ...]
    """The numbers of the licenses that the manifests run under."""
    warnings: tuple[Problem, ...] = ()
    """What fails nothing but must be known: files that could not be looked into, and faint signs."""
    used: tuple[Path, ...] = ()
    """The files that the manifests refer to and that were looked at."""
    not_run: int | None = 0
    """Cases and problems of these manifests that were left out: deselected, or the run ended before them. None: nobody
    knows how many."""
    complete: bool = True
    """Whether every case of the manifests that were asked about is among the results."""
    changes: tuple[Text, ...] = ()
    """Where a git reference was named, what changed since, line by line."""
    files: tuple[FileRun, ...] = ()
    """The same by file."""
    shard: Shard | None = None
    """Which part of the manifests that were asked about was judged; None: all of them."""
    asked: tuple[Path, ...] = ()
    """Where a part was judged, all of them."""
    recorded: Recorded | None = None
    """Where the run was read back from reports, what they say that it rests on."""

    @property
    def exit_code(self) -> int:
        """0 nothing failed, 1 findings, 2 something could not be read or judged."""
        return exit_code(self.problems, (result.outcome for result in self.results))

    @property
    def reviews(self) -> list[Review]:
        """What there is to say of each waiver whose folder was judged whole, by expiry.

        Of others nobody can say here that they match nothing or are no longer needed.
        """
        if not self.complete:
            return []
        settings = self.workspace.settings
        judged = {os.path.realpath(file) for file in self.paths}
        reviews = [
            review(each, self.results, settings.as_of, settings.warn_days, file.names)
            for file in self.waiver_files
            if judged.issuperset(os.path.realpath(inside) for inside in file.inside)
            for each in file.waivers
        ]
        return sorted(reviews, key=lambda each: each.waiver.expires)

    @property
    def waiver_files(self) -> Iterable[WaiverFile]:
        """The waiver files that are for some of the manifests."""
        if self.recorded:
            return self.recorded.waiver_files
        settings, files = self.workspace.settings, self.workspace.files
        found = []
        for path in dict.fromkeys(each for file in self.paths for each in self.workspace.waiver_files(file)):
            inside = tuple(find_manifests(path.parent, settings.exclude, settings.folder, files))
            usable, _ = self.workspace.waivers(path)
            known = self.workspace.library.names() if usable else ()
            names = frozenset(each.check for each in usable if each.check in known)
            found.append(WaiverFile(path, inside, usable, names))
        return found


def exit_code(problems: Iterable[Problem], outcomes: Iterable[Outcome]) -> int:
    """0 nothing failed, 1 findings, 2 something could not be read or judged."""
    found = set(outcomes)
    if any(True for _ in problems) or Outcome.ERROR in found:
        return 2
    return 1 if Outcome.FAILED in found else 0


def judge_all(
    workspace: Workspace, files: Sequence[Path], executor: Executor | None = None
) -> Iterator[FileRun]:
    """Judge each file, one after the other as they are asked for, or by the workers of `executor`, which begin at once.

    The iterator, which keeps the order of the files either way, raises `concurrent.futures.BrokenExecutor` where a
    worker has died.
    """
    if executor is None:
        return (judge_one(workspace, file) for file in files)
    # What a forked worker need not find out again.
    _workers[workspace.settings, workspace.base] = workspace.library, _surveyed(workspace)
    chunks = [files[start : start + CHUNK] for start in range(0, len(files), CHUNK)]
    done = executor.map(_judge_chunk, repeat(workspace.settings), repeat(workspace.base), chunks)
    return _claimed(workspace, done)


def _claimed(workspace: Workspace, done: Iterable[Sequence[FileRun]]) -> Iterator[FileRun]:
    for chunk in done:
        for one in chunk:
            # A worker cannot know the names that others have met: the first file keeps a name, others are judged anew.
            takers = [workspace.claim(name) for name in one.names]
            yield judge_one(workspace, one.path) if one.refused or any(takers) else one


def judge_one(workspace: Workspace, file: Path) -> FileRun:
    """Judge one file."""
    as_of = workspace.settings.as_of
    with workspace.repository.noting() as used:
        expanded = workspace.expand(file)
        results = tuple(record(decide(case, as_of)) for case in expanded.cases)
    numbers = dict.fromkeys(held.number for each in expanded.manifests for held in each.licenses)
    return FileRun(
        file,
        results,
        expanded.problems,
        tuple(numbers),
        expanded.names,
        expanded.refused,
        expanded.warnings,
        tuple(used),
        expanded.held,
    )


_workers: dict[tuple[Settings, Path], tuple[Library, Survey | None]] = {}
"""The policies and the survey of a run, as its workers have them."""


def _judge_chunk(settings: Settings, base: Path, files: Sequence[Path]) -> list[FileRun]:
    """What a worker does: it reads the policies once, and begins each chunk with a workspace that knows no names."""
    library, survey = _workers.get((settings, base), (None, None))
    workspace = Workspace(settings, base, library=library, survey=survey)
    if library is None:
        _workers[settings, base] = workspace.library, _surveyed(workspace)
    return [judge_one(workspace, file) for file in files]


def _surveyed(workspace: Workspace) -> Survey | None:
    """The survey; None where it cannot be had, which every service is told of."""
    try:
        return None if workspace.library.problems else workspace.survey
    except BadPlugin:
        return None


def gathered(workspace: Workspace, judged: Iterable[FileRun]) -> Run:
    """All files together. Problems of the policies themselves are reported once."""
    paths: list[Path] = []
    files: list[FileRun] = []
    results: list[Result] = []
    problems: dict[Problem, None] = {}
    licenses: dict[str, None] = {}
    warnings: dict[Problem, None] = {}
    used: dict[Path, None] = {}
    for one in judged:
        files.append(one)
        paths.append(one.path)
        results += one.results
        problems.update(dict.fromkeys(one.problems))
        licenses.update(dict.fromkeys(one.licenses))
        warnings.update(dict.fromkeys(one.warnings))
        used.update(dict.fromkeys(one.used))
    return Run(
        workspace,
        tuple(paths),
        tuple(results),
        tuple(problems),
        tuple(licenses),
        tuple(warnings),
        tuple(used),
        files=tuple(files),
    )


def part_of(run: Run, shard: Shard | None, asked: Sequence[Path]) -> Run:
    """The run as a shard of one that was asked about more manifests: not complete where others have some of them."""
    if shard is None or shard.of == 1:
        return run
    return run._replace(shard=shard, asked=tuple(asked), complete=False)
