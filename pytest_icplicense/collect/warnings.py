"""What fails nothing but must be known, as pytest warnings that filters can name: `pytest_icplicense.DeadlineWarning`."""

from __future__ import annotations

import warnings

import pytest


class ArtifactWarning(pytest.PytestWarning):
    """The repository shows something that fails nothing but must be known."""


class DeadlineWarning(pytest.PytestWarning):
    """Something falls due in the next days."""


class ProofWarning(pytest.PytestWarning):
    """The evidence at hand does not settle a case: tests are to prove it and none were asked for, say."""


class WaiverWarning(pytest.PytestWarning):
    """A waiver is not needed, matches nothing, ends soon or has ended."""


def warn(item: pytest.Item, warning: pytest.PytestWarning) -> None:
    """Issue a warning that stays one under `-W error`: what fails, and what does not, our own options say."""
    try:
        item.warn(warning)
    except type(warning):
        with warnings.catch_warnings():
            warnings.simplefilter("always", type(warning))
            item.warn(warning)
