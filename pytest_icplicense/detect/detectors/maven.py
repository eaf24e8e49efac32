"""`pom.xml` of Maven."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, PROVIDED, Detector, Sighting
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

MAX_LENGTH = 500
"""Characters that a name may come to when its properties are filled in: they may refer to one another."""
_PROPERTY = expression(r"\$\{([^${}]*)\}")
_REASONS = {"test": DEVELOPMENT, "provided": PROVIDED}


def read(artifact: Artifact) -> Iterator[Sighting]:
    """The project and what it depends on; what it only manages the versions of is no dependency."""
    root = artifact.xml()
    if _tag(root) != "project":
        return
    properties = _properties(root)
    scopes = {
        _names(each, properties)[:2]: _text(each, "scope")
        for each in _below(root, "dependencyManagement", "dependencies", "dependency")
    }
    own = _text(root, "artifactId")
    if own:
        group = _filled("${project.groupId}", properties)
        yield Sighting(
            "maven", f"{group}:{_filled(own, properties)}", Needle(f"<artifactId>{own}</artifactId>")
        )
    for parent in _below(root, "parent"):
        group, name, where = _names(parent, properties)
        yield Sighting("maven", f"{group}:{name}", where)
    for module in _below(root, "modules", "module"):
        if module.text:
            name = module.text.strip()
            yield Sighting("module", name, Needle(f"<module>{name}"))
    profiles = list(_below(root, "profiles", "profile"))
    for each in (root, *profiles):
        for dependency in _below(each, "dependencies", "dependency"):
            group, name, where = _names(dependency, properties)
            scope = _text(dependency, "scope") or scopes.get((group, name), "")
            yield Sighting("maven", f"{group}:{name}", where, _REASONS.get(_filled(scope, properties)))
        for dependency in _below(each, "build", "plugins", "plugin", "dependencies", "dependency"):
            group, name, where = _names(dependency, properties)
            yield Sighting("maven", f"{group}:{name}", where, DEVELOPMENT)


def _names(dependency: Any, properties: Mapping[str, str]) -> tuple[str, str, Needle]:
    group, name = _text(dependency, "groupId"), _text(dependency, "artifactId")
    where = Needle(f"<artifactId>{name}</artifactId>", f"<groupId>{group}</groupId>")
    return _filled(group, properties), _filled(name, properties), where


def _properties(root: Any) -> dict[str, str]:
    found = {_tag(each): (each.text or "").strip() for each in _below(root, "properties", "*")}
    for parent in _below(root, "parent"):
        found |= {f"project.parent.{field}": _text(parent, field) for field in ("groupId", "artifactId")}
    found["project.groupId"] = _text(root, "groupId") or found.get("project.parent.groupId", "")
    found["project.artifactId"] = _text(root, "artifactId")
    return found


def _filled(words: str, properties: Mapping[str, str]) -> str:
    for _ in range(10):
        filled = _PROPERTY.sub(lambda match: properties.get(match[1], match[0]), words)
        if filled == words or len(filled) > MAX_LENGTH:
            break
        words = filled
    return words


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _below(element: Any, *tags: str) -> Iterator[Any]:
    """The elements at the end of this path; `*` is any."""
    if not tags:
        yield element
        return
    for each in element:
        if tags[0] in ("*", _tag(each)):
            yield from _below(each, *tags[1:])


def _text(element: Any, tag: str) -> str:
    return next(((each.text or "").strip() for each in _below(element, tag)), "")


DETECTOR = Detector(
    name="maven",
    files=("pom.xml", "*.pom"),
    read=read,
    summary=Text("dependencies of pom.xml", "pom.xml 中的依赖"),
)
