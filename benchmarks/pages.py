"""Home pages: judged from their files, beside the parsing alone; and rendered, beside one page and the browser's start."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from measure import NotMeasured, Row

NUMBER = "京B2-20181623"
ROWS = "<div class='row'><p>产品 <b>特性</b> <a href='/more'>详情</a></p></div>" * 300
PAGE = f"<!doctype html><meta charset='utf-8'><title>首页</title>{ROWS}<footer>许可证：{NUMBER}</footer>"
PAGES, SECONDS_A_PAGE = 20, 0.6


def pages(folder: Path, quick: bool) -> Iterator[Row]:
    """Both."""
    yield from from_files(5 if quick else 30)
    yield from rendered(folder)


def from_files(turns: int) -> Iterator[Row]:
    """A page of 1,500 elements without a style sheet, beside what parsing and reading all of its text takes."""
    from pytest_icplicense.model.number import find_numbers
    from pytest_icplicense.pages import source
    from pytest_icplicense.pages.file_proof import proven

    data = PAGE.encode()

    def judged() -> None:
        source._CACHE = source.PageCache()
        page = source.read_source(data, "index.html", lambda path: b"")
        proven(page, lambda text: NUMBER in map(str, find_numbers(text)))

    def reference() -> None:
        from pytest_icplicense.pages.page import read_page

        read_page.cache_clear()
        page = read_page(data, "index.html")
        assert page is not None
        assert NUMBER in map(str, find_numbers(page.visible))

    ours, theirs = [], []
    for _ in range(turns):
        ours.append(_seconds(judged))
        theirs.append(_seconds(reference))
    yield Row("a page without styles, judged, its text alone", min(ours), min(theirs), 1.3)


def rendered(base: Path) -> Iterator[Row]:
    """Twenty pages in two windows, less one page, which has the browser's start in it."""
    from pytest_icplicense.files.repository import Repository
    from pytest_icplicense.pages.chromium import NoBrowser
    from pytest_icplicense.pages.rendering import render
    from pytest_icplicense.pages.tab import Target

    with tempfile.TemporaryDirectory(dir=base) as name:
        folder = Path(name)
        for number in range(PAGES):
            (folder / f"p{number}").mkdir()
            (folder / f"p{number}/index.html").write_text(PAGE, encoding="utf-8")
        repository = Repository(folder)
        targets = [Target("icp.yaml", f"p{n}", f"p{n}/index.html", f"p{n}", None) for n in range(PAGES)]

        def take(some: list[Target]) -> float:
            began = time.perf_counter()
            found = render(some, lambda path: repository.read(folder, path))
            if not all(NUMBER in seen.visible for seen in found):
                raise NotMeasured("a page did not show its number")
            return time.perf_counter() - began

        try:
            one, all_of_them = take(targets[:1]), take(targets)
        except NoBrowser as error:
            raise NotMeasured(str(error)) from None
    seconds = (all_of_them - one) / (PAGES - 1)
    yield Row("render, a page in two windows", seconds, SECONDS_A_PAGE, 1)


def _seconds(what: Callable[[], None]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began
