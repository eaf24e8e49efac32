"""HTML templates, filled so that whatever stands in files stays text: the one place that says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


def html_templates(folder: Path, *, final_newline: bool) -> Environment:
    """The templates of a folder; `final_newline`: a page keeps the one at its template's end. Needs Jinja2."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=final_newline,
    )
