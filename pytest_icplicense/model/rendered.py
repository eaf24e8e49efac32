"""What a browser showed of a page: evidence that holds until one of the files changes that it loaded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pytest_icplicense.text import Text

NO_SIZE = "0x0"
"""Of a picture that cannot be read."""
PICTURES = Text("it shows pictures, which may show it", "页面有图片，其中可能标明")
"""A doubt about what is not seen as text; another number that is seen settles it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPage:
    """One page in one window."""

    document: str
    """The manifest, from the repository's root."""
    site: str
    """The site's domain, the app's name, a brochure's title, or the id of an advertisement."""
    file: str | None
    """The page's file, from the repository's root; None: it came from an address."""
    url: str | None
    viewport: str
    """`1280x800`; of a picture its own pixels."""
    visible: tuple[str, ...]
    """License numbers that a reader sees, as they are written."""
    hidden: tuple[tuple[str, str], ...] = ()
    """Numbers that the page has and no reader sees, with the reason."""
    seen: str = ""
    """Some of the text that a reader sees."""
    doubts: tuple[Text, ...] = ()
    """Why it may look otherwise to readers: it is a template, a style sheet was not loaded."""
    unseen: tuple[Text, ...] = ()
    """What may show more than was seen: what was not loaded, or never came to rest; pictures."""
    digests: tuple[tuple[str, str], ...] = ()
    """The files that it was made of, from the repository's root, with their SHA-256."""
    absent: tuple[str, ...] = ()
    """Files that it asked for and that were not there, from the repository's root."""
    screenshot: str | None = None
    picture: bytes | None = field(default=None, repr=False)
    """The screenshot itself (PNG), where it is at hand."""
    time: str | None = None
    """When it was rendered, in UTC."""
    recognizer: str | None = None
    """What has read it, where it is a picture and no browser has shown it."""
    refused: Text | None = None
    """Why it counts for nothing: it is too old."""


_REASONS = {
    "covered, cut off or of the color of its ground": "被遮盖、被裁切或与背景同色",
    "off the page": "位于页面之外",
    "not laid out": "未参与排版",
    "cut off": "被裁切",
    "another text stands in the same place": "有其他文字与之重叠",
}


def hidden_reason(why: str) -> Text:
    """Why a reader does not see a text; what CSS calls it is the same in each language."""
    return Text(why, _REASONS.get(why, why.replace("contrast ", "对比度 ")))


def latest(pages: Iterable[RenderedPage]) -> list[RenderedPage]:
    """What was shown last of each page in each window; only that counts."""
    return list({(page.document, page.site, page.viewport): page for page in pages}.values())


def shown_name(entry: Mapping[str, Any]) -> str:
    """What a manifest calls a site, an app, a brochure or an advertisement."""
    return next((str(entry[key]) for key in ("domain", "name", "title", "id") if entry.get(key)), "")


def page_path(named: Any) -> str:
    """The file of a page as a manifest names it, by its path alone or with the folder around it; empty: it names none."""
    return str(named["file"] if isinstance(named, dict) else named or "")


def document_path(document: Path, root: Path) -> str:
    """A manifest's path from the repository's root."""
    file = Path(os.path.realpath(document))
    try:
        return file.relative_to(root).as_posix()
    except ValueError:
        return file.name
