"""The rows of a page's tables: what stands beside one another in them belongs together."""

from __future__ import annotations

MOST_ROWS = 5_000
"""Rows of one page that are read."""


def table_rows(source: str) -> list[str]:
    """Each row as one line of the text of its cells, whether it is shown or not; none of rows with tables inside."""
    from selectolax.lexbor import LexborHTMLParser

    rows: list[str] = []
    for row in LexborHTMLParser(source).css("tr")[:MOST_ROWS]:
        if row.css_first("table") is None:
            cells = (cell.text(separator=" ") for cell in row.iter() if cell.tag in ("td", "th"))
            rows.append(" ".join(" ".join(cells).split()))
    return rows
