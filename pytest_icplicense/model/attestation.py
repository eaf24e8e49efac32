"""Which clauses an attestation speaks for: `clause` names one, `clauses` several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def clauses_of(attestation: Mapping[str, Any]) -> dict[str, str]:
    """The ids of the clauses, each with the pointer below the attestation at which it stands."""
    if "clause" in attestation:
        return {attestation["clause"]: "/clause"}
    return {clause: f"/clauses/{index}" for index, clause in enumerate(attestation["clauses"])}
