"""The action for GitHub and the component for GitLab: of the right form, and their scripts stop what they should."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SPEC, COMPONENT = yaml.safe_load_all((ROOT / "templates/license.yml").read_text(encoding="utf-8"))


@pytest.fixture
def run(project):
    """Runs a script in the example as a CI server does."""

    def run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=project.root,
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **variables},
            capture_output=True,
            encoding="utf-8",
        )

    return run


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "document"), [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", COMPONENT)]
)
def test_the_form_is_the_server_s_own(schema, document, tmp_path):
    file = tmp_path / "document.yml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, file], check=True)


def test_every_input_is_used_and_there():
    text = (ROOT / "templates/license.yml").read_text(encoding="utf-8")
    assert all(f"$[[ inputs.{name} ]]" in text for name in SPEC["spec"]["inputs"])
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert all(f"${{{{ inputs.{name} }}}}" in text for name in ACTION["inputs"])


def test_the_action_marks_findings_writes_reports_and_fails(run, project):
    script = ACTION["runs"]["steps"][-1]["run"]
    assert "${{" not in script
    good = run(script, FOLDER=".", REPORTS="junit:license.xml\njson:license.json\n")
    assert good.returncode == 0, good.stderr
    assert (project.root / "license.json").is_file()
    assert run(script, FOLDER=".", REPORTS="jsn:x").returncode != 0
    project.add_feature("web-search")
    bad = run(script, FOLDER=".", REPORTS="junit:license.xml\n")
    assert bad.returncode == 1
    assert "::error file=ads-console.icp.yaml" in bad.stdout
    assert 'failures="0"' not in (project.root / "license.xml").read_text(encoding="utf-8").splitlines()[1]


def test_the_component_writes_both_reports_and_fails(run, project):
    script = "\n".join(COMPONENT["license"]["script"][1:])
    assert run(script, FOLDER=".").returncode == 0
    project.add_feature("web-search")
    assert run(script, FOLDER=".").returncode == 1
    assert "SP-02.2" in (project.root / "gl-code-quality-report.json").read_text(encoding="utf-8")
    assert (project.root / "license.xml").is_file()
