"""A whole run: many manifest files, judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pytest_icplicense.documents import Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.model.case import Verdict
from pytest_icplicense.run import exit_code
from pytest_icplicense.workspace import Expanded, Workspace


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that a run found out, in the order of the files."""

    workspace: Workspace
    paths: tuple[Path, ...]
    files: tuple[Expanded, ...]
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
    expanded: list[Expanded] = []
    verdicts: list[Verdict] = []
    problems: dict[Problem, None] = {}
    paths: list[Path] = []
    for file in files:
        paths.append(file)
        one = workspace.expand(file)
        expanded.append(one)
        problems.update(dict.fromkeys(one.problems))
        verdicts += [decide(case, workspace.settings.as_of) for case in one.cases]
    return Judgement(workspace, tuple(paths), tuple(expanded), tuple(verdicts), tuple(problems))
