"""Manifest files to pytest items."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense.collect.configured import others, shard_of, workspace_of
from pytest_icplicense.collect.items import CaseItem, ProblemItem, WaiverItem, WarningItem
from pytest_icplicense.files.discovery import excluded, find_manifests
from pytest_icplicense.model.provision import BY_TESTS
from pytest_icplicense.plugin import RAN
from pytest_icplicense.ran import Collected
from pytest_icplicense.run import gathered, judge_all
from pytest_icplicense.settings import BadSetting


class ManifestFile(pytest.File):
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
        if self.path in others(self.config):
            workspace.know([self.path])
            return
        with workspace.repository.noting() as used:
            expanded = workspace.expand(self.path)
        if (ran := self.config.stash.get(RAN, None)) is not None:
            cases = tuple(case.id for case in expanded.cases)
            numbers = dict.fromkeys(held.number for each in expanded.manifests for held in each.licenses)
            what = Collected(
                cases,
                tuple(dict.fromkeys(expanded.problems)),
                tuple(numbers),
                tuple(used),
                expanded.warnings,
                expanded.held,
            )
            ran.collected(self.path, what)
        checks = (*workspace.library.check_ids(), BY_TESTS) if expanded.problems else ()
        taken: set[str] = set()
        for problem in expanded.problems:
            place = f"document[{problem.line}:{problem.column}]"
            name = next(
                name for number in range(len(taken) + 1) if (name := _numbered(place, number)) not in taken
            )
            taken.add(name)
            nodeid = f"{self.nodeid}::{name}"
            yield ProblemItem.from_parent(
                self, name=name, nodeid=nodeid, problem=problem, lang=chosen.lang, answers_to=checks
            )
        for case in expanded.cases:
            # Said outright, since pytest takes a node id apart at its bracket, and a name it does not: --lf compares.
            nodeid = f"{self.nodeid}::{case.id}"
            yield CaseItem.from_parent(self, name=case.id, nodeid=nodeid, case=case, settings=chosen)
        for warning in expanded.warnings:
            name = f"warning[{warning.place}]"
            yield WarningItem.from_parent(
                self, name=name, nodeid=f"{self.nodeid}::{name}", problem=warning, lang=chosen.lang
            )


def _numbered(name: str, number: int) -> str:
    return f"{name}#{number + 1}" if number else name


class WaiverFile(pytest.File):
    """`icp-waivers.yaml`: an item for each waiver that may be used; the others are errors of each manifest."""

    def collect(self) -> Iterator[pytest.Item]:
        """The items, in the order of the file."""
        try:
            workspace = workspace_of(self.config)
        except BadSetting:
            return  # told by each manifest
        chosen = workspace.settings
        manifests = tuple(find_manifests(self.path.parent, chosen.exclude, chosen.folder))
        if set(manifests[:1]) <= others(self.config) if manifests else _not_first(self.config):
            return  # a review needs all verdicts of the folder: the shard of its first manifest makes it, and no other
        for each in gathered(workspace, judge_all(workspace, manifests)).reviews:
            if each.waiver.document.file == self.path:
                name = f"{each.waiver.check}#{each.waiver.pointer[1:]}[{each.waiver.subject}]"
                yield WaiverItem.from_parent(self, name=name, nodeid=f"{self.nodeid}::{name}", review=each)


def _not_first(config: pytest.Config) -> bool:
    shard = shard_of(config)
    return shard is not None and shard.number != 1
