"""`--icp-evidence`: a file that cannot be used is one line, and no traceback."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from pytest_icplicense.collect.pages import with_pages


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nope.json", "--icp-evidence nope.json:1:1: no such file"),
        ("web/index.html", "--icp-evidence web/index.html: it is not what 'icplicense render' writes;"),
    ],
)
def test_a_file_that_cannot_be_used_refuses_the_manifest_in_one_line(project, name, told):
    config = SimpleNamespace(
        option=SimpleNamespace(icp_evidence=[name], icp_render=False),
        invocation_params=SimpleNamespace(dir=project.root),
    )
    with pytest.raises(pytest.UsageError) as refused:
        with_pages(config, project.workspace())
    assert str(refused.value).startswith(told)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_no_test_runs_with_evidence_that_cannot_be_used(project, workers):
    words = [sys.executable, "-m", "pytest", "-q", "--icp-evidence=nope.json", *workers]
    done = subprocess.run(words, cwd=project.root, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.strip() == "ERROR: --icp-evidence nope.json:1:1: no such file"
