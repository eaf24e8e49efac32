"""Protocol Buffers, GraphQL, Prisma, Core Data and durable objects: what a service may be asked, and what it keeps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pytest_icplicense.detect.artifact import Artifact, Needle
from pytest_icplicense.detect.detector import DomainSighting, Seen, Sighting, table_words
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.loose_trees import mapping, mappings, texts
from pytest_icplicense.detect.source.pages import addresses
from pytest_icplicense.detect.source.syntax import MAX_BYTES
from pytest_icplicense.detect.source.tables import embedded, may_create
from pytest_icplicense.detect.source.tokens import Token, tokens
from pytest_icplicense.detect.yaml_nodes import Mapping as Nodes
from pytest_icplicense.detect.yaml_nodes import Word
from pytest_icplicense.expressions import expression

_ROOTS = {"Query": "method", "Mutation": "method", "Subscription": "event"}
_CHINESE = expression(r"[\u3400-\u9fff][\u3400-\u9fff\w]{0,40}")
_LISTED = expression(r"\s*(?i:(get|post|put|patch|delete))\s+(/[^\s(]+)(?:\s|\(|$)")
_SERVER = expression(r"\s*@server\b")
_PREFIX = expression(r"\A[^/#]{0,200}\bprefix\s*:\s*(\"?/?[\w/:.-]{1,200})")
"""What go-zero puts before the paths of a service."""
_AROUND = '/"'
_SUMMARY = expression(r"\s*(?:@doc\s*(?:\(\s*)?|summary\s*:\s*)\"([^\"\n]{1,200})\"")
"""What go-zero says of the next path."""
_YESOD = expression(r"(/[^\s]*)\s+[A-Z]\w*R\b\s*((?:(?:GET|POST|PUT|PATCH|DELETE)\s*)*)")
_MATCH = expression(r"\bmatch\s+(/[^\s]{1,300})")
_ALLOW = expression(r"\ballow\s+([a-z, ]{3,60}?)\s*(?::|;)")
_OF_ONE = expression(
    r"(?i)resource\.data|\buid\s*==|==\s*(?:request\.auth\.)?\w*uid\b|\bif\s+false\b|isOwner|isAdmin|token\."
)
"""What only its owner or staff may do."""
_SHARED = ({"read", "list", "get"}, {"write", "create"})
"""What all may read and write is said to all."""
_ROUTED = expression(r"(?i)GET|POST|PUT|PATCH|DELETE")
_FROG = expression(r"(?:^|/)routes/")
_FILLED = expression(r"\$\{[^{}]*\}|\$\w+")
_PERSON = expression(r"(?:User|Member|Participant|Account|Profile|Person|Customer|Player|Friend)$")
_CALLED = expression(
    r"(?m)(?:^|[{,;])[^\S\n]*(?!struct\b|service\b|return\b)(?:oneway\s+)?[\w.<>, ]{1,200}\s(\w{2,80})\s*\(\s*(?:\d+\s*:|\))"
)
"""A method of a service of Thrift."""
_AT = expression(r"\bapi\.(get|post|put|patch|delete)\s*=\s*[\"'](/[^\"'\n]{1,200})")
"""The path at which Hertz and Kitex offer it."""
_KEPT = expression(
    r"(?:@(?:Entity|entity|collection|Collection|HiveType|RealmModel)\b[^\n]{0,200}\n\s*(?:@[^\n]{0,200}\n\s*){0,3}(?:final\s+)?class\s+_?(\w{2,80})"
    r"|\bclass\s+(\w{2,80})\s+extends\s+Table\b)[^{]{0,200}\{(?P<body>(?>(?:[^}]|\}(?!\n))*))"
)
"""What an app in Dart keeps: an entity of Floor, Isar, Hive, ObjectBox or Realm, a table of Drift."""
_RECORD = expression(
    r"(?m)^(?:final\s+|sealed\s+|base\s+)?class\s+(?P<name>\w{2,80})\b[^{};]{0,200}\{(?P<body>(?>(?:[^\n]|\n(?!\}))*))"
)
_WRITTEN = expression(
    r"\b(?:DocumentSnapshot|DataSnapshot|(?:to|from)(?:Firestore|Document|Snapshot)|toMap)\b"
)
"""What a class in Dart has whose objects are put into a database."""
_TRANSFERRED = expression(r"\b(?:to|from)Json\b")
"""What it has where a server may keep them."""
_PUT = expression(
    r"\.(?:collection|child|ref)\(\s*['\"](?:[\w$/{}.]{0,200}/)?(?P<name>\w{2,80})['\"]\s*\)\s*(?:\.(?:doc|child|push)\([^()]{0,200}\)\s*)?"
    r"\.(?:add|set)\(\s*(?:<[^<>]{0,80}>)?\{(?P<body>[^{}]{0,2000})"
)
"""What an app in Dart puts into Firestore or a realtime database."""
_PLACE = expression(r"\.(?:collection|child)\(\s*['\"](?P<name>[A-Za-z]\w{1,80})['\"]\s*\)")
"""A place in Firestore or a realtime database that an app in Dart reads or writes."""
_KEY = expression(r"['\"](\w{2,60})['\"]\s*:")
_MEMBER = expression(r"\bget\s+(\w{2,60})\s*=>|[\w>?]\s+(\w{2,60})\s*[;=]")
_VERBS = frozenset("get post put patch delete".split())
_ASKING = frozenset("@GET @POST @PUT @PATCH @DELETE".split())


def read_protobuf(artifact: Artifact) -> Iterator[Sighting]:
    """Services with their methods, and the paths that these are offered at over HTTP."""
    found = list(tokens(artifact.text))
    for index, token in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else None
        if token.words == "rpc" and token.kind == "word" and after is not None and after.kind == "word":
            beside = " ".join(each.words for each in found[index + 2 : index + 12] if each.kind == "word")
            yield Sighting("method", after.words, (after.line, after.column), words=beside)
        elif token.words == "service" and token.kind == "word" and after is not None and after.kind == "word":
            yield Sighting("method", after.words, (after.line, after.column))
        elif token.words in _VERBS and after is not None and after.words == ":" and index + 2 < len(found):
            path = found[index + 2]
            if path.kind == "text" and path.words.startswith("/"):
                yield Sighting("route", f"{token.words.upper()} {path.words}", (path.line, path.column))


def read_thrift(artifact: Artifact) -> Iterator[Sighting]:
    """The methods of services, and the paths that these are offered at over HTTP."""
    if len(artifact.data) > MAX_BYTES:
        return
    text = artifact.blanked(_REMARK)
    service = text.find("service ")
    if service < 0:
        return
    starts = [0, *(mark.end() for mark in re.finditer("\n", text))]
    for pattern in (_CALLED, _AT):
        for each in pattern.finditer(text, 0 if pattern is _AT else service):
            line = bisect_right(starts, each.start(1))
            if pattern is _AT:
                yield Sighting("route", f"{each[1].upper()} {each[2]}", line)
            else:
                yield Sighting("method", each[1], line)


_REMARK = expression(r"//[^\n]*|#[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")


def read_graphql(artifact: Artifact) -> Iterator[Sighting]:
    """The fields of the root types, and what people say to one another in types that hold both."""
    found = list(tokens(artifact.text))
    yield from graphql_fields(found)
    yield from _conversations(_graphql_types(found))


def _graphql_types(found: Sequence[Token]) -> dict[str, tuple[Token, dict[str, tuple[str, bool]]]]:
    """Each type with its name's place and its fields: of each the type, and whether it is a list."""
    types: dict[str, tuple[Token, dict[str, tuple[str, bool]]]] = {}
    fields: dict[str, tuple[str, bool]] | None = None
    rounds = 0
    for index, token in enumerate(found[:-3]):
        if token.words in ("type", "interface") and found[index + 1].kind == "word" and fields is None:
            name = found[index + 1]
            fields = types.setdefault(name.words, (name, {}))[1]
        elif token.words == "}":
            fields = None
        elif token.words in ("(", ")"):
            rounds += 1 if token.words == "(" else -1
        elif token.words == ":" and not rounds and fields is not None:
            listed = found[index + 1].words == "["
            before = next(
                (each for each in reversed(found[max(0, index - 40) : index]) if each.kind == "word"), token
            )
            if found[index - 1].words == ")":
                before = _before_bracket(found, index - 1) or before
            fields[before.words] = found[index + 1 + listed].words, listed
    return types


