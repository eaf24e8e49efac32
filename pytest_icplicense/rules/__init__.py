"""Domain rules, one a file: what JSON Schema cannot say. Other packages add theirs through the same hook."""

from __future__ import annotations

from pytest_icplicense.hookspecs import hookimpl
from pytest_icplicense.model.case import Rule


@hookimpl
def icplicense_rules() -> list[Rule]:
    """The rules of this package."""
    from pytest_icplicense.rules import (
        accounted_for,
        approved,
        at_least,
        attested,
        covers,
        displays,
        due_within,
        every_period,
        explains,
        in_force,
        listed,
        matches_annexe,
        matches_face,
        stated_unless,
        within_scope,
    )

    modules = (
        *(within_scope, in_force, matches_face, matches_annexe, approved, displays, attested),
        *(due_within, every_period, covers, listed, at_least, accounted_for, explains, stated_unless),
    )
    return [module.RULE for module in modules]
