"""`pnpm-lock.yaml`, in all its versions."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.lock_reachability import OF_THEME, brought_by_themes, reached
from pytest_icplicense.detect.lock_rows import bare, rows
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

# `/name/1.0.0`, `/name@1.0.0(peer@2)`, `name@1.0.0`; the name may have a scope.
_NAME = expression(r"/?((?:@[^/@]+/)?[^/@]+)[@/]")
_ALIAS = expression(r"/?((?:@[^/@(]+/)?[^/@(:]+)[@/][^()]")
_RUNNING = ("dependencies", "optionalDependencies")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages. Older versions mark those for development; in newer ones nothing that runs leads to them."""
    lock = _Lock(artifact)
    running = reached(lock.roots, lock.needs) if lock.graph and lock.importers else None
    theirs = brought_by_themes(lock.roots, lock.needs) if running else ()
    for key, line in lock.lines.items():
        name = lock.names.get(key) or _name(key)
        counts = key not in lock.development if running is None else _name(key) in running
        reason = OF_THEME if _name(key) in theirs else None
        yield Sighting("npm", name, line, reason if counts else DEVELOPMENT)


class _Lock:
    def __init__(self, artifact: Artifact) -> None:
        self.lines: dict[str, int] = {}
        self.names: dict[str, str] = {}
        """Names that a package has besides its key."""
        self.development: set[str] = set()
        self.roots: set[str] = set()
        self.needs: dict[str, set[str]] = {}
        self.importers = self.graph = False
        part = package = section = needed = ""
        for _, indent, key, value in rows(artifact, ": "):
            if indent == 0:
                part = key
                self.graph = self.graph or part == "snapshots"
                self.importers = self.importers or part == "importers"
            elif part == "packages":
                if indent == 2:
                    package = bare(key)
                    self.lines.setdefault(package, _)
                elif indent == 4 and key == "dev" and value == "true":
                    self.development.add(package)
                elif indent == 4 and key == "name" and value:
                    self.names[package] = value
            elif part == "snapshots":
                if indent == 2:
                    package = _name(bare(key))
                elif indent == 4:
                    section = bare(key)
                elif section in _RUNNING and value:
                    self.needs.setdefault(package, set()).add(_target(key, value))
            elif part == "importers":
                if indent == 4:
                    section = bare(key)
                elif indent == 6:
                    needed = bare(key)
                elif key == "version" and value and section in _RUNNING:
                    self.roots.add(_target(needed, value))


def _name(key: str) -> str:
    match = _NAME.match(key)
    return match[1] if match else key


def _target(name: str, version: str) -> str:
    """What a name stands for: itself, unless its version names another package."""
    alias = _ALIAS.match(version)
    return alias[1] if alias else name


DETECTOR = Detector(
    name="pnpm",
    files=("pnpm-lock.yaml",),
    read=read,
    summary=Text("packages of pnpm-lock.yaml", "pnpm-lock.yaml 中的软件包"),
)
