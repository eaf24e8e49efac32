"""What classes and methods tell by their annotations: paths that they offer, methods, events, and tables of entities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pytest_icplicense.detect.source.entities import table_of_class
from pytest_icplicense.detect.source.route_calls import SOCKETS
from pytest_icplicense.detect.source.router_paths import (
    METHODS,
    WRITTEN,
    Named,
    RouterPaths,
    Scope,
    joined,
    name_of,
    parameters_of,
)
from pytest_icplicense.detect.source.syntax import (
    ANNOTATION_LISTS,
    ANNOTATIONS,
    CLASSES,
    FUNCTIONS,
    Call,
    Node,
    annotation_of,
    last_name,
    named,
    pairs_of,
    place,
    texts_of,
)
from pytest_icplicense.expressions import expression

_PREFIXING = frozenset(
    "requestmapping controller restcontroller jsoncontroller route path prefix routeprefix apicontroller httpcontroller "
    "autocontroller routebase serverendpoint websocketgateway provide mapping".split()
)
_OFFERING: Mapping[str, str] = {
    **WRITTEN,
    **{f"{verb.lower()}mapping": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"http{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **dict.fromkeys(
        "requestmapping mapping route path serverendpoint httproute action websocket".split(), ""
    ),
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
_REMOTE = frozenset("dubboservice grpcservice motanservice sofaservice".split())
_SAYING = frozenset("apioperation operation api tag apitags description".split())
_OPERATIONS = expression(
    r"^(?:\w*(?:Mutation|Mutations|MutationRoot|MutationType|SubscriptionRoot|SubscriptionType))$"
)
"""Classes whose members GraphQL offers as operations."""
_OPERATION = expression(
    r"(?m)^[^\S\n]*+(?:(?:async )?(?:def|fun|suspend fun) (\w+)\s?\(|(?:pub )?async fn (\w+)"
    r"|(\w+) = \w+\.Field\(|field :(\w+)|public (?:(?:async|static|virtual|override) )*[\w<>\[\]?,.]+ (\w+)\s?\()"
)
_META = expression(r"\bg\.Meta\s+`[^`\n]{0,200}?\bpath:\"([^\"\n]{1,200})\"[^`\n]{0,200}`")
"""How GoFrame says the path of a request."""
_DOCUMENTED = expression(
    r"@(?:\w+\\){0,5}(Route|Group|Get|Post|Put|Patch|Delete)\(\s*(?:(?:path|value|rule)\s*=\s*)?[\"']([^\"'\n]{0,200})[\"']([^\n]{0,300})"
)
"""An annotation in a comment of PHP, as Symfony and ThinkPHP take them."""
_EXTENDS = expression(
    r"\bclass\s+\w+(?:<[^<>{}]{0,200}>)?(?:[^{}:]{0,200}?\bextends\s+|(?:\s*\([^{}]{0,1000}\))?\s*:\s*)([A-Z]\w{0,100})"
)
_ROUTE_OF_ALL = expression(
    r"(?m)^[^\S\n]*\[(?:ApiController, ?)?Route\(\"([^\"\n]{0,200}\[controller\][^\"\n]{0,100})\"\)\]"
)
_CLASS_PATH = expression(r"(?m)^ {2,8}path\s*=\s*['\"](/[^'\"\n]*)['\"]")


_REQUEST = expression(r"\bclass\s+\w+\s*(?:\([^(){}]{0,300}\)\s*)?:\s*(?:\w+\s*,\s*)*IReturn(?:Void)?\b")
"""What a request of ServiceStack says that it returns."""
_CONTROLLED = expression(r"\bnamespace\s+(?:app|application)\\(?:(\w+)\\)?controller\b")
"""Where ThinkPHP looks for controllers: in a folder of the application, or of a module of it."""
_CONTROLLER = expression(r"(?:Rest)?Controller$")
_ANSWERING = expression(r"(?m)^[ \t]+(?:async )?def (?:get|post|put|patch|delete)\(")
_ACTION = expression(r"\bpublic\s+function\s+(?!__)(\w{2,60})\s*\(")


class _Class(NamedTuple):
    """A class with what is said of it."""

    node: Node
    name: str
    annotations: Sequence[Call]
    called: frozenset[str]
    """The names of its annotations, in lower case."""
    scope: Scope
    words: str

    def begins(self, length: int) -> str:
        return str(self.node.text())[:length]

    @property
    def head(self) -> str:
        """What stands before its body."""
        return self.begins(2_000).partition("{")[0]

    @property
    def stem(self) -> str:
        """Its name, as frameworks make a path of it."""
        return _CONTROLLER.sub("", self.name)


class _Stated(NamedTuple):
    """What an annotation of a method says of paths."""

    node: Node
    paths: list[str]
    methods: list[str]
    asks: bool = False
    """Whether clients are written this way, too: @GET("x") of Retrofit."""


class RouteAnnotations(RouterPaths):
    """Reads classes and functions."""

    def _class(self, node: Node, scope: Scope, depth: int, pending: Sequence[Node]) -> None:
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
        called = frozenset(each.name.lower() for each in annotations)
        words = " ".join(self._sayings(annotations))
        said = _Class(node, name_of(node), annotations, called, scope, words)
        self.found += (
            Named("table", table.name, place(node), table.words)
            for table in table_of_class(node, said.name, annotations, self.language)
        )
        path = self._class_path(said)
        for tell in _TELLING.get(self.language, ()):
            tell(self, said, path)
        if _OPERATIONS.search(said.name):
            for each in _OPERATION.findall(said.begins(20_000))[:200]:
                self._put("method", "".join(each), node)
        interface = node.kind() in ("interface_declaration", "protocol_declaration") or said.begins(
            200
        ).lstrip().startswith("interface")
        offered = scope.offered and not called & _CALLED and not (interface and not annotations)
        self._hub(node, said.name)
        outer, self.owner = self.owner, said.name
        self._members(node, Scope(joined(scope.prefix, path), offered, ""), depth, words, said.name)
        self.owner = outer

    def _class_path(self, said: _Class) -> str:
        """The first part of the paths that the methods of a class offer."""
        path = ""
        for each in said.annotations:
            prefixing = each.name.lower() in _PREFIXING or (each.name == "Group" and self.language == "php")
            if prefixing and (paths := self._paths(each, ("path", "value", "prefix"))):
                path = joined(path, paths[0])
        if self.language == "python" and (stated := _CLASS_PATH.search(said.begins(4_000))):
            path = joined(path, stated[1])
        for _, documented, _ in self._documented(said.node):
            path = joined(path, documented)
        if self.language == "csharp":
            path = path or self._inherited(said.head)
        if self.language == "php" and said.called & {"controller", "autocontroller"}:
            path = path or said.stem  # as Hyperf offers what states no path
        return path.replace("[controller]", said.stem).replace("{controller}", said.stem)

    def _goframe_request(self, said: _Class, path: str) -> None:
        for each in _META.findall(said.begins(20_000)):
            self._put_path("route", "", each, said.node)

    def _ktor_resource(self, said: _Class, path: str) -> None:
        """The class is the path."""
        for each in said.annotations:
            for one in self._paths(each, ("path",)) if each.name == "Resource" else ():
                self._put_path("route", "", joined(said.scope.prefix, one), said.node, said.words)

    def _servicestack_request(self, said: _Class, path: str) -> None:
        """The class is the path, of Axum too."""
        if said.name.endswith("Controller") or "apicontroller" in said.called:
            return
        for each in said.annotations:
            if each.name == "Route" and _REQUEST.search(said.begins(500)):
                for one in self._paths(each, ("template", "path")):
                    self._put_path("route", "", one, said.node, said.words)

    def _server_endpoint(self, said: _Class, path: str) -> None:
        if "serverendpoint" in said.called and path:
            self._put_path("route", "", path, said.node, said.words)

    def _remote_service(self, said: _Class, path: str) -> None:
        """The methods of a class that other programs call."""
        if not said.called.isdisjoint(_REMOTE):
            for method in said.node.find_all({"rule": {"kind": "method_declaration"}}):
                self._put("method", name_of(method), method)

    def _extended(self, said: _Class, path: str) -> None:
        """The classes whose methods are offered below the path of one that extends them."""
        if path and said.scope.offered and not said.called & _CALLED:
            below = joined(said.scope.prefix, path)
            self.bases += ((below, base, place(said.node)) for base in _EXTENDS.findall(said.head))

    def _method_view(self, said: _Class, path: str) -> None:
        """Methods answer by their names, in flask-smorest and flask-restx."""
        receivers = [each.receiver for each in said.annotations if each.receiver is not None]
        owner = last_name(receivers[0]) if receivers else ""
        if owner and "route" in said.called and _ANSWERING.search(said.begins(20_000)):
            whole = joined(self._prefix(receivers[0]) or "", path)
            self._put_path("route", "", whole, said.node, said.words, owner)

    def _by_convention(self, said: _Class, path: str) -> None:
        """The methods of a controller of ThinkPHP, Yii or Hyperf, which are offered by their names."""
        body = said.begins(50_000)
        module = _CONTROLLED.search(self.artifact.text[:2_000])
        if "autocontroller" in said.called:
            below, pattern = path, ""
        elif module:
            below, pattern = f"{module[1] or ''}/{said.name.removesuffix('Controller')}", ""
        elif said.name.endswith("Controller") and "yii\\" in body[:300] + self.artifact.text[:1_000]:
            below, pattern = said.name.removesuffix("Controller"), "action"
        else:
            return
        for action in _ACTION.findall(body)[:200]:
            if not pattern or re.match(r"action[A-Z]", action):
                self._put_path("route", "", f"{below}/{action.removeprefix(pattern)}", said.node)

    def _inherited(self, head: str) -> str:
        """The path that the class which a controller of ASP.NET extends states for all that do, in a file of its name."""
        base = next(iter(_EXTENDS.findall(head)), "")
        if not base.endswith("Controller"):
            return ""
        files = (self.artifact.beside(f"{folder}{base}.cs") for folder in ("", "../", "Base/", "../Base/"))
        text = next((each.text for each in files if each is not None), "")
        stated = _ROUTE_OF_ALL.search(text[:20_000])
        return stated[1] if stated else ""

    def _members(self, node: Node, scope: Scope, depth: int, words: str, owner: str) -> None:
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
        self, node: Node, scope: Scope, depth: int, pending: Sequence[Node], words: str = "", owner: str = ""
    ) -> None:
        annotations = list(_annotations(node, pending))
        if annotations:
            self._offered(annotations, node, scope, words, owner)
        for verb, path, rest in self._documented(node):
            stated = re.findall(r"\b(?:GET|POST|PUT|PATCH|DELETE)\b", rest.upper())
            method = verb.upper() if verb.upper() in METHODS else next(iter(stated), "")
            self._put_path("route", method, joined(scope.prefix, path), node, words)
        before, outer = dict(self.routers), self.function
        for name in parameters_of(node):
            self.routers.pop(name, None)
        self.function = name_of(node) or outer
        self._children(node, scope._replace(key=""), depth)
        self.function = outer
        self.routers = before | {key: value for key, value in self.routers.items() if key not in before}

    def _offered(self, annotations: Sequence[Call], node: Node, scope: Scope, words: str, owner: str) -> None:
        """The paths that the annotations of a method offer."""
        name = name_of(node)
        said = " ".join([words, *self._sayings(annotations)])
        for each in annotations:
            self._called_by_name(each, name, node, said)
        stated = [found for each in annotations if (found := self._stated(each, name)) is not None]
        if not stated:
            return
        paths = [path for each in stated for path in each.paths]
        if not paths and not scope.prefix and self.language == "csharp" and owner.endswith("Controller"):
            paths = [f"{owner.removesuffix('Controller')}/{name}"]  # as ASP.NET offers what states no path
        method = next((method for each in stated for method in each.methods), "")
        receivers = [each.receiver for each in annotations if each.receiver is not None]
        router = self._prefix(receivers[0]) if receivers else None
        owner_name = last_name(receivers[0]) if receivers else ""
        asked = self.language in ("java", "kotlin") and not scope.prefix and any(each.asks for each in stated)
        kind = "route" if scope.offered and not asked else "client"
        for path in paths or [""]:
            path = path.replace("[action]", name).replace("{action}", name)
            whole = path[1:] if path.startswith("~/") else joined(router or scope.prefix, path)
            self._put_path(kind, method, whole, stated[0].node, said, owner_name, name)

    def _stated(self, annotation: Call, name: str) -> _Stated | None:
        """What an annotation of the method of this name says of paths; None: it is about something else."""
        low = annotation.name.lower()
        if low == "request":  # of koa-swagger-decorator
            texts = [text for one in annotation.arguments[:2] for text in self._texts(one.node)]
            if len(texts) == 2 and texts[0].upper() in METHODS:
                return _Stated(annotation.node, texts[1:], [texts[0].upper()])
        if low not in _OFFERING:
            return None
        paths = self._paths(annotation, ("path", "value", "template", "url"))
        asks = bool(paths) and annotation.name in METHODS
        if low == "action" and self.owner.endswith("ViewSet"):  # of Django REST framework
            last = self._paths(annotation, ("url_path",)) or [name]
            paths = [f"/{self.owner.removesuffix('ViewSet')}/{{}}/{one}" for one in last]
        methods = [each for each in (_OFFERING[low], *self._stated_methods(annotation)) if each]
        return _Stated(annotation.node, paths, methods, asks)

    def _called_by_name(self, annotation: Call, name: str, node: Node, said: str) -> None:
        """Methods that others call by name, and events that they send."""
        low, receiver = annotation.name.lower(), annotation.receiver
        if low in _NAMED:
            self._put("method", name, node, said)
        elif (
            low in _SPOKEN
            or (
                low == "onevent" and self.language in ("java", "kotlin")
            )  # NestJS has one within its programs
            or (low in ("on", "event") and receiver is not None and SOCKETS.search(last_name(receiver)))
        ):
            for event in self._paths(annotation, ("value",)) or [name]:
                self._put("event", event, node, f"{said} {name}")

    def _documented(self, node: Node) -> list[tuple[str, str, str]]:
        """What annotations in the comment before a class or a method of PHP say: a verb, a path, and the rest."""
        before = node.prev() if self.language == "php" else None
        if before is None or "comment" not in before.kind() or not str(before.text()).startswith("/**"):
            return []
        return [(found[1], found[2], found[3]) for found in _DOCUMENTED.finditer(str(before.text())[:4_000])]

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
                self._put("event", name_of(method), method)

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
            if found and not argument.name and found[-1] not in METHODS:
                break
        return [each for each in found if each not in METHODS][:20]  # #[Route("POST", "x")] of ThinkPHP

    def _stated_methods(self, call: Call) -> Iterator[str]:
        for argument in call.arguments:
            if argument.name in ("method", "methods"):
                words = re.findall(r"[A-Za-z]+", str(argument.node.text()))
                yield from (
                    each.upper() for each in words if each.upper() in METHODS and each.upper() != "GET"
                )
                yield from (each.upper() for each in words if each.upper() == "GET")


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


_TELLING: Mapping[str, Sequence[Callable[[RouteAnnotations, _Class, str], None]]] = {
    "go": (RouteAnnotations._goframe_request,),
    "java": (
        RouteAnnotations._server_endpoint,
        RouteAnnotations._remote_service,
        RouteAnnotations._extended,
    ),
    "kotlin": (
        RouteAnnotations._ktor_resource,
        RouteAnnotations._server_endpoint,
        RouteAnnotations._extended,
    ),
    "typescript": (RouteAnnotations._extended,),
    "csharp": (RouteAnnotations._servicestack_request,),
    "php": (RouteAnnotations._by_convention,),
    "python": (RouteAnnotations._method_view,),
}
"""What a class tells by itself in each language, besides the first part of the paths of its methods."""
