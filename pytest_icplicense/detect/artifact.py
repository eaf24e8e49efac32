"""An artifact: one file of the repository, with its content as text, JSON, TOML, XML or YAML, all of it bounded."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import cached_property
from posixpath import join, normpath
from typing import Any, NamedTuple

from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Node, documents
from pytest_icplicense.documents.syntax_errors import no_such, of_toml
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text, plain

MAX_BYTES = 16 << 20
"""What an artifact may have. A lock file of a hundred thousand packages stays below."""
MAX_VALUES = 2_000_000
"""Values of a JSON file, by its signs between them."""
MAX_JSON5 = 200_000
"""Bytes of a file in JSON5, whose reader is slow."""
MAX_DEPTH = 200
"""Levels of nesting that an XML file may have."""
MAX_ELEMENTS = 500_000
"""Elements that an XML file may have."""

MAX_PARTS = 200
"""Parts that a key of a TOML file may have."""


class Malformed(Unjudged):
    """A file that is not of the format that its name says."""


class Needle(NamedTuple):
    """A place in a text that is known by its words."""

    words: str
    after: str = ""
    """Words that stand before it: the name of a section; not looked for where empty."""


Where = int | tuple[int, int] | Needle
"""A line, a line and a column, or words to look for; lines and columns are counted from one."""


class Artifact:
    """One file of the repository."""

    def __init__(
        self,
        path: str,
        data: bytes,
        others: Callable[[str], bytes | None] | None = None,
        may_say: Callable[[bytes], bool] = lambda data: True,
        paths: Collection[str] = (),
    ) -> None:
        """`path` is relative to the repository's root, with forward slashes; `others` gives the content of other paths, of
        which `paths` are all that are known.
        """
        self.path = path
        self.data = _as_utf8(path, data)
        self._others = others
        self._paths = paths
        self.may_say = may_say
        """Whether any word of the vocabulary may be in a content: what has none need not be parsed."""

    def beside(self, name: str) -> Artifact | None:
        """Another file of the repository, by its path as seen from this one's folder; None where there is none.

        Lock files do not all tell what is for development only: the file that they were made from does.
        """
        if self._others is None:
            return None
        path = normpath(join(self.path.rpartition("/")[0], name))
        data = None if path.startswith(("../", "/")) else self._others(path)
        return None if data is None else Artifact(path, data, self._others, self.may_say, self._paths)

    def all_beside(self, pattern: re.Pattern[str]) -> Iterator[Artifact]:
        """The files of this one's folder whose names fit, where files are known."""
        folder = self.path.removesuffix(self.name)
        for path in sorted(each for each in self._paths if each.startswith(folder)):
            if (
                pattern.fullmatch(path, len(folder))
                and (found := self.beside(path[len(folder) :])) is not None
            ):
                yield found

    def noting(self, asked: dict[str, str | None]) -> Artifact:
        """The same file, which puts down in `asked` the paths of others that it is asked for.

        Each is put down with the SHA-256 of what is in it; with None where there is nothing.
        """
        others = self._others
        if others is None:
            return self

        def noted(path: str) -> bytes | None:
            data = others(path)
            asked[path] = None if data is None else hashlib.sha256(data).hexdigest()
            return data

        return Artifact(self.path, self.data, noted, self.may_say)

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @cached_property
    def text(self) -> str:
        """The content.

        Raises:
            Unjudged: it is not UTF-8, or has a NUL, which no such file has.
        """
        data = self.data.removeprefix(b"\xef\xbb\xbf")
        start = data.find(0)
        try:
            if start < 0:
                return data.decode()
        except UnicodeDecodeError as error:
            start = error.start
        before = data[:start].decode("utf-8", "replace")
        message = Text(
            f"not UTF-8: byte 0x{data[start]:02x}; save the file as UTF-8",
            f"不是 UTF-8 编码：字节 0x{data[start]:02x}；请另存为 UTF-8",
        )
        raise Unjudged(message, before.count("\n") + 1, len(before) - before.rfind("\n"))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, without their ends."""
        return self.text.split("\n")

    def json(self) -> Any:
        """The content as JSON.

        Raises:
            Unjudged: it is none, or nested too deep.
        """
        if sum(map(self.data.count, (b",", b"[", b"{"))) > MAX_VALUES:
            raise Unjudged(Text(f"more than {MAX_VALUES:,} values", f"值超过 {MAX_VALUES:,} 个"))
        try:
            return json.loads(self.text)
        except json.JSONDecodeError as error:
            raise _broken("JSON", error.msg, error.lineno, error.colno) from None
        except RecursionError:
            raise Unjudged(_DEEP) from None
        except ValueError as error:
            raise _broken("JSON", str(error)) from None

    def json5(self) -> Any:
        """The content as JSON5: JSON that people write, with comments and commas at the end.

        Raises:
            Unjudged: it is none, too long, or nested too deep.
        """
        if len(self.data) > MAX_JSON5:
            try:
                return self.json()
            except Malformed:
                raise Unjudged(
                    Text(f"more than {MAX_JSON5:,} bytes of JSON5", f"JSON5 超过 {MAX_JSON5:,} 字节")
                ) from None
        with suppress(ValueError, RecursionError):  # most are JSON, which is read a thousand times as fast
            return json.loads(self.text)
        with suppress(ValueError, RecursionError):
            return json.loads(self._without_comments())
        import json5

        try:
            return json5.loads(self.text)
        except RecursionError:
            raise Unjudged(_DEEP) from None
        except ValueError as error:
            place = re.match(r"<string>:(\d+) (.*?)(?: at column (\d+))?$", str(error).split("\n")[0])
            why, line, column = (place[2], int(place[1]), int(place[3] or 1)) if place else (str(error), 1, 1)
            raise _broken("JSON5", why, line, column) from None

    def blanked(self, pattern: re.Pattern[str]) -> str:
        """The text with blanks for all that a pattern finds, comments say, so that what is left stays in its place."""
        return pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), self.text)

    def _without_comments(self) -> str:
        """The text without comments, and without commas before a closing bracket."""
        bare = _COMMENT.sub(lambda match: match[1] or " ", self.text)
        return _LAST_COMMA.sub(lambda match: match[1] or "", bare)

    def toml(self) -> dict[str, Any]:
        """The content as TOML.

        Raises:
            Unjudged: it is none, or nested too deep.
        """
        import tomllib

        self._not_dotted()
        try:
            return tomllib.loads(self.text)
        except RecursionError:
            raise Unjudged(_DEEP) from None
        except ValueError as error:  # a number of thousands of digits, too
            line, column, why = of_toml(error, self.text.encode())
            raise Malformed(why, line, column) from None

    def yaml(self) -> Iterator[Node]:
        """The root of each YAML document.

        Raises:
            Unjudged: the file is no YAML, nested too deep, or has too many nodes.
        """
        from yaml import MarkedYAMLError, YAMLError

        try:
            yield from documents(self.text)
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            raise _broken("YAML", error.problem or error.context or "", *place) from None
        except YAMLError as error:
            sign = getattr(error, "character", None)  # one that no YAML may have; its offset may be in bytes
            place = self.place(self.text.find(chr(sign))) if isinstance(sign, int) else (1, 1)
            raise _broken("YAML", str(error).split("\n")[0], *place) from None

    def xml(self) -> Any:
        """The root element of the content as XML (`xml.etree`); entities are refused.

        Raises:
            Unjudged: it is none, nested too deep, has too many elements, or declares entities.
        """
        from xml.etree.ElementTree import ParseError

        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser

        try:
            builder = _bounded_builder()
            parser = DefusedXMLParser(target=builder, forbid_dtd=False)
            builder.expat = parser.parser
            parser.feed(self.data)
            return parser.close()
        except ParseError as error:
            line, column = error.position
            raise _broken("XML", str(error).partition(":")[0], line, column + 1) from None
        except DefusedXmlException:
            text = Text(
                "declares XML entities, which are not expanded", "声明了 XML 实体，出于安全考虑不予展开"
            )
            raise Unjudged(text) from None
        except (ValueError, LookupError) as error:
            raise _broken("XML", str(error)) from None

    def spot(self, at: Where) -> tuple[int, int]:
        """Line and column of a place; of the beginning where its words are not found."""
        if isinstance(at, tuple) and not isinstance(at, Needle):
            return at
        if isinstance(at, int):
            words = self.lines[at - 1] if 0 < at <= len(self.lines) else ""
            return at, len(words) - len(words.lstrip()) + 1
        if at.after not in self._reached:
            self._reached[at.after] = max(self.text.find(at.after), 0)
        # Most are asked for in the order in which they stand: searching on from the last keeps a long file quick.
        offset = self.text.find(at.words, self._reached[at.after])
        if offset < 0:
            offset = max(self.text.find(at.words, max(self.text.find(at.after), 0)), 0)
        self._reached[at.after] = offset
        return self.place(offset)

    @cached_property
    def _reached(self) -> dict[str, int]:
        """The offset of the last words found after each section's name."""
        return {}

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(mark.end() for mark in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset of the text."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def _not_dotted(self) -> None:
        """Raise where a key has more parts than a tree may have levels: reading it takes time squared."""
        if not _DOTS.search(self.data):
            return
        for number, line in enumerate(self.lines, 1):
            if line.count(".") >= MAX_DEPTH and _DOTTED.search(line):
                raise Unjudged(_deep(), number)


_CODE = (
    ".java",
    ".kt",
    ".php",
    ".js",
    ".ts",
    ".py",
    ".cs",
    ".go",
    ".sql",
    ".h",
    ".m",
    ".c",
    ".cpp",
    ".html",
    ".jsp",
    ".vue",
)


def _as_utf8(path: str, data: bytes) -> bytes:
    """The content of a file of code that is in UTF-16, as it says itself, or in GB18030, as many in China are.

    Python also reads code whose every letter may be escaped, if its first lines say so.
    """
    if path.lower().endswith(".py") and (found := _CODING.match(data)):
        with suppress(LookupError, UnicodeDecodeError):
            return data.decode(found[1].decode().lower().replace("-", "_")).encode("utf-8", "replace")
    if data.isascii() or not path.lower().endswith(_CODE) or len(data) > MAX_BYTES:
        return data
    with suppress(UnicodeDecodeError):
        data.decode()
        return data
    with suppress(UnicodeDecodeError):
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16").encode()
        text = data.decode("gb18030")
        if b"\0" not in data and 4 * len(_CHINESE.findall(text)) > sum(byte > 127 for byte in data):
            return text.encode()  # what is in another encoding becomes few Chinese characters
    return data


_CODING = expression(
    rb"(?:[ \t\f]*(?:#[^\r\n]*)?\r?\n)?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*"
    rb"((?:raw[_-])?unicode[_-]escape|utf[_-]?7|hz)(?![\w.-])",
    re.IGNORECASE,
)
_CHINESE = expression(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_JSON_TEXT = r"""("(?>(?:[^"\\\n]|\\.)*)")"""
_COMMENT = expression(rf"{_JSON_TEXT}|//[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)(?:\*/)?")
_LAST_COMMA = expression(rf"{_JSON_TEXT}|,(?=\s*[}}\]])")
_DOTS = expression(rb"(?:\.[^.\n]*+){%d}" % MAX_DEPTH)
_PART = r"""(?:[\w-]++|"(?>(?:[^"\\]|\\.)*)"|'[^']*+')"""
_DOTTED = expression(rf"(?:^|[{{,\[])[ \t]*+{_PART}(?>(?:[ \t]*+\.[ \t]*+{_PART}){{{MAX_DEPTH},}})")


_DEEP = Text("nested too deep to be read", "嵌套过深，无法读取")
"""JSON and TOML: where Python's own limit of recursion ends, below a thousand levels."""


def _deep() -> Text:
    return Text(f"nested more than {MAX_DEPTH} levels deep", f"嵌套超过 {MAX_DEPTH} 层")


def _broken(what: str, why: str, line: int = 1, column: int = 1) -> Malformed:
    return Malformed(no_such(what, plain(" ".join(why.split())[:200])), line, column)


def _bounded_builder() -> Any:
    from xml.etree.ElementTree import TreeBuilder

    class Bounded(TreeBuilder):
        depth = count = 0
        expat: Any = None

        def start(self, tag: Any, attributes: Any, /) -> Any:
            self.depth += 1
            self.count += 1
            if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
                many = Text(f"more than {MAX_ELEMENTS:,} elements", f"元素超过 {MAX_ELEMENTS:,} 个")
                why = _deep() if self.depth > MAX_DEPTH else many
                raise Unjudged(why, self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1)
            return super().start(tag, attributes)

        def end(self, tag: Any, /) -> Any:
            self.depth -= 1
            return super().end(tag)

    return Bounded()
