"""The values of a module of Terraform: what variables, locals, functions and other resources put into its blocks.

What is known only where it is deployed stays unknown (None): no value is guessed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pytest_icplicense.detect import yaml_nodes as yamlnodes
from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.clusters import completed
from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block, blocks, parts
from pytest_icplicense.detect.facts.formats.hcl_expressions import (
    MAX_ENTRIES,
    Expressions,
    Steps,
    called,
    elements,
    is_choice,
)
from pytest_icplicense.detect.facts.formats.hcl_functions import MAX_TEXT, NULL, UNKNOWN, Value, result
from pytest_icplicense.detect.facts.formats.hcl_values import MAX_PARTS, below, node_of, parts_of, word_at
from pytest_icplicense.detect.facts.formats.terraform_files import BLOCKS, VARIABLES, plain_value
from pytest_icplicense.detect.facts.formats.terraform_links import Links, is_inside, stands_nowhere, written
from pytest_icplicense.detect.listing import before_production
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Node, Word
from pytest_icplicense.expressions import expression

_BYTES_A_STEP = 20
"""Of a file that is read for an expression."""
MAX_LEVELS = 12
"""Folders above that are looked into."""
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


class Evaluation(Expressions):
    """One module with one set of values for its variables."""

    def __init__(self, module: Module, given: Mapping[str, Value], bound: Mapping[str, Value] = {}) -> None:
        super().__init__(bound, module.steps)
        self.module, self.given = module, given
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
                node.setdefault("@name", word_at(each.labels[-1], each.line, each.column))
                if each.labels[0].startswith(_BUCKETS):
                    node.update(self._kept_from_public(node))
                if each.kind == "resource" and stands_nowhere(each.labels[0]):
                    node["@nowhere"] = Word("true")
                if (name := each.attributes.get("name")) is not None:
                    node["@written"] = node.get("name") or word_at(written(name), each.line, each.column)
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
        if known is UNKNOWN and is_choice(entries.value):
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
            found[name] = node_of(value, each.line, each.column)
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

    def _function(self, name: str, given: list[Value]) -> Value:
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

    def _named(self, steps: list[Any]) -> Value:
        first, *rest = steps
        if first == "path" and rest == ["module"]:
            return "."
        if first == "var" and rest:
            return below(self._once(f"var.{rest[0]}", self._variable, rest[0]), rest[1:])
        if first == "local" and rest:
            return below(self._once(f"local.{rest[0]}", self._local, rest[0]), rest[1:])
        kind, steps = ("resource", steps) if first != "data" else ("data", rest)
        if len(steps) < 3:
            return UNKNOWN
        return self._of_resource(kind, *steps)

    def _once(self, key: str, find: Callable[[str], Value], name: str) -> Value:
        if key not in self.known:
            self.known[key] = UNKNOWN
            value = find(name)
            self.known[key] = value if parts_of(value, MAX_PARTS) >= 0 else UNKNOWN
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
        name, arguments = called(type_)
        if name == "optional" and arguments:
            return self._with_defaults(value, arguments[0])
        if name != "object" or not arguments:
            return value
        found = dict(value)
        for each in elements(arguments[0]):
            key, *_, type_ = parts(each)
            name, arguments = called(type_)
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
                    if rest[0] == "name" and kind == "data" and "name" not in each.attributes:
                        return UNKNOWN
                    if rest[0] in ("id", "bucket", "name") and rest[0] not in each.attributes:
                        names = [own for own in ("bucket", "bucket_name", "name") if own in each.attributes]
                        known = self._alone(each.attributes[names[0]]) if names else UNKNOWN
                        return known if isinstance(known, str) else name
                    if rest[0] in each.attributes:
                        return below(self._alone(each.attributes[rest[0]]), list(rest[1:]))
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
