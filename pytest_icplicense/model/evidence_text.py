"""Whether the text of a file says enough to be evidence: not a template, not unfinished, not only a reference.

The words are those of `Statements` (`policies/catalogue/statements.yaml`), as for the fields of manifests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pytest_icplicense.expressions import expression
from pytest_icplicense.model.non_answers import LITTLE, PARTS, Statements
from pytest_icplicense.model.shortfall import Shortfall
from pytest_icplicense.model.words import any_of, fold, letters_of, weight
from pytest_icplicense.text import Text, short

_BRIEF = 300
"""So many characters of evidence may be nothing but words for rules in general; a longer text says something."""
_SENTENCES = expression(r"[。；;，,：:！!？?\n]|\.(?: |$)")
_ADDRESS = expression(r"(?:https?|ftp)://[^\s，。；、）)>”]+", re.IGNORECASE)
_OF_NO_WEIGHT = expression(
    r"(?:第[〇零一二三四五六七八九十百0-9]{1,4}[章节编篇] ?\S{0,14}|目 ?录|contents|table of contents|.{1,40}:)"
)
"""A line of a table of contents, or a label (编制人：), which says nothing of what stands below or behind it."""
_ELSEWHERE = expression(
    r"(?:请?(?:详?见|参见|参阅|参考|查看|联系|咨询)|(?:please )?(?:see|refer to|contact|ask)\b)"
)
_CONDITION = ("的", "者", "时", "前", "后", "之日", "的话")
_BARELY = ("未",)
"""Words that begin so are as often a condition (未落实，不得上线) as a confession."""
_FILL_IN = ("请在此", "此处填写", "在此处填写", "请填写", "insert here", "fill in here", "please fill")
_LABEL = 20
"""What may stand before 待补充 and be the name of a part alone (演练记录：待补充)."""
_ITSELF = expression(
    r"\s*(?:(?:本|该|此)(?:应急)?(?:预案|制度|办法|规定|规则|文件|文档|方案|规范|细则|协议|手册)(?!.*(?:原|旧|同时))"
    r"|this (?:plan|policy|document|file|rule|agreement|procedure)\b)"
)
"""A sentence about the file itself: 本预案已废止, and not 原预案同时废止."""


def text_shortfall(
    statements: Statements, lines: Sequence[str], headings: Iterable[str] = ()
) -> Shortfall | None:
    """What a file's text lacks to be evidence, by its lines; without headings, the first of several is its title."""
    shown = [folded for line in lines if letters_of(folded := fold(line))]
    if not shown:
        return Shortfall(Text("has no text", "没有文字"))
    titles = {letters_of(fold(each)) for each in headings} or {letters_of(shown[0])}
    body = [line for line in shown if letters_of(line) not in titles] if len(shown) > 1 else shown
    if _is_template(statements, shown[0]) or any(
        any_of(statements.dummies, line).search(line) for line in body
    ):
        return Shortfall(Text("is a template that nobody has filled in", "是未填写的模板"))
    rest = [statements.rest(_ADDRESS.sub(" ", line)) for line in body if not _OF_NO_WEIGHT.fullmatch(line)]
    unfinished = next((line for line in body if _is_unfinished(statements, line)), None)
    floor = statements.floors.get("evidence")
    if floor and sum(map(weight, rest)) < floor.least:
        if unfinished is not None:
            quoted = short(unfinished, 40)
            return Shortfall(Text(f"says only '{quoted}'", f"只写有“{quoted}”"))
        why = floor.reason
        return Shortfall(Text(f"says too little: {why.en}", f"内容过少：{why.zh}"))
    letters = statements.floors.get("letters_of_evidence")
    if letters and len({char for line in rest for char in line if char.isalpha()}) < letters.least:
        why = letters.reason
        return Shortfall(Text(f"says nothing: {why.en}", f"言之无物：{why.zh}"))
    if unfinished is not None:
        quoted = short(unfinished, 40)
        return Shortfall(Text(f"is not finished: it says '{quoted}'", f"尚未完成：写有“{quoted}”"), open=True)
    if len(body) == 1 and _ELSEWHERE.match(body[0]) and ":" not in body[0]:
        return Shortfall(Text("only refers to something else", "只是指向其他材料"), open=True)
    if blank := next((found for line in shown if (found := statements.blank(line))), None):
        return Shortfall(
            Text(f"has a blank that nobody has filled in: {blank}", f"含有未填写的空白项：{blank}"),
            open=True,
        )
    whole = "\n".join(body)
    if len(whole) < _BRIEF and (general := statements.not_said_how(whole)):
        return Shortfall(general, open=True)
    for line in body:
        if against := statements.spoken_against(line, line, "evidence"):
            return against._replace(open=True)
    if len(whole) < _BRIEF and not statements.names_means(whole, whole, "evidence"):
        return Shortfall(Text("records no act, no day and nobody", "未记录何人、何时、做了何事"), open=True)
    if said := _unforced(statements, shown[0], body):
        return Shortfall(
            Text(f"says itself that it is not in force ('{said}')", f"自称未生效或已失效（“{said}”）"),
            open=True,
        )
    return None


def _unforced(statements: Statements, title: str, body: Sequence[str]) -> str | None:
    """The words by which the title, or a sentence about the file itself (本预案…), says that it is not in force."""
    if match := any_of(statements.lapsed, title).search(title):
        return match[0]
    for line in body:
        for part in PARTS.split(line):
            if _ITSELF.match(part) and (match := any_of(statements.lapsed, part).search(part)):
                return match[0]
    return None


def _is_template(statements: Statements, title: str) -> bool:
    if statements.blank(title):
        return True
    return any(title.rstrip(" )]】>》〕").endswith(word) for word in statements.folded_templates)


def _is_unfinished(statements: Statements, line: str) -> bool:
    """Whether a line, or a sentence in it, says that what it is about is not there yet: 演练记录：待补充."""
    if any_of(statements.missing, line).search(line) is None:
        return False
    return not letters_of(statements.rest(line)) or any(
        _to_come(statements, part) for part in _SENTENCES.split(line)
    )


def _to_come(statements: Statements, part: str) -> bool:
    """Whether a part of a sentence says so itself, and not what follows where others have not: 未备案的不得上线."""
    part = part.rstrip(" )]】>》〕.…\"”'")
    words = any_of(statements.missing, part)
    if (found := words.search(part)) is None or part.endswith(_CONDITION):
        return False
    ends = next((match for match in words.finditer(part) if match.end() == len(part)), None)
    if ends is not None and ends[0].startswith(_BARELY):
        return False
    if _ITSELF.match(part) or part.lstrip(" ([【《").startswith(_FILL_IN):
        return True
    left = weight(statements.rest(part))
    return left <= (_LABEL if ends is not None else LITTLE - 1) and not found[0].startswith(_BARELY)
