"""What a file of code knows of its routers: the path that each stands for, constants, and the names that it gives."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.source import imports
from pytest_icplicense.detect.source.syntax import (
    CALLS,
    FUNCTIONS,
    Argument,
    Call,
    Node,
    call_of,
    is_member,
    is_text,
    last_name,
    named,
    pairs_of,
    place,
    texts_of,
)
from pytest_icplicense.expressions import expression

MAX_FOUND = 5_000
"""Names of a file that are told."""
MAX_PATH = 400
_BY_NAME = ("javascript", "typescript", "tsx", "python")
"""Languages whose modules give constants by their names."""
METHODS = frozenset("GET POST PUT PATCH DELETE HEAD OPTIONS ANY ALL".split())
WRITTEN = {each.lower(): each for each in METHODS} | {"del": "DELETE", "all": "", "any": ""}
GROUPS = frozenset(
    "group grouped mapgroup prefix route nest scope namespace path pathprefix resource resources segment basepath "
    "subrouter party group_by controller newnamespace nsnamespace with_path".split()
)
"""Calls that say the first part of paths that are offered inside them, or by what they give."""
ROUTERS = frozenset("blueprint apirouter router koarouter elysia hono namespace openapihono".split())
_NEW = frozenset("new newrouter newservemux express fastify default flask fastapi koa sanic".split())
"""Calls that give a router without a path of its own."""
ROUTER_NAME = expression(
    r"(?:(?i:rout(?:e|er|es|ers)|app|application|server|srv|mux|engine|group|blueprint|builder|config|mapper|fastify|hono|koa|express|"
    r"endpoints|namespace|web)|(?:^|[_$@])(?i:g|r|e|d|v\d+|bp|blp|ns|rout)|V\d+|[a-z]NS)\d*$"
)
INSIDE = expression(r"^(?:https?|wss?)://", re.IGNORECASE)


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


class Scope(NamedTuple):
    prefix: str = ""
    offered: bool = True
    """False: what is said here is called and not offered."""
    key: str = ""
    """The name of the entry of an object that one stands in."""


class RouterPaths(ABC):
    """What is remembered of a file on the way through it."""

    def __init__(self, artifact: Artifact, language: str, depth: int) -> None:
        self.artifact, self.language, self.depth = artifact, language, depth
        self.found: list[Named] = []
        self.modules: list[tuple[str, int]] = []
        self.routers: dict[str, str] = {}
        """Variables that hold routers, with the path that they stand for."""
        self.constants: dict[str, str] = {}
        self._known: dict[tuple[str, str, str, str], str | None] = {}
        """Constants that were looked for already, here and in other files."""
        self.imported: dict[str, str] = {}
        """Names, and the module that each is of."""
        self.mounts: list[tuple[str, Node, tuple[int, int]]] = []
        self.chains: list[tuple[int, int, str]] = []
        """Where the expressions stand that give a router, and the variable that holds it."""
        self.handled: list[tuple[str, str]] = []
        """Paths, and functions that handle what is below them."""
        self.bases: list[tuple[str, str, tuple[int, int]]] = []
        """Paths of controllers, and the classes that they extend."""
        self.schemas: dict[str, str] = {}
        """Variables that hold schemas of documents, with their fields."""
        self.concerns: dict[str, list[Node]] = {}
        """What resources of Rails take in by a name."""
        self.function = self.owner = ""
        self.nodes = 0
        self.cut: tuple[int, int] | None = None
        self.package = ""

    def _first_texts(self, call: Call) -> tuple[list[str], list[Argument]]:
        """The texts of the first argument (and of the second after a method), and the arguments after it."""
        plain = [each for each in call.arguments if not each.name]
        for argument in call.arguments:
            if argument.name in ("path", "rule", "pattern", "route", "url"):
                return self._texts(argument.node), plain
        if not plain:
            return [], []
        first = self._texts(plain[0].node) if not is_function(plain[0].node) else []
        if first and first[0].upper() in METHODS and len(plain) > 1 and not first[0].islower():
            return [first[0], *self._texts(plain[1].node)], plain[2:]
        named_first = call.name == "add" or (
            call.name in ("add_route", "connect") and first and "/" not in first[0]
        )
        if first and len(plain) > 1 and named_first and is_text(plain[1].node):
            return self._texts(plain[1].node), plain[2:]
        if self.language == "swift":  # the path is in pieces
            pieces = [text for each in plain if is_text(each.node) for text in self._texts(each.node)]
            return (["/".join(pieces)] if pieces else []), [each for each in plain if not is_text(each.node)]
        if not first and len(plain) > 1 and call.name == "match" and is_text(plain[1].node):
            return self._texts(plain[1].node), plain[2:]
        return first, plain[1:] if first else plain

    def _base(self, call: Call, scope: Scope) -> str:
        if call.receiver is None:
            return scope.prefix
        found = self._prefix(call.receiver)
        if found is None:
            return scope.prefix
        kind = call.receiver.kind()
        return found if kind not in CALLS or self._root_known(call.receiver) else joined(scope.prefix, found)

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
            if low in ROUTERS:
                stated = self._keyword(call, ("prefix", "url_prefix", "basePath"))
                return joined(base or "", stated)
            if low in ("nestedsimplerouter", "nesteddefaultrouter") and len(call.arguments) > 1:  # of Django
                above = next(iter(self._texts(call.arguments[1].node)), "")
                return joined(base or "", f"{above}/{{}}") if above else base
            if low in _NEW and (
                low != "new" or (call.receiver is not None and ROUTER_NAME.search(last_name(call.receiver)))
            ):
                return base or ""
            if low in GROUPS and not (low == "nest" and self.language == "rust"):
                if self.language == "swift":
                    texts = [
                        text
                        for each in call.arguments
                        if is_text(each.node)
                        for text in self._texts(each.node)
                    ]
                    return joined(base or "", "/".join(texts))
                if low in ("route", "resource") and len(call.arguments) > 1 and self.language == "rust":
                    return base  # a path of the router, and no router of its own
                paths, rest = self._first_texts(call)
                if low == "route" and rest and self.language not in ("kotlin", "go"):
                    return base
                return joined(
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
        if node.kind() == "binary_expression":
            for each in named(node):
                whole = str(each.text())
                if "." in whole[:80] and is_member(each) and (found := self._texts(each)):
                    self.constants[whole] = found[0]
        found = texts_of(node, self.constants)
        if not found and node.kind() == "identifier" and self.language in ("java", "kotlin"):
            owner, _, name = self.imported.get(str(node.text()), "").rpartition(".")  # import static
            short = owner.rpartition(".")[2]
            if short[:1].isupper():
                value = imports.constants_of_class(self.artifact, short, {short: owner}, self.package).get(
                    name
                )
                return [value] if value is not None else []
        if not found and node.kind() == "identifier" and self.language in _BY_NAME:
            name = str(node.text())
            module = self.imported.get(name, "")
            if module and (value := self._constant(module, name, "", module.partition(":")[2] or name)):
                return [value]
        if not found and node.kind() in ("selector_expression", "member_expression"):
            owner, _, name = str(node.text()).rpartition(".")
            module = self.imported.get(owner, "")
            if module or (self.language in _BY_NAME and owner[:1].isupper()):
                value = self._constant(module, owner, "" if self.language == "go" else owner, name)
                return [value] if value else []
        if not found and node.kind() in ("field_access", "navigation_expression", "member_access_expression"):
            owner, _, name = str(node.text()).rpartition(".")
            if owner and self.language in ("java", "kotlin", "csharp"):
                value = imports.constants_of_class(
                    self.artifact, owner.rpartition(".")[2], self.imported, self.package
                ).get(name)
                return [value] if value is not None else []
        return found

    def _constant(self, module: str, imported: str, owner: str, name: str) -> str | None:
        """A constant of this file, or of a module that it imports something from; each is looked for once."""
        asked = module, imported, owner, name
        if asked not in self._known:
            beside = imports.modules(self.artifact, module, self.language, imported) if module else ()
            files = (each for each, _ in beside) if module else (self.artifact,)
            values = (imports.constant(each, owner, name) for each in files)
            self._known[asked] = next((value for value in values if value is not None), None)
        return self._known[asked]

    def _put(self, kind: str, name: str, node: Node, words: str = "") -> None:
        if name.strip(" /") and len(self.found) < MAX_FOUND:
            self.found.append(Named(kind, name[:MAX_PATH], place(node), words[:2000]))

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
        if len(self.found) >= MAX_FOUND or (kind == "client" and INSIDE.match(path)):
            return  # of another's server
        if not router:
            index = node.range().start.index
            router = next((each for start, end, each in self.chains if start <= index < end), "")
        offer = Named(
            kind, offered_path(method, path), place(node), words[:2000], router, function or self.function
        )
        self.found.append(offer)

    @abstractmethod
    def _visit(self, node: Node, scope: Scope, depth: int, kind: str = "") -> None:
        """Walk through a node."""

    @abstractmethod
    def _children(self, node: Node, scope: Scope, depth: int) -> None:
        """Walk through what is inside a node."""


def offered_path(method: str, path: str) -> str:
    """A path with its method, as it is shown: `POST /rooms/{id}`."""
    path = path if path.startswith(("/", "{")) else f"/{path}"
    return f"{method} {path}".strip()[:MAX_PATH]


def is_function(node: Node) -> bool:
    return node.kind() in FUNCTIONS


def plain_path(path: str) -> str:
    """A path that is written as a regular expression, with `{}` for its groups; another as it is."""
    return re.sub(r"\(\?P?<\w+>[^()]*\)", "{}", path).strip("^$") if path.startswith("^") else path


def joined(prefix: str, path: str) -> str:
    """Two parts of a path."""
    if not path or path == "/":
        return prefix
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}"[:MAX_PATH]


def parameters_of(node: Node) -> list[str]:
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


def name_of(node: Node) -> str:
    if node.kind() == "decorated_definition":
        inner = named(node)
        return name_of(inner[-1]) if inner else ""
    if node.kind() == "type_declaration":
        inner = named(node)
        return name_of(inner[0]) if inner else ""
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
