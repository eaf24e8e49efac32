"""What code stores: entities of object-relational mappers, and tables that migrations create."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pytest_icplicense.detect.detector import table_words
from pytest_icplicense.detect.source.syntax import (
    CALLS,
    Call,
    Node,
    call_of,
    is_text,
    last_name,
    named,
    pairs_of,
    text_of,
    texts_of,
)
from pytest_icplicense.expressions import expression

_ENTITY = frozenset(
    "entity table tablename document collection embeddable dynamodbtable tableid sugartable freesqltable".split()
)
CREATING = frozenset(
    "define create_table createtable create pgtable mysqltable sqlitetable table model createmodel mysqltablecreator "
    "schema collection".split()
)
PUTTING = frozenset("add adddoc set setdoc push".split())
_HOLDING = frozenset("collection doc ref child".split())
"""What names the place in Firestore, a realtime database or CloudBase, into which the former put."""
_BASES = expression(
    r"\b(?:models\.Model|db\.Model|SQLModel|DeclarativeBase|ApplicationRecord|ActiveRecord::Base|Eloquent|RealmObject|"
    r"BaseEntity|AuditedEntity|Document|Base|Model|BaseModel|Entity(?:<[^>]*>)?|(?:Int|Long|UUID)?IdTable|Table(?=\())\b"
)
_STORED = expression(
    r"__tablename__|\bColumn\(|mapped_column\(|models\.\w+Field|models\.ForeignKey|db_table|@TableId|@TableField|@Id\b|@Column|"
    r"@PrimaryGenerated|\bhas_many\b|\bbelongs_to\b|\bvalidates\b|\$fillable|\$table\b|\bgorm:|\borm:\"|\bxorm:|\bbson:|\bdb:\"|fields\.\w+Field|=\s*(?:ForeignKey|Char|Text)Field\(|"
    r"DeriveEntityModel|\b(?:varchar|text|reference|integer|long|datetime|timestamp)\(\s*\"|Queryable|Insertable|@PrimaryKey|@Field\b|@Prop\b|@property\("
    r"|\bent\.Schema\b|\bPydanticObjectId\b|\bIndexed\("
)
_FIELDS = expression(
    r"(?m)(?:^|(?<=[;{}]))[^\S\n]*+(?:@\w{1,80}(?:\([^()]{0,500}\))?\s{1,80}){0,20}"
    r"(?:(?:private|public|protected|internal|readonly|static|final|val|var|let|pub|lateinit|virtual|required)\s{1,80}){0,6}"
    r"(?:[\w<>\[\]?.,]{1,200}\s{1,80})?([A-Za-z_]\w{0,200})\s{0,80}(?:[:=;?!]|\{\s{0,80}get|\s[\w.\[\]*]{1,200}\s{1,80}`)"
)
_KEPT = expression(
    r":\s*(?:[\w.<>]+\s*,\s*)*(?:\w+\.)*(?:\w*Entity(?:Base)?|\w*AggregateRoot)(?:<[^<>{}]*>)?(?:\s*,|\s*\{|\s*$)"
)
"""What a class that is stored is derived from, in C#."""
_OWN_BASE = expression(r"\(.*\b[A-Z]\w*Model\b.*\)")
_DJANGO = expression(r"=\s*models\.\w+(?:Field|Key)\(")
"""A class of Django derived from the team's own base, and how it says its columns."""
_PROPERTY = expression(r"\{\s*get;\s*(?:\w+\s+)?(?:set|init);")
_SETS = expression(r"\bDbSet<\s*(\w{1,80})\s*>")
"""What a context of Entity Framework keeps."""
_CHINESE = expression(r"[\u3400-\u9fff][\u3400-\u9fff\w ，、/]{0,40}")
_QUOTED = expression(r"""['"]([A-Za-z_]\w{1,60})['"]""")
_NAME = expression(
    r"(?:__tablename__|db_table|table_name|\$table|protected \$table)\s*=\s*['\"]([\w.]+)['\"]"
)
_MAX_WORDS = 3_000
_MOST_HOLDERS = 4


class Table(NamedTuple):
    """A table, by its name, with its comments on the first line, and then its columns and their comments."""

    name: str
    words: str


