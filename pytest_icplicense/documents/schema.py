"""JSON Schema: is a tree as it should be, and if not, in words, in both languages, all reasons at once.

The one place that knows the `jsonschema` library, for whole documents and for the conditions that policies write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any, NamedTuple

from pytest_icplicense.documents import formats
from pytest_icplicense.documents.document import Document, Problem
from pytest_icplicense.documents.keywords import inlined, read_alike, refused_alike, spelled_out
from pytest_icplicense.documents.positions import escape
from pytest_icplicense.text import Text, near

FORMATS: dict[str, Callable[[Any], bool]] = {
    "date": partial(formats.valid, formats.parse_date),
    "date-or-date-time": partial(formats.valid, formats.parse_moment),
}
"""What is known of each `format`; another would be passed over."""


_OF_A_TEXT = {"title", "description", "examples", "type", "pattern", "maxLength"}
"""The keywords of a schema for one text that needs neither of the libraries."""


class Breach(NamedTuple):
    """One reason why a value breaks a schema: where below the value, and why."""

    pointer: str
    why: Text


class Schema:
    """A JSON Schema 2020-12, compiled when it is first asked."""

    def __init__(self, schema: Mapping[str, Any] | bool, *, compared: bool = False) -> None:
        """`compared`: its patterns are among those on which the tests compare the two libraries."""
        self.schema = schema
        self._compared = compared

    @cached_property
    def reference(self) -> Any:
        """The validator of `jsonschema`, which decides and explains."""
        from jsonschema import Draft202012Validator, FormatChecker
        from referencing import Registry

        checker = FormatChecker(formats=())
        for name, check in FORMATS.items():
            checker.checks(name)(check)
        nothing: Any = Registry()  # so that a reference to elsewhere is an error, and nothing is fetched
        return Draft202012Validator(inlined(self.schema), registry=nothing, format_checker=checker)

    @cached_property
    def fast(self) -> Any:
        """The validator of `jsonschema-rs`, where it is installed and the schema keeps to what both read alike."""
        try:
            import jsonschema_rs
        except ImportError:
            return None
        schema = inlined(self.schema)
        if not read_alike(schema, compared=self._compared):
            return None
        return jsonschema_rs.Draft202012Validator(spelled_out(schema), validate_formats=True, formats=FORMATS)

    def invalid(self) -> tuple[str, str] | None:
        """Where the schema itself is none, and why; None: it is one. A word with a wrong value might allow everything."""
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError

        try:
            Draft202012Validator.check_schema(self.schema)
        except SchemaError as error:
            pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
            return pointer, _other(error).en
        return None

    def accepts(self, value: Any) -> bool:
        """Whether `value` is as the schema says. `jsonschema-rs` answers where both are known to answer alike.

        A text with a pattern is compared as `jsonschema` does it: importing either library takes longer.
        """
        if self._of_a_text is not None:
            pattern, longest = self._of_a_text
            return isinstance(value, str) and len(value) <= longest and pattern.search(value) is not None
        quick = self.fast is not None and bool(self.fast.is_valid(value))
        if quick or (self.fast is not None and self._final):
            return quick
        return bool(self.reference.is_valid(value))

    @cached_property
    def _of_a_text(self) -> tuple[re.Pattern[str], float] | None:
        """The pattern and the longest length, where the schema is that of one text and says no more."""
        schema = self.schema
        if isinstance(schema, bool) or not schema.keys() <= _OF_A_TEXT or schema.get("type") != "string":
            return None
        return re.compile(schema.get("pattern", "")), schema.get("maxLength", float("inf"))

    @cached_property
    def _final(self) -> bool:
        """Whether a no of `jsonschema-rs` is final too; a yes is, wherever it is asked."""
        return refused_alike(inlined(self.schema))

    def breaches(self, value: Any) -> list[Breach]:
        """Every reason why `value` is not as the schema says, in document order; none: it is."""
        if self.fast and self.fast.is_valid(value):
            return []
        errors = self.reference.iter_errors(value)
        found = [breach for error in errors for breach in _explain(error)]
        return sorted(dict.fromkeys(found), key=lambda breach: _order(breach.pointer))

    def problems(self, document: Document) -> list[Problem]:
        """The breaches of a whole document with their places, in the order of its lines."""
        found = [
            document.problem(breach.pointer, _located(breach)) for breach in self.breaches(document.tree)
        ]
        return sorted(found, key=lambda problem: (problem.line, problem.column))


def _order(pointer: str) -> list[tuple[int, str]]:
    return [(int(token), "") if token.isdecimal() else (-1, token) for token in pointer.split("/")]


def _located(breach: Breach) -> Text:
    """`features[1].kind: …`, as one says it."""
    steps = breach.pointer.split("/")[1:]
    where = "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps).lstrip(".")
    return Text(f"{where}: {breach.why.en}", f"{where}：{breach.why.zh}") if where else breach.why


def _explain(error: Any) -> Iterator[Breach]:
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    keyword = error.validator
    if keyword in ("anyOf", "oneOf") and error.context:
        yield from _nearest_branch(error)
    elif keyword == "additionalProperties" and isinstance(error.instance, dict):
        known = list(error.schema.get("properties", ()))
        for name in error.instance:
            if name not in known:
                hint = _wide_sign(name) or near(name, known)
                why = Text(f"unknown key{hint.en}", f"未知的键{hint.zh}")
                yield Breach(f"{pointer}/{escape(name)}", why)
    elif keyword == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        for name in missing:
            if error.message.startswith(repr(name)):
                yield Breach(pointer, Text(f"'{name}' is missing", f"缺少“{name}”"))
    else:
        yield Breach(pointer, _EXPLAIN.get(keyword, _other)(error))


def _wide_sign(name: str) -> Text | None:
    """That a key has a full-width sign in it, which keeps it from being one."""
    for sign, plain in (("：", ": "), ("，", ", ")):
        if sign in name:
            return Text(
                f"; it has a full-width '{sign}' in it, write '{plain}'",
                f"；其中有全角“{sign}”，请改为半角“{plain}”",
            )
    return None


def _nearest_branch(error: Any) -> Iterator[Breach]:
    """Of several allowed shapes, the one that was meant: the first whose own type fits, else all of them in a row."""
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branch = inner.schema_path[0] if inner.schema_path else -1  # a branch that is `false`
        branches.setdefault(branch, []).append(inner)
    for inner in branches.values():
        if not any(each.validator == "type" and not each.path for each in inner):
            for each in inner:
                yield from _explain(each)
            return
    whys = [breach.why for inner in branches.values() for each in inner for breach in _explain(each)]
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    en, zh = (dict.fromkeys(why[language] for why in whys) for language in (0, 1))
    yield Breach(pointer, Text(" or ".join(en), "，或".join(zh)))


_TYPES = {
    "object": Text("a mapping", "映射"),
    "array": Text("a list", "列表"),
    "string": Text("text", "文本"),
    "integer": Text("a whole number", "整数"),
    "number": Text("a number", "数字"),
    "boolean": Text("true or false", "true 或 false"),
    "null": Text("empty", "空值"),
}


def show(value: Any) -> str:
    """A value as a message quotes it: short, on one line."""
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value)
    text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= 80 else f"{text[:77]}…'"


def _type(error: Any) -> Text:
    if "format" in error.schema and not isinstance(error.instance, dict | list):
        return _form(error)  # 20220301 is a number, but what it is not is a date
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    en, zh = (" / ".join(_TYPES[name][language] for name in wanted) for language in (0, 1))
    got = show(error.instance)
    quote = "string" in wanted and isinstance(error.instance, bool | int | float)
    hint = Text("; put it in quotes", "；请加引号") if quote else Text("", "")
    return Text(f"{got} is not {en}{hint.en}", f"{got} 不是{zh}{hint.zh}")


def _enum(error: Any) -> Text:
    values = [value for value in error.validator_value if isinstance(value, str)]
    hint = near(error.instance, values) if isinstance(error.instance, str) else Text("", "")
    comment = error.schema.get("$comment")  # where they are listed
    if not hint.en and isinstance(comment, str):
        en, _, zh = comment.partition(" · ")
        hint = Text(f"; {en}", f"；{zh or en}")
    got = show(error.instance)
    if hint.en or len(values) > 6:
        return Text(f"{got} is not a known value{hint.en}", f"{got} 不是已知的取值{hint.zh}")
    known = ", ".join(values)
    return Text(f"{got} is none of {known}", f"{got} 不在可选值之内：{known}")


def _const(error: Any) -> Text:
    return Text(
        f"{show(error.instance)} is not {show(error.validator_value)}",
        f"{show(error.instance)} 应为 {show(error.validator_value)}",
    )


def _form(error: Any) -> Text:
    """A pattern or a format: named by the schema's title, shown by its example."""
    title = error.schema.get("title", "")
    en, _, zh = title.partition(" · ")
    example = next(iter(error.schema.get("examples", ())), None)
    got = show(error.instance)
    like = (
        Text(f", for example {show(example)}", f"，例如 {show(example)}")
        if example is not None
        else Text("", "")
    )
    return Text(
        f"{got} is not a valid {en[:1].lower() + en[1:] or 'value'}{like.en}",
        f"{got} 不是有效的{zh or '值'}{like.zh}",
    )


