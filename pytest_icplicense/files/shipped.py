"""Where the data stands that ships with the package, and what is in it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parent.parent


@cache
def shipped(name: str = "policies") -> Path:
    """The folder `policies` or `example_project`: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def shipped_data(*path: str) -> Any:
    """What is in a YAML file of the folder `policies` that is no policy: bounds, lists, signs."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(shipped().joinpath(*path).read_bytes(), loader)  # nosec B506: a safe loader
