"""Why nothing came of a command, said to whoever can still be told."""

from __future__ import annotations

import os
import sys

from pytest_icplicense.text import Text, spoken

NO_OUTPUT = Text("there is no standard output to write to", "没有可写入的标准输出")
_FORBIDDEN = Text("no permission", "没有权限")
_GONE = Text("there is none any more; change to another one", "已不存在；请切换到其他文件夹")
_TOO_DEEP = Text(
    "folders are nested too deep to be searched; name the ones that matter, or exclude some",
    "文件夹嵌套过深，无法搜索；请指定所需的文件夹，或排除其中一些",
)


def no_folder(error: OSError) -> Text:
    """That the current folder cannot be used."""
    why = _FORBIDDEN if isinstance(error, PermissionError) else _GONE
    return Text(f"the current folder: {why.en}", f"当前文件夹：{why.zh}")


def reason(error: OSError | RecursionError) -> Text:
    """What ended a command that expected nothing of the kind; a file without a name is the output."""
    from pytest_icplicense.files.errors import unreadable, unwritable

    if isinstance(error, RecursionError):
        return _TOO_DEEP
    if error.filename is None:  # a full disk
        why = unwritable(error)
        return Text(f"cannot write the output: {why.en}", f"无法写出结果：{why.zh}")
    name = os.fsdecode(error.filename)
    why = _FORBIDDEN if isinstance(error, PermissionError) else unreadable(error)
    return Text(f"{name}: {why.en}", f"{name}：{why.zh}")


def refuse(why: Text, lang: str | None = None) -> int:
    """Say why; the result is the exit code."""
    if sys.stderr is not None:
        try:
            print(f"icplicense: {why.to(lang or spoken())}", file=sys.stderr, flush=True)
        except OSError:
            close(sys.stderr.fileno())
    return 2


def close(descriptor: int) -> None:
    """So that the interpreter's own last flush has nothing to complain of, which would change the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
