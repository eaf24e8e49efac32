"""Syntax trees of many languages under a few names: calls, arguments, annotations, texts, classes, functions.

The grammars are those of tree-sitter, as ast-grep brings them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from posixpath import splitext
from typing import Any, NamedTuple

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.source.syntax_tree import syntax_tree
from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

Node = Any
"""A node of ast-grep."""

LANGUAGES: Mapping[str, str] = {
    ".java": "java",
    ".kt": "kotlin",
    ".kts": "kotlin",
    ".scala": "scala",
    ".go": "go",
    ".php": "php",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "javascript",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".vue": "html",
    ".py": "python",
    ".cs": "csharp",
    ".rb": "ruby",
    ".rs": "rust",
    ".swift": "swift",
    ".ex": "elixir",
    ".exs": "elixir",
}
MAX_BYTES = 400_000
"""What a file of code that people write may have; larger ones are made by programs."""
MAX_PAGE = 1_600_000
"""The same of a page, for the scripts that it loads."""
MAX_LINE = 20_000
"""Characters of a line that people write; longer ones are bundles."""
_MADE = expression(rb"code generated .{0,80}do not edit|@generated\b|auto-?generated")
MAX_NODES = 150_000
MAX_DEPTH = 250

CALLS = frozenset(
    "call_expression method_invocation call invocation_expression member_call_expression scoped_call_expression "
    "function_call_expression nullsafe_member_call_expression object_creation_expression new_expression "
    "command_call constructor_expression instance_expression".split()
)
_MEMBERS = frozenset(
    "member_expression selector_expression attribute navigation_expression member_access_expression field_expression "
    "field_access scoped_identifier scoped_type_identifier qualified_name conditional_access_expression "
    "subscript_expression scope_resolution dot generic_function generic_name scoped_type_identifier".split()
)
_NAMES = frozenset(
    "identifier property_identifier field_identifier simple_identifier type_identifier name constant variable_name "
    "shorthand_property_identifier private_property_identifier package_identifier namespace_identifier alias "
    "scoped_identifier this self dotted_name label".split()
)
_ARGUMENTS = frozenset(
    "arguments argument_list value_arguments annotation_argument_list attribute_argument_list call_suffix "
    "token_tree constructor_suffix bracketed_argument_list".split()
)
_ARGUMENT = frozenset(
    "argument value_argument attribute_argument array_element_initializer parenthesized_expression".split()
)
_KEYED = frozenset(
    "keyword_argument pair element_value_pair named_argument assignment_expression assignment".split()
)
_TEXTS = frozenset(
    "string string_literal interpreted_string_literal raw_string_literal line_string_literal template_string "
    "encapsed_string verbatim_string_literal interpolated_string_expression simple_symbol bare_symbol "
    "multi_line_string_literal raw_string_literal_content bare_string hash_key_symbol atom text_block char_literal "
    "interpolated_string_literal hash_key".split()
)
_LISTS = frozenset(
    "array list element_value_array_initializer array_creation_expression collection_literal symbol_array string_array "
    "tuple set array_expression collection_expression array_initializer composite_literal literal_value "
    "initializer_expression implicit_array_creation_expression parenthesized_list sequence_expression".split()
)
FUNCTIONS = frozenset(
    "arrow_function function_expression function function_declaration method_declaration method_definition func_literal "
    "lambda_expression lambda_literal anonymous_function anonymous_function_creation_expression arrow_function "
    "function_definition function_item closure_expression lambda do_block block_argument block method generator_function "
    "singleton_method local_function_statement constructor_declaration annotated_lambda lambda_block stab_clause".split()
)
CLASSES = frozenset(
    "class_declaration class_definition class interface_declaration object_declaration record_declaration "
    "struct_item impl_item struct_declaration class_specifier trait_declaration abstract_class_declaration "
    "type_declaration protocol_declaration".split()
)
SILENT = frozenset(
    "identifier property_identifier field_identifier simple_identifier type_identifier number integer float true false null "
    "this super undefined number_literal integer_literal boolean_literal decimal_integer_literal int_literal "
    "string_fragment "
    "string_content escape_sequence type_annotation type_arguments type_parameters interface_type object_type "
    "type_alias_declaration predefined_type regex jsx_text self name constant nil none comment line_comment block_comment "
    "formal_parameters parameter_list function_value_parameters formal_parameter modifier visibility_modifier "
    "; , . ( ) { } [ ] = : => -> < > ' \" ` + - ! && || ?".split()
)
"""What has nothing inside that is looked for."""
ANNOTATIONS = frozenset("annotation marker_annotation decorator attribute attribute_item".split())
ANNOTATION_LISTS = frozenset("modifiers attribute_list attribute_group decorators type_modifiers".split())
_OUTER_QUOTES = expression(r"""^(?:[rbufRBUF@$]{0,3})(?:\"\"\"|'''|"|'|`|:)|(?:\"\"\"|'''|"|'|`)$""")
_INTERPOLATED = expression(r"\$?\{[^{}]*\}|#\{[^{}]*\}|\\\([^()]*\)|\$[A-Za-z_]\w*")


