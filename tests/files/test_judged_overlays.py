"""What is only in an overlay is judged as if it had been saved, and what is only in memory as if it were on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pytest_icplicense.compare.judged_state import Judgement, judge_files
from pytest_icplicense.files import DISK, Files, Overlay, memory
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings, shipped
from pytest_icplicense.workspace.workspace import Workspace

NUMBER, OTHER = "京B2-20181623", "京B2-20181624"
WAIVER = """\
- check: SP-02.4/homepage-shows-number
  subject: "*"
  reason: the new page is being built
  approver: 王芳
  from: 2022-05-01
  expires: 2022-08-01
"""


def judged(root: Path, files: Files) -> Judgement:
    """Everything in `root`, by its own settings."""
    chosen = settings.load(root, files)
    found = find_manifests(root, chosen.exclude, chosen.folder, files)
    return judge_files(Workspace(chosen, root, files), found)


def over(root: Path, contents: Mapping[str, str | None]) -> Judgement:
    """The project with some of its files changed, and none written."""
    laid = {root / path: None if text is None else text.encode() for path, text in contents.items()}
    return judged(root, Overlay(DISK, laid))


def outcomes(judgement: Judgement, clause: str) -> set[str]:
    """What the cases of a clause came to."""
    return {
        str(each.outcome)
        for each in judgement.verdicts
        if f"{each.case.check.id}/".startswith((f"{clause}/", f"{clause}."))
    }


def taken(root: Path, *paths: str) -> dict[str, str]:
    """Files that are no longer on disk, by path."""
    texts = {path: (root / path).read_text(encoding="utf-8") for path in paths}
    for path in paths:
        (root / path).unlink()
    return texts


@pytest.mark.parametrize(
    ("path", "clause"),
    [
        ("web/juliangyinqing/site/index.html", "SP-02.4/homepage-shows-number"),
        ("evidence/duty.md", "SP-01.2"),
    ],
)
def test_a_page_and_evidence(project, path, clause):
    unsaved = taken(project.root, path)
    assert "failed" in outcomes(over(project.root, {}), clause)
    with_it = over(project.root, unsaved)
    assert "failed" not in outcomes(with_it, clause)
    assert "passed" in outcomes(with_it, clause)


def test_a_waiver(project):
    broken = {"web/juliangyinqing/site/index.html": "<p>nothing</p>"}
    assert "failed" in outcomes(over(project.root, broken), "SP-02.4/homepage-shows-number")
    waived = over(project.root, {**broken, "icp-waivers.yaml": WAIVER})
    assert waived.problems == ()
    assert "waived" in outcomes(waived, "SP-02.4/homepage-shows-number")
    assert "failed" not in outcomes(waived, "SP-02.4/homepage-shows-number")
    bad = over(project.root, {"icp-waivers.yaml": WAIVER.replace("approver: 王芳\n", "")})
    assert {problem.path for problem in bad.problems} == {"icp-waivers.yaml"}


@pytest.mark.slow
def test_a_configuration_with_a_license_and_a_policy(project):
    assert "SP-77.1" not in {each.case.check.clause for each in over(project.root, {}).verdicts}
    licensed = (shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    provision = (shipped() / "provisions/SP-14.yaml").read_text(encoding="utf-8")
    configuration = (project.root / "pyproject.toml").read_text(encoding="utf-8")
    tables = '[tool.icplicense]\nlicenses = ["own/license.yaml"]\npolicies = ["own/policies"]'
    judgement = over(
        project.root,
        {
            "pyproject.toml": configuration.replace("[tool.icplicense]", tables),
            "own/license.yaml": licensed.replace(NUMBER, OTHER),
            "own/policies/SP-77.yaml": provision.replace("SP-14", "SP-77"),
            **{
                file.name: file.read_text(encoding="utf-8").replace(NUMBER, OTHER)
                for file in (project.service, project.operator)
            },
        },
    )
    assert judgement.problems == ()
    assert {held.number for file in judgement.files for each in file.manifests for held in each.licenses} == {
        OTHER
    }
    assert outcomes(judgement, "SP-77") == {"passed"}


def test_a_configuration(project):
    unsaved = taken(project.root, "pyproject.toml")
    assert settings.find(project.root, Overlay(DISK, {})) is None
    files = Overlay(DISK, {project.root / "pyproject.toml": unsaved["pyproject.toml"].encode()})
    assert settings.load(project.root, files).as_of.isoformat() == "2022-06-01"


def test_an_operator_that_is_removed_is_one_line(project):
    (problem,) = over(project.root, {"operator.icp.yaml": None}).problems
    assert problem.to("en") == (
        "ads-console.icp.yaml:5:1: operator document 'operator.icp.yaml': no such file;"
        " write the path of the file of kind Operator"
    )


def test_a_manifest_in_a_new_folder_finds_what_is_beside_it(project):
    unsaved = taken(project.root, "ads-console.icp.yaml")["ads-console.icp.yaml"]
    moved = unsaved.replace("operator: ", "operator: ../").replace(" web/", " ../web/")
    moved = moved.replace(" ads/", " ../ads/").replace(" evidence/", " ../evidence/")
    judgement = over(project.root, {"services/ads-console.icp.yaml": moved})
    assert judgement.problems == ()
    assert outcomes(judgement, "SP-02.4/homepage-shows-number") == {"passed"}
    assert outcomes(judgement, "SP-15.3.2") == {"passed"}


def test_a_project_that_is_nowhere_on_disk_is_judged_as_on_disk(project):
    """Detection included: without git, the same files are looked into."""
    texts = {
        file.relative_to(project.root).as_posix(): file.read_text(encoding="utf-8")
        for file in project.root.rglob("*")
        if file.is_file()
    }
    nowhere = Path("/nowhere/at/all")
    told = []
    for root, files in ((project.root, DISK), (nowhere, memory(nowhere, texts))):
        judgement = judged(root, files)
        told.append([(each.case.id, each.outcome, each.reason, each.findings) for each in judgement.verdicts])
        assert judgement.problems == ()
    assert told[1] == told[0]
    assert len(told[0]) > 100
    failing = judged(
        nowhere, memory(nowhere, {**texts, "web/juliangyinqing/site/index.html": "<p>nothing</p>"})
    )
    assert "failed" in outcomes(failing, "SP-02.4/homepage-shows-number")
