"""Manifest files to pytest items, and the cases that a user's own tests are parametrized over."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense import settings
from pytest_icplicense.discovery import NoManifest, excluded, find_manifests, nearest_manifests
from pytest_icplicense.documents import Problem
from pytest_icplicense.engine import decide
from pytest_icplicense.engine.record import record
from pytest_icplicense.engine.waive import Review
from pytest_icplicense.model.case import Case, Outcome, Verdict
from pytest_icplicense.model.manifest import SERVICE, Manifest
from pytest_icplicense.model.provision import LEVELS
from pytest_icplicense.plugin import RAN
from pytest_icplicense.ran import Collected, Ran, manifests_in
from pytest_icplicense.reports import text
from pytest_icplicense.reports.summary import block, facts, total_of
from pytest_icplicense.reports.targets import Target
from pytest_icplicense.run import gathered, judge_all
from pytest_icplicense.settings import BadSetting, Settings
from pytest_icplicense.sharding import Shard, parse_shard, share
from pytest_icplicense.workspace import Expanded, Workspace

_WORKSPACE = pytest.StashKey[Workspace]()
_OTHERS = pytest.StashKey[frozenset[Path]]()
_MARKS = {level: getattr(pytest.mark, f"icp_{level}") for level in LEVELS}


def workspace_of(config: pytest.Config) -> Workspace:
    """The run's workspace, made when it is first asked for.

    Raises:
        BadSetting: `[tool.icplicense]` cannot be used.
    """
    if _WORKSPACE not in config.stash:
        found = settings.load(config.rootpath)
        option = config.option
        here = config.invocation_params.dir
        changes: dict[str, Any] = {
            "licenses": (*found.licenses, *((here / path).resolve() for path in option.icp_license)),
            "policies": (*found.policies, *((here / path).resolve() for path in option.icp_policies)),
        }
        if option.icp_as_of is not None:
            changes["as_of"] = settings.parse_as_of(option.icp_as_of)
        if option.icp_lang:
            changes["lang"] = option.icp_lang
        if option.icp_warn_days is not None:
            changes["warn_days"] = option.icp_warn_days
        config.stash[_WORKSPACE] = Workspace(replace(found, **changes), config.rootpath)
    return config.stash[_WORKSPACE]


def shard_of(config: pytest.Config) -> Shard | None:
    """The shard that the run is asked for."""
    return parse_shard(config.option.icp_shard) if config.option.icp_shard else None


def others(config: pytest.Config) -> frozenset[Path]:
    """The manifests that other shards judge."""
    if (shard := shard_of(config)) is None:
        return frozenset()
    if _OTHERS not in config.stash:
        workspace = workspace_of(config)
        found = manifests_in(paths_of(config), workspace)
        config.stash[_OTHERS] = frozenset(found) - set(share(found, shard, workspace.repository.root))
    return config.stash[_OTHERS]


def left_to_others(config: pytest.Config) -> bool:
    """Whether there are manifests, and other shards judge all of them."""
    try:
        return set(manifests_in(paths_of(config), workspace_of(config))) == others(config) != frozenset()
    except BadSetting:
        return False


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
        checks = workspace.library.check_ids() if expanded.problems else ()
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


class ArtifactWarning(pytest.PytestWarning):
    """The repository shows something that fails nothing but must be known."""


class WarningItem(pytest.Item):
    """A file that could not be looked into, or a faint sign: skipped, since nothing is judged, with a warning."""

    def __init__(self, *, problem: Problem, lang: str, **options: Any) -> None:
        super().__init__(**options)
        self.problem = problem
        self.lang = lang

    def setup(self) -> None:
        """Say it, and skip."""
        line = self.problem.to(self.lang)
        with suppress(ArtifactWarning):  # under `-W error` too it is no failure
            self.warn(ArtifactWarning(line))
        raise pytest.skip.Exception(line, _use_item_location=True)

    def runtest(self) -> None:
        """Never reached."""

    def reportinfo(self) -> tuple[Path, int, str]:
        """The manifest, whose service the file belongs to."""
        return self.path, 0, self.name


class DeadlineWarning(pytest.PytestWarning):
    """Something falls due in the next days."""


class WaiverWarning(pytest.PytestWarning):
    """A waiver is not needed, matches nothing, ends soon or has ended."""


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


class WaiverItem(pytest.Item):
    """One waiver: passes with a warning where there is something to say of it, fails then under strict waivers."""

    def __init__(self, *, review: Review, **options: Any) -> None:
        super().__init__(**options)
        self.review = review

    def runtest(self) -> None:
        """Say it."""
        lang = workspace_of(self.config).settings.lang
        line = f"{self.review.waiver.place}: {self.review.message.to(lang)}"
        if self.review.state == "active":
            return
        if self.config.option.icp_strict_waivers and self.review.state != "ahead":
            pytest.fail(line, pytrace=False)
        self.warn(WaiverWarning(line))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the waiver."""
        waiver = self.review.waiver
        return self.path, waiver.document.position(waiver.pointer)[0] - 1, self.name


