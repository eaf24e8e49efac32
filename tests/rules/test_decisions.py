"""Each feature kind under each scope: the program decides as tests/data/decisions.yaml, which people wrote, says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from pytest_icplicense.intake.scope.parser import read_scope
from pytest_icplicense.model.license import license_of

TABLE = yaml.load(
    (Path(__file__).parents[1] / "data/decisions.yaml").read_text(encoding="utf-8"), yaml.CBaseLoader
)
SCOPES = {scope["id"]: scope["words"] for scope in TABLE["scopes"]}
GROUPS = TABLE["groups"]


def test_every_kind_is_decided_once_under_every_scope(library):
    kinds = [kind for group in GROUPS for kind in group["kinds"]]
    assert sorted(kinds) == sorted(library.catalogue.features)
    assert len(kinds) >= 60
    assert len(SCOPES) >= 11
    for group in GROUPS:
        assert group["allowed"] == "all" or set(group["allowed"]) <= set(SCOPES)
        assert all(
            group[reason][lang].strip() for reason in ("because", "otherwise") for lang in ("en", "zh")
        )


@pytest.mark.parametrize("scope", SCOPES)
def test_the_program_decides_each_cell_so(scope, library, ruling):
    rows, doubts = read_scope(SCOPES[scope], library.catalogue)
    assert doubts == []
    held = license_of(
        {
            "number": "B2-20200001",
            "holder": "北京示例网络科技有限公司",
            "issued": "2022-01-01",
            "expires": "2027-01-01",
            "scope": rows,
            "sites": [],
            "provisions": [],
        }
    )
    wrong = {}
    for group in GROUPS:
        allowed = group["allowed"] == "all" or scope in group["allowed"]
        for kind in group["kinds"]:
            got = ruling(
                "within-scope",
                {"kind": kind},
                {"aspect": "licensed"},
                TABLE["as_of"],
                of="Service",
                licenses=(held,),
            )
            if got.outcome != ("passed" if allowed else "failed"):
                wrong[kind] = got
            assert allowed or all(breach.why.en for breach in got.breaches)
    assert wrong == {}


def test_the_program_asks_for_an_approval_in_each_cell_that_needs_one(library, ruling):
    day = TABLE["as_of"]
    for group in GROUPS:
        for kind in group["kinds"]:
            got = ruling(
                "approved",
                {"kind": kind},
                {"step": "approval"},
                day,
                of="Service",
                declared={"approvals": []},
            )
            assert got.outcome == ("failed" if "approval" in group else "not-applicable"), kind
            known = library.catalogue.features[kind].approvals
            assert all(each.since is None or each.since <= date.fromisoformat(day) for each in known)
