"""Which files are manifests, and which of them a run finds by itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from pytest_icplicense import is_manifest
from pytest_icplicense.documents.files import DISK, Files

SKIPPED_FOLDERS = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
"""Folders that are not searched for manifests: the ones that pytest does not search either."""


def find_manifests(
    path: Path, exclude: Iterable[str] = (), base: Path | None = None, files: Files = DISK
) -> Iterator[Path]:
    """The manifests in `path`, sorted; `path` itself where it is a file.

    Broken links count, and folders that may not be searched: reading them says why.
    """
    if not files.is_folder(path):
        yield path
        return
    patterns = tuple(exclude)
    seen: set[Path] = set()  # links are followed, as pytest does, but not in circles
    refused: list[Path] = []
    for folder, folders, names in files.walk(path, refused=refused):
        here = Path(folder)
        if (real := files.resolve(here)) in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(
            name
            for name in folders
            if not any(fnmatch(name, pattern) for pattern in SKIPPED_FOLDERS)
            and not files.exists(here / name / "pyvenv.cfg")
            and not excluded(here / name, patterns, base or path)
        )
        for name in sorted(names):
            if is_manifest(name) and not excluded(here / name, patterns, base or path):
                yield here / name
    yield from refused


class NoManifest(Exception):
    """There is no manifest where one is looked for."""


def nearest_manifests(folder: Path, root: Path) -> list[Path]:
    """The manifests in `folder`, or in the nearest folder above it up to `root` that has any.

    Raises:
        NoManifest: there are none.
    """
    for above in (folder, *folder.parents):
        if files := sorted(file for file in above.iterdir() if is_manifest(file.name)):
            return files
        if above == root:
            break
    raise NoManifest(f"no manifest (icp.yaml or *.icp.yaml) in {folder} or above it, up to {root}")


def excluded(path: Path, patterns: Iterable[str], base: Path) -> bool:
    """Whether a pattern of the setting `exclude` matches the path, relative to the configuration's folder."""
    relative = Path(os.path.relpath(path, base)).as_posix()
    return any(fnmatch(relative, pattern) for pattern in patterns)


def is_found(file: Path, patterns: Iterable[str], base: Path, root: Path) -> bool:
    """Whether a run over the whole of `root` comes across the manifest `file`, and judges it."""
    folders = file.parent.relative_to(root).parts if file.is_relative_to(root) else ()
    passed_over = any(fnmatch(name, pattern) for name in folders for pattern in SKIPPED_FOLDERS)
    return is_manifest(file.name) and not passed_over and not excluded(file, patterns, base)
