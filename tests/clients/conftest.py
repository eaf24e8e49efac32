"""The reports that programs of others are given."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from troubles import nothing_to_judge, trouble


@pytest.fixture(params=["as shipped", "in trouble", "with nothing that can be judged"])
def reported(request, project):
    """Writes a report of the project into a file of its folder; the project in three states."""
    if request.param == "in trouble":
        trouble(project)
    if request.param == "with nothing that can be judged":
        nothing_to_judge(project)

    def write(form: str, suffix: str) -> Path:
        file = project.root / f"{form}{suffix}"
        command = [sys.executable, "-m", "pytest_icplicense", "report", form, "-o", str(file)]
        done = subprocess.run(command, cwd=project.root, capture_output=True, encoding="utf-8", check=False)
        in_order = request.param == "as shipped"
        assert (done.returncode, done.stderr == "") == (0 if in_order else 2, in_order)
        assert in_order or "duplicate key 'kind'; keep one" in done.stderr
        return file

    return write
