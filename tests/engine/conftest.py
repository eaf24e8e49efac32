"""Cases of checks that a test writes itself, on the example as it is or with other fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from pytest_icplicense.engine import expand
from pytest_icplicense.library import Library
from pytest_icplicense.model.capability import Detections
from pytest_icplicense.model.case import Case, Rule
from pytest_icplicense.model.facts import NO_FACTS
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.provision import Provision, Violation, provision_of
from pytest_icplicense.workspace.policy_proof import Example, bound, load_example

Cases = Callable[..., list[Case]]


@pytest.fixture(scope="session")
def example(library: Library) -> Example:
    """The compliant example."""
    return load_example(library)


@pytest.fixture
def provision() -> Callable[..., Provision]:
    """One provision with one clause: `provision({"for_each": "prices[*]"}, …)`, as a policy writes its checks."""

    def made(*checks: dict[str, Any], applies_to: dict[str, str] | None = None) -> Provision:
        plain = {
            "level": "major",
            "of": "Service",
            "message": {"en": "{why}", "zh": "{why}"},
            "remedy": {"en": "Mend it.", "zh": "请改正。"},
        }
        clause = {"id": "X.1", "quote": "q", "how": ["declared"], "means": {"en": "m", "zh": "m"}}
        rows = [{"id": f"c{index}", **plain, **check} for index, check in enumerate(checks)]
        tree = {"id": "X", "title": {"en": "t", "zh": "t"}, "clauses": [clause | {"checks": rows}]}
        return provision_of(tree | ({"applies_to": applies_to} if applies_to else {}))

    return made


@pytest.fixture
def manifest(library: Library, example: Example) -> Callable[..., Manifest]:
    """The example's service (or operator) with these fields, and with what the repository shows of it."""

    def made(of: str = "Service", shows: Detections | None = None, **fields: Any) -> Manifest:
        found = bound(library, example, of, Violation({}))
        document = replace(found.document, tree={**found.document.tree, **fields})
        name = document.tree["name"]
        shown = shows or Detections()
        return replace(found, document=document, name=name, detected=shown, facts=NO_FACTS)

    return made


@pytest.fixture
def cases(library: Library, provision: Callable[..., Provision], manifest: Callable[..., Manifest]) -> Cases:
    """The cases of one check: `cases({"for_each": "prices[*]"}, prices=[…])`."""

    def made(
        check: dict[str, Any],
        *,
        rules: dict[str, Rule] | None = None,
        applies_to: dict[str, str] | None = None,
        **fields: Any,
    ) -> list[Case]:
        bound_to = manifest(**{"of": check.get("of", "Service"), **fields})
        known = {**library.rules, **(rules or {})}
        return expand(bound_to, [provision(check, applies_to=applies_to)], known)

    return made
