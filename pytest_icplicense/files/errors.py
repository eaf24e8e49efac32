"""Why a file cannot be read, in words, and the errors of those who answer in the place of the operating system."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pytest_icplicense.text import Text


class Withheld(OSError):
    """An error in the place of the operating system's, with words of its own."""

    def __init__(self, number: int, said: Text) -> None:
        super().__init__(number, said.en)
        self.said = said

    def __reduce__(self) -> tuple[type[Withheld], tuple[int, Text]]:
        return type(self), (self.errno or 0, self.said)


def unreadable(error: OSError) -> Text:
    """Why the operating system would not let a file be read, in words."""
    if isinstance(error, Withheld):
        return error.said
    known = {
        errno.ENOENT: Text("no such file", "文件不存在"),
        errno.ENOTDIR: Text("no such file", "文件不存在"),
        errno.EACCES: Text("no permission to read the file", "没有读取该文件的权限"),
        errno.EISDIR: Text("a folder, not a file", "是文件夹，不是文件"),
        errno.EINVAL: Text("not a regular file", "不是普通文件"),
        errno.ELOOP: Text("a symbolic link that leads back to itself", "符号链接循环指向自身"),
        errno.ENAMETOOLONG: Text("the name is too long", "文件名过长"),
    }
    return known.get(error.errno or 0) or Text.same(error.strerror or str(error))


_UNWRITABLE = {
    errno.EACCES: Text("no permission to write there", "没有写入权限"),
    errno.EPERM: Text("no permission to write there", "没有写入权限"),
    errno.EROFS: Text("the file system cannot be written to", "文件系统为只读"),
    errno.ENOSPC: Text("no space is left on the disk", "磁盘空间已满"),
    errno.EDQUOT: Text("the disk quota is used up", "磁盘配额已用完"),
    errno.EFBIG: Text("the file would be too large", "文件过大"),
    errno.ENXIO: Text("a pipe that nobody reads", "管道没有读取方"),
    errno.EIO: Text("the disk or the terminal fails", "磁盘或终端读写出错"),
}


def unwritable(error: OSError) -> Text:
    """Why the operating system would not let a file be written, in words."""
    return _UNWRITABLE.get(error.errno or 0) or unreadable(error)


def failure(number: int, path: Path) -> OSError:
    """The error that the operating system has for `number` (of the module `errno`), for `path`."""
    return OSError(number, os.strerror(number), str(path))


def checked(path: Path) -> Path:
    """`path`, made absolute, `..` and links left as they are.

    Raises:
        ValueError: no file can have such a name.
    """
    if "\0" in str(path):
        raise ValueError("embedded null byte")
    return path if path.is_absolute() else Path.cwd() / path