def _at_least(error: Any) -> Text:
    return Text(
        f"{show(error.instance)} is less than {error.validator_value}",
        f"{show(error.instance)} 小于 {error.validator_value}",
    )


def _at_most(error: Any) -> Text:
    return Text(
        f"{show(error.instance)} is more than {error.validator_value}",
        f"{show(error.instance)} 大于 {error.validator_value}",
    )


def _too_few(error: Any) -> Text:
    count = error.validator_value
    if not error.instance:
        return Text("must not be empty", "不能为空")
    return Text(f"needs at least {count} entries", f"至少需要 {count} 项")


def _too_short(error: Any) -> Text:
    return _too_few(error) if not error.instance else _form(error)


def _twice(error: Any) -> Text:
    return Text("the same entry stands here twice", "列表中有重复的条目")


def _contains(error: Any) -> Text:
    wanted = error.validator_value
    what = show(wanted["const"]) if isinstance(wanted, dict) and "const" in wanted else json.dumps(wanted)
    return Text(f"{what} is not among the entries", f"条目中缺少 {what}")


def _not(error: Any) -> Text:
    return Text(f"{show(error.instance)} is not allowed here", f"此处不允许 {show(error.instance)}")


def _other(error: Any) -> Text:
    message = error.message if len(error.message) <= 200 else f"{error.message[:197]}…"
    return Text.same(message)


_EXPLAIN: dict[str, Callable[[Any], Text]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "pattern": _form,
    "format": _form,
    "minLength": _too_short,
    "minItems": _too_few,
    "minProperties": _too_few,
    "minimum": _at_least,
    "exclusiveMinimum": _at_least,
    "maximum": _at_most,
    "exclusiveMaximum": _at_most,
    "uniqueItems": _twice,
    "contains": _contains,
    "not": _not,
}


def with_vocabulary(schema: dict[str, Any], words: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """`schema` with the named `$defs` narrowed to the given words: the catalogue decides which kinds there are."""
    known = schema.get("$defs", {})
    narrowed = {
        name: {**known[name], "enum": list(values)} for name, values in words.items() if name in known
    }
    return {**schema, "$defs": {**known, **narrowed}}
