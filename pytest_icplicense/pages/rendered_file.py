"""The file of `icplicense render` (kind `rendered-pages`), written and read back: what a browser showed of pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pytest_icplicense.documents.syntax_errors import in_chinese
from pytest_icplicense.model.evidence import Unusable
from pytest_icplicense.model.rendered import RenderedPage
from pytest_icplicense.text import Text, plain

KIND, SCHEMA_VERSION = "rendered-pages", 1
_MOST = 20_000
_DIGEST = re.compile(r"[0-9a-f]{64}")


def pages_in(data: bytes) -> list[RenderedPage]:
    """The pages of a file.

    Raises:
        Unusable: it is not whole, or no such file.
    """
    try:
        tree = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        why = Text(
            f"not whole JSON: {error.msg}; render again",
            f"不是完整的 JSON{in_chinese(error.msg)}；请重新渲染",
        )
        raise Unusable(why, error.lineno, error.colno) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        said = plain(str(error)[:120])
        raise Unusable(Text(f"not JSON: {said}", f"不是 JSON：{said}")) from None
    if not isinstance(tree, dict) or tree.get("kind") != KIND or tree.get("schema_version") != SCHEMA_VERSION:
        shown = plain(str(tree.get("schema_version") if isinstance(tree, dict) else tree)[:40])
        raise Unusable(
            Text(
                f"no {KIND} of schema_version {SCHEMA_VERSION} (it has {shown})",
                f"不是 schema_version {SCHEMA_VERSION} 的 {KIND}（实为 {shown}）",
            )
        )
    listed = tree.get("pages")
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise Unusable(Text("'pages' is no list, or too long", "pages 不是列表，或过长"))
    return [_page(index, row, tree.get("time")) for index, row in enumerate(listed)]


def _page(index: int, row: Any, time: Any) -> RenderedPage:
    try:
        if not isinstance(row, dict):
            raise TypeError("no object")
        if (row.get("file") is None) == (row.get("url") is None):
            raise ValueError("one of file and url")
        digests = tuple((_text(path), _digest(value)) for path, value in row.get("digests", {}).items())
        if row.get("file") is not None and not any(path == row["file"] for path, _ in digests):
            raise ValueError("a digest of its file")
        if time is not None and datetime.fromisoformat(_text(time)).tzinfo is None:
            raise ValueError("a time with a zone")
        return RenderedPage(
            document=_text(row["document"]),
            site=_text(row["site"]),
            file=None if row.get("file") is None else _text(row["file"]),
            url=None if row.get("url") is None else _text(row["url"]),
            viewport=_text(row["viewport"]),
            visible=tuple(map(_text, row["visible"])),
            hidden=tuple((_text(each["number"]), _text(each["why"])) for each in row["hidden"]),
            seen=_text(row.get("seen", "")),
            doubts=_texts(row.get("doubts", ())),
            unseen=_texts(row.get("may_show_more", ())),
            digests=digests,
            absent=tuple(map(_text, row.get("absent", ()))),
            screenshot=None if row.get("screenshot") is None else _text(row["screenshot"]),
            time=time,
            recognizer=None if row.get("recognizer") is None else plain(_text(row["recognizer"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        said = plain(str(error)[:80])
        raise Unusable(
            Text(f"pages[{index}] cannot be used: {said}", f"pages[{index}] 无法使用：{said}")
        ) from None


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 10_000:
        raise TypeError(f"{str(value)[:40]!r} is no text")
    return value


def _digest(value: Any) -> str:
    if not _DIGEST.fullmatch(_text(value)):
        raise ValueError("a SHA-256")
    return str(value)


def _texts(rows: Any) -> tuple[Text, ...]:
    return tuple(Text(plain(_text(row["en"])), plain(_text(row["zh"]))) for row in rows)


def written(pages: Iterable[RenderedPage], time: str) -> bytes:
    """The file of some pages."""
    rows = [
        {
            "document": page.document,
            "site": page.site,
            **({"file": page.file} if page.url is None else {"url": page.url}),
            "viewport": page.viewport,
            **({} if page.recognizer is None else {"recognizer": page.recognizer}),
            "visible": list(page.visible),
            "seen": page.seen,
            "hidden": [{"number": number, "why": why} for number, why in page.hidden],
            "doubts": [text._asdict() for text in page.doubts],
            "may_show_more": [text._asdict() for text in page.unseen],
            "digests": dict(sorted(page.digests)),
            **({"absent": list(page.absent)} if page.absent else {}),
            "screenshot": page.screenshot,
        }
        for page in pages
    ]
    tree = {"schema_version": SCHEMA_VERSION, "kind": KIND, "time": time, "pages": rows}
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode()
