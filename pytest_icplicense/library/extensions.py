"""What code adds to a library, this package's and that of installed ones: rules, detectors, sources of facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pluggy

    from pytest_icplicense.detect.detector import Detector
    from pytest_icplicense.detect.facts.source import FactSource
    from pytest_icplicense.model.case import Rule

OWN = "pytest-icplicense"
"""Whose rules and detectors those of this package are."""


class Extensions:
    """Looked for when they are first asked for. Each of these raises `BadPlugin` where a package's cannot be used."""

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """The rules that a check may name."""
        from pytest_icplicense.hookspecs import added, once
        from pytest_icplicense.model.case import Rule
        from pytest_icplicense.rules import all_rules

        own = ((OWN, rule) for rule in all_rules())
        return {
            rule.name: rule for rule in once(chain(own, added(self._hooks.icplicense_rules, Rule)), "rule")
        }

    @cached_property
    def detectors(self) -> tuple[Detector, ...]:
        """What looks into the artifacts of a repository."""
        from pytest_icplicense.detect.detector import Detector
        from pytest_icplicense.detect.detectors import all_detectors
        from pytest_icplicense.hookspecs import added, once

        own = ((OWN, detector) for detector in all_detectors())
        return tuple(once(chain(own, added(self._hooks.icplicense_detectors, Detector)), "detector"))

    @cached_property
    def fact_sources(self) -> tuple[FactSource, ...]:
        """Who looks for facts in a repository."""
        from pytest_icplicense.hookspecs import added, once

        if not self._hooks.icplicense_facts.get_hookimpls():
            return ()
        from pytest_icplicense.detect.facts.source import FactSource

        return tuple(once(added(self._hooks.icplicense_facts, FactSource), "source of facts"))

    @cached_property
    def policies(self) -> tuple[Path, ...]:
        """The folders and files of policies that installed packages bring."""
        from pytest_icplicense.hookspecs import BadPlugin, added

        paths = tuple(added(self._hooks.icplicense_policies, Path))
        for package, path in paths:
            if not path.is_absolute():
                raise BadPlugin(f"{package}, icplicense_policies: '{path}' is no absolute path")
        return tuple(path for _, path in paths)

    @cached_property
    def _hooks(self) -> pluggy.HookRelay:
        from pytest_icplicense.hookspecs import plugins

        return plugins().hook
