"""`icplicense test`: every check must pass on the compliant example and fail on each of its violations.

Every capability and every fact must be seen in its examples and in none of its counterexamples.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense.cli.options import WrongUse, add_lang, add_library, existing, library_for, settings_for
from pytest_icplicense.cli.terminal_output import Screen
from pytest_icplicense.files import DISK
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.reports.detected import CONFIDENCE_NAMES
from pytest_icplicense.text import Text, many, plain

if TYPE_CHECKING:
    from pytest_icplicense.detect.facts.fact_proof import FactTrial
    from pytest_icplicense.detect.signature_proof import SignatureProof
    from pytest_icplicense.workspace.policy_proof import Proof


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "policies_given",
        nargs="*",
        type=Path,
        metavar="POLICY",
        help="policy files or folders (default: all) · 策略文件或文件夹（默认全部）",
    )
    parser.add_argument(
        "--example",
        type=Path,
        metavar="DIR",
        help="the compliant example to try them on (default: the one shipped) · 用作对照的合规示例（默认为自带示例）",
    )
    add_lang(parser)
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Try the policies, print a table, and give the exit code: 1 where some check proves nothing."""
    from pytest_icplicense import library as libraries
    from pytest_icplicense.detect.facts.fact_proof import tried as tried_facts
    from pytest_icplicense.detect.signature_proof import tried
    from pytest_icplicense.workspace.policy_proof import load_example, prove

    given = [DISK.resolve(existing(path)) for path in options.policies_given]
    settings = settings_for(options, Path())
    read_anyway = (libraries.shipped(), *settings.policies)
    own = [path for path in given if not any(path.is_relative_to(folder) for folder in read_anyway)]
    library = library_for(settings, own)
    try:
        example = load_example(library, options.example)
    except ValueError as error:
        raise WrongUse(Text.same(str(error))) from None

    def is_wanted(name: str) -> bool:
        file = library.sources[name].file.resolve()
        return not given or any(file.is_relative_to(path) for path in given)

    proofs = list(prove(library, example, [each for each in library.provisions if is_wanted(each.id)]))
    capabilities = library.catalogue.capabilities.values()
    asked = [each for each in capabilities if is_wanted(f"capability/{each.id}")]
    trials = list(tried(asked, library.detectors)) if asked else []
    kinds = [each for each in library.catalogue.facts.values() if is_wanted(f"fact/{each.id}")]
    facts = list(tried_facts(kinds, library.catalogue.capabilities, library.detectors)) if kinds else []
    screen = Screen(sys.stdout)
    if not (proofs or trials or facts):
        shown = ", ".join(plain(str(path)) for path in options.policies_given)
        why = Text(
            f"{shown}: nothing to prove: no provision, capability or fact is defined there",
            f"{shown}：没有可验证的内容：其中未定义规定、能力或事实",
        )
        screen.write(f"{why.to(settings.lang)}\n")
        return 0
    unnamed = [path for path in options.policies_given if DISK.resolve(path) in own]
    summary = [*([_unnamed(unnamed)] if unnamed else []), *_totals(proofs, trials, facts, options.example)]
    lines = _table(proofs, trials, facts, settings.lang)
    screen.write("\n".join([*lines, *(each.to(settings.lang) for each in summary)]) + "\n")
    return 1 if any(each.problems for tries in (proofs, trials, facts) for each in tries) else 0


def _table(
    proofs: Sequence[Proof], trials: Sequence[SignatureProof], facts: Sequence[FactTrial], lang: str
) -> Iterator[str]:
    """A line for each check, capability and fact, and what is wrong with it below."""
    rows: list[tuple[str, Text, int, int, Sequence[Text]]] = [
        (each.check.id, LEVEL_NAMES[each.check.level], each.caught, len(each.check.violations), each.problems)
        for each in proofs
    ]
    for trial in trials:
        sure = CONFIDENCE_NAMES[trial.capability.confidence]
        rows.append((f"capability/{trial.capability.id}", sure, trial.right, trial.total, trial.problems))
    rows += [(f"fact/{fact.kind.id}", Text("", ""), fact.right, fact.total, fact.problems) for fact in facts]
    width = max(len(name) for name, *_ in rows)
    for name, word, right, total, problems in rows:
        yield _row(not problems, f"{name:<{width}}", word, f"{right}/{total}", lang)
        yield from (f"        {problem.to(lang)}" for problem in problems)


