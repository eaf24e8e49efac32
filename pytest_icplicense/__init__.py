"""Tests that a service stays inside its Chinese telecom license (增值电信业务经营许可证).

Importing this package imports nothing else: the pytest plugin is loaded in every pytest run, used or not. The warnings,
which filters name (`ignore::pytest_icplicense.DeadlineWarning`), are looked up when they are asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""Importing `typing` for it would take a tenth of the time of `icplicense --version`."""
if TYPE_CHECKING:
    from typing import Any

    from pytest_icplicense.collect.warnings import (
        ArtifactWarning,
        DeadlineWarning,
        ProofWarning,
        WaiverWarning,
    )

__version__ = "0.2.0"
__all__ = ["ArtifactWarning", "DeadlineWarning", "ProofWarning", "WaiverWarning", "__version__"]


WAIVERS = ("icp-waivers.yaml", "icp-waivers.yml")
"""The names of waiver files."""


def is_manifest(name: str) -> bool:
    """Whether a file of this name is a manifest: `icp.yaml` or `*.icp.yaml`; `.yml` and capitals are no way out."""
    name = name.lower()
    return name in ("icp.yaml", "icp.yml") or name.endswith((".icp.yaml", ".icp.yml"))


def __getattr__(name: str) -> Any:
    if not name.endswith("Warning") or name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.collect.warnings"), name)
