"""The field of the scope put together from the fields that licenses spread it over, and its rows with their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pytest_icplicense.expressions import expression
from pytest_icplicense.files.shipped import shipped_data
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import Field, official, squeezed_with_origin
from pytest_icplicense.intake.face.figures import quoted
from pytest_icplicense.intake.scope.blocks import Block, begins_service, contradict
from pytest_icplicense.intake.scope.outside import SCOPE
from pytest_icplicense.intake.scope.parser import Unread, read_scope
from pytest_icplicense.intake.scope.rows import closing, without_coverage
from pytest_icplicense.intake.scope.vocabulary import Lexicon
from pytest_icplicense.intake.text.cleaning import folded
from pytest_icplicense.library import Library
from pytest_icplicense.text import Text

_SIMPLIFIED = str.maketrans(
    dict(tuple(pair) for pair in shipped_data("wordings", "traditional.yaml")["pairs"].split())
)
_COUNT = expression(r"\A[0-9]{1,2}[ \t\u3000]+")
_EMPTY_CELL = expression(r"(?<=\s)[-—/](?=\s|$)")
_QUOTED_WORDS = expression(r"“([^”]+)”")


def in_simplified(found: Sequence[Field], draft: Draft) -> list[Field]:
    """The fields, those of the scope in simplified characters, character by character; that they were not is told."""
    out = []
    for each in found:
        text = each.value.text
        if each.field in SCOPE and (simplified := text.translate(_SIMPLIFIED)) != text:
            shown = quoted("".join(simplified.split()))
            why = Text(
                f"the scope is in traditional characters, and was read as '{shown}': compare it with the original",
                f"业务种类含繁体字，已按“{shown}”识别：请与原件核对",
            )
            draft.doubt(each.line, [why])
            each = each._replace(value=each.value._replace(text=simplified))
        out.append(each)
    return out


def read_rows(fields: dict[str, Field], library: Library, draft: Draft) -> None:
    """The rows of the scope; none where 服务项目 is a field of its own, and it is not clear for which service."""
    segment = fields.get("scope") or fields.get("rows")
    if segment is None:
        draft.missing(official("scope"))
        return
    found = _of_fields(fields, library, draft)
    if not found:
        draft.missing(official("scope"), segment.line)
    else:
        _put(found, draft)


def read_blocks(blocks: Sequence[Block], library: Library, draft: Draft) -> bool:
    """The rows of a scope in blocks; False where two of them are of the same service, and nothing was read."""
    aside = Draft()
    found = [_of_fields(block, library, aside) for block in blocks]
    if contradict([[row for row, _ in rows] for rows in found]):
        return False
    rows = [each for block in found for each in block]
    covered = any(row["coverage"] for row, _ in rows) or any("coverage" in block for block in blocks)
    for row, line in rows:
        text, category = row["text"], row["category"]
        if covered and not row["coverage"] and category not in row["excludes"]:
            aside.doubt(line, [without_coverage(text), closing(text, category)], missing=True)
            row["excludes"] = [category, *row["excludes"]]
    draft.doubts += aside.doubts
    for block, of_block in zip(blocks, found, strict=True):
        if not of_block:
            draft.missing(official("scope"), block["scope"].line)
    if rows:
        _put(rows, draft)
    return True


def _put(found: list[tuple[dict[str, Any], int]], draft: Draft) -> None:
    draft.tree["scope"] = [row for row, _ in found]
    for index, (_, line) in enumerate(found):
        draft.lines[f"/scope/{index}"] = line


def _of_fields(fields: dict[str, Field], library: Library, draft: Draft) -> list[tuple[dict[str, Any], int]]:
    """The rows of one scope, each with its line."""
    segment = fields.get("scope") or fields["rows"]
    text = _of_table(segment) if segment.field == "rows" else _of_list(segment, library)
    items = fields.get("items")
    if items is not None:
        text = f"{text.rstrip('。；;')}{official('items')}：{items.value.text}"
    if coverage := fields.get("coverage"):
        text = f"{text.rstrip('。')}；{official('coverage')}：{coverage.value.text}"
    rows, doubts = read_scope(text, library.catalogue)
    for doubt in doubts:
        about = _QUOTED_WORDS.search(doubt.zh)
        line = _line_of(segment, about[1] if about else "")
        draft.doubt(line, [doubt], missing=isinstance(doubt, Unread))
    if items is not None and any(isinstance(doubt, Unread) for doubt in doubts):
        _closed(rows, items.line, draft)
    if items is not None and not _one_service(segment, rows, library):
        why = Text(
            f"'{official('items')}' is a field of its own, and it is not clear to which service it belongs",
            f"“{official('items')}”单独成项，不能确定属于哪一项业务",
        )
        draft.doubt(items.line, [why])
        rows = []
    return [(row, _line_of(segment, row["text"])) for row in rows]


def _of_list(segment: Field, library: Library) -> str:
    """The value, its services parted where a line begins with the number of one."""
    text, lexicon = segment.value.text, Lexicon(library.catalogue)
    for start in reversed(segment.value.starts[1:]):
        if begins_service(segment.value, start, lexicon):
            before = text[:start].rstrip()
            if before.endswith(("(", "（")):  # the bracket of the number, at the end of a line
                start = len(before) - 1
            text = f"{text[:start].rstrip('；; ')}；{text[start:]}"
    return text


def _closed(rows: list[dict[str, Any]], line: int, draft: Draft) -> None:
    """Close the rows, since some items that they have in a field of their own could not be read."""
    for row in rows:
        if row["category"] not in row["excludes"]:
            row["excludes"] = [row["category"], *row["excludes"]]
            draft.doubt(line, [closing(row["text"], row["category"])], missing=True)


def _of_table(segment: Field) -> str:
    """A line of the table is a service, without its number and the cells that only have a dash."""
    text, starts = segment.value.text, segment.value.starts
    rows = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return "；".join(_EMPTY_CELL.sub(" ", _COUNT.sub("", row)) for row in rows)


def _one_service(segment: Field, rows: list[dict[str, Any]], library: Library) -> bool:
    """Whether the services are one and the same with the items and without them; a class alone names none."""
    alone, _ = read_scope(segment.value.text, library.catalogue)
    return not alone or (len(alone) == len(rows) == 1 and alone[0]["category"] == rows[0]["category"])


def _line_of(segment: Field, words: str) -> int:
    """The line on which words of a value begin; that of the value where they are not found as they are."""
    squeezed, origin = squeezed_with_origin(segment.value.text)
    at = squeezed.find(folded(words)) if words else -1
    return segment.value.line(origin[at]) if at >= 0 else segment.line
