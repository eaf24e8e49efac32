"""argparse in both languages: help in one of them, in which a Chinese character takes two cells, and errors of one line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from pytest_icplicense.text import Text, near, spoken

_ERRORS = (
    (r"the following arguments are required: (.*)", "缺少参数：{}"),
    (r"unrecognized arguments: (.*)", "无法识别的参数：{}"),
    (r"invalid choice: (.*?) \(choose from (.*)\)", "{} 不是可选的值（可选：{}）"),
    (r"invalid \S+ value: (.*)", "{} 不是有效的值"),
    (r"expected one argument", "须有一个值"),
    (r"expected at least one argument", "至少须有一个值"),
    (r"ignored explicit argument (.*)", "不接受值 {}"),
    (r"not allowed with argument (.*)", "不能与 {} 同时使用"),
)
"""argparse's sentences, and ours."""
_USAGE = "用法："
"""Takes two cells a character, which argparse does not know."""
_HEADINGS = {"positional arguments": "参数", "options": "选项"}


class Parser(argparse.ArgumentParser):
    """argparse, with help in one language, in which a Chinese character takes two cells, and errors of one line.

    Helps, descriptions and epilogs have both languages: `English · 中文` (`Text.parsed`), line by line. `lang` is only asked
    where something is said.
    """

    def __init__(self, *, lang: Callable[[], str] = spoken, **options: Any) -> None:
        super().__init__(
            **options, formatter_class=partial(_Formatter, lang=lang), allow_abbrev=False, add_help=False
        )
        self.add_argument(
            "-h",
            "--help",
            action="help",
            default=argparse.SUPPRESS,
            help="show this help and exit · 显示帮助并退出",
        )
        self._lang = lang
        self.intermixed = False
        """Whether options may stand between the arguments of a command that takes several."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """See `intermixed`."""
        if not self.intermixed:
            return super().parse_known_args(args, namespace)
        self.intermixed = False  # which is what argparse comes back to
        return self.parse_known_intermixed_args(args, namespace)

    def format_usage(self) -> str:
        """As argparse parses it again: with a title of seven characters, which it takes off."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups, "usage: ")
        return formatter.format_help()

    def print_help(self, file: Any = None) -> None:
        """Write the help; argparse's own lets a full disk pass."""
        (file or sys.stdout).write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one line, and exit with 2."""
        hint = Text("", "")
        if wrong := re.search(r"invalid choice: '(.*)' \(choose from (.*)\)", message):
            hint = near(wrong[1], re.findall(r"[\w-]+", wrong[2]))
        elif unknown := re.search(r"unrecognized arguments: (-[^\s=]+)", message):
            hint = near(unknown[1], self._option_string_actions, cutoff=0.75)
        said = _in_chinese(message) if self._lang() == "zh" else Text.parsed(message).en
        see = Text(f"{hint.en or ';'} see {self.prog} --help", f"{hint.zh or '；'}见 {self.prog} --help")
        print(f"{self.prog}: {said}{see.to(self._lang())}", file=sys.stderr)
        raise SystemExit(2)


def _in_chinese(message: str) -> str:
    """One of argparse's messages, `argument NAME: …` or without a name."""
    if named := re.fullmatch(r"argument ([^:]+): (.*)", message, re.DOTALL):
        return f"{named[1]}：{_in_chinese(named[2])}"
    for pattern, said in _ERRORS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return said.format(*found.groups())
    return Text.parsed(message).zh


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str, lang: Callable[[], str]) -> None:
        self._lang = lang()
        width = _columns()  # else argparse imports shutil, which takes as long as itself
        super().__init__(prog, width=width - len(_USAGE) if self._lang == "zh" else width)

    def start_section(self, heading: str | None) -> None:
        super().start_section(_HEADINGS.get(heading or "", heading) if self._lang == "zh" else heading)

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        chinese = _USAGE if self._lang == "zh" else None
        super().add_usage(usage, actions, groups, chinese if prefix is None else prefix)

    def format_help(self) -> str:
        text = super().format_help()
        for heading in _HEADINGS.values() if self._lang == "zh" else ():
            text = text.replace(f"\n{heading}:\n", f"\n{heading}：\n")
        return text

    def _split_lines(self, text: str, width: int) -> list[str]:
        from pytest_icplicense.cli.terminal_output import wrapped

        return wrapped(Text.parsed(text).to(self._lang), width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        from pytest_icplicense.cli.terminal_output import wrapped

        lines = (Text.parsed(line).to(self._lang) for line in text.splitlines())
        return "\n".join(wrapped("\n".join(lines), width, indent))


def _columns() -> int:
    from pytest_icplicense.cli.terminal_output import Screen

    return Screen(sys.stdout).width - 2
