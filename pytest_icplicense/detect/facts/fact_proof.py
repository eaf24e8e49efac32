"""Facts prove themselves: each is seen in its examples, with their values, and in none of its counterexamples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.facts.configuration import Looked, look, survey_shows
from pytest_icplicense.detect.facts.tree import Tree
from pytest_icplicense.detect.surveyor import survey
from pytest_icplicense.detect.unjudged import lacks_code
from pytest_icplicense.files import memory
from pytest_icplicense.model.capability import Capability
from pytest_icplicense.model.observable import FactKind
from pytest_icplicense.text import Text

_ROOT = Path("/repository")


class FactTrial(NamedTuple):
    """What trying one fact showed."""

    kind: FactKind
    problems: tuple[Text, ...]
    untried: int = 0
    """Examples and counterexamples that nothing reads which is installed."""

    @property
    def total(self) -> int:
        """How many examples and counterexamples it has."""
        return len(self.kind.examples) + len(self.kind.counterexamples)

    @property
    def right(self) -> int:
        """How many of them hold."""
        return self.total - len(self.problems) - self.untried


def tried(
    kinds: Iterable[FactKind], capabilities: Mapping[str, Capability], detectors: Collection[Detector]
) -> Iterator[FactTrial]:
    """Look into every example and counterexample of `kinds` as into a repository of its own."""
    for kind in kinds:
        problems: list[Text] = []
        untried = 0
        for number, each in enumerate(kind.examples, start=1):
            values, looked = _values(kind, each.file, each.text, capabilities, detectors)
            if lacks_code(looked.unjudged):
                untried += 1
            elif not values or (each.values and set(values) != set(each.values)):
                seen = ", ".join(values) or (looked.unjudged[0].message.en if looked.unjudged else "nothing")
                zh = ", ".join(values) or (looked.unjudged[0].message.zh if looked.unjudged else "无")
                wanted = ", ".join(each.values) or kind.id
                problems.append(
                    Text(
                        f"example {number} ('{each.file}') shows {seen}, not {wanted}",
                        f"正例 {number}（'{each.file}'）显示的是 {zh}，不是 {wanted}",
                    )
                )
        for number, other in enumerate(kind.counterexamples, start=1):
            values, looked = _values(kind, other.file, other.text, capabilities, detectors)
            if lacks_code(looked.unjudged):
                untried += 1
            elif values:
                seen = ", ".join(values)
                problems.append(
                    Text(
                        f"counterexample {number} ('{other.file}') is taken for it: {seen}",
                        f"反例 {number}（'{other.file}'）被误认：{seen}",
                    )
                )
        yield FactTrial(kind, tuple(problems), untried)


def _values(
    kind: FactKind,
    file: str,
    text: str,
    capabilities: Mapping[str, Capability],
    detectors: Collection[Detector],
) -> tuple[list[str], Looked]:
    """The values of the fact in one file."""
    files = memory(_ROOT, {file: text})
    looked = look(Tree(_ROOT, files, lambda path: False, lambda path: path.name), (kind,))
    shown = list(looked.shown)
    if any(sign.capability for sign in kind.signs):
        wanted = {sign.capability: capabilities[sign.capability] for sign in kind.signs if sign.capability}
        known = {str(name): capability for name, capability in wanted.items()}
        surveyed = survey(_ROOT, files, known, detectors)
        shown += survey_shows(surveyed, {kind.id: kind}, ())
        looked = Looked(looked.shown, (*looked.unjudged, *surveyed.unjudged))
    return [str(each.value) for each in shown], looked
