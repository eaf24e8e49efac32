"""The detectors that this package brings, one kind of artifact a file."""

from __future__ import annotations

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.detectors import (
    bun,
    bundler,
    cargo,
    composer,
    gomod,
    gradle,
    maven,
    nginx,
    npm,
    nuget,
    pipenv,
    pnpm,
    pyproject,
    pythonlocks,
    requirements,
    setupcfg,
    setuppy,
    yarn,
)


def all_detectors() -> list[Detector]:
    """Every one, in the order in which they open a file."""
    packages = (npm, yarn, pnpm, bun, pyproject, pythonlocks, requirements, pipenv, setupcfg, setuppy)
    more = (gomod, maven, gradle, cargo, composer, bundler, nuget)
    return [module.DETECTOR for module in (*packages, *more, nginx)]
