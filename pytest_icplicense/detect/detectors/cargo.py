"""`Cargo.toml` and `Cargo.lock`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.lock_reachability import reached
from pytest_icplicense.detect.loose_trees import mapping, mappings, texts
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import Text

_DEVELOPMENT = ("dev-dependencies", "dev_dependencies", "build-dependencies", "build_dependencies")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The crates that a package needs, or that a lock file has."""
    if artifact.name == "Cargo.lock":
        yield from _locked(artifact)
        return
    tree = artifact.toml()
    if isinstance(name := mapping(tree, "package").get("name"), str):
        yield Sighting("cargo", name, Needle("name", "[package]"))
    for key, name, section in _declared(tree):
        yield Sighting("cargo", name, Needle(key, section), DEVELOPMENT if section in _DEVELOPMENT else None)


def _declared(tree: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Key, name and section of each dependency. Those of a workspace are needed only where a member says so.

    A member does not say how the workspace renames one, so renamed ones count.
    """
    targets = mapping(tree, "target").values()
    for table in (tree, *(mapping(each) for each in targets)):
        for section in ("dependencies", *_DEVELOPMENT):
            for key, facts in mapping(table, section).items():
                yield key, _renamed(key, facts), section
    for key, facts in mapping(tree, "workspace", "dependencies").items():
        if _renamed(key, facts) != key:
            yield key, _renamed(key, facts), "workspace.dependencies"


def _renamed(key: str, facts: Any) -> str:
    name = mapping(facts).get("package")
    return name if isinstance(name, str) else key


def _locked(artifact: Artifact) -> Iterator[Sighting]:
    """A lock file does not tell why a package of the repository needs a crate; its own Cargo.toml does."""
    packages = [
        each for each in mappings(artifact.toml().get("package")) if isinstance(each.get("name"), str)
    ]
    needs: dict[str, set[str]] = {}
    roots: set[str] = set()
    for package in packages:
        name = package["name"]
        wanted = {each.partition(" ")[0] for each in texts(package.get("dependencies"))}
        if "source" not in package:
            roots.add(name)
            wanted -= _development(artifact, name)
        needs.setdefault(name, set()).update(wanted)
    running = reached(roots, needs) if roots else None
    for package in packages:
        name = package["name"]
        counts = running is None or name in running
        where = Needle(f'[[package]]\nname = "{name}"')
        yield Sighting("cargo", name, where, None if counts else DEVELOPMENT)


def _development(artifact: Artifact, name: str) -> set[str]:
    """What the package of the repository needs for development only, where its Cargo.toml is found in a usual place."""
    for path in ("Cargo.toml", f"{name}/Cargo.toml", f"crates/{name}/Cargo.toml"):
        found = artifact.beside(path)
        try:
            tree = found.toml() if found else {}
        except Unjudged:
            continue
        if mapping(tree, "package").get("name") == name:
            declared = list(_declared(tree))
            running = {needed for _, needed, section in declared if section not in _DEVELOPMENT}
            return {needed for _, needed, section in declared if section in _DEVELOPMENT} - running
    return set()


DETECTOR = Detector(
    name="cargo",
    files=("Cargo.toml", "Cargo.lock"),
    read=read,
    summary=Text("crates of Cargo.toml and Cargo.lock", "Cargo.toml 与 Cargo.lock 中的 crate"),
)