def _before_bracket(found: Sequence[Token], index: int) -> Token | None:
    """The word before the bracket that the one at this place closes."""
    depth = 0
    for at in range(index, max(0, index - 200), -1):
        depth += (found[at].words == ")") - (found[at].words == "(")
        if not depth:
            return found[at - 1]
    return None


def _conversations(types: Mapping[str, tuple[Token, Mapping[str, tuple[str, bool]]]]) -> Iterator[Sighting]:
    """A type that lists people and messages, each of which has a writer and a text."""
    for name, (token, fields) in types.items():
        if not any(listed and _PERSON.search(kind) for kind, listed in fields.values()):
            continue
        for kind in dict.fromkeys(kind for kind, listed in fields.values() if listed):
            own = types[kind][1] if kind in types else {}
            if any(_PERSON.search(one) and not listed for one, listed in own.values()):
                words = " ".join((*own, "room"))  # where the people that the other lists hear it
                yield Sighting("table", f"{name}/{kind}", (token.line, token.column), words=words)


def graphql_fields(found: Sequence[Token]) -> Iterator[Sighting]:
    """The fields of Query, Mutation and Subscription, whether defined or extended."""
    index = 0
    while index + 1 < len(found):
        token, name = found[index], found[index + 1]
        index += 1
        if token.words not in ("type", "interface") or name.words not in _ROOTS or token.kind != "word":
            continue
        depth = rounds = 0
        while index < len(found):
            here = found[index]
            index += 1
            if here.kind == "sign":
                depth += (here.words == "{") - (here.words == "}")
                rounds += (here.words in "([") - (here.words in ")]")
                if here.words == "}" and depth <= 0:
                    break
            elif (
                depth == 1
                and not rounds
                and here.kind == "word"
                and index < len(found)
                and found[index].words in ("(", ":")
                and found[index - 2].words not in (":", "@")
            ):
                yield Sighting(_ROOTS[name.words], here.words, (here.line, here.column))


