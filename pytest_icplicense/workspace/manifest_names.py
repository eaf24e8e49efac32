"""Names of manifests: case ids contain them, so each is one manifest's alone, the first's in the order of files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.documents import Document, Problem
from pytest_icplicense.model.manifest import OPERATOR
from pytest_icplicense.text import Text


class Name(NamedTuple):
    """The name that a manifest claims, and where the manifest stands."""

    kind: str
    name: str
    file: Path
    """With all links followed."""
    document: int
    """Which of the file's documents it is."""


class Names:
    """The names that manifests have, in the order in which they were asked about."""

    def __init__(self) -> None:
        self._holders: dict[tuple[str, str], Name] = {}

    def resolve(self, claims: Iterable[Name]) -> dict[int, Path]:
        """Give each of a file's claims its name, where it is free; the others, by document, with the file that has it."""
        refused: dict[int, Path] = {}
        for claim in claims:
            holder = self._holders.setdefault((claim.kind, claim.name), claim)
            if holder != claim:
                refused[claim.document] = holder.file
        return refused


def name_taken(document: Document, holder: str) -> Problem:
    """That another manifest, in the file that is shown as `holder`, has the document's name."""
    name = document.tree["name"]
    if document.kind == OPERATOR:  # whose name is the company's, and no other will do
        remedy = Text(
            "keep one file for the company, and write its path under 'operator' of each of its services",
            "同一公司请只保留一份经营者清单，并在其每项服务的 operator 中填写该文件的路径",
        )
    else:
        remedy = Text("give each manifest its own", "请为每份清单单独命名")
    text = Text(
        f"the name '{name}' is already used by {holder}; {remedy.en}",
        f"名称“{name}”已被 {holder} 使用；{remedy.zh}",
    )
    return document.problem("/name", text)
