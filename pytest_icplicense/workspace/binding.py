"""What binding a manifest file gives: its manifests with all that they refer to, what is wrong, and what was looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.model.manifest import SERVICE, Manifest
from pytest_icplicense.model.number import normal
from pytest_icplicense.workspace.manifest_names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One manifest file, bound. The same policies, files and facts always give the same."""

    file: Path
    manifests: tuple[Manifest, ...] = ()
    problems: tuple[Problem, ...] = ()
    claims: tuple[Name, ...] = ()
    """The names that its documents claim, whether they get them or not, and whatever else is wrong with them."""
    held: tuple[Name, ...] = ()
    """Those of them that were not refused."""
    used: tuple[Path, ...] = ()
    """The files that it refers to and that were located, and those in which the repository shows something of it."""
    reads: frozenset[Path] = frozenset()
    """Every path that was asked for, whether something is there or not: where none of them changes, nor does this."""

    @property
    def warnings(self) -> list[Problem]:
        """What the repository shows that keeps nothing from passing, but must be known."""
        return [warning for manifest in self.manifests for warning in manifest.warnings]

    @property
    def licenses(self) -> tuple[str, ...]:
        """The numbers of the licenses that its manifests run under."""
        return tuple(dict.fromkeys(held.number for each in self.manifests for held in each.licenses))


def license_numbers(tree: Any, kind: str) -> Iterator[tuple[str, str]]:
    """The pointer and the number of each license that a manifest names."""
    field = "license" if kind == SERVICE else "licenses"
    value = tree[field]
    if isinstance(value, str):
        yield f"/{field}", normal(value)
        return
    for index, number in enumerate(value):
        yield f"/{field}/{index}", normal(number)