def read_prisma(artifact: Artifact) -> Iterator[Sighting]:
    """The models, with their fields."""
    found = list(tokens(artifact.text))
    lines = artifact.lines
    for index, token in enumerate(found[:-2]):
        if token.words not in ("model", "entity") or found[index + 2].words != "{" or token.kind != "word":
            continue
        columns: list[str] = []
        line = 0
        for here in found[index + 3 : index + 3_000]:
            if here.words in "{}" and here.kind == "sign":
                break
            if here.kind == "word" and here.line != line:
                columns.append(here.words)
            line = here.line
        above = " ".join(each[:300] for each in lines[max(token.line - 3, 0) : token.line])
        name, words = found[index + 1], table_words(_CHINESE.findall(above), columns[:300])
        yield Sighting("table", name.words, (name.line, name.column), words=words)


_ENDPOINT = expression(
    r"\bclass\s+(\w{2,80}?)Endpoint\s+extends\b|\b(?:Future|Stream)<[^()\n]{0,80}>\s+(\w{2,80})\(\s*Session\b"
)
"""A method that Serverpod lets apps call, and the class that apps call it by."""


def _members(body: str) -> str:
    return " ".join("".join(each) for each in _MEMBER.findall(body))


def read_dart(artifact: Artifact) -> Iterator[Seen]:
    """The paths that a server in Dart offers, or that an app calls, and the tables that it creates."""
    text = artifact.text
    if may_create(artifact.data):
        yield from embedded(artifact)
    yield from addresses(artifact)
    for kept in _KEPT.finditer(text):
        name = 1 if kept[1] else 2
        yield Sighting(
            "table", kept[name], artifact.place(kept.start(name)), words=_members(kept["body"][:8_000])
        )
    for record in _RECORD.finditer(text):
        body = record["body"][:8_000]
        kind = "table" if _WRITTEN.search(body) else "record" if _TRANSFERRED.search(body) else ""
        if kind:
            columns = _members(body.partition("({")[0])
            yield Sighting(kind, record["name"], artifact.place(record.start()), words=columns)
    for put in _PUT.finditer(text):
        columns = " ".join(_KEY.findall(put["body"]))
        yield Sighting("table", put["name"], artifact.place(put.start()), words=columns)
    for place in _PLACE.finditer(text):
        yield Sighting("table", place["name"], artifact.place(place.start()))
    server = bool(
        re.search(
            r"@Route\.|import\s+['\"]package:(?:shelf|dart_frog|angel3|alfred|conduit|jaguar|get_server|aqueduct|vania)",
            text,
        )
    )
    if _FROG.search(artifact.path) and "package:dart_frog" in text:
        route = re.sub(r"^.*?routes/", "/", artifact.path).removesuffix(".dart").removesuffix("index")
        yield Sighting("route", re.sub(r"\[(\w+)\]", r"{\1}", route), 1)
    owner = ""
    for endpoint in _ENDPOINT.finditer(text) if "package:serverpod" in text else ():
        if endpoint[1]:
            owner = endpoint[1]
        else:
            yield Sighting("method", f"{owner} {endpoint[2]}".strip(), artifact.place(endpoint.start()))
    found = list(tokens(text))
    for index, token in enumerate(found):
        if (
            token.kind == "word"
            and token.words == "import"
            and index + 1 < len(found)
            and found[index + 1].kind == "text"
        ):
            module = found[index + 1].words
            if module.startswith("package:"):
                yield Sighting(
                    "pub", module.removeprefix("package:").partition("/")[0], (token.line, token.column)
                )
        if token.words in _ASKING and index + 2 < len(found) and found[index + 1].words == "(":
            path = found[index + 2]
            if path.kind == "text" and path.words.startswith("/"):  # an annotation of Retrofit
                yield Sighting("client", f"{token.words[1:]} {path.words}", (token.line, token.column))
        if token.words not in _VERBS and token.words not in ("all", "mount", "route"):
            continue
        if (
            index < 1
            or found[index - 1].words != "."
            or index + 2 >= len(found)
            or found[index + 1].words != "("
        ):
            continue
        path = found[index + 2]
        if path.kind == "text" and path.words.startswith("/"):
            method = token.words.upper() if token.words in _VERBS else ""
            kind = "route" if server else "client"
            offered = _FILLED.sub("{}", path.words)
            yield Sighting(kind, f"{method} {offered}".strip(), (token.line, token.column))


