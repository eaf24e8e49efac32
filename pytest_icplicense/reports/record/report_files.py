"""JSON reports read back, as far as joining them needs it: whole, of this tool, and with a record that can be read."""

from __future__ import annotations

import errno
import json
import mmap
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pytest_icplicense.files.disk import opened
from pytest_icplicense.files.errors import Withheld, unreadable
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.reports.record.json import SCHEMA_VERSION
from pytest_icplicense.reports.record.record import VERSION
from pytest_icplicense.reports.record.record_reading import OUT_OF_FORM, paths
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.runs.sharding import Shard
from pytest_icplicense.text import Text, plain, printable

MAX_BYTES = 512 << 20
"""A report of some 20,000 manifests, without its cases."""
_TOOL = "pytest-icplicense"
_FOREIGN = Text(
    "no report of this tool; name what 'icplicense report json' or 'pytest --icp-report json:PATH' wrote",
    "不是本工具的报告；请给出 icplicense report json 或 pytest --icp-report json:PATH 写出的文件",
)
_DAMAGED = Text("its key 'record' is damaged; write the report again", "record 键已损坏；请重新生成报告")


class Part(NamedTuple):
    """One report."""

    name: str
    """The file, as messages show it."""
    as_of: date
    policies_sha256: str
    version: str
    inputs: tuple[Input, ...]
    complete: bool
    not_run: int | None
    shard: Shard | None
    asked: tuple[str, ...]
    """Of a shard, all manifests that were split."""
    base: str
    """The folder that paths are relative to, from the repository's root."""
    warn_days: int
    summary: dict[str, int]
    record: dict[str, Any]


def read_report(path: Path, most: int = MAX_BYTES) -> Part:
    """The report in a file of at most so many bytes, its cases not counted.

    Raises:
        NoReport: it cannot be read, is too large, cut off, foreign or damaged, or of a version that this one does not know.
    """
    name = plain(str(path))
    try:
        data = _without_cases(path, most)
    except OSError as error:
        raise refused(name, unreadable(error)) from None
    try:
        report = _printable(json.loads(data))
    except RecursionError:
        raise refused(name, _FOREIGN) from None
    except ValueError as error:
        raise refused(name, _no_json(data, error)) from None
    if not isinstance(report, dict) or "schema_version" not in report:
        raise refused(name, _FOREIGN)
    tool = report.get("tool")
    if not isinstance(tool, dict) or tool.get("name") != _TOOL:
        raise refused(name, _FOREIGN)
    written = plain(str(tool.get("version"))[:40])
    if report["schema_version"] != SCHEMA_VERSION:
        raise refused(name, _version("schema_version", report["schema_version"], SCHEMA_VERSION, written))
    record = report.get("record")
    if record is None:
        text = Text(
            f"written by {_TOOL} {written}, which kept no record to join reports by; write it again with this version",
            f"由 {_TOOL} {written} 写出，未含合并所需的记录；请用当前版本重新生成",
        )
        raise refused(name, text)
    if isinstance(record, dict) and record.get("version") != VERSION:
        raise refused(name, _version("record.version", record.get("version"), VERSION, written))
    try:
        return _part(name, report, record)
    except OUT_OF_FORM:
        raise refused(name, _DAMAGED) from None


def refused(name: str, why: Text) -> NoReport:
    """The refusal of a file."""
    return NoReport(Text(f"{name}: {why.en}", f"{name}：{why.zh}"))


def damaged(name: str) -> NoReport:
    """The refusal of a file whose record is not what it should be."""
    return refused(name, _DAMAGED)


def _without_cases(path: Path, most: int) -> bytes:
    """The file's bytes without its cases, which the record tells of too; of a file in another layout, all of them.

    A line break cannot stand in a JSON string, so that a line which begins like this can be nothing else.
    """
    with opened(path) as stream:
        try:
            whole: mmap.mmap | bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):  # nothing in it, or a file that the system makes up as it is read
            whole = at_most(stream)
        first = whole.find(b'\n  "cases": [\n')
        last = whole.find(b"\n  ],\n", first) if first != -1 else -1
        if last == -1:
            _fits(len(whole), most)
            return bytes(whole)
        start, end = first + len(b'\n  "cases": ['), last + len(b"\n  ")
        _fits(start + len(whole) - end, most)
        return whole[:start] + whole[end:]


def at_most(stream: BinaryIO) -> bytes:
    """What a stream gives, which may be endless.

    Raises:
        OSError: it gives more than `MAX_BYTES`.
    """
    data = stream.read(MAX_BYTES + 1)
    _fits(len(data), MAX_BYTES)
    return data


def _fits(size: int, most: int) -> None:
    if size > most:
        raise Withheld(errno.EFBIG, Text(f"more than {most >> 20} MiB", f"超过 {most >> 20} MiB"))


def _printable(tree: Any) -> Any:
    """The same with every text as a line may show it; those that this tool writes are so already."""
    if isinstance(tree, str):
        return tree if tree.isprintable() else "\n".join(map(printable, tree.split("\n")))
    if isinstance(tree, list):
        return tree if all(type(each) is int for each in tree) else list(map(_printable, tree))
    return {key: _printable(each) for key, each in tree.items()} if isinstance(tree, dict) else tree


def _no_json(data: bytes, error: ValueError) -> Text:
    if not data.strip():
        return Text(
            "an empty file; the run that should have written it was cut off", "文件为空；写报告的运行可能中断"
        )
    cut = isinstance(error, json.JSONDecodeError) and error.pos >= len(error.doc.rstrip())
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and (cut or not data.rstrip().endswith(b"}")):
        return Text(
            "cut off in the middle: the run that wrote it was interrupted, or the copy was; write it again",
            "文件不完整：写入或复制过程中断；请重新生成",
        )
    if isinstance(error, json.JSONDecodeError):
        where = f"{error.lineno}:{error.colno}"
        return Text(f"no JSON ({where}: {error.msg})", f"不是 JSON（{where}：{error.msg}）")
    return Text("no JSON in UTF-8", "不是 UTF-8 编码的 JSON")


def _version(key: str, found: object, known: int, written: str) -> Text:
    shown = plain(repr(found)[:40])
    return Text(
        f"{key} is {shown}, written by {_TOOL} {written}; this version reads {known}: use the same version for all jobs",
        f"{key} 为 {shown}（由 {_TOOL} {written} 写出），当前版本只能读取 {known}；各作业请使用同一版本",
    )


def _part(name: str, report: dict[str, Any], record: dict[str, Any]) -> Part:
    shard: Shard | None = None
    asked: tuple[str, ...] = ()
    if (recorded := report.get("shard")) is not None:
        shard, asked = (
            Shard(int(recorded["number"]), int(recorded["of"])),
            tuple(paths(recorded["manifests"])),
        )
        if not 1 <= shard.number <= shard.of:
            raise ValueError("no such shard")
    not_run = report["not_run"]
    return Part(
        name,
        date.fromisoformat(report["as_of"]),
        str(report["policies_sha256"]),
        str(report["tool"]["version"]),
        tuple(Input(paths([each["path"]])[0], each["sha256"]) for each in report["inputs"]),
        report["complete"] is True,
        None if not_run is None else int(not_run),
        shard,
        asked,
        paths([record["base"]])[0],
        int(record["warn_days"]),
        {str(key): int(number) for key, number in report["summary"].items()},
        record,
    )
