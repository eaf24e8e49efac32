"""What is released: wheel and sdist, complete, small, and at work where no checkout is, with old and new libraries."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from environments import ROOT, UV, Environment, built, made_once
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pytest_icplicense.documents import parse_cache
from pytest_icplicense.library import shipped
from pytest_icplicense.library.loader import shipped_files

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    return _built_once(tmp_path_factory, "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    return _built_once(tmp_path_factory, "sdist")


def _built_once(factory: pytest.TempPathFactory, kind: str) -> Path:
    (made,) = made_once(factory, kind, lambda folder: built(kind, folder)).iterdir()
    return made


def test_the_wheel_contains_policies_example_and_types(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for policy in (ROOT / "policies").rglob("*.*"):
        if "__pycache__" in policy.parts:
            continue
        assert f"pytest_icplicense/policies/{policy.relative_to(ROOT / 'policies').as_posix()}" in names
    assert "pytest_icplicense/example_project/ads-console.icp.yaml" in names
    assert "pytest_icplicense/py.typed" in names
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    assert wheel.stat().st_size < 2_500_000


def test_the_wheel_has_the_tree_of_each_shipped_document(wheel, tmp_path, monkeypatch):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    folder = tmp_path / "pytest_icplicense/policies"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(parse_cache, "read", None)  # nothing needs it
    files = [folder / file.relative_to(shipped()) for file in shipped_files()]
    sources = parse_cache.read_all(folder, files, str)
    assert len(sources) > 50


def test_the_sdist_contains_what_the_tests_and_the_build_need(sdist):
    with tarfile.open(sdist) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    needed = (
        "LICENSE",
        "CHANGELOG.md",
        "README.md",
        "Makefile",
        "policies/provisions/LIC.yaml",
        "tests/conftest.py",
    )
    assert names >= {*needed, "example_project/scenarios/run.py", "tests/plugin_example/pyproject.toml"}
    assert not [name for name in names if "__pycache__" in name or name.startswith((".venv", "build/"))]


def test_the_registry_would_take_both_without_a_warning(wheel, sdist):
    checked = subprocess.run(
        [sys.executable, "-m", "twine", "--no-color", "check", "--strict", wheel, sdist],
        capture_output=True,
        encoding="utf-8",
    )
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("PASSED") == 2


def test_the_same_sources_give_the_same_bytes(wheel, sdist, tmp_path):
    """In another folder, in another order, with other times and permissions."""
    source = tmp_path / "copy"
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"], capture_output=True, check=True
    )
    for name in reversed(listed.stdout.decode().split("\0")[:-1]):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
            os.utime(source / name, (1_500_000_000, 1_500_000_000))
            (source / name).chmod(0o755 if os.access(ROOT / name, os.X_OK) else 0o600)
    for kind, first in (("wheel", wheel), ("sdist", sdist)):
        again = built(kind, tmp_path / kind, source)
        assert again.name == first.name
        assert hashlib.sha256(again.read_bytes()).digest() == hashlib.sha256(first.read_bytes()).digest(), (
            kind
        )


def test_what_builds_it_is_exact():
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert all("==" in each for each in table["build-system"]["requires"])


def test_the_extras_have_digests_and_no_address():
    """Of each distribution that an extra names; which of them is installed, the installer chooses by its platform."""
    text = (ROOT / "requirements/extras.txt").read_text(encoding="utf-8")
    assert "://" not in text
    pinned = {
        canonicalize_name(each[1])
        for each in re.finditer(r"(?m)^([\w.-]+)==\S+.*\\\n +--hash=sha256:[0-9a-f]{64}", text)
    }
    assert pinned == {canonicalize_name(each) for each in re.findall(r"(?m)^([\w.-]+)==", text)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [
        each for name in extras if name not in ("dev", "mutation", "neighbours") for each in extras[name]
    ]
    for each in map(Requirement, (*project["dependencies"], *wanted)):
        assert canonicalize_name(each.name) in pinned, each


@pytest.mark.clients
def test_a_release_has_a_bill_of_materials(wheel, tmp_path):
    environment = Environment(tmp_path / "environment")
    environment.install(wheel)
    bill = tmp_path / "bill.json"
    words = [
        "environment",
        environment.python,
        "--pyproject",
        ROOT / "pyproject.toml",
        "--output-reproducible",
    ]
    maker = re.search(r"(?m)^BILL := (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"))[1]
    program = [*UV, "tool", "run", "--quiet", "--from", maker, "cyclonedx-py"]
    subprocess.run([*program, *words, "--output-file", bill], check=True, capture_output=True)
    found = json.loads(bill.read_bytes())
    names = {canonicalize_name(each["name"]) for each in found["components"]}
    assert found["bomFormat"] == "CycloneDX"
    assert found["metadata"]["component"]["name"] == "pytest-icplicense"
    assert {"pytest", "pyyaml", "selectolax"} <= names
    assert "hypothesis" not in names


@pytest.mark.clients
def test_a_single_file_needs_nothing_but_python(project, tmp_path):
    """Of this Python alone; run in another folder by the system's own path, with a home of its own."""
    subprocess.run(["make", "pyz"], cwd=ROOT, check=True, capture_output=True)
    program = tmp_path / "icplicense.pyz"
    program.write_bytes((ROOT / "dist/icplicense.pyz").read_bytes())
    program.chmod(0o755)
    alone = {"HOME": str(tmp_path), "PATH": f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin"}
    for command, code, said in (
        (["check"], 0, "✓ "),
        (["detect"], 0, "not judged: 0"),  # code is read, too
        (["report", "html", "-o", "report.html"], 0, ""),
    ):
        done = subprocess.run(
            [program, *command], cwd=project.root, env=alone, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr) == (code, ""), done.stdout
        assert said in done.stdout


def test_its_version_has_one_place(wheel, sdist):
    from pytest_icplicense import __version__

    assert f"-{__version__}-" in wheel.name
    assert sdist.name == f"pytest_icplicense-{__version__}.tar.gz"
    assert f"\n## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_it_judges_the_example_from_a_clean_environment(sdist, tmp_path, project):
    """Built of the sdist, with the newest of all that it needs; the wheel is tried below, with the oldest."""
    environment = Environment(tmp_path / "venv")
    environment.install(sdist)
    judges_the_example(environment, project.root)


def judges_the_example(environment: Environment, example: Path) -> None:
    """Command line, policies and plugin say of the example what they should."""
    checked = environment.run("icplicense", "check", cwd=example)
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    proven = environment.run("icplicense", "test", cwd=example.parent)
    assert "0 checks prove nothing" in proven.stdout, proven.stderr
    tested = environment.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=example)
    assert tested.returncode == 0, tested.stdout


def test_lowest_dependencies(wheel, tmp_path, project):
    """The lower bounds of pyproject.toml are true, the oldest pytest among them; the other tests have the newest of all."""
    environment = Environment(tmp_path / "venv")
    exact = tmp_path / "exact.txt"
    compiled = [
        *UV,
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--no-annotate",
        "--resolution=lowest-direct",
    ]
    subprocess.run([*compiled, ROOT / "pyproject.toml", "--output-file", exact], check=True)
    pins = exact.read_text(encoding="utf-8")
    assert "pytest==8.2.0" in pins
    environment.install(wheel, "--requirement", exact)
    judges_the_example(environment, project.root)
    for_tests = ("hypothesis", "pytest-timeout", "pytest-xdist", "jsonschema-rs", "jinja2", "icalendar")
    environment.install(*for_tests, "--constraint", exact)
    tested = environment.run(
        *("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow"),
        *("tests/collect/test_collect.py", "tests/collect/test_fixtures.py"),
        cwd=ROOT,
    )
    assert tested.returncode == 0, tested.stdout
