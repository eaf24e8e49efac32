"""What the tests share: the shipped policies, and a copy of the example to change."""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
from processes import Processes

import pytest_icplicense
from pytest_icplicense import hookspecs
from pytest_icplicense import library as libraries
from pytest_icplicense.compare.judged_state import Judgement, judge_files
from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.observation import Key, Observations, Observed
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.documents import Source
from pytest_icplicense.files import DISK
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import Library, loader, settings
from pytest_icplicense.model.capability import Capability
from pytest_icplicense.model.non_answers import Statements
from pytest_icplicense.runs import judge_files as judging
from pytest_icplicense.runs.collect_report import collect_report
from pytest_icplicense.runs.report import Report, Wants
from pytest_icplicense.workspace.workspace import Workspace

gc.set_threshold(100_000, 50, 1_000)  # what tests judge is made by the ten thousand and has few circles

pytest_plugins = ["pytester"]

# Before a run inside a test imports one of them and takes it away again when it ends: there would be two of each class.
for module in pkgutil.walk_packages(pytest_icplicense.__path__, "pytest_icplicense."):
    with suppress(ImportError):  # what needs an extra that is not installed
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
for each in (
    "jsonschema",
    "concurrent.futures.process",
):  # which the package imports only where it needs them
    importlib.import_module(each)

# In the background of a shell; what tests start would inherit it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# Where Hypothesis has a profile of its own: the same examples each time, and no deadline.
if "CI" not in os.environ:
    # Machines are shared; speed is for benchmarks.
    hypothesis.settings.register_profile("steady", deadline=None)
    hypothesis.settings.load_profile("steady")

# readline, which pytest loads, sets them where `os.environ` does not show it.
for _of_a_terminal in ("COLUMNS", "LINES"):
    os.environ.pop(_of_a_terminal, None)
    os.unsetenv(_of_a_terminal)
os.environ["ICPLICENSE_NO_CACHE"] = "1"  # what one test sees is no other's, nor the user's
EXAMPLE = libraries.shipped("example_project")
_load, _read_all = libraries.load, loader.read_all


def _loaded(
    policies: Iterable[Path] = (), licenses: Iterable[Path] = (), *others: object, judging: bool = True
) -> Library:
    """As `libraries.load`; what is shipped, to which no package or option adds anything, is read once for all tests."""
    policies, licenses = tuple(policies), tuple(licenses)
    if policies or licenses or _added(tuple(sys.path)):
        return _sharing(_load(policies, licenses, *others, judging=judging))
    return _shipped(judging)


def _sharing(library: Library) -> Library:
    """The same, with what is shipped where it is as it is shipped: what is known of that by then is found again."""
    own, shipped = library.catalogue, _shipped(True).catalogue
    names = [name for name in ("capabilities", "facts") if getattr(own, name) == getattr(shipped, name)]
    if all(
        getattr(own.statements, each.name) == getattr(shipped.statements, each.name)
        for each in fields(Statements)
    ):
        names.append("statements")
    return replace(library, catalogue=replace(own, **{name: getattr(shipped, name) for name in names}))


@cache
def _shipped(judging: bool) -> Library:
    return _load(judging=judging)


@cache
def _added(path: tuple[str, ...]) -> bool:
    """Whether a package on this path adds anything."""
    return hookspecs.announced()


@cache
def _sources(files: tuple[Path, ...]) -> list[Source]:
    return _read_all(libraries.shipped(), files, Path.as_posix)


def _read(folder: Path, files: Sequence[Path], show: Callable[[Path], str]) -> list[Source]:
    """As `read_all`; the shipped files, which no test changes, are parsed once, whatever is loaded beside them."""
    if folder != libraries.shipped():
        return _read_all(folder, files, show)
    return [
        source._replace(documents=tuple(replace(each, path=show(each.file)) for each in source.documents))
        for source in _sources(tuple(files))
    ]


_of = Observations.of


class _Empty(Observations):
    of = _of


@cache
def _seen_in_example(detectors: tuple[Detector, ...]) -> dict[Key, Observed]:
    capabilities = _shipped(True).catalogue.capabilities
    found = _Empty()
    survey(EXAMPLE, DISK, capabilities, detectors, observations=found)
    return found.of(capabilities, detectors)


def _known(
    self: Observations, capabilities: Mapping[str, Capability], detectors: Collection[Detector]
) -> dict[Key, Observed]:
    """As `Observations.of`; the example's files, of which most tests have a copy, are looked into once."""
    observed = _of(self, capabilities, detectors)
    if not observed and capabilities is _shipped(True).catalogue.capabilities:
        observed.update(_seen_in_example(tuple(detectors)))
    return observed


libraries.load, loader.read_all = _loaded, _read
Observations.of = _known  # type: ignore[method-assign]


def pytest_collection_finish() -> None:
    """What is imported and collected stays; nobody need look through it for garbage again and again."""
    gc.collect()
    gc.freeze()


EVERYTHING = Wants(policies=True, overview=True)