def read_routes(artifact: Artifact) -> Iterator[Sighting]:
    """The paths of a file that lists them line by line: of Play, or of go-zero."""
    prefix = said = ""
    for number, line in enumerate(artifact.lines, 1):
        if _SERVER.match(line[:2000]):
            prefix = ""
        if found := _PREFIX.search(line[:2000]):
            prefix = f"/{found[1].strip(_AROUND)}".rstrip("/")
        if stated := _SUMMARY.match(line[:2000]):
            said = stated[1]
        if match := _LISTED.match(line[:2000]):
            yield Sighting("route", f"{match[1].upper()} {prefix}{match[2]}", number, words=said)
            said = ""
        elif match := _YESOD.match(line[:2000]):
            verbs = match[2].split()
            verb = next((each for each in verbs if each != "GET"), "GET" if verbs else "")
            yield Sighting("route", f"{verb} {re.sub('[#*+]', ':', match[1])}".strip(), number)


def read_symfony(artifact: Artifact) -> Iterator[Sighting]:
    """The paths of Symfony's files of routes."""
    for root in artifact.yaml():
        for route in root.values() if isinstance(root, Nodes) else ():
            path = route.get("path") if isinstance(route, Nodes) else None
            if not isinstance(path, Word) or not {"controller", "defaults", "methods"} & route.keys():
                continue
            stated = route.get("methods")
            listed = [str(each) for each in (stated if isinstance(stated, list) else [stated])]
            verb = next((each.upper() for each in listed if _ROUTED.fullmatch(each)), "")
            yield Sighting("route", f"{verb} {path}".strip(), (path.line, path.column))


def read_core_data(artifact: Artifact) -> Iterator[Sighting]:
    """The entities of an app's model, with their attributes and what they are related to."""
    if not artifact.path.endswith(".xcdatamodel/contents"):
        return
    for entity in artifact.xml().iter("entity"):
        if name := entity.get("name"):
            parts = (each.get("name", "") for each in entity if each.tag in ("attribute", "relationship"))
            yield Sighting("table", name, Needle(f'name="{name}"', "<entity"), words=" ".join(parts)[:4000])


def read_changes(artifact: Artifact) -> Iterator[Sighting]:
    """The tables that Liquibase creates, with their columns and remarks."""
    if b"createTable" not in artifact.data:
        return
    for table in artifact.xml().iter():
        if str(table.tag).rpartition("}")[2] == "createTable" and (name := table.get("tableName")):
            columns = [word for each in table for word in (each.get("name", ""), each.get("remarks", ""))]
            words = table_words([table.get("remarks", "")], columns)
            yield Sighting("table", name, Needle(f'"{name}"', "createTable"), words=words[:4000])


_INTO = expression(r"(?i)\binsert\s+(?:ignore\s+)?into\s+[`\"]?(\w{2,80})[`\"]?\s*(?:\(([^()]{1,2000})\))?")
_COLUMN = expression(r"\bcolumn=\"(\w{1,60})\"")


