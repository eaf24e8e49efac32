"""JSON Schema: is a tree as it should be, and if not, in words, in both languages, all reasons at once.

The one place that knows the `jsonschema` library, for whole documents and for the conditions that policies write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property, lru_cache, partial
from itertools import islice
from typing import Any

from pytest_icplicense.documents import formats
from pytest_icplicense.documents.breaches import Breach, Names, explained, show
from pytest_icplicense.documents.document import Document, Problem
from pytest_icplicense.documents.keywords import inlined, read_alike, refused_alike, spelled_out
from pytest_icplicense.text import Text, short, whole_number

FORMATS: dict[str, Callable[[Any], bool]] = {
    "date": partial(formats.valid, formats.parse_date),
    "date-or-date-time": partial(formats.valid, formats.parse_moment),
}
"""What is known of each `format`; another would be passed over."""


MAX_BREACHES = 100
"""Of one document, after which nobody reads on; and each costs a look for words that are near."""
_OF_A_TEXT = {"title", "description", "examples", "type", "pattern", "maxLength"}
"""The keywords of a schema for one text that needs neither of the libraries."""


class Schema:
    """A JSON Schema 2020-12, compiled when it is first asked."""

    def __init__(
        self, schema: Mapping[str, Any] | bool, *, compared: bool = False, names: Names | None = None
    ) -> None:
        """`compared`: its patterns are among those on which the tests compare the two libraries."""
        self.schema = schema
        self._compared = compared
        self._names = names or {}

    def __getstate__(self) -> dict[str, Any]:
        """What travels to workers: what was compiled does not."""
        return {"schema": self.schema, "_compared": self._compared, "_names": self._names}

    @cached_property
    def reference(self) -> Any:
        """The validator of `jsonschema`, which decides and explains."""
        from jsonschema import FormatChecker
        from referencing import Registry

        checker = FormatChecker(formats=())
        for name, check in FORMATS.items():
            checker.checks(name)(check)
        nothing: Any = Registry()  # so that a reference to elsewhere is an error, and nothing is fetched
        return _reference()(inlined(self.schema), registry=nothing, format_checker=checker)

    @cached_property
    def fast(self) -> Any:
        """The validator of `jsonschema-rs`, where it is installed and the schema keeps to what both read alike."""
        return _fast(json.dumps(self.schema), self._compared)

    def invalid(self) -> tuple[str, Text] | None:
        """Where the schema itself is none, and why; None: it is one. A word with a wrong value might allow everything."""
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError

        try:
            Draft202012Validator.check_schema(self.schema)
        except SchemaError as error:
            breach = next(explained(error))
            return breach.pointer, breach.why
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
        """The reasons why `value` is not as the schema says, at most a hundred, in document order; none: it is."""
        if self.fast and self.fast.is_valid(value):
            return []
        errors = self.reference.iter_errors(value)
        found = islice((breach for error in errors for breach in explained(error, self._names)), MAX_BREACHES)
        return sorted(dict.fromkeys(found), key=lambda breach: _order(breach.pointer))

    def problems(self, document: Document) -> list[Problem]:
        """The breaches of a whole document with their places, in the order of its lines."""
        found = [
            document.problem(breach.pointer, _located(breach)) for breach in self.breaches(document.tree)
        ]
        found.sort(key=lambda problem: (problem.line, problem.column))
        if len(found) == MAX_BREACHES:
            found.append(Problem(*found[-1].place, _MORE))
        return found


@lru_cache(maxsize=2048)
def _fast(text: str, compared: bool) -> Any:
    """One for all schemas that are written alike: policies that are read again have mostly the same."""
    try:
        import jsonschema_rs
    except ImportError:
        return None
    schema = inlined(json.loads(text))
    if not read_alike(schema, compared=compared):
        return None
    return jsonschema_rs.Draft202012Validator(spelled_out(schema), validate_formats=True, formats=FORMATS)


_MORE = Text(
    "there may be more than these; fix them first, the rest is reported then",
    "可能还有其他问题；请先改正以上各处，其余随后提示",
)


@cache
def _reference() -> Any:
    """The validator of `jsonschema`, but for `uniqueItems`: it compares each entry with each other, for hours if need be."""
    from jsonschema import Draft202012Validator, ValidationError
    from jsonschema.validators import extend

    def unique(_validator: Any, wanted: bool, instance: Any, _schema: Any) -> Iterator[Any]:
        if (
            wanted
            and isinstance(instance, list)
            and len({_comparable(each) for each in instance}) < len(instance)
        ):
            yield ValidationError(f"{show(instance)} has non-unique elements")

    made: Any = extend  # which has no types
    return made(Draft202012Validator, {"uniqueItems": unique})


def _comparable(value: Any) -> Any:
    """The value in a form that can be hashed, equal where JSON Schema says that two values are: 1 is 1.0, but not true."""
    if isinstance(value, dict):
        return "{", frozenset((key, _comparable(each)) for key, each in value.items())
    if isinstance(value, list):
        return "[", tuple(_comparable(each) for each in value)
    return (value,) if isinstance(value, bool) else value


def _order(pointer: str) -> list[tuple[int, str]]:
    steps = ((whole_number(step), step) for step in pointer.split("/"))
    return [(-1, step) if index is None else (index, "") for index, step in steps]


def _located(breach: Breach) -> Text:
    """`features[1].kind: …`, as one says it."""
    steps = breach.pointer.split("/")[1:]
    where = "".join(f"[{step}]" if step.isdecimal() else f".{short(step)}" for step in steps).lstrip(".")
    return Text(f"{where}: {breach.why.en}", f"{where}：{breach.why.zh}") if where else breach.why


def with_vocabulary(schema: dict[str, Any], words: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """`schema` with the named `$defs` narrowed to the given words: the catalogue decides which kinds there are."""
    known = schema.get("$defs", {})
    narrowed = {
        name: {**known[name], "enum": list(values)} for name, values in words.items() if name in known
    }
    return {**schema, "$defs": {**known, **narrowed}}
