"""A case for a rule, made of nothing but the subject and the rule's parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pytest_icplicense.documents import Document
from pytest_icplicense.engine import expand
from pytest_icplicense.files.repository import Repository
from pytest_icplicense.library import Library
from pytest_icplicense.model.capability import Shown
from pytest_icplicense.model.case import Ruling
from pytest_icplicense.model.facts import Facts
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.workspace.policy_proof import bound as manifest_of
from pytest_icplicense.workspace.policy_proof import load_example

Judge = Callable[..., Ruling]


def beside(document: Document, more: dict[str, Any]) -> Document:
    """The document with these fields instead of, or beside, its own; without those that are None."""
    tree = {name: value for name, value in {**document.tree, **more}.items() if value is not None}
    return replace(document, tree=tree)


@pytest.fixture(scope="session")
def ruling(library: Library) -> Judge:
    """Judges a subject by a rule: `ruling("due-within", {"received": …}, {"from": …}, "2022-06-01")`.

    `declared` and `recorded` stand in the manifest and in the operator's document beside what the example says there.
    """
    example = load_example(library)
    manifests = {kind: manifest_of(library, example, kind, Violation({})) for kind in ("Operator", "Service")}
    any_case = {kind: expand(each, library.provisions, library.rules)[0] for kind, each in manifests.items()}

    def judge(
        rule: str,
        value: Any,
        parameters: dict[str, Any],
        as_of: str,
        *,
        of: str = "Operator",
        pointer: str = "",
        shown: tuple[Shown, ...] = (),
        declared: dict[str, Any] | None = None,
        recorded: dict[str, Any] | None = None,
        **manifest: Any,
    ) -> Ruling:
        case = any_case[of]
        if declared is not None:
            manifest["document"] = beside(case.manifest.document, declared)
        if recorded is not None:
            manifest["operator"] = beside(case.manifest.operator, recorded)
        check = replace(case.check, parameters=parameters, rule=rule)
        bound = replace(case.manifest, **manifest)
        case = replace(case, check=check, value=value, pointer=pointer, shown=shown, manifest=bound)
        return library.rules[rule].judge(case, date.fromisoformat(as_of))

    return judge


@pytest.fixture
def leaflet(ruling, library, tmp_path):
    """Judges a brochure that is this file."""
    operator = load_example(library).documents["Operator"]

    def judge(path, *read, show=("number",)):
        return ruling(
            "displays",
            {"title": "手册", "file": path},
            {"field": "file", "show": list(show)},
            "2022-06-01",
            pointer="/brochures/0",
            document=replace(operator, file=tmp_path / "operator.icp.yaml"),
            repository=Repository(tmp_path),
            facts=Facts(pages=read),
        )

    return judge
