"""The lock files of uv, Poetry and PDM, and the standard one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.detectors.pyproject import declared, normalized
from pytest_icplicense.detect.lock_reachability import for_development, for_running, reached
from pytest_icplicense.detect.loose_trees import mapping, mappings, texts
from pytest_icplicense.text import Text

_Packages = list[tuple[str, Mapping[str, Any]]]


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages; those that nothing that runs leads to do not count."""
    tree = artifact.toml()
    field = "packages" if artifact.name.startswith("pylock") else "package"
    packages = [(str(each["name"]), each) for each in mappings(tree.get(field)) if "name" in each]
    if artifact.name == "uv.lock":
        running = _uv(tree, packages)
    elif artifact.name == "poetry.lock":
        running = _poetry(artifact, packages)
    else:
        running = None
    for name, package in packages:
        if running is not None:
            counts = normalized(name) in running
        else:
            groups = list(texts(package.get("groups")))
            counts = not groups or not all(for_development(group) for group in groups)
        where = Needle(f'[[{field}]]\nname = "{name}"')
        yield Sighting("pypi", name, where, None if counts else DEVELOPMENT)


def _uv(tree: Mapping[str, Any], packages: _Packages) -> set[str] | None:
    """The projects of the repository stand in the file, with what they need and for what."""
    members = set(texts(mapping(tree, "manifest").get("members")))
    roots: set[str] = set()
    needs: dict[str, set[str]] = {}
    for name, package in packages:
        wanted = needs.setdefault(name, set())
        wanted.update(_names(package.get("dependencies")))
        source = mapping(package.get("source"))
        own = name in members or "virtual" in source or "editable" in source
        for extra, more in mapping(package.get("optional-dependencies")).items():
            if not (own and for_development(extra)):
                wanted.update(_names(more))
        if own:
            roots.add(name)
            for group, more in mapping(package.get("dev-dependencies")).items():
                if for_running(group):
                    wanted.update(_names(more))
    # Groups of a workspace that has no project at its root.
    for group, more in mapping(tree, "manifest", "dependency-groups").items():
        if for_running(group):
            roots.update(_names(more))
    return {normalized(name) for name in reached(roots, needs)} if roots else None


def _names(wanted: Any) -> Iterable[str]:
    return (str(each["name"]) for each in mappings(wanted) if "name" in each)


def _poetry(artifact: Artifact, packages: _Packages) -> set[str] | None:
    """Newer files tell the groups of a package, old ones a category, and those between neither."""
    if any("groups" in package for _, package in packages):
        return None
    if any("category" in package for _, package in packages):
        return {normalized(name) for name, package in packages if package.get("category") != "dev"}
    roots = declared(artifact)
    needs: dict[str, set[str]] = {}
    for name, package in packages:
        wanted = (normalized(each) for each in mapping(package.get("dependencies")))
        needs.setdefault(normalized(name), set()).update(wanted)
    return None if roots is None else reached(roots, needs)


DETECTOR = Detector(
    name="python-locks",
    files=("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "pylock.*.toml"),
    read=read,
    summary=Text("packages of uv.lock, poetry.lock, pdm.lock and pylock.toml", "Python 锁定文件中的软件包"),
)
