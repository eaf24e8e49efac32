"""The values of a module of Terraform: what variables, locals, functions and other resources put into its blocks.

What is known only where it is deployed stays unknown (None): no value is guessed.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pytest_icplicense.detect import yaml_nodes as yamlnodes
from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.clusters import completed
from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block, blocks, parts
from pytest_icplicense.detect.facts.formats.hcl_functions import MAX_TEXT, NULL, UNKNOWN, Value, result
from pytest_icplicense.detect.facts.formats.terraform_files import BLOCKS, VARIABLES, plain_value
from pytest_icplicense.detect.facts.formats.terraform_links import Links, is_inside, stands_nowhere, written
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Node, Word
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import whole_number

MAX_ENTRIES = 200
"""Entries of a `for_each` that are told apart."""
_BYTES_A_STEP = 20
"""Of a file that is read for an expression."""
MAX_LEVELS = 12
"""Folders above that are looked into."""
MAX_TURNS = 24
"""References that are followed from one to the next."""
MAX_STEPS = 300_000
"""Expressions of a repository that are evaluated, those counted again that are evaluated again."""
MAX_PARTS = 10_000
"""Entries of a value, those of its entries among them."""
_PRIVATE = (
    "block_public_acls",
    "ignore_public_acls",
    "block_public_policy",
    "restrict_public_buckets",
    "block_public_access",
)
_BUCKETS = ("aws_s3_bucket", "alicloud_oss_bucket")
_ACCESS_BLOCKS = tuple(f"{each}_public_access_block" for each in _BUCKETS)
_RIGHTS = expression(r"_(?:iam|ram|cam|role_assignment)(?:_|\Z)")
_OPERATORS = frozenset("== != && || + - * / % > < >= <=".split())


@dataclass
class Steps:
    """How many expressions may still be evaluated."""

    left: int = MAX_STEPS


@dataclass
class Module:
    """The files of one folder."""

    folder: str
    files: dict[str, Block] = field(default_factory=dict)
    broken: dict[str, Unjudged] = field(default_factory=dict)
    given: dict[str, Value] = field(default_factory=dict)
    """Variables that files of variables set."""
    steps: Steps = field(default_factory=Steps)
    read: Callable[[str], Artifact | None] = lambda path: None
    """A file of the repository."""
    called: Callable[[str], Iterable[Block]] = lambda source: ()
    """The blocks of another module of the repository, by its source."""

    @property
    def blocks(self) -> list[Block]:
        """Those of all its files."""
        return [each for block in self.files.values() for each in block.blocks]


class Evaluation:
    """One module with one set of values for its variables."""

    def __init__(self, module: Module, given: Mapping[str, Value], bound: Mapping[str, Value] = {}) -> None:
        self.module, self.given, self.bound = module, given, bound
        self.turns = 0
        self.known: dict[str, Value] = {}
        """What variables and locals are, once they were asked for; while they are looked into, nobody knows."""

    def _within(self, bound: Mapping[str, Value], turns: int = 0) -> Evaluation:
        """The same module with the same values for its variables, and something bound around the expression."""
        inner = Evaluation(self.module, self.given, bound)
        inner.turns, inner.known = turns, self.known
        return inner

    def root(self, block: Block) -> Node:
        """A file's resources, data and providers by their types; each has its label under `@name`."""
        found = yamlnodes.Mapping()
        for each in block.blocks:
            if each.kind not in BLOCKS or not each.labels:
                continue
            below = found.setdefault(each.kind, yamlnodes.Mapping())
            below.where.setdefault(each.labels[0], (each.line, each.column))
            listed = below.setdefault(each.labels[0], [])
            if each.kind == "provider" and not self._links.places_something(each):
                continue
            for own in self.each(each):
                node = own.node(each)
                node.setdefault("@name", _word(each.labels[-1], each.line, each.column))
                if each.labels[0].startswith(_BUCKETS):
                    node.update(self._kept_from_public(node))
                if each.kind == "resource" and stands_nowhere(each.labels[0]):
                    node["@nowhere"] = Word("true")
                if (name := each.attributes.get("name")) is not None:
                    node["@written"] = node.get("name") or _word(written(name), each.line, each.column)
                if is_inside(node):
                    node["@inside"] = Word("true")
                for link, others in self._links.around(each).items():
                    node.setdefault(link, [self.node(other) for other in others])
                listed.append(completed(node) if each.labels[0].endswith("ism_policy") else node)
        return found

    @cached_property
    def _links(self) -> Links:
        return Links(self.module.blocks, self.module.called)

    def _kept_from_public(self, bucket: yamlnodes.Mapping) -> dict[str, Node]:
        """What keeps access lists and policies of a bucket from making it public; None: not known before it is deployed."""
        name = bucket.get("bucket") or bucket["@name"]
        return {
            f"@{flag}": each[flag]
            for each in self._access_blocks
            if each.get("bucket") == name
            for flag in _PRIVATE
            if flag in each
        }

    @cached_property
    def _access_blocks(self) -> list[yamlnodes.Mapping]:
        return [
            self.node(each)
            for block in self.module.files.values()
            for each in block.blocks
            if each.labels and each.labels[0] in _ACCESS_BLOCKS
        ]

    def each(self, block: Block) -> Iterator[Evaluation]:
        """The same for every entry of `for_each`; none where `count` or `for_each` is nothing, or may be, and none of what
        is named for an environment that serves no users; rights that are named for CI or developers hold where users are.
        """
        rehearsed = block.kind in ("resource", "module") and before_production((block.labels or ("",))[-1])
        if rehearsed and not _RIGHTS.search(block.labels[0]):
            return
        count, entries = block.attributes.get("count"), block.attributes.get("for_each")
        if count is not None and self.value(count.value) in (0, UNKNOWN):
            return
        if entries is None:
            yield self
            return
        known = self.value(entries.value)
        if known is UNKNOWN and _is_choice(entries.value):
            return
        if isinstance(known, list):
            known = {each if isinstance(each, str) else str(at): each for at, each in enumerate(known)}
        if not isinstance(known, dict):
            yield self
            return
        for key, value in list(known.items())[:MAX_ENTRIES]:
            if not before_production(key):
                yield self._within({**self.bound, "each": {"key": key, "value": value}})

    def node(self, block: Block) -> yamlnodes.Mapping:
        """What a block says, its own blocks as lists."""
        found = yamlnodes.Mapping()
        for name, each in block.attributes.items():
            value = self.value(each.value)
            if value is NULL:
                continue
            found[name] = _node(value, each.line, each.column)
            found.where[name] = each.line, each.column
        for inner in block.blocks:
            name, entries = inner.kind, [self.node(inner)] if inner.kind != "dynamic" else []
            if inner.kind == "dynamic" and inner.labels:
                name = inner.labels[0]
                content = next((each for each in inner.blocks if each.kind == "content"), None)
                for own in self.each(inner) if content else ():
                    value = own.bound.get("each")
                    bound = self._within({**own.bound, name: value})
                    entries.append(bound.node(content))  # type: ignore[arg-type]
            listed = found.get(name)
            if not isinstance(listed, list):  # an attribute of that name is none of the block's
                listed = found[name] = []
            listed.extend(entries)
            found.where.setdefault(name, (inner.line, inner.column))
        return found

    def value(self, node: Any) -> Value:
        """The value of an expression."""
        self.turns += 1
        self.module.steps.left -= 1
        if self.module.steps.left < 0 or self.turns >= MAX_TURNS * MAX_ENTRIES:
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
        match sign:
            case "==":
                return left == right
            case "!=":
                return left != right
            case "&&":
                return left and right
            case "||":
                return left or right
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            return UNKNOWN
        match sign:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return left / right
            case ">":
                return left > right
            case "<":
                return left < right
            case ">=":
                return left >= right
            case "<=":
                return left <= right
        return UNKNOWN

    def _operand(self, within: list[Any]) -> Value:
        return self._value(within[0]) if len(within) == 1 else self._reference(within)

    def _call(self, within: list[Any]) -> Value:
        name, arguments = within[0].text(), _arguments(within)
        if name == "try":
            return self._first(arguments)
        given = [self.value(each) for each in arguments]
        if name == "file" and len(given) == 1 and isinstance(given[0], str):
            return self._file(given[0])
        if name == "find_in_parent_folders" and len(given) == 1 and isinstance(given[0], str):
            return self._above(given[0])
        if name == "read_terragrunt_config" and given and isinstance(given[0], str):
            return self._terragrunt(given[0])
        if name == "yamldecode" and len(given) == 1 and isinstance(given[0], str):
            return plain_value(next(iter(Artifact("", given[0].encode()).yaml()), None))
        if name == "coalesce" and UNKNOWN in given:
            given = given[: given.index(UNKNOWN) + 1]
        return result(name, given)

    def _file(self, path: str) -> Value:
        """The text of a file of the repository."""
        artifact = self.module.read(self._at(path))
        return artifact.text if artifact is not None and len(artifact.data) <= MAX_TEXT else UNKNOWN

    def _above(self, name: str) -> Value:
        """The way to a file of this name in a folder above, as Terragrunt looks for it."""
        levels = self.module.folder.count("/") + 1
        ways = ("../" * level + name for level in range(1, min(levels, MAX_LEVELS) + 1))
        return next((way for way in ways if self.module.read(self._at(way)) is not None), UNKNOWN)

    def _terragrunt(self, path: str) -> Value:
        """What another file of Terragrunt says; what that one takes from others is not known."""
        artifact = self.module.read(self._at(path))
        if artifact is None or len(artifact.data) > MAX_TEXT:
            return UNKNOWN
        self.module.steps.left -= len(artifact.data) // _BYTES_A_STEP
        block = blocks(artifact)
        own = Evaluation(Module(self.module.folder, {artifact.path: block}, steps=self.module.steps), {})
        inputs = block.attributes.get("inputs")
        named = (each.attributes for each in block.blocks if each.kind == "locals")
        return {
            "locals": {name: own.value(each.value) for row in named for name, each in row.items()},
            "inputs": own.value(inputs.value) if inputs else {},
        }

    def _at(self, path: str) -> str:
        return posixpath.normpath(posixpath.join(self.module.folder, path))

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
            if not isinstance(holds, bool) or self.module.steps.left < 0:
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
            return _below(first.value, rest)
        if first in self.bound:
            return _below(self.bound[first], rest)
        if first == "path" and rest == ["module"]:
            return "."
        if first == "var" and rest:
            return _below(self._once(f"var.{rest[0]}", self._variable, rest[0]), rest[1:])
        if first == "local" and rest:
            return _below(self._once(f"local.{rest[0]}", self._local, rest[0]), rest[1:])
        kind, steps = ("resource", steps) if first != "data" else ("data", rest)
        if len(steps) < 3:
            return UNKNOWN
        return self._of_resource(kind, *steps)

    def _once(self, key: str, find: Callable[[str], Value], name: str) -> Value:
        if key not in self.known:
            self.known[key] = UNKNOWN
            value = find(name)
            self.known[key] = value if _parts_of(value, MAX_PARTS) >= 0 else UNKNOWN
        return self.known[key]

    def _variable(self, name: str) -> Value:
        if any(path.endswith(VARIABLES) for path in self.module.broken):
            return UNKNOWN  # a file that may set it cannot be read
        declared = next(
            (
                each
                for block in self.module.files.values()
                for each in block.blocks
                if each.kind == "variable" and each.labels == (name,)
            ),
            None,
        )
        type_ = declared.attributes.get("type") if declared else None
        for known in (self.given, self.module.given):
            if name in known:
                return self._typed(known[name], type_)
        if declared is None or "default" not in declared.attributes:
            return UNKNOWN
        value = self._alone(declared.attributes["default"])
        if isinstance(value, str) and value.isalpha() and before_production(value):
            return UNKNOWN  # nobody deploys for users with it
        return self._typed(value, type_)

    def _typed(self, value: Value, type_: Attribute | None) -> Value:
        """An object with the attributes that its type has by default: `object({keep = optional(number, 30)})`."""
        if not isinstance(value, dict) or type_ is None or not hasattr(type_.value, "kind"):
            return value
        return self._with_defaults(value, type_.value)

    def _with_defaults(self, value: dict[str, Value], type_: Any) -> Value:
        name, arguments = _called(type_)
        if name == "optional" and arguments:
            return self._with_defaults(value, arguments[0])
        if name != "object" or not arguments:
            return value
        found = dict(value)
        for each in _elements(arguments[0]):
            key, *_, type_ = parts(each)
            name, arguments = _called(type_)
            own = found.get(key.text(), NULL)
            if own is NULL and name == "optional":
                own = self.value(arguments[1]) if len(arguments) > 1 else NULL
            if own is not NULL or name == "optional":
                found[key.text()] = self._with_defaults(own, type_) if isinstance(own, dict) else own
        return found

    def _local(self, name: str) -> Value:
        for block in self.module.files.values():
            for each in block.blocks:
                if each.kind == "locals" and name in each.attributes:
                    return self._alone(each.attributes[name])
        return UNKNOWN

    def _of_resource(self, kind: str, type_: str, name: str, *rest: Any) -> Value:
        """An attribute of another resource; its id is told as its own name, which is what stands for it elsewhere."""
        while rest and isinstance(rest[0], int):
            rest = rest[1:]
        if not rest:
            return UNKNOWN
        for block in self.module.files.values():
            for each in block.blocks:
                if each.kind == kind and each.labels == (type_, name):
                    if rest[0] == "json" and kind == "data":
                        return self._document(each)
                    if rest[0] in ("id", "bucket", "name") and rest[0] not in each.attributes:
                        names = [own for own in ("bucket", "bucket_name", "name") if own in each.attributes]
                        known = self._alone(each.attributes[names[0]]) if names else UNKNOWN
                        return known if isinstance(known, str) else name
                    if rest[0] in each.attributes:
                        return _below(self._alone(each.attributes[rest[0]]), list(rest[1:]))
        return UNKNOWN

    def _document(self, block: Block) -> Value:
        """The policy that `data.aws_iam_policy_document` makes."""
        statements = []
        for each in block.blocks:
            if each.kind == "statement":
                said = {name: self._alone(own) for name, own in each.attributes.items()}
                people = [
                    self._alone(own.attributes["identifiers"])
                    for own in each.blocks
                    if own.kind == "principals" and "identifiers" in own.attributes
                ]
                statements.append(
                    {
                        "Effect": said.get("effect", "Allow"),
                        "Action": said.get("actions"),
                        "Resource": said.get("resources"),
                        **({"Principal": people[0]} if people else {}),
                        **({"Condition": "?"} if any(own.kind == "condition" for own in each.blocks) else {}),
                    }
                )
        return {"Statement": statements}

    def _alone(self, attribute: Attribute) -> Value:
        """A value with no entry of a `for_each` around it; what refers to itself is unknown."""
        return self._within({}, self.turns + MAX_ENTRIES).value(attribute.value)


