"""What other packages may add, through pluggy: a package names its plugin under the entry point group `icplicense`."""

from __future__ import annotations

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
    import sys

    from pytest_icplicense import rules

    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(sys.modules[__name__])
    manager.register(rules)
    manager.load_setuptools_entrypoints(PROJECT)
    return manager
