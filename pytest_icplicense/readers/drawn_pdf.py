"""Whether the pages of a PDF, as they are drawn, show what its text has.

The text of a PDF is there whatever lies on it, cuts it off, fades it or goes through it; so PDFium draws the places where
a text stands, with it and without it, in a process of its own (`drawing_child.py`). What does not differ nobody sees.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from pytest_icplicense.pages.legibility import legibility
from pytest_icplicense.readers.bounded import bounded_command
from pytest_icplicense.readers.layout import Character, Row, rows_in_order
from pytest_icplicense.readers.pdf import read_pages
from pytest_icplicense.text import Text

MAX_SECONDS = 20
MAX_MEMORY = 1_500_000_000
"""Bytes that the process may use, where the system can bound them."""
MOST_PLACES = 20
"""Of a file, the first ones: a brochure may have a number on each page, and one that is seen is enough."""
_MOST_ROWS = 3
"""Over which a text may be written."""
_SEEN = 0.7
"""The share of a character's ink that must be seen; its edges are pale in any case."""
_LEAST_HIGH = 0.38
"""Of its size: how high at least a digit is drawn, old figures too. What is lower is cut off."""
_LEAST_WIDE = 0.12
"""How wide at least; the figures of narrow fonts have a fourth of their size."""
_COVERED = 0.4
"""The share of a character that another one may lie on; those of a line touch, and have shadows."""
_ALIKE = 3.0
"""How many times as large a character may be that makes another one unreadable: a watermark is larger."""
_UNSEEN = "\ufffd"
_CHILD = Path(__file__).with_name("drawing_child.py")


class _Place(NamedTuple):
    """Rows of a page that have the text."""

    page: dict[str, Any]
    rows: Sequence[Row]

    @property
    def members(self) -> list[int]:
        """The places of their characters among those of the page."""
        return [each for row in self.rows for each in row.members]

    @property
    def sizes(self) -> list[float]:
        """Of its characters, in points."""
        return [Character(*self.page["characters"][at]).size for at in self.members]

    def written(self, seen: Sequence[bool]) -> str:
        """The rows, with `_UNSEEN` for what is not seen."""
        at = 0
        lines = []
        for row in self.rows:
            line, after = "", 0
            for member in row.members:
                char = self.page["characters"][member][0]
                found = row.text.index(char, after)
                line += row.text[after:found] + (char if seen[at] else _UNSEEN)
                after, at = found + len(char), at + 1
            lines.append(line)
        return "\n".join(lines)


def why_not_seen(data: bytes, finds: Callable[[str], bool]) -> Text | None:
    """Why readers may not see what the text of a PDF has; None: its pages, as they are drawn, show it plainly."""
    if importlib.util.find_spec("pypdfium2") is None:
        return Text(
            "whether readers see it only its drawn pages tell: pip install 'pytest-icplicense[import]'",
            "须绘制页面才能判断读者是否看得到：请运行 pip install 'pytest-icplicense[import]'",
        )
    return _drawn(data, finds)


@lru_cache(maxsize=8)
def _drawn(data: bytes, finds: Callable[[str], bool]) -> Text | None:
    """The same, of the drawn pages; many services have the same brochure."""
    places = list(_places(read_pages(data)[1:], finds))[:MOST_PLACES]
    measured = _measured(data, places) if places else []
    if not measured:
        return Text("where its pages show it cannot be told", "无法确定其在页面中的位置")
    least = 0.75 * legibility().size.hidden_below  # in points
    why: Text | None = None
    for place, found in zip(places, measured, strict=True):
        inked = [_is_inked(place, *each) for each in zip(place.members, found, strict=True)]
        free = [
            not (each["crossed"] or _overprinted(place, at))
            for at, each in zip(place.members, found, strict=True)
        ]
        page = place.page["page"]
        if not finds(place.written(inked)):
            why = why or Text(
                f"page {page} does not show it plainly when it is drawn (covered, cut off, transparent, pale?)",
                f"绘制后的第 {page} 页未清楚显示（是否被遮挡、裁切，或透明、颜色过浅？）",
            )
        elif not finds(place.written([all(each) for each in zip(inked, free, strict=True)])):
            why = why or Text(
                f"something runs through it on page {page}", f"第 {page} 页有线条或其他文字从中穿过"
            )
        elif not finds(place.written(list(_on_the_line(place)))):
            why = why or Text(
                f"page {page} prints signs of it above or below their line",
                f"第 {page} 页有字符为上标或下标",
            )
        elif not finds(place.written([size >= least for size in place.sizes])):
            why = why or Text(
                f"page {page} prints it in letters of {min(place.sizes):g} points",
                f"第 {page} 页所印字号仅 {min(place.sizes):g} 磅",
            )
        else:
            return None
    return why


def _places(pages: Sequence[dict[str, Any]], finds: Callable[[str], bool]) -> Iterator[_Place]:
    """The fewest rows under each other that have the text, wherever they stand."""
    for page in pages:
        rows = rows_in_order(Character(*each) for each in page["characters"])
        after = -1
        for end in range(len(rows)):
            for many in range(1, _MOST_ROWS + 1):
                start = end + 1 - many
                if start > after and finds("\n".join(row.text for row in rows[start : end + 1])):
                    yield _Place(page, rows[start : end + 1])
                    after = end
                    break


def _measured(data: bytes, places: Sequence[_Place]) -> list[Any]:
    """What is seen of each character of each place; empty: PDFium cannot draw the file."""
    asked = []
    for place in places:
        left, top, wide = place.page["shown"]
        characters = [Character(*place.page["characters"][at]) for at in place.members]
        boxes = [
            [each.x - left, each.y - top - 0.8 * each.size, each.right - left, each.y - top + 0.1 * each.size]
            for each in characters
        ]
        asked.append({"page": place.page["page"], "wide": wide, "boxes": boxes})
    command = bounded_command(_CHILD, MAX_MEMORY, MAX_SECONDS, legibility().contrast.seen_from)
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asked).encode() + b"\n" + data,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
        )
        found = [json.loads(line)["boxes"] for line in done.stdout.splitlines()]
    except (subprocess.TimeoutExpired, OSError, ValueError, KeyError):
        return []
    return found if len(found) == len(places) else []


def _is_inked(place: _Place, at: int, found: dict[str, Any]) -> bool:
    own = Character(*place.page["characters"][at])
    whole = found["high"] >= _LEAST_HIGH * own.size and own.right - own.x >= _LEAST_WIDE * own.size
    return (whole or not own.text.isdigit()) and bool(found["seen"] >= _SEEN)


def _on_the_line(place: _Place) -> Iterator[bool]:
    """Of each character, whether it stands in its line as the others do: not smaller, and above or below."""
    for row in place.rows:
        signs = [Character(*place.page["characters"][at]) for at in row.members]
        usual, line = (median(of) for of in zip(*((sign.size, sign.y) for sign in signs), strict=True))
        for sign in signs:
            yield sign.size > 0.9 * usual or abs(sign.y - line) < 0.08 * usual


def _overprinted(place: _Place, at: int) -> bool:
    """Whether another character of about its size lies on it, or under it."""
    own = Character(*place.page["characters"][at])
    for other in (Character(*each) for each in place.page["characters"]):
        across = min(own.right, other.right) - max(own.x, other.x)
        up = min(own.y, other.y) - max(own.y - own.size, other.y - other.size)
        if (
            not other.text.isspace()
            and other.text != own.text
            and other.size <= _ALIKE * own.size
            and min(across, up) > 0
            and across * up > _COVERED * (own.right - own.x) * own.size
        ):
            return True
    return False
