"""The lines of documents that cannot be used, around what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.documents.document import MAX_BYTES
from pytest_icplicense.engine.results import excerpt_around
from pytest_icplicense.exports.row import NoTable
from pytest_icplicense.files import Files, read_plain
from pytest_icplicense.model.result import Excerpt

_FEW = 5
"""Faults that are told with the lines around them, so that many of them stay a list."""


def excerpts(problems: Collection[Problem], files: Files, base: Path) -> Mapping[Place, Excerpt]:
    """By place; none where there are many, of what is about a whole document, and of what cannot be read."""
    found: dict[Place, Excerpt] = {}
    if len(problems) > _FEW:
        return found
    for place in (each.place for each in problems if each.pointer != "" and each.place[1:] != (1, 1)):
        try:
            lines = _lines(place.path, read_plain(files, base / place.path, MAX_BYTES) or b"")
        except (OSError, ValueError, NoTable):
            continue
        if place.line <= len(lines):
            found[place] = excerpt_around(lines, place.line)
    return found


def _lines(name: str, content: bytes) -> list[str]:
    """A document is UTF-8, and shows where it is not; an export has encodings of its own, and a spreadsheet no lines."""
    if name.endswith((".yaml", ".yml")):
        return content.decode("utf-8-sig", "replace").splitlines()
    from pytest_icplicense.exports.tables import decoded

    return decoded(content).splitlines()
