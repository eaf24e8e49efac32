"""The wheel carries the policies and the example, and works where no checkout is."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT],
        check=True,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_it_contains_policies_example_and_types(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for policy in (ROOT / "policies").rglob("*.*"):
        if "__pycache__" in policy.parts:
            continue
        assert f"pytest_icplicense/policies/{policy.relative_to(ROOT / 'policies').as_posix()}" in names
    assert "pytest_icplicense/example_project/ads-console.icp.yaml" in names
    assert "pytest_icplicense/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert wheel.stat().st_size < 1_000_000


@pytest.mark.slow
def test_it_judges_the_example_from_a_clean_environment(wheel, tmp_path, project):
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = environment / "bin/python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    checked = subprocess.run(
        [environment / "bin/icplicense", "check"], cwd=project.root, capture_output=True, encoding="utf-8"
    )
    assert (checked.returncode, checked.stderr) == (0, "")
    proven = subprocess.run(
        [environment / "bin/icplicense", "test"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert "0 checks prove nothing" in proven.stdout
    tested = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project.root,
        capture_output=True,
        encoding="utf-8",
    )
    assert tested.returncode == 0, tested.stdout