_LEFT_OUT = expression(r"(?m)^[ \t]*#if[ \t]+(?:false|0)[ \t]*$(?>(?:[^#]|#(?!endif|else|elif))*)")
"""What a compiler is told to leave out, in C# and Swift."""


class Argument(NamedTuple):
    """What a call or an annotation is given."""

    name: str
    """Empty where it has none."""
    node: Node


class Call(NamedTuple):
    """A call of a function or method."""

    name: str
    receiver: Node | None
    arguments: tuple[Argument, ...]
    node: Node


def made_by_a_program(data: bytes) -> bool:
    """Whether nobody writes such a content: a bundle, generated code, or no text at all."""
    beginning = data[:3000].lower()
    stated = b"generated" in beginning and _MADE.search(beginning)
    return b"\0" in data or bool(stated) or max(map(len, data.split(b"\n"))) > MAX_LINE


def not_read(data: bytes, detectors: Collection[str]) -> Text | None:
    """Why one of the detectors that open a file passes over what it holds; None: none does."""
    if len(data) > min((_MOST[name] for name in detectors if name in _MOST), default=len(data)):
        return _LARGE
    return _PROGRAM if not _BY_HAND.isdisjoint(detectors) and made_by_a_program(data) else None


_BY_HAND = frozenset(("code", "other languages"))
_MOST = {
    **dict.fromkeys((*_BY_HAND, "components", "imports", "mapped-tables", "thrift"), MAX_BYTES),
    "pages": MAX_PAGE,
}
_LARGE = Text("larger than what people write", "大于人工编写的文件")
_PROGRAM = Text("generated by its own words, a bundle, or no text", "自称生成的代码、打包文件或非文本")


def language(path: str) -> str | None:
    """The language of a file, by the ending of its name."""
    return LANGUAGES.get(splitext(path)[1].lower())


def parsed(artifact: Artifact, name: str) -> Node:
    """The root of a file's tree.

    Raises:
        Unjudged: what reads it is not installed, or parsing it takes too long.
    """
    text = artifact.text
    if name in ("csharp", "swift") and "#if" in text:
        text = artifact.blanked(_LEFT_OUT)
    return syntax_tree(text, name)


def named(node: Node) -> list[Node]:
    """The children that are no mere signs and no comments."""
    return [each for each in node.children() if each.is_named() and "comment" not in each.kind()]


def line(node: Node) -> int:
    """Where it begins, counted from one."""
    return int(node.range().start.line) + 1


def place(node: Node) -> tuple[int, int]:
    """Line and column, counted from one."""
    start = node.range().start
    return start.line + 1, start.column + 1


def last_name(node: Node) -> str:
    """The last word of a dotted name: `Group` of `v1.Group`."""
    kind = node.kind()
    if kind in _NAMES and kind not in _MEMBERS and kind != "dotted_name":
        return str(node.text()).lstrip("$@")
    if kind in ("generic_function", "generic_name", "subscript_expression", "generic_type"):
        children = named(node)
        return last_name(children[0]) if children else ""
    for each in reversed(named(node)):
        if (
            each.kind() in ("type_arguments", "type_argument_list", "navigation_suffix")
            and each.kind() != "navigation_suffix"
        ):
            continue
        if (
            each.kind() in ("navigation_suffix", "member_binding_expression")
            or each.kind() in _NAMES
            or each.kind() in _MEMBERS
        ):
            return last_name(each)
    return ""


def call_of(node: Node, wanted: Collection[str] | None = None) -> Call | None:
    """The call that a node is; None where it calls nothing that has a name, or no name that is `wanted`."""
    children = named(node)
    if not children:
        return None
    kind = node.kind()
    receiver: Node | None = None
    if kind in (
        "method_invocation",
        "member_call_expression",
        "scoped_call_expression",
        "nullsafe_member_call_expression",
    ):
        name_node = node.field("name")
        receiver = node.field("object") or node.field("scope")
        name = str(name_node.text()) if name_node else ""
    elif kind in ("call", "command_call") and node.field("method") is not None:  # Ruby
        name = str(node.field("method").text())
        receiver = node.field("receiver")
    else:
        callee = node.field("function") or node.field("type") or node.field("constructor") or children[0]
        if callee.kind() in CALLS:
            return None
        name = last_name(callee)
        if callee.kind() in _MEMBERS and callee.kind() not in ("generic_function", "generic_name"):
            inner = named(callee)
            receiver = inner[0] if len(inner) > 1 else None
        elif callee.kind() in ("generic_function", "generic_name"):
            inner = named(callee)
            if inner and inner[0].kind() in _MEMBERS:
                deeper = named(inner[0])
                receiver = deeper[0] if len(deeper) > 1 else None
    if not name or (wanted is not None and name.lower() not in wanted):
        return None
    found: list[Argument] = []
    for each in children:
        _gather(each, found)
    return Call(name, receiver, tuple(found), node)


