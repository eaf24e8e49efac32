"""The matrix of clauses: each sentence of the license, how it is judged, by which checks, and with what verdicts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.proof import Proof
from pytest_icplicense.reports import proof
from pytest_icplicense.reports.summary import count, in_words
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text, many

QUOTE_CELLS = 60
_BESIDE_QUOTE = 72
"""Cells that the other columns of the text take with a verdict or two."""
_SHORTEST_QUOTE = 16
_REVIEW = Text("REVIEW", "须复核")
_NO_CHECK = Text("NO CHECK", "无检查")
_HEADER = Text(
    "| clause | quote | how | proof | checks | cases | verdicts |",
    "| 条款 | 原文 | 判定方式 | 依据 | 检查 | 用例 | 判定 |",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One clause."""

    clause: str
    quote: str
    provision: str
    how: tuple[str, ...]
    checks: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    proof: str
    """What shows that it is kept; `not-applicable` where it applies to none of the manifests."""
    review: bool = False
    """Whether a license words the provision in another way, so that the checks may no longer fit."""


def rows(report: Report) -> list[Row]:
    """Every clause of the policies, in the license's order, with its cases in the judged manifests."""
    library = report.library
    found: dict[str, list[Outcome]] = {}
    for result in report.results:
        found.setdefault(result.criterion.clause, []).append(result.outcome)
    kinds = report.tally.proofs.kinds
    licenses = [library.licenses[number] for number in report.licenses] or list(library.licenses.values())
    review = {name for held in licenses for changed in held.changed for name in changed.review}
    return [
        Row(
            clause.id,
            clause.quoted(licenses),
            provision.id,
            clause.how,
            tuple(check.id for check in clause.checks),
            tuple(found.get(clause.id, ())),
            _proof(clause.id, found, kinds),
            clause.id in review,
        )
        for provision in library.provisions
        for clause in provision.clauses
    ]


def _proof(clause: str, judged: Mapping[str, object], kinds: Mapping[str, Proof]) -> str:
    """Of a clause that nobody judged, nothing shows that it is kept."""
    return kinds.get(clause, Outcome.NOT_APPLICABLE if clause in judged else Proof.NONE).value


def as_json(table: list[Row]) -> str:
    """A list of objects, one a clause."""
    listed = [
        {
            "clause": row.clause,
            "quote": row.quote,
            "provision": row.provision,
            "how": list(row.how),
            "checks": list(row.checks),
            "cases": len(row.outcomes),
            "verdicts": count(row.outcomes),
            "review": row.review,
            "proof": row.proof,
        }
        for row in table
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def as_markdown(table: list[Row], lang: str) -> str:
    """A table that a merge request shows."""
    out = [_HEADER.to(lang), "|---|---|---|---|---|---|---|"]
    for row in table:
        checks = (
            ", ".join(check.partition("/")[2] for check in row.checks) or f"**{Text('none', '无').to(lang)}**"
        )
        quote = row.quote.replace("|", "\\|")
        verdicts = _after(in_words(count(row.outcomes), lang), row, f"**{_REVIEW.to(lang)}**")
        shown = _how(row, lang), proof.name(row.proof, lang)
        cells = row.clause, quote, *shown, checks, str(len(row.outcomes)), verdicts
        out.append(f"| {' | '.join(cells)} |")
    return "\n".join(out) + "\n"


def as_text(table: list[Row], lang: str, width: int | None = None) -> str:
    """Aligned columns; a Chinese character takes two cells, and in `width` cells quotations are cut shorter."""
    from rich.cells import set_cell_size

    room = QUOTE_CELLS if width is None else max(min(QUOTE_CELLS, width - _BESIDE_QUOTE), _SHORTEST_QUOTE)
    out = []
    for row in table:
        number = len(row.checks)
        checks = (Text(many(number, "check"), f"{number} 项检查") if number else _NO_CHECK).to(lang)
        verdicts = _after(in_words(count(row.outcomes), lang) or "-", row, _REVIEW.to(lang))
        quote = set_cell_size(_shortened(row.quote, room), room)
        how, checks = set_cell_size(_how(row, lang), 18), set_cell_size(checks, 9)
        out.append(f"{row.clause:<10} {quote}  {how} {checks} {verdicts}".rstrip())
    covered = sum(bool(row.checks) for row in table)
    total = Text(
        f"{covered} of {len(table)} clauses have a check", f"{len(table)} 条条款中 {covered} 条有检查"
    )
    out.append(total.to(lang))
    applying = {row.clause: Proof(row.proof) for row in table if row.proof != Outcome.NOT_APPLICABLE}
    words = proof.in_words(applying, lang)
    out.append(Text(f"proof: {words}", f"依据：{words}").to(lang))
    if marked := sum(row.review for row in table):
        out.append(
            Text(
                f"{marked} to review: a license words their provisions in another way than the policies do",
                f"{marked} 条须复核：许可证中相应规定的文字与策略所载不同",
            ).to(lang)
        )
    return "\n".join(out) + "\n"


def _how(row: Row, lang: str) -> str:
    names = [proof.HOW[each].to(lang) if each in proof.HOW else each for each in row.how]
    return Text(", ", "、").to(lang).join(names)


def _after(verdicts: str, row: Row, word: str) -> str:
    return f"{verdicts}  {word}".strip() if row.review else verdicts


def _shortened(text: str, width: int) -> str:
    """The text, if it is longer than `width` cells cut with a sign that it is."""
    from rich.cells import cell_len, set_cell_size

    return text if cell_len(text) <= width else f"{set_cell_size(text, width - 1).rstrip()}…"
