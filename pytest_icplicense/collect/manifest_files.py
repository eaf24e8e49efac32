"""Manifest files to pytest items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense.collect.arguments import paths_of
from pytest_icplicense.collect.items import CaseItem, ProblemItem, WaiverItem, WarningItem
from pytest_icplicense.collect.session_workspace import names_of, others, workspace_of
from pytest_icplicense.collect.stash import results_of
from pytest_icplicense.files.discovery import excluded, find_manifests, is_link_beside
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.model.provision import BY_TESTS


class _File(pytest.File):
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Of an option that cannot be used, its one line and no traceback."""
        refused = isinstance(excinfo.value, pytest.UsageError)
        return str(excinfo.value) if refused else super().repr_failure(excinfo)


class ManifestFile(_File):
    """`icp.yaml` or `*.icp.yaml`: an item for each case, and for each reason why something cannot be judged."""

    def collect(self) -> Iterator[pytest.Item]:
        """The items, in the order of the license and then of the manifest."""
        try:
            workspace = workspace_of(self.config)
        except BadSetting as error:
            yield ProblemItem.from_parent(
                self,
                name="configuration",
                problem=error.problem,
                lang="en",
                answers_to=libraries.load().check_ids(),
            )
            return
        chosen = workspace.settings
        if excluded(self.path, chosen.exclude, chosen.folder):
            return
        beside = is_link_beside(self.path, chosen.exclude, chosen.folder)
        if beside and self.path not in paths_of(self.config):
            return
        if self.path in others(self.config):
            names_of(self.config).resolve(workspace.claims(self.path))
            return
        (bound,) = workspace.bind_files((self.path,), names_of(self.config))
        cases = workspace.cases(bound)
        results_of(self.config).collected(workspace, bound, (case.id for case in cases))
        checks = (*workspace.library.check_ids(), BY_TESTS) if bound.problems else ()
        taken: set[str] = set()
        for problem in bound.problems:
            place = f"document[{problem.line}:{problem.column}]"
            name = next(
                name for number in range(len(taken) + 1) if (name := _numbered(place, number)) not in taken
            )
            taken.add(name)
            nodeid = f"{self.nodeid}::{name}"
            yield ProblemItem.from_parent(
                self, name=name, nodeid=nodeid, problem=problem, lang=chosen.lang, answers_to=checks
            )
        for case in cases:
            # Said outright, since pytest takes a node id apart at its bracket, and a name it does not: --lf compares.
            nodeid = f"{self.nodeid}::{case.id}"
            yield CaseItem.from_parent(self, name=case.id, nodeid=nodeid, case=case, settings=chosen)
        for warning in bound.warnings:
            name = f"warning[{warning.place}]"
            yield WarningItem.from_parent(
                self, name=name, nodeid=f"{self.nodeid}::{name}", problem=warning, lang=chosen.lang
            )


def _numbered(name: str, number: int) -> str:
    return f"{name}#{number + 1}" if number else name


class WaiverFile(_File):
    """`icp-waivers.yaml`: an item for each waiver that may be used; the others are errors of each manifest."""

    def collect(self) -> Iterator[pytest.Item]:
        """The items, in the order of the file."""
        try:
            workspace = workspace_of(self.config)
        except BadSetting:
            return  # told by each manifest
        if workspace.library.problems:
            return
        chosen = workspace.settings
        manifests = list(find_manifests(self.path.parent, chosen.exclude, chosen.folder))
        if not others(self.config).isdisjoint(manifests):
            return  # a review needs all verdicts of the folder: `icplicense combine` has them, and no shard does
        usable, _ = workspace.waivers(self.path)
        for each in usable:
            name = f"{each.check}#{each.pointer[1:]}[{each.subject}]"
            yield WaiverItem.from_parent(self, name=name, nodeid=f"{self.nodeid}::{name}", waiver=each)