class _Given:
    """A value that something is asked of: `{…}.a`."""

    def __init__(self, value: Value) -> None:
        self.value = value


def _arguments(within: list[Any]) -> list[Any]:
    """The arguments of a call, given what it consists of."""
    return [
        each
        for part in within
        if part.kind() == "function_arguments"
        for each in parts(part)
        if each.kind() == "expression"
    ]


def _called(node: Any) -> tuple[str, list[Any]]:
    """The name and the arguments of a call."""
    while node.kind() == "expression" and len(parts(node)) == 1:
        node = parts(node)[0]
    return (parts(node)[0].text(), _arguments(parts(node))) if node.kind() == "function_call" else ("", [])


def _is_choice(node: Any) -> bool:
    """Whether an expression is one thing or another."""
    while hasattr(node, "kind") and node.kind() in ("expression", "function_call") and parts(node):
        node = parts(node)[0] if node.kind() == "expression" else (_arguments(parts(node)) or [None])[0]
    return hasattr(node, "kind") and node.kind() == "conditional"


def _elements(node: Any) -> list[Any]:
    """The elements of an object."""
    while node.kind() in ("expression", "collection_value") and len(parts(node)) == 1:
        node = parts(node)[0]
    return [each for each in parts(node) if each.kind() == "object_elem"]


