"""The words of JSON Schema: written out, checked for misspellings, and which of them two libraries read alike."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from pytest_icplicense.documents.positions import escape
from pytest_icplicense.expressions import expression


def inlined(schema: Any) -> Any:
    """The schema with each `$ref` to its own `$defs` written out, which halves the time of validation.

    What stands beside a reference is text for editors and gives way to what it refers to. A schema that refers to
    itself or elsewhere is left as it is.
    """
    definitions = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}

    def inline(node: Any, inside: tuple[str, ...]) -> Any:
        if isinstance(node, list):
            return [inline(each, inside) for each in node]
        if not isinstance(node, Mapping):
            return node
        reference = node.get("$ref")
        name = reference.removeprefix("#/$defs/") if isinstance(reference, str) else None
        if name is not None and (name not in definitions or name in inside):
            raise _NotInlined
        beside = {
            key: {word: inline(inner, inside) for word, inner in each.items()}
            if key in NAMED and isinstance(each, Mapping)
            else each
            if key in VALUES
            else inline(each, inside)
            for key, each in node.items()
            if key not in ("$ref", "$defs")
        }
        if name is None:
            return beside
        if set(beside) - {"title", "description", "examples", "default"}:
            raise _NotInlined
        return {**beside, **inline(definitions[name], (*inside, name))}

    try:
        return inline(schema, ())
    except _NotInlined:
        return schema


MOST_WORDS = 10_000
"""Of a policy's condition, each reference written out. Twenty definitions that name each other twice would be a million."""


def references_end(schema: Any) -> bool:
    """Whether each `$ref` names an entry of `$defs`, none leads back to itself, and all written out are of some size."""
    definitions = schema.get("$defs", {}) if isinstance(schema, Mapping) else {}
    sizes: dict[str, int] = {}

    def size(node: Any, inside: tuple[str, ...]) -> int:
        if isinstance(node, list):
            return sum(size(each, inside) for each in node)
        if not isinstance(node, Mapping):
            return 1
        total = 1
        for key, each in node.items():
            if key in NAMED and isinstance(each, Mapping):
                total += sum(size(inner, inside) for inner in each.values()) if key != "$defs" else 0
            elif key not in VALUES:
                total += size(each, inside)
        if "$ref" not in node:
            return total
        name = str(node["$ref"]).removeprefix("#/$defs/")
        if name not in definitions or name in inside or not str(node["$ref"]).startswith("#/$defs/"):
            raise _NotInlined
        if name not in sizes:
            sizes[name] = size(definitions[name], (*inside, name))
        return total + sizes[name]

    try:
        return size(schema, ()) <= MOST_WORDS
    except _NotInlined:
        return False


class _NotInlined(Exception):
    """The schema has a reference that cannot be written out."""


_ALIKE = frozenset(
    "$comment $defs $id $schema additionalProperties allOf anyOf const contains default description else enum examples"
    " exclusiveMaximum exclusiveMinimum format if items maxItems maxLength maxProperties maximum minItems minLength"
    " minProperties minimum not pattern properties propertyNames required then title type uniqueItems".split()
)
_ESCAPED = r"\\[rntfv\\.$^/|()\[\]{}*+?-]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}"
_ALIKE_PATTERN = expression(
    rf"{_ESCAPED}|\\[sS]|\[\^?(?>(?:[^\]\[\\]|\\s|{_ESCAPED})+)\]|\((?>(?:\?[:=!])?)(?!\?)|\{{[0-9]++(?>(?:,[0-9]*+)?)\}}|[^\\(\[{{]"
)
"""What a pattern may consist of. Other flags, groups, classes and braces mean different things to the two libraries."""
_SPACES = "\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What `\\s` is in Python; elsewhere it is not all of that, and some more."""
_SHORT = expression(r"\\.|\[\^?|\]", re.DOTALL)
VALUES = frozenset(("const", "enum", "default", "examples", "required", "type"))


