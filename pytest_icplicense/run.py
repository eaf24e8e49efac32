"""A run: manifest files to results, in this process or on any `concurrent.futures.Executor`, in the order of the files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.engine.record import record
from pytest_icplicense.engine.waive import Review, review
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.library import Library
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import TESTS
from pytest_icplicense.model.result import Digest, Result, digest, merged, nearest
from pytest_icplicense.recorded import Recorded, WaiverFile
from pytest_icplicense.settings import Settings
from pytest_icplicense.text import Text
from pytest_icplicense.workspace import Name, Workspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from pytest_icplicense.detect.survey import Survey
    from pytest_icplicense.engine.settle import Settler
    from pytest_icplicense.sharding import Shard

CHUNK = 32
"""Files that one task judges at least: enough to make its way worth it, few enough to keep every worker busy to the end."""
_MOST_CHUNK, _CHUNKS = 256, 40
"""Of many files more, up to this number, as long as there are still so many tasks: each reads the operators anew."""
_TOGETHER = 100
"""Digests that are put together at once."""


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
    digest: Digest | None = None
    """Where only a digest was asked for, and the results are those that are not in order or may be waived: of all cases
    of this file, and of some before it, whose digests are then empty."""


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
    digest: Digest | None = None
    """Of all cases, where the results are only those that are not in order or may be waived."""
    changes: tuple[Text, ...] = ()
    """Where a git reference was named, what changed since, line by line."""
    files: tuple[FileRun, ...] = ()
    """The same by file, where there is no digest."""
    shard: Shard | None = None
    """Which part of the manifests that were asked about was judged; None: all of them."""
    asked: tuple[Path, ...] = ()
    """Where a part was judged, all of them."""
    recorded: Recorded | None = None
    """Where the run was read back from reports, what they say that it rests on."""
    evidence: tuple[Evidence, ...] = ()
    """What the team's tests gave."""

    @property
    def exit_code(self) -> int:
        """0 nothing failed, 1 findings, 2 something could not be read or judged."""
        return exit_code(self.problems, (result.outcome for result in self.results))

    @property
    def told(self) -> Digest:
        """The digest of all cases."""
        return digest(self.results, self.workspace.settings.as_of) if self.digest is None else self.digest

    @property
    def reviews(self) -> list[Review]:
        """What there is to say of each waiver whose folder was judged whole, by expiry.

        Of others nobody can say here that they match nothing or are no longer needed.
        """
        if not self.complete:
            return []
        settings, show = self.workspace.settings, self.workspace.show
        waiver_files = [file for file in self.waiver_files if file.waivers]
        if not waiver_files:
            return []
        judged = {os.path.realpath(file) for file in self.paths}
        checks = dict.fromkeys(name for kind in self.told.counts for name in (kind.clause, kind.check))
        reviews: list[Review] = []
        for file in waiver_files:
            if not judged.issuperset(os.path.realpath(inside) for inside in file.inside):
                continue
            bound = {show(path) for path in file.binds}
            results = [each for each in self.results if each.document in bound]
            reviews += [
                review(each, results, settings.as_of, settings.warn_days, file.names, checks)
                for each in file.waivers
            ]
        return sorted(reviews, key=lambda each: each.waiver.expires)

    @property
    def waiver_files(self) -> Iterable[WaiverFile]:
        """The waiver files that are for some of the manifests."""
        if self.recorded:
            return self.recorded.waiver_files
        settings, files = self.workspace.settings, self.workspace.files
        binds: dict[Path, list[Path]] = {}
        for manifest in self.paths:
            for path in self.workspace.waiver_files(manifest):
                binds.setdefault(path, []).append(manifest)
        found = []
        for path, bound in binds.items():
            inside = tuple(find_manifests(path.parent, settings.exclude, settings.folder, files))
            usable, _ = self.workspace.waivers(path)
            known = self.workspace.library.names() if usable else ()
            names = frozenset(each.check for each in usable if each.check in known)
            found.append(WaiverFile(path, inside, tuple(bound) if usable else (), usable, names))
        return found


def exit_code(problems: Iterable[Problem], outcomes: Iterable[Outcome]) -> int:
    """0 nothing failed, 1 findings, 2 something could not be read or judged."""
    found = set(outcomes)
    if any(True for _ in problems) or Outcome.ERROR in found:
        return 2
    return 1 if Outcome.FAILED in found else 0


