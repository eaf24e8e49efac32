"""Files of results, from other runs: this package's JSON report, or JUnit XML that pytest wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.documents import Problem
from pytest_icplicense.evidence.entries import Entries
from pytest_icplicense.evidence.freshness import Standing
from pytest_icplicense.evidence.screenshots import with_screenshot
from pytest_icplicense.files.disk import opened
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.model.evidence import Evidence, Unusable
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.model.rendered import RenderedPage
from pytest_icplicense.text import Text, near, plain

MAX_BYTES = 128 << 20
_HEAD = 2_000
"""Where a file says what it is."""


class Results(NamedTuple):
    """What some files say together."""

    evidence: tuple[Evidence, ...]
    problems: tuple[Problem, ...]
    """Of files that cannot be used; nothing of them counts."""
    warnings: tuple[Problem, ...]
    """Of files that say nothing of any clause."""
    inputs: tuple[Input, ...] = ()
    """The files, with the digests of their bytes as they were read."""
    pages: tuple[RenderedPage, ...] = ()
    """What a browser showed, from files of `icplicense render`."""


def read_all(
    files: Iterable[Path], standing: Standing, clauses: Collection[str], show: Callable[[Path], str]
) -> Results:
    """What the files say, each entry with the reason why it does not count, if it does not. Never raises for a file."""
    evidence: list[Evidence] = []
    problems: list[Problem] = []
    warnings: list[Problem] = []
    broken: dict[str, None] = {}
    inputs: list[Input] = []
    pages: list[RenderedPage] = []
    for file in files:
        shown = show(file)
        try:
            data = content(file)
        except Unusable as error:
            problems.append(_unusable(shown, error))
            inputs.append(Input(shown, None))
            continue
        inputs.append(Input(shown, hashlib.sha256(data).hexdigest()))
        try:
            if (rendered := rendered_pages(data, file.parent)) is not None:
                pages += map(standing.held_page, rendered)
                continue
            found, not_collected = read(data, clauses)
        except Unusable as error:
            problems.append(_unusable(shown, error))
            continue
        broken.update(dict.fromkeys(not_collected))
        if not found:
            text = Text(
                "no test in it is marked icp_evidence, so it proves nothing",
                "其中没有标记 icp_evidence 的测试，不构成任何证明",
            )
            warnings.append(Problem(shown, 1, 1, text))
        evidence += found
    claimed = {(each.clause, each.subject, each.commit): each for each in evidence}
    evidence += [replace(one, node=node, outcome="error") for node in broken for one in claimed.values()]
    return Results(
        tuple(map(standing.held, evidence)), tuple(problems), tuple(warnings), tuple(inputs), tuple(pages)
    )


def rendered_pages(data: bytes, folder: Path) -> list[RenderedPage] | None:
    """The pages that a file of `icplicense render` has, with their screenshots; None: it is another kind of file.

    `folder` is where the file lies.

    Raises:
        Unusable: it is one, and cannot be used.
    """
    if not _tells_of_pages(data[:_HEAD]):
        return None
    from pytest_icplicense.pages.rendered_file import pages_in

    return [with_screenshot(page, folder) for page in pages_in(data)]


def pages_of(file: Path) -> list[RenderedPage] | None:
    """The same of a file of any size, of which no more is read than is needed.

    Raises:
        Unusable: it is one, and cannot be used.
    """
    try:
        with opened(file) as stream:
            if not _tells_of_pages(stream.read(_HEAD)):
                return None
    except OSError:
        return None
    return rendered_pages(content(file), file.parent)


def _tells_of_pages(head: bytes) -> bool:
    return b'"rendered-pages"' in head


def _unusable(shown: str, error: Unusable) -> Problem:
    why = error.message
    text = Text(f"results cannot be used: {why.en}", f"结果文件无法使用：{why.zh}")
    return Problem(shown, error.line, error.column, text)


def content(file: Path) -> bytes:
    """The bytes of one file.

    Raises:
        Unusable: it cannot be read.
    """
    try:
        if not file.is_file():
            raise Unusable(
                Text("not a file", "不是文件") if file.exists() else Text("no such file", "没有该文件")
            )
        if file.stat().st_size > MAX_BYTES:
            most = MAX_BYTES >> 20
            raise Unusable(Text(f"it has more than {most} MiB", f"超过 {most} MiB"))
        return file.read_bytes()
    except OSError as error:
        raise Unusable(unreadable(error)) from None


def read(data: bytes, clauses: Collection[str]) -> Entries:
    """What the bytes of one file say.

    Raises:
        Unusable: it is no results, or names a clause that there is not.
    """
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise Unusable(Text("the file is empty", "文件为空"))
    if start.startswith(b"{"):
        from pytest_icplicense.evidence.json_results import entries
    elif start.startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        from pytest_icplicense.evidence.junit_xml import entries
    else:
        raise Unusable(
            Text(
                "neither a JSON report of pytest-icplicense nor JUnit XML, nor what 'icplicense render' writes",
                "既不是 pytest-icplicense 的 JSON 报告，也不是 JUnit XML 或 icplicense render 的输出",
            )
        )
    found = entries(data)
    for each in found.evidence:
        if each.clause not in clauses:
            hint, name = near(each.clause, clauses), plain(each.clause[:80])
            node = plain(each.node[:200])
            raise Unusable(
                Text(f"{node}: no clause '{name}'{hint.en}", f"{node}：没有编号为“{name}”的条款{hint.zh}")
            )
    return found
