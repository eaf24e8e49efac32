"""Walks through a file of code and tells the names that it gives: of routes, methods, events and tables.

A path is put together from all that says a part of it: groups inside groups, prefixes of routers, annotations of a class,
constants, and routers of other files that are mounted.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.source import imports
from pytest_icplicense.detect.source.entities import CREATING, PUTTING, columns_of
from pytest_icplicense.detect.source.route_annotations import RouteAnnotations
from pytest_icplicense.detect.source.route_calls import CALLED, RouteCalls
from pytest_icplicense.detect.source.router_paths import (
    MAX_FOUND,
    MAX_PATH,
    ROUTERS,
    Named,
    Scope,
    joined,
    offered_path,
)
from pytest_icplicense.detect.source.schemas import graphql_fields
from pytest_icplicense.detect.source.syntax import (
    ANNOTATIONS,
    CALLS,
    CLASSES,
    FUNCTIONS,
    MAX_DEPTH,
    MAX_NODES,
    SILENT,
    Node,
    call_of,
    is_text,
    last_name,
    named,
    parsed,
    place,
    text_of,
    texts_of,
)
from pytest_icplicense.detect.source.tokens import tokens
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.expressions import expression

_MAX_MOUNTS = 100
_TESTING = expression(r"\bcfg\s*\(\s*test\s*\)|^\s*#!?\[\s*test\s*\]")
_GRAPHQL = expression(r"\btype\s+(?:Query|Mutation|Subscription)\b[^{}]{0,200}\{")
_HANDLER = expression(r"(?:Handler|Consumer|Resource|View|Endpoint)$")
_DRAWN = expression(r"(?:^|/)config/routes(?:\.rb$|/[^/]+\.rb$)")
"""Routes of Rails."""
_LOADED = expression(r"(?:^|/)routes/([^.]{1,200})/[^/]+\.[a-z]+$")
_PLUGIN = expression(
    rb"(?:module\.exports\s*=|export\s+default)\s*(?:async\s+)?(?:function\s*\w*\s*)?\(\s*(?:fastify|app|instance)\b[^()]{0,80}\)"
    rb"[^{]{0,40}\{[^}]{0,2000}?\bfastify\s*\."
)
_UNNAMED = expression(r"\((?:\?P?<\w+>)?[^()]*\)")
_WANTED = CALLED | CREATING | PUTTING
"""Calls that are looked at where there is no router whose path they may be handed."""


class Code(NamedTuple):
    """What a file of code tells."""

    named: tuple[Named, ...]
    imports: tuple[tuple[str, int], ...]
    """Modules that it brings in, with the line."""
    cut: tuple[int, int] | None
    """From where on it was not looked into, since there is too much of it."""


def read_code(artifact: Artifact, language: str, depth: int = 0) -> Code:
    """The names that a file gives, and what it imports.

    Raises:
        Unjudged: what reads it is not installed.
    """
    reader = _Reader(artifact, language, depth)
    reader.read(parsed(artifact, language))
    return Code(tuple(reader.found), tuple(reader.modules), reader.cut)


class _Reader(RouteAnnotations, RouteCalls):
    def read(self, root: Node) -> None:
        self._visit(root, Scope(self._loaded_below()), 0)
        self._mount()

    def _loaded_below(self) -> str:
        """What paths of this file begin with: in a plug-in of Fastify the folder's name; those of Rails need no slash."""
        if _DRAWN.search(self.artifact.path):
            return "/"
        found = _LOADED.search(self.artifact.path) if self.language in ("javascript", "typescript") else None
        return f"/{found[1]}" if found and _PLUGIN.search(self.artifact.data[:20_000]) else ""

    def _visit(self, node: Node, scope: Scope, depth: int, kind: str = "") -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES or depth > MAX_DEPTH or len(self.found) >= MAX_FOUND:
            self.cut = self.cut or place(node)
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
            if kind == "template_string":
                self._address(node)
            if _GRAPHQL.search(words := str(node.text())[:200_000]):
                at = place(node)
                for field in graphql_fields(list(tokens(words.strip("`'\"")))):
                    line = field.at[0] if isinstance(field.at, tuple) else 1
                    self.found.append(Named(field.ecosystem, field.name, (at[0] + int(line) - 1, 1)))
        elif kind == "binary_expression" and self.language in ("javascript", "typescript", "tsx"):
            self._address(node)
        elif kind == "tuple" and self.language == "python":
            children = named(node)
            if len(children) > 1 and is_text(children[0]) and _HANDLER.search(last_name(children[1])):
                path = _UNNAMED.sub("{}", text_of(children[0])).strip("^$")
                if path.startswith("/"):
                    self._put_path("route", "", path, node)
        elif kind == "pair":
            children = named(node)
            if children:
                own = str(children[0].text())[:200].strip("\"'")
                scope = scope._replace(key=f"{scope.key} {own}".strip()[-200:])
        self._children(node, scope, depth)

    def _children(self, node: Node, scope: Scope, depth: int) -> None:
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

    def _assigned(self, node: Node, scope: Scope) -> None:
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
                fresh = call is not None and call.name.lower() in ROUTERS
                self.routers[name] = prefix if fresh or not own else joined(scope.prefix, prefix)
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
            if len(texts) == 1 and len(texts[0]) <= MAX_PATH and len(self.constants) < 2_000:
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

    def _mount(self) -> None:
        """What is offered by routers that are mounted below a path, here or in another file."""
        own = [each for each in self.found if each.kind == "route" and (each.router or each.function)]
        moved: set[int] = set()
        for prefix, name in self.handled[:_MAX_MOUNTS]:
            for each in [one for one in own if one.function == name]:
                self._again(each, prefix, each.at)
        for prefix, base, at in self.bases[:_MAX_MOUNTS] if self.depth <= 1 else ():
            module = self.imported.get(base, "")
            if self.language == "typescript":
                found = next(
                    (each for each, _ in imports.modules(self.artifact, module, self.language, base)), None
                )
            else:
                paths = imports.class_paths(base, module, self.package)
                found = next(filter(None, map(self.artifact.beside, paths)), None)
            for each in routes_of(found, self.language, self.depth + 1) if found else ():
                self._again(each, prefix, at)
        for prefix, target, at in self.mounts[:_MAX_MOUNTS]:
            if not prefix.strip("/"):
                continue
            name, module = self._target(target)
            local = [each for each in own if name and name in (each.router, each.function)]
            for each in local:
                self._again(each, prefix, at)
                moved.add(id(each))
            if local or not module or self.depth > 1:
                continue
            for artifact, language in imports.modules(self.artifact, module, self.language, name):
                for each in routes_of(artifact, language, self.depth + 1):
                    self._again(each, prefix, at)
                break
        self.found = [each for each in self.found if id(each) not in moved]

    def _again(self, each: Named, prefix: str, at: tuple[int, int]) -> None:
        method, _, path = each.name.rpartition(" ")
        if len(self.found) < MAX_FOUND:
            self.found.append(Named("route", offered_path(method, joined(prefix, path)), at, each.words))

    def _target(self, node: Node) -> tuple[str, str]:
        """The variable that is mounted, and the module that it is of."""
        kind = node.kind()
        if kind in CALLS and (call := call_of(node)):
            if call.name in ("require", "include", "import") and call.arguments:
                first = call.arguments[0].node
                if first.kind() == "tuple" and named(first):  # include(("chat.urls", "chat")) of Django
                    first = named(first)[0]
                texts = self._texts(first)
                if not texts and first.kind() == "identifier":
                    return str(first.text()), self.imported.get(str(first.text()), "")
                if not texts and (inner := [each for each in named(first) if is_text(each)]):
                    texts = [text_of(inner[0])]
                return "", texts[0] if texts else ""
            if call.receiver is not None and self.language == "rust":
                first, _, rest = str(call.receiver.text())[:200].partition("::")
                return "", f"{self.imported.get(first, first)}{'::' if rest else ''}{rest}"
            if call.receiver is not None:
                return self._target(call.receiver)
            return call.name, self.imported.get(call.name, "")
        parts = [part for part in re.split(r"\W+", str(node.text())[:200]) if part]
        if not parts:
            return "", ""
        return parts[-1] if len(parts) == 1 or parts[0] not in self.imported else parts[0], self.imported.get(
            parts[0], ""
        )


def routes_of(artifact: Artifact, language: str, depth: int) -> tuple[Named, ...]:
    """The routes of another file; none where it cannot be read, which is told of that file."""
    try:
        code = read_code(artifact, language, depth)
    except Unjudged:
        return ()
    return tuple(each for each in code.named if each.kind == "route")
