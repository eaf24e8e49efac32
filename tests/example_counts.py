"""How the example's clauses stand: a clause that is added is in order there, so the numbers come from the policies."""

from __future__ import annotations

from pytest_icplicense.library import load

CLAUSES, PROVISIONS = len(load().clause_ids()), len(load().provisions)
NOT_APPLICABLE, PENDING = 24, 5
PASSED = CLAUSES - NOT_APPLICABLE - PENDING
IN_ORDER = f"clauses: {PASSED} passed, {NOT_APPLICABLE} not applicable, {PENDING} pending"
