"""What a comparison comes to in a few lines, for reports that have room for no more; `icplicense diff` tells the rest."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.compare.comparison import Comparison
from pytest_icplicense.reports.diff import TITLES, at_reference, change_line, closing, pairs_told, turns_under
from pytest_icplicense.text import Text


def in_short(comparison: Comparison) -> list[Text]:
    """What it comes to, what newly fails or no longer does, and what is declared otherwise, the weightiest first."""
    return [Text(en, zh) for en, zh in zip(_lines(comparison, "en"), _lines(comparison, "zh"), strict=True)]


def _lines(comparison: Comparison, lang: str) -> Iterator[str]:
    yield closing(comparison).to(lang)
    yield from at_reference(comparison, lang)
    for name, title in TITLES.items():
        if turns := turns_under(comparison, name):
            verdicts = (turn.after or turn.before for turn in turns)
            ids = ", ".join(verdict.case.id for verdict in verdicts if verdict)
            yield Text(f"{title.en} ({len(turns)}): {ids}", f"{title.zh}（{len(turns)}）：{ids}").to(lang)
    for pair in pairs_told(comparison):
        for change in pair.changes:
            yield f"{pair.manifest.name}: {change_line(change, lang)}"
