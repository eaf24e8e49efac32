"""The value of an expression of HCL, as far as it is known where it stands.

What is known only where it is deployed stays unknown: no value is guessed.
"""

from __future__ import annotations

import operator
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_icplicense.detect.facts.formats.hcl import parts
from pytest_icplicense.detect.facts.formats.hcl_functions import MAX_TEXT, NULL, UNKNOWN, Value
from pytest_icplicense.detect.facts.formats.hcl_values import below
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.text import whole_number

MAX_ENTRIES = 200
"""Entries of a `for_each` that are told apart."""
MAX_TURNS = 24
"""References that are followed from one to the next."""
MAX_STEPS = 300_000
"""Expressions of a repository that are evaluated, those counted again that are evaluated again."""
_EQUAL: Mapping[str, Callable[[Any, Any], bool]] = {"==": operator.eq, "!=": operator.ne}
_OF_NUMBERS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_OPERATORS = frozenset({*_EQUAL, *_OF_NUMBERS, "&&", "||", "%"})


@dataclass
class Steps:
    """How many expressions may still be evaluated."""

    left: int = MAX_STEPS


class Expressions(ABC):
    """Evaluates expressions with what is bound around them."""

    def __init__(self, bound: Mapping[str, Value], steps: Steps) -> None:
        self.bound, self.steps = bound, steps
        self.turns = 0

    @abstractmethod
    def _within(self, bound: Mapping[str, Value], turns: int = 0) -> Expressions:
        """The same with something else bound around the expression."""

    @abstractmethod
    def _function(self, name: str, given: list[Value]) -> Value:
        """What a function gives."""

    @abstractmethod
    def _named(self, steps: list[Any]) -> Value:
        """What a name stands for that nothing around the expression binds: `var.region`, `local.a["b"]`."""

    def value(self, node: Any) -> Value:
        """The value of an expression."""
        self.turns += 1
        self.steps.left -= 1
        if self.steps.left < 0 or self.turns >= MAX_TURNS * MAX_ENTRIES:
            return UNKNOWN
        try:
            return self._value(node)
        except (ValueError, TypeError, KeyError, IndexError, ArithmeticError, RecursionError, Unjudged):
            return UNKNOWN

    def _value(self, node: Any) -> Value:
        if not hasattr(node, "kind"):
            return node  # of a JSON file
        kind = node.kind()
        within = parts(node)
        if kind == "expression" and len(within) > 1:
            return self._reference(within)
        if kind in (
            "expression",
            "literal_value",
            "template_expr",
            "collection_value",
            "operation",
            "for_expr",
        ):
            return self._value(within[0]) if len(within) == 1 else UNKNOWN
        if kind == "variable_expr":
            return self._reference(within)
        match kind:
            case "numeric_lit":
                text = node.text()
                number = whole_number(text)
                return float(text) if number is None else number
            case "null_lit":
                return NULL
            case "for_tuple_expr" | "for_object_expr":
                return self._entries(node)
            case "bool_lit":
                return node.text() == "true"
            case "string_lit" | "quoted_template":
                return self._template(within)
            case "heredoc_template":
                return self._heredoc(node)
            case "tuple":
                return [self.value(each) for each in within if each.kind() == "expression"]
            case "object":
                return self._object(within)
            case "function_call":
                return self._call(within)
            case "conditional":
                return self._choice([each for each in within if each.kind() == "expression"])
            case "binary_operation":
                return self._computed(within)
            case "unary_operation":
                sign, value = within[0].text(), self._operand(within[1:])
                return -value if sign == "-" else (not value if isinstance(value, bool) else UNKNOWN)
            case "(":
                return UNKNOWN
        inner = [each for each in within if each.kind() not in ("(", ")")]
        return self._value(inner[0]) if kind == "parenthesized_expression" or len(inner) == 1 else UNKNOWN

    def _template(self, within: list[Any]) -> Value:
        out: list[str] = []
        length = 0
        for each in within:
            match each.kind():
                case "template_literal":
                    out.append(each.text())
                case "template_interpolation":
                    inner = [part for part in parts(each) if part.kind() == "expression"]
                    value = self._value(inner[0]) if inner else UNKNOWN
                    if len(within) == 3 and not isinstance(value, str):
                        return value  # "${var.days}" is what it stands for
                    if isinstance(value, bool) or not isinstance(value, str | int | float):
                        return UNKNOWN
                    out.append(str(value))
                    length += len(out[-1])
                    if length > MAX_TEXT:
                        return UNKNOWN
                case "template_directive":
                    return UNKNOWN
        return "".join(out).replace('\\"', '"')

    def _heredoc(self, node: Any) -> Value:
        text = str(node.text())
        body = text.partition("\n")[2].rpartition("\n")[0]
        out: list[str] = []
        length = done = 0
        for each in parts(node):
            if each.kind() == "template_interpolation":
                inner = [part for part in parts(each) if part.kind() == "expression"]
                value = self._value(inner[0]) if inner else UNKNOWN
                plain = value if isinstance(value, str | int) and not isinstance(value, bool) else "?"
                start = body.find(each.text(), done)
                out += [body[done:start], str(plain)]
                length += start - done + len(out[-1])
                done = start + len(each.text())
                if start < 0 or length > MAX_TEXT:
                    return UNKNOWN
            elif each.kind() == "template_directive":
                return UNKNOWN
        return "".join((*out, body[done:]))

    def _object(self, within: list[Any]) -> Value:
        found: dict[str, Value] = {}
        for each in within:
            if each.kind() != "object_elem":
                continue
            key, *_, value = parts(each)
            name = key.text()
            if not name.replace("_", "a").replace("-", "a").isalnum():
                name = self._value(key)
            if isinstance(name, str):
                found[name] = self.value(value)
        return found

    def _choice(self, within: list[Any]) -> Value:
        asked, yes, no = within
        answer = self.value(asked)
        if isinstance(answer, bool):
            return self.value(yes if answer else no)
        first, second = self.value(yes), self.value(no)
        return first if first == second else UNKNOWN

    def _computed(self, within: list[Any]) -> Value:
        at = next(index for index, each in enumerate(within) if each.kind() in _OPERATORS)
        sign = within[at].text()
        left, right = (self._operand(each) for each in (within[:at], within[at + 1 :]))
        if (sign, settled := sign == "||") in (("&&", False), ("||", True)) and (
            left is settled or right is settled
        ):
            return settled
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        if sign in ("&&", "||"):
            return (left and right) if sign == "&&" else (left or right)
        if sign in _EQUAL:
            return _EQUAL[sign](left, right)
        if isinstance(left, int | float) and isinstance(right, int | float) and sign in _OF_NUMBERS:
            return _OF_NUMBERS[sign](left, right)
        return UNKNOWN

    def _operand(self, within: list[Any]) -> Value:
        return self._value(within[0]) if len(within) == 1 else self._reference(within)

    def _call(self, within: list[Any]) -> Value:
        name, given = within[0].text(), arguments(within)
        return (
            self._first(given)
            if name == "try"
            else self._function(name, [self.value(each) for each in given])
        )

    def _first(self, arguments: list[Any]) -> Value:
        """The first that Terraform can evaluate."""
        for each in arguments:
            try:
                return self._value(each)
            except (ValueError, TypeError, KeyError, IndexError):
                continue
        return UNKNOWN

    def _entries(self, node: Any) -> Value:
        """What `[for … in … : …]` and `{for … in … : … => …}` give."""
        within = parts(node)
        intro = next(each for each in within if each.kind() == "for_intro")
        *names, source = (each for each in parts(intro) if each.kind() in ("identifier", "expression"))
        said = [each for each in within if each.kind() == "expression"]
        asked = next((parts(each)[-1] for each in within if each.kind() == "for_cond"), None)
        known = self.value(source)
        if not isinstance(known, list | dict) or any(each.kind() == "ellipsis" for each in within):
            return UNKNOWN
        pairs = list(known.items() if isinstance(known, dict) else enumerate(known))[:MAX_ENTRIES]
        rows = []
        for pair in pairs:
            own = dict(zip((each.text() for each in names), pair[-len(names) :], strict=True))
            inner = self._within({**self.bound, **own}, self.turns + MAX_ENTRIES)
            holds = True if asked is None else inner.value(asked)
            if not isinstance(holds, bool) or self.steps.left < 0:
                return UNKNOWN
            if holds:
                rows.append([inner.value(each) for each in said])
        if node.kind() == "for_tuple_expr":
            return [row[0] for row in rows]
        return {row[0]: row[1] for row in rows} if all(isinstance(row[0], str) for row in rows) else UNKNOWN

    def _reference(self, within: list[Any]) -> Value:
        """What `var.region`, `local.a["b"]` or `alicloud_oss_bucket.b.bucket` stand for."""
        steps: list[Any] = []
        for each in within:
            kind = each.kind()
            if kind in ("variable_expr", "get_attr"):
                inner = parts(each)
                steps += [part.text() for part in inner if part.kind() == "identifier"]
            elif kind == "identifier":
                steps.append(each.text())
            elif kind == "index":
                inner = [part for new in parts(each) for part in parts(new) if part.kind() == "expression"]
                steps.append(self.value(inner[0]) if inner else UNKNOWN)
            elif not steps:
                steps.append(_Given(self._value(each)))
            else:
                return UNKNOWN
        if any(each is UNKNOWN for each in steps):
            return UNKNOWN
        return self._found(steps)

    def _found(self, steps: list[Any]) -> Value:
        first, *rest = steps
        if isinstance(first, _Given):
            return below(first.value, rest)
        return below(self.bound[first], rest) if first in self.bound else self._named(steps)


class _Given:
    """A value that something is asked of: `{…}.a`."""

    def __init__(self, value: Value) -> None:
        self.value = value


def arguments(within: list[Any]) -> list[Any]:
    """The arguments of a call, given what it consists of."""
    return [
        each
        for part in within
        if part.kind() == "function_arguments"
        for each in parts(part)
        if each.kind() == "expression"
    ]


def called(node: Any) -> tuple[str, list[Any]]:
    """The name and the arguments of a call."""
    while node.kind() == "expression" and len(parts(node)) == 1:
        node = parts(node)[0]
    return (parts(node)[0].text(), arguments(parts(node))) if node.kind() == "function_call" else ("", [])


def is_choice(node: Any) -> bool:
    """Whether an expression is one thing or another."""
    while hasattr(node, "kind") and node.kind() in ("expression", "function_call") and parts(node):
        node = parts(node)[0] if node.kind() == "expression" else (arguments(parts(node)) or [None])[0]
    return hasattr(node, "kind") and node.kind() == "conditional"


def elements(node: Any) -> list[Any]:
    """The elements of an object."""
    while node.kind() in ("expression", "collection_value") and len(parts(node)) == 1:
        node = parts(node)[0]
    return [each for each in parts(node) if each.kind() == "object_elem"]