def read_mapped(artifact: Artifact) -> Iterator[Sighting]:
    """The tables that MyBatis writes into, Hibernate maps and Doctrine maps, with their columns."""
    if artifact.name.endswith((".hbm.xml", ".orm.xml")):
        for each in artifact.xml().iter():
            name = each.get("table") or each.get("name", "").rpartition(".")[2]
            if str(each.tag).rpartition("}")[2] in ("class", "entity") and name:
                parts = (one.get("name") or one.get("field") or "" for one in each)
                yield Sighting(
                    "table", name, Needle(f'"{each.get("table") or each.get("name")}"'), words=" ".join(parts)
                )
        return
    if len(artifact.data) > MAX_BYTES:
        return
    text = artifact.blanked(_XML_REMARK)
    columns = " ".join(dict.fromkeys(_COLUMN.findall(text)[:300]))
    names: dict[str, tuple[tuple[int, int], str]] = {}
    for found in _INTO.finditer(text) if "<mapper" in text else ():
        if found[1] in names:
            continue
        listed = " ".join(re.findall(r"\w+", found[2] or "")[:300])
        names[found[1]] = artifact.place(found.start()), listed or columns
    for name, (at, words) in names.items():
        yield Sighting("table", name, at, words=words[:4000])


_XML_REMARK = expression(r"<!--(?>(?:[^-]|-(?!->))*)(?:-->)?")


def read_content_type(artifact: Artifact) -> Iterator[Sighting]:
    """A collection of Strapi, with its attributes."""
    tree = artifact.json()
    for name in texts([mapping(tree).get("collectionName")]):
        yield Sighting("table", name, Needle(f'"{name}"'), words=" ".join(mapping(tree, "attributes")))


def read_unicloud(artifact: Artifact) -> Iterator[Sighting]:
    """A collection of uniCloud, named as its file, with its fields and what is said of them."""
    tree = artifact.json5()
    fields = mapping(tree, "properties")
    parts = (text for name in fields for text in (name, *texts([mapping(fields, name).get("description")])))
    words = table_words(texts([mapping(tree).get("description")]), parts)
    yield Sighting("table", artifact.name.removesuffix(".schema.json"), 1, words=words[:4000])


def read_access_rules(artifact: Artifact) -> Iterator[Sighting]:
    """The paths at which Firebase lets apps read and write what it stores."""
    if artifact.name.endswith(".json"):
        tree = artifact.json5()
        yield from _ruled(mapping(tree, "rules"), "", 0)
        return
    blocks: list[str] = []
    allowed: dict[str, set[str]] = {}
    for number, line in enumerate(artifact.lines, 1):
        words = line[:2000].partition("//")[0]
        whole = "".join(blocks[-20:])
        if (allow := _ALLOW.search(words)) and not _OF_ONE.search(words):
            told = allowed.setdefault(whole, set())
            told.update(allow[1].replace(" ", "").split(","))
            names = [each for each in whole.split("/") if each and "{" not in each]
            if names and _SHARED[0] & told and _SHARED[1] & told:
                allowed[whole] = set()
                yield Sighting("event", f"{names[-1]} to room", number)
        match = _MATCH.search(words)
        path = "" if match is None or match[1].startswith(("/databases/", "/b/")) else match[1]
        if path:
            yield Sighting("route", "".join(blocks[-20:]) + path, number)
        opened = words.count("{") - words.count("}")
        if opened > 0:
            blocks += [path, *[""] * (opened - 1)]
        elif opened < 0:
            del blocks[opened:]


def _ruled(tree: Mapping[str, Any], path: str, depth: int) -> Iterator[Sighting]:
    for key, inside in tree.items() if depth < 20 else ():
        if key.startswith("."):
            continue
        whole = f"{path}/{'{}' if key.startswith('$') else key}"
        yield Sighting("route", whole, Needle(f'"{key}"'))
        if isinstance(inside, dict):
            yield from _ruled(inside, whole, depth + 1)


def read_worker(artifact: Artifact) -> Iterator[Sighting | DomainSighting]:
    """The classes of objects that keep what was said to them, of every environment; and the hosts that it answers for."""
    tree = artifact.toml()
    deployed = [tree, *(each for name, each in mapping(tree, "env").items() if not before_production(name))]
    for part in deployed:
        routes = [part.get("route"), *(part["routes"] if isinstance(part.get("routes"), list) else ())]
        for route in routes:
            pattern = route.get("pattern") if isinstance(route, dict) else route
            if isinstance(pattern, str):
                yield DomainSighting(pattern.partition("/")[0], Needle(pattern))
    names: dict[str, None] = {}
    for part in (tree, *mapping(tree, "env").values()):
        for binding in mappings(mapping(part, "durable_objects").get("bindings")):
            names.update(dict.fromkeys(texts([binding.get("class_name")])))
    for name in names:
        yield Sighting("table", name, Needle(f'"{name}"', "durable_objects"))
