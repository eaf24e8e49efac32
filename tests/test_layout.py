"""One way through the house: what each folder of the package may import, and that no imports go round in a circle.

Imports for types alone and those inside functions count like any other.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "pytest_icplicense"
NAME = PACKAGE.name
FLOORS = (
    ("text", "expressions"),
    ("files",),
    ("documents",),
    ("model",),
    ("pages",),
    ("readers", "exports"),
    ("rules", "detect"),
    ("hookspecs",),
    ("engine",),
    ("library",),
    ("workspace",),
    ("intake", "explain"),
    ("runs",),
    ("compare",),
    ("reports", "scaffold", "evidence"),
    ("editor",),
    ("cli", "collect"),
    ("plugin", "api", "__main__"),
)
"""From the ground up: a room imports from the floors below its own, and from nothing on its own floor but itself."""
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
EVERYWHERE = f"{NAME}"
"""What the package itself gives, its version and the names of manifests, any room may import."""

Imports = Mapping[str, Mapping[str, int]]
"""By module the modules that it imports, each with the line."""


def modules(package: Path) -> dict[str, Path]:
    """The modules below a folder by their whole names; a package goes by its own."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = [package.name, *file.relative_to(package).with_suffix("").parts]
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(package: Path) -> Imports:
    """What each module imports of its own package, wherever in it the import stands."""
    known = modules(package)
    return {name: dict(_imported(name, file, known)) for name, file in known.items()}


def _imported(name: str, file: Path, known: Mapping[str, Path]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{file}:{node.lineno}: imports are absolute"
            wholes = [f"{node.module}.{alias.name}" for alias in node.names]
            wanted = [whole if whole in known else node.module for whole in wholes]
        else:
            continue
        yield from ((each, node.lineno) for each in wanted if each in known and each != name)


def circles(graph: Imports) -> list[list[str]]:
    """The groups of modules that import each other, directly or through others."""
    reached = {name: _reached(graph, name) for name in graph}
    found: dict[str, list[str]] = {}
    for name in graph:
        if name in reached[name]:
            ring = sorted(each for each in reached[name] if name in reached[each])
            found[ring[0]] = ring
    return list(found.values())


def _reached(graph: Imports, start: str) -> set[str]:
    reached: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        if (name := waiting.pop()) not in reached:
            reached.add(name)
            waiting += graph[name]
    return reached


def room(module: str) -> str:
    """The folder, or the module at the top, that a module is in."""
    return module.split(".")[1]


def wrong_arrows(graph: Imports) -> list[str]:
    """Imports that do not lead down."""
    return [
        f"{name}:{line} imports {other}"
        for name, wanted in graph.items()
        for other, line in wanted.items()
        if EVERYWHERE not in (name, other)
        and room(name) != room(other)
        and FLOOR[room(name)] <= FLOOR[room(other)]
    ]


@pytest.fixture(scope="module")
def graph() -> Imports:
    """The imports of this package."""
    return imports(PACKAGE)


@pytest.mark.slow
def test_no_imports_go_round_in_a_circle(graph):
    assert circles(graph) == []


def test_every_room_has_its_floor(graph):
    assert {room(name) for name in graph if name != EVERYWHERE} == set(FLOOR)


def test_imports_lead_down(graph):
    assert wrong_arrows(graph) == []


def test_a_planted_circle_and_a_wrong_arrow_are_found(tmp_path):
    package = tmp_path / NAME
    for path, text in {
        "__init__.py": "",
        "text.py": "",
        "files/__init__.py": "",
        "files/disk.py": f"from {NAME}.files import commit\n",
        "files/commit.py": f"def late():\n    import {NAME}.files.git\n",
        "files/git.py": f"if TYPE_CHECKING:\n    from {NAME}.files.disk import Disk\n",
        "model/__init__.py": f"from {NAME} import __version__\nfrom {NAME}.engine.fold import fold\n",
        "engine/fold.py": f"from {NAME}.text import Text\n",
        "engine/__init__.py": "",
    }.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(text, encoding="utf-8")
    planted = imports(package)
    assert circles(planted) == [[f"{NAME}.files.commit", f"{NAME}.files.disk", f"{NAME}.files.git"]]
    assert wrong_arrows(planted) == [f"{NAME}.model:2 imports {NAME}.engine.fold"]


@pytest.mark.slow
def test_only_the_plugin_and_what_pytest_collects_import_pytest():
    importing = set()
    for name, file in modules(PACKAGE).items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            if {each.partition(".")[0] for each in names} & {"pytest", "_pytest"}:
                importing.add(room(name))
    assert importing == {"plugin", "collect"}


def test_the_architecture_has_the_same_floors():
    text = (PACKAGE.parent / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \d+ \| (.*?) \|", text, re.MULTILINE)
    told = [frozenset(re.findall(r"`(\w+)/?`", row)) for row in rows]
    assert told == [frozenset(rooms) for rooms in FLOORS]
