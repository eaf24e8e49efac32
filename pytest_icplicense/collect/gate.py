"""`--icp-gate` in pytest: what the change itself tells pytest leaves no manifest out."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pytest_icplicense.collect.arguments import paths_of
from pytest_icplicense.collect.neighbours import leaves_out_what_passed, selects_items
from pytest_icplicense.collect.session_workspace import gate_of, others, refuse, workspace_of
from pytest_icplicense.collect.stash import GATE, LINES, RESULTS
from pytest_icplicense.compare.pytest_settings import TABLES, settings_at, settings_in, shown
from pytest_icplicense.files import DISK, exists
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.text import Text, plain, spoken

if TYPE_CHECKING:
    from pytest_icplicense.compare.gate import Gate
    from pytest_icplicense.runs.pytest_results import NotInOrder
    from pytest_icplicense.workspace.workspace import Workspace

_HARMLESS = re.compile(r"-[qvslx]+|-r\w+|--(tb|color|durations|cov|strict|junit|showlocals|capture)\b.*")
"""Options that leave nothing out and judge nothing otherwise."""


def refuse_other_options(config: pytest.Config) -> None:
    """End a run whose options come from the change: what it is judged by, or what it leaves out."""
    if config.option.no_icp:
        refuse(config, Text("--no-icp leaves nothing to judge", "--no-icp 使清单均不判定"))
    gate = gate_of(config)
    if gate is None or any("addopts=" in str(word) for word in config.invocation_params.args):
        return  # without a gate, or with `-o addopts=`, by which the command line says what counts instead
    now, then = _settings(config, gate)
    before, after = (Counter(each.get("addopts", ())) for each in (then, now))
    if other := sorted(word for word in (after - before) + (before - after) if not _HARMLESS.fullmatch(word)):
        words = plain(shown(other))
        refuse(
            config,
            Text(
                f"addopts of the working tree are not those of {gate.reference}: {words}; give options on the command"
                " line",
                f"工作区的 addopts 与 {gate.reference} 处不同：{words}；请在命令行中给出选项",
            ),
        )


def _settings(
    config: pytest.Config, gate: Gate
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """What holds in this run, and what would hold in the reference's."""
    root, file = gate.commit.root, config.inipath
    now = (settings_in(DISK, file) or {}) if file else {}
    folder = DISK.resolve(file.parent if file else config.rootpath)
    if file and file.name not in TABLES:  # which the command line names
        return now, settings_in(gate.commit, folder / file.name) or {}
    return now, settings_at(gate.commit, folder, root)


def fail_what_is_left_out(session: pytest.Session) -> None:
    """Say what differs, and fail a run that is in order where manifests of its paths vanished, or were not even met."""
    config = session.config
    gate = gate_of(config)
    if gate is None or hasattr(config, "workerinput") or session.exitstatus == pytest.ExitCode.USAGE_ERROR:
        return
    try:
        workspace = workspace_of(config)
        elsewhere = others(config)
    except BadSetting as error:
        _fail(session, error.problem.to(config.option.icp_lang or spoken()))
        return
    if GATE in config.stash and config.stash[GATE].vanished:
        _fail(session)
    results = config.stash[RESULTS].not_in_order() if RESULTS in config.stash else None
    if results and session.exitstatus == pytest.ExitCode.OK and _fails(results, workspace):
        _fail(session, _TURNED.to(workspace.settings.lang))
    met = set(results.paths) if results else set()
    if results and not selects_items(config):
        met -= results.unfinished
    if leaves_out_what_passed(config) or session.shouldstop or session.shouldfail:
        return
    paths = [path for path in _paths(config, gate) if exists(DISK, path)]
    wanted = dict.fromkeys((*gate.left_out(workspace, paths), *gate.manifests(workspace, paths, DISK)))
    names = [workspace.show(file) for file in wanted if file not in elsewhere]
    if left := [name for name in names if name not in met]:
        line = Text(f"--icp-gate: not judged: {', '.join(left)}", f"--icp-gate：未判定：{'、'.join(left)}")
        _fail(session, line.to(workspace.settings.lang))


_TURNED = Text(
    "--icp-gate: what fails above was told to pytest as passed: look at conftest.py and plugins",
    "--icp-gate：上述不合规项在 pytest 中被改为通过：请检查 conftest.py 和插件",
)


def _fails(results: NotInOrder, workspace: Workspace) -> bool:
    roles, failed = workspace.settings.roles, (Outcome.FAILED, Outcome.ERROR)
    return bool(results.problems) or any(
        each.outcome in failed and each.criterion.is_enforced_for(roles) for each in results.results
    )


def _fail(session: pytest.Session, *lines: str) -> None:
    session.config.stash[LINES] = [*session.config.stash.get(LINES, ()), *lines]
    if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _paths(config: pytest.Config, gate: Gate) -> list[Path]:
    """What the run is about: what the command names, or else what the reference's `testpaths` does."""
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        return paths_of(config)
    now, then = (each.get("testpaths", ()) for each in _settings(config, gate))
    return paths_of(config) if now == then else [config.rootpath]