KEYWORDS = frozenset(
    "additionalItems contentEncoding contentMediaType dependentRequired dependentSchemas deprecated"
    " maxContains minContains multipleOf oneOf patternProperties prefixItems readOnly unevaluatedItems"
    " unevaluatedProperties writeOnly $ref $anchor".split()
).union(_ALIKE)
"""The keywords of JSON Schema 2020-12."""
NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")


class Unknown(NamedTuple):
    """A word of a schema that would be passed over."""

    what: str
    """keyword or format"""
    word: str
    known: Collection[str]
    pointer: str


def unknown_words(schema: Any, formats: Collection[str], pointer: str = "") -> Iterator[Unknown]:
    """Each keyword that JSON Schema does not have, and each format that is not among `formats`."""
    if isinstance(schema, list):
        for index, each in enumerate(schema):
            yield from unknown_words(each, formats, f"{pointer}/{index}")
    elif isinstance(schema, Mapping):
        for keyword, value in schema.items():
            here = f"{pointer}/{escape(keyword)}"
            if keyword not in KEYWORDS:
                yield Unknown("keyword", keyword, KEYWORDS, here)
            elif keyword == "format" and value not in formats:
                yield Unknown("format", str(value), formats, here)
            elif keyword in NAMED and isinstance(value, Mapping):
                for name, each in value.items():
                    yield from unknown_words(each, formats, f"{here}/{escape(name)}")
            elif keyword not in VALUES:
                yield from unknown_words(value, formats, here)


def read_alike(schema: Any, *, compared: bool = False) -> bool:
    """Whether what `jsonschema-rs` accepts, `jsonschema` does: only keywords and patterns that the tests compare.

    A `$` inside `(?!…)` turns a yes into a no as well; it may stand only in patterns that have themselves been `compared`.
    """
    return all(
        _alike(each, exact) and (compared or not _turned(each.get("pattern", "")))
        for each, exact in _subschemas(schema)
    )


def _turned(pattern: str) -> bool:
    return "$" in pattern and ("(?!" in pattern or "(?=" in pattern)


def refused_alike(schema: Any) -> bool:
    """Whether the same holds for what it refuses. Not so where a `$` may stand before a last line break, as in Python."""
    return all(_alike(each, True) for each, _ in _subschemas(schema))


def _alike(schema: Mapping[str, Any], exact: bool) -> bool:
    pattern = schema.get("pattern", "")
    if not _ALIKE.issuperset(schema) or _ALIKE_PATTERN.sub("", pattern):
        return False
    return not (exact and ("format" in schema or "$" in pattern))


def _subschemas(schema: Any, exact: bool = False) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """The schema and every schema inside it, and whether a yes to it can mean a no to the whole: below `not` and `if`."""
    if isinstance(schema, list):
        for each in schema:
            yield from _subschemas(each, exact)
    elif isinstance(schema, Mapping):
        yield schema, exact
        for keyword, value in schema.items():
            if keyword in ("properties", "$defs"):
                yield from _subschemas(list(value.values()), exact)
            elif keyword not in VALUES:
                yield from _subschemas(value, exact or keyword in ("not", "if"))


def spelled_out(schema: Any) -> Any:
    """The schema with `\\s` and `\\S` written out as Python reads them, for a library that reads them in another way."""
    if isinstance(schema, list):
        return [spelled_out(each) for each in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        key: _without_short(value) if key == "pattern" and isinstance(value, str) else spelled_out(value)
        for key, value in schema.items()
    }


def _without_short(pattern: str) -> str:
    inside = False

    def written(match: re.Match[str]) -> str:
        nonlocal inside
        found = match[0]
        if found.startswith("["):
            inside = True
        elif found == "]":
            inside = False
        elif found == "\\s":
            return _SPACES if inside else f"[{_SPACES}]"
        elif found == "\\S":
            return f"[^{_SPACES}]"
        return found

    return _SHORT.sub(written, pattern)
