"""Why a value breaks a JSON Schema, in words: the errors of `jsonschema` as sentences in both languages."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from pytest_icplicense.documents.positions import escape
from pytest_icplicense.documents.syntax_errors import WIDE_BLANKS
from pytest_icplicense.text import Text, did_you_mean, near

_GUESSES = 3
_NUMBER = re.compile("[1-9][0-9]{0,17}")


class Breach(NamedTuple):
    """One reason why a value breaks a schema: where below the value, and why."""

    pointer: str
    why: Text
    missing: bool = False
    """Whether it is that a key is not there."""


Names = Mapping[str, Sequence[str]]
"""The words that lists of values have, each with what people call it besides."""


_SAY_IT = Text("; say it in words, or name the file that shows it", "；请用文字写明，或填写证明文件的路径")
_MOST_KEYS = 12


def _few(known: list[str]) -> Text:
    """The keys that there are, where a line can hold them."""
    if not known or len(known) > _MOST_KEYS:
        return Text("", "")
    return Text(f"; there are {', '.join(known)}", f"；可用：{'、'.join(known)}")


def explained(error: Any, names: Names = MappingProxyType({})) -> Iterator[Breach]:
    """What an error of `jsonschema` means, in words: one reason, or several."""
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    keyword = error.validator
    if keyword in ("anyOf", "oneOf") and error.context:
        yield from _nearest_branch(error, names)
    elif keyword == "additionalProperties" and isinstance(error.instance, dict):
        known = list(error.schema.get("properties", ()))
        for name in error.instance:
            if name not in known:
                hint = _wide_sign(name) or near(name, known)
                hint = hint if hint.en else _few(known)
                why = Text(f"unknown key{hint.en}", f"未知的键{hint.zh}")
                yield Breach(f"{pointer}/{escape(name)}", why)
    elif keyword == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        for name in missing:
            if error.message.startswith(repr(name)):
                yield Breach(pointer, Text(f"'{name}' is missing", f"缺少“{name}”"), missing=True)
    elif keyword == "enum":
        yield Breach(pointer, _enum(error, names))
    else:
        yield Breach(pointer, _EXPLAIN.get(keyword, other)(error))


def _wide_sign(name: str) -> Text | None:
    """That a key has a full-width sign in it, which keeps it from being one."""
    for sign, plain in (("：", ": "), ("，", ", ")):
        if sign in name:
            return Text(
                f"; it has a full-width '{sign}' in it, write '{plain}'",
                f"；其中有全角“{sign}”，请改为半角“{plain}”",
            )
    for sign, blank in WIDE_BLANKS.items():
        if sign in name:
            return Text(f"; it has {blank.en} in it, write ' '", f"；其中有{blank.zh}，请改为半角空格")
    return None


def _nearest_branch(error: Any, names: Names) -> Iterator[Breach]:
    """Of several allowed shapes, the one that was meant: the first whose own type fits, else all of them in a row."""
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branch = inner.schema_path[0] if inner.schema_path else -1  # a branch that is `false`
        branches.setdefault(branch, []).append(inner)
    for inner in branches.values():
        if not any(each.validator == "type" and not each.path for each in inner):
            for each in inner:
                yield from explained(each, names)
            return
    whys = [breach.why for inner in branches.values() for each in inner for breach in explained(each, names)]
    pointer = "".join(f"/{escape(str(step))}" for step in error.absolute_path)
    en, zh = (dict.fromkeys(why[language] for why in whys) for language in (0, 1))
    yield Breach(pointer, Text(" or ".join(en), "，或".join(zh)))


_TYPES = {
    "object": Text("a mapping", "映射"),
    "array": Text("a list", "列表"),
    "string": Text("text", "文本"),
    "integer": Text("a whole number", "整数"),
    "number": Text("a number", "数字"),
    "boolean": Text("true or false", " true 或 false"),
    "null": Text("empty", "空值"),
}


def show(value: Any) -> str:
    """A value as a message quotes it: short, on one line."""
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    text = f"'{value}'" if isinstance(value, str) else json.dumps(value)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return text if len(text) <= 80 else f"{text[:77]}…'"


def _type(error: Any) -> Text:
    if "format" in error.schema and not isinstance(error.instance, dict | list):
        return _form(error)  # 20220301 is a number, but what it is not is a date
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    en, zh = (" / ".join(_TYPES[name][language] for name in wanted) for language in (0, 1))
    got = show(error.instance)
    text = "string" in wanted
    hint = Text("", "")
    if text and isinstance(error.instance, bool):  # in quotes, a yes says no more
        hint = _SAY_IT
    elif text and isinstance(error.instance, int | float):
        hint = Text("; put it in quotes", "；请加引号")
    elif "array" in wanted and isinstance(error.instance, str):
        hint = Text("; put it in square brackets", "；请加方括号")
    elif (
        isinstance(error.instance, str)
        and {"integer", "number"} & {*wanted}
        and _NUMBER.fullmatch(error.instance)
    ):
        hint = Text("; take the quotes away", "；请去掉引号")
    return Text(f"{got} is not {en}{hint.en}", f"{got} 不是{zh}{hint.zh}")


def _enum(error: Any, names: Names) -> Text:
    values = [value for value in error.validator_value if isinstance(value, str)]
    hint = Text("", "")
    if isinstance(error.instance, str):
        called = _folded(error.instance)
        meant = [value for value in values if called in map(_folded, names.get(value, ()))]
        hint = did_you_mean(meant[:_GUESSES]) if meant else near(error.instance, values)
    hint = hint if hint.en else _comment(error)  # where they are listed
    got = show(error.instance)
    if hint.en or len(values) > 6:
        return Text(f"{got} is not a known value{hint.en}", f"{got} 不是已知的取值{hint.zh}")
    known = ", ".join(values)
    return Text(f"{got} is none of {known}", f"{got} 不在可选值之内：{known}")


def _folded(name: str) -> str:
    """A name in one case and width, with a hyphen for each space."""
    return re.sub(r"[-_\s]+", "-", unicodedata.normalize("NFKC", name[:80]).casefold().strip())


def _const(error: Any) -> Text:
    return Text(
        f"{show(error.instance)} is not {show(error.validator_value)}",
        f"{show(error.instance)} 应为 {show(error.validator_value)}",
    )


def _form(error: Any) -> Text:
    """A pattern or a format: named by the schema's title, shown by its example."""
    title = error.schema.get("title", "")
    en, _, zh = title.partition(" · ")
    examples = error.schema.get("examples", ())
    alike = (each for each in examples if _signs(error.instance) <= _signs(each))
    example = next(alike, next(iter(examples), None))
    got = show(error.instance)
    like = (
        Text(f", for example {show(example)}", f"，例如 {show(example)}")
        if example is not None
        else Text("", "")
    )
    rule = _comment(error)
    return Text(
        f"{got} is not a valid {en[:1].lower() + en[1:] or 'value'}{like.en}{rule.en}",
        f"{got} 不是有效的{zh or '值'}{like.zh}{rule.zh}",
    )


