"""The workspace of a run of pytest, and which manifests it is about."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pytest_icplicense import settings
from pytest_icplicense.reports.formats import named
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.runs.pytest_results import manifests_in
from pytest_icplicense.runs.report import Wants
from pytest_icplicense.runs.sharding import Shard, parse_shard, share
from pytest_icplicense.settings import BadSetting
from pytest_icplicense.workspace.names import Names
from pytest_icplicense.workspace.workspace import Workspace

_WORKSPACE = pytest.StashKey[Workspace]()
_NAMES = pytest.StashKey[Names]()
_OTHERS = pytest.StashKey[frozenset[Path]]()


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
        if option.icp_strict_open:
            changes["strict_open"] = True
        workspace = Workspace(replace(found, **changes), config.rootpath)
        if option.icp_evidence or option.icp_render:
            from pytest_icplicense.collect.pages import with_pages

            workspace = with_pages(config, workspace)
        config.stash[_WORKSPACE] = workspace
    return config.stash[_WORKSPACE]


def names_of(config: pytest.Config) -> Names:
    """The names of the manifests that were collected, the first in the order of collection having one."""
    return config.stash.setdefault(_NAMES, Names())


def wants_of(config: pytest.Config) -> Wants | None:
    """What the reports say that are asked for; None: none is."""
    wants: Wants | None = None
    for asked in config.option.icp_report:
        with suppress(NoReport):  # refused where targets are looked at
            own = named(asked.partition(":")[0]).wants
            wants = own if wants is None else wants | own
    return wants


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


def paths_of(config: pytest.Config) -> list[Path]:
    """The files and folders that the run was asked for, or that `testpaths` names."""
    here = config.invocation_params.dir
    paths = (Path(os.path.abspath(here / argument.partition("::")[0])) for argument in config.args)
    return [path for path in paths if os.path.lexists(path)]
