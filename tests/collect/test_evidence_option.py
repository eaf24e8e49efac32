"""`--icp-evidence`: a file that cannot be used is one line, and no traceback."""

from __future__ import annotations

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
    with pytest.raises(pytest.Collector.CollectError) as refused:
        with_pages(config, project.workspace())
    assert str(refused.value).startswith(told)
