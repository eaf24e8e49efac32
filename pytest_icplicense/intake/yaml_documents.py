"""License and Provision documents as YAML that a person reads: values as they are, texts line by line."""

from __future__ import annotations

from typing import Any

import yaml

from pytest_icplicense.documents.scalars import resolve

_WIDEST_LIST = 60
"""Lists of plain values whose texts together are no longer stand on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes what our reader reads: dates and numbers with zeros are text there, and need no quotes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    quoted = None if isinstance(resolve(value), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else quoted)


def _list(dumper: _Dumper, values: list[Any]) -> yaml.SequenceNode:
    plain = all(not isinstance(value, list | dict) for value in values)
    on_one_line = plain and sum(len(str(value)) + 2 for value in values) <= _WIDEST_LIST
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=on_one_line)


_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "merge", "value"))]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}
_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def to_yaml(tree: dict[str, Any], comment: str = "") -> str:
    """The document, under a comment of one line."""
    body: str = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    return f"# {comment}\n{body}" if comment else body
