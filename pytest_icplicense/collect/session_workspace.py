"""The workspace of a run of pytest, and which manifests it is about."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from pytest_icplicense.collect.arguments import paths_of
from pytest_icplicense.collect.stash import GATE, LINES
from pytest_icplicense.files import DISK, exists
from pytest_icplicense.files.git import NoCommit
from pytest_icplicense.library import settings
from pytest_icplicense.library.settings import BadSetting
from pytest_icplicense.runs.pytest_results import manifests_in
from pytest_icplicense.runs.sharding import Shard, parse_shard, share
from pytest_icplicense.text import Text, spoken
from pytest_icplicense.workspace.manifest_names import Names
from pytest_icplicense.workspace.workspace import Workspace

if TYPE_CHECKING:
    from pytest_icplicense.compare.gate import Gate

_WORKSPACE = pytest.StashKey[Workspace]()
_NAMES = pytest.StashKey[Names]()
_OTHERS = pytest.StashKey[frozenset[Path]]()
_GATE = pytest.StashKey["Gate | None"]()


def workspace_of(config: pytest.Config) -> Workspace:
    """The run's workspace, made when it is first asked for.

    Raises:
        BadSetting: `[tool.icplicense]` cannot be used.
    """
    if _WORKSPACE not in config.stash:
        option = config.option
        gate = gate_of(config)
        files = gate.commit if gate else DISK
        found = settings.load(config.rootpath, files)
        here = config.invocation_params.dir
        changes: dict[str, Any] = {
            "licenses": (*found.licenses, *(files.resolve(here / path) for path in option.icp_license)),
            "policies": (*found.policies, *(files.resolve(here / path) for path in option.icp_policies)),
        }
        if option.icp_as_of is not None:
            changes["as_of"] = settings.parse_as_of(option.icp_as_of)
        if option.icp_lang:
            changes["lang"] = option.icp_lang
        if option.icp_warn_days is not None:
            changes["warn_days"] = option.icp_warn_days
        if option.icp_role:
            changes["roles"] = tuple(option.icp_role)
        if option.icp_strict_open:
            changes["strict_open"] = True
        chosen = replace(found, **changes)
        try:
            workspace = (
                gate.workspace(chosen, config.rootpath) if gate else Workspace(chosen, config.rootpath)
            )
        except NoCommit as error:
            refuse(config, error.reason)
        if option.icp_evidence or option.icp_render:
            from pytest_icplicense.collect.pages import with_pages

            workspace = with_pages(config, workspace)
        config.stash[_WORKSPACE] = workspace
        if gate and not hasattr(config, "workerinput"):
            paths = [path for path in paths_of(config) if exists(DISK, path)]
            differences = config.stash[GATE] = gate.differences(workspace, config.rootpath, paths)
            lines = differences.lines(workspace.settings.lang)
            config.stash[LINES] = [*config.stash.get(LINES, ()), *lines]
    return config.stash[_WORKSPACE]


def gate_of(config: pytest.Config) -> Gate | None:
    """The gate that the run is asked for; one that cannot be used ends the run."""
    if _GATE not in config.stash:
        config.stash[_GATE] = None
        if config.option.icp_gate is not None:
            from pytest_icplicense.compare.gate import Gate

            try:
                gate = Gate.at(config.option.icp_gate, config.rootpath, config.invocation_params.dir)
                config.stash[_GATE] = gate
                config.add_cleanup(gate.close)  # also in a worker, and where the run is ended
            except NoCommit as error:
                refuse(config, error.reason)
            except BadSetting as error:
                refuse(config, Text(error.problem.to("en"), error.problem.to("zh")))
    return config.stash[_GATE]


def refuse(config: pytest.Config, reason: Text) -> NoReturn:
    """End a run that cannot be held to its gate."""
    pytest.exit(f"--icp-gate: {reason.to(config.option.icp_lang or spoken())}", returncode=2)


def names_of(config: pytest.Config) -> Names:
    """The names of the manifests that were collected, the first in the order of collection having one."""
    return config.stash.setdefault(_NAMES, Names())


def shard_of(config: pytest.Config) -> Shard | None:
    """The shard that the run is asked for."""
    return parse_shard(config.option.icp_shard) if config.option.icp_shard else None


def asked(config: pytest.Config) -> list[Path]:
    """The manifests that the run was asked for, whichever shard judges them."""
    return manifests_in(paths_of(config), workspace_of(config))


def others(config: pytest.Config) -> frozenset[Path]:
    """The manifests that other shards judge."""
    if (shard := shard_of(config)) is None:
        return frozenset()
    if _OTHERS not in config.stash:
        found = asked(config)
        root = workspace_of(config).snapshot.repository.root
        config.stash[_OTHERS] = frozenset(found) - set(share(found, shard, root))
    return config.stash[_OTHERS]


def left_to_others(config: pytest.Config) -> bool:
    """Whether there are manifests, and other shards judge all of them."""
    try:
        return set(asked(config)) == others(config) != frozenset()
    except BadSetting:
        return False
