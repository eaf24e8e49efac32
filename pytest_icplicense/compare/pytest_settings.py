"""What the files of a repository tell pytest: which items it collects, and the options that it adds by itself."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import iniconfig

from pytest_icplicense.files import Files, is_file

TABLES: Mapping[str, tuple[str, ...]] = {
    "pytest.toml": ("pytest",),
    ".pytest.toml": ("pytest",),
    "pytest.ini": ("pytest",),
    ".pytest.ini": ("pytest",),
    "pyproject.toml": ("tool", "pytest"),
    "tox.ini": ("pytest",),
    "setup.cfg": ("tool:pytest",),
}
"""The files that pytest reads, the first of a folder alone that is meant for it, and where in them."""
MAX_BYTES = 1 << 20
DECISIVE = ("addopts", "testpaths", "norecursedirs", "filterwarnings", "pythonpath")
"""By which items and warnings are left out, or modules stand in for others."""

Words = dict[str, tuple[str, ...]]
"""The settings, each in words."""


def settings_in(files: Files, file: Path) -> Words | None:
    """What a file says; None where it says nothing to pytest, or cannot be read."""
    if not is_file(files, file):
        return None
    try:
        text = files.read(file, MAX_BYTES).decode("utf-8-sig")
        table = _toml(text, file) if file.suffix == ".toml" else _ini(text, file)
    except (OSError, ValueError, RecursionError, iniconfig.ParseError):
        return None
    if table is None:
        return {} if file.name in ("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml") else None
    return {name: _words(table[name]) for name in DECISIVE if name in table}


def settings_at(files: Files, folder: Path, root: Path) -> Words:
    """What holds in a folder of the repository at `root`: of the nearest folder that says anything, the first file."""
    for above in (folder, *folder.parents):
        for name in TABLES:
            if (found := settings_in(files, above / name)) is not None:
                return found
        if above == root:
            break
    return {}


def _toml(text: str, file: Path) -> Mapping[str, Any] | None:
    table: Any = tomllib.loads(text)
    for key in TABLES.get(file.name, ("tool", "pytest")):
        table = table.get(key) if isinstance(table, dict) else None
    if isinstance(table, dict):
        table = table.get("ini_options", table)
    return table if isinstance(table, dict) else None


def _ini(text: str, file: Path) -> Mapping[str, Any] | None:
    section = "tool:pytest" if file.suffix == ".cfg" else "pytest"
    found = iniconfig.IniConfig(file.name, data=text)
    return dict(found[section].items()) if section in found else None


def _words(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(str, value))
    try:
        return tuple(shlex.split(str(value)))
    except ValueError:
        return tuple(str(value).split())


def shown(words: Iterable[str]) -> str:
    """As a line says it."""
    return f"[{', '.join(words)}]"
