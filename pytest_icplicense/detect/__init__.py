"""What a repository shows: its artifacts (package lists, images, interfaces, web servers) become capabilities.

Nothing of the repository is run or imported, nothing is fetched, and no file outside it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_icplicense.hookspecs import hookimpl

if TYPE_CHECKING:
    from pytest_icplicense.detect.detector import Detector


@hookimpl
def icplicense_detectors() -> list[Detector]:
    """The detectors of this package."""
    from pytest_icplicense.detect import detectors

    return detectors.all_detectors()