class ProblemItem(pytest.Item):
    """Something that cannot be judged: always an error, with its one line.

    It answers to every clause and level, so that `-k SP-02` or `-m icp_critical` cannot leave it out: nobody knows
    which of them the document would have failed.
    """

    def __init__(
        self, *, problem: Problem, lang: str, answers_to: Iterable[str] = (), **options: Any
    ) -> None:
        super().__init__(**options)
        self.extra_keyword_matches.update(answers_to)
        for mark in _MARKS.values():
            self.add_marker(mark)
        self.problem = problem
        self.lang = lang
        self.user_properties += [
            ("icp", "setup"),
            ("file", problem.path),
            ("line", problem.line),
            ("verdict", Outcome.ERROR.value),
        ]

    def setup(self) -> None:
        """Report the error; in the setup, so that pytest counts it as one."""
        if (ran := self.config.stash.get(RAN, None)) is not None:
            ran.told(self.path, self.problem)
        pytest.fail(self.problem.to(self.lang), pytrace=False)

    def runtest(self) -> None:
        """Never reached."""

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the problem."""
        return self.path, self.problem.line - 1, self.name


class CaseItem(pytest.Item):
    """One case: check × subject."""

    def __init__(self, *, case: Case, settings: Settings, **options: Any) -> None:
        super().__init__(**options)
        self.case = case
        self.settings = settings
        self.add_marker(_MARKS[case.check.level])

    def setup(self) -> None:
        """Judge. What is not applicable is skipped, and what cannot be judged is an error, before the test proper."""
        as_of, lang = self.settings.as_of, self.settings.lang
        with self.case.manifest.repository.noting() as used:
            verdict = self.verdict = decide(self.case, as_of)
        if (ran := self.config.stash.get(RAN, None)) is not None:
            ran.judged(self.path, record(verdict), used)
        self.result = record(verdict, located=True)
        done = verdict.outcome in (Outcome.NOT_APPLICABLE, Outcome.ERROR)
        self.user_properties.append(("icp", "setup" if done else "call"))
        self.user_properties += facts(self.result, as_of, lang).items()
        if done:
            enforce(verdict, lang)

    def runtest(self) -> None:
        """Fail where the verdict is failed; warn where something falls due soon."""
        enforce(self.verdict, self.settings.lang)
        if coming := text.due_soon(self.result, self.settings.as_of, self.settings.warn_days):
            with suppress(DeadlineWarning):  # under `-W error` too a deadline that lies ahead is no failure
                self.warn(DeadlineWarning(coming.to(self.settings.lang)))

    def reportinfo(self) -> tuple[Path, int, str]:
        """The place of the subject in the manifest."""
        return self.path, self.case.manifest.document.position(self.case.pointer)[0] - 1, self.name


def enforce(verdict: Verdict, lang: str) -> None:
    """Say the verdict in pytest's way: fail, skip, or nothing; never with a traceback."""
    if verdict.outcome in (Outcome.FAILED, Outcome.ERROR):
        pytest.fail(text.explanation(record(verdict), verdict, lang), pytrace=False)
    if verdict.outcome is Outcome.WAIVED:
        pytest.xfail(verdict.reason.to(lang) if verdict.reason else "")
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        # The keyword is pytest's own and not documented; without it the summary would name this line, not the manifest's.
        raise pytest.skip.Exception(
            verdict.reason.to(lang) if verdict.reason else "", _use_item_location=True
        )


@dataclass(frozen=True)
class LicenseCase:
    """What `icp_case` is: one case of the manifest, for a test of the user's own."""

    case: Case
    as_of: date
    lang: str

    @property
    def id(self) -> str:
        """`SP-02.2/feature-inside-license[ads-console:help-search]`."""
        return self.case.id

    @property
    def manifest(self) -> Manifest:
        """The manifest that the case is of."""
        return self.case.manifest

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict; judged when first asked."""
        return decide(self.case, self.as_of)

    def check(self) -> None:
        """Fail the test with the finding, the clause and the remedy; skip it where the case is not applicable."""
        __tracebackhide__ = True
        enforce(self.verdict, self.lang)


@dataclass(frozen=True)
class UnjudgedCase:
    """What `icp_case` is where there is no case to judge: its check always fails, with the reason."""

    id: str
    reason: str

    def check(self) -> NoReturn:
        """Fail the test."""
        __tracebackhide__ = True
        pytest.fail(self.reason, pytrace=False)

    @property
    def manifest(self) -> NoReturn:
        """Fail the test: there is no manifest."""
        self.check()

    verdict = manifest


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Give `icp_case` its cases."""
    parameters = [
        pytest.param(
            case, id=case.id, marks=[_MARKS[case.case.check.level]] if isinstance(case, LicenseCase) else []
        )
        for case in _cases(metafunc.definition)
    ]
    metafunc.parametrize("icp_case", parameters)