def _below(value: Value, steps: Iterable[Any]) -> Value:
    """What the steps lead to.

    Raises:
        KeyError, IndexError: there is no such thing.
    """
    for step in steps:
        if value is NULL:
            raise KeyError(step)
        if not (
            isinstance(step, str)
            if isinstance(value, dict)
            else isinstance(value, list) and isinstance(step, int)
        ):
            return UNKNOWN
        value = value[step]
    return value


def _parts_of(value: Value, left: int) -> int:
    """How many parts a value may still have besides its own; less than nothing: it has too many itself."""
    waiting = [value]
    while waiting and left >= 0:
        each = waiting.pop()
        left -= 1
        if isinstance(each, list | dict):
            waiting += each.values() if isinstance(each, dict) else each
    return left


def _word(text: str, line: int, column: int) -> Word:
    word = Word(text)
    word.line, word.column = line, column
    return word


def _node(value: Value, line: int, column: int) -> Node:
    """A value as a node; all of it stands where its attribute does, and what is too large is not known."""
    if _parts_of(value, MAX_PARTS) < 0:
        return None
    return _node_of(value, line, column)


def _node_of(value: Value, line: int, column: int) -> Node:
    if isinstance(value, bool):
        return _word("true" if value else "false", line, column)
    if isinstance(value, float) and value == int(value):
        value = int(value)
    if isinstance(value, str) and value.lstrip()[:1] == "{" and '"' in value:
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    if isinstance(value, str | int | float):
        return _word(str(value), line, column)
    if isinstance(value, list):
        return [_node_of(each, line, column) for each in value]
    if isinstance(value, dict):
        found = yamlnodes.Mapping()
        for key, each in value.items():
            found[key] = _node_of(each, line, column)
            found.where[key] = line, column
        return found
    return None
