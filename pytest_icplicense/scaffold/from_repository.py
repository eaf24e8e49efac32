"""What a repository says of a project besides its manifests: name, home page, mini programs, how long it keeps logs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pytest_icplicense.detect.listing import listed
from pytest_icplicense.files import DISK
from pytest_icplicense.library import Library
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.workspace.collect_facts import collect_facts
from pytest_icplicense.workspace.snapshot import Snapshot

_MOST_BYTES = 1 << 20
_MOST_PAGES = 20_000
"""Files that are looked through for a home page."""
_HOME_PAGES = (
    *("index.html", "public/index.html", "web/index.html", "static/index.html", "site/index.html"),
    *("dist/index.html", "frontend/index.html", "frontend/public/index.html", "src/index.html"),
    *(
        "src/main/resources/static/index.html",
        "src/main/resources/templates/index.html",
        "templates/index.html",
    ),
)
"""Where home pages stand, the likeliest first."""
_MINI_PROGRAMS = ("project.config.json", "mini.project.json", "project.tt.json", "project.swan.json")
"""The project files of mini programs, one beside each."""
_MOST_MINI_PROGRAMS = 20
_REMOTE = re.compile(r"(?m)^\s*url\s*=\s*\S*?([^/:\s]+?)(?:\.git)?/?\s*$")
_NAMED_IN_JSON = (("package.json", "name"), ("composer.json", "name"), ("project.config.json", "projectname"))
_NAMED_IN_TEXT = (
    ("go.mod", re.compile(r"(?m)^module\s+(?:\S*/)?(?!v\d+\s*$)([\w.-]+?)(?:/v\d+)?\s*$")),
    ("pom.xml", re.compile(r"<artifactId>\s*([\w.-]+)\s*</artifactId>")),
    ("settings.gradle", re.compile(r"(?m)^\s*rootProject\.name\s*=\s*['\"]([\w.-]+)['\"]")),
    ("settings.gradle.kts", re.compile(r"(?m)^\s*rootProject\.name\s*=\s*\"([\w.-]+)\"")),
    ("Cargo.toml", re.compile(r"(?m)^\[package\]\s*\n(?:[^\[\n][^\n]*\n|\n){0,20}?name\s*=\s*\"([\w-]+)\"")),
    ("pubspec.yaml", re.compile(r"(?m)^name:\s*(\w+)\s*$")),
)
"""Where the packages of each ecosystem say their names, but for pyproject.toml, which is read for its settings anyway."""
_LATIN = re.compile(r"[A-Za-z]")
_PARENT = re.compile(r"(?s)<parent>.*?</parent>")


def project_name(folder: Path, root: Path) -> str | None:
    """The name by the package's own file, else that of the git remote of a folder that is a repository."""
    for file, key in _NAMED_IN_JSON:
        named = _json(folder / file).get(key)
        if isinstance(named, str) and _LATIN.search(name := named.rpartition("/")[2]):
            return name
    for file, pattern in _NAMED_IN_TEXT:
        if match := pattern.search(_PARENT.sub("", _text(folder / file))):
            return match[1]
    if folder.resolve() == root.resolve() and (match := _REMOTE.search(_text(root / ".git/config"))):
        return match[1]
    return None


def _text(file: Path) -> str:
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > _MOST_BYTES:
            return ""
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def home_page(folder: Path, root: Path) -> str | None:
    """The file that is likely the home page, from `folder`; None: there is none, or several that are as likely."""
    try:
        below = folder.resolve().relative_to(root.resolve())
    except ValueError:
        return None
    inside = set(_named(("index.html",), below, root))
    for each in _HOME_PAGES:
        if each in inside:
            return each
    return inside.pop() if len(inside) == 1 else None


def _named(names: Iterable[str], below: Path, root: Path) -> Iterator[str]:
    """The files of these names below a folder of the repository, from there."""
    for path in islice(listed(root, DISK).paths, _MOST_PAGES):
        if Path(path).name in names and Path(path).is_relative_to(below):
            yield Path(path).relative_to(below).as_posix()


def mini_programs(folder: Path, root: Path) -> tuple[str, ...]:
    """The names of the mini programs of a folder: as users see them in the title, else as their project files say."""
    try:
        below = folder.resolve().relative_to(root.resolve())
    except ValueError:
        return ()
    found = []
    for file in islice(sorted(_named(_MINI_PROGRAMS, below, root)), _MOST_MINI_PROGRAMS):
        project = _json(folder / file)
        source = project.get("miniprogramRoot")
        inside = isinstance(source, str) and not Path(source).is_absolute() and ".." not in Path(source).parts
        app = _json((folder / file).parent / (str(source) if inside else "") / "app.json")
        window = app.get("window")
        title = window.get("navigationBarTitleText") if isinstance(window, dict) else None
        package = project_name((folder / file).parent, root)
        names = (title, project.get("projectname"), project.get("description"), package)
        found += [each.strip() for each in names if isinstance(each, str) and each.strip()][:1]
    return tuple(dict.fromkeys(found))


def _json(file: Path) -> dict[str, object]:
    try:
        found = json.loads(_text(file))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def log_retention(folder: Path, root: Path, settings: Settings, library: Library) -> int | None:
    """The days for which configuration keeps logs: the least that any file says; None: no file says it."""
    facts = collect_facts(library, Snapshot(settings, root))
    here = folder.resolve()
    days = [
        int(each.value)
        for each in facts.observed("log-retention")
        if isinstance(each.value, int | float) and _below(each.path, here, root)
    ]
    return min(days, default=None)


def _below(path: str, here: Path, root: Path) -> bool:
    return (root / path).resolve().is_relative_to(here)


def own_licenses(folder: Path, root: Path) -> list[Path]:
    """The nearest folder `licenses` that holds documents of kind License: here, or above in the repository."""
    here = Path(os.path.abspath(folder))
    above = [each for each in here.parents if each.is_relative_to(root.resolve())]
    found = (each / "licenses" for each in (folder, *above))
    return list(islice((each for each in found if _has_licenses(each)), 1))


def _has_licenses(licenses: Path) -> bool:
    from pytest_icplicense.documents import read

    if not licenses.is_dir() or licenses.is_symlink():
        return False
    kinds: Iterable[str | None] = (
        document.kind for file in sorted(licenses.glob("*.y*ml"))[:1000] for document in read(file).documents
    )
    return "License" in kinds
