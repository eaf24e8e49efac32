"""A License document in the making: its values, the line of each, and what is not certain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.text import Text


@dataclass(slots=True, eq=False, repr=False)
class Draft:
    """A License document in the making."""

    tree: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """The line that each value came from, by its JSON Pointer."""
    doubts: list[Doubt] = field(default_factory=list)

    def put(self, name: str, value: Any, line: int) -> None:
        """Write down a value and its line."""
        self.tree[name] = value
        self.lines[f"/{name}"] = line

    def drop(self, name: str) -> None:
        """Take a value out again, of which there is a doubt already; a list that a license may have empty is left so."""
        if name == "subsidiaries":
            self.tree[name] = []
        else:
            self.tree.pop(name, None)
        for pointer in [each for each in self.lines if each == f"/{name}" or each.startswith(f"/{name}/")]:
            del self.lines[pointer]

    def doubt(self, line: int | None, messages: Iterable[Text], *, missing: bool = False) -> None:
        """Write down what is not certain."""
        self.doubts += [Doubt(line, message, missing) for message in messages]

    def missing(self, label: str, line: int | None = None) -> None:
        """Write down that something is not there."""
        self.doubt(
            line,
            [Text(f"'{label}' is not there, or could not be read", f"未找到或无法读取“{label}”")],
            missing=True,
        )
