"""Clauses counted by what shows that they are kept, and the floor for more than an attestation, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pytest_icplicense.model.case import OUTCOME_NAMES, Outcome
from pytest_icplicense.model.proof import Proof, Proofs
from pytest_icplicense.text import Text

_WORDS = {
    Proof.DECLARED: Text("declared", "申报"),
    Proof.DATED: Text("dated", "日期"),
    Proof.ARTEFACT: Text("artefact", "仓库文件"),
    Proof.TESTS: Text("tests", "测试"),
    Proof.ATTESTED: Text("attested only", "仅声明"),
    Proof.NONE: Text("not at all", "无"),
}

HOW = {
    "declared": Text("declared", "申报"),
    "dated": Text("dated", "日期"),
    "artefact": Text("artefact", "仓库文件"),
    "attested": Text("attested", "声明"),
}
"""How a clause is judged."""
JUDGED_FROM = {
    "declared": Text("what is declared", "申报内容"),
    "dated": Text("dates", "日期"),
    "artefact": Text("files of the repository", "仓库中的文件"),
    "attested": Text("attestations", "声明"),
}
"""The same, within a sentence."""


def by_proof(kinds: Mapping[str, Proof]) -> dict[str, int]:
    """How many clauses there are of each kind of proof, in the fixed order of reports."""
    counts = {kind.value: 0 for kind in _WORDS}
    for kind in kinds.values():
        counts[kind.value] += 1
    return counts


def in_words(kinds: Mapping[str, Proof], lang: str) -> str:
    """`40 declared, 12 dated, 3 artefact, 1 tests, 20 attested only, 0 not at all`."""
    separator = "，" if lang == "zh" else ", "
    counts = by_proof(kinds)
    return separator.join(f"{counts[kind]} {word.to(lang)}" for kind, word in _WORDS.items())


def name(proof: str, lang: str) -> str:
    """What shows that a clause is kept, `not-applicable` where it need not be: in English by its id, as JSON has it."""
    if lang == "en":
        return proof
    return (OUTCOME_NAMES[Outcome(proof)] if proof == Outcome.NOT_APPLICABLE else _WORDS[Proof(proof)]).zh


def kinds_of_proof(kinds: Mapping[str, Proof]) -> Text:
    """The line that reports have of it."""
    return Text(f"proof: {in_words(kinds, 'en')}", f"依据：{in_words(kinds, 'zh')}")


def below(proofs: Proofs, percent: int) -> Text | None:
    """Why a floor of `percent` is missed; None: it is not.

    It is where less of the clauses that apply rest on more than an attestation, and, however low it is, where a case
    is open.
    """
    kinds, waiting = proofs
    if waiting:
        return waits(waiting)
    more = sum(kind not in (Proof.NONE, Proof.ATTESTED) for kind in kinds.values())
    if more * 100 >= percent * len(kinds) and (kinds or not percent):
        return None
    return Text(
        f"{more} of {len(kinds)} clauses rest on more than an attestation, less than {percent} %",
        f"{len(kinds)} 条条款中仅 {more} 条有声明以外的依据，不足 {percent}%",
    )


def waits(clauses: Iterable[str]) -> Text:
    """What to do about clauses with a case that is open."""
    listed = list(clauses)
    return Text(
        f"not settled: {', '.join(listed)}; the warnings say what is missing (results of tests: run all of pytest, or"
        " 'icplicense check --evidence FILE')",
        f"尚无定论：{'、'.join(listed)}；所缺内容见警告（测试结果："
        "请运行 pytest 的全部测试，或 icplicense check --evidence 结果文件）",
    )
