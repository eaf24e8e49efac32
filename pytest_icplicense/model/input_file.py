"""A file that a run rests on, with the digest of its bytes as they were read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Input:
    """A file that a run read."""

    path: str
    """As messages show it."""
    sha256: str | None
    """Of its bytes as they were read; None where they could not be."""
