"""What is wrong with a text that is no YAML: where the reader should look; and what parsers say, in Chinese."""

from __future__ import annotations

import re
from typing import Any

import yaml

from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text, plain

_BEGINS = ("while scanning a simple key", "while parsing a flow", "while scanning a quoted scalar")
"""Where the cause lies at the beginning of what the parser was reading, not where it gave up."""
_WIDE_COLON = expression(r"^[ \t]*(?:- +)*[{\[]?[ \t]*[^\s:：，'\"#]{1,64}+(：)", re.MULTILINE)
_WIDE_COMMA = expression(r"，")
_WIDE_BLANK = expression(r"^ *(?:- +)*(?:-|[^\s:：'\"#]{1,64}+:)?([\u3000\u00a0])", re.MULTILINE)
WIDE_BLANKS = {
    "\u3000": Text("a full-width blank (U+3000)", "全角空格（U+3000）"),
    "\u00a0": Text("a no-break space (U+00A0)", "不换行空格（U+00A0）"),
}
"""What looks like a space, and is none in YAML."""
_TOML_PLACE = expression(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_CONFLICT = expression(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)
_TAB = Text("a tab; indent with spaces", "此处有制表符；请改用空格")
_YAML = {
    "could not find expected ':'": Text("a key without ':' behind it", "键后缺少“:”"),
    "mapping values are not allowed in this context": Text(
        "no 'key: value' can stand here; look at the indentation, or put a text with ': ' in quotes",
        "此处不能再写“键: 值”；请检查缩进，或为含“: ”的文本加引号",
    ),
    "did not find expected ',' or '}'": Text("no ',' or '}' in what begins with '{'", "花括号内缺少“,”或“}”"),
    "did not find expected ',' or ']'": Text("no ',' or ']' in what begins with '['", "方括号内缺少“,”或“]”"),
    "did not find expected key": Text(
        "a key is expected here; look at the indentation", "此处应为键；请检查缩进"
    ),
    "did not find expected '-' indicator": Text(
        "an entry of this list begins with '- '; look at the indentation",
        "列表中的条目应以“- ”开头；请检查缩进",
    ),
    "block sequence entries are not allowed in this context": Text(
        "no entry '- ' can stand here; begin a new line", "此处不能写“- ”列表条目；请另起一行"
    ),
    "found character that cannot start any token": Text(
        "no value can begin with this sign; put the text in quotes",
        "此字符不能作为值的开头；请为该文本加引号",
    ),
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "did not find expected alphabetic or numeric character": Text(
        "'*' and '&' have a meaning of their own in YAML; put the text in quotes",
        "“*”和“&”在 YAML 中另有含义；请为该文本加引号",
    ),
    "found unexpected document indicator": Text(
        "'---' within quotes; look whether they are closed", "引号内出现“---”；请检查引号是否闭合"
    ),
    "found incompatible YAML document": Text("this version of YAML is not read", "不支持此 YAML 版本"),
    "did not find expected comment or line break": Text(
        "a new line must follow '|' or '>'", "“|”或“>”之后应换行"
    ),
    "found unexpected end of stream": Text("a quote or bracket is not closed", "引号或括号没有闭合"),
    "found unknown escape character": Text(
        "an unknown escape in double quotes; use single quotes", "双引号内有未知的转义字符；请改用单引号"
    ),
    "found unknown directive name": Text("an unknown directive of YAML", "未知的 YAML 指令"),
    "did not find expected <document start>": Text(
        "the document begins wrongly; look at the indentation and at '---'", "文档开头有误；请检查缩进和“---”"
    ),
}
"""What a parser of YAML says, in plain words."""
_ZH = {
    # JSON
    "Expecting property name enclosed in double quotes": "此处应为双引号括起的键",
    "Expecting ':' delimiter": "键后缺少“:”",
    "Expecting ',' delimiter": "缺少“,”或右括号",
    "Expecting value": "此处缺少值",
    "Extra data": "结尾之后还有多余内容",
    "Invalid control character at": "文本中有换行等控制字符，或引号没有闭合",
    "Invalid \\escape": "未知的转义字符",
    "Invalid \\uXXXX escape": "\\u 之后应为四位十六进制数",
    "Unterminated string starting at": "引号没有闭合",
    "a key stands twice in one object": "同一对象中键重复",
    "nested too deeply": "嵌套过深",
    # XML
    "mismatched tag": "起止标签不匹配",
    "no element found": "文件为空，或标签没有闭合",
    "not well-formed (invalid token)": "此处有不允许的字符",
    "duplicate attribute": "属性重复",
    "unclosed token": "标签或引号没有闭合",
    "junk after document element": "根元素之后还有多余内容",
    "undefined entity": "使用了未定义的实体",
    "unbound prefix": "命名空间前缀未声明",
    # TOML
    "Expected '=' after a key in a key/value pair": "键后缺少“=”",
    "Expected newline or end of document after a statement": "一行只能写一项",
    "Expected ']' at the end of a table declaration": "表头缺少“]”",
    "Invalid value": "值无效",
    "Invalid statement": "语句无效",
    "Cannot overwrite a value": "键重复",
    "Duplicate inline table key": "键重复",
    "Cannot declare": "表重复",
    "Cannot redefine namespace": "表重复",
    "Cannot mutate immutable namespace": "表已定义，不能再添加键",
    "Expected ']]' at the end of an array declaration": "表头缺少“]]”",
    "Invalid date or datetime": "日期无效",
    "Illegal character": "此处有不允许的字符",
    "Found invalid character": "此处有不允许的字符",
    "Invalid initial character for a key part": "此处应为键",
    "Unescaped '\\' in a string": "双引号内有未知的转义字符；请改用单引号",
    "Unterminated string": "引号没有闭合",
    "Unclosed inline table": "花括号没有闭合",
    "Unclosed array": "方括号没有闭合",
    # CSV
    "unexpected end of data": "引号没有闭合",
    "new-line character seen in unquoted field - do you need to open the file with newline=''?": "换行方式混用",
}
"""What parsers say, in Chinese."""


def no_such(what: str, why: str) -> Text:
    """That a text is no JSON, say, and why: in Chinese where the parser's words are known there, else without them."""
    if plainly := _YAML.get(why):
        return Text(f"no {what}: {plainly.en}", f"不是有效的 {what}：{plainly.zh}")
    return Text(f"no {what}: {why}", f"不是有效的 {what}{in_chinese(why)}")


def in_chinese(why: str) -> str:
    """A colon and what a parser says, in Chinese; nothing where its words are not known there."""
    known = next((zh for said, zh in _ZH.items() if why.startswith(said)), None)
    return f"：{known}" if known else ""


def not_utf8(error: UnicodeDecodeError) -> tuple[int, int, Text]:
    """Line and column, counted from one, of a byte that is no UTF-8, and what to do."""
    lines = f"{error.object[: error.start].decode('utf-8-sig', 'replace')}.".splitlines()
    byte = f"0x{error.object[error.start]:02x}"
    message = Text(
        f"not UTF-8: byte {byte}; save the file as UTF-8", f"不是 UTF-8 编码：字节 {byte}；请另存为 UTF-8"
    )
    return len(lines), len(lines[-1]), message


def of_toml(error: ValueError | RecursionError, data: bytes) -> tuple[int, int, Text]:
    """Line and column, counted from one, and why a file is no TOML."""
    if isinstance(error, UnicodeDecodeError):
        return not_utf8(error)
    if isinstance(error, RecursionError):
        return 1, 1, Text("nested too deep to be read", "嵌套过深，无法读取")
    place = _TOML_PLACE.search(str(error))
    why = no_such("TOML", plain(" ".join(_TOML_PLACE.sub("", str(error)).split())[:200]))
    if place and place[1]:
        return int(place[1]), int(place[2]), why
    lines = data.decode("utf-8-sig").split("\n") if place else [""]
    return len(lines), len(lines[-1]) + 1, why


def explained(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, Text]:
    """Line and column, counted from one, and what is wrong there."""
    context, problem = error.context or "", error.problem or ""
    mark: Any = error.problem_mark or error.context_mark
    if error.context_mark and context.startswith(_BEGINS):
        mark = error.context_mark
    lines = text.splitlines()
    if conflict := next(
        (number for number, line in enumerate(lines, start=1) if _CONFLICT.match(line)), None
    ):
        return (
            conflict,
            1,
            Text(
                "YAML syntax: git left a conflict here; keep one side, and remove the lines of signs",
                "YAML 语法错误：此处有未解决的 git 合并冲突；请保留一方，并删除冲突标记行",
            ),
        )
    said = ", ".join(part for part in (context, problem) if part)
    what = _YAML.get(problem, Text(said, said))
    if "\t" in _at(lines, error.problem_mark):
        what = _TAB
    message = Text(f"YAML syntax: {what.en}", f"YAML 语法错误：{what.zh}")
    last = (error.problem_mark or mark).line
    if wide := _wide(text, max(min(mark.line, last - 1), 0), last):
        line, column, why = wide
        return line, column, Text(f"YAML syntax: {why.en}", f"YAML 语法错误：{why.zh}")
    return mark.line + 1, mark.column + 1, message


def _at(lines: list[str], mark: Any) -> str:
    """The character that a parser stopped at."""
    return lines[mark.line][mark.column : mark.column + 1] if mark and mark.line < len(lines) else ""


def _wide(text: str, first: int, last: int) -> tuple[int, int, Text] | None:
    """A full-width colon behind a key, a comma, or what looks like a space, in the lines from `first` to `last`, counted
    from zero."""
    for number, line in enumerate(text.splitlines()[first : last + 1], start=first + 1):
        short = line[:400]
        if match := _WIDE_BLANK.search(short):
            blank = WIDE_BLANKS[match[1]]
            why = Text(f"{blank.en} where YAML wants a space; write ' '", f"使用了{blank.zh}；请改为半角空格")
            return number, match.start(1) + 1, why
        if match := _WIDE_COLON.search(short):
            return number, match.start(1) + 1, _half_width("：", ": ")
        if ("{" in short or "[" in short) and (match := _WIDE_COMMA.search(short)):
            return number, match.start() + 1, _half_width("，", ", ")
    return None


def _half_width(sign: str, plain: str) -> Text:
    return Text(
        f"a full-width '{sign}', which means nothing in YAML; write '{plain}'",
        f"使用了全角“{sign}”；请改为半角“{plain}”",
    )
