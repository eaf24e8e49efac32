"""Markdown as people and scanning programs write it: the text of each line, without the signs that shape it.

Line by line and by hand, not with a CommonMark parser: a license's lines keep their numbers, `1.` stays the number that
the license has, an indented line is no program code, and a line of a million brackets takes linear time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.plain import MAX_LINES, settled, split, too_many_lines
from pytest_icplicense.readers.refusal import Extracted
from pytest_icplicense.readers.struck import struck_out
from pytest_icplicense.text import Text

_SIGNS = expression(
    r"^#{1,6}[ \t]++\S|^[ \t]*+\|.*\|[ \t]*$|^-{3,}[ \t]*+\||^`{3}|\*\*[^*\s][^*\n]*+\*\*|~~[^~\s][^~\n]*+~~",
    re.MULTILINE,
)
_FENCE = expression(r"[ \t]*+(?:`{3,}|~{3,})[^`]*+$")
_PREFIX = expression(r"[ \t]*+(?>(?:>[ \t]?+)*)(?:[-*+][ \t]++(?=\S)|(#{1,6})(?:[ \t]++|$))?")
_BREAK = expression(r"<br[ \t]*+/?>|\\$", re.IGNORECASE)
_ESCAPED = expression(r"\\([!-/:-@\[-`{-~])")
_ASIDE = 0x10FF00
"""Where escaped characters stand while the others are read: no text has characters there."""
_PUT_ASIDE = expression(f"[{chr(_ASIDE + 0x21)}-{chr(_ASIDE + 0x7E)}]")
_IMAGE = expression(r"!\[[^\[\]]*+\](?:\([^()]*+\)|\[[^\[\]]*+\])")
_LINK = expression(r"\[([^\[\]]*+)\](?:\([^()]*+\)|\[[^\[\]]*+\])")
_LINE_END = expression(r"\r\n|\r|\n")
_ADDRESS = expression(r"<((?:https?://|mailto:)[^<>\s]*+)>")
_TAG = expression(r"</?[A-Za-z][^<>]*+>")
_ENTITY = expression(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SHAPING = frozenset("[<`*_~&") | {chr(_ASIDE + code) for code in range(0x80)}
"""A character that one of the patterns needs."""
_PAIRED = (
    expression(r"(`{1,2})([^`]++)\1"),
    expression(r"(\*{1,3})(?=[^\s*])([^*]*+)(?<=\S)\1(?!\*)"),
    expression(r"(?<!\w)(_{1,3})(?=[^\s_])([^_]*+)(?<=\S)\1(?!\w)"),
)

_STRUCK = expression(
    r"(?<![~\\])~~(?![\s~])(?>(?:[^~\n]|\n(?![ \t]*+\n)|(?<!~)~(?!~))*)~~(?!~)"
    r"|<(s|del|strike)(?:\s[^<>]*+)?>[^<]*+</\1\s*+>"
    r"|<([a-z]{1,9})\s(?=[^<>]{0,500}line-through)[^<>]*+>[^<]*+</\2\s*+>",
    re.IGNORECASE,
)
"""Words struck out, which may go on in the next line of a paragraph."""

_ABOVE = expression(r"\A(?:---|\+\+\+)[ \t]*+(?:\r\n?|\n)(?s:.*?)^(?:---|\+\+\+)[ \t]*+$", re.MULTILINE)
"""What a program that publishes the file reads, before its text."""
_DEFINED = expression(r"^ {0,3}\[[^\[\]\n]{1,999}\]:.*$", re.MULTILINE)
"""Where a link leads to, or a note that is only shown where something refers to it; some hide remarks in one."""
_SHAPED = expression(
    r"<(?:details|dialog|template|script|style|noscript|su[pb]|bdo|svg|textarea|select|iframe|object|ruby|title)\b"
    r"|<(?!img\b)[a-z][^<>]{0,500}\s(?:style|hidden|class|color|bgcolor|dir|popover)\b",
    re.IGNORECASE,
)
"""HTML that may hide what it is around."""


def why_not_shown(text: str, finds: Callable[[str], bool]) -> Text | None:
    """Why the page that is made of a Markdown file may not show what stands in its text; None: it does."""
    if not finds(_DEFINED.sub("", _ABOVE.sub("", text))) and finds(text):
        return Text(
            "it stands where no page shows it (the head of the file, or a definition)",
            "其位于页面不显示之处（文件头部或链接定义）",
        )
    if shaped := _SHAPED.search(text):
        tag = " ".join(shaped[0].split())[:40]
        return Text(f"HTML in it ('{tag}') may hide it", f"其中的 HTML（“{tag}”）可能将其隐藏")
    return None


def is_markdown(text: str) -> bool:
    """Whether a text has signs of Markdown that plain text does not have: headings, tables, bold words."""
    return _SIGNS.search(text) is not None


def extracted(text: str) -> Extracted:
    """The text of a Markdown file.

    Raises:
        NotReadable: it has more lines than a license has.
    """
    lines: list[Line] = []
    pictures: list[int] = []
    fenced = table = False
    text, struck = _without_struck(_without_comments(text))
    rows = split(text)
    for line, following in zip(rows, [*rows[1:], Line(0, "")], strict=True):
        if fenced or _FENCE.match(line.text):
            marks = _FENCE.match(line.text) is not None
            fenced = fenced != marks
            lines.append(line._replace(text="" if marks else line.text))
            continue
        table = "|" in line.text and (table or _is_separator(following.text))
        if _is_rule(line.text) or _is_separator(line.text):
            lines.append(line._replace(text=""))
            continue
        text = line.text.rstrip()
        for piece in _BREAK.split(text) if "<" in text or text.endswith("\\") else [text]:
            shown = _ESCAPED.sub(_aside, piece) if "\\" in piece else piece
            shown, images = _IMAGE.subn("", shown) if "![" in shown else (shown, 0)
            pictures += [line.number] * images
            if len(lines) + shown.count("|") > 2 * MAX_LINES:
                raise too_many_lines()
            lines += [line._replace(text=cell) for cell in _cells(shown, table)]
    return settled(lines, (*_of_pictures(pictures), *struck_out(struck)))


def _without_struck(text: str) -> tuple[str, list[tuple[int | None, str]]]:
    """The text without words that are struck out, and those words with their lines."""
    if "~~" not in text and "<" not in text:
        return text, []
    found: list[tuple[int | None, str]] = []
    kept: list[str] = []
    at, line = 0, 1
    for match in _STRUCK.finditer(text):
        line += len(_LINE_END.findall(text, at, match.start()))
        words = _TAG.sub("", match[0]).strip("~")
        pieces = _LINE_END.split(words)
        found += [(line + index, piece) for index, piece in enumerate(pieces)]
        line += len(pieces) - 1
        kept += [text[at : match.start()], "".join(_LINE_END.findall(words))]
        at = match.end()
    return "".join((*kept, text[at:])), found


def _without_comments(text: str) -> str:
    """The text with nothing of its HTML comments left but their line ends."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept += [text[at:start], re.sub(r"[^\r\n]", "", text[start:end])]
        at = end + 3
    return "".join((*kept, text[at:]))


