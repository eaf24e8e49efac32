"""The detectors that this package brings, one kind of artifact a file."""

from __future__ import annotations

from pytest_icplicense.detect.detector import Detector
from pytest_icplicense.detect.detectors import (
    android,
    ansible,
    beam,
    bom,
    bun,
    bundler,
    cabal,
    caddy,
    cargo,
    cocoapods,
    compose,
    composer,
    conda,
    cpan,
    deno,
    dockerfile,
    functions,
    gomod,
    gradle,
    helm,
    httpd,
    jvm_coordinates,
    kubernetes,
    maven,
    miniprogram,
    nginx,
    npm,
    nuget,
    ohpm,
    openapi,
    pipenv,
    pnpm,
    pubspec,
    pyproject,
    pythonlocks,
    requirements,
    script,
    setupcfg,
    setuppy,
    submodules,
    swiftpm,
    systemd_units,
    terraform,
    traefik_routers,
    unity,
    yarn,
)
from pytest_icplicense.detect.source.detectors import DETECTORS


def all_detectors() -> list[Detector]:
    """Every one, in the order in which they open a file."""
    packages = (npm, yarn, pnpm, bun, pyproject, pythonlocks, requirements, pipenv, setupcfg, setuppy)
    more = (gomod, maven, gradle, jvm_coordinates, cargo, composer, bundler, nuget)
    deployed = (
        dockerfile,
        script,
        compose,
        kubernetes,
        helm,
        ansible,
        terraform,
        openapi,
        functions,
        nginx,
        caddy,
        httpd,
        traefik_routers,
        bom,
        submodules,
        systemd_units,
    )
    apps = (android, pubspec, cocoapods, swiftpm, ohpm, miniprogram, deno, conda, beam, cpan, cabal, unity)
    return [*(module.DETECTOR for module in (*packages, *more, *apps, *deployed)), *DETECTORS]
