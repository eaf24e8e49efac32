"""Plain text: its lines by every kind of line end, and what is taken out of the lines of every format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from pytest_icplicense.expressions import expression
from pytest_icplicense.readers.lines import Doubt, Line
from pytest_icplicense.readers.refusal import Extracted, NotReadable
from pytest_icplicense.text import Text

MAX_LINES = 100_000
"""Lines and cells of a text; a license with an annexe of a thousand sites has one twentieth."""

_LINE_END = expression(r"\r\n|\r|\n")
_OTHER_BREAK = expression("[\f\v\u2028\u2029]")
"""Page and column breaks: a reader sees a new line, an editor counts none."""
_CONTROL = expression(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufe00-\ufe0f"
    "\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e01ef]"
)
"""Control and format characters, which nobody sees, the tab excepted."""
_LOOKALIKE = expression("[\u2e80-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1d]")
_LOST = expression("[\ufffd\ue000-\uf8ff]")
_RADICALS = dict(
    zip(
        "⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰",
        "民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙",
        strict=True,
    )
)
"""Radicals that Unicode's own folding leaves as they are."""


def split(text: str) -> list[Line]:
    """The lines as an editor numbers them; a line with a page break in it comes as two of the same number.

    Raises:
        NotReadable: there are more lines than a license has.
    """
    if text.count("\n") + text.count("\r") > 2 * MAX_LINES:
        raise too_many_lines()
    return [
        Line(number, piece)
        for number, line in enumerate(_LINE_END.split(text), 1)
        for piece in _OTHER_BREAK.split(line)
    ]


def extracted(text: str) -> Extracted:
    """Plain text as it is, with fields that stand side by side one after the other."""
    from pytest_icplicense.readers.columns import parted

    return settled(*parted(split(text)))


def settled(lines: Iterable[Line], doubts: Iterable[Doubt] = ()) -> Extracted:
    """The lines without invisible characters, and with characters instead of the radicals that look like them.

    Raises:
        NotReadable: there are more lines than a license has.
    """
    kept: list[Line] = []
    found: dict[str, list[tuple[int, str]]] = {"control": [], "lookalike": [], "lost": []}
    for line in lines:
        text = line.text
        if not text.isascii() or not text.isprintable():
            for kind, pattern in (("control", _CONTROL), ("lookalike", _LOOKALIKE), ("lost", _LOST)):
                if kind != "lost" or "\ufffd" in text or not text.isprintable():
                    found[kind] += [(line.number, char) for char in pattern.findall(text)]
            text = _LOOKALIKE.sub(_ordinary, _CONTROL.sub("", text))
        kept.append(line._replace(text=text))
        if len(kept) > MAX_LINES:
            raise too_many_lines()
    return Extracted(tuple(kept), (*doubts, *_doubts(found)))


def too_many_lines() -> NotReadable:
    """The refusal of a text of more lines than `MAX_LINES`."""
    return NotReadable(
        Text(
            f"it has more than {MAX_LINES:,} lines; import a file with the license alone",
            f"该文件超过 {MAX_LINES:,} 行；请导入只含许可证的文件",
        )
    )


def _ordinary(match: re.Match[str]) -> str:
    return _meant(match[0])


@cache
def _meant(char: str) -> str:
    return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)


def _doubts(found: dict[str, list[tuple[int, str]]]) -> Iterator[Doubt]:
    if control := found["control"]:
        line, char = control[0]
        yield Doubt(
            line,
            Text(
                f"characters that nobody sees were left out ({len(control)}, the first U+{ord(char):04X})",
                f"已略去不可见字符（共 {len(control)} 个，首个为 U+{ord(char):04X}）",
            ),
        )
    if lookalike := [(line, char) for line, char in found["lookalike"] if _meant(char) != char]:
        line, char = lookalike[0]
        plain = _meant(char)
        yield Doubt(
            line,
            Text(
                f"radicals and compatibility characters were read as the characters that they look like "
                f"({len(lookalike)}, the first U+{ord(char):04X} as {plain})",
                f"部首及兼容字符已按同形汉字读取（共 {len(lookalike)} 个，首个 U+{ord(char):04X} 读作“{plain}”）",
            ),
        )
    if lost := found["lost"]:
        line, char = lost[0]
        yield Doubt(
            line,
            Text(
                f"characters that the file has no meaning for ({len(lost)}, the first U+{ord(char):04X}): "
                "compare with the original",
                f"有无法识别的字符（共 {len(lost)} 个，首个为 U+{ord(char):04X}）；请与原件核对",
            ),
        )
