"""Parts of a tree that may be of any shape: whatever is no mapping, list or text where one belongs is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def mapping(value: Any, *keys: str) -> Mapping[str, Any]:
    """The mapping below these keys; an empty one where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def texts(value: Any) -> Iterator[str]:
    """The texts of a list."""
    return (each for each in value if isinstance(each, str)) if isinstance(value, list) else iter(())


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """The mappings of a list."""
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else iter(())
