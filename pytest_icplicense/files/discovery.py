"""Which files are manifests, and which of them a run finds by itself."""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from pytest_icplicense import WAIVERS, is_manifest
from pytest_icplicense.files.disk import DISK
from pytest_icplicense.files.files import Files, is_file, is_folder, is_link, walk
from pytest_icplicense.files.repository import root_around
from pytest_icplicense.text import IcpError, Text

SKIPPED_FOLDERS = (
    *("*.egg", ".*", "__pycache__", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}"),
)
"""Folders that are not searched for manifests: the ones that pytest does not search either."""


def find_manifests(
    path: Path,
    exclude: Iterable[str] = (),
    base: Path | None = None,
    files: Files = DISK,
    *,
    outside: list[Path] | None = None,
) -> Iterator[Path]:
    """The manifests in `path`, sorted; `path` itself where it is a file.

    Broken links count, and folders that may not be searched: reading them says why; links to other manifests of the same
    folder do not. Linked folders are searched, but not those around where they are linked, nor those outside of the
    repository, which go into `outside`.
    """
    if not is_folder(files, path):
        yield path
        return
    patterns = tuple(exclude)
    root: Path | None = None  # of the repository; looked for where a link leads elsewhere
    seen: set[Path] = set()  # links are followed, as pytest does, but not in circles
    refused: list[Path] = []
    for folder, folders, names in walk(files, path, refused=refused):
        here = Path(folder)
        real = files.resolve(here)
        if real != here.absolute() and here != path:
            root = root or root_around(files.resolve(path), base, files)
            if not real.is_relative_to(root) and outside is not None:
                outside.append(here)
            if not real.is_relative_to(root) or files.resolve(here.parent).is_relative_to(real):
                folders.clear()
                continue
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        if here != path and _is_environment(here, files, {*folders, *names}):
            folders.clear()
            continue
        folders[:] = sorted(
            name
            for name in folders
            if not any(fnmatch(name, pattern) for pattern in SKIPPED_FOLDERS)
            and not excluded(here / name, patterns, base or path)
        )
        for name in sorted(names):
            if (
                is_manifest(name)
                and not excluded(here / name, patterns, base or path)
                and not is_link_beside(here / name, patterns, base or path, files)
            ):
                yield here / name
    yield from refused


def manifests_in(
    paths: Iterable[Path], exclude: Iterable[str], base: Path | None, files: Files = DISK
) -> tuple[list[Path], tuple[Path, ...]]:
    """The manifests in all of the paths, each once, and the links to folders outside that were come across."""
    patterns, outside = tuple(exclude), list[Path]()
    found = [file for path in paths for file in find_manifests(path, patterns, base, files, outside=outside)]
    return list(dict.fromkeys(found)), tuple(outside)


class NoManifest(IcpError):
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
    raise NoManifest(
        Text(
            f"no manifest (icp.yaml or *.icp.yaml) in {folder} or above it, up to {root}",
            f"{folder} 及其上级文件夹（至 {root}）中没有清单（icp.yaml 或 *.icp.yaml）",
        )
    )


def excluded(path: Path, patterns: Collection[str], base: Path) -> bool:
    """Whether a pattern of the setting `exclude` matches the path or a folder above it, relative to the configuration's."""
    if not patterns:
        return False
    relative = Path(os.path.relpath(path, base))
    above = [each.as_posix() for each in (relative, *relative.parents) if each.name]
    return any(fnmatch(each, pattern) for each in above for pattern in patterns)


def is_link_beside(file: Path, exclude: Collection[str], base: Path, files: Files = DISK) -> bool:
    """Whether a manifest is a link to another one in its folder, which a search comes across itself."""
    if not is_link(files, file):
        return False
    target = files.resolve(file)
    return (
        target.parent == files.resolve(file.parent)
        and is_manifest(target.name)
        and is_file(files, target)
        and not excluded(file.parent / target.name, exclude, base)
    )


def _is_environment(folder: Path, files: Files, names: Container[str] | None = None) -> bool:
    """Whether a folder is an environment of Python's or conda's, by the signs that pytest goes by; `names` are in it."""
    signs = {"pyvenv.cfg": "pyvenv.cfg", "conda-meta": "conda-meta/history"}
    return any(
        (names is None or name in names) and is_file(files, folder / sign) for name, sign in signs.items()
    )


def is_found(file: Path, patterns: Iterable[str], base: Path, root: Path, files: Files = DISK) -> bool:
    """Whether a run over the whole of `root` comes across the manifest `file`, and judges it."""
    inside = file.is_relative_to(root)
    folders = [folder for folder in file.parents if inside and folder != root and folder.is_relative_to(root)]
    passed_over = any(
        _is_environment(folder, files) or any(fnmatch(folder.name, pattern) for pattern in SKIPPED_FOLDERS)
        for folder in folders
    )
    return is_manifest(file.name) and not passed_over and not excluded(file, tuple(patterns), base)


def only_manifests(arguments: Sequence[str]) -> bool:
    """Whether a run of pytest was asked for manifests and waiver files, or items of them, and for nothing else."""
    named = [os.path.basename(argument.partition("::")[0]) for argument in arguments]
    return bool(named) and all(is_manifest(name) or name in WAIVERS for name in named)