@dataclass(frozen=True)
class Project:
    """A copy of the example project that a test may change."""

    root: Path

    @property
    def service(self) -> Path:
        """The service's manifest."""
        return self.root / "ads-console.icp.yaml"

    @property
    def operator(self) -> Path:
        """The operator's manifest."""
        return self.root / "operator.icp.yaml"

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the one place where `old` stands."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def leave_tests_out(self) -> None:
        """Let no clause of the service be proven by tests, of which a check without results would tell."""
        text = self.service.read_text(encoding="utf-8")
        self.service.write_text(text.partition("\nproofs:\n")[0], encoding="utf-8")

    def add_feature(self, kind: str, identifier: str = "new") -> None:
        """Declare one more feature."""
        self.change(
            "ads-console.icp.yaml", "\nfeatures:\n", f"\nfeatures:\n  - id: {identifier}\n    kind: {kind}\n"
        )

    def judge(self, *paths: Path, as_of: str | None = None) -> Judgement:
        """Judge the project, or some of its files, and hold on to everything that the verdicts come from."""
        return judge_files(self.workspace(as_of), paths or tuple(find_manifests(self.root)))

    def report(self, *paths: Path, as_of: str | None = None, wants: Wants = EVERYTHING) -> Report:
        """The same as formats get it."""
        workspace = self.workspace(as_of)
        files = paths or tuple(find_manifests(self.root))
        return collect_report(workspace, judging.judge_files(workspace, files, wants=wants), wants)

    def workspace(self, as_of: str | None = None) -> Workspace:
        """The project as it is now."""
        chosen = settings.load(self.root)
        if as_of:
            chosen = settings.replace(chosen, as_of=date.fromisoformat(as_of))
        own = chosen.licenses or chosen.policies
        return Workspace(chosen, self.root, library=None if own else shipped_library())


@cache
def _example() -> tuple[tuple[Path, ...], dict[Path, bytes]]:
    """The folders and the files of the example, which no test changes."""
    found = [
        path.relative_to(EXAMPLE)
        for path in sorted(EXAMPLE.rglob("*"))
        if {"scenarios", "__pycache__", ".pytest_cache"}.isdisjoint(path.relative_to(EXAMPLE).parts)
    ]
    folders = tuple(path for path in found if (EXAMPLE / path).is_dir())
    return folders, {path: (EXAMPLE / path).read_bytes() for path in found if path not in folders}


def _copied(root: Path) -> Path:
    """Copy the example into a new folder."""
    folders, files = _example()
    for folder in (Path(), *folders):
        (root / folder).mkdir()
    for file, content in files.items():
        (root / file).write_bytes(content)
    return root


@pytest.fixture(scope="session")
def unchanged_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example project in which nobody writes; changes are laid over it."""
    return _copied(tmp_path_factory.mktemp("example") / "project")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A copy of the example project."""
    return Project(_copied(tmp_path / "project"))


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u2028\u202egnp.exe"
"""A name that would end an element, begin others, leave an attribute, and turn what follows."""


@pytest.fixture
def hostile_name() -> str:
    """What the hostile project has for names."""
    return HOSTILE


@pytest.fixture
def hostile_project(project: Project) -> Project:
    """The example, with a hostile name for the operator, the owner of an attestation and the approver of a waiver."""
    written = json.dumps(HOSTILE)  # which is YAML too
    project.change("operator.icp.yaml", "\nname: 北京巨量引擎网络技术有限公司", f"\nname: {written}")
    project.change(
        "operator.icp.yaml", "clause: SP-05.1, owner: 客户服务部", f"clause: SP-05.1, owner: {written}"
    )
    project.change(
        "ads-console.icp.yaml", 'amount: "99.00", currency: CNY,', 'amount: "199.00", currency: CNY,'
    )
    waiver = {
        "check": "SP-15.5.2",
        "subject": "*",
        "reason": HOSTILE,
        "approver": HOSTILE,
        "from": "2022-05-01",
        "expires": "2022-08-01",
    }
    (project.root / "icp-waivers.yaml").write_text(json.dumps([waiver]), encoding="utf-8")
    return project


def shipped_library() -> Library:
    """The shipped policies, read once."""
    loaded = _shipped(True)
    assert loaded.problems == ()
    return loaded


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped policies."""
    return shipped_library()


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    """Where commands run in processes of their own, which start in no time."""
    with TemporaryDirectory() as folder:  # whose path is short enough for a socket
        begun = Processes(Path(folder))
        yield begun
        begun.close()


@pytest.fixture
def own_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Git with an author, and without the configuration of whoever runs the tests."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Li Min")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "limin@example.com")


@pytest.fixture(autouse=True)
def _runs_start_quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of pytest inside a test leave out the plugin that takes a second to import, and the one that shuffles; ours
    is found as installed."""
    if "pytester" in request.fixturenames:
        request.getfixturevalue("pytester")  # which clears the variable first
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest -p no:randomly")


@pytest.fixture
def outcomes() -> Callable[[Judgement], dict[str, str]]:
    """Case id to verdict, for the cases that are neither passed nor not applicable."""

    def found(judgement: Judgement) -> dict[str, str]:
        quiet = ("passed", "not-applicable")
        return {
            verdict.case.id: verdict.outcome.value
            for verdict in judgement.verdicts
            if verdict.outcome.value not in quiet
        }

    return found
