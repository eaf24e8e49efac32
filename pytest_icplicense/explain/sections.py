"""What explanations are made of: headings with lines under them, names in both languages, and right beside wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import category

from pytest_icplicense.explain import fragment
from pytest_icplicense.model.case import Outcome, Verdict
from pytest_icplicense.model.number import find_numbers
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from pytest_icplicense.explain.examples import Contrast, Side

EXAMPLE = Text("example", "示例")
_MISSING = Text("missing", "缺失")


class Line(NamedTuple):
    """One paragraph of a section."""

    text: str
    depth: int = 1
    literal: bool = False
    """Not to be wrapped: YAML."""
    hang: int = 0
    """Of a row of a table: the cells of its first column, behind which goes what does not fit a terminal's line."""


class Section(NamedTuple):
    """A heading and what stands under it."""

    heading: str
    lines: Sequence[Line]


def both(text: Text, lang: str) -> str:
    """A name in `lang`, in English with the official Chinese term beside it."""
    return text.zh if lang == "zh" or text.en == text.zh else f"{text.en} ({text.zh})"


def example(contrast: Contrast | Text, lang: str) -> list[Section]:
    """The right state and the wrong one, and what the wrong one gets."""
    if isinstance(contrast, Text):
        return [Section(EXAMPLE.to(lang), [Line(contrast.to(lang))])]
    right, wrong, out = contrast.right, contrast.wrong, []
    if right is not None:
        heading = Text("right", "正确示例")
        if contrast.needs_wider_license:
            heading = Text("right, under a license that allows it", "正确示例（许可证允许该业务时）")
        elif right.verdict.outcome is Outcome.NOT_APPLICABLE and right.verdict.reason:
            why = right.verdict.reason
            heading = Text(f"right (not applicable: {why.en})", f"正确示例（不适用：{why.zh}）")
        elif contrast.single_check_only:
            heading = Text("right, as far as this check goes", "正确示例（仅就本检查而言）")
        out.append(Section(heading.to(lang), shown(right, lang) or [Line(_NOTHING_OF_IT.to(lang))]))
    elif contrast.best_attempt_verdict is not None:
        never = Text(
            "There is none: even under a license that allows it, it gets",
            "没有：即使许可证允许，判定结果仍为",
        )
        lines = [Line(never.to(lang)), *(Line(row, 2) for row in _gets(contrast.best_attempt_verdict, lang))]
        out.append(Section(Text("right", "正确示例").to(lang), lines))
    if wrong is not None:
        out.append(Section(Text("wrong", "错误示例").to(lang), shown(wrong, lang)))
        gets = [Line(row) for row in _gets(wrong.verdict, lang)]
        out.append(Section(Text("which gets", "判定结果").to(lang), gets))
    return out


_NOTHING_OF_IT = Text("nothing of it in the repository", "代码仓库中没有此类内容")


def _gets(verdict: Verdict, lang: str) -> list[str]:
    """The findings as `icplicense check` words them."""
    explained = verdict.case.check
    messages = dict.fromkeys(finding.message.to(lang) for finding in verdict.findings)
    level = LEVEL_NAMES[explained.level].to(lang)
    return [f"{explained.clause.id} {level} {message}" for message in messages]


def shown(side: Side, lang: str) -> list[Line]:
    """The parts of the documents and files that matter, as one would write them."""
    lines: list[Line] = []
    for kind, pointers in side.pointers.items():
        document = side.documents[kind]
        part = fragment.cut(document.tree, pointers)
        if part:
            lines += [Line(f"# {document.file.name} ({kind})", literal=True), *yaml_lines(part, lang)]
    for path, content in side.files.items():
        telling = [row for row in content.splitlines() if find_numbers(row)] or [
            row for row in content.splitlines() if row.strip()
        ][:5]
        lines.append(Line(f"# {path}", literal=True))
        lines += [Line(_printable(row.strip()), literal=True) for row in telling]
    if "dated" in side.verdict.case.check.clause.how:
        judged = Text(f"# judged for {side.as_of}", f"# 判定日 {side.as_of}")
        lines.append(Line(judged.to(lang), literal=True))
    return lines


def yaml_lines(value: Any, lang: str) -> list[Line]:
    return [Line(row, literal=True) for row in fragment.lines(value, _MISSING.to(lang))]


def _printable(text: str) -> str:
    """Without what could do something to a terminal."""
    return "".join("\N{REPLACEMENT CHARACTER}" if category(char).startswith("C") else char for char in text)
