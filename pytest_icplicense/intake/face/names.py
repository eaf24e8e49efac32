"""The holder of a license, its representative and its subsidiaries: names, and never what stands beside them."""

from __future__ import annotations

import re

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import Field, official
from pytest_icplicense.intake.face.figures import quoted
from pytest_icplicense.intake.text.cleaning import folded, watermarked
from pytest_icplicense.text import Text

_LONGEST = 80
_NOT_IN_NAMES = frozenset("。；;：:！!？?【】、")
_SPACED = expression(r"[\u4e00-\u9fff]\s+[\u4e00-\u9fff]")
_BETWEEN = expression(r"[、，,；;]|(?<![^司)）])\s+(?=[(（]?[0-9一二三四五六七八九十])")
_NUMBERING = expression(r"\s*(?:[0-9]{1,2}[.、．]|[(（](?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）])\s*")
_COMPANY = expression(
    r"[\u4e00-\u9fffA-Za-z0-9()·&-]{2,60}(?:公司|企业|集团|事务所|合伙\))(?:\([\u4e00-\u9fff]{1,20}\))?"
)
_OTHER_NAME = expression(
    r"[(（](?:原名?称?|曾用名称?|更名前|变更前|原为)[:：]?[^()（）]{2,60}[)）]\Z"
    r"|(?<=公司)\s*[(（]?[A-Za-z][A-Za-z0-9 .,&'·-]{3,60}[)）]?\Z"
)
"""Behind a company's name: the former one in a bracket, or the English one."""
_PARTED = expression(r"[0-9\u4e00-\u9fff)）]\s+[0-9\u4e00-\u9fff(（]")
"""Cells of a table, not the words of a Latin name."""
_ENDS = "公司"
_CUT = ("有限", "有限责任", "股份")
"""What a company's name ends with where the rest of it is lost."""
_BRANCH = "分公司"
_NONE = ("", "无", "/", "-", "—")


def read_names(fields: dict[str, Field], draft: Draft) -> None:
    """The holder, the legal representative and the subsidiaries."""
    for name, needed in (("holder", True), ("legal_representative", False)):
        segment = fields.get(name)
        if segment is not None:
            _name(name, segment, draft)
        elif needed:
            draft.missing(official(name))
    _responsible(fields, draft)
    draft.tree["subsidiaries"] = []
    if segment := fields.get("subsidiaries"):
        _subsidiaries(segment, draft)


def _name(name: str, segment: Field, draft: Draft) -> None:
    text = _alone(segment.value.text, segment, draft)
    if len(text) > _LONGEST or _NOT_IN_NAMES & set(text) or text.endswith(_CUT) or watermarked(text):
        draft.missing(official(name), segment.line)
        shown = quoted(text)
        draft.doubt(segment.line, [Text(f"'{shown}' is no name", f"“{shown}”不是名称")])
        return
    draft.put(name, text, segment.line)
    if len(text.split()) > 1 and _SPACED.search(text):
        why = Text(
            f"'{text}' has spaces in it: are they the scanner's?", f"“{text}”中有空格：是否为扫描所致？"
        )
        draft.doubt(segment.line, [why])


def _alone(text: str, segment: Field, draft: Draft) -> str:
    """A name without the former one, or the one in another language, that stands behind it."""
    other = _OTHER_NAME.search(text)
    if other is None:
        return text
    name, shown = text[: other.start()].strip(), quoted(text)
    why = Text(f"'{shown}' also has another name: '{name}' was taken", f"“{shown}”另有名称：已按“{name}”录入")
    draft.doubt(segment.line, [why])
    return name


def _responsible(fields: dict[str, Field], draft: Draft) -> None:
    """负责人 alone may be of a branch, a site or the company: it is told, and never taken for the 法定代表人."""
    segment = fields.get("responsible")
    if segment is None or "legal_representative" in fields:
        return
    label, shown = official("responsible"), quoted(segment.value.text)
    why = Text(
        f"'{label}：{shown}' need not be the legal representative (法定代表人), and was not taken for it",
        f"“{label}：{shown}”不一定是法定代表人，未按法定代表人录入",
    )
    draft.doubt(segment.line, [why])


def _subsidiaries(segment: Field, draft: Draft) -> None:
    """All names, or none of them where one is not certainly a company's: it might have swallowed another one."""
    names = []
    for said in _BETWEEN.split(_by_line(segment)):
        mark = _NUMBERING.match(said)
        name = _alone(said[mark.end() if mark else 0 :].strip().rstrip("。"), segment, draft)
        if name in _NONE:
            continue
        if not _is_company(name):
            shown = quoted(name)
            why = Text(
                f"'{shown}' among the subsidiaries is no name of one company, so none of them is written down",
                f"授权经营的子公司中的“{shown}”不是单个公司的名称，因而均未录入",
            )
            draft.doubt(segment.line, [why], missing=True)
            return
        names.append(name)
    draft.put("subsidiaries", names, segment.line)


def _by_line(segment: Field) -> str:
    """The value, parted where a name ends with its line."""
    text, starts = segment.value.text, segment.value.starts
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    out = ""
    for piece in pieces:
        ended = out.rstrip().endswith(_ENDS) and not piece.startswith(("(", "（"))
        out += "、" if out and (ended or _NUMBERING.match(piece)) else ""
        out += piece
    return out


def _is_company(name: str) -> bool:
    """Whether it reads as the name of one company: 公司 stands at its end, but for a branch's."""
    squeezed = folded(name)
    bare = re.sub(r"\([^()]*\)$", "", squeezed)
    above = bare.removesuffix(_BRANCH) if bare.endswith(_BRANCH) else bare.removesuffix(_ENDS)
    branch = above != bare.removesuffix(_ENDS)
    inside = above.count(_ENDS)
    return (
        (len(name.split()) < 2 or _PARTED.search(name.strip()) is None)
        and _COMPANY.fullmatch(squeezed) is not None
        and not watermarked(squeezed)
        and (inside == 1 if branch else inside == 0)
    )
