"""Where the folders lie that come with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def shipped(name: str = "policies") -> Path:
    """The folder `policies` or `example_project`: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
