"""`icplicense test`: every check must pass on the compliant example and fail on each of its violations."""

from __future__ import annotations

import argparse
from pathlib import Path

from pytest_icplicense.cli.options import WrongUse, add_judging, complain, settings_for


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "policies_given", nargs="*", type=Path, metavar="POLICY", help="policy files or folders (all)"
    )
    parser.add_argument("--example", type=Path, help="the compliant example to try them on (the one shipped)")
    add_judging(parser)


def run(options: argparse.Namespace) -> int:
    """Try the policies, print a table, and give the exit code: 1 where some check proves nothing."""
    from pytest_icplicense import library as libraries
    from pytest_icplicense.policytest import load_example, prove

    given = [path.resolve() for path in options.policies_given]
    try:
        settings = settings_for(options, Path())
        for path in given:
            if not path.exists():
                raise WrongUse(f"{path}: no such file or folder")
        read_anyway = (libraries.shipped(), *settings.policies)
        own = [path for path in given if not any(path.is_relative_to(folder) for folder in read_anyway)]
        library = libraries.load((*settings.policies, *own), settings.licenses)
        if library.problems:
            raise WrongUse("\n".join(problem.to(settings.lang) for problem in library.problems))
        example = load_example(library, options.example)
    except (WrongUse, ValueError) as error:
        return complain(WrongUse(str(error)))
    wanted = [
        provision
        for provision in library.provisions
        if not given
        or any(library.sources[provision.id].file.resolve().is_relative_to(path) for path in given)
    ]
    proofs = list(prove(library, example, wanted))
    width = max((len(proof.check.id) for proof in proofs), default=0)
    bad = 0
    for proof in proofs:
        bad += bool(proof.problems)
        sign = "FAIL" if proof.problems else "ok  "
        violations = len(proof.check.violations)
        print(f"{sign}  {proof.check.id:<{width}}  {proof.check.level:<8}  {proof.caught}/{violations}")
        for problem in proof.problems:
            print(f"        {problem.to(settings.lang)}")
    clauses = {proof.check.clause.id for proof in proofs}
    caught = sum(proof.caught for proof in proofs)
    print(
        f"{len(clauses)} clauses, {len(proofs)} checks, {caught} violations caught, {bad} checks prove nothing"
    )
    return 1 if bad or not proofs else 0