def judge_all(
    workspace: Workspace, files: Sequence[Path], executor: Executor | None = None, *, brief: bool = False
) -> Iterator[FileRun]:
    """Judge each file, one after the other as they are asked for, or by the workers of `executor`, which begin at once.

    With `brief` there is a digest of the cases, and a result only of those that somebody must read: ten thousand
    manifests then take no more memory than a few. The iterator, which keeps the order of the files either way, raises
    `concurrent.futures.BrokenExecutor` where a worker has died.
    """
    if executor is None:
        return (judge_one(workspace, file, brief=brief) for file in files)
    run = uuid4().hex
    _keep(run, workspace)  # what a forked worker need not find out again
    size = max(CHUNK, min(_MOST_CHUNK, len(files) // _CHUNKS))
    chunks = [files[start : start + size] for start in range(0, len(files), size)]
    shared = partial(_judge_chunk, run, workspace.settings, workspace.base, workspace.evidence, brief)
    done = executor.map(shared, chunks)
    return _claimed(workspace, done, brief)


def _claimed(workspace: Workspace, done: Iterable[Sequence[FileRun]], brief: bool) -> Iterator[FileRun]:
    for chunk in done:
        # A worker cannot know the names that others have met: the first file keeps a name, others are judged anew.
        anew = []
        for one in chunk:
            takers = [workspace.claim(name) for name in one.names]  # each of them, whatever the others say
            anew.append(one.refused or any(takers))
        whole = brief and any(anew)  # since the files of a chunk have one digest
        for one, again in zip(chunk, anew, strict=True):
            yield judge_one(workspace, one.path, brief=brief) if again or whole else one


def judge_one(workspace: Workspace, file: Path, *, brief: bool = False) -> FileRun:
    """Judge one file."""
    as_of = workspace.settings.as_of
    shortened: Digest | None = None
    with workspace.repository.noting() as used:
        expanded = workspace.expand(file, cases=not brief)
        if brief:
            results, shortened = _settled(workspace, expanded.manifests)
        else:
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
        shortened,
    )


def _settled(workspace: Workspace, manifests: Iterable[Manifest]) -> tuple[tuple[Result, ...], Digest]:
    as_of = workspace.settings.as_of
    settled = [
        workspace.settler.settle(manifest, workspace.binding(manifest.licenses)) for manifest in manifests
    ]
    digests = (Digest(each.counts, nearest(each.due, as_of), each.proofs) for each in settled)
    return tuple(record(verdict) for each in settled for verdict in each.verdicts), merged(digests, as_of)


_Shared = tuple[Library, "Survey | None", "Settler"]
_workers: dict[str, _Shared] = {}
"""By run, the policies and the survey as its workers have them, and what they have found out about like cases."""
_MOST_RUNS = 4
"""A worker of a cluster outlives a run, and what it knows of one holds for no other."""


def _judge_chunk(
    run: str,
    settings: Settings,
    base: Path,
    evidence: tuple[Evidence, ...] | None,
    brief: bool,
    files: Sequence[Path],
) -> list[FileRun]:
    """What a worker does: it reads the policies once, and begins each chunk with a workspace that knows no names."""
    library, survey, settler = _workers.get(run, (None, None, None))
    workspace = Workspace(settings, base, library=library, survey=survey, settler=settler, evidence=evidence)
    if library is None:
        _keep(run, workspace)
    judged = [judge_one(workspace, file, brief=brief) for file in files]
    if not brief:
        return judged
    together = merged((each.digest for each in judged if each.digest), settings.as_of)
    return [each._replace(digest=Digest({})) for each in judged[:-1]] + [judged[-1]._replace(digest=together)]


def _keep(run: str, workspace: Workspace) -> None:
    if len(_workers) >= _MOST_RUNS:
        _workers.clear()
    _workers[run] = workspace.library, _surveyed(workspace), workspace.settler


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
    as_of = workspace.settings.as_of
    digests: list[Digest] = []
    for one in judged:
        paths.append(one.path)
        results += one.results
        problems.update(dict.fromkeys(one.problems))
        licenses.update(dict.fromkeys(one.licenses))
        warnings.update(dict.fromkeys(one.warnings))
        warnings.update((unproven(each), None) for each in one.results if waits_for_tests(each))
        used.update(dict.fromkeys(one.used))
        if one.digest is None:
            files.append(one)
        else:
            digests.append(one.digest)
            if len(digests) > _TOGETHER:
                digests = [merged(digests, as_of)]
    return Run(
        workspace,
        tuple(paths),
        tuple(results),
        tuple(problems),
        tuple(licenses),
        tuple(warnings),
        tuple(used),
        digest=merged(digests, as_of) if digests else None,
        files=tuple(files),
        evidence=workspace.evidence or (),
    )


def waits_for_tests(result: Result) -> bool:
    """Whether it is open because nobody gave results of tests."""
    return result.outcome is Outcome.PENDING and result.criterion.how == (TESTS,)


def unproven(result: Result) -> Problem:
    """What is said of it in every format, so that no green build hides it."""
    clause, why = result.criterion.clause, result.reason or Text("", "")
    place = result.place or Place(result.document, 1, 1)
    return Problem(*place, Text(f"{clause} {why.en}", f"{clause} {why.zh}"), result.pointer)


def part_of(run: Run, shard: Shard | None, asked: Sequence[Path]) -> Run:
    """The run as a shard of one that was asked about more manifests: not complete where others have some of them."""
    if shard is None or shard.of == 1:
        return run
    return run._replace(shard=shard, asked=tuple(asked), complete=False)
