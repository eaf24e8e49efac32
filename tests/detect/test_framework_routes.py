"""The paths, methods and events that frameworks are told in many ways: each file, and the names that it gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES: list[dict[str, Any]] = yaml.load(
    Path(__file__).with_name("framework_routes.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)


@pytest.mark.parametrize("case", CASES, ids=[each["what"] for each in CASES])
def test_names_that_files_give(case: dict[str, Any], shows: Any) -> None:
    files: dict[str, str] = case["files"]
    found = [name for path, text in files.items() for name, _ in shown(shows, path, text, files)]
    assert [each for each in case["names"] if each not in found] == []
    assert [each for each in case.get("not", ()) if each in found] == []


def shown(shows: Any, path: str, text: str, files: dict[str, str]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = shows(path, text, files)
    return found
