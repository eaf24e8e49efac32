"""What a browser showed, from the files of `icplicense render` that `[tool.icplicense]` names: every run counts them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from pytest_icplicense.documents import Problem
from pytest_icplicense.files import Files, size_of
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.model.evidence import Unusable
from pytest_icplicense.model.facts import Facts
from pytest_icplicense.model.rendered import RenderedPage
from pytest_icplicense.pages.rendered_file import pages_in
from pytest_icplicense.text import Text

MAX_BYTES = 16 << 20
_FROM_AN_ADDRESS = Text(
    "it came from an address and grows old; render again, and name the file with --evidence (pytest: --icp-evidence)",
    "该证据来自网址，有时效；请重新渲染，并用 --evidence（pytest 为 --icp-evidence）指定",
)


def with_rendered_pages(
    facts: Facts, named: Iterable[Path], files_of: Callable[[Path], Files], show: Callable[[Path], str]
) -> tuple[Facts, dict[Path, str]]:
    """The facts with the pages besides, and the digests of the files; one that cannot be used is a problem of the run."""
    pages: list[RenderedPage] = []
    problems: list[Problem] = []
    digests: dict[Path, str] = {}
    for file in named:
        try:
            content = _content(file, files_of(file))
            digests[file] = hashlib.sha256(content).hexdigest()
            pages += _pages(content)
        except Unusable as error:
            problems.append(Problem(show(file), error.line, error.column, error.message))
    found = replace(facts, problems=(*facts.problems, *problems)).with_pages(tuple(pages))
    return found, digests


def rendered_pages(file: Path, files: Files) -> list[RenderedPage]:
    """The pages of a file that the configuration names.

    Raises:
        Unusable: it cannot be read, or is none of `icplicense render`.
    """
    return _pages(_content(file, files))


def _pages(content: bytes) -> list[RenderedPage]:
    return [_held(page) for page in pages_in(content)]


def _held(page: RenderedPage) -> RenderedPage:
    """A page of files counts until one of them changes; how old one from an address is, a configuration cannot say."""
    return page if page.url is None else replace(page, refused=_FROM_AN_ADDRESS)


def _content(file: Path, files: Files) -> bytes:
    try:
        size = size_of(files, file)
        if size is not None and size > MAX_BYTES:
            most = MAX_BYTES >> 20
            raise Unusable(Text(f"it has more than {most} MiB", f"超过 {most} MiB"))
        return files.read(file)
    except OSError as error:
        raise Unusable(unreadable(error)) from None
