"""What other packages may add, through pluggy: a package names its plugin under the entry point group `icplicense`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from pytest_icplicense.model.case import Rule

PROJECT = "icplicense"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def icplicense_rules() -> list[Rule]:  # type: ignore[empty-body]
    """Domain rules that a check may name; a name may be given once."""


def plugins() -> pluggy.PluginManager:
    """The hooks with this package's own rules and every installed package that adds some.

    Raises:
        Exception: whatever importing such a package raises.
    """
    from pytest_icplicense import rules

    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(sys.modules[__name__])
    manager.register(rules)
    if _announced():
        manager.load_setuptools_entrypoints(PROJECT)
    return manager


def _announced() -> bool:
    """Whether an installed package may name a plugin, seen in its files.

    `importlib.metadata`, which pluggy asks, takes longer to import than the rest of the start, and mostly to find
    nothing. It is left out only where everything that it would read has been looked at here.
    """
    own = ("BuiltinImporter", "FrozenImporter", "PathFinder")
    if any(
        hasattr(finder, "find_distributions") and getattr(finder, "__name__", "") not in own
        for finder in sys.meta_path
    ):
        return True
    for folder in sys.path:
        try:
            with os.scandir(folder or ".") as entries:
                names = [
                    each.name for each in entries if each.name.endswith((".dist-info", ".egg-info", ".egg"))
                ]
        except FileNotFoundError:
            continue
        except OSError:  # a zip file, or a folder that may not be read
            return True
        for name in names:
            if name.endswith(".egg"):
                return True
            try:
                with open(os.path.join(folder, name, "entry_points.txt"), "rb") as file:
                    if f"[{PROJECT}]".encode() in file.read():
                        return True
            except (FileNotFoundError, NotADirectoryError):
                continue
    return False
