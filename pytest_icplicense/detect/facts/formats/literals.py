"""How programs of several languages write an object with its properties, and a list: as a literal, or by a builder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.detect.source.syntax import CALLS, Call, call_of, last_name, named

_POINTED = ("jsii", "pulumi")
"""Packages whose functions make a pointer of a plain value: jsii.String("a"), pulumi.Int(30)."""
_WRAPPED = ("expression_list", "literal_element", "parenthesized_expression")
_OBJECTS = ("object_creation_expression", "implicit_object_creation_expression")
_LISTS = ("implicit_array_creation_expression", "array_creation_expression", "initializer_expression")
_LISTING = ("of", "asList")
_MOST_STEPS = 60


def plain(node: Any) -> Any:
    """What is written, without what makes a pointer of it."""
    for _ in range(_MOST_STEPS):
        inner = named(node)
        if node.kind() in _WRAPPED and len(inner) == 1:
            node = inner[0]
        elif node.kind() == "unary_expression" and str(node.text())[:1] == "&":
            node = inner[-1]
        elif (
            node.kind() == "call_expression"
            and (call := call_of(node)) is not None
            and call.receiver is not None
            and str(call.receiver.text()) in _POINTED
            and len(call.arguments) == 1
        ):
            node = call.arguments[0].node
        else:
            break
    return node


def properties_of(node: Any) -> list[tuple[str, Any]] | None:
    """The properties of an object of C#, Go or Java, with their values; None where the node is none."""
    kind = node.kind()
    if kind in _OBJECTS:
        within = next((each for each in named(node) if each.kind() == "initializer_expression"), None)
        rows = named(within) if within is not None else []
        if rows and all(each.kind() == "assignment_expression" for each in rows):
            return [(str(key.text()), value) for key, value in _paired(rows)]
    elif kind in ("composite_literal", "literal_value"):
        rows = named(named(node)[-1]) if kind == "composite_literal" else named(node)
        if rows and all(each.kind() == "keyed_element" for each in rows):
            return [(str(key.text()), value) for key, value in _paired(rows)]
    elif (
        kind == "method_invocation" and (built := builder_of(node)) is not None and built[0].name == "builder"
    ):
        return built[1]
    return None


def builder_of(node: Any) -> tuple[Call, list[tuple[str, Any]]] | None:
    """The call that begins a chain which `build()` ends, and what the calls between are given."""
    call, given = call_of(node), list[tuple[str, Any]]()
    if call is None or call.name != "build" or call.receiver is None:
        return None
    for _ in range(_MOST_STEPS):
        before = call.receiver
        call = call_of(before) if before is not None and before.kind() in CALLS else None
        if call is None:
            return None
        if call.name == "builder" or (call.name == "create" and _made(call)):
            return call, given[::-1]
        if len(call.arguments) == 1:
            given.append((call.name, call.arguments[0].node))
    return None


def made_by(call: Call) -> str:
    """The construct that a builder makes: `LogGroup` of LogGroup.Builder.create(…)."""
    return last_name(named(call.receiver)[0]) if _made(call) else ""


def items_of(node: Any) -> list[Any] | None:
    """The entries of a list of C#, Go or Java; None where the node is none."""
    kind = node.kind()
    if kind in _LISTS:
        within = [each for each in named(node) if each.kind() == "initializer_expression"]
        return named(within[0]) if within else named(node)
    if kind in _OBJECTS:
        within = [each for each in named(node) if each.kind() == "initializer_expression"]
        return named(within[0]) if within else None
    if kind == "composite_literal":
        return named(named(node)[-1])
    if kind == "method_invocation" and (call := call_of(node)) is not None and call.name in _LISTING:
        return [each.node for each in call.arguments]
    return None


def _made(call: Call) -> bool:
    return call.receiver is not None and last_name(call.receiver) == "Builder" and bool(named(call.receiver))


def _paired(rows: list[Any]) -> Iterator[tuple[Any, Any]]:
    for each in rows:
        children = named(each)
        if len(children) > 1:
            yield children[0], children[-1]