def _cases(node: pytest.Item) -> Iterator[LicenseCase | UnjudgedCase]:
    marker = _marker(node)
    wanted = marker.get("provision")
    try:
        workspace = workspace_of(node.config)
        files = _manifests(node)
    except (BadSetting, NoManifest) as error:
        yield UnjudgedCase("configuration", str(error))
        return
    chosen = workspace.settings
    found = False
    for file in files:
        expanded = workspace.expand(file)
        for problem in expanded.problems:
            found = True
            yield UnjudgedCase(
                f"document[{problem.path}:{problem.line}:{problem.column}]",
                problem.to(chosen.lang),
            )
        for case in expanded.cases:
            clause = case.check.clause
            if wanted is None or wanted in (clause.id, clause.provision.id, case.check.id):
                found = True
                yield LicenseCase(case, chosen.as_of, chosen.lang)
    if not found:
        yield UnjudgedCase("configuration", workspace.no_case(wanted, files).to(chosen.lang))


def _marker(node: pytest.Item) -> Mapping[str, str]:
    marker = node.get_closest_marker("icp")
    if marker is None:
        return {}
    several = len([own for own in node.own_markers if own.name == "icp"]) > 1
    wrong = marker.args or set(marker.kwargs) - {"manifest", "provision"}
    if several or wrong or not all(isinstance(value, str) for value in marker.kwargs.values()):
        raise pytest.Collector.CollectError(
            f"{node.nodeid}: use one @pytest.mark.icp(manifest=…, provision=…), with texts"
        )
    return marker.kwargs


def _manifests(node: pytest.Item) -> list[Path]:
    """The manifest that the marker names, relative to the test's file; else those nearest above the test."""
    folder = node.path.parent
    named = _marker(node).get("manifest")
    return [folder / named] if named is not None else nearest_manifests(folder, node.config.rootpath)


def manifest_of(request: pytest.FixtureRequest) -> Manifest:
    """The manifest that `icp_manifest` stands for; a service's, where a file has an operator's too."""
    if "icp_case" in request.fixturenames:
        case: LicenseCase = request.getfixturevalue("icp_case")
        return case.manifest
    try:
        workspace = workspace_of(request.config)
        expanded = [workspace.expand(file) for file in _manifests(request.node)]
    except (BadSetting, NoManifest) as error:
        pytest.fail(str(error), pytrace=False)
    return _only(expanded, workspace)


def _only(expanded: list[Expanded], workspace: Workspace) -> Manifest:
    lang = workspace.settings.lang
    if problems := [problem for each in expanded for problem in each.problems]:
        pytest.fail("\n".join(problem.to(lang) for problem in problems), pytrace=False)
    manifests = [manifest for each in expanded for manifest in each.manifests]
    chosen = [manifest for manifest in manifests if manifest.kind == SERVICE] or manifests
    if len(chosen) != 1:
        names = ", ".join(manifest.document.path for manifest in chosen)
        pytest.fail(
            f"several manifests ({names}); choose one with @pytest.mark.icp(manifest=…)", pytrace=False
        )
    return chosen[0]


def paths_of(config: pytest.Config) -> list[Path]:
    """The files and folders that the run was asked for, or that `testpaths` names."""
    here = config.invocation_params.dir
    paths = (Path(os.path.abspath(here / argument.partition("::")[0])) for argument in config.args)
    return [path for path in paths if os.path.lexists(path)]


def write_reports(config: pytest.Config, ran: Ran, targets: Sequence[Target]) -> tuple[list[str], bool]:
    """Write the reports; the lines that tell of them, and whether one could not be written."""
    try:
        workspace = workspace_of(config)
    except BadSetting as error:
        return [f"--icp-report: {error.problem.to('en')}"], True
    return ran.write(workspace, paths_of(config), targets, shard_of(config))


def write_summary(
    terminal: pytest.TerminalReporter, config: pytest.Config, summarized: list[dict[str, object]]
) -> None:
    """Write the block at the end of the run."""
    try:
        chosen = workspace_of(config).settings
    except BadSetting:
        return
    title, *lines = block(total_of(summarized), chosen.as_of, chosen.lang)
    terminal.section(title, sep="-")
    for line in lines:
        terminal.line(line)
