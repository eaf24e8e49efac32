"""What a run of pytest judged, in one process or in many workers, put together as one run that reports can tell of."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense import is_manifest
from pytest_icplicense.documents import Problem
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.model.result import Result
from pytest_icplicense.reports.about import incomplete
from pytest_icplicense.reports.targets import Target, write_all
from pytest_icplicense.run import FileRun, Run, gathered, part_of
from pytest_icplicense.sharding import Shard, share
from pytest_icplicense.text import Text
from pytest_icplicense.workspace import Name, Workspace

_NOTHING = Text("no manifest was judged, so no report is written", "未判定任何清单，因此不写报告")
_LOST = Text(
    "a worker of pytest-xdist ended before its time; what it judged is not in this report",
    "pytest-xdist 的一个工作进程意外退出；本报告不含其判定结果",
)


class Collected(NamedTuple):
    """What one manifest file has, whether it runs or not."""

    cases: tuple[str, ...]
    """Their ids, in order."""
    problems: tuple[Problem, ...]
    licenses: tuple[str, ...]
    used: tuple[Path, ...]
    warnings: tuple[Problem, ...] = ()
    held: tuple[Name, ...] = ()
    """The names that its documents got."""


class Ran:
    """What is collected and judged, by file; of several workers, everything that they sent."""

    def __init__(self) -> None:
        self._files: dict[Path, Collected] = {}
        self._results: dict[tuple[Path, str], tuple[Result, tuple[Path, ...]]] = {}
        self._problems: dict[tuple[Path, Problem], None] = {}
        self._lost = 0

    def collected(self, file: Path, what: Collected) -> None:
        """A file was collected."""
        self._files.setdefault(file, what)

    def judged(self, file: Path, result: Result, used: Iterable[Path]) -> None:
        """A case of it was judged; what is judged again counts the last time."""
        self._results[file, result.id] = result, tuple(used)

    def told(self, file: Path, problem: Problem) -> None:
        """A problem of it was told."""
        self._problems[file, problem] = None

    def sent(self) -> bytes:
        """Everything, for another process."""
        return pickle.dumps((self._files, self._results, self._problems))

    def receive(self, sent: bytes | None) -> None:
        """What a worker sent; None where it ended without a word."""
        if sent is None:
            self._lost += 1
            return
        files, results, problems = pickle.loads(sent)  # nosec B301: from a worker that this process started
        self._files = {**files, **self._files}
        self._results.update(results)
        self._problems.update(problems)

    def run(self, workspace: Workspace, asked: Sequence[Path], shard: Shard | None = None) -> Run | None:
        """The run, in the order in which the command line would judge the same paths; None: no manifest was met.

        It is complete where every case of every manifest in these paths was judged; of a shard's, of its part of them.
        """
        chosen = workspace.settings
        all_of_them = manifests_in(asked, workspace)
        expected = share(all_of_them, shard, workspace.repository.root) if shard else all_of_them
        order = [*expected, *(file for file in self._files if file not in expected)]
        met = [file for file in order if file in self._files]
        if not (met or self._lost or workspace.evidence or (shard and all_of_them and not expected)):
            return None
        found = gathered(workspace, map(self._file, met))
        known = sum(len(each.cases) + len(each.problems) for each in self._files.values())
        left = known - len(self._results) - len(self._problems)
        whole = len(met) == len(order) and not self._lost
        if self._lost:
            unfinished = next(
                (file for file in met if not self._whole(file)), next(iter(order), chosen.folder)
            )
            found = found._replace(
                problems=(*found.problems, Problem(workspace.show(unfinished), 1, 1, _LOST))
            )
        found = found._replace(complete=whole and left == 0, not_run=left if whole else None)
        return part_of(found, shard, all_of_them)

    def write(
        self,
        workspace: Workspace,
        asked: Sequence[Path],
        targets: Iterable[Target],
        shard: Shard | None = None,
    ) -> tuple[list[str], bool]:
        """Write the reports; the lines that tell of them, and whether one could not be written."""
        lang = workspace.settings.lang
        run = self.run(workspace, asked, shard)
        if run is None:
            return [f"--icp-report: {_NOTHING.to(lang)}"], True
        failed = [error.message.to(lang) for error in write_all(targets, run)]
        missing = incomplete(run)
        told = [*failed, *([missing.to(lang)] if missing else [])]
        return [f"--icp-report: {line}" for line in told], bool(failed)

    def _file(self, file: Path) -> FileRun:
        known = self._files[file]
        here = [self._results[file, each] for each in known.cases if (file, each) in self._results]
        told = [each for each in known.problems if (file, each) in self._problems]
        used = dict.fromkeys((*known.used, *(path for _, paths in here for path in paths)))
        results = tuple(result for result, _ in here)
        return FileRun(
            file, results, tuple(told), known.licenses, (), False, known.warnings, tuple(used), known.held
        )

    def _whole(self, file: Path) -> bool:
        return all((file, each) in self._results for each in self._files[file].cases)


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
