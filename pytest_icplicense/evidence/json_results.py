"""The `evidence` of this package's JSON report, of this version or a later one with the same `schema_version`."""

from __future__ import annotations

import json
from typing import Any

from pytest_icplicense.documents.syntax_errors import in_chinese
from pytest_icplicense.evidence.entries import Entries, entry
from pytest_icplicense.model.evidence import Evidence, Unusable
from pytest_icplicense.text import Text, plain

SCHEMA_VERSION = 1
_FIELDS = ("node", "clause", "subject", "outcome", "time")


def entries(data: bytes) -> Entries:
    """What the report says.

    Raises:
        Unusable: it is not whole, or no such report.
    """
    try:
        report = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        text = Text(
            f"not whole JSON: {error.msg}; if the run that wrote it was interrupted, run it again",
            f"不是完整的 JSON{in_chinese(error.msg)}；如写入时运行中断，请重新运行",
        )
        raise Unusable(text, error.lineno, error.colno) from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else plain(str(error)[:120])
        raise Unusable(Text(f"not JSON: {why}", f"不是有效的 JSON{in_chinese(why)}")) from None
    tool = report.get("tool")
    if not isinstance(tool, dict) or tool.get("name") != "pytest-icplicense":
        raise Unusable(Text("no report of pytest-icplicense", "不是 pytest-icplicense 的报告"))
    if (version := report.get("schema_version")) != SCHEMA_VERSION:
        shown, maker = plain(str(version)[:40]), plain(str(tool.get("version"))[:40])
        raise Unusable(
            Text(
                f"schema_version {shown}, written by version {maker}; this version reads {SCHEMA_VERSION}",
                f"schema_version 为 {shown}（由版本 {maker} 写出）；本版本只读 {SCHEMA_VERSION}",
            )
        )
    listed = report.get("evidence")
    if not isinstance(listed, list):
        raise Unusable(
            Text(
                "it has no 'evidence': it was written by a version that did not know of any",
                "没有 evidence：写出该报告的版本尚无此项",
            )
        )
    found: dict[
        Evidence, None
    ] = {}  # several outcomes of one test come of several runs; none of them may have failed
    for index, row in enumerate(listed):
        one = _entry(index, row)
        if one in found:
            raise Unusable(
                Text(
                    f"evidence[{index}]: '{one.node}' stands there twice for {one.clause} and {one.subject}",
                    f"evidence[{index}]：“{one.node}”针对 {one.clause} 与 {one.subject} 重复出现",
                )
            )
        found[one] = None
    return Entries(list(found))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that stands in it twice could mean either.

    Raises:
        ValueError: one does.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _entry(index: int, row: Any) -> Evidence:
    commit = row.get("commit") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in _FIELDS):
        names = ", ".join(_FIELDS)
        raise Unusable(
            Text(f"evidence[{index}] lacks one of {names}", f"evidence[{index}] 缺少 {names} 之一")
        )
    if commit is not None and not isinstance(commit, str):
        raise Unusable(Text(f"evidence[{index}].commit is no text", f"evidence[{index}].commit 不是文本"))
    return entry(row["node"], row["clause"], row["subject"], row["outcome"], commit, row["time"])
