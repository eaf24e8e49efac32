"""What a command writes to: the standard output, colored on a terminal only, and a progress bar when it takes long.

One place decides about color and width. Libraries for both are imported only where there is a terminal.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from pytest_icplicense.text import printable, unturned, whole_number, writable

if TYPE_CHECKING:
    from pytest_icplicense.runs.report import Report

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds that a check may take before a progress bar appears."""
WIDTH = 100
"""Cells of a line where no terminal says how wide it is."""
_NARROWEST = 20
_FEW = 5
"""Problems that are told beside a report in a file, which has all of them."""
LITERAL = "    "
"""How a line begins that somebody may want to copy."""

_STYLES = {
    "place": "bold",
    "heading": "bold",
    "clause": "cyan",
    "failed": "bold red",
    "major": "yellow",
    "minor": "magenta",
    "quote": "italic",
    "good": "green",
    "open": "yellow",
    "bad": "bold red",
    "aside": "dim",
}
_PATTERNS = (
    r"(?m)^(?P<place>[^\s:][^:\n]*:\d+:\d+:)",
    r"(?m)^[^\s:][^:\n]*:\d+:\d+: (?P<clause>[A-Z]+[-.0-9]*) "
    r"(?:(?P<failed>critical|error|关键|错误)|(?P<major>major|重要)|(?P<minor>minor|一般))\b",
    r"(?P<quote>“[^”\n]*”)",
    r"(?m)^(?P<failed>FAIL|失败|newly failing|新增不合规)\b",
    r"(?m)^(?P<good>ok|通过|newly fixed|新近改正)\b",
    r"(?m)^(?P<aside> {4,}\d+ \|.*)$",
    r"(?m)^(?P<failed>  > +\d+ \| .*)$",
    r"(?m)^(?P<good>[✓√] .*(?:\n {4}.*)*)",
    r"(?m)^(?P<open>[✓√] [^\n]*(?:\n {4}[^\n]*)*?(?:\d open|尚无定论).*(?:\n {4}.*)*)",
    r"(?m)^(?P<bad>[✗×] .*(?:\n {4}.*)*)",
)


class Screen:
    """A text stream, and what is known of the terminal behind it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @cached_property
    def colored(self) -> bool:
        """Whether to write colors: on a terminal, unless `NO_COLOR` says no or `FORCE_COLOR` says yes anyway."""
        if os.environ.get("NO_COLOR"):
            return False
        if forced := os.environ.get("FORCE_COLOR"):
            return forced != "0"
        return self.interactive and os.environ.get("TERM") != "dumb"

    @property
    def interactive(self) -> bool:
        """Whether a person reads along."""
        return bool(getattr(self.stream, "isatty", bool)())

    @cached_property
    def width(self) -> int:
        """Cells of a line: `COLUMNS`, else the terminal's, else 100."""
        if given := whole_number(os.environ.get("COLUMNS", "")):
            return max(given, _NARROWEST)
        try:
            return max(os.get_terminal_size(self.stream.fileno()).columns or WIDTH, _NARROWEST)
        except (OSError, ValueError, AttributeError):  # not a terminal, or not a file at all
            return WIDTH

    def write(self, text: str, style: str = "") -> None:
        """Write `text` as it is; on a terminal in colors (those of `style`, if one is named), with nothing else changed.

        But for signs that turn what follows around: they are escaped, whoever forgot to.
        """
        text = writable(unturned(text), getattr(self.stream, "encoding", None))
        if not self.colored:
            self.stream.write(text)
            return
        from rich.text import Text

        styled = Text(text, style=f"icp.{style}" if style else "")
        for pattern in _PATTERNS:
            styled.highlight_regex(pattern, style_prefix="icp.")
        self._console.print(styled, soft_wrap=True, end="")

    def write_fitted(self, text: str, literal: str | None = LITERAL) -> None:
        """Write the text broken at the terminal's width, or at that of `COLUMNS`; whatever else reads on gets it as it is.

        Lines that begin with `literal` are left whole.
        """
        breaks = self.interactive or os.environ.get("COLUMNS")
        self.write(fitted(text, self.width, literal) if breaks else text)

    def track(self, items: Iterable[T], total: int) -> Iterable[T]:
        """The items as they come; on a terminal with a progress bar, once it has taken a second."""
        return self._tracked(items, total) if self.interactive and sys.stderr.isatty() else items

    def _tracked(self, items: Iterable[T], total: int) -> Iterator[T]:
        began = time.monotonic()
        bar: Any = None
        try:
            for number, item in enumerate(items, start=1):
                if bar is None and time.monotonic() - began > PATIENCE:
                    from rich.console import Console
                    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

                    console = Console(stderr=True, no_color=not self.colored)
                    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
                    bar = Progress(*columns, console=console, transient=True)
                    task = bar.add_task("", total=total)
                    bar.start()
                if bar is not None:
                    bar.update(task, completed=number)
                yield item
        finally:
            if bar is not None:
                bar.stop()

    @cached_property
    def _console(self) -> Any:
        from rich.console import Console
        from rich.theme import Theme

        theme = Theme({f"icp.{name}": style for name, style in _STYLES.items()})
        system: Any = "auto" if self.interactive else "standard"
        return Console(
            file=self.stream,
            theme=theme,
            color_system=system,
            force_terminal=True,
            highlight=False,
            width=self.width,
        )


