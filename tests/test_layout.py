"""One way through the house: what each part of the package may import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "pytest_icplicense"
STEPS = ("files", "documents", "model", "engine", "reports", "cli")
"""From left to right; nothing left knows what is right of it."""


def imported(file: Path) -> set[str]:
    """The modules that a file imports anywhere, but for those that only types are taken from."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names


MODULES = sorted(PACKAGE.rglob("*.py"))


def test_only_the_plugin_and_what_pytest_collects_import_pytest():
    importing = {
        file.relative_to(PACKAGE).parts[0] for file in MODULES if {"pytest", "_pytest"} & imported(file)
    }
    assert importing == {"plugin.py", "collect"}


@pytest.mark.parametrize("left", STEPS[:-1])
def test_nothing_left_of_a_step_knows_what_is_right_of_it(left):
    later = STEPS[STEPS.index(left) + 1 :]
    for file in sorted((PACKAGE / left).rglob("*.py")):
        known = imported(file)
        for step in later:
            bad = [name for name in known if f"{name}.".startswith(f"pytest_icplicense.{step}.")]
            assert not bad, f"{file.relative_to(PACKAGE)} imports {bad}"


def test_where_bytes_come_from_knows_texts_and_patterns_only():
    """And the names of manifests and waiver files, which importing the package itself gives."""
    for file in sorted((PACKAGE / "files").glob("*.py")):
        own = {name for name in imported(file) if name.startswith("pytest_icplicense.")}
        allowed = ("pytest_icplicense.files", "pytest_icplicense.text", "pytest_icplicense.expressions")
        bad = [
            name for name in own if not name.startswith(allowed) and name != "pytest_icplicense.is_manifest"
        ]
        assert not bad, f"{file.name} imports {bad}"
