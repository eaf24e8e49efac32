"""A region is filed by any of its names."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("served", ["北京市", "北京", "Beijing", '"110000"'])
@pytest.mark.parametrize("filed", ["北京市", "北京"])
def test_a_region_that_is_filed_under_another_name(project, served, filed):
    project.change("ads-console.icp.yaml", "regions: [北京市]", f"regions: [{served}]")
    project.change(
        "operator.icp.yaml",
        "- {region: 北京市, date: 2021-11-15}",
        f"- {{region: {filed}, date: 2021-11-15}}",
    )
    assert not [v for v in project.judge().verdicts if v.outcome == "failed"]


def test_another_region_is_not(project):
    project.change("ads-console.icp.yaml", "regions: [北京市]", "regions: [上海]")
    failed = {v.case.check.clause.id for v in project.judge().verdicts if v.outcome == "failed"}
    assert failed == {"SP-15.6.3"}
