"""The trees of a folder's documents, kept beside them as Python keeps bytecode, so that a run need not parse them anew.

For folders that change with an installation only. What is kept counts for the same files with the same sizes and times
of change, of their content and of themselves (which no copying preserves); it is JSON, so that reading it can go wrong in
one way only, and then the files are parsed.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pytest_icplicense import __version__
from pytest_icplicense.documents.document import Document, Source, read

_FORMAT = 1


def read_all(folder: Path, files: Sequence[Path], show: Callable[[Path], str]) -> list[Source]:
    """The same as `read` of each of the files in `folder`."""
    stamp = [_FORMAT, __version__, *(_stamp(folder, file) for file in files)]
    keep = _place(folder)
    trees = _kept(keep, stamp)
    if trees is not None:
        return [_source(file, show(file), documents) for file, documents in zip(files, trees, strict=True)]
    sources = [read(file, show(file)) for file in files]
    if not sys.dont_write_bytecode and not any(source.problems for source in sources):
        _keep(
            keep, {"stamp": stamp, "trees": [[each.tree for each in source.documents] for source in sources]}
        )
    return sources


def _source(file: Path, shown: str, trees: Sequence[Any]) -> Source:
    data = file.read_bytes()
    text = data.decode("utf-8-sig")
    documents = tuple(Document(file, shown, index, tree, text) for index, tree in enumerate(trees))
    return Source(documents, (), hashlib.sha256(data).hexdigest())


def _stamp(folder: Path, file: Path) -> list[object]:
    status = file.stat()
    return [file.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns, status.st_ctime_ns]


def _place(folder: Path) -> Path:
    """`__pycache__` in the folder, or where `PYTHONPYCACHEPREFIX` says."""
    if sys.pycache_prefix is None:
        return folder / "__pycache__" / "documents.json"
    return Path(sys.pycache_prefix, *folder.resolve().parts[1:], "documents.json")


def _kept(file: Path, stamp: list[object]) -> list[list[Any]] | None:
    try:
        if not file.is_file():
            return None
        kept = json.loads(file.read_bytes())
        trees: list[list[Any]] | None = kept["trees"] if kept["stamp"] == stamp else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return trees


def _keep(file: Path, content: object) -> None:
    """Write aside and rename, so that nobody reads half a file; where nothing can be written, nothing is kept."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        aside.replace(file)
    except OSError:
        with suppress(OSError):
            aside.unlink()
