"""A file that cannot be looked into, and why."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_icplicense.documents import Problem
from pytest_icplicense.text import IcpError, Text

CODE_UNREAD = Text(
    "code, SQL and Terraform are read with the extra [code]: pip install 'pytest-icplicense[code]'",
    "读取代码、SQL 和 Terraform 需要可选依赖 [code]：pip install 'pytest-icplicense[code]'",
)
"""Why a file is not looked into where nothing that is installed reads it."""


class Unjudged(IcpError):
    """A file that cannot be looked into, with the reason; line and column are counted from one."""

    def __init__(self, message: Text, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.line, self.column = line, column


def lacks_code(problems: Iterable[Problem]) -> bool:
    """Whether a file was not looked into since the extra is not installed."""
    return any(CODE_UNREAD.en in problem.message.en for problem in problems)


def unknown_variables(path: str, error: Unjudged) -> Unjudged:
    """That nobody knows what variables are, since a file which may set them cannot be read."""
    return Unjudged(
        Text(
            f"what variables are is not known: {path}:{error.line}:{error.column}: {error.message.en}",
            f"无法得知变量的值：{path}:{error.line}:{error.column}：{error.message.zh}",
        )
    )
