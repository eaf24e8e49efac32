"""`package.json` and the lock files of npm, and the `bower.json` of Bower, which names the same packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.lock_reachability import OF_THEME, brought_by_themes
from pytest_icplicense.detect.loose_trees import mapping, texts
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

RUNNING = ("dependencies", "optionalDependencies", "peerDependencies")
_ALIAS = expression(r"npm:(@?[^@]+)")
_ARCHIVE = expression(r"/((?:@[^/]{1,200}(?:/|%2f))?[^/@]{1,200})/-/[^/]+\.tgz")
_REPOSITORY = expression(
    r"(?:^(?:github:)?|github\.com[/:])([\w.-]{1,100}/[\w.-]{1,100}?)(?:\.git)?(?:#.*)?$"
)
_OPTIONAL_PEER = Text("an optional peer, which is not installed for it", "可选的 peer 依赖，不会随之安装")


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The packages that a package or a lock file names."""
    tree = artifact.json()
    if not isinstance(tree, Mapping):
        return
    if artifact.name in ("package-lock.json", "npm-shrinkwrap.json"):
        yield from _locked(tree)
    else:
        yield from _declared(tree)


def declared(artifact: Artifact, path: str) -> tuple[set[str], set[str], bool] | None:
    """What the package.json at `path` needs to run, what it needs for development only, and whether it has workspaces.

    None: there is none, or it is broken, which is told of that file.
    """
    found = artifact.beside(path)
    try:
        tree = found.json() if found else None
    except Unjudged:
        return None
    if not isinstance(tree, Mapping):
        return None
    running = {name for field in RUNNING for name in mapping(tree, field)}
    return running, set(mapping(tree, "devDependencies")) - running, bool(tree.get("workspaces"))


def _declared(tree: Mapping[str, Any]) -> Iterator[Sighting]:
    """The package itself, too: it may be a copy of a known one."""
    if isinstance(name := tree.get("name"), str):
        yield Sighting("npm", name, Needle('"name"'))
    optional = mapping(tree, "peerDependenciesMeta")
    for field in (*RUNNING, "devDependencies"):
        for name, version in mapping(tree, field).items():
            alias = _ALIAS.match(version) if isinstance(version, str) else None
            reason = DEVELOPMENT if field == "devDependencies" else None
            if field == "peerDependencies" and mapping(optional, name).get("optional") is True:
                reason = _OPTIONAL_PEER
            yield _sighting(name, alias[1] if alias else name, reason, f'"{field}"')
            if isinstance(version, str) and "/" in version:
                yield from _of_address(version, Needle(f'"{name}"', f'"{field}"'), reason)
    for field in ("bundleDependencies", "bundledDependencies"):
        for name in texts(tree.get(field)):
            yield _sighting(name, name, None, f'"{field}"')


def _locked(tree: Mapping[str, Any]) -> Iterator[Sighting]:
    packages = tree.get("packages")
    if isinstance(packages, Mapping):
        theirs = _of_themes(packages)
        for path, facts in packages.items():
            if "node_modules/" in path and isinstance(facts, dict) and not facts.get("extraneous"):
                name = str(facts.get("name") or path.rpartition("node_modules/")[2])
                at, reason = Needle(f'"{path}"'), _reason(facts)
                if reason is None and path.rpartition("node_modules/")[2] in theirs:
                    reason = OF_THEME
                yield Sighting("npm", name, at, reason)
                resolved = facts.get("resolved")
                if isinstance(resolved, str) and name not in resolved:
                    yield from _of_address(resolved, at, reason)
    else:
        yield from _nested(tree)


def _of_themes(packages: Mapping[str, Any]) -> set[str]:
    """What nothing but the themes of static sites lead to."""
    needs: dict[str, set[str]] = {}
    roots: set[str] = set()
    for path, facts in packages.items():
        if isinstance(facts, Mapping):
            wanted = {name for field in RUNNING for name in mapping(facts, field)}
            if "node_modules/" in path:
                needs.setdefault(path.rpartition("node_modules/")[2], set()).update(wanted)
            else:
                roots |= wanted | set(mapping(facts, "devDependencies"))
    return brought_by_themes(roots, needs)


def _nested(tree: Mapping[str, Any]) -> Iterator[Sighting]:
    """The first version of the format, in which packages stand inside one another."""
    waiting = [tree]
    while waiting:
        for name, facts in mapping(waiting.pop(), "dependencies").items():
            if isinstance(facts, Mapping):
                version = facts.get("version")
                alias = _ALIAS.match(version) if isinstance(version, str) else None
                yield _sighting(name, alias[1] if alias else name, _reason(facts))
                waiting.append(facts)


def _of_address(address: str, at: Needle, reason: Text | None) -> Iterator[Sighting]:
    """What is at an address, whatever name it is given: a package of a registry, or a repository."""
    if archive := _ARCHIVE.search(address):
        yield Sighting("npm", archive[1].replace("%2f", "/"), at, reason)
    elif repository := _REPOSITORY.search(address):
        yield Sighting("go", f"github.com/{repository[1]}", at, reason)  # as modules of Go are named


def _reason(facts: Mapping[str, Any]) -> Text | None:
    """`optional` and `devOptional` packages may be there when the service runs, so that they count."""
    return DEVELOPMENT if facts.get("dev") is True else None


def _sighting(key: str, name: str, reason: Text | None, section: str = "") -> Sighting:
    return Sighting("npm", name, Needle(f'"{key}"', section), reason)


DETECTOR = Detector(
    name="npm",
    files=("package.json", "package-lock.json", "npm-shrinkwrap.json", "bower.json"),
    read=read,
    summary=Text("packages of npm", "npm 软件包"),
)
