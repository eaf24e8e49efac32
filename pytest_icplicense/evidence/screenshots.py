"""Which screenshots may go into a report: PNG, of a bounded size, below the folder of the evidence or of the run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pytest_icplicense.model.rendered import RenderedPage

MAX_BYTES = 4 << 20


def with_screenshot(page: RenderedPage, folder: Path) -> RenderedPage:
    """The page with its screenshot, where that is a PNG below the folder of the evidence or of the run."""
    if page.screenshot is None:
        return page
    for base in (Path.cwd(), folder.resolve()):
        try:
            file = (base / page.screenshot).resolve()
            if file.is_relative_to(base) and file.is_file() and file.stat().st_size <= MAX_BYTES:
                data = file.read_bytes()
                if data.startswith(b"\x89PNG\r\n\x1a\n"):
                    return replace(page, picture=data)
        except (OSError, ValueError):  # also a path that can be none
            continue
    return page
