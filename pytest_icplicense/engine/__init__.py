"""From manifests to verdicts: `expand` makes the cases, `judge` judges each, `decide` adds the waivers."""

from pytest_icplicense.engine.expand import expand
from pytest_icplicense.engine.judge import judge
from pytest_icplicense.engine.waive import decide

__all__ = ["decide", "expand", "judge"]
