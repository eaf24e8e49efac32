"""What a run of pytest judged, in one process or in many workers, put together as its report."""

from __future__ import annotations

import os
import pickle  # nosec B403: of what this session's own processes made
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense import is_manifest
from pytest_icplicense.documents import Problem
from pytest_icplicense.engine.waive import Review
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.model.result import Result, tally
from pytest_icplicense.runs.collect_report import collect_report, part_of
from pytest_icplicense.runs.judge_file import inputs_of, unsettled
from pytest_icplicense.runs.overview import Overview, overview
from pytest_icplicense.runs.report import FileResult, Report, Wants
from pytest_icplicense.runs.sharding import Shard, share
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.manifest_names import Name
from pytest_icplicense.workspace.workspace import Workspace

_LOST = Text(
    "a worker of pytest-xdist ended before its time; what it judged is not in this report",
    "pytest-xdist 的一个工作进程意外退出；本报告不含其判定结果",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedFile:
    """What one manifest file has, whether it runs or not."""

    shown: str
    cases: tuple[str, ...]
    """Their ids, in order."""
    problems: tuple[Problem, ...] = ()
    licenses: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    held: tuple[Name, ...] = ()
    """The names that its documents got."""
    used: tuple[Path, ...] = ()
    inputs: tuple[Input, ...] = ()
    overviews: tuple[Overview, ...] = ()


@dataclass(frozen=True, slots=True)
class _Judged:
    result: Result
    used: tuple[Path, ...]
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item of a waiver that a worker left to the process that started it, which knows all verdicts."""

    file: Path
    node: str


class NotInOrder(NamedTuple):
    """What a session has found that is not in order."""

    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    paths: tuple[str, ...]
    """The manifests that were met, in order."""
    unfinished: frozenset[str]
    """Those of them of which not every case was judged and not every problem told."""


class PytestResults:
    """What is collected and judged, by file; of several workers, everything that they sent."""

    def __init__(self, wants: Wants | None) -> None:
        """`wants`: what the reports that are asked for say; None: none is."""
        self.wants = wants
        self.waiting: dict[Waiting, None] = {}
        self._files: dict[Path, CollectedFile] = {}
        self._judged: dict[tuple[Path, str], _Judged] = {}
        self._problems: dict[tuple[Path, Problem], None] = {}
        self._counted: Counter[Path] = Counter()
        """How many cases of each file were judged."""
        self._lost = 0

    def collected(self, workspace: Workspace, bound: Bound, cases: Iterable[str]) -> None:
        """A file was collected."""
        wants = self.wants or Wants(inputs=False)
        used = tuple(dict.fromkeys((bound.file, *workspace.snapshot.waiver_files(bound.file), *bound.used)))
        as_of = workspace.settings.as_of
        what = CollectedFile(
            shown=workspace.show(bound.file),
            cases=tuple(cases),
            problems=tuple(dict.fromkeys(bound.problems)),
            licenses=bound.licenses,
            warnings=tuple(bound.warnings),
            held=bound.held,
            used=used,
            inputs=tuple(inputs_of(workspace, used)) if wants.inputs else (),
            overviews=tuple(overview(each, workspace.cases_of(each), as_of) for each in bound.manifests)
            if wants.overview
            else (),
        )
        self._files.setdefault(bound.file, what)

    def judged(
        self,
        workspace: Workspace,
        file: Path,
        result: Result,
        used: Iterable[Path],
        *,
        reviewed: bool = True,
    ) -> None:
        """A case of it was judged; what is judged again counts the last time.

        What is in order is kept where a report wants it, or where waivers are `reviewed` by it.
        """
        if (
            self._judged.pop((file, result.id), None) is None
        ):  # a runner runs again what failed, which is kept
            self._counted[file] += 1
        if not (reviewed or self.wants is not None or _not_in_order(result)):
            return
        paths = tuple(used)
        inputs = tuple(inputs_of(workspace, paths)) if self.wants and self.wants.inputs else ()
        self._judged[file, result.id] = _Judged(result, paths, inputs)

    def add_problem(self, file: Path, problem: Problem) -> None:
        """A problem of it was told."""
        self._problems[file, problem] = None

    def not_in_order(self) -> NotInOrder:
        """What fails, is open or cannot be judged."""
        results = (each.result for each in self._judged.values())
        return NotInOrder(
            tuple(filter(_not_in_order, results)),
            tuple(problem for _, problem in self._problems),
            tuple(each.shown for each in self._files.values()),
            frozenset(each.shown for file, each in self._files.items() if not self._finished(file)),
        )

    def sent(self) -> bytes:
        """Everything, for another process."""
        return pickle.dumps((self._files, self._judged, self._problems, self.waiting, self._counted))

    def receive(self, sent: bytes | None) -> None:
        """What a worker sent; None where it ended without a word."""
        if sent is None:
            self._lost += 1
            return
        files, judged, problems, waiting, counted = pickle.loads(sent)  # nosec B301: from a worker that this process started
        self._files = {**files, **self._files}
        self._judged.update(judged)
        self._problems.update(problems)
        self.waiting.update(waiting)
        self._counted.update(counted)

    def review(self, workspace: Workspace, waiver_file: Path) -> dict[str, Review] | None:
        """What there is to say of each waiver of a file, by its pointer, from the verdicts of this session.

        None: not all cases of the manifests in and below its folder were judged in it, so that nobody can say.
        """
        snapshot, chosen = workspace.snapshot, workspace.settings
        inside = find_manifests(waiver_file.parent, chosen.exclude, chosen.folder, workspace.files)
        known = {snapshot.resolve(file): file for file in self._files}
        wanted = [known.get(snapshot.resolve(file)) for file in inside]
        if self._lost or any(file is None or not self._whole(file) for file in wanted):
            return None
        files = [self._file(file, chosen.as_of) for file in wanted if file is not None]
        shown = workspace.show(waiver_file)
        reviews = collect_report(workspace, files).reviews
        return {each.waiver.pointer: each for each in reviews if each.waiver.place.path == shown}

    def report(
        self, workspace: Workspace, asked: Sequence[Path], shard: Shard | None = None
    ) -> Report | None:
        """The report, in the order in which the command line would judge the same paths; None: no manifest was met.

        It is complete where every case of every manifest in these paths was judged; of a shard's, of its part of them.
        """
        chosen = workspace.settings
        all_of_them = manifests_in(asked, workspace)
        root = workspace.snapshot.repository.root
        expected = share(all_of_them, shard, root) if shard else all_of_them
        order = [*expected, *(file for file in self._files if file not in expected)]
        met = [file for file in order if file in self._files]
        tests = workspace.facts.outcomes
        if not (met or self._lost or tests or (shard and all_of_them and not expected)):
            return None
        as_of = chosen.as_of
        results = (self._file(file, as_of) for file in met)
        found = collect_report(workspace, results, self.wants or Wants())
        known = sum(len(each.cases) + len(each.problems) for each in self._files.values())
        left = known - len(self._judged) - len(self._problems)
        whole = len(met) == len(order) and not self._lost
        if self._lost:
            unfinished = next(
                (file for file in met if not self._whole(file)), next(iter(order), chosen.folder)
            )
            lost = Problem(workspace.show(unfinished), 1, 1, _LOST)
            found = replace(found, problems=(*found.problems, lost))
        found = replace(found, complete=whole and left == 0, not_run=left if whole else None)
        return part_of(found, workspace, shard, all_of_them)

    def _file(self, file: Path, as_of: date) -> FileResult:
        known = self._files[file]
        here = [self._judged[file, each] for each in known.cases if (file, each) in self._judged]
        problems = [each for each in known.problems if (file, each) in self._problems]
        results = tuple(each.result for each in here)
        return FileResult(
            path=file,
            shown=known.shown,
            results=results,
            tally=tally(results, as_of),
            problems=tuple(problems),
            licenses=known.licenses,
            warnings=(*known.warnings, *(unsettled(each) for each in results if each.open)),
            held=known.held,
            used=tuple(dict.fromkeys((*known.used, *(path for each in here for path in each.used)))),
            inputs=tuple(dict.fromkeys((*known.inputs, *(one for each in here for one in each.inputs)))),
            overviews=known.overviews,
        )

    def _finished(self, file: Path) -> bool:
        what = self._files[file]
        told = all((file, each) in self._problems for each in what.problems)
        return told and self._counted[file] >= len(what.cases)

    def _whole(self, file: Path) -> bool:
        return all((file, each) in self._judged for each in self._files[file].cases)


def _not_in_order(result: Result) -> bool:
    return result.open or result.outcome in (Outcome.FAILED, Outcome.ERROR)


def manifests_in(asked: Iterable[Path], workspace: Workspace) -> list[Path]:
    """The manifests that a run over these paths comes across, in the command line's order, each once."""
    chosen = workspace.settings
    found = (
        file
        for path in asked
        for file in find_manifests(path, chosen.exclude, chosen.folder)
        if is_manifest(file.name) or os.path.isdir(file)  # one that cannot be searched
    )
    return list(dict.fromkeys(found))