def _gather(node: Node, found: list[Argument]) -> None:
    kind = node.kind()
    if kind in _ARGUMENTS:
        for each in named(node):
            if each.kind() in _ARGUMENTS:
                _gather(each, found)
            else:
                found.append(argument_of(each))
    elif kind in ("annotated_lambda", "lambda_literal", "do_block", "block", "trailing_closure"):
        found.append(Argument("", node))


def argument_of(node: Node) -> Argument:
    """An argument with its name; wrappers around it are taken off."""
    kind = node.kind()
    children = named(node)
    if kind == "shorthand_property_identifier":
        return Argument(str(node.text()), node)
    if kind in _KEYED and len(children) > 1:
        return Argument(_key(children[0]), children[-1])
    if kind in _ARGUMENT and children:
        if len(children) > 1 and kind != "parenthesized_expression":
            return Argument(_key(children[0]), children[-1])
        inner = children[-1]
        return (
            argument_of(inner) if inner.kind() in _KEYED or inner.kind() in _ARGUMENT else Argument("", inner)
        )
    return Argument("", node)


def _key(node: Node) -> str:
    return str(node.text()).strip("\"':=@$ ")


def is_member(node: Node) -> bool:
    """Whether the node is a dotted name."""
    return node.kind() in _MEMBERS


def is_text(node: Node) -> bool:
    """Whether the node is a text."""
    return node.kind() in _TEXTS


def text_of(node: Node) -> str:
    """A text without its quotes; what is filled in becomes `{}`."""
    words = str(node.text()).strip()
    if node.kind() in ("simple_symbol", "atom", "hash_key_symbol", "bare_symbol"):
        return words.strip(":\"'")
    words = _OUTER_QUOTES.sub("", words)
    if node.kind() in (
        "template_string",
        "encapsed_string",
        "interpolated_string_expression",
        "line_string_literal",
    ):
        return _INTERPOLATED.sub("{}", words) if "$" in words or "\\(" in words else words
    return words


def texts_of(node: Node, known: Mapping[str, str]) -> list[str]:
    """The texts that an expression may be: itself, a sum, a list of them, a constant that is `known`."""
    kind = node.kind()
    if kind in _TEXTS:
        if kind == "template_string" and known:
            return [_with_constants(node, known)]
        return [text_of(node)]
    children = named(node)
    if kind in _LISTS:
        entries = [argument_of(each) for each in children[:50]]
        return [words for each in entries if not each.name for words in texts_of(each.node, known)]
    if kind in ("binary_expression", "additive_expression", "concatenated_string", "binary_operator"):
        parts = [texts_of(each, known)[:1] for each in children[:20]]
        if any(parts):
            return ["".join(part[0] if part else "{}" for part in parts)[:1000]]
        return []
    if (
        kind in ("parenthesized_expression", "as_expression", "const_block", "reference_expression")
        and children
    ):
        return texts_of(children[0], known)
    if kind in _NAMES or kind in _MEMBERS:
        whole = str(node.text())
        for name in (whole, last_name(node)):
            if name in known:
                return [known[name]]
    return []


def _with_constants(node: Node, known: Mapping[str, str]) -> str:
    words = _OUTER_QUOTES.sub("", str(node.text()).strip())
    return _INTERPOLATED.sub(lambda match: known.get(match[0].strip("${} "), "{}"), words)


def pairs_of(node: Node) -> Iterator[Argument]:
    """The entries of a literal object, with their names."""
    if node.kind() in (
        "object",
        "hash",
        "dictionary",
        "object_expression",
        "array_creation_expression",
        "literal_value",
    ):
        for each in named(node):
            argument = argument_of(each)
            if argument.name:
                yield argument


def annotation_of(node: Node) -> Call | None:
    """The name and arguments of an annotation, an attribute or a decorator."""
    kind = node.kind()
    children = named(node)
    if not children:
        return None
    if kind in ("attribute_item", "decorator") or (
        kind == "annotation" and children[0].kind() in ("constructor_invocation", "user_type")
    ):
        inner = children[0]
        if inner.kind() in CALLS:
            return call_of(inner)
        if inner.kind() in ("attribute", "constructor_invocation"):
            if kind == "decorator":
                return Call(last_name(inner), named(inner)[0] if named(inner) else None, (), node)
            return annotation_of(inner)
        return Call(last_name(inner), None, (), node)
    found: list[Argument] = []
    for each in children[1:]:
        _gather(each, found)
    first = children[0]
    name = last_name(first) or (str(first.text()).rpartition(".")[2] if first.kind() == "user_type" else "")
    return Call(name, None, tuple(found), node) if name else None
