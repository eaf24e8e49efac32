"""The detectors that this package brings, one kind of artifact a file."""

from __future__ import annotations

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.detectors import nginx, npm


def all_detectors() -> list[Detector]:
    """Every one, in the order in which they open a file."""
    return [module.DETECTOR for module in (npm, nginx)]
