"""From manifests to verdicts: `expand` makes the cases, `judge` decides each."""

from pytest_icplicense.engine.expand import expand
from pytest_icplicense.engine.judge import judge

__all__ = ["expand", "judge"]
