"""A report to its file: looked at before anything is judged, written aside and renamed, never half of it."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from pytest_icplicense.files.errors import unwritable
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.text import Text, plain

_NO_PERMISSION = unwritable(OSError(errno.EACCES, ""))


def refuse(target: Path) -> None:
    """Complain, before the work is done, of a path to which nothing can be written.

    Raises:
        NoReport: it is a folder, its own folder is not there, or may not be written to.
    """
    try:
        if _is_special(target):
            if not os.access(target, os.W_OK):
                raise _no(target, _NO_PERMISSION)
            return
        real = Path(os.path.realpath(target, strict=False))
        folder = real.parent
        if os.path.isdir(real):
            raise _no(target, Text("a folder; name a file in it", "是文件夹；请指定其中的文件"))
        if not os.path.isdir(folder):
            shown = plain(str(target.parent))
            raise _no(
                target, Text(f"there is no folder {shown}; make it first", f"没有文件夹 {shown}；请先创建")
            )
        writable = os.access(real, os.W_OK) if os.path.exists(real) else True
        if not writable or (_is_plain(real) and not os.access(folder, os.W_OK | os.X_OK)):
            raise _no(target, _NO_PERMISSION)
    except (OSError, ValueError) as error:
        raise _failed(target, error) from None


def write(target: Path, data: bytes | Iterable[bytes], read: Iterable[Path] = ()) -> None:
    """Write the whole report or nothing; through a link to where it leads, to a device or pipe straight.

    Raises:
        NoReport: it cannot be written, or would replace one of the files that were `read` to make it.
    """
    refuse(target)
    real = Path(os.path.realpath(target))
    if any(os.path.realpath(file) == str(real) for file in read):
        raise _no(target, Text("a file that was judged; write elsewhere", "是被判定的文件；请写到别处"))
    try:
        if not _is_special(target) and _is_plain(real):
            _renamed(real, data)
        else:
            with open(target, "wb", opener=_without_waiting) as stream:
                stream.writelines([data] if isinstance(data, bytes) else data)
    except OSError as error:
        raise _failed(target, error) from None


def _without_waiting(target: str, flags: int) -> int:
    """Open a device or a pipe; one that nobody reads would let us wait for ever."""
    descriptor = os.open(target, flags | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(descriptor, True)
    return descriptor


def _renamed(real: Path, data: bytes | Iterable[bytes]) -> None:
    aside = real.with_name(f".{real.name[:100]}.{os.getpid()}")
    try:
        with open(aside, "wb") as stream:
            stream.writelines([data] if isinstance(data, bytes) else data)
        if os.path.exists(real):
            shutil.copymode(real, aside)
        os.replace(aside, real)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise


def _is_special(target: Path) -> bool:
    """Whether a device or a pipe is there; some, such as /dev/stdout, have no path that their link leads to."""
    try:
        mode = os.stat(target).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _is_plain(real: Path) -> bool:
    """Whether a regular file is there, or nothing yet."""
    return os.path.isfile(real) or not os.path.lexists(real)


def _no(target: Path, why: Text) -> NoReport:
    shown = plain(str(target))
    return NoReport(
        Text(f"{shown}: the report cannot be written: {why.en}", f"{shown}：无法写入报告：{why.zh}")
    )


def _failed(target: Path, error: OSError | ValueError) -> NoReport:
    if isinstance(error, ValueError):  # a NUL in the name
        return _no(target, Text("not a file name", "不是有效的文件名"))
    return _no(target, unwritable(error))
