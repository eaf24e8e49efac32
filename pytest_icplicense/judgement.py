"""A whole run: many manifest files, judged."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pytest_icplicense.discovery import find_manifests
from pytest_icplicense.documents import Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.engine.waive import Review, review
from pytest_icplicense.model.case import Outcome, Verdict
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
        outcomes = {verdict.outcome for verdict in self.verdicts}
        if self.problems or Outcome.ERROR in outcomes:
            return 2
        return 1 if Outcome.FAILED in outcomes else 0

    @property
    def reviews(self) -> list[Review]:
        """What there is to say of each waiver whose folder was judged whole, by expiry.

        Of others nobody can say here that they match nothing or are no longer needed.
        """
        settings = self.workspace.settings
        judged = {os.path.realpath(file) for file in self.paths}
        reviews = []
        for waiver_file in dict.fromkeys(
            each for file in self.paths for each in self.workspace.waiver_files(file)
        ):
            inside = find_manifests(
                waiver_file.parent, settings.exclude, settings.folder, self.workspace.files
            )
            if not judged.issuperset(os.path.realpath(each) for each in inside):
                continue
            usable, _ = self.workspace.waivers(waiver_file)
            reviews += [review(each, self.verdicts, settings.as_of, settings.warn_days) for each in usable]
        return sorted(reviews, key=lambda each: each.waiver.expires)

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