def _totals(
    proofs: Sequence[Proof],
    trials: Sequence[SignatureProof],
    facts: Sequence[FactTrial],
    example: Path | None,
) -> Iterator[Text]:
    if proofs:
        yield _of_proofs(proofs)
    if example is not None and (unfit := sum(not proof.fits for proof in proofs)):
        yield _of_unfit(example, unfit)
    if trials:
        yield _of(trials)
    if facts:
        yield _of_facts(facts)
    if untried := sum(each.untried for tries in (proofs, trials, facts) for each in tries):
        yield _of_untried(untried)


def _of_proofs(proofs: Sequence[Proof]) -> Text:
    clauses = {proof.check.clause.id: bool(proof.check.clause.checks) for proof in proofs}
    without = len(clauses) - sum(clauses.values())
    caught = sum(proof.caught for proof in proofs)
    idle = sum(bool(proof.problems) for proof in proofs) - without
    lacking = f", {many(without, 'clause')} {'has' if without == 1 else 'have'} no check" if without else ""
    return Text(
        f"{many(len(clauses), 'clause')}, {many(len(proofs) - without, 'check')},"
        f" {many(caught, 'violation')} caught, {many(idle, 'check')} {'proves' if idle == 1 else 'prove'} nothing{lacking}",
        f"{len(clauses)} 条条款，{len(proofs) - without} 项检查，发现 {caught} 个反例，"
        f"{idle} 项检查未能证明会失败{f'，{without} 条条款尚无检查' if without else ''}",
    )


def _unnamed(paths: Iterable[Path]) -> Text:
    shown = ", ".join(plain(str(path)) for path in paths)
    return Text(
        f"{shown}: read for this proof only; 'check' reads what 'policies' in [tool.icplicense] of pyproject.toml names",
        f"{shown}：仅为本次验证而读取；check 只读取 pyproject.toml 中 [tool.icplicense] 的 policies 所列的策略",
    )


def _of_unfit(example: Path, number: int) -> Text:
    shown = plain(str(example))
    return Text(
        f"{shown} is not in order for {many(number, 'check')}, so little is proven on it: what is missing there no"
        f" violation can change; 'icplicense check' and 'icplicense todo' say what to fill in first",
        f"{shown} 本身不符合 {number} 项检查，因此难以验证：其中没有的内容，反例无从改动；"
        "请先按 icplicense check 和 icplicense todo 补齐",
    )


def _of_untried(number: int) -> Text:
    from pytest_icplicense.detect.unjudged import CODE_UNREAD

    return Text(
        f"{number} examples and violations were not tried: {CODE_UNREAD.en}",
        f"{number} 个例子和反例未能试验：{CODE_UNREAD.zh}",
    )


def _row(good: bool, name: str, word: Text, held: str, lang: str) -> str:
    """A line of the table; each Chinese character of `word` takes two cells."""
    sign = Text("ok  ", "通过") if good else Text("FAIL", "失败")
    said = Text(f"{word.en:<8}", f"{word.zh:<{8 - len(word.zh)}}")
    return f"{sign.to(lang)}  {name}  {said.to(lang)}  {held}"


def _of_facts(trials: Sequence[FactTrial]) -> Text:
    right, wrong = sum(trial.right for trial in trials), sum(bool(trial.problems) for trial in trials)
    return Text(
        f"{many(len(trials), 'fact')}, {right} examples and counterexamples hold,"
        f" {many(wrong, 'fact')} {_contradict(wrong)}",
        f"{len(trials)} 种事实，{right} 个正例和反例成立，{wrong} 种事实与其例子不符",
    )


def _of(trials: Sequence[SignatureProof]) -> Text:
    right, wrong = sum(trial.right for trial in trials), sum(bool(trial.problems) for trial in trials)
    return Text(
        f"{many(len(trials), 'capability')}, {right} examples and counterexamples hold,"
        f" {many(wrong, 'capability')} {_contradict(wrong)}",
        f"{len(trials)} 种能力，{right} 个正例和反例成立，{wrong} 种能力与其例子不符",
    )


def _contradict(number: int) -> str:
    return "contradicts its own" if number == 1 else "contradict theirs"