def _is_rule(line: str) -> bool:
    """`---`, `* * *`, and the line under a heading."""
    signs = line.replace(" ", "").replace("\t", "")
    return len(signs) >= 3 and signs[0] in "-*_=" and not signs.strip(signs[0])


def _is_separator(line: str) -> bool:
    """The line between a table's head and its rows."""
    return "|" in line and "-" in line and not line.strip("|:- \t")


def _cells(line: str, table: bool) -> Iterator[str]:
    """The cells of a table's row, or the line itself."""
    bare = line.strip()
    if len(bare) > 1 and (table or (bare[0] == "|" and bare[-1] == "|")):
        yield from map(_inline, bare.removeprefix("|").removesuffix("|").split("|"))
        return
    prefix = _PREFIX.match(line)
    text = line[prefix.end() :] if prefix else line
    if prefix and prefix[1]:
        text = re.sub(r"(?<![^\s#])#++\s*$", "", text)
    yield _inline(text)


def _inline(text: str) -> str:
    if _SHAPING.isdisjoint(text):
        return text.strip()
    text = _TAG.sub("", _ADDRESS.sub(r"\1", _LINK.sub(r"\1", text)))
    for pattern in _PAIRED:
        text = pattern.sub(r"\2", text)
    text = _ENTITY.sub(_character, text)
    return _PUT_ASIDE.sub(lambda char: chr(ord(char[0]) - _ASIDE), text).strip()


def _character(entity: re.Match[str]) -> str:
    import html

    return html.unescape(entity[0])


def _aside(match: re.Match[str]) -> str:
    return chr(_ASIDE + ord(match[1]))


def _of_pictures(lines: list[int]) -> Iterator[Doubt]:
    if lines:
        yield Doubt(
            lines[0],
            Text(
                f"pictures are not read ({len(lines)}); if one shows text, it is missing here",
                f"图片未读取（共 {len(lines)} 幅）；图片中如有文字，则此处缺失",
            ),
        )
