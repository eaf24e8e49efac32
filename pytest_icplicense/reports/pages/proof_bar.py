"""What clauses rest on, as the segments of a bar from the strongest proof to none."""

from __future__ import annotations

from typing import Final, NamedTuple

from pytest_icplicense.model.proof import Proof, Proofs
from pytest_icplicense.text import Text

WIDTH = 360
"""Of a drawing, in its own units."""
_LEAST = 2.0
"""What a segment is wide at least: one clause of a thousand is seen, too."""
OPEN: Final = "open"

WORDS: Final = {
    Proof.TESTS: Text("tests", "测试"),
    Proof.ARTEFACT: Text("files of the repository", "仓库文件"),
    Proof.DATED: Text("dated", "日期"),
    Proof.DECLARED: Text("declared", "申报"),
    Proof.ATTESTED: Text("attested only", "仅声明"),
    OPEN: Text("open", "尚无定论"),
    Proof.NONE: Text("failed or waived", "不合规或已豁免"),
}
"""The kinds in the order of the bar."""


class Segment(NamedTuple):
    """The clauses of one kind."""

    kind: str
    number: int
    x: float
    width: float


class Bar(NamedTuple):
    """The clauses that apply, by what shows that they are kept."""

    segments: tuple[Segment, ...]
    """Those that there are some of."""
    total: int

    def number(self, kind: str) -> int:
        """How many clauses are of a kind."""
        return next((each.number for each in self.segments if each.kind == kind), 0)


def kinds(proofs: Proofs) -> dict[str, int]:
    """How many clauses there are of each kind of the bar."""
    waiting = {*proofs.waiting}
    counts = dict.fromkeys(map(str, WORDS), 0)
    for clause, proof in proofs.kinds.items():
        counts[OPEN if proof is Proof.NONE and clause in waiting else proof.value] += 1
    return counts


def bar(proofs: Proofs) -> Bar:
    """The bar of some clauses."""
    return bar_of(kinds(proofs), WIDTH)


def bar_of(counts: dict[str, int], length: float) -> Bar:
    """The bar of so many clauses of each kind, so long."""
    there = {kind: number for kind, number in counts.items() if number}
    total = sum(there.values())
    free = length - _LEAST * len(there)
    segments, x = [], 0.0
    for kind, number in there.items():
        width = _LEAST + free * number / total
        segments.append(Segment(kind, number, round(x, 2), round(width, 2)))
        x += width
    return Bar(tuple(segments), total)
