"""Served domains that no site lists, and which of them lie below the licensed one."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("served", "said"),
    [
        (
            "m.oceanengine.com",
            "'m.oceanengine.com' is served, below oceanengine.com, and no entry of 'sites' lists it",
        ),
        ("Oceanengine.com", "'oceanengine.com' is served and no entry of 'sites' lists it"),
    ],
)
def test_the_licensed_domain_is_not_below_itself(project, served, said):
    site = f"server {{\n  listen 443 ssl;\n  server_name {served};\n  root /srv/web;\n}}\n"
    (project.root / "deploy/more.conf").write_text(site, encoding="utf-8")
    failed = [
        v for v in project.judge().verdicts if v.case.check.rule == "listed-site" and v.outcome == "failed"
    ]
    assert {said in each.message.en for verdict in failed for each in verdict.findings} == {True}
