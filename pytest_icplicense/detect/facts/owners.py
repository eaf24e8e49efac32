"""Whose the facts of a file are, and what manifests say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pytest_icplicense.detect.code_folders import Claim, below, folder_of
from pytest_icplicense.documents import Document, read
from pytest_icplicense.files import Files
from pytest_icplicense.model.facts import Explanation


def owners_of(path: str, claimed: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
    """The services that claim the nearest folder around a file; None: nobody does."""
    folder = folder_of(path)
    while folder and folder not in claimed:
        folder = folder_of(folder)
    return claimed.get(folder)


def names_of(root: Path, files: Files, owners: Iterable[str]) -> list[str]:
    """The names under which manifests declare these services."""
    found: set[str] = set()
    for owner in owners:
        path, _, index = owner.rpartition("#")
        for document in _documents(root, files, path):
            name = document.tree.get("name") if isinstance(document.tree, dict) else None
            if document.index == int(index) and isinstance(name, str):
                found.add(name)
    return sorted(found)


def explanations(root: Path, files: Files, claims: Mapping[str, Claim]) -> Iterator[Explanation]:
    """What the manifests say under `observed`. A path starts from the manifest's folder, or else from the root."""
    for path in (path for path, claim in claims.items() if claim.explains):
        for document in _documents(root, files, path):
            tree = document.tree if isinstance(document.tree, dict) else {}
            rows = tree.get("observed")
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, dict) and {"fact", "path", "is"} <= row.keys():
                    for place in dict.fromkeys((below(folder_of(path), row["path"]), str(row["path"]))):
                        yield Explanation(
                            fact=str(row["fact"]),
                            path=place,
                            value=str(row["value"]) if "value" in row else None,
                            stated=str(row["is"]),
                            manifest=str(tree.get("name")),
                            owner=None if document.kind == "Operator" else f"{path}#{document.index}",
                        )


def _documents(root: Path, files: Files, path: str) -> tuple[Document, ...]:
    return tuple(read(root / path, path, files).documents)
