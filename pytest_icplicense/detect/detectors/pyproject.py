"""`pyproject.toml`: its dependencies, extras and groups, as the standards, Poetry, PDM, uv and Hatch write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DEVELOPMENT, Detector, Sighting
from pytest_icplicense.detect.git_address import of_git
from pytest_icplicense.detect.lock_reachability import for_development, for_running
from pytest_icplicense.detect.loose_trees import mapping, mappings, texts
from pytest_icplicense.detect.requirement import Requirements, named, required
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import Text


def read(artifact: Artifact) -> Iterator[Sighting]:
    """What the project needs; a group counts where it is named for what runs, an extra unless for development."""
    tree = artifact.toml()
    requirements = Requirements(artifact)
    project = mapping(tree, "project")
    for name, section in (
        (project.get("name"), "[project]"),
        (mapping(tree, "tool", "poetry").get("name"), "[tool.poetry]"),
    ):
        if isinstance(name, str):
            yield Sighting("pypi", name, Needle("name", section))
    for words, development, after in _standard(tree, project):
        yield from requirements.sightings([(words, Needle(words, after))], development)
    for name, development, after in _poetry(tree):
        reason = DEVELOPMENT if development else None
        yield Sighting("pypi", name, Needle(name, after), reason)
    for name, address, development, after in _of_git(tree):
        yield from of_git("pypi", address, Needle(name, after), DEVELOPMENT if development else None)
    requirements.finish()


def declared(artifact: Artifact) -> set[str] | None:
    """What the pyproject.toml beside a lock file needs to run, normalized; None: it is not there, or broken."""
    found = artifact.beside("pyproject.toml")
    try:
        tree = found.toml() if found else None
    except Unjudged:
        return None
    if tree is None:
        return None
    standard = [
        (required(each[0].strip()) or "", each[1]) for each in _standard(tree, mapping(tree, "project"))
    ]
    names = [*standard, *((name, development) for name, development, _ in _poetry(tree))]
    return {normalized(name) for name, development in names if not development}


def normalized(name: str) -> str:
    """A name as it is compared."""
    name = name.lower().replace("_", "-").replace(".", "-")
    return re.sub("-+", "-", name) if "--" in name else name


def running_groups(groups: Mapping[str, Any]) -> set[str]:
    """The groups named for what runs, and those that they include."""
    found = {name for name in groups if for_running(name)}
    waiting = list(found)
    names = {normalized(name): name for name in groups}
    while waiting:
        for each in mappings(groups.get(waiting.pop())):
            included = names.get(normalized(str(each.get("include-group", ""))))
            if included is not None and included not in found:
                found.add(included)
                waiting.append(included)
    return found


def _standard(tree: Mapping[str, Any], project: Mapping[str, Any]) -> Iterator[tuple[str, bool, str]]:
    """Requirements, whether for development, and the words that stand before them."""
    for words in texts(project.get("dependencies")):
        yield words, False, "dependencies"
    for extra, wanted in mapping(project, "optional-dependencies").items():
        for words in texts(wanted):
            yield words, for_development(extra), "optional-dependencies"
    groups = mapping(tree, "dependency-groups")
    running = running_groups(groups)
    for group, wanted in groups.items():
        for words in texts(wanted):
            yield words, group not in running, "[dependency-groups]"
    for words in texts(mapping(tree, "build-system").get("requires")):
        yield words, True, "[build-system]"
    for wanted in mapping(tree, "tool", "pdm", "dev-dependencies").values():
        for words in texts(wanted):
            yield words.removeprefix("-e "), True, "dev-dependencies"
    for words in texts(mapping(tree, "tool", "uv").get("dev-dependencies")):
        yield words, True, "dev-dependencies"
    for environment in mapping(tree, "tool", "hatch", "envs").values():
        for field in ("dependencies", "extra-dependencies"):
            for words in texts(mapping(environment).get(field)):
                yield words, True, "[tool.hatch.envs"


def _poetry(tree: Mapping[str, Any]) -> Iterator[tuple[str, bool, str]]:
    poetry = mapping(tree, "tool", "poetry")
    for name in named(mapping(poetry, "dependencies")):
        yield name, False, "[tool.poetry.dependencies]"
    for name in named(mapping(poetry, "dev-dependencies")):
        yield name, True, "[tool.poetry.dev-dependencies]"
    for group, table in mapping(poetry, "group").items():
        for name in named(mapping(table, "dependencies")):
            yield name, for_development(group), f"[tool.poetry.group.{group}.dependencies]"


def _of_git(tree: Mapping[str, Any]) -> Iterator[tuple[str, str, bool, str]]:
    """Packages that Poetry and uv take from repositories, with their addresses."""
    poetry = mapping(tree, "tool", "poetry")
    tables = [("[tool.poetry.dependencies]", False, mapping(poetry, "dependencies"))]
    for group, table in mapping(poetry, "group").items():
        after = f"[tool.poetry.group.{group}.dependencies]"
        tables.append((after, for_development(group), mapping(table, "dependencies")))
    tables.append(("[tool.uv.sources]", False, mapping(tree, "tool", "uv", "sources")))
    for after, development, table in tables:
        for name, source in table.items():
            for address in texts([mapping(source).get("git")]):
                yield name, address, development, after


DETECTOR = Detector(
    name="pyproject",
    files=("pyproject.toml",),
    read=read,
    summary=Text("packages of pyproject.toml", "pyproject.toml 中的软件包"),
)