def write_data(text: str) -> None:
    """Write what a program reads on to the standard output, without signs that turn text around."""
    sys.stdout.write(unturned(text))


def say_problem(line: str) -> None:
    """Say on the standard error what cannot be used, or looked into, as `check` says it in its report."""
    Screen(sys.stderr).write_fitted(f"{line}\n")


_QUOTED = re.compile(r"  [> ] +\d+ \|")
"""How a line begins that shows one of a file."""


def say_last(reason: str, *, text: bool) -> None:
    """Say why a run fails that is in order by itself: where `text` is what was written to the standard output, there, so
    that it ends with no success.
    """
    if text:
        from pytest_icplicense.reports.verdict_line import BAD

        Screen(sys.stdout).write(f"{BAD} {reason}\n")
    else:
        print(reason, file=sys.stderr)


def say_in_short(report: Report) -> None:
    """What a failed report in a file leaves unsaid where it is made: what could not be read, and the verdict."""
    from pytest_icplicense.reports.terminal import verdict_of

    lang = report.settings.lang
    told = [each.to(lang) for each in report.problems[:_FEW]]
    told.append(verdict_of(report).text().to(lang))
    Screen(sys.stderr).write("".join(f"{printable(line)}\n" for line in told))


def fitted(text: str, width: int, literal: str | None = LITERAL) -> str:
    """Lines that are broken at words, what goes on indented; those that show a file's are cut."""
    from pytest_icplicense.cli.wrapping import lines

    out: list[str] = []
    for line in text.splitlines():
        if _QUOTED.match(line):
            out.append(_cut(line, width))
        elif len(line) * 2 <= width or (literal is not None and line.startswith(literal)):
            out.append(line)
        else:
            depth = len(line) - len(line.lstrip(" "))
            hang = depth + (2 if depth else 4)
            first, *rest = lines(line.strip(" "), max(width - hang, 1), max(width - depth, 1))
            out += [f"{' ' * depth}{first}", *(f"{' ' * hang}{each}" for each in rest)]
    return "".join(f"{line}\n" for line in out)


def _cut(line: str, width: int) -> str:
    from rich.cells import cell_len, set_cell_size

    return line if cell_len(line) <= width else set_cell_size(line, width - 1).rstrip() + "…"


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """`text` in lines of at most `width` cells, each behind `indent`, broken as Chinese and English are."""
    from pytest_icplicense.cli.wrapping import lines

    room = max(width - len(indent), 1)
    return [f"{indent}{line}".rstrip() for line in lines(text, room)]
