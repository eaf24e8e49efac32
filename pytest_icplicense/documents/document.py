"""A file's documents, with what is wrong with them and where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from pytest_icplicense.documents.positions import Places
from pytest_icplicense.expressions import expression
from pytest_icplicense.files import DISK, Files, is_folder, size_of
from pytest_icplicense.files.errors import unreadable
from pytest_icplicense.text import Text, visible

MAX_BYTES = 1 << 20
_FOLDER = Text(
    "this folder cannot be searched; allow it to be read, or exclude it",
    "无法搜索此文件夹；请授予读取权限，或将其排除",
)
"""A folder is asked for its text only by who may not look into it."""
_NOT_TEXT = expression("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BREAKS = "\x85\u2028\u2029"
"""What ends a line in YAML 1.1, and in YAML 1.2 and an editor does not: a comment may go on there, or be over."""

_OTHER_ENCODINGS = {
    b"\xff\xfe\0\0": "UTF-32",
    b"\0\0\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
_NOT_ALLOWED = Text("is not allowed in YAML", "在 YAML 中不允许使用")
_ENDS_A_LINE = Text(
    "ends a line to some readers of YAML and to others not",
    "在部分 YAML 解析器中视为换行，在其他解析器中则不是",
)
_SIGNS = (b"\xc2", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef\xbb\xbf", b"\xef\xbf")
"""What the characters begin with in UTF-8 that are not allowed: U+0080 to U+00BF, U+2028 and U+2029, U+FEFF, U+FFC0 on."""


class Place(NamedTuple):
    """Where something stands; line and column are counted from one."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """Why a document, or a part of it, cannot be used: one line with its place, counted from one."""

    path: str
    line: int
    column: int
    message: Text
    pointer: str | None = None
    of_gate: bool = False
    """Whether it tells how a change is judged, rather than what is in it."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.path, self.line, self.column)

    def to(self, lang: str) -> str:
        """The line that a terminal shows."""
        return f"{self.place}: {self.message.to(lang)}"


class Exported(Protocol):
    """Records of another file."""

    def place(self, pointer: str) -> Place | None:
        """Where one of them stands, or a field of it; None where it is none of these."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Document:
    """One YAML document: its tree, and the way back to the lines that it was written on."""

    file: Path
    path: str
    """The file as it is shown: relative to where the run began, with forward slashes."""
    index: int
    tree: Any
    text: str = field(repr=False)
    _places: list[Places] = field(default_factory=list, repr=False)
    """One, once it is needed; the documents of a file share it."""
    exports: tuple[Exported, ...] = field(default=(), repr=False)
    """Where records stand that are in other files, which the tree has as if they were written here."""

    def position(self, pointer: str) -> tuple[int, int]:
        """Line and column of `pointer`; for a value that is missing, of the nearest one around it."""
        if not self._places:
            self._places.append(Places(self.text))
        found = self._places[0].of(self.index)
        while pointer not in found:
            pointer = pointer.rpartition("/")[0]
        return found[pointer]

    def place(self, pointer: str) -> Place:
        """The same with the file."""
        for each in self.exports:
            if (place := each.place(pointer)) is not None:
                return place
        return Place(self.path, *self.position(pointer))

    def problem(self, pointer: str, message: Text) -> Problem:
        """A problem at the place of `pointer`."""
        return Problem(*self.place(pointer), visible(message), pointer)

    @property
    def kind(self) -> str | None:
        """The document's `kind`, where it has one."""
        kind = self.tree.get("kind") if isinstance(self.tree, dict) else None
        return kind if isinstance(kind, str) else None


class Source(NamedTuple):
    """What reading one file gave: the documents that can be used, and a problem for everything that cannot."""

    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    sha256: str | None = None
    """Of the bytes that were read; None where they could not be."""


def read(file: Path, path: str | None = None, files: Files = DISK) -> Source:
    """Read the YAML documents of `file`, shown as `path`. Never raises for what the file is or contains."""
    from pytest_icplicense.documents.yaml_tree import parse  # with PyYAML, which kept documents need not

    path = path or file.as_posix()
    try:
        data = _bytes(file, files)
    except _Unreadable as error:
        return Source((), (Problem(path, error.line, error.column, error.message),))
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        text = _text(data)
    except _Unreadable as error:
        return Source((), (Problem(path, error.line, error.column, error.message),), sha256)
    documents: list[Document] = []
    problems: list[Problem] = []
    places: list[Places] = []
    for index, parsed in enumerate(parse(text)):
        if parsed.faults:
            problems += [Problem(path, *fault) for fault in parsed.faults]
        elif parsed.tree is not None:
            documents.append(Document(file, path, index, parsed.tree, text, places))
    if not documents and not problems:
        message = Text(
            "the file is empty; fill it or remove it",
            "文件为空；请填写或删除",
        )
        problems.append(Problem(path, 1, 1, message))
    return Source(tuple(documents), tuple(problems), sha256)


class _Unreadable(Exception):
    def __init__(self, message: Text, line: int = 1, column: int = 1) -> None:
        self.message, self.line, self.column = message, line, column


def _bytes(file: Path, files: Files) -> bytes:
    try:
        size = size_of(files, file)
        if size is None:
            raise _Unreadable(
                _FOLDER if is_folder(files, file) else Text("not a regular file", "不是普通文件")
            )
        if size > MAX_BYTES:
            raise _Unreadable(
                Text(
                    f"the file has {size:,} bytes; more than {MAX_BYTES:,} (1 MiB) are not read, split it",
                    f"文件有 {size:,} 字节，超过 {MAX_BYTES:,} 字节（1 MiB）上限；请拆分",
                )
            )
        return files.read(file)
    except OSError as error:
        raise _Unreadable(unreadable(error)) from None
    except ValueError:  # a NUL in the name
        raise _Unreadable(Text("not a file name", "不是有效的文件名")) from None


def _text(data: bytes) -> str:
    if name := next((name for mark, name in _OTHER_ENCODINGS.items() if data.startswith(mark)), None):
        raise _Unreadable(Text(f"the file is {name}; save it as UTF-8", f"文件编码为 {name}；请另存为 UTF-8"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        from pytest_icplicense.documents.syntax_errors import (
            not_utf8,  # with PyYAML, which kept documents need not
        )

        line, column, message = not_utf8(error)
        raise _Unreadable(message, line, column) from None
    if _perhaps_not_text(data) and (bad := _NOT_TEXT.search(text)):
        code = f"U+{ord(bad[0]):04X}"
        why = _ENDS_A_LINE if bad[0] in _BREAKS else _NOT_ALLOWED
        message = Text(f"character {code} {why.en}; remove it", f"字符 {code} {why.zh}；请删除")
        raise _Unreadable(message, *_place(text[: bad.start()]))
    return text


def _perhaps_not_text(data: bytes) -> bool:
    """Whether `_NOT_TEXT` may find something in what is UTF-8: bytes are looked through faster than characters."""
    return len(data) != len(data.translate(None, _CONTROLS)) or any(sign in data for sign in _SIGNS)


def _place(before: str) -> tuple[int, int]:
    lines = before.splitlines() or [""]
    if before.endswith(("\n", "\r")):
        lines.append("")
    return len(lines), len(lines[-1]) + 1
