"""Signatures prove themselves: each capability is seen in its examples, and in none of its counterexamples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.survey import Survey
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.detect.unjudged import lacks_code
from pytest_icplicense.files import memory
from pytest_icplicense.model.capability import Capability, Example
from pytest_icplicense.text import Text

_ROOT = Path("/repository")


class SignatureProof(NamedTuple):
    """What trying one capability showed."""

    capability: Capability
    right: int
    """Examples in which it was seen, and counterexamples in which it was not."""
    problems: tuple[Text, ...]
    untried: int = 0
    """Examples and counterexamples that nothing reads which is installed."""

    @property
    def total(self) -> int:
        """How many examples and counterexamples it has."""
        return len(self.capability.examples) + len(self.capability.counterexamples)


def tried(capabilities: Iterable[Capability], detectors: Collection[Detector]) -> Iterator[SignatureProof]:
    """Look into every example and counterexample of `capabilities` as into a repository of its own."""
    for capability in capabilities:
        problems: list[Text] = []
        untried = 0
        for number, example in enumerate(capability.examples, start=1):
            shown = _look(capability, example, detectors)
            if lacks_code(shown.unjudged):
                untried += 1
            elif why := _unseen(example, shown):
                problems.append(Text(f"example {number} {why.en}", f"正例 {number} {why.zh}"))
        for number, example in enumerate(capability.counterexamples, start=1):
            shown = _look(capability, example, detectors)
            if lacks_code(shown.unjudged):
                untried += 1
            elif why := _wrongly_seen(example, shown):
                problems.append(Text(f"counterexample {number} {why.en}", f"反例 {number} {why.zh}"))
        total = len(capability.examples) + len(capability.counterexamples)
        yield SignatureProof(capability, total - len(problems) - untried, tuple(problems), untried)


def _unseen(example: Example, shown: Survey) -> Text | None:
    """Why the capability is not seen in the example; None: it is."""
    if shown.all(str).capabilities:
        return None
    return _useless(example, shown) or Text(
        f"is not recognized: nothing under 'seen' fits what '{example.file}' names",
        f"未被识别：'{example.file}' 中没有与 seen 相符的名称",
    )


def _wrongly_seen(example: Example, shown: Survey) -> Text | None:
    """Why the counterexample proves nothing, or disproves the capability; None: it stands."""
    if shown.all(str).capabilities:
        first = shown.found[0]
        return Text(
            f"is taken for it: {example.file}:{first.line}: {first.evidence}",
            f"被误认：{example.file}:{first.line}：{first.evidence}",
        )
    return _useless(example, shown)


def _useless(example: Example, shown: Survey) -> Text | None:
    """Why the file of an example was not looked into at all."""
    if shown.unjudged:
        problem = shown.unjudged[0]
        where, why = f"{example.file}:{problem.line}:{problem.column}", problem.message
        return Text(f"cannot be looked into: {where}: {why.en}", f"无法检查：{where}：{why.zh}")
    if shown.passed_over:
        why = shown.passed_over[0].reason
        return Text(f"does not count ('{example.file}': {why.en})", f"不计入（'{example.file}'：{why.zh}）")
    if not shown.opened:
        return Text(
            f"proves nothing: no detector opens '{example.file}'", f"无效：没有检测器读取 '{example.file}'"
        )
    return None


def _look(capability: Capability, example: Example, detectors: Collection[Detector]) -> Survey:
    files = memory(_ROOT, {example.file: example.text})
    return survey(_ROOT, files, {capability.id: capability}, detectors)
