"""`icplicense render`: open the pages that manifests name in a browser, and write what readers see as evidence."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_judging, add_paths, gather
from pytest_icplicense.cli.terminal_output import say_problem
from pytest_icplicense.files.errors import unwritable
from pytest_icplicense.text import Text, plain

if TYPE_CHECKING:
    from pytest_icplicense.runs.rendering import Rendered
    from pytest_icplicense.workspace.workspace import Workspace


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    add_paths(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="write the evidence here (default: standard output) · 证据写入的文件（默认输出到标准输出）",
    )
    add_rendering(parser)
    add_judging(parser)


def add_rendering(parser: argparse.ArgumentParser) -> None:
    """`--at` and `--screenshots`."""
    parser.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="DOMAIN=URL",
        help="open a site at this address instead of its file (repeatable) · 不用文件，而在该网址打开网站（可重复）",
    )
    parser.add_argument(
        "--screenshots",
        type=Path,
        metavar="DIR",
        help="put screenshots there, with the number framed · 截图保存的文件夹，编号加框",
    )


def run(options: argparse.Namespace) -> int:
    """Render, write, and give the exit code: 1 where a page could not be opened, 2 where a manifest cannot be read."""
    from pytest_icplicense.pages.rendered_file import written
    from pytest_icplicense.reports.refusal import NoReport
    from pytest_icplicense.reports.writing import refuse, write

    workspace, files = gather(options, needed=True)
    to_file = options.output is not None and str(options.output) != "-"
    try:
        if to_file:
            refuse(options.output)
        found = rendered(workspace, files, options)
        pages = found.pages
        data = written(pages, found.time)
        if to_file:
            write(options.output, data, [*files])
    except NoReport as error:
        raise WrongUse(error.message) from None
    if not to_file:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    lang = workspace.settings.lang
    unusable = dict.fromkeys(problem for each in workspace.bind_files(files) for problem in each.problems)
    for problem in (*unusable, *found.problems):
        say_problem(problem.to(lang))
    if not pages and not unusable and not found.problems:
        nothing = Text(
            "no page to open: write the HTML file under 'homepage' of a site, or name where it is served by --at DOMAIN=URL",
            "没有可打开的页面：请在网站的 homepage 中填写 HTML 文件，或以 --at 域名=网址 指定访问地址",
        )
        print(nothing.to(lang), file=sys.stderr)
    for page in pages:
        shown = ", ".join(page.visible) or Text("no number", "无编号").to(lang)
        print(f"{plain(page.site)} {page.viewport}: {shown}", file=sys.stderr)
    return 2 if unusable else 1 if found.problems else 0


def rendered(
    workspace: Workspace, files: list[Path], options: argparse.Namespace, *, pictures: bool = False
) -> Rendered:
    """The pages of some manifests, as a browser shows them; with `pictures` also where no folder is named for them.

    Raises:
        WrongUse: an address or the folder cannot be used, or there is no browser.
    """
    from pytest_icplicense.pages.chromium import NoBrowser
    from pytest_icplicense.runs.rendering import BadAddress, render_pages, saved

    folder: Path | None = options.screenshots
    if folder is not None:
        with _writing(folder):  # before a browser is started in vain
            folder.mkdir(parents=True, exist_ok=True)
    try:
        found = render_pages(workspace, files, parse(options.at), pictures=pictures or folder is not None)
    except (BadAddress, NoBrowser) as error:
        raise WrongUse(error.message) from None
    if folder is not None:
        with _writing(folder):
            return saved(found, folder)
    return found


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        shown, why = plain(str(folder)), unwritable(error)
        raise WrongUse(
            Text(
                f"--screenshots {shown}: cannot be written: {why.en}",
                f"--screenshots {shown}：无法写入：{why.zh}",
            )
        ) from None


def parse(at: list[str]) -> dict[str, str]:
    """The addresses of `--at`.

    Raises:
        WrongUse: one cannot be used.
    """
    from pytest_icplicense.runs.rendering import BadAddress, parse_at

    try:
        return parse_at(at)
    except BadAddress as error:
        raise WrongUse(error.message) from None
