"""A whole run: many manifest files, judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pytest_icplicense.documents import Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.model.case import Verdict
from pytest_icplicense.runs.report import exit_code
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that a run found out, in the order of the files."""

    workspace: Workspace
    paths: tuple[Path, ...]
    files: tuple[Bound, ...]
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]

    @property
    def exit_code(self) -> int:
        """0 nothing failed, 1 findings, 2 something could not be read or judged."""
        return exit_code(self.problems, (verdict.outcome for verdict in self.verdicts))

    @property
    def licenses(self) -> list[str]:
        """The numbers of the licenses that the manifests run under."""
        return list(
            dict.fromkeys(
                held.number
                for file in self.files
                for manifest in file.manifests
                for held in manifest.licenses
            )
        )


def judge_files(workspace: Workspace, files: Iterable[Path]) -> Judgement:
    """Judge manifest files. Problems of the policies themselves are reported once."""
    files_bound: list[Bound] = []
    verdicts: list[Verdict] = []
    problems: dict[Problem, None] = {}
    paths: list[Path] = []
    as_of = workspace.settings.as_of
    for one in workspace.bind_files(files):
        paths.append(one.file)
        files_bound.append(one)
        problems.update(dict.fromkeys(one.problems))
        verdicts += [decide(case, as_of) for case in workspace.cases(one)]
    return Judgement(workspace, tuple(paths), tuple(files_bound), tuple(verdicts), tuple(problems))
