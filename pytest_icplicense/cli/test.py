"""`icplicense test`: every check must pass on the compliant example and fail on each of its violations."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse, add_lang, add_library, existing, library_for, settings_for
from pytest_icplicense.cli.screen import Screen
from pytest_icplicense.text import Text


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "policies_given",
        nargs="*",
        type=Path,
        metavar="POLICY",
        help="policy files or folders (all) · 策略文件或文件夹（默认全部）",
    )
    parser.add_argument(
        "--example",
        type=Path,
        metavar="DIR",
        help="the compliant example to try them on (the one shipped) · 用作对照的合规示例（默认为自带示例）",
    )
    add_lang(parser)
    add_library(parser)


def run(options: argparse.Namespace) -> int:
    """Try the policies, print a table, and give the exit code: 1 where some check proves nothing."""
    from pytest_icplicense import library as libraries
    from pytest_icplicense.policytest import load_example, prove

    given = [existing(path).resolve() for path in options.policies_given]
    settings = settings_for(options, Path())
    read_anyway = (libraries.shipped(), *settings.policies)
    own = [path for path in given if not any(path.is_relative_to(folder) for folder in read_anyway)]
    library = library_for(settings, own)
    try:
        example = load_example(library, options.example)
    except ValueError as error:
        raise WrongUse(Text.same(str(error))) from None
    wanted = [
        provision
        for provision in library.provisions
        if not given
        or any(library.sources[provision.id].file.resolve().is_relative_to(path) for path in given)
    ]
    proofs = list(prove(library, example, wanted))
    width = max((len(proof.check.id) for proof in proofs), default=0)
    bad = 0
    lines = []
    for proof in proofs:
        bad += bool(proof.problems)
        sign = "FAIL" if proof.problems else "ok  "
        violations = len(proof.check.violations)
        lines.append(
            f"{sign}  {proof.check.id:<{width}}  {proof.check.level:<8}  {proof.caught}/{violations}"
        )
        lines += [f"        {problem.to(settings.lang)}" for problem in proof.problems]
    clauses = {proof.check.clause.id: bool(proof.check.clause.checks) for proof in proofs}
    without = len(clauses) - sum(clauses.values())
    caught = sum(proof.caught for proof in proofs)
    total = Text(
        f"{len(clauses)} clauses, {len(proofs) - without} checks, {caught} violations caught,"
        f" {bad - without} checks prove nothing{f', {without} clauses have no check' if without else ''}",
        f"{len(clauses)} 条条款，{len(proofs) - without} 项检查，发现 {caught} 个反例，"
        f"{bad - without} 项检查未能证明会失败{f'，{without} 条条款尚无检查' if without else ''}",
    )
    Screen(sys.stdout).write("\n".join([*lines, total.to(settings.lang)]) + "\n")
    return 1 if bad or not proofs else 0
