"""Fields that a rule's parameters name with dots: `assessment.finished`, `grades.0.graded`."""

from __future__ import annotations

from typing import Any

from pytest_icplicense.model.case import Breach, Outcome, Ruling
from pytest_icplicense.text import Text


def dotted(value: Any, path: str) -> Any:
    """What stands at `path` below `value`, entries of lists by their index; None where there is nothing."""
    for step in path.split("."):
        if isinstance(value, list) and step.isdecimal():
            value = value[int(step)] if int(step) < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def contradiction(pointer: str, why: Text) -> Ruling:
    """An error at a field: the manifest cannot be right, whichever of its fields is."""
    return Ruling(Outcome.ERROR, (Breach(pointer, why),), reason=why)
