"""The public interface: what programs and plugins may import, and all that they should. Everything else may change.

Names here stay, with their meaning, until a release says otherwise in the changelog, after one release that warns.
Importing this module imports nothing else: each name is looked up when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pytest_icplicense.detect.artifact import Artifact, Needle
    from pytest_icplicense.detect.detector import Detector, Sighting
    from pytest_icplicense.detect.facts.source import FactSource
    from pytest_icplicense.detect.facts.tree import Tree
    from pytest_icplicense.detect.unjudged import Unjudged
    from pytest_icplicense.documents import Document, Place, Problem
    from pytest_icplicense.hookspecs import hookimpl
    from pytest_icplicense.model.case import Breach, Case, Outcome, Rule, Ruling
    from pytest_icplicense.model.facts import Facts, Observation
    from pytest_icplicense.model.input_file import Input
    from pytest_icplicense.model.manifest import Manifest
    from pytest_icplicense.model.result import Criterion, Reported, Result
    from pytest_icplicense.model.waiver import Waiver
    from pytest_icplicense.reports.formats import Format
    from pytest_icplicense.reports.refusal import NoReport
    from pytest_icplicense.rules.days.calendar import is_working_day
    from pytest_icplicense.runs.judge_repository import judge
    from pytest_icplicense.runs.report import FileResult, Report, Wants
    from pytest_icplicense.text import IcpError, Text

_MODULES: Final = {
    "detect.artifact": ("Artifact", "Needle"),
    "detect.detector": ("Detector", "Sighting"),
    "detect.facts.source": ("FactSource",),
    "detect.facts.tree": ("Tree",),
    "detect.unjudged": ("Unjudged",),
    "documents": ("Document", "Place", "Problem"),
    "hookspecs": ("hookimpl",),
    "model.case": ("Breach", "Case", "Outcome", "Rule", "Ruling"),
    "model.facts": ("Facts", "Observation"),
    "model.input_file": ("Input",),
    "model.manifest": ("Manifest",),
    "model.result": ("Criterion", "Reported", "Result"),
    "model.waiver": ("Waiver",),
    "reports.formats": ("Format",),
    "reports.refusal": ("NoReport",),
    "rules.days.calendar": ("is_working_day",),
    "runs.judge_repository": ("judge",),
    "runs.report": ("FileResult", "Report", "Wants"),
    "text": ("IcpError", "Text"),
}
_MODULE_OF: Final = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Artifact",
    "Breach",
    "Case",
    "Criterion",
    "Detector",
    "Document",
    "FactSource",
    "Facts",
    "FileResult",
    "Format",
    "IcpError",
    "Input",
    "Manifest",
    "Needle",
    "NoReport",
    "Observation",
    "Outcome",
    "Place",
    "Problem",
    "Report",
    "Reported",
    "Result",
    "Rule",
    "Ruling",
    "Sighting",
    "Text",
    "Tree",
    "Unjudged",
    "Waiver",
    "Wants",
    "hookimpl",
    "is_working_day",
    "judge",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"pytest_icplicense.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
