"""Where a provision's text asks something: its normative sentences, cut so that each is one duty."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.text.folding import fold

_YING = r"(?<![相响适反供对效])应(?![用急答对付变力激聘邀])"
_DUTY = rf"(?:应当|必须|务必|不得|不准|不可|禁止|严禁|有义务|须|{_YING})"
_ASKS = expression(_DUTY)
_AND = r"(?:并且|而且|并|且|但是|但|同时|还|也)"
_NEW = expression(
    rf"(?>{_AND}?),?(?>(?:(?:你|贵|该)公司|经营者)?)(?>(?:还|也|均|都)?){_DUTY}|并(?![且列行网联发购处])"
)
"""How a new duty begins behind a comma: with its own 应当, or with 并 under the one before."""
_CONNECTIVE = expression(r"(?:并且|而且|并|且|但是|但|同时),?")
_APPLIES = expression(r"\(适用(?:于|范围:?)([^()]{1,60}+)\)")
_INTRODUCES = expression(r"(?:下列|以下|如下)[^,.;]{0,12}:?$")
INTRODUCTION = expression(r"(?:《?特别规定事项》?)?[^;]{0,200}(?:下列|以下|如下)规定(?:事项)?[:.]?")
"""The sentence that leads to all provisions."""
_SENTENCE = ".;!?"
_DAYS = expression(
    r"[0-9一二三四五六七八九十]个?(?:工作)?(?:日|月|年|天|小时)(?:内|前|以内|之内)|每(?:年|半年|季度|月)|提前"
)
_STEPS = expression(rf"[,{_SENTENCE}()]|{_DUTY}")


MOST = 200
"""Duties that a provision is cut into; the last one is then all the rest."""


def applies_to(words: str) -> str | None:
    """The service that a provision is limited to, by the words at its beginning: (适用于信息搜索查询服务)."""
    match = _APPLIES.match(fold(words[:200]).text)
    return match[1] if match else None


def duties(words: str) -> list[str]:
    """The normative sentences, verbatim: together they are all words but punctuation and connectives at their ends."""
    folded = fold(words)
    text = folded.text
    match = _APPLIES.match(text[:200])
    found: list[str] = []
    for start, end in _chunks(text, match.end() if match else 0):
        if len(found) == MOST - 1:
            end = len(text)
        if connective := _CONNECTIVE.match(text, start, end):
            start = connective.end()
        while end > start and text[end - 1] in ",.;:!?、":
            end -= 1
        if end > start:
            found.append(words[slice(*folded.span(start, end))])
        if len(found) == MOST:
            break
    return found


def dated(duty: str) -> bool:
    """Whether it is due by a day or within a period."""
    return bool(_DAYS.search(fold(duty).text))


def asks(words: str) -> bool:
    """Whether there is any duty in it."""
    return bool(_ASKS.search(fold(words).text))


def asks_itself(heading: str) -> bool:
    """Whether the sentence above items asks more than that they be kept: 应当遵守下列规定 alone does not."""
    text = fold(heading).text
    if not _INTRODUCES.search(text, max(len(text) - 20, 0)):
        return True
    end = max(text.rfind(sign, 0, len(text) - 1) for sign in ",.;") + 1
    return bool(_ASKS.search(text, 0, end))


def _chunks(text: str, start: int) -> Iterator[tuple[int, int]]:
    """From where up to where each duty reaches: to the end of a sentence, or to a comma where a new one begins."""
    begun = start
    asked = False
    depth = 0
    for match in _STEPS.finditer(text, start):
        place, sign = match.start(), match[0]
        if sign == "(":
            depth += 1
        elif sign == ")":
            depth = max(depth - 1, 0)
        elif len(sign) > 1 or sign not in f",{_SENTENCE}":
            asked = True
        elif depth:
            continue
        elif sign in _SENTENCE or (asked and _NEW.match(text, place + 1)):
            yield begun, place + 1
            begun, asked = place + 1, False
    if begun < len(text):
        yield begun, len(text)
