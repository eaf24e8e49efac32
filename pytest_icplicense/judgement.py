"""A whole run: many manifest files, judged."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from pytest_icplicense import is_manifest
from pytest_icplicense.documents import Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.engine.waive import Review, review
from pytest_icplicense.model.case import Outcome, Verdict
from pytest_icplicense.workspace import Expanded, Workspace

SKIPPED_FOLDERS = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
"""Folders that are not searched for manifests: the ones that pytest does not search either."""


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
            inside = find_manifests(waiver_file.parent, settings.exclude, settings.folder)
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


def find_manifests(path: Path, exclude: Iterable[str] = (), base: Path | None = None) -> Iterator[Path]:
    """The manifests in `path`, sorted; `path` itself where it is a file. Broken links count: reading them says why."""
    if not path.is_dir():
        yield path
        return
    patterns = tuple(exclude)
    seen: set[str] = set()  # links are followed, as pytest does, but not in circles
    for folder, folders, names in os.walk(path, followlinks=True):
        here = Path(folder)
        if (real := os.path.realpath(folder)) in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(
            name
            for name in folders
            if not any(fnmatch(name, pattern) for pattern in SKIPPED_FOLDERS)
            and not (here / name / "pyvenv.cfg").exists()
            and not excluded(here / name, patterns, base or path)
        )
        for name in sorted(names):
            if is_manifest(name) and not excluded(here / name, patterns, base or path):
                yield here / name


class NoManifest(Exception):
    """There is no manifest where one is looked for."""


def nearest_manifests(folder: Path, root: Path) -> list[Path]:
    """The manifests in `folder`, or in the nearest folder above it up to `root` that has any.

    Raises:
        NoManifest: there are none.
    """
    for above in (folder, *folder.parents):
        if files := sorted(file for file in above.iterdir() if is_manifest(file.name)):
            return files
        if above == root:
            break
    raise NoManifest(f"no manifest (icp.yaml or *.icp.yaml) in {folder} or above it, up to {root}")


def excluded(path: Path, patterns: Iterable[str], base: Path) -> bool:
    """Whether a pattern of the setting `exclude` matches the path, relative to the configuration's folder."""
    relative = Path(os.path.relpath(path, base)).as_posix()
    return any(fnmatch(relative, pattern) for pattern in patterns)


def judge_files(workspace: Workspace, files: Iterable[Path]) -> Judgement:
    """Judge manifest files. Problems of the policies themselves are reported once."""
    expanded: list[Expanded] = []
    verdicts: list[Verdict] = []
    problems: dict[Problem, None] = {}
    paths = tuple(files)
    for file in paths:
        one = workspace.expand(file)
        expanded.append(one)
        problems.update(dict.fromkeys(one.problems))
        verdicts += [decide(case, workspace.settings.as_of) for case in one.cases]
    return Judgement(workspace, paths, tuple(expanded), tuple(verdicts), tuple(problems))
