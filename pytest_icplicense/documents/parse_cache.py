"""The trees of a folder's documents, shipped in the wheel or kept where Python keeps bytecode, so that no run parses them.

For folders that change with an installation only. A tree counts for the same bytes alone; it is JSON, so that reading it can
go wrong in one way only, and then the file is parsed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pytest_icplicense import __version__
from pytest_icplicense.documents.document import Document, Source, read

NAME = "documents.json"
_MADE_WITH = f"{__version__} 2"
"""Of what parses and of the form of what is kept."""

Trees = Mapping[str, Sequence[tuple[int, Any]]]
"""The index in its file and the tree of each document of a file, by the SHA-256 of the file's bytes."""


def read_all(folder: Path, files: Sequence[Path], show: Callable[[Path], str]) -> list[Source]:
    """The same as `read` of each of the files in `folder`."""
    shipped, kept = folder / NAME, _beside(folder)
    known = _trees(shipped) or _trees(kept)
    sources = [_known(file, show(file), known) or read(file, show(file)) for file in files]
    usable = [source for source in sources if source.sha256 and not source.problems]
    if not sys.dont_write_bytecode and any(source.sha256 not in known for source in usable):
        _keep(kept, written(usable))
    return sources


def written(sources: Sequence[Source]) -> str:
    """What is kept of files that were read without a problem, the same for the same files in any order."""
    trees = {source.sha256: [(each.index, each.tree) for each in source.documents] for source in sources}
    content = {"made_with": _MADE_WITH, "trees": trees}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _known(file: Path, shown: str, known: Trees) -> Source | None:
    if not known:
        return None
    try:
        data = file.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        trees = known[sha256]
    except (OSError, KeyError):
        return None
    text = data.decode("utf-8-sig")
    return Source(tuple(Document(file, shown, index, tree, text) for index, tree in trees), (), sha256)


def _beside(folder: Path) -> Path:
    """`__pycache__` in the folder, or where `PYTHONPYCACHEPREFIX` says."""
    if sys.pycache_prefix is None:
        return folder / "__pycache__" / NAME
    return Path(sys.pycache_prefix, *folder.resolve().parts[1:], NAME)


def _trees(file: Path) -> Trees:
    try:
        if not file.is_file():
            return {}
        kept = json.loads(file.read_bytes())
        trees: Trees = kept["trees"] if kept["made_with"] == _MADE_WITH else {}
        return trees if isinstance(trees, dict) else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _keep(file: Path, content: str) -> None:
    """Write aside and rename, so that nobody reads half a file; where nothing can be written, nothing is kept."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(content, encoding="utf-8")
        aside.replace(file)
    except OSError:
        with suppress(OSError):
            aside.unlink()
