"""What the repository shows, in pytest: items, and warnings for what is not judged."""

import shutil

import pytest


@pytest.fixture
def run(pytester, project):
    """Runs pytest in the copy of the example."""
    for path in project.root.iterdir():
        shutil.move(str(path), pytester.path / path.name)
    object.__setattr__(project, "root", pytester.path)
    return lambda *arguments: pytester.runpytest_inprocess("-p", "no:cacheprovider", *arguments)


@pytest.mark.slow
def test_detected_chat_is_an_item_that_fails(run, project):
    project.change("ads-console.icp.yaml", "is: customer-service-chat", "is: internal")
    result = run("ads-console.icp.yaml", "-k", "capability-accounted-for")
    result.assert_outcomes(failed=1, passed=1, deselected=len(nodes_of(run)) - 2)
    result.stdout.fnmatch_lines(
        ["web/package.json:5:5: SP-02.2 critical OpenIM (npm @openim/wasm-client-sdk) *"]
    )


def nodes_of(run):
    collected = run("--collect-only", "-q", "ads-console.icp.yaml")
    return [line for line in collected.outlines if "::" in line]


@pytest.mark.slow
def test_a_broken_artifact_is_skipped_with_a_warning(run, project):
    (project.root / "package.json").write_text("{")
    result = run("ads-console.icp.yaml", "-k", "warning", "-rs")
    result.assert_outcomes(skipped=1, warnings=1, deselected=len(nodes_of(run)) - 1)
    result.stdout.fnmatch_lines(["*ArtifactWarning: package.json:1:2: not judged: no JSON: *"])
