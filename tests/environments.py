"""Clean virtual environments, and what is built to be installed in them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parent.parent
UV = (sys.executable, "-m", "uv")
"""It installs as pip does, and in a tenth of the time."""


class Environment:
    """A virtual environment of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([*UV, "venv", "--quiet", "--python", sys.executable, folder], check=True)

    def install(self, *what: str | Path) -> None:
        """Install packages; what is imported of them is compiled then."""
        self._packages("install", *what)

    def uninstall(self, name: str) -> None:
        """Take a package away."""
        self._packages("uninstall", name)

    def _packages(self, *words: str | Path) -> None:
        subprocess.run([*UV, "pip", words[0], "--quiet", "--python", self.python, *words[1:]], check=True)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """A program that a package of it brings."""
        return self.folder / "bin" / name

    def run(self, name: str, *arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a program of it, with nothing of the tests' own environment in its way."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST", "COV"))
        }
        return subprocess.run(
            [self.program(name), *arguments],
            cwd=cwd,
            env={**kept, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
        )


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first who asks for it makes, and all workers of this run share."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, begun = base / name, base / f"{name}.begun"
    with FileLock(base / f"{name}.lock"):
        if not folder.exists():
            begun.mkdir()
            make(begun)
            begun.rename(folder)
    return folder


def built(kind: str, folder: Path, source: Path = ROOT) -> Path:
    """The `wheel` or `sdist` of this checkout or a copy, built as for a release."""
    command = [sys.executable, "-m", "build", "--installer=uv", f"--{kind}", "--outdir", folder, source]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (made,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return made
