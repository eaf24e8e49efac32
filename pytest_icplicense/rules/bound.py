"""Since when licenses bind: what was due before is not theirs."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Case


def bound_since(case: Case) -> date:
    """The day on which the first of the case's licenses was issued; the first day there is, without any."""
    return min((held.issued for held in case.manifest.licenses), default=date.min)
