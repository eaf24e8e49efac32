"""Files of Terraform and OpenTofu, in HCL and in JSON, as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect import yaml_nodes as yamlnodes
from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.facts.formats.hcl import Attribute, Block, blocks
from pytest_icplicense.detect.facts.formats.hcl_functions import UNKNOWN, Value
from pytest_icplicense.detect.facts.formats.jsontext import nodes as json_nodes
from pytest_icplicense.detect.yaml_nodes import Node, Word
from pytest_icplicense.text import whole_number

BLOCKS = ("resource", "data", "provider", "module")
VARIABLES = (".tfvars", ".tfvars.json")
"""Files that set variables."""


def _of_json(artifact: Artifact) -> Block:
    """The JSON form of a configuration. Its templates (`${…}`) stay unknown."""
    top = Block("", (), 1, 1)
    for root in json_nodes(artifact):
        if not isinstance(root, yamlnodes.Mapping):
            continue
        for kind in BLOCKS:
            for type_, named in _pairs(root.get(kind)):
                entries = [(type_, named)] if kind == "provider" else list(_pairs(named))
                for name, body in entries:
                    for own in body if isinstance(body, list) else [body]:
                        if isinstance(own, yamlnodes.Mapping):
                            line, column = next(iter(own.where.values()), (1, 1))
                            labels = (type_,) if kind == "provider" else (type_, name)
                            block = Block(kind, labels, line, column)
                            for key, value in own.items():
                                block.attributes[key] = Attribute(
                                    plain_value(value), *own.where.get(key, (1, 1))
                                )
                            top.blocks.append(block)
    return top


def block_of(artifact: Artifact) -> Block:
    """A file of configuration or of variables, in either form.

    Raises:
        Unjudged: it is neither, or too large.
    """
    if not artifact.path.endswith(".json"):
        return blocks(artifact)
    return _variables_of_json(artifact) if artifact.path.endswith(VARIABLES) else _of_json(artifact)


def _variables_of_json(artifact: Artifact) -> Block:
    """A file of variables in JSON, as the block that the same in HCL is."""
    top = Block("", (), 1, 1)
    for root in json_nodes(artifact):
        for key, value in _pairs(root):
            top.attributes[key] = Attribute(plain_value(value), 1, 1)
    return top


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    yield from node.items() if isinstance(node, yamlnodes.Mapping) else ()


def plain_value(node: Node) -> Value:
    if isinstance(node, Word):
        number = whole_number(node)
        return UNKNOWN if "${" in node else str(node) if number is None else number
    if isinstance(node, list):
        return [plain_value(each) for each in node]
    if isinstance(node, yamlnodes.Mapping):
        return {key: plain_value(each) for key, each in node.items()}
    return UNKNOWN
