"""What calls tell: paths that they offer or ask for, events of sockets, groups of paths, resources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

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
MOUNTS = frozenset(
    "use mount include_router add_router register_blueprint nest register include route configure merge add_namespace "
    "service".split()
)
_OF_ONE_LANGUAGE = frozenset({("on", "ruby"), ("is", "ruby"), ("push", "rust")})
"""Calls with common names that say a part of a path in one framework."""
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
_ESCAPES = expression(r"\\[nrt0]")
EVENTS = frozenset("on emit sendasync invoke addlistener to_emit broadcast".split())


class RouteCalls(RouterPaths):
    """Reads calls."""

    def _called(self, call: Call, scope: Scope, depth: int) -> bool:
        """Tell what a call names; whether all that is inside it has been seen to."""
        low = call.name.lower()
        if (
            low in ("mutation", "query", "subscription", "procedure")
            and scope.key
            and call.receiver is not None
        ):
            self._put("method", scope.key, call.node)
        if low in ("mutation", "subscription") and self.language == "elixir":  # of Absinthe
            for name in _FIELD.findall(str(call.node.text())[:20_000])[:200]:
                self._put("method", name, call.node)
        for argument in call.arguments[:1]:  # chat(api.Group("/chat")), whose routes are in the function
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
        if low == "concern" and self.language == "ruby":
            self._concern(call)
            return True
        if low == "channel" and receiver == "Broadcast":  # of Laravel, for those who may listen
            for text in self._texts(call.arguments[0].node)[:1] if call.arguments else ():
                self._put("event", text, call.node)
        if low == "group_send":  # of Django's channels, to all who are in a group
            for argument in call.arguments[1:2]:
                for pair in pairs_of(argument.node):
                    for text in self._texts(pair.node)[:1] if pair.name == "type" else ():
                        self._put("event", text, call.node)
        if low in EVENTS or (low in ("join", "leave") and SOCKETS.search(receiver)):
            self._event(call, low, receiver)
        elif low == "convertandsendtouser" and len(call.arguments) > 1:
            self._handed_on(call)
        if low in CALLERS and scope.offered:
            self._client(call)
        if low == "add_resource" and self.language == "python":
            for argument in call.arguments[1:10]:
                for text in self._texts(argument.node) if not argument.name else ():
                    self._put_path("route", "", text, call.node)
        if not scope.offered:
            return False
        if low in GROUPS or low in VERBS or low in MOUNTS or (low, self.language) in _OF_ONE_LANGUAGE:
            return self._routing(call, low, receiver, scope, depth)
        return False

    def _routing(self, call: Call, low: str, receiver: str, scope: Scope, depth: int) -> bool:
        blocks = [each.node for each in call.arguments if is_function(each.node)]
        paths, rest = self._first_texts(call)
        base = self._base(call, scope)
        if low == "nest" and not paths and call.receiver is not None and is_text(call.receiver):
            paths = [text_of(call.receiver)]  # "/rooms".nest { … } of Spring
        # `router.prefix('/x')` stays for those that follow.
        if (
            low in ("on", "is") and self.language == "ruby" and receiver == "r" and paths and blocks
        ):  # of Roda
            parts = (
                self._texts(each.node) or ["{}"] for each in call.arguments if not is_function(each.node)
            )
            self._inside(call, joined(base, "/".join(part[0] for part in parts)), scope, depth)
            return True
        if low == "push" and self.language == "rust" and base:  # Router::with_path("x").push(…) of Salvo
            for each in rest:
                self._visit(each.node, scope._replace(prefix=base), depth + 1)
            return False
        if (
            low == "use"
            and paths
            and rest
            and rest[0].node.kind() == "new_expression"
            and "/" not in paths[0][:1]
        ):
            self._put_path(
                "route", "POST", paths[0], call.node
            )  # app.use('comments', new Comments()) of Feathers
        if low == "prefix" and receiver in self.routers and paths and not blocks:
            self.routers[receiver] = joined(self.routers[receiver], paths[0])
        if low == "prefix" and paths and call.receiver is not None and call.receiver.kind() in CALLS:
            group = call_of(call.receiver)  # group(() => …).prefix('/x') of Adonis
            if group and group.name == "group" and any(is_function(each.node) for each in group.arguments):
                self._inside(group, joined(scope.prefix, paths[0]), scope, depth)
                return True
        if low == "mount" and self.language == "python" and paths:  # Mount("/x", routes=[…]) of Starlette
            for each in call.arguments:
                if each.name == "routes":
                    self._visit(each.node, scope._replace(prefix=joined(base, paths[0])), depth + 1)
                    return True
        grouping = (
            low in GROUPS
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
            inner = joined(base, stated)
            self._inside(call, inner, scope, depth)
            return True
        if low in ("newnamespace", "nsnamespace"):
            inside = scope._replace(prefix=joined(base, paths[0] if paths else ""))
            for each in rest:
                self._visit(each.node, inside, depth + 1)
            return True
        if low in MOUNTS and (low not in VERBS or low in ("route", "register", "mount", "nest")):
            stated = self._keyword(call, ("prefix", "url_prefix")) or (paths[0] if paths else "")
            targets = [each for each in rest if not is_text(each.node) and not is_function(each.node)]
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
                    # nest("/x", Router::new().route(…))
                    if self.language == "rust" and each.node.kind() in CALLS:
                        self._visit(each.node, scope._replace(prefix=joined(base, stated)), depth + 1)
                    self.mounts.append((joined(base, stated), each.node, place(call.node)))
        if low not in VERBS:
            return False
        if low in ("path", "re_path", "url") and self.language == "python" and paths:
            for each in rest:
                if (
                    each.node.kind() == "call"
                    and (inner_call := call_of(each.node))
                    and inner_call.name == "include"
                ):
                    self.mounts.append((plain_path(paths[0]), each.node, place(call.node)))
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
        scope: Scope,
    ) -> None:
        method = VERBS[low]
        if low == "connect" and self.language not in ("php", "python"):
            return
        known = receiver in self.routers or bool(base)
        if paths and paths[0].upper() in METHODS and len(paths) > 1:
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
            if stated is not None and low == "route" and ROUTER_NAME.search(receiver):
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
            and not (paths[0].startswith("/") or ROUTER_NAME.search(receiver) or self.routers.get(receiver))
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
            if verb in METHODS and after:
                method, path = verb, after.strip()
            if self._is_client(call, receiver, path, rest, blocks):
                self._put_path("client", method, path, call.node)
                continue
            if call.receiver is None and not (blocks or rest or scope.prefix or self.language == "csharp"):
                continue
            if not (
                path.startswith(("/", "^", "{"))
                or known
                or ROUTER_NAME.search(receiver)
                or low in ("path", "re_path", "add_url_rule")
            ):
                continue
            if (
                call.receiver is not None
                and not known
                and not ROUTER_NAME.search(receiver)
                and not (rest or blocks or call.receiver.kind() in CALLS)
            ):
                continue
            path = plain_path(path)
            verbs = self._verbs(call) if low in ("route", "match") else ""
            self._put_path("route", verbs or method, joined(base, path), call.node, router=receiver)

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

    def _is_client(
        self, call: Call, receiver: str, path: str, rest: Sequence[Argument], blocks: Sequence[Node]
    ) -> bool:
        """Whether the path is called and not offered."""
        if receiver in self.routers or call.receiver is None or call.name in ("HandleFunc", "Handle"):
            return False  # http.HandleFunc of Go answers
        if INSIDE.match(path):
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
            and not ROUTER_NAME.search(receiver)
        )

    def _address(self, node: Node) -> None:
        """A path behind the name of a host: `HOST + 'rooms/' + id`, `${host}/rooms/${id}`; another place may ask for it."""
        match = _ADDRESS.match(str(node.text())[:1_000])
        if match is not None:
            path = (match[2] or match[3]).partition("?")[0]
            self._put_path("client", "", re.sub(r"\$\{[^{}]*\}", "{}", path), node)

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

    def _handed_on(self, call: Call) -> None:
        """What a handler of Spring sends to the user whom a message names."""
        to, destination = (each.node for each in call.arguments[:2])
        for text in self._texts(destination)[:1] if _RECEIVER.match(str(to.text())[:200]) else ():
            self._put("event", f"{text.rstrip('/').rpartition('/')[2]} to user", call.node)

    def _resources(
        self, call: Call, low: str, base: str, blocks: Sequence[Node], scope: Scope, depth: int
    ) -> bool:
        names = [text_of(each.node) for each in call.arguments if not each.name and is_text(each.node)]
        if not names and self.language == "php":  # Route::apiResources(['posts.comments' => …])
            names = [pair.name for each in call.arguments[:1] for pair in pairs_of(each.node)]
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
                self._children(block, scope._replace(prefix=inner), depth + 1)
            for block in blocks:
                self._children(block, scope._replace(prefix=whole), depth + 1)
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
