"""The action for GitHub and the component for GitLab: of the right form, and their scripts stop what they should."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from pages import blocks

from pytest_icplicense.scaffold import templates

ROOT = Path(__file__).parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
SPEC, COMPONENT = yaml.safe_load_all((ROOT / "templates/license.yml").read_text(encoding="utf-8"))


@pytest.fixture
def run(project, processes):
    """Runs a script in the example as a CI server does."""

    def run(script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            cwd=project.root,
            env={
                **os.environ,
                "PATH": f"{processes.programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
                **variables,
            },
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_component_writes_both_reports_and_fails(run, project, own_git):
    script = "\n".join(COMPONENT["license"]["script"][1:])
    assert run(script, FOLDER=".").returncode == 0
    project.add_feature("web-search")
    assert run(script, FOLDER=".").returncode == 1
    for words in ("init -q", "add -A", "commit -qm all"):
        subprocess.run(["git", *words.split()], cwd=project.root, check=True)
    project.change("pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["ads*"]\n')
    assert run(script, FOLDER=".").returncode == 0
    assert run(script, FOLDER=".", GATE="HEAD").returncode == 1
    assert "SP-02.2" in (project.root / "gl-code-quality-report.json").read_text(encoding="utf-8")
    assert (project.root / "license.xml").is_file()


def jenkinsfile(page: str) -> str:
    """The one that a page of the documentation shows."""
    (block,) = [block for block in blocks(ROOT / "docs" / page) if block.language == "groovy"]
    return block.text


def sections(text: str) -> list[str]:
    """Each block of a pipeline by the names that lead to it."""
    found, above = [], []
    for name, end in re.findall(r"(\w+)(?:\('\w+'\))? \{|(\})", text):
        if end:
            above.pop()
        else:
            above.append(name)
            found.append("/".join(above))
    assert not above
    return found


def test_the_jenkinsfile_has_the_sections_that_a_declarative_pipeline_needs():
    text = jenkinsfile("ci.md")
    assert text == jenkinsfile("ci.zh.md")
    stage = "pipeline/stages/stage"
    assert sections(text) == [
        "pipeline",
        "pipeline/stages",
        stage,
        f"{stage}/steps",
        f"{stage}/post",
        f"{stage}/post/always",
    ]
    assert text.splitlines()[1].strip() == "agent any"


@pytest.mark.slow
def test_the_jenkinsfile_shows_verdicts_also_where_it_fails(run, project):
    text = jenkinsfile("ci.md")
    install, judge = re.findall(r"sh '(.*)'", text)
    (shown,) = re.findall(r"junit '(.*)'", text)
    assert "venv/bin/pip install pytest-icplicense" in install
    judge = judge.replace("venv/bin/", "")
    assert run(judge).returncode == 0
    project.add_feature("web-search")
    assert run(judge).returncode == 1
    failed = ElementTree.parse(project.root / shown).findall(".//failure")
    assert any("B25/search" in (each.get("message") or "") for each in failed)


@pytest.mark.slow
@pytest.mark.parametrize("server", ["github", "gitlab"])
def test_the_files_of_init_take_the_rules_from_the_target_branch(server, run, project, own_git):
    job = yaml.safe_load(templates.ci_file(server, "en"))
    steps = job["jobs"]["license"]["steps"] if server == "github" else []
    scripts = [each["run"] for each in steps if "run" in each] or job["license"]["script"]
    whole = "\n".join(each for each in scripts if not each.startswith("pip"))
    if server == "github":  # which gives the next steps what is in this file
        whole = whole.replace("esac\n", 'esac\n. "$GITHUB_ENV"\n')
    environment = project.root / ".git/environment"
    names = {
        "GITHUB_BASE_REF": "main",
        "GITHUB_ENV": str(environment),
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    }

    def judged() -> subprocess.CompletedProcess[str]:
        environment.write_text("", encoding="utf-8")
        return run(whole, **names)

    manifest = project.service.read_text(encoding="utf-8")
    # No tests run.
    project.service.write_text(re.sub(r"(?m)^proofs:\n(?: .*\n)+", "", manifest), encoding="utf-8")
    run("git init -q && git commit -q --allow-empty -m none && git update-ref refs/remotes/origin/main HEAD")
    run("git add -A && git commit -qm first")
    first = judged()
    assert (first.returncode, "gate" in first.stdout) == (0, False), first.stdout
    run("git update-ref refs/remotes/origin/main HEAD")
    assert judged().returncode == 0
    project.change("ads-console.icp.yaml", "kind: site-search", "kind: web-search")
    project.change("pyproject.toml", "[tool.icplicense]", '[tool.icplicense]\nexclude = ["ads*"]')
    second = judged()
    assert second.returncode == 1
    assert "SP-02.2" in second.stdout
    names = dict.fromkeys(names, "nowhere") | {"GITHUB_ENV": str(environment)}
    assert judged().returncode not in (0, 1)  # a branch that was not fetched is no reason to do without
