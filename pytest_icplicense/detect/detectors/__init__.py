"""The detectors that this package brings, one kind of artifact a file."""

from __future__ import annotations

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.detectors import (
    bom,
    bun,
    bundler,
    caddy,
    cargo,
    compose,
    composer,
    dockerfile,
    gomod,
    gradle,
    helm,
    httpd,
    kubernetes,
    maven,
    nginx,
    npm,
    nuget,
    openapi,
    pipenv,
    pnpm,
    pyproject,
    pythonlocks,
    requirements,
    setupcfg,
    setuppy,
    submodules,
    yarn,
)
from pytest_icplicense.detect.source import detector


def all_detectors() -> list[Detector]:
    """Every one, in the order in which they open a file."""
    packages = (npm, yarn, pnpm, bun, pyproject, pythonlocks, requirements, pipenv, setupcfg, setuppy)
    more = (gomod, maven, gradle, cargo, composer, bundler, nuget)
    code = (detector,)
    deployed = (dockerfile, compose, kubernetes, helm, openapi, nginx, caddy, httpd, bom, submodules)
    return [module.DETECTOR for module in (*packages, *more, *deployed, *code)]
