"""Code of the languages that ast-grep knows: names of routes, methods, events and tables, and modules that it imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Seen, Sighting
from pytest_icplicense.detect.source.filepaths import engine, file_route
from pytest_icplicense.detect.source.relays import MARKS, by_a_model, relays
from pytest_icplicense.detect.source.router_paths import MAX_FOUND
from pytest_icplicense.detect.source.routes import read_code
from pytest_icplicense.detect.source.scala_routes import paths
from pytest_icplicense.detect.source.syntax import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    language,
    made_by_a_program,
)
from pytest_icplicense.detect.source.tables import embedded, may_create
from pytest_icplicense.detect.source.written_paths import written
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_SCRIPT = expression(
    rb"\.\s*(?:get|post|put|patch|delete|del|all|any|use|route|on|emit|mutation|subscription|procedure|define|model|group|basePath|prefix|"
    rb"create_?table|collection|register|resource|apiResource|mount|join|methods)\s*[(<]|@(?:[A-Z]\w+|get|post|put|patch|del)\s*\(|\bSchema\b|[a-z]Table\(|\btype\s+(?:Query|Mutation|Subscription)\b"
    rb"|\b(?:fetch|ajax|axios|request|router|useFetch|collection)\s*[(.]|\bsetDoc\(|\bref\([^()\n]*,|\.ref\(|\burl\s*:\s*['\"`]"
    rb"|(?i:ur[il]|host|api|base|domain|server)\w{0,8}(?:\s*\+\s*['\"`]|\}/)"
)
_MARKS = {
    **dict.fromkeys(("javascript", "typescript", "tsx"), _SCRIPT),
    "go": expression(
        rb"\.(?:GET|POST|PUT|PATCH|DELETE|Get|Post|Put|Patch|Delete|Any|All|Group|Party|Route|Handle\w*|PathPrefix|Mount|Add|Method|Router|NSRouter)\(|\bg\.Meta\b|\bent\.Schema\b|gorm:|xorm:|\borm:\"|bson:|\bdb:\""
    ),
    **dict.fromkeys(
        ("java", "kotlin"),
        expression(
            rb"@(?:\w*Mapping|Path|Resource|Get|Post|Put|Patch|Delete|GET|POST|PUT|PATCH|DELETE|Entity|Table\w*|Document|\w*Endpoint|Controller|\w*Route\w*|OnEvent|(?:Dubbo|G[rR]pc|Motan|Sofa)Service)\b"
            rb"|\.(?:route|routes|path|post|get|put|nest|POST|GET|PUT|PATCH|DELETE|handler)\(|\bme\.add\(|WebSocketHandler|convertAndSendToUser|IdTable\b|:\s*Table\("
            rb"|\b(?:routing|route|post|get|put|delete|nest)\b\s*[({]|\bclass\s+\w*Mutations?\b"
        ),
    ),
    "python": expression(
        rb"@(?:[\w.]*\.)?(?:get|post|put|patch|delete|route|websocket|on|api_route|event|action)\b|\b(?:re_)?path\(|\burl\(|\.(?:add_\w+|register|"
        rb"include_router|register_blueprint|post|get|put|connect)\(|models\.|\bColumn\(|mapped_column|fields\.|Field\(|create_table|Handler\b|"
        rb"\btype\s+(?:Query|Mutation)|Route\(|\bTable\(|\(Document\)|group_send\(|\.collection\(|\bclass\s+\w*Mutations?\b"
    ),
    "php": expression(
        rb"Route::|Broadcast::|->\s*(?:get|post|put|patch|delete|any|match|group|map|add\w*|connect|rule|resource)\s*\(|#\[|\bnamespace\s+[\w\\]*controllers?\b|\bfunction\s+action[A-Z]|Schema::|extends\s+\\?\w*Model\b"
        rb"|\$fillable|\$table\b|@(?:Get|Post|Put|Delete|\w*Mapping|Controller|Route|ORM)\b|createTable"
    ),
    "csharp": expression(
        rb"\[\s*(?:Http\w+|Route|\w*Table|Controller|ApiController)|\.Map\w+\(|DbSet|:\s*(?:\w+\.)*(?:Hub|\w*Entity(?:Base)?|\w*AggregateRoot)\b|\b(?:Post|Get|Put)\(\"|\bclass\s+\w*Mutations?\b"
    ),
    "ruby": expression(
        rb"\bresources?\b|\b(?:get|post|put|patch|delete)\s*[(:'\"]|create_table|\bclass\b[^\n]*<|\bscope\b|namespace"
    ),
    "swift": expression(
        rb"\bgrouped?\(|\.(?:get|post|put|patch|delete|on|webSocket)\(|\bModel\b|appendingPathComponent\("
    ),
    "rust": expression(rb"\broute\(|#\[|\bnest\(|\bscope\(|\bresource\(|\bwith_path\("),
}
"""What a file of these languages has somewhere, if it offers or keeps anything: a quick look, before it is parsed."""
_MODEL = "大模型"
"""What stands with the names of a file in which a language model answers, as a comment would say it."""
_CUT = Text(
    f"more than {MAX_NODES:,} parts or {MAX_FOUND:,} names, or nested more than {MAX_DEPTH} levels deep: not read from"
    " here on",
    f"超过 {MAX_NODES:,} 个节点或 {MAX_FOUND:,} 个名称，或嵌套超过 {MAX_DEPTH} 层：此处及之后未读取",
)
_SHORTENED = expression(r"[.-]min\.[a-z]+$")


def read(artifact: Artifact) -> Iterator[Seen]:
    """The names of a file of code; a bundle or what a program generated is passed over."""
    name = language(artifact.path)
    data = artifact.data
    if name is None or len(data) > MAX_BYTES or _SHORTENED.search(artifact.name):
        return
    for told in (file_route(artifact), engine(artifact.path)):
        if told is not None:
            yield told
    answered: bool | None = None
    if any(each in data for each in MARKS) and not made_by_a_program(data):
        answered = by_a_model(data)
        if not answered:
            yield from relays(artifact)
    if not artifact.may_say(data):
        return
    marks = _MARKS.get(name)
    offers, creates = marks is None or bool(marks.search(data)), may_create(data)
    said = list(written(artifact, name))
    if not (offers or creates or said) or made_by_a_program(data):
        return
    answered = by_a_model(data) if answered is None else answered
    for told in said:
        yield replace(told, words=_MODEL) if answered and told.ecosystem != "table" else told
    if creates:
        yield from embedded(artifact)
    if not offers:
        return
    if name == "scala":
        yield from paths(artifact)
    code = read_code(artifact, name)
    for each in code.named:
        words = f"{each.words} {_MODEL}" if answered and each.kind != "table" else each.words
        yield Sighting(each.kind, each.name, each.at, words=words)
    if code.cut:
        raise Unjudged(_CUT, *code.cut)
