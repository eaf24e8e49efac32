"""What is wrong with a text that is no YAML: where the reader should look; and what parsers say, in Chinese."""

from __future__ import annotations

import re
from typing import Any

import yaml

from pytest_icplicense.expressions import expression
from pytest_icplicense.text import Text

_BEGINS = ("while scanning a simple key", "while parsing a flow", "while scanning a quoted scalar")
"""Where the cause lies at the beginning of what the parser was reading, not where it gave up."""
_WIDE_COLON = expression(r"^[ \t]*(?:- +)*[{\[]?[ \t]*[^\s:：，'\"#]{1,64}+(：)", re.MULTILINE)
_WIDE_COMMA = expression(r"，")
_ZH = {
    "could not find expected ':'": "键后缺少“:”",
    "mapping values are not allowed in this context": "此处不能再写“键: 值”；请检查缩进，或为含“: ”的文本加引号",
    "did not find expected ',' or '}'": "花括号内缺少“,”或“}”",
    "did not find expected ',' or ']'": "方括号内缺少“,”或“]”",
    "did not find expected key": "此处应为键；请检查缩进",
    "did not find expected '-' indicator": "列表中的条目应以“- ”开头；请检查缩进",
    "block sequence entries are not allowed in this context": "此处不能写“- ”列表条目；请另起一行",
    "found character that cannot start any token": "此字符不能作为值的开头；请去掉制表符，或为该文本加引号",
    "found a tab character that violates indentation": "缩进中有制表符；请改用空格",
    "found a tab character where an indentation space is expected": "缩进中有制表符；请改用空格",
    "did not find expected alphabetic or numeric character": "“*”和“&”在 YAML 中另有含义；请为该文本加引号",
    "found unexpected document indicator": "引号内出现“---”；请检查引号是否闭合",
    "found incompatible YAML document": "不支持此 YAML 版本",
    "did not find expected comment or line break": "“|”或“>”之后应换行",
    "found unexpected end of stream": "引号或括号没有闭合",
    "found unknown escape character": "双引号内有未知的转义字符；请改用单引号",
    "found unknown directive name": "未知的 YAML 指令",
    "did not find expected <document start>": "文档开头有误；请检查缩进和“---”",
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
    known = _ZH.get(why)
    return Text(f"no {what}: {why}", f"不是有效的 {what}：{known}" if known else f"不是有效的 {what}")


def explained(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int, Text]:
    """Line and column, counted from one, and what is wrong there."""
    context, problem = error.context or "", error.problem or ""
    mark: Any = error.problem_mark or error.context_mark
    if error.context_mark and context.startswith(_BEGINS):
        mark = error.context_mark
    what = ", ".join(part for part in (context, problem) if part)
    message = Text(f"YAML syntax: {what}", f"YAML 语法错误：{_ZH.get(problem, what)}")
    last = (error.problem_mark or mark).line
    if wide := _wide(text, max(min(mark.line, last - 1), 0), last):
        line, column, sign, plain = wide
        return (
            line,
            column,
            Text(
                f"YAML syntax: a full-width '{sign}', which means nothing in YAML; write '{plain}'",
                f"YAML 语法错误：使用了全角“{sign}”；请改为半角“{plain}”",
            ),
        )
    return mark.line + 1, mark.column + 1, message


def _wide(text: str, first: int, last: int) -> tuple[int, int, str, str] | None:
    """A full-width colon behind a key, or a comma, in the lines from `first` to `last`, counted from zero."""
    for number, line in enumerate(text.splitlines()[first : last + 1], start=first + 1):
        short = line[:400]
        if match := _WIDE_COLON.search(short):
            return number, match.start(1) + 1, "：", ": "
        if ("{" in short or "[" in short) and (match := _WIDE_COMMA.search(short)):
            return number, match.start() + 1, "，", ", "
    return None
