"""An earlier run as its report told of it, in the few values that are followed over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRun:
    """A run."""

    as_of: date
    name: str
    """Of the file that tells of it."""
    complete: bool
    """Whether every case of its manifests was judged."""
    problems: int
    """Causes of failures, and documents that cannot be used."""
    critical: int
    """Of those."""
    cases: Mapping[str, int]
    """How many cases came out how."""
    failing: frozenset[str]
    """The ids of the cases that failed."""
    open: int
    """Cases that no evidence settles."""
    proof: Mapping[str, int]
    """How many clauses rest on what."""
    due: tuple[tuple[date, str], ...]
    """The next days on which something falls due, each with the case."""
    soon: int
    """How many of those are within the days that the run warned of."""

    @property
    def deadlines(self) -> Iterator[tuple[date, str]]:
        """Those of `due` until which something could still be met; of what failed, they are the next period's."""
        return ((day, case) for day, case in self.due if case not in self.failing)
