"""Walks through a file of code and tells the names that it gives: of routes, methods, events and tables.

A path is put together from all that says a part of it: groups inside groups, prefixes of routers, annotations of a class,
constants, and routers of other files that are mounted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.source import imports
from pytest_icplicense.detect.source.entities import CREATING, columns_of, table_of_call, table_of_class
from pytest_icplicense.detect.source.schemas import graphql_fields
from pytest_icplicense.detect.source.syntax import (
    ANNOTATION_LISTS,
    ANNOTATIONS,
    CALLS,
    CLASSES,
    FUNCTIONS,
    MAX_DEPTH,
    MAX_NODES,
    SILENT,
    Argument,
    Call,
    Node,
    annotation_of,
    call_of,
    is_text,
    last_name,
    named,
    pairs_of,
    parsed,
    place,
    text_of,
    texts_of,
)
from pytest_icplicense.detect.source.tokens import tokens
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression

MAX_FOUND = 5_000
"""Names of a file that are told."""
_MAX_PATH = 400
_MAX_MOUNTS = 100
_METHODS = frozenset("GET POST PUT PATCH DELETE HEAD OPTIONS ANY ALL".split())
_WRITTEN = {each.lower(): each for each in _METHODS} | {"del": "DELETE", "all": "", "any": ""}
_VERBS: Mapping[str, str] = {
    **_WRITTEN,
    **{f"map{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"ns{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"add_{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **dict.fromkeys(
        "route handle handlefunc handle_func match mapmethods add_route add_url_rule api_route addroute path re_path url ws "
        "websocket method add mapcontrollerroute rule resource resources apiresource apiresources register pathfunc "
        "addendpoint maphub mount namespace of at router nsrouter".split(),
        "",
    ),
}
"""Calls that offer a path, with the method that they offer it for."""
_GROUPS = frozenset(
    "group grouped mapgroup prefix route nest scope namespace path pathprefix resource resources segment basepath "
    "subrouter group_by controller newnamespace nsnamespace".split()
)
"""Calls that say the first part of paths that are offered inside them, or by what they give."""
_ROUTERS = frozenset("blueprint apirouter router koarouter elysia hono namespace openapihono".split())
_NEW = frozenset("new newrouter newservemux express fastify default flask fastapi koa sanic".split())
"""Calls that give a router without a path of its own."""
_MOUNTS = frozenset(
    "use mount include_router register_blueprint nest register include route configure merge add_namespace service".split()
)
_MANY = frozenset("resources apiresource apiresources".split())
_ROUTER_NAME = expression(
    r"(?:rout(?:e|er|es|ers)?|app|application|server|srv|mux|engine|group|g|r|e|v\d+|bp|blueprint|fastify|hono|koa|express|"
    r"endpoints|namespace|ns|web)\d*$",
    re.IGNORECASE,
)
_CLIENT_NAME = expression(
    r"(?:axios|https?|\$http|request|requests|client|fetch|ajax|ky|got|superagent|dio|session|instance|service|apiclient|rest"
    r"|resttemplate|webclient|okhttp|uni|wx|my|tt|swan|\$|jquery|httpx|mockmvc|agent|supertest|api)$",
    re.IGNORECASE,
)
_CALLERS = frozenset(
    "fetch ajax request axios usefetch $fetch httprequest http uploadfile requestapi".split()
)
_SOCKETS = expression(
    r"(?:(?:^|[_$@])(?i:io|wss?|conn|connection|sio|nsp|clients?|hub|gateway|channel|all|others|caller)"
    r"|(?i:socket|socketio)|(?:I[oO]|W[sS]s?|Conn|Connection|Clients?|Hub|Gateway|Channel))$"
)
_RECEIVER = expression(
    r"(?i)^(?:.*[._>(]|)(?:get_?)?(?:to|receiver|recipient|target|peer|friend)_?(?:user|member)?_?(?:id|name|uid)?(?:\(\))?$"
)
"""Whom a message says that it is to."""
_ESCAPES = expression(r"\\[nrt0]")
_EVENTS = frozenset("on emit sendasync invoke addlistener to_emit broadcast".split())
_PREFIXING = frozenset(
    "requestmapping controller restcontroller jsoncontroller route path prefix routeprefix apicontroller httpcontroller "
    "autocontroller serverendpoint websocketgateway provide".split()
)
_OFFERING: Mapping[str, str] = {
    **_WRITTEN,
    **{f"{verb.lower()}mapping": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"http{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **dict.fromkeys("requestmapping route path serverendpoint httproute action".split(), ""),
}
_CALLED = frozenset(
    "feignclient httpexchange registerrestclient retrofitclient dubboreference forest baserequest".split()
)
"""Annotations of interfaces that others offer."""
_NAMED = frozenset(
    "mutation query subscription mutationmapping querymapping subscriptionmapping grpcmethod graphqlmutation".split()
)
"""Annotations of methods that others call by name."""
_SPOKEN = frozenset("messagemapping subscribemessage onmessage onwsmessage".split())
_SAYING = frozenset("apioperation operation api tag apitags description".split())
_TESTING = expression(r"\bcfg\s*\(\s*test\s*\)|^\s*#!?\[\s*test\s*\]")
_META = expression(r"\bg\.Meta\s+`[^`\n]{0,200}?\bpath:\"([^\"\n]{1,200})\"[^`\n]{0,200}`")
"""How GoFrame says the path of a request."""
_GRAPHQL = expression(r"\btype\s+(?:Query|Mutation|Subscription)\b[^{}]{0,200}\{")
_HANDLER = expression(r"(?:Handler|Consumer|Resource|View|Endpoint)$")
_CLASS_PATH = expression(r"(?m)^ {2,8}path\s*=\s*['\"](/[^'\"\n]*)['\"]")
_UNNAMED = expression(r"\((?:\?P?<\w+>)?[^()]*\)")
_INSIDE = expression(r"^(?:https?|wss?)://", re.IGNORECASE)


_WANTED = frozenset(
    {*_VERBS, *_GROUPS, *_MOUNTS, *_CALLERS, *_EVENTS, *CREATING}
    | set(
        "mutation query subscription procedure require import join leave add_resource convertandsendtouser".split()
    )
)
"""Calls that are looked at where there is no router whose path they may be handed."""


class Named(NamedTuple):
    """A name that the code gives."""

    kind: str
    """`route`, `method`, `event`, `table` or `client`."""
    name: str
    at: tuple[int, int]
    words: str = ""
    router: str = ""
    """The variable of the router that a path is offered by."""
    function: str = ""
    """The function that a path is offered in, or that handles it."""


class Code(NamedTuple):
    """What a file of code tells."""

    named: tuple[Named, ...]
    imports: tuple[tuple[str, int], ...]
    """Modules that it brings in, with the line."""


def read_code(artifact: Artifact, language: str, depth: int = 0) -> Code:
    """The names that a file gives, and what it imports.

    Raises:
        Unjudged: what reads it is not installed.
    """
    reader = _Reader(artifact, language, depth)
    reader.read(parsed(artifact, language))
    return Code(tuple(reader.found), tuple(reader.modules))


class _Scope(NamedTuple):
    prefix: str = ""
    offered: bool = True
    """False: what is said here is called and not offered."""
    key: str = ""
    """The name of the entry of an object that one stands in."""


class _Reader:
    def __init__(self, artifact: Artifact, language: str, depth: int) -> None:
        self.artifact, self.language, self.depth = artifact, language, depth
        self.found: list[Named] = []
        self.modules: list[tuple[str, int]] = []
        self.routers: dict[str, str] = {}
        """Variables that hold routers, with the path that they stand for."""
        self.constants: dict[str, str] = {}
        self.imported: dict[str, str] = {}
        """Names, and the module that each is of."""
        self.mounts: list[tuple[str, Node, tuple[int, int]]] = []
        self.chains: list[tuple[int, int, str]] = []
        """Where the expressions stand that give a router, and the variable that holds it."""
        self.handled: list[tuple[str, str]] = []
        """Paths, and functions that handle what is below them."""
        self.schemas: dict[str, str] = {}
        """Variables that hold schemas of documents, with their fields."""
        self.function = ""
        self.nodes = 0
        self.package = ""

    def read(self, root: Node) -> None:
        self._visit(root, _Scope(), 0)
        self._mount()

    # --- walking ------------------------------------------------------------------------------------------

    def _visit(self, node: Node, scope: _Scope, depth: int, kind: str = "") -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH or len(self.found) > MAX_FOUND:
            return
        kind = kind or node.kind()
        if kind in CALLS:
            call = call_of(node, None if self.routers else _WANTED)
            if call is not None and self._called(call, scope, depth):
                return
        elif kind in CLASSES:
            self._class(node, scope, depth, [])
            return
        elif kind in (
            "variable_declarator",
            "short_var_declaration",
            "assignment",
            "assignment_expression",
            "let_declaration",
            "property_declaration",
            "const_spec",
            "const_element",
            "var_spec",
            "const_item",
            "static_item",
        ):
            self._assigned(node, scope)
        elif "import" in kind or kind in ("use_declaration", "namespace_use_declaration", "using_directive"):
            if kind not in ("import_specifier",):
                self._imported(node)
                return
        elif kind == "package_declaration" or kind == "package_header":
            self.package = str(node.text()).partition(" ")[2].strip("; ")
            return
        elif kind in ("template_string", "string") and self.language in (
            "javascript",
            "typescript",
            "tsx",
            "python",
        ):
            if _GRAPHQL.search(words := str(node.text())[:200_000]):
                at = place(node)
                for field in graphql_fields(list(tokens(words.strip("`'\"")))):
                    line = field.at[0] if isinstance(field.at, tuple) else 1
                    self.found.append(Named(field.ecosystem, field.name, (at[0] + int(line) - 1, 1)))
        elif kind == "tuple" and self.language == "python":
            children = named(node)
            if len(children) > 1 and is_text(children[0]) and _HANDLER.search(last_name(children[1])):
                path = _UNNAMED.sub("{}", text_of(children[0])).strip("^$")
                if path.startswith("/"):
                    self._put_path("route", "", path, node)
        elif kind == "pair":
            children = named(node)
            if children:
                scope = scope._replace(key=str(children[0].text()).strip("\"'"))
        self._children(node, scope, depth)

    def _children(self, node: Node, scope: _Scope, depth: int) -> None:
        """The children; annotations that stand before one belong to it."""
        pending: list[Node] = []
        for each in node.children():
            kind = each.kind()
            if kind in SILENT or not each.is_named() or "comment" in kind:
                continue
            if kind in ANNOTATIONS and kind != "attribute":
                pending.append(each)
                continue
            if pending and any(_TESTING.search(one.text()) for one in pending):
                pending = []
                continue
            if kind in CLASSES or (kind == "export_statement" and pending):
                self._class(each, scope, depth + 1, pending)
            elif kind in FUNCTIONS or kind in ("method_signature", "function_signature_item"):
                self._function(each, scope, depth + 1, pending)
            else:
                self._visit(each, scope, depth + 1, kind)
            pending = []

    # --- classes and methods ------------------------------------------------------------------------------

    def _class(self, node: Node, scope: _Scope, depth: int, pending: Sequence[Node]) -> None:
        if node.kind() == "export_statement":
            inner = [each for each in named(node) if each.kind() in CLASSES]
            if not inner:
                self._children(node, scope, depth)
                return
            pending, node = (
                [*pending, *(each for each in named(node) if each.kind() == "decorator")],
                inner[0],
            )
        annotations = list(_annotations(node, pending))
        lower = {each.name.lower() for each in annotations}
        name = _name_of(node)
        self.found += (
            Named("table", table.name, place(node), table.words)
            for table in table_of_class(node, name, annotations, self.language)
        )
        if self.language == "go":
            for path in _META.findall(str(node.text())[:20_000]):
                self._put_path("route", "", path, node)
        offered = scope.offered and not lower & _CALLED
        words = " ".join(self._sayings(annotations))
        prefix = ""
        for each in annotations:
            if each.name.lower() in _PREFIXING and (paths := self._paths(each, ("path", "value", "prefix"))):
                prefix = _joined(prefix, paths[0])
        if self.language == "python" and (stated_path := _CLASS_PATH.search(str(node.text())[:4_000])):
            prefix = _joined(prefix, stated_path[1])
        for each in annotations:  # of Ktor: the class is the path
            if each.name == "Resource" and self.language == "kotlin":
                for path in self._paths(each, ("path",)):
                    self._put_path("route", "", _joined(scope.prefix, path), node, words)
        stem = re.sub(r"(?:Rest)?Controller$", "", name)
        prefix = re.sub(r"\[controller\]|\{controller\}", stem, prefix)
        if "serverendpoint" in lower and prefix:
            self._put_path("route", "", prefix, node, words)
        interface = node.kind() in ("interface_declaration", "protocol_declaration") or str(node.text())[
            :200
        ].lstrip().startswith("interface")
        inside = _Scope(_joined(scope.prefix, prefix), offered and not (interface and not annotations), "")
        self._hub(node, name)
        self._members(node, inside, depth, words, name)

    def _members(self, node: Node, scope: _Scope, depth: int, words: str, owner: str) -> None:
        pending: list[Node] = []
        for each in named(node):
            kind = each.kind()
            if kind in ANNOTATIONS and kind != "attribute":
                pending.append(each)
                continue
            if kind in FUNCTIONS or kind in ("method_signature", "decorated_definition"):
                self._function(each, scope, depth + 1, pending, words, owner)
            elif kind in CLASSES:
                self._class(each, scope, depth + 1, pending)
            elif "body" in kind or kind in ("declaration_list", "block", "enum_class_body"):
                self._members(each, scope, depth + 1, words, owner)
            elif kind not in ANNOTATION_LISTS:
                self._visit(each, scope, depth + 1)
            pending = []

    def _function(
        self, node: Node, scope: _Scope, depth: int, pending: Sequence[Node], words: str = "", owner: str = ""
    ) -> None:
        annotations = list(_annotations(node, pending))
        if annotations:
            self._offered(annotations, node, scope, words, owner)
        before, outer = dict(self.routers), self.function
        for name in _parameters(node):
            self.routers.pop(name, None)
        self.function = _name_of(node) or outer
        self._children(node, scope._replace(key=""), depth)
        self.function = outer
        self.routers = before | {key: value for key, value in self.routers.items() if key not in before}

    def _offered(
        self, annotations: Sequence[Call], node: Node, scope: _Scope, words: str, owner: str
    ) -> None:
        """The paths that the annotations of a method offer."""
        name = _name_of(node)
        said = " ".join([words, *self._sayings(annotations)])
        paths: list[str] = []
        methods: list[str] = []
        offering = called = False
        stated_at = node
        for each in annotations:
            low = each.name.lower()
            if low in _OFFERING:
                stated_at = stated_at if offering else each.node
                offering = True
                stated = self._paths(each, ("path", "value", "template", "url"))
                called = called or (bool(stated) and each.name in _METHODS)
                paths += stated
                if _OFFERING[low]:
                    methods.append(_OFFERING[low])
                methods += self._stated_methods(each)
            elif low in _NAMED:
                self._put("method", name, node, said)
            elif low in _SPOKEN:
                for event in self._paths(each, ("value",)) or [name]:
                    self._put("event", event, node, f"{said} {name}")
        if not offering:
            return
        method = next(iter(methods), "")
        for path in paths or [""]:
            path = re.sub(r"\[action\]|\{action\}", name, path)
            absolute = path.startswith("~/")
            whole = path[1:] if absolute else _joined(scope.prefix, path)
            receivers = [each.receiver for each in annotations if each.receiver is not None]
            router = self._prefix(receivers[0]) if receivers else None
            if router:
                whole = _joined(router, path)
            kind = (
                "route"
                if scope.offered and not (called and not scope.prefix and self.language in ("java", "kotlin"))
                else "client"
            )
            owner_name = last_name(receivers[0]) if receivers else ""
            self._put_path(kind, method, whole, stated_at, said, owner_name, name)

    def _hub(self, node: Node, name: str) -> None:
        """The methods of a class whose objects clients hold open connections to."""
        head = str(node.text())[:300].partition("{")[0]
        if not re.search(
            r":\s*(?:\w+\.)*Hub\b|<\s*ApplicationCable::Channel|extends\s+(?:\w+\.)*TextWebSocketHandler",
            head,
        ):
            return
        if name:
            self._put("event", name, node)
        kind = "method" if self.language == "ruby" else "method_declaration"
        if self.language in ("ruby", "csharp", "java"):
            for method in node.find_all({"rule": {"kind": kind}}):
                self._put("event", _name_of(method), method)

    def _sayings(self, annotations: Iterable[Call]) -> Iterator[str]:
        for each in annotations:
            if each.name.lower() in _SAYING:
                for argument in each.arguments:
                    yield from texts_of(argument.node, self.constants)

    def _paths(self, call: Call, names: tuple[str, ...]) -> list[str]:
        """The paths that an annotation states: its first text, or those under these names."""
        found: list[str] = []
        for argument in call.arguments:
            if argument.name and argument.name not in names:
                continue
            entries = list(pairs_of(argument.node)) if not argument.name else []
            for each in [one for one in entries if one.name in names] if entries else [argument]:
                found += self._texts(each.node)
            if found and not argument.name:
                break
        return found[:20]

    def _stated_methods(self, call: Call) -> Iterator[str]:
        for argument in call.arguments:
            if argument.name in ("method", "methods"):
                words = re.findall(r"[A-Za-z]+", str(argument.node.text()))
                yield from (
                    each.upper() for each in words if each.upper() in _METHODS and each.upper() != "GET"
                )
                yield from (each.upper() for each in words if each.upper() == "GET")

    # --- calls --------------------------------------------------------------------------------------------

    def _called(self, call: Call, scope: _Scope, depth: int) -> bool:
        """Tell what a call names; whether all that is inside it has been seen to."""
        low = call.name.lower()
        if (
            low in ("mutation", "query", "subscription", "procedure")
            and scope.key
            and call.receiver is not None
        ):
            self._put("method", scope.key, call.node)
        for argument in call.arguments[:1]:  # chat(api.Group("/chat")), whose routes are in the function
            if (
                argument.node.kind() in CALLS
                and (handed := self._prefix(argument.node))
                and low not in _VERBS
                and low != "include"
            ):
                self.mounts.append((handed, call.node, place(call.node)))
        table = table_of_call(call, self.schemas)
        if table is not None:
            self._put("table", table.name, call.node, table.words)
        if low in ("require", "import") and call.arguments:
            for text in self._texts(call.arguments[0].node)[:1]:
                self.modules.append((text, place(call.node)[0]))
        receiver = (
            last_name(call.receiver)
            if call.receiver is not None and call.receiver.kind() not in CALLS
            else ""
        )
        if low in _EVENTS or (low in ("join", "leave") and _SOCKETS.search(receiver)):
            self._event(call, low, receiver)
        elif low == "convertandsendtouser" and len(call.arguments) > 1:
            self._handed_on(call)
        if low in _CALLERS and scope.offered:
            self._client(call)
        if low == "add_resource" and self.language == "python":
            for argument in call.arguments[1:10]:
                for text in self._texts(argument.node) if not argument.name else ():
                    self._put_path("route", "", text, call.node)
        if not scope.offered:
            return False
        if low in _GROUPS or low in _VERBS or low in _MOUNTS:
            return self._routing(call, low, receiver, scope, depth)
        return False

    def _routing(self, call: Call, low: str, receiver: str, scope: _Scope, depth: int) -> bool:
        blocks = [each.node for each in call.arguments if _is_function(each.node)]
        paths, rest = self._first_texts(call)
        base = self._base(call, scope)
        if (
            low == "prefix" and receiver in self.routers and paths and not blocks
        ):  # router.prefix('/x'), which stays
            self.routers[receiver] = _joined(self.routers[receiver], paths[0])
        grouping = (
            low in _GROUPS
            and bool(blocks)
            and (bool(paths) or low in ("group", "grouped", "scope", "namespace"))
        )
        if low == "route" and self.language not in ("kotlin", "go", "swift", "ruby"):
            grouping = False
        if low in ("resources", "resource", "apiresource", "apiresources"):
            return self._resources(call, low, base, blocks, scope, depth)
        if low in ("path", "prefix", "resource") and self.language == "python":
            grouping = False
        if grouping:
            stated = paths[0] if paths else self._keyword(call, ("prefix", "path"))
            inner = _joined(base, stated)
            self._inside(call, inner, scope, depth)
            return True
        if low in ("newnamespace", "nsnamespace"):
            inside = scope._replace(prefix=_joined(base, paths[0] if paths else ""))
            for each in rest:
                self._visit(each.node, inside, depth + 1)
            return True
        if low in _MOUNTS and (low not in _VERBS or low in ("route", "register", "mount", "nest")):
            stated = self._keyword(call, ("prefix", "url_prefix")) or (paths[0] if paths else "")
            targets = [each for each in rest if not is_text(each.node) and not _is_function(each.node)]
            if stated or base:
                for each in targets[:5]:
                    if each.node.kind() == "macro_invocation":  # routes![add, drop]
                        self.handled += (
                            (stated, name)
                            for name in re.findall(r"\w+", str(each.node.text()).partition("[")[2])
                        )
                        continue
                    if (
                        low == "register"
                        and receiver.lower().endswith("router")
                        and self.language == "python"
                    ):
                        continue
                    self.mounts.append((_joined(base, stated), each.node, place(call.node)))
        if low not in _VERBS:
            return False
        if low in ("path", "re_path", "url") and self.language == "python" and paths:
            for each in rest:
                if (
                    each.node.kind() == "call"
                    and (inner_call := call_of(each.node))
                    and inner_call.name == "include"
                ):
                    self.mounts.append((paths[0], each.node, place(call.node)))
                    return False
        self._route(call, low, receiver, paths, rest, blocks, base, scope)
        return False

    def _route(
        self,
        call: Call,
        low: str,
        receiver: str,
        paths: list[str],
        rest: Sequence[Argument],
        blocks: Sequence[Node],
        base: str,
        scope: _Scope,
    ) -> None:
        method = _VERBS[low]
        if low == "delete" and self.language in ("cpp",):
            return
        known = receiver in self.routers or bool(base)
        if paths and paths[0].upper() in _METHODS and len(paths) > 1:
            method, paths = paths[0].upper(), paths[1:]
        if not paths:
            stated = next(
                (
                    text
                    for each in call.arguments
                    for pair in pairs_of(each.node)
                    if pair.name in ("url", "path", "method")
                    for text in self._texts(pair.node)[:1]
                    if pair.name != "method"
                ),
                None,
            )
            if stated is not None and low == "route" and _ROUTER_NAME.search(receiver):
                paths = [stated]
            elif (
                base
                and (blocks or rest)
                and method
                and (call.receiver is None or call.receiver.kind() in CALLS)
            ):
                paths = [""]
            else:
                return
        if low == "on" or (
            low in ("add", "of", "namespace", "method", "register", "rule")
            and not (paths[0].startswith("/") or _ROUTER_NAME.search(receiver))
        ):
            return
        if low == "register" and self.language != "python":
            return
        if (low == "at" and self.language != "rust") or (
            low in ("router", "nsrouter") and self.language != "go"
        ):
            return
        for path in paths[:20]:
            verb, _, after = path.partition(" ")
            if verb in _METHODS and after:
                method, path = verb, after.strip()
            if self._is_client(call, receiver, path, rest, blocks):
                self._put_path("client", method, path, call.node)
                continue
            if call.receiver is None and not (blocks or rest or scope.prefix or self.language == "csharp"):
                continue
            if not (
                path.startswith(("/", "^", "{"))
                or known
                or _ROUTER_NAME.search(receiver)
                or low in ("path", "re_path", "add_url_rule")
            ):
                continue
            if (
                call.receiver is not None
                and not known
                and not _ROUTER_NAME.search(receiver)
                and not (rest or blocks or call.receiver.kind() in CALLS)
            ):
                continue
            if path.startswith("^"):
                path = re.sub(r"\(\?P?<\w+>[^()]*\)", "{}", path).strip("^$")
            verbs = self._verbs(call) if low in ("route", "match") else ""
            self._put_path("route", verbs or method, _joined(base, path), call.node, router=receiver)

    def _verbs(self, call: Call) -> str:
        """The method of `.route("/x", post(h))` or `methods=["POST"]`."""
        for argument in call.arguments:
            if argument.name in ("methods", "via"):
                words = [each.upper() for each in re.findall(r"[A-Za-z]+", str(argument.node.text()))]
                return next((each for each in words if each in _METHODS and each != "GET"), "GET")
            found = [
                each.upper()
                for each in re.findall(r"\b(get|post|put|patch|delete)\b", str(argument.node.text())[:300])
            ]
            if found:
                return next((each for each in found if each != "GET"), "GET")
        return ""

    def _is_client(
        self, call: Call, receiver: str, path: str, rest: Sequence[Argument], blocks: Sequence[Node]
    ) -> bool:
        """Whether the path is called and not offered."""
        if receiver in self.routers or call.receiver is None:
            return False
        if _INSIDE.match(path):
            return True
        handled = bool(blocks) or any(
            each.node.kind() in ("identifier", "member_expression", "selector_expression", "array")
            for each in rest
        )
        if _CLIENT_NAME.search(receiver):
            return receiver.lower() != "api" or not handled
        objects = bool(rest) and all(
            each.node.kind() in ("object", "dictionary", "object_creation_expression") for each in rest
        )
        return (
            objects
            and self.language in ("javascript", "typescript", "tsx")
            and not _ROUTER_NAME.search(receiver)
        )

    def _client(self, call: Call) -> None:
        """A path that a browser or an app calls."""
        for argument in call.arguments[:2]:
            if is_text(argument.node):
                self._put_path("client", "", text_of(argument.node), call.node)
                return
            for pair in pairs_of(argument.node):
                if pair.name == "url":
                    for text in self._texts(pair.node)[:1]:
                        self._put_path("client", "", text, call.node)
                    return

    def _event(self, call: Call, low: str, receiver: str) -> None:
        inner = call.receiver
        to_room = False
        while inner is not None and inner.kind() in CALLS and (outer := call_of(inner)):
            to_room = to_room or outer.name.lower() in ("to", "in", "group", "othersingroup")
            inner = outer.receiver
        root = last_name(inner) if inner is not None else ""
        if not (_SOCKETS.search(receiver) or _SOCKETS.search(root)):
            return
        if low in ("join", "leave"):
            said = (
                text_of(call.arguments[0].node) if call.arguments and is_text(call.arguments[0].node) else "?"
            )
            if call.arguments and (
                low == "leave" or re.search(r"[\w?]", _ESCAPES.sub("", said))
            ):  # no separator
                self._put("event", f"{low} room", call.node)
        elif call.arguments and is_text(call.arguments[0].node):
            said = text_of(call.arguments[0].node)
            self._put("event", said, call.node)
            if to_room:
                self._put("event", f"{said} to room", call.node)

    def _handed_on(self, call: Call) -> None:
        """What a handler of Spring sends to the user whom a message names."""
        to, destination = (each.node for each in call.arguments[:2])
        for text in self._texts(destination)[:1] if _RECEIVER.match(str(to.text())[:200]) else ():
            self._put("event", f"{text.rstrip('/').rpartition('/')[2]} to user", call.node)

    def _resources(
        self, call: Call, low: str, base: str, blocks: Sequence[Node], scope: _Scope, depth: int
    ) -> bool:
        names = [text_of(each.node) for each in call.arguments if not each.name and is_text(each.node)]
        if not names or (
            self.language not in ("ruby", "php", "elixir", "javascript", "typescript") and low != "resource"
        ):
            if low == "resource" and names:
                return False
            return False
        path = self._keyword(call, ("path",))
        for name in names[:10]:
            parts = [path] if path else name.split(".")
            whole = base
            for index, part in enumerate(parts):
                whole = _joined(whole, part)
                if index < len(parts) - 1 or (blocks and low in _MANY):
                    if index == len(parts) - 1:
                        self._put_path("route", "POST", whole, call.node)
                    whole = _joined(whole, "{}")
            if not (blocks and low in _MANY):
                self._put_path("route", "POST", whole, call.node)
            for block in blocks:
                self._children(block, scope._replace(prefix=whole), depth + 1)
        return True

    def _inside(self, call: Call, prefix: str, scope: _Scope, depth: int) -> None:
        for each in call.arguments:
            if _is_function(each.node):
                before = dict(self.routers)
                for name in _parameters(each.node)[:1]:
                    self.routers[name] = prefix
                self._children(each.node, scope._replace(prefix=prefix), depth + 1)
                self.routers = before
            else:
                self._visit(each.node, scope, depth + 1)
        if call.receiver is not None and call.receiver.kind() in CALLS:
            self._visit(call.receiver, scope, depth + 1)

    def _first_texts(self, call: Call) -> tuple[list[str], list[Argument]]:
        """The texts of the first argument (and of the second after a method), and the arguments after it."""
        plain = [each for each in call.arguments if not each.name]
        for argument in call.arguments:
            if argument.name in ("path", "rule", "pattern", "route", "url"):
                return self._texts(argument.node), plain
        if not plain:
            return [], []
        first = self._texts(plain[0].node) if not _is_function(plain[0].node) else []
        if first and first[0].upper() in _METHODS and len(plain) > 1 and not first[0].islower():
            return [first[0], *self._texts(plain[1].node)], plain[2:]
        if first and len(plain) > 1 and call.name == "add" and is_text(plain[1].node):
            return self._texts(plain[1].node), plain[2:]
        if self.language == "swift":  # the path is in pieces
            pieces = [text for each in plain if is_text(each.node) for text in self._texts(each.node)]
            return (["/".join(pieces)] if pieces else []), [each for each in plain if not is_text(each.node)]
        if not first and len(plain) > 1 and call.name == "match" and is_text(plain[1].node):
            return self._texts(plain[1].node), plain[2:]
        return first, plain[1:] if first else plain

    def _base(self, call: Call, scope: _Scope) -> str:
        if call.receiver is None:
            return scope.prefix
        found = self._prefix(call.receiver)
        if found is None:
            return scope.prefix
        kind = call.receiver.kind()
        return found if kind not in CALLS or self._root_known(call.receiver) else _joined(scope.prefix, found)

    def _root_known(self, node: Node) -> bool:
        while node is not None and node.kind() in CALLS:
            call = call_of(node)
            if call is None or call.receiver is None:
                return False
            node = call.receiver
        return node is not None and last_name(node) in self.routers

    def _prefix(self, node: Node) -> str | None:
        """The path that a router stands for; None where it is none that is known."""
        kind = node.kind()
        if kind in CALLS:
            call = call_of(node)
            if call is None:
                return None
            low = call.name.lower()
            base = self._prefix(call.receiver) if call.receiver is not None else None
            if low in _ROUTERS:
                stated = self._keyword(call, ("prefix", "url_prefix", "basePath"))
                return _joined(base or "", stated)
            if low in _NEW and (
                low != "new" or (call.receiver is not None and _ROUTER_NAME.search(last_name(call.receiver)))
            ):
                return base or ""
            if low in _GROUPS and not (low == "nest" and self.language == "rust"):
                if self.language == "swift":
                    texts = [
                        text
                        for each in call.arguments
                        if is_text(each.node)
                        for text in self._texts(each.node)
                    ]
                    return _joined(base or "", "/".join(texts))
                if low in ("route", "resource") and len(call.arguments) > 1 and self.language == "rust":
                    return base  # a path of the router, and no router of its own
                paths, rest = self._first_texts(call)
                if low == "route" and rest and self.language not in ("kotlin", "go"):
                    return base
                return _joined(
                    base or "", (paths[0] if paths else "") or self._keyword(call, ("prefix", "path"))
                )
            return base
        if kind in (
            "await_expression",
            "parenthesized_expression",
            "expression_list",
            "try_expression",
            "await",
            "non_null_expression",
        ):
            inner = named(node)
            return self._prefix(inner[-1]) if inner else None
        return self.routers.get(last_name(node))

    def _keyword(self, call: Call, names: tuple[str, ...]) -> str:
        for argument in call.arguments:
            if argument.name in names:
                return next(iter(self._texts(argument.node)), "")
            for pair in pairs_of(argument.node):
                if pair.name in names:
                    return next(iter(self._texts(pair.node)), "")
        return ""

    def _texts(self, node: Node) -> list[str]:
        found = texts_of(node, self.constants)
        if not found and node.kind() in ("field_access", "navigation_expression", "member_access_expression"):
            owner, _, name = str(node.text()).rpartition(".")
            if owner and self.language in ("java", "kotlin"):
                value = imports.constants_of_class(
                    self.artifact, owner.rpartition(".")[2], self.imported, self.package
                ).get(name)
                return [value] if value is not None else []
        return found

    # --- what is remembered -------------------------------------------------------------------------------

    def _assigned(self, node: Node, scope: _Scope) -> None:
        children = named(node)
        if len(children) < 2 and node.kind() != "const_spec":
            return
        target, value = children[0], children[-1]
        if node.kind() in ("let_declaration", "property_declaration", "const_item", "static_item"):
            target = next(
                (
                    each
                    for each in children
                    if each.kind() in ("identifier", "pattern", "variable_declaration", "simple_identifier")
                ),
                target,
            )
        if value.kind() in ("expression_list", "equals_value_clause"):
            inner = named(value)
            value = inner[0] if inner else value
        name = last_name(target) or str(target.text())[:80]
        if value.kind() in CALLS or "await" in value.kind():
            call = call_of(value)
            if call is not None and call.name.lower() == "schema" and call.arguments:
                self.schemas[name] = columns_of(call.arguments[0].node)
            prefix = self._prefix(value)
            if prefix is not None:
                own = not self._root_known(value) and value.kind() in CALLS
                call = call_of(value)
                fresh = call is not None and call.name.lower() in _ROUTERS
                self.routers[name] = prefix if fresh or not own else _joined(scope.prefix, prefix)
                self._owned(value, name)
            elif (
                (call := call_of(value)) is not None and call.name in ("require", "import") and call.arguments
            ):
                for module in texts_of(call.arguments[0].node, {}):
                    for each in re.findall(r"[A-Za-z_$][\w$]*", str(target.text())[:500]):
                        self.imported[each] = module
        else:
            if value.kind() == "list":  # of Django's urls, which another one includes
                self._owned(value, name)
            texts = texts_of(value, self.constants)
            if len(texts) == 1 and len(texts[0]) <= _MAX_PATH and len(self.constants) < 2_000:
                self.constants[name] = texts[0]

    def _owned(self, value: Node, name: str) -> None:
        """Routes inside this expression are of the router that is called `name` from now on."""
        span = value.range()
        self.chains.append((span.start.index, span.end.index, name))

    def _imported(self, node: Node) -> None:
        for module, names in imports.imported(node, self.language):
            self.modules.append((module, place(node)[0]))
            for name in names:
                self.imported[name] = module

    def _put(self, kind: str, name: str, node: Node, words: str = "") -> None:
        if name.strip(" /") and len(self.found) < MAX_FOUND:
            self.found.append(Named(kind, name[:_MAX_PATH], place(node), words[:2000]))

    def _put_path(
        self,
        kind: str,
        method: str,
        path: str,
        node: Node,
        words: str = "",
        router: str = "",
        function: str = "",
    ) -> None:
        if len(self.found) >= MAX_FOUND or (kind == "client" and _INSIDE.match(path)):
            return  # of another's server
        if not router:
            index = node.range().start.index
            router = next((each for start, end, each in self.chains if start <= index < end), "")
        offer = Named(
            kind, _offer(method, path), place(node), words[:2000], router, function or self.function
        )
        self.found.append(offer)

    # --- routers of other files ---------------------------------------------------------------------------

    def _mount(self) -> None:
        """What is offered by routers that are mounted below a path, here or in another file."""
        own = [each for each in self.found if each.kind == "route" and (each.router or each.function)]
        for prefix, name in self.handled[:_MAX_MOUNTS]:
            for each in [one for one in own if one.function == name]:
                self._again(each, prefix, each.at)
        for prefix, target, at in self.mounts[:_MAX_MOUNTS]:
            if not prefix.strip("/"):
                continue
            name, module = self._target(target)
            local = [each for each in own if name and name in (each.router, each.function)]
            for each in local:
                self._again(each, prefix, at)
            if local or not module or self.depth > 1:
                continue
            for artifact, language in imports.modules(self.artifact, module, self.language, name):
                for each in routes_of(artifact, language, self.depth + 1):
                    self._again(each, prefix, at)
                break

    def _again(self, each: Named, prefix: str, at: tuple[int, int]) -> None:
        method, _, path = each.name.rpartition(" ")
        if len(self.found) < MAX_FOUND:
            self.found.append(Named("route", _offer(method, _joined(prefix, path)), at, each.words))

    def _target(self, node: Node) -> tuple[str, str]:
        """The variable that is mounted, and the module that it is of."""
        kind = node.kind()
        if kind in CALLS and (call := call_of(node)):
            if call.name in ("require", "include", "import") and call.arguments:
                first = call.arguments[0].node
                texts = self._texts(first)
                if not texts and first.kind() == "identifier":
                    return str(first.text()), self.imported.get(str(first.text()), "")
                if not texts and (inner := [each for each in named(first) if is_text(each)]):
                    texts = [text_of(inner[0])]
                return "", texts[0] if texts else ""
            if call.receiver is not None:
                return self._target(call.receiver)
            return call.name, self.imported.get(call.name, "")
        parts = [part for part in re.split(r"\W+", str(node.text())[:200]) if part]
        if not parts:
            return "", ""
        return parts[-1] if len(parts) == 1 or parts[0] not in self.imported else parts[0], self.imported.get(
            parts[0], ""
        )


@lru_cache(maxsize=256)
def _cached(path: str, data: bytes, language: str, depth: int, others: object) -> tuple[Named, ...]:
    code = read_code(Artifact(path, data, others), language, depth)  # type: ignore[arg-type]
    return tuple(each for each in code.named if each.kind == "route")


def routes_of(artifact: Artifact, language: str, depth: int) -> tuple[Named, ...]:
    """The routes of another file; none where it cannot be read, which is told of that file."""
    try:
        code = read_code(artifact, language, depth)
    except Unjudged:
        return ()
    return tuple(each for each in code.named if each.kind == "route")


def _annotations(node: Node, pending: Iterable[Node]) -> Iterator[Call]:
    nodes = list(pending)
    for each in named(node):
        kind = each.kind()
        if kind in ANNOTATION_LISTS:
            for one in named(each):
                if one.kind() in ANNOTATIONS:
                    nodes.append(one)
                elif one.kind() in ANNOTATION_LISTS:
                    nodes += [inner for inner in named(one) if inner.kind() in ANNOTATIONS]
        elif kind in ANNOTATIONS and kind != "attribute":
            nodes.append(each)
    for each in nodes:
        if (found := annotation_of(each)) is not None:
            yield found


def _name_of(node: Node) -> str:
    if node.kind() == "decorated_definition":
        inner = named(node)
        return _name_of(inner[-1]) if inner else ""
    if node.kind() == "type_declaration":
        inner = named(node)
        return _name_of(inner[0]) if inner else ""
    name = node.field("name")
    if name is not None:
        return last_name(name) or str(name.text())[:200]
    for each in named(node):
        if each.kind() in (
            "identifier",
            "simple_identifier",
            "type_identifier",
            "name",
            "constant",
            "property_identifier",
            "field_identifier",
        ):
            return str(each.text())
    return ""


def _parameters(node: Node) -> list[str]:
    found: list[str] = []
    for each in named(node):
        kind = each.kind()
        if "parameter" in kind or kind in ("lambda_parameters", "block_parameters", "lambda_function_type"):
            for one in [each, *each.children()]:
                for inner in [one, *one.children()]:
                    if inner.kind() in ("identifier", "simple_identifier", "variable_name"):
                        name = str(inner.text()).lstrip("$")
                        if name not in found:
                            found.append(name)
                        break
        elif kind == "identifier" and node.kind() in ("arrow_function", "lambda_expression"):
            found.append(str(each.text()))
    return found[:20]


def _offer(method: str, path: str) -> str:
    """A path with its method, as it is shown: `POST /rooms/{id}`."""
    path = path if path.startswith(("/", "{")) else f"/{path}"
    return f"{method} {path}".strip()[:_MAX_PATH]


def _is_function(node: Node) -> bool:
    return node.kind() in FUNCTIONS


def _joined(prefix: str, path: str) -> str:
    """Two parts of a path."""
    if not path or path == "/":
        return prefix
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"[:_MAX_PATH]
