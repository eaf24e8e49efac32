"""Other plugins that choose what runs by what ran before, or tell of it: what they must know of our items."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from pytest_icplicense import WAIVERS, is_manifest
from pytest_icplicense.collect.arguments import runs
from pytest_icplicense.model.evidence import Evidence

_OURS = re.compile(r"\bicp_(?:case|evidence|license|manifest|page)\b")
_SEVERITIES = {"critical": "critical", "major": "normal", "minor": "minor"}
"""Allure's words for the levels."""


def run_always(config: pytest.Config) -> None:
    """Take our items, and the tests that ask for our fixtures, out of what pytest-testmon leaves out.

    It knows which Python code a test runs, and nothing of manifests, policies and evidence that change a verdict.
    """
    plugin = config.pluginmanager.get_plugin("TestmonSelect")
    files, tests = (getattr(plugin, f"deselected_{name}", None) for name in ("files", "tests"))
    if not (isinstance(files, list) and isinstance(tests, list)):
        return
    paths = dict.fromkeys((*files, *(test.partition("::")[0] for test in tests)))
    ours = {path for path in paths if _is_ours(config.rootpath / path)}
    files[:] = [file for file in files if file not in ours]
    tests[:] = [test for test in tests if test.partition("::")[0] not in ours]


def _is_ours(path: Path) -> bool:
    if is_manifest(path.name) or path.name in WAIVERS:
        return True
    try:
        return _OURS.search(path.read_text(encoding="utf-8", errors="replace")) is not None
    except OSError:
        return True


def leaves_out_what_passed(config: pytest.Config) -> bool:
    """Whether tests are left out of this run because of what an earlier one came to: `--lf`, where something failed."""
    return bool(
        getattr(config.option, "lf", False) and config.cache and config.cache.get("cache/lastfailed", {})
    )


def selects_items(config: pytest.Config) -> bool:
    """Whether the command line asks for some items of a file alone, itself or by a plugin, or for none to be run."""
    options = ("keyword", "markexpr", "deselect", "lf", "stepwise", "splits")
    asked = not runs(config) or any(getattr(config.option, name, None) for name in options)
    return (
        asked or config.pluginmanager.hasplugin("TestmonSelect") or any("::" in each for each in config.args)
    )


def settles_nothing(config: pytest.Config, proving: Iterable[Evidence]) -> bool:
    """Whether nobody knows what the tests of a claim come to, since the runner left out some by itself, or takes none."""
    if not config.pluginmanager.hasplugin("python"):
        return True
    outcomes = {each.outcome for each in proving}
    if not outcomes.isdisjoint(("failed", "error")):
        return False
    elsewhere = config.pluginmanager.hasplugin("TestmonSelect") or getattr(config.option, "splits", None)
    return bool(elsewhere and (not outcomes or "deselected" in outcomes)) or leaves_out_what_passed(config)


def tell_allure(
    config: pytest.Config, parameters: Iterable[tuple[str, str]], level: str | None = None
) -> None:
    """Give Allure what tells one item from the other, since it cuts names at the bracket, and how grave it is."""
    if not config.pluginmanager.hasplugin("allure_listener"):
        return
    from allure_commons import plugin_manager  # with allure-pytest, and only where it writes results

    for name, value in parameters:
        plugin_manager.hook.add_parameter(name=name, value=value, excluded=None, mode=None)
    if level is not None:
        plugin_manager.hook.add_label(label_type="severity", labels=(_SEVERITIES[level],))
