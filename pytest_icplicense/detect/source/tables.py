"""SQL: the tables that a schema, a migration or a text in code creates, with their columns and comments."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import PartPassedOver, Seen, Sighting, table_words
from pytest_icplicense.detect.unjudged import CODE_UNREAD, Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

MAX_TABLES = 2_000
_MAX_STATEMENT = 60_000
_START = expression(
    r"(?P<skip>--[^\n]*|/\*(?!!)(?>(?:[^*]|\*(?!/))*)\*/|'(?>(?:[^'\\]|\\.|'')*)')"
    r"|(?P<create>\bcreate\s+(?:(?:global|local|temporary|temp|unlogged|external|or\s+replace)\s+)*table\b)"
    r"|(?P<comment>\bcomment\s+on\s+(?:table|column)\b)",
    re.IGNORECASE,
)
_PART = expression(
    r"--[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/|'(?>(?:[^'\\]|\\.|'')*)'|\"[^\"]*+\"|`[^`]*+`|;|\n\s*(?i:go)\s*\n|[^-/'\"`;\n]++|.|\n"
)
_COMMENT = expression(r"(?i)comment\s+on\s+(table|column)\s+([\w.\"`]+)\s+is\s+'((?:[^']|'')*)'")
_EXTENDED = expression(
    r"(?i)\bsp_addextendedproperty\s[^;]{0,40}?N?'MS_Description'\s*,\s*(?:@value\s*=\s*)?N?'((?:[^']|''){1,400})'"
    r"[^;]{0,400}?N?'TABLE'\s*,\s*(?:@level1name\s*=\s*)?N?'(\w{1,100})'"
)
"""How SQL Server is told the comment of a table, or of a column of it."""
_EMBEDDED = expression(
    r"(?i)\bcreate\s+(?:(?:temporary|temp|unlogged|virtual)\s+)?table\s+(?:if\s+not\s+exists\s+)?\\?[\"'`\[]?"
    r"(?:\w{1,60}\\?[\"'`\]]?\.\\?[\"'`\[]?)?(\w{2,60})\\?[\"'`\]]?\s*\("
)
_MAY_CREATE = expression(rb"\bcreate\s+(?:\w{1,20}\s+)?table\b")
_MOST_EMBEDDED = 20_000
_NESTED = expression(r"'(?>(?:[^'\\\n]|\\.|'')*)'|[()]|[^'()]++|'")
_JOINT = expression(
    r"[\"'`][^\S\n]*+(?:[+.,&\\]|\.\.|\|\||<>)?[^\S\n]*+\n[^\S\n]*+(?:[+.&]|\.\.|\|\||<>)?[^\S\n]*+[\"'`]"
)
"""Where a text ends and the next one, which is put behind it, begins on the next line."""
_FIRST_WORDS = expression(r"(?:^|[(,\n])[^\S\n]*+[\"'`\[]?([A-Za-z_]\w{0,60})")
_TRIPPED = ValueError, AttributeError, TypeError, LookupError
"""What its parser raises where a statement is broken in a way that it did not expect."""
_UNREAD = Text("a statement that is not understood", "无法理解的语句")


class Words(NamedTuple):
    """What is said of a table."""

    own: list[str]
    """Its own comments."""
    columns: list[str]
    """Names and comments of its columns."""

    def written(self) -> str:
        """Both, bounded."""
        own, columns = (" ".join(" ".join(each).split()) for each in self)
        return table_words([own[:1000]], [columns])[:4000]


def read(artifact: Artifact) -> Iterator[Seen]:
    """Each table with what is said of it and of its columns, the statements of other kinds left alone."""
    text = artifact.text
    if not artifact.may_say(artifact.data):
        return
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    tables: dict[str, tuple[int, Words]] = {}
    for kind, offset, statement in _statements(text):
        line = bisect_right(starts, offset)
        if kind == "comment":
            if match := _COMMENT.match(statement):
                parts = re.sub(r"[\"`]", "", match[2]).split(".")
                name = parts[-1] if match[1].lower() == "table" else parts[-2] if len(parts) > 1 else ""
                if name in tables:
                    said = tables[name][1]
                    (said.own if match[1].lower() == "table" else said.columns).append(match[3])
            continue
        table = _table(statement)
        if table is None:
            yield PartPassedOver(artifact.name, line, _UNREAD)
        elif table[0] not in tables:
            tables[table[0]] = line, table[1]
    for comment, name in _EXTENDED.findall(text) if "MS_Description" in text else ():
        if name in tables:
            tables[name][1].columns.append(comment)
    for name, (line, words) in tables.items():
        yield Sighting("table", name, line, words=words.written())


def may_create(data: bytes) -> bool:
    """Whether a content of any kind may have a statement that creates a table."""
    return b"create" in (lower := data.lower()) and bool(_MAY_CREATE.search(lower))


def embedded(artifact: Artifact) -> Iterator[Seen]:
    """The tables that statements within code of any language create; what is only a part of one is left alone."""
    text = artifact.text
    line, before, after = 1, 0, 0
    for number, match in enumerate(_EMBEDDED.finditer(text)):
        if number >= MAX_TABLES // 10:
            return
        statement = _closed(text, match.start(), match.end())
        if statement is None or match.start() < after:
            continue
        after = match.start() + len(statement)
        line += text.count("\n", before, match.start())
        before = match.start()
        statement = _JOINT.sub("\n", statement.replace('\\"', '"').replace("\\n", "\n"))
        columns = " ".join(_FIRST_WORDS.findall(statement[match.end() - match.start() - 1 :])[:200])
        name, words = _table(statement) or (match[1], Words([], [columns]))
        yield Sighting("table", name, line, words=words.written())


def _closed(text: str, start: int, inside: int) -> str | None:
    """What is written up to the bracket that closes one that was opened; None where it does not end."""
    depth, position = 1, inside
    while depth and position - start < _MOST_EMBEDDED and (part := _NESTED.match(text, position)):
        position = part.end()
        depth += (part[0] == "(") - (part[0] == ")")
    return None if depth else text[start:position]


def _statements(text: str) -> Iterator[tuple[str, int, str]]:
    position = count = 0
    while count < MAX_TABLES and (match := _START.search(text, position)):
        position = match.end()
        if match.lastgroup == "skip":
            continue
        count += 1
        end = position
        while end - match.start() < _MAX_STATEMENT and (part := _PART.match(text, end)):
            if part[0].strip().lower() == "go":  # which ends a batch of SQL Server, and is no part of it
                break
            end = part.end()
            if part[0] == ";":
                break
        yield str(match.lastgroup), match.start(), text[match.start() : end].rstrip("; \n")
        position = end


def _table(statement: str) -> tuple[str, Words] | None:
    """The name of a table, and what is said of it."""
    import logging

    try:
        import sqlglot
        from sqlglot import expressions as parts
    except ImportError:
        raise Unjudged(CODE_UNREAD) from None
    # It tells the user's terminal what it does not know.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    dialects = (
        ["mysql", "postgres"]
        if "`" in statement or re.search(r"(?i)\bcomment\b|\bengine\s*=", statement)
        else ["postgres", "mysql"]
    )
    if "[" in statement:
        dialects.insert(0, "tsql")
    for dialect in [*dialects, "oracle", None]:
        try:
            tree: Any = sqlglot.parse_one(statement, dialect=dialect, error_level=sqlglot.ErrorLevel.RAISE)
        except (sqlglot.errors.SqlglotError, RecursionError, *_TRIPPED):
            continue
        if not isinstance(tree, parts.Create):
            continue
        table = tree.find(parts.Table)
        if table is None:
            continue
        words = [each.name for each in tree.find_all(parts.ColumnDef) if each.this is not None][:500]
        words += [_said(each) for each in tree.find_all(parts.CommentColumnConstraint)]
        return table.name, Words([_said(each) for each in tree.find_all(parts.SchemaCommentProperty)], words)
    return None


def _said(comment: Any) -> str:
    return str(getattr(comment.this, "name", comment.this) or "")
