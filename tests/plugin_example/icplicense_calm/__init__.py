"""What this package adds; each hook imports what it returns when it is asked, so that an installed package costs nothing."""

from __future__ import annotations

from pathlib import Path

from pytest_icplicense.api import Detector, FactSource, Format, Rule, hookimpl


@hookimpl
def icplicense_rules() -> list[Rule]:
    """The domain rule that SP-90 names."""
    from icplicense_calm.on_working_day import RULE

    return [RULE]


@hookimpl
def icplicense_detectors() -> list[Detector]:
    """Looks into the list of Debian packages."""
    from icplicense_calm.aptfile import DETECTOR

    return [DETECTOR]


@hookimpl
def icplicense_facts() -> list[FactSource]:
    """Says how soon an alert reaches somebody."""
    from icplicense_calm.oncall import SOURCE

    return [SOURCE]


@hookimpl
def icplicense_reports() -> list[Format]:
    """The Test Anything Protocol."""
    from icplicense_calm.tap import FORMAT

    return [FORMAT]


@hookimpl
def icplicense_policies() -> list[Path]:
    """The folder with the provision and the capability."""
    return [Path(__file__).with_name("policies")]
