"""OSCAL as compliance-trestle takes it: imported into a workspace, validated, and worked on with its own commands."""

from __future__ import annotations

import json
import subprocess

import pytest
from troubles import BUILD

PYTHON = BUILD / "clients-python/bin/python"
FORMS = {
    "oscal": ("assessment-results", "assessment-results"),
    "oscal-catalog": ("catalogs", "catalog"),
    "oscal-component": ("component-definitions", "component-definition"),
}

pytestmark = pytest.mark.clients


_FORKING = """
import json, os, sys
from trestle.cli import run
for line in sys.stdin:
    folder, *words = json.loads(line)
    inside, outside = os.pipe()
    if not os.fork():
        os.dup2(outside, 1), os.dup2(outside, 2), os.close(inside), os.close(outside), os.chdir(folder)
        sys.argv[:] = ["trestle", *words]
        run()
    os.close(outside)
    with open(inside, encoding="utf-8") as stream:
        told = stream.read()
    print(json.dumps([os.waitstatus_to_exitcode(os.wait()[1]), told]), flush=True)
"""
"""Runs trestle in forks of one process, since its imports take most of a second."""


@pytest.fixture(scope="module")
def forking():
    """Trestle, imported once."""
    if not PYTHON.is_file():
        pytest.fail("trestle is missing; `make clients` installs it")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([PYTHON, "-c", _FORKING], encoding="utf-8", **pipes) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def trestle(forking, tmp_path):
    """Runs trestle in a workspace of its own; it may not complain."""
    workspace = tmp_path / "workspace"
    workspace.mkdir()

    def run(*arguments: str) -> str:
        print(json.dumps([str(workspace), *arguments]), file=forking.stdin, flush=True)
        code, told = json.loads(forking.stdout.readline())
        assert code == 0, told
        assert "WARNING" not in told
        assert "ERROR" not in told
        return told

    run("init")
    run.workspace = workspace
    return run


def test_every_document_is_imported_and_valid_without_complaint(trestle, reported):
    for form, (folder, model) in FORMS.items():
        trestle("import", "-f", str(reported(form, ".json")), "-o", form)
        assert (trestle.workspace / folder / form / f"{model}.json").is_file()
        assert "VALID: Model" in trestle("validate", "-t", model, "-n", form)
    assert trestle("validate", "-a").count("VALID: Model") == len(FORMS)


@pytest.mark.parametrize("reported", ["as shipped"], indirect=True)
def test_the_catalog_is_written_as_markdown_clause_by_clause_and_assembled_again(trestle, reported, library):
    trestle("import", "-f", str(reported("oscal-catalog", ".json")), "-o", "license")
    trestle("author", "catalog-generate", "-n", "license", "-o", "controls")
    pages = {
        file.stem: file.read_text(encoding="utf-8") for file in trestle.workspace.glob("controls/*/*.md")
    }
    assert set(pages) == {each.id for each in library.provisions}
    for provision in library.provisions:
        for clause in provision.clauses:
            assert f"- \\[{clause.id}\\] " in pages[provision.id]
            assert clause.quote is None or clause.quote in pages[provision.id]
    trestle("author", "catalog-assemble", "-m", "controls", "-n", "license", "-o", "again")
    assert "VALID: Model" in trestle("validate", "-t", "catalog", "-n", "again")


@pytest.mark.parametrize("reported", ["as shipped"], indirect=True)
def test_trestle_would_refuse_what_is_wrong(trestle, reported):
    file = reported("oscal", ".json")
    text = file.read_text(encoding="utf-8").replace('"state": "satisfied"', '"state": "fine"', 1)
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError, match="validation error"):
        trestle("import", "-f", str(file), "-o", "wrong")
