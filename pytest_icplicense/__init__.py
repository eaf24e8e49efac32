"""Tests that a service stays inside its Chinese telecom license (增值电信业务经营许可证).

Importing this package imports nothing else: the pytest plugin is loaded in every pytest run, used or not.
"""

__version__ = "0.1.0"


WAIVERS = ("icp-waivers.yaml", "icp-waivers.yml")
"""The names of waiver files."""


def is_manifest(name: str) -> bool:
    """Whether a file of this name is a manifest: `icp.yaml` or `*.icp.yaml`; `.yml` and capitals are no way out."""
    name = name.lower()
    return name in ("icp.yaml", "icp.yml") or name.endswith((".icp.yaml", ".icp.yml"))
