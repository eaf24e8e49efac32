"""What calls tell: paths that they offer or ask for, events of sockets, groups of paths, resources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from pytest_icplicense.detect.source.entities import table_of_call
from pytest_icplicense.detect.source.router_paths import (
    GROUPS,
    INSIDE,
    METHODS,
    ROUTER_NAME,
    WRITTEN,
    RouterPaths,
    Scope,
    is_function,
    joined,
    parameters_of,
    plain_path,
)
from pytest_icplicense.detect.source.syntax import (
    CALLS,
    Argument,
    Call,
    Node,
    call_of,
    is_text,
    last_name,
    named,
    pairs_of,
    place,
    text_of,
)
from pytest_icplicense.expressions import expression

VERBS: Mapping[str, str] = {
    **WRITTEN,
    **{f"map{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"ns{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"add_{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **{f"add{verb.lower()}": verb for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")},
    **dict.fromkeys(
        "route handle handlefunc handle_func match mapmethods add_route add_url_rule api_route add_api_route "
        "addroute path re_path url ws connect websocket method add mapcontrollerroute rule resource resources apiresource "
        "apiresources register pathfunc addendpoint maphub mount namespace of at router nsrouter".split(),
        "",
    ),
}
"""Calls that offer a path, with the method that they offer it for."""
_ONLY_OF: Mapping[str, frozenset[str]] = {
    "connect": frozenset({"php", "python"}),
    "register": frozenset({"python"}),
    "at": frozenset({"rust"}),
    "router": frozenset({"go"}),
    "nsrouter": frozenset({"go"}),
}
"""Languages in which calls with names as common as these offer a path."""
_ROOTED = frozenset({"java", "python", "go"})
"""Languages whose frameworks want paths of calls to begin with a slash: `texts.get("comment")` asks a mapping."""
_CAREFUL = frozenset("add of namespace method register rule".split())
"""Calls that offer a path only if it looks like one, or is offered by a router."""
MOUNTS = frozenset(
    "use mount include_router add_router register_blueprint nest register include route configure merge add_namespace "
    "service".split()
)
_MANY = frozenset("resources apiresource apiresources".split())
_CLIENT_NAME = expression(
    r"(?:axios|https?|\$http|request|requests|client|fetch|ajax|ky|got|superagent|dio|session|instance|service|apiclient|rest"
    r"|resttemplate|webclient|okhttp|uni|wx|my|tt|swan|\$|jquery|httpx|mockmvc|agent|supertest|api)$",
    re.IGNORECASE,
)
CALLERS = frozenset(
    "fetch ajax request axios usefetch $fetch httprequest http uploadfile requestapi appendingpathcomponent".split()
)
SOCKETS = expression(
    r"(?:(?:^|[_$@])(?i:io|wss?|conn|connection|sio|nsp|clients?|hub|gateway|channel|all|others|caller)"
    r"|(?i:socket|socketio)|(?:I[oO]|W[sS]s?|Conn|Connection|Clients?|Hub|Gateway|Channel))$"
)
_RECEIVER = expression(
    r"(?i)^(?:.*[._>(]|)(?:get_?)?(?:to|receiver|recipient|target|peer|friend)_?(?:user|member)?_?(?:id|name|uid)?(?:\(\))?$"
)
"""Whom a message says that it is to."""
_HOST = r"(?:[\w$]+\.)*\w*?(?:ur[il]s?|host|api|base|domain|server)(?:_?ur[il]|_?path|_?root|_?prefix)?"
_ADDRESS = expression(
    rf"(?i)({_HOST})\s*\+\s*['\"]/?([a-z][\w./?&=:-]*)|`\$\{{{_HOST}\}}/?([a-z](?:[\w./?&=:-]|\$\{{[^{{}}]*\}})*)"
)
"""An address, by the name of what holds its beginning."""
_FIELD = expression(r"\bfield\s{0,20}\(?\s{0,20}:(\w+)")
_ASKS = expression(
    r"(?m)^[ \t]*(?:use (?:Tesla|HTTPoison\.Base)|include (?:HTTParty|Her::Model|Flexirest::\w+))\b"
)
"""What makes a module one whose methods ask others: `get "/x"` within it offers nothing."""
_ESCAPES = expression(r"\\[nrt0]")
EVENTS = frozenset("on emit sendasync invoke addlistener to_emit broadcast".split())


def _asks_by_chain(node: Node) -> bool:
    """Whether a chain of calls begins with what asks others: Http::withToken(…)->post("/x")."""
    depth = 0
    while node is not None and node.kind() in CALLS and depth < _MOST_CALLS:
        call = call_of(node)
        node, depth = call.receiver if call else None, depth + 1
    return depth > 0 and node is not None and last_name(node) in _ASKING


_ASKING = frozenset("Http http https httpClient HttpClient client Client axios guzzle".split())
_MOST_CALLS = 20


class _PathCall(NamedTuple):
    """A call that may say something of a path."""

    call: Call
    name: str
    """In lower case."""
    receiver: str
    scope: Scope
    depth: int
    base: str
    """The path that its receiver stands for."""
    paths: list[str]
    rest: Sequence[Argument]
    """The arguments behind the path."""
    blocks: Sequence[Node]
    """Functions that are handed to it."""


class RouteCalls(RouterPaths):
    """Reads calls."""

    def _called(self, call: Call, scope: Scope, depth: int) -> bool:
        """Tell what a call names; whether all that is inside it has been seen to."""
        low = call.name.lower()
        self._handed(call, low)
        table = table_of_call(call, self.schemas)
        if table is not None:
            self._put("table", table.name, call.node, table.words)
        receiver = (
            last_name(call.receiver)
            if call.receiver is not None and call.receiver.kind() not in CALLS
            else ""
        )
        if low == "concern" and self.language == "ruby":
            self._concern(call)
            return True
        if tell := _TELLING.get(low):
            tell(self, call, receiver, scope)
        framework = _FRAMEWORKS.get((low, self.language)) or _FRAMEWORKS.get((low, ""))
        if not scope.offered or not (framework or low in GROUPS or low in VERBS or low in MOUNTS):
            return False
        said = self._path_call(call, low, receiver, scope, depth)
        done = framework(self, said) if framework else None
        return self._routing(said) if done is None else done

    def _handed(self, call: Call, low: str) -> None:
        """A group that is handed to a function in which its routes are: chat(api.Group("/chat"))."""
        for argument in call.arguments[:1]:
            if (
                argument.node.kind() in CALLS
                and (handed := self._prefix(argument.node))
                and (
                    low not in VERBS
                    or (self.language == "go" and last_name(call.receiver or argument.node) in self.imported)
                )
                and low != "include"
            ):
                self.mounts.append((handed, call.node, place(call.node)))

    def _path_call(self, call: Call, low: str, receiver: str, scope: Scope, depth: int) -> _PathCall:
        paths, rest = self._first_texts(call)
        if low == "nest" and not paths and call.receiver is not None and is_text(call.receiver):
            paths = [text_of(call.receiver)]  # "/rooms".nest { … } of Spring
        blocks = [each.node for each in call.arguments if is_function(each.node)]
        return _PathCall(call, low, receiver, scope, depth, self._base(call, scope), paths, rest, blocks)

    def _routing(self, said: _PathCall) -> bool:
        """What a call says of paths as most frameworks take it: a group, a router that is mounted, a route."""
        if (
            self._groups(said.name)
            and said.blocks
            and (said.paths or said.name in ("group", "grouped", "scope", "namespace"))
        ):
            stated = said.paths[0] if said.paths else self._keyword(said.call, ("prefix", "path"))
            self._inside(said.call, joined(said.base, stated), said.scope, said.depth)
            return True
        if said.name in MOUNTS and (said.name not in VERBS or said.name in ("route", "register", "mount")):
            self._mounted(said)
        if said.name in VERBS:
            self._route(said)
        return False

    def _groups(self, name: str) -> bool:
        """Whether calls of this name say the first part of paths that are offered inside them."""
        if name == "route":
            return self.language in ("kotlin", "go", "swift", "ruby")
        return name in GROUPS and not (self.language == "python" and name in ("path", "prefix", "resource"))

    def _mounted(self, said: _PathCall) -> None:
        """Routers that are put below a path."""
        stated = self._keyword(said.call, ("prefix", "url_prefix")) or (said.paths[0] if said.paths else "")
        if not (stated or said.base):
            return
        path = joined(said.base, stated)
        targets = [each.node for each in said.rest if not is_text(each.node) and not is_function(each.node)]
        for each in targets[:5]:
            if each.kind() == "macro_invocation":  # routes![add, drop]
                names = re.findall(r"\w+", str(each.text()).partition("[")[2])
                self.handled += ((stated, name) for name in names)
                continue
            if (
                said.name == "register"
                and said.receiver.lower().endswith("router")
                and self.language == "python"
            ):
                continue
            if self.language == "rust" and each.kind() in CALLS:  # nest("/x", Router::new().route(…))
                self._visit(each, said.scope._replace(prefix=path), said.depth + 1)
            self.mounts.append((path, each, place(said.call.node)))

    def _roda_branch(self, said: _PathCall) -> bool | None:
        if not (said.receiver == "r" and said.paths and said.blocks):
            return None
        arguments = [each.node for each in said.call.arguments if not is_function(each.node)]
        parts = [(self._texts(each) or ["{}"])[0] for each in arguments]
        self._inside(said.call, joined(said.base, "/".join(parts)), said.scope, said.depth)
        return True

    def _salvo_child(self, said: _PathCall) -> bool | None:
        """Router::with_path("x").push(…)"""
        if said.base:
            for each in said.rest:
                self._visit(each.node, said.scope._replace(prefix=said.base), said.depth + 1)
        return False

    def _feathers_service(self, said: _PathCall) -> bool | None:
        """app.use('comments', new Comments())"""
        made = bool(said.rest) and said.rest[0].node.kind() == "new_expression"
        if made and said.paths and not said.paths[0].startswith("/"):
            self._put_path("route", "POST", said.paths[0], said.call.node)
        return None

    def _prefix_of_group(self, said: _PathCall) -> bool | None:
        """router.prefix('/x'), which stays for those that follow; group(() => …).prefix('/x') of Adonis."""
        if not said.paths:
            return None
        if said.receiver in self.routers and not said.blocks:
            self.routers[said.receiver] = joined(self.routers[said.receiver], said.paths[0])
        inner = said.call.receiver
        group = call_of(inner) if inner is not None and inner.kind() in CALLS else None
        if group and group.name == "group" and any(is_function(each.node) for each in group.arguments):
            self._inside(group, joined(said.scope.prefix, said.paths[0]), said.scope, said.depth)
            return True
        return None

    def _starlette_mount(self, said: _PathCall) -> bool | None:
        """Mount("/x", routes=[…])"""
        routes = next((each.node for each in said.call.arguments if each.name == "routes"), None)
        if not said.paths or routes is None:
            return None
        self._visit(routes, said.scope._replace(prefix=joined(said.base, said.paths[0])), said.depth + 1)
        return True

    def _beego_namespace(self, said: _PathCall) -> bool | None:
        inside = said.scope._replace(prefix=joined(said.base, said.paths[0] if said.paths else ""))
        for each in said.rest:
            self._visit(each.node, inside, said.depth + 1)
        return True

    def _spring_predicate(self, said: _PathCall) -> bool | None:
        """route(POST("/x").and(…), handler) and nest(path("/x"), routes) of Spring"""
        call = said.call
        inner = call.arguments[0].node if call.arguments else None
        predicate = None
        while inner is not None and inner.kind() in CALLS and (found := call_of(inner)):
            predicate, inner = found, found.receiver
        texts = self._first_texts(predicate)[0] if predicate else []
        if predicate is None or not texts or predicate.name not in ("path", *METHODS):
            return None
        if said.name in ("route", "androute"):
            stated = f"{predicate.name} {texts[0]}" if predicate.name in METHODS else texts[0]
            self._route(
                said._replace(name="route", paths=[stated], rest=call.arguments[1:], base=said.scope.prefix)
            )
            return False
        below = joined(said.scope.prefix, texts[0])
        if said.blocks:
            self._inside(call, below, said.scope, said.depth)
            return True
        for each in call.arguments[1:]:
            self._visit(each.node, said.scope._replace(prefix=below), said.depth + 1)
        if call.receiver is not None:
            self._visit(call.receiver, said.scope, said.depth + 1)
        return True

    def _django_include(self, said: _PathCall) -> bool | None:
        for each in said.rest if said.paths else ():
            if each.node.kind() == "call" and (inner := call_of(each.node)) and inner.name == "include":
                self.mounts.append((plain_path(said.paths[0]), each.node, place(said.call.node)))
                return False
        return None

    def _route(self, said: _PathCall) -> None:
        """The paths that a call offers, or asks another for."""
        call, low, receiver = said.call, said.name, said.receiver
        if low == "on" or self.language not in _ONLY_OF.get(low, (self.language,)):
            return
        method, paths = VERBS[low], said.paths
        if paths and paths[0].upper() in METHODS and len(paths) > 1:
            method, paths = paths[0].upper(), paths[1:]
        routing = bool(ROUTER_NAME.search(receiver))
        paths = paths or self._paths_of_options(said, method, routing)
        if not paths or (
            low in _CAREFUL and not (paths[0].startswith("/") or routing or self.routers.get(receiver))
        ):
            return
        known = receiver in self.routers or bool(said.base)
        handled = bool(said.rest or said.blocks)
        for path in paths[:20]:
            verb, _, after = path.partition(" ")
            if verb in METHODS and after:
                method, path = verb, after.strip()
            if self._is_client(said, path):
                self._put_path("client", method, path, call.node)
                continue
            if call.receiver is None and not (handled or said.scope.prefix or self.language == "csharp"):
                continue
            if not (
                path.startswith(("/", "^", "{"))
                or known
                or (routing and not (method and self._asks_a_mapping(said)))
                or low in ("path", "re_path", "add_url_rule")
            ):
                continue
            if (
                call.receiver is not None
                and not (known or routing or handled)
                and call.receiver.kind() not in CALLS
            ):
                continue
            verbs = self._verbs(call) if low in ("route", "match") else ""
            whole = joined(said.base, plain_path(path))
            self._put_path("route", verbs or method, whole, call.node, router=receiver)

    def _asks_a_mapping(self, said: _PathCall) -> bool:
        """Whether a call may just as well ask a mapping: not GET of Gin, nor what is given a function as Javalin's are."""
        functions = any(each.node.kind() in ("lambda_expression", "method_reference") for each in said.rest)
        return self.language in _ROOTED and not (said.call.name.isupper() or functions)

    def _paths_of_options(self, said: _PathCall, method: str, routing: bool) -> list[str]:
        """What a call without a path of its own offers: router.route({url: '/x'}); its group's path; nothing."""
        pairs = (pair for each in said.call.arguments for pair in pairs_of(each.node))
        texts = (self._texts(pair.node) for pair in pairs if pair.name in ("url", "path"))
        stated = next((each[0] for each in texts if each), None)
        if stated is not None and said.name == "route" and routing:
            return [stated]
        chained = said.call.receiver is None or said.call.receiver.kind() in CALLS
        return [""] if said.base and (said.blocks or said.rest) and method and chained else []

    def _operation(self, call: Call, receiver: str, scope: Scope) -> None:
        """An operation of tRPC, by the key that it stands under; those of Absinthe, by their fields."""
        if scope.key and call.receiver is not None:
            self._put("method", scope.key, call.node)
        if self.language == "elixir" and call.name.lower() in ("mutation", "subscription"):
            for name in _FIELD.findall(str(call.node.text())[:20_000])[:200]:
                self._put("method", name, call.node)

    def _meteor_methods(self, call: Call, receiver: str, scope: Scope) -> None:
        """Meteor.methods({ 'rooms.join'(id) { … }, send: function … })"""
        for argument in call.arguments[:1] if receiver == "Meteor" else ():
            for each in named(argument.node)[:200]:
                parts = named(each)
                if parts and each.kind() in ("pair", "method_definition"):
                    self._put("method", str(parts[0].text())[:100].strip("'\""), each)

    def _module(self, call: Call, receiver: str, scope: Scope) -> None:
        for argument in call.arguments[:1]:
            for text in self._texts(argument.node)[:1]:
                self.modules.append((text, place(call.node)[0]))

    def _broadcast_channel(self, call: Call, receiver: str, scope: Scope) -> None:
        """Broadcast::channel of Laravel, for those who may listen; what a socket of Phoenix lets them join."""
        phoenix = self.language == "elixir" and call.receiver is None
        for argument in call.arguments[:1] if receiver == "Broadcast" or phoenix else ():
            for text in self._texts(argument.node)[:1]:
                self._put("event", text, call.node)

    def _group_send(self, call: Call, receiver: str, scope: Scope) -> None:
        """group_send of Django's channels, to all who are in a group."""
        for argument in call.arguments[1:2]:
            for pair in pairs_of(argument.node):
                for text in self._texts(pair.node)[:1] if pair.name == "type" else ():
                    self._put("event", text, call.node)

    def _flask_resource(self, call: Call, receiver: str, scope: Scope) -> None:
        for argument in call.arguments[1:10] if self.language == "python" else ():
            for text in self._texts(argument.node) if not argument.name else ():
                self._put_path("route", "", text, call.node)

    def _verbs(self, call: Call) -> str:
        """The method of `.route("/x", post(h))` or `methods=["POST"]`."""
        for argument in call.arguments:
            if argument.name in ("methods", "via"):
                words = [each.upper() for each in re.findall(r"[A-Za-z]+", str(argument.node.text()))]
                return next((each for each in words if each in METHODS and each != "GET"), "GET")
            found = [
                each.upper()
                for each in re.findall(r"\b(get|post|put|patch|delete)\b", str(argument.node.text())[:300])
            ]
            if found:
                return next((each for each in found if each != "GET"), "GET")
        return ""

    def _is_client(self, said: _PathCall, path: str) -> bool:
        """Whether the path is called and not offered."""
        call, receiver, rest = said.call, said.receiver, said.rest
        if call.receiver is None and self.language in ("elixir", "ruby"):
            return self._asks
        if receiver in self.routers or call.receiver is None or call.name in ("HandleFunc", "Handle"):
            return False  # http.HandleFunc of Go answers
        if INSIDE.match(path) or _asks_by_chain(call.receiver):
            return True
        handled = bool(said.blocks) or any(
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
            and not ROUTER_NAME.search(receiver)
        )

    @cached_property
    def _asks(self) -> bool:
        return bool(_ASKS.search(self.artifact.text))

    def _address(self, node: Node) -> None:
        """A path behind the name of a host: `HOST + 'rooms/' + id`, `${host}/rooms/${id}`; another place may ask for it."""
        match = _ADDRESS.match(str(node.text())[:1_000])
        if match is not None:
            path = (match[2] or match[3]).partition("?")[0]
            self._put_path("client", "", re.sub(r"\$\{[^{}]*\}", "{}", path), node)

    def _client(self, call: Call, receiver: str, scope: Scope) -> None:
        """A path that a browser or an app calls."""
        for argument in call.arguments[:2] if scope.offered else ():
            if is_text(argument.node):
                self._put_path("client", "", text_of(argument.node), call.node)
                return
            if self._address_of_options(argument.node, call):
                return

    def _asked_by_options(self, call: Call, receiver: str, scope: Scope) -> None:
        """post({ url: '/x' }) of a wrapper around what asks"""
        if scope.offered and call.receiver is None and call.arguments:
            self._address_of_options(call.arguments[0].node, call)

    def _address_of_options(self, options: Node, call: Call) -> bool:
        stated = next((each.node for each in pairs_of(options) if each.name == "url"), None)
        for text in self._texts(stated)[:1] if stated is not None else ():
            self._put_path("client", "", text, call.node)
        return stated is not None

    def _event(self, call: Call, receiver: str, scope: Scope) -> None:
        low, inner = call.name.lower(), call.receiver
        to_room = False
        while inner is not None and inner.kind() in CALLS and (outer := call_of(inner)):
            to_room = to_room or outer.name.lower() in ("to", "in", "group", "othersingroup")
            inner = outer.receiver
        root = last_name(inner) if inner is not None else ""
        if call.receiver is None and self.imported.get(low, "").startswith("flask_socketio"):
            root = "socketio"
        to_room = to_room or any(each.name in ("room", "to") for each in call.arguments)
        if not (SOCKETS.search(receiver) or SOCKETS.search(root)):
            return
        if low in ("join", "leave"):
            said = (
                text_of(call.arguments[0].node) if call.arguments and is_text(call.arguments[0].node) else "?"
            )
            # What is joined by a separator is no room.
            if call.arguments and (low == "leave" or re.search(r"[\w?]", _ESCAPES.sub("", said))):
                self._put("event", f"{low} room", call.node)
        elif call.arguments and is_text(call.arguments[0].node):
            said = text_of(call.arguments[0].node)
            self._put("event", said, call.node)
            if to_room:
                self._put("event", f"{said} to room", call.node)

    def _sent_to_user(self, call: Call, receiver: str, scope: Scope) -> None:
        """What a handler of Spring sends to the user whom a message names."""
        if len(call.arguments) < 2:
            return
        to, destination = (each.node for each in call.arguments[:2])
        for text in self._texts(destination)[:1] if _RECEIVER.match(str(to.text())[:200]) else ():
            self._put("event", f"{text.rstrip('/').rpartition('/')[2]} to user", call.node)

    def _resources(self, said: _PathCall) -> bool | None:
        """resources :rooms do … end of Rails; Route::apiResources(['posts.comments' => …]) of Laravel."""
        call, low, blocks = said.call, said.name, said.blocks
        names = [text_of(each.node) for each in call.arguments if not each.name and is_text(each.node)]
        if not names and self.language == "php":
            names = [pair.name for each in call.arguments[:1] for pair in pairs_of(each.node)]
        if not names or (
            low != "resource" and self.language not in ("ruby", "php", "elixir", "javascript", "typescript")
        ):
            return False
        path = self._keyword(call, ("path",))
        for name in names[:10]:
            parts = [path] if path else name.split(".")
            whole = said.base
            for index, part in enumerate(parts):
                whole = joined(whole, part)
                if index < len(parts) - 1 or (blocks and low in _MANY):
                    if index == len(parts) - 1:
                        self._put_path("route", "POST", whole, call.node)
                    whole = joined(whole, "{}")
            if not (blocks and low in _MANY):
                self._put_path("route", "POST", whole, call.node)
            shared = (
                text_of(each)
                for argument in call.arguments
                if argument.name == "concerns"
                for each in [argument.node, *named(argument.node)]
                if is_text(each)
            )
            inner = f"{whole}/{{}}" if low in _MANY and not blocks else whole
            for block in [each for name in shared for each in self.concerns.get(name, ())][:20]:
                self._children(block, said.scope._replace(prefix=inner), said.depth + 1)
            for block in blocks:
                self._children(block, said.scope._replace(prefix=whole), said.depth + 1)
        return True

    def _concern(self, call: Call) -> None:
        """Resources of Rails that others take in by a name."""
        blocks = [each.node for each in call.arguments if is_function(each.node)]
        for argument in call.arguments[:1]:
            if is_text(argument.node):
                self.concerns[text_of(argument.node)] = blocks

    def _inside(self, call: Call, prefix: str, scope: Scope, depth: int) -> None:
        for each in call.arguments:
            if is_function(each.node):
                before = dict(self.routers)
                for name in parameters_of(each.node)[:1]:
                    self.routers[name] = prefix
                self._children(each.node, scope._replace(prefix=prefix), depth + 1)
                self.routers = before
            else:
                self._visit(each.node, scope, depth + 1)
        if call.receiver is not None and call.receiver.kind() in CALLS:
            self._visit(call.receiver, scope, depth + 1)


