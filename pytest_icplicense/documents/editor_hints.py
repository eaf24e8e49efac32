"""What editors show beside a schema: what each word of a list means, and in words what a pattern asks for.

`enumDescriptions` and `patternErrorMessage` are no words of JSON Schema: validators pass over them, and the language
servers behind editors show them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_icplicense.text import Text


def annotated(schema: dict[str, Any], meanings: Mapping[str, Mapping[str, Text]]) -> dict[str, Any]:
    """`schema` with such annotations; `meanings` says by the name of a definition what each word of its `enum` means."""
    whole: dict[str, Any] = _with_patterns(schema)
    for name, words in meanings.items():
        if listed := whole.get("$defs", {}).get(name):
            listed["enumDescriptions"] = [f"{words[word].en} · {words[word].zh}" for word in listed["enum"]]
    return whole


def _with_patterns(node: Any) -> Any:
    if isinstance(node, list):
        return [_with_patterns(each) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _with_patterns(value) for key, value in node.items()}
    if isinstance(node.get("pattern"), str) and isinstance(title := node.get("title"), str):
        en, _, zh = title.partition(" · ")
        example = next((each for each in node.get("examples", ()) if isinstance(each, str)), None)
        like = Text("", "") if example is None else Text(f", for example {example}", f"，例如 {example}")
        en = en[:1].lower() + en[1:] if en[1:2].islower() else en
        inner["patternErrorMessage"] = f"not a valid {en}{like.en} · 不是有效的{zh or en}{like.zh}"
    return inner
