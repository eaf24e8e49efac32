"""Kustomize: the objects of a base as the patches of the environments make them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.clusters import completed
from pytest_icplicense.detect.facts.layers import merged, of_file
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
MAX_OBJECTS = 5_000
"""Objects that are put together, those of a base counted again for each that builds on it."""
_MAX_DEPTH = 8

Origin = tuple[str, int]
"""A file, and which of its documents."""


class Object(NamedTuple):
    """An object of a cluster with the patches so far."""

    origin: Origin
    root: Node
    """None: it was taken away, or nobody here knows what became of it."""
    changed: bool = False


class _Patch(NamedTuple):
    target: Mapping | None
    said: Node
    """A part of an object, or a list of operations (RFC 6902)."""


class Kustomizations:
    """Those of a repository, put together when they are first asked for."""

    def __init__(self, paths: Iterable[str], read: Callable[[str], Artifact | None]) -> None:
        self._read = read
        self._known = frozenset(paths)
        self._files = {
            posixpath.dirname(path): path for path in self._known if path.rpartition("/")[2] in NAMES
        }
        self.patches: set[str] = set()
        """Files that hold parts of objects, and are nothing by themselves."""
        self.replaced: set[Origin] = set()
        """Objects that are deployed with patches only."""
        self.replaced_files: set[str] = set()
        """Files all of whose objects are."""
        self.patched: list[Object] = []
        self.unread: dict[str, Unjudged] = {}
        """Files that cannot be read, so that nobody knows what they change."""
        self._left = MAX_OBJECTS
        self._put_together()

    def _put_together(self) -> None:
        built_on = {
            below
            for folder in self._files
            for below in self._below(folder, self._tree(folder))
            if below in self._files
        }
        plain: set[Origin] = set()
        for folder in sorted(self._files.keys() - built_on):
            for each in self._built(folder, 0):
                if not each.changed:
                    plain.add(each.origin)
                    continue
                self.replaced.add(each.origin)
                if each.root is not None:
                    self.patched.append(each._replace(root=completed(each.root)))
        self.replaced -= plain
        self.replaced_files = {
            path
            for path in {path for path, _ in self.replaced}
            if all((path, index) in self.replaced for index in range(len(self._roots(path))))
        }

    def _tree(self, folder: str) -> Mapping:
        roots = self._roots(self._files[folder])
        return next((each for each in roots if isinstance(each, Mapping)), Mapping())

    def _roots(self, path: str) -> list[Node]:
        artifact = self._read(path) if path in self._known else None
        try:
            return [] if artifact is None else list(artifact.yaml())
        except Unjudged as error:
            self.unread[path] = error
            return []

    @staticmethod
    def _below(folder: str, tree: Mapping) -> Iterator[str]:
        for name in ("resources", "bases", "components"):
            yield from (_path(folder, each) for each in _words(tree, name))

    def _built(self, folder: str, depth: int) -> Iterator[Object]:
        self._left -= 1
        if self._left < 0:
            return
        tree = self._tree(folder)
        components = [_path(folder, each) for each in _words(tree, "components")]
        patches = [
            patch
            for place in (*(each for each in components if each in self._files), folder)
            for patch in self._patches(place, self._tree(place))
        ]
        for path in self._below(folder, tree) if depth < _MAX_DEPTH else ():
            if path in self._files:
                found = self._built(path, depth + 1)
            else:
                roots = enumerate(self._roots(path))
                found = (Object((path, index), of_file(root, path)) for index, root in roots)
            for each in found:
                self._left -= 1
                if self._left < 0:
                    return
                for patch in patches:
                    each = _patched(each, patch)
                yield each

    def _patches(self, folder: str, tree: Mapping) -> Iterator[_Patch]:
        for name in ("patches", "patchesStrategicMerge", "patchesJson6902"):
            for row in tree[name] if isinstance(tree.get(name), list) else ():
                target = None
                if isinstance(row, Mapping):
                    target = row.get("target") if isinstance(row.get("target"), Mapping) else None
                    row = row.get("path") or row.get("patch")
                if not isinstance(row, Word):
                    continue
                path = _path(folder, row)
                if path in self._known:
                    self.patches.add(path)
                    roots = [of_file(each, path) for each in self._roots(path)]
                else:
                    path = self._files[folder]
                    try:
                        roots = [
                            of_file(each, path, row.line) for each in Artifact(path, row.encode()).yaml()
                        ]
                    except Unjudged:
                        roots = []
                yield from (_Patch(target, each) for each in roots)
        for row in tree["replicas"] if isinstance(tree.get("replicas"), list) else ():
            if isinstance(row, Mapping) and "count" in row:
                of_file(row, self._files[folder])
                yield from _counted(row)


def _counted(row: Mapping) -> Iterator[_Patch]:
    """How many of a name run, as patches of all that may be of this name."""
    operation = Mapping()
    operation.update(op=Word("replace"), path=Word("/spec/replicas"), value=row["count"])
    operation.where["value"] = row.where["count"]
    for kind in ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"):
        target = Mapping()
        target.update(kind=Word(kind), name=row.get("name"))
        yield _Patch(target, [operation])


def _words(tree: Mapping, name: str) -> list[Word]:
    """The files and folders that are listed; addresses are none."""
    found = tree.get(name)
    return [
        each
        for each in (found if isinstance(found, list) else ())
        if isinstance(each, Word) and "://" not in each
    ]


def _path(folder: str, path: str) -> str:
    found = posixpath.normpath(posixpath.join(folder or ".", path))
    return "" if found == "." else found


def _patched(found: Object, patch: _Patch) -> Object:
    root = found.root
    if not isinstance(root, Mapping):
        return found
    name = _metadata(root, "name")
    if patch.target is not None:
        if any(patch.target.get(key) for key in ("labelSelector", "annotationSelector")):
            kind = patch.target.get("kind")
            return found if kind and kind != root.get("kind") else Object(found.origin, None, True)
        wanted = ((patch.target.get("kind"), root.get("kind")), (patch.target.get("name"), name))
        if not all(one is None or _matches(one, other) for one, other in wanted):
            return found
    elif not isinstance(patch.said, Mapping) or (
        (patch.said.get("kind"), _metadata(patch.said, "name")) != (root.get("kind"), name)
    ):
        return found
    if isinstance(patch.said, Mapping):
        gone = patch.said.get("$patch") == "delete"
        return Object(found.origin, None if gone else merged(root, patch.said), True)
    done = isinstance(patch.said, list) and all(_operated(root, each) for each in patch.said)
    return Object(found.origin, root if done else None, True)


def _metadata(root: Mapping, key: str) -> Node:
    metadata = root.get("metadata")
    return metadata.get(key) if isinstance(metadata, Mapping) else None


def _matches(pattern: Node, text: Node) -> bool:
    if not isinstance(pattern, Word) or not isinstance(text, Word) or len(pattern) > 200:
        return False
    return pattern == text or (pattern.endswith(".*") and text.startswith(pattern[:-2]))


_INDEX = re.compile(r"\d{1,4}")


def _operated(root: Mapping, operation: Node) -> bool:
    """Whether an operation of RFC 6902 could be done."""
    if not isinstance(operation, Mapping) or not isinstance(path := operation.get("path"), Word):
        return False
    *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]] or [""]
    here: Node = root
    for step in steps:
        if isinstance(here, Mapping):
            here = here.get(step)
        elif isinstance(here, list) and _INDEX.fullmatch(step) and int(step) < len(here):
            here = here[int(step)]
        else:
            return False
    kind, value = operation.get("op"), operation.get("value")
    if kind not in ("add", "replace", "remove"):
        return False
    if isinstance(here, Mapping):
        here.pop(last, None)
        if kind != "remove":
            here[last], here.where[last] = value, operation.where.get("value", (1, 1))
        return True
    if isinstance(here, list):
        if last == "-" and kind == "add":
            here.append(value)
            return True
        if _INDEX.fullmatch(last) and int(last) < len(here):
            here[int(last) : int(last) + (kind != "add")] = [] if kind == "remove" else [value]
            return True
    return False