_TELLING: Mapping[str, Callable[[RouteCalls, Call, str, Scope], None]] = {
    **dict.fromkeys("mutation query subscription procedure".split(), RouteCalls._operation),
    **dict.fromkeys(("require", "import"), RouteCalls._module),
    **dict.fromkeys((*EVENTS, "join", "leave"), RouteCalls._event),
    **dict.fromkeys(CALLERS, RouteCalls._client),
    **dict.fromkeys("get post put patch delete".split(), RouteCalls._asked_by_options),
    "methods": RouteCalls._meteor_methods,
    "channel": RouteCalls._broadcast_channel,
    "group_send": RouteCalls._group_send,
    "convertandsendtouser": RouteCalls._sent_to_user,
    "add_resource": RouteCalls._flask_resource,
}
"""What is told of calls besides the paths that they offer."""
_FRAMEWORKS: Mapping[tuple[str, str], Callable[[RouteCalls, _PathCall], bool | None]] = {
    **dict.fromkeys(
        ((each, "java") for each in ("route", "androute", "nest", "andnest")), RouteCalls._spring_predicate
    ),
    **dict.fromkeys((("on", "ruby"), ("is", "ruby")), RouteCalls._roda_branch),
    ("push", "rust"): RouteCalls._salvo_child,
    ("use", ""): RouteCalls._feathers_service,
    ("prefix", ""): RouteCalls._prefix_of_group,
    ("mount", "python"): RouteCalls._starlette_mount,
    **dict.fromkeys((("newnamespace", ""), ("nsnamespace", "")), RouteCalls._beego_namespace),
    **dict.fromkeys(((each, "") for each in (*_MANY, "resource")), RouteCalls._resources),
    **dict.fromkeys(((each, "python") for each in ("path", "re_path", "url")), RouteCalls._django_include),
}
"""Calls that say a part of a path in a way of one framework, in a language or in any; whether that is all that they say,
or None: what other calls of this name say is looked at, too."""
CALLED = frozenset({*VERBS, *GROUPS, *MOUNTS, *_TELLING, *(name for name, _ in _FRAMEWORKS), "concern"})
"""Names of calls that say anything."""
