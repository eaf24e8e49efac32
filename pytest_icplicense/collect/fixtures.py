"""The cases that a user's own tests are parametrized over, and the manifest that a test is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import pytest

from pytest_icplicense.collect.items import MARKS, enforce
from pytest_icplicense.collect.session_workspace import names_of, workspace_of
from pytest_icplicense.engine import decide
from pytest_icplicense.files.discovery import NoManifest, nearest_manifests
from pytest_icplicense.library.settings import BadSetting, Settings
from pytest_icplicense.model.case import Case, Verdict
from pytest_icplicense.model.manifest import SERVICE, Manifest
from pytest_icplicense.model.provision import BY_TESTS
from pytest_icplicense.text import Text, near
from pytest_icplicense.workspace.binding import Bound
from pytest_icplicense.workspace.workspace import Workspace


@dataclass(frozen=True)
class LicenseCase:
    """What `icp_case` is: one case of the manifest, for a test of the user's own."""

    case: Case
    settings: Settings

    def __repr__(self) -> str:
        """Short, since reports print the parameters of tests."""
        return f"<LicenseCase {self.id}>"

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
        return decide(self.case, self.settings.as_of, strict_open=self.settings.strict_open)

    def check(self) -> None:
        """Fail the test with the finding, the clause and the remedy; skip it where the case is not applicable."""
        __tracebackhide__ = True
        enforce(self.verdict, self.settings.lang)


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
            case, id=case.id, marks=[MARKS[case.case.check.level]] if isinstance(case, LicenseCase) else []
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
    for bound in _bound(node, workspace, files):
        for problem in bound.problems:
            found = True
            yield UnjudgedCase(
                f"document[{problem.path}:{problem.line}:{problem.column}]",
                problem.to(chosen.lang),
            )
        for case in workspace.cases(bound):
            clause = case.check.clause
            if case.check.name == BY_TESTS:
                continue  # whose verdict is known at the end of the run only, and is told there
            if wanted is None or wanted in (clause.id, clause.provision.id, case.check.id):
                found = True
                yield LicenseCase(case, chosen)
    if not found:
        yield UnjudgedCase("configuration", _no_case(workspace, wanted, files).to(chosen.lang))


def _bound(node: pytest.Item, workspace: Workspace, files: list[Path]) -> list[Bound]:
    """The manifests, which may have been collected before: each has its name then."""
    return list(workspace.bind_files(files, names_of(node.config)))


def _no_case(workspace: Workspace, wanted: str | None, files: list[Path]) -> Text:
    """Why there is no case of the provision, clause or check `wanted` in these files."""
    known = [
        name
        for provision in workspace.library.provisions
        for name in (provision.id, *(clause.id for clause in provision.clauses))
    ]
    shown = ", ".join(workspace.show(file) for file in files)
    if wanted is None or wanted in known:
        what = Text(wanted, wanted) if wanted else Text("any provision", "任何规定")
        return Text(f"{shown} has no case of {what.en}", f"{shown} 中没有{what.zh}的用例")
    hint = near(wanted, known)
    return Text(f"no provision or clause '{wanted}'{hint.en}", f"没有编号为“{wanted}”的规定或条款{hint.zh}")


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
        found = _bound(request.node, workspace, _manifests(request.node))
    except (BadSetting, NoManifest) as error:
        pytest.fail(str(error), pytrace=False)
    return _only(found, workspace)


def _only(found: list[Bound], workspace: Workspace) -> Manifest:
    lang = workspace.settings.lang
    if problems := [problem for each in found for problem in each.problems]:
        pytest.fail("\n".join(problem.to(lang) for problem in problems), pytrace=False)
    manifests = [manifest for each in found for manifest in each.manifests]
    chosen = [manifest for manifest in manifests if manifest.kind == SERVICE] or manifests
    if len(chosen) != 1:
        names = ", ".join(manifest.document.path for manifest in chosen)
        pytest.fail(
            f"several manifests ({names}); choose one with @pytest.mark.icp(manifest=…)", pytrace=False
        )
    return chosen[0]
