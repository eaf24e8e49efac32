"""License and Provision documents as YAML that a person reads: values as they are, texts line by line.

PyYAML writes them. Importing it takes a tenth of an import of a license, and it writes slowly, so a document in which all
values are plain is written by `plainly` in the same words; the tests compare the two.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pytest_icplicense.intake import plainly

_WIDEST_LIST = 60
"""Lists of plain values whose texts together are no longer stand on one line."""


@cache
def _dumper() -> Any:
    """Writes what our reader reads: dates and numbers with zeros are text there, and need no quotes."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    def values(dumper: yaml.SafeDumper, listed: list[Any]) -> yaml.SequenceNode:
        return dumper.represent_sequence("tag:yaml.org,2002:seq", listed, flow_style=_on_one_line(listed))

    Dumper.yaml_implicit_resolvers = {
        first: [
            (tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "merge", "value"))
        ]
        for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }
    Dumper.add_representer(str, text)
    Dumper.add_representer(list, values)
    return Dumper


def _on_one_line(values: list[Any]) -> bool:
    plain = all(not isinstance(value, list | dict) for value in values)
    return plain and sum(len(str(value)) + 2 for value in values) <= _WIDEST_LIST


def by_library(tree: dict[str, Any]) -> str:
    """The document as PyYAML writes it."""
    import yaml

    return str(yaml.dump(tree, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=1_000_000))


def to_yaml(tree: dict[str, Any], comment: str = "") -> str:
    """The document, under a comment of one line."""
    try:
        body = plainly.written(tree, _on_one_line)
    except plainly.NotPlain:
        body = by_library(tree)
    return f"# {comment}\n{body}" if comment else body
