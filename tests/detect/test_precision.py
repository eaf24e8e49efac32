"""How often what is detected is right, and how much is found: measured on small repositories of many kinds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import pytest
import yaml

from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.files import DISK
from pytest_icplicense.library import load
from pytest_icplicense.model.capability import Confidence

REPOSITORIES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("repositories.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
LIBRARY = load()


class Measured(NamedTuple):
    """What one repository should show, and what it does, at high or medium confidence."""

    name: str
    expected: frozenset[str]
    found: frozenset[str]
    unjudged: tuple[str, ...]


def laid(repository: dict[str, Any], folder: Path) -> Path:
    for path, text in repository["files"].items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def measured(repository: dict[str, Any], folder: Path) -> Measured:
    root = laid(repository, folder)
    shown = survey(root, DISK, LIBRARY.catalogue.capabilities, LIBRARY.detectors).all(Path.as_posix)
    found = {each.capability.id for each in shown.capabilities if each.confidence is not Confidence.LOW}
    unjudged = tuple(each.to("en") for each in shown.unjudged)
    return Measured(repository["name"], frozenset(repository["expected"]), frozenset(found), unjudged)


@pytest.fixture(scope="module")
def all_measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Measured]]:
    folder = tmp_path_factory.mktemp("repositories")
    yield [measured(each, folder / each["name"]) for each in REPOSITORIES]
    shutil.rmtree(folder)


def table(rows: list[Measured]) -> str:
    width = max(len(row.name) for row in rows)
    expects = max(len(", ".join(sorted(row.expected))) for row in rows) or 1
    lines = [f"{'repository':<{width}}  {'expected':<{expects}}  found"]
    for row in rows:
        expected, found = (", ".join(sorted(each)) or "-" for each in (row.expected, row.found))
        mark = "" if row.expected == row.found else "  <<"
        lines.append(f"{row.name:<{width}}  {expected:<{expects}}  {found}{mark}")
    return "\n".join(lines)


def test_precision_and_recall(all_measured, capsys):
    """Over pairs of repository and capability: what is found is right, and what is there is found."""
    right = sum(len(row.expected & row.found) for row in all_measured)
    found = sum(len(row.found) for row in all_measured)
    expected = sum(len(row.expected) for row in all_measured)
    precision, recall = right / max(found, 1), right / expected
    with capsys.disabled():
        print(f"\n{table(all_measured)}")
        print(f"{len(all_measured)} repositories: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.95
    assert recall >= 0.9


def test_every_file_of_the_repositories_can_be_judged(all_measured):
    """A detector that gives up on a real file would hide what it shows."""
    assert [problem for row in all_measured for problem in row.unjudged] == []


def test_the_repositories_are_many_and_of_many_kinds():
    undeclared = [each for each in REPOSITORIES if each["expected"]]
    assert len(undeclared) >= 30
    assert len(REPOSITORIES) - len(undeclared) >= 30
    assert len({each["name"] for each in REPOSITORIES}) == len(REPOSITORIES)
    names = {PurePosixPath(path).name for each in undeclared for path in each["files"]}
    assert {"package.json", "pyproject.toml", "go.mod", "pom.xml", "Cargo.toml", "composer.json"} <= names
    assert {"Gemfile.lock", "Dockerfile", "docker-compose.yml", "Chart.yaml", "openapi.yaml"} <= names


def test_what_the_repositories_expect_are_capabilities():
    known = LIBRARY.catalogue.capabilities
    assert [name for each in REPOSITORIES for name in each["expected"] if name not in known] == []
