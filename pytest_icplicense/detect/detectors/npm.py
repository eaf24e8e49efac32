"""`package.json` and the lock files of npm."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.text import Text

_RUNNING = ("dependencies", "optionalDependencies", "peerDependencies")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages that a package or a lock file names."""
    tree = artifact.json()
    if not isinstance(tree, Mapping):
        return
    if artifact.name in ("package-lock.json", "npm-shrinkwrap.json"):
        yield from _locked(tree)
        return
    for field in (*_RUNNING, "devDependencies"):
        names = tree.get(field)
        for name, version in names.items() if isinstance(names, Mapping) else ():
            real = re.match(r"npm:(@?[^@]+)", version) if isinstance(version, str) else None
            yield _sighting(name, real[1] if real else name, field == "devDependencies", f'"{field}"')


def _locked(tree: Mapping[str, Any]) -> Iterator[Sighting]:
    packages = tree.get("packages")
    if isinstance(packages, Mapping):
        for path, facts in packages.items():
            if "node_modules/" in path and isinstance(facts, Mapping):
                name = facts.get("name") or path.rpartition("node_modules/")[2]
                yield _sighting(path, str(name), bool(facts.get("dev")))
    else:
        yield from _nested(tree)


def _nested(tree: Mapping[str, Any]) -> Iterator[Sighting]:
    """The first version of the format, in which packages stand inside one another; `Artifact.json` bounds how deep."""
    packages = tree.get("dependencies")
    for name, facts in packages.items() if isinstance(packages, Mapping) else ():
        if isinstance(facts, Mapping):
            yield _sighting(name, name, bool(facts.get("dev")))
            yield from _nested(facts)


def _sighting(key: str, name: str, development: bool, section: str = "") -> Sighting:
    return Sighting("npm", name, Needle(f'"{key}"', section), DEVELOPMENT if development else None)


DETECTOR = Detector(
    name="npm",
    files=("package.json", "package-lock.json", "npm-shrinkwrap.json"),
    read=read,
    summary=Text("packages of npm", "npm 软件包"),
)