def _comment(error: Any) -> Text:
    """What a schema says besides to whoever breaks it: `; more`, or an empty text."""
    comment = error.schema.get("$comment")
    if not isinstance(comment, str):
        return Text("", "")
    said = Text.parsed(comment)
    return Text(f"; {said.en}", f"；{said.zh}")


def _signs(value: Any) -> set[str]:
    """The signs in a text: an example of a moment has those that a moment without its offset has, one of a day has not."""
    return {char for char in str(value) if not char.isalnum() and not char.isspace()}


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


def _too_long(error: Any) -> Text:
    size, most = len(error.instance), error.validator_value
    return Text(
        f"has {size:,} characters; {most:,} are allowed at most", f"有 {size:,} 个字符，最多 {most:,} 个"
    )


def _too_many(error: Any) -> Text:
    size, most = len(error.instance), error.validator_value
    return Text(f"has {size:,} entries; {most:,} are allowed at most", f"有 {size:,} 项，最多 {most:,} 项")


def _twice(error: Any) -> Text:
    return Text("the same entry stands here twice", "列表中有重复的条目")


def _contains(error: Any) -> Text:
    wanted = error.validator_value
    what = show(wanted["const"]) if isinstance(wanted, dict) and "const" in wanted else json.dumps(wanted)
    return Text(f"{what} is not among the entries", f"条目中缺少 {what}")


def _not(error: Any) -> Text:
    return Text(f"{show(error.instance)} is not allowed here", f"此处不允许 {show(error.instance)}")


def other(error: Any) -> Text:
    """The words of the library, where there are none of ours."""
    message = error.message if len(error.message) <= 200 else f"{error.message[:197]}…"
    return Text.same(message)


_EXPLAIN: dict[str, Callable[[Any], Text]] = {
    "type": _type,
    "const": _const,
    "pattern": _form,
    "format": _form,
    "minLength": _too_short,
    "maxLength": _too_long,
    "minItems": _too_few,
    "maxItems": _too_many,
    "minProperties": _too_few,
    "minimum": _at_least,
    "exclusiveMinimum": _at_least,
    "maximum": _at_most,
    "exclusiveMaximum": _at_most,
    "uniqueItems": _twice,
    "contains": _contains,
    "not": _not,
}