def table_of_class(node: Node, name: str, annotations: Sequence[Call], language: str) -> list[Table]:
    """The table that a class is kept in; none where it is no entity."""
    text = str(node.text())
    if language == "go":
        return _of_structs(node, text)
    body = text[:12_000]
    if language == "csharp" and (kept := _SETS.findall(body)):
        return [Table(each, "") for each in dict.fromkeys(kept)]
    lower = {each.name.lower() for each in annotations}
    if lower & {"controller", "restcontroller", "service", "component", "test"}:
        return []
    entity = bool(lower & _ENTITY) or (language == "swift" and "model" in lower)
    if not entity:
        head = body.partition("{")[0].partition("\n")[0] if language != "python" else body.partition(":\n")[0]
        derived = " ".join(str(each.node.text()) for each in annotations)
        stored = bool(
            language == "csharp" and _KEPT.search(body.partition("{")[0]) and _PROPERTY.search(body)
        )
        if language == "python" and _OWN_BASE.search(head):
            stored = bool(_DJANGO.search(body))
        if not stored and not (
            (_BASES.search(head) or "derive" in lower or "Schema" in derived or language == "php")
            and _STORED.search(f"{derived} {body}")
        ):
            return []
    stated = [
        words
        for each in annotations
        if each.name.lower() in _ENTITY
        for argument in each.arguments
        if argument.name in ("", "name", "value", "tableName", "collection")
        for words in texts_of(argument.node, {})
    ]
    named_table = _NAME.search(body) or _NAME.search(" ".join(str(each.node.text()) for each in annotations))
    stated += [named_table[1]] if named_table else []
    title = next((each for each in stated if each.isascii() and each), "") or name
    before = " ".join(str(argument.node.text()) for each in annotations for argument in each.arguments)
    before += f" {_comment_above(node)}"
    columns = " ".join(_FIELDS.findall(body)[:200])
    fillable = " ".join(_QUOTED.findall(body)[:200]) if language in ("php", "ruby") else ""
    words = table_words(_CHINESE.findall(before), [columns, fillable, *_CHINESE.findall(body)])
    return [Table(title, words[:_MAX_WORDS])]


def _of_structs(node: Node, text: str) -> list[Table]:
    found: list[Table] = []
    for each in named(node):
        body = str(each.text())[:12_000]
        if each.kind() != "type_spec" or "struct" not in body[:200] or not _STORED.search(body):
            continue
        name = body.partition(" ")[0]
        columns = re.findall(r"(?m)^\s*([A-Z]\w*)\s", body)
        own = _CHINESE.findall(_comment_above(node))
        words = table_words(own, [*columns[:200], *_CHINESE.findall(body)])
        found.append(Table(name, words[:_MAX_WORDS]))
    return found


def _comment_above(node: Node) -> str:
    above = node.prev()
    return str(above.text())[:1_000] if above is not None and "comment" in above.kind() else ""


def table_of_call(call: Call, known: Mapping[str, str]) -> Table | None:
    """The table that a call creates or defines; None where it does neither. `known` are schemas that variables hold."""
    low = call.name.lower()
    if low in PUTTING and call.arguments:
        return _document(call)
    if low not in CREATING or not call.arguments:
        return None
    first = call.arguments[0].node
    if low == "collection" and call.receiver is None and len(call.arguments) > 1:
        first = call.arguments[1].node  # collection(db, "letters") of Firestore
    inner = call_of(first) if low == "create" and first.kind() in CALLS else None
    if inner is not None and inner.name == "table" and inner.arguments:
        low, first = "create_table", inner.arguments[0].node  # create table(:letters) do … of Ecto
    if not is_text(first):
        return None
    name = text_of(first)
    if not re.fullmatch(r"[\w.]{2,80}", name):
        return None
    columns: list[str] = []
    for argument in call.arguments[1:6]:
        _columns(argument.node, columns, 0)
        columns += [known[name] for name in [last_name(argument.node)] if name in known]
    receiver = str(call.receiver.text())[:100] if call.receiver is not None else ""
    if (
        low in ("create", "table", "collection")
        and (receiver or low != "collection")
        and not re.search(r"Schema|schema|sa$|db$|knex", receiver)
        and low != "table"
    ):
        return None
    if len(columns) < 2 and low not in ("model", "define", "collection"):
        return None
    return Table(name, table_words((), columns)[:_MAX_WORDS])


def _document(call: Call) -> Table | None:
    """What is put into a place: `setDoc(doc(db, "a", id), {…})`, `collection("a").add({…})`, `ref("a").push({…})`."""
    holder = call.arguments[0].node if call.receiver is None else call.receiver
    for _ in range(_MOST_HOLDERS):
        inner = call_of(holder) if holder.kind() in CALLS else None
        if inner is None or inner.name not in _HOLDING:
            return None
        names = [text_of(each.node) for each in inner.arguments if is_text(each.node)]
        if names:
            columns = columns_of(call.arguments[-1].node)
            parts = [each for each in names[-1].split("/") if each and "{" not in each]
            return Table(parts[-1], columns) if parts and columns else None
        if inner.receiver is None:
            return None
        holder = inner.receiver
    return None


def columns_of(node: Node) -> str:
    """The names that a literal object or a call gives to columns."""
    found: list[str] = []
    _columns(node, found, 0)
    return " ".join(found)[:_MAX_WORDS]


def _columns(node: Node, found: list[str], depth: int) -> None:
    """The names of columns: entries of an object, and what the calls inside name first."""
    if depth > 12 or len(found) > 300:
        return
    for pair in pairs_of(node):
        found.append(pair.name)
        found += _CHINESE.findall(str(pair.node.text())[:300])
    if (
        node.kind() in CALLS
        and (call := call_of(node))
        and call.arguments
        and is_text(call.arguments[0].node)
    ):
        found.append(text_of(call.arguments[0].node)[:80])
        found += _CHINESE.findall(str(node.text())[:300])
    for each in node.children():
        if each.is_named():
            _columns(each, found, depth + 1)
