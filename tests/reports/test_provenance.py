"""What a report rests on: every file that was read, and a time that no clock gave."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest

from pytest_icplicense import __version__
from pytest_icplicense.cli import main
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.reports.provenance import created, provenance


def test_every_file_that_was_read_is_named_with_its_digest(project):
    (project.root / "icp-waivers.yaml").write_text("[]\n", encoding="utf-8")
    (project.root / "unrelated.txt").write_text("x", encoding="utf-8")
    facts = provenance(project.report())
    read = {each.path: each.sha256 for each in facts.inputs}
    there = {
        file.relative_to(project.root).as_posix()
        for folder in ("evidence", "web", "web/juliangyinqing/site", "ads", "brochures")
        for file in (project.root / folder).iterdir()
        if file.is_file()
    }
    there |= {"deploy/nginx.conf", "deploy/compose.yml"}  # in which detection saw something
    there |= {"operator.icp.yaml", "ads-console.icp.yaml", "icp-waivers.yaml", "pyproject.toml"}
    assert set(read) == there
    assert read["ads-console.icp.yaml"] == hashlib.sha256(project.service.read_bytes()).hexdigest()
    assert [each.path for each in facts.inputs] == sorted(read)
    assert (facts.licenses, facts.version) == (("京B2-20181623",), __version__)


def test_a_manifest_alone_rests_on_its_operator_too(project):
    read = {each.path for each in provenance(project.report(project.service)).inputs}
    assert {"ads-console.icp.yaml", "operator.icp.yaml", "web/index.html"} <= read
    assert "brochures/2022.html" not in read  # the operator's own cases were not judged


def test_a_file_that_cannot_be_read_has_no_digest(project):
    project.operator.unlink()
    project.operator.symlink_to("gone")
    assert Input("operator.icp.yaml", None) in provenance(project.report()).inputs


@pytest.mark.slow
def test_a_policy_of_the_users_changes_the_digest_wherever_it_lies(project, tmp_path):
    before = provenance(project.report()).policies_sha256
    digests = set()
    for name in ("own", "moved"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name}.yaml").write_text(
            "apiVersion: icplicense/v1\nkind: RegionCatalogue\nregions: []\n", encoding="utf-8"
        )
        settings = f'[tool.icplicense]\nas_of = "2022-06-01"\npolicies = ["../{name}"]\n'
        (project.root / "pyproject.toml").write_text(settings, encoding="utf-8")
        facts = provenance(project.report())
        digests.add(facts.policies_sha256)
        assert f"../{name}/{name}.yaml" in {each.path for each in facts.inputs}
    assert len(digests) == 1
    assert before not in digests


def test_the_time_is_the_days_or_the_one_that_is_asked_for(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert created(date(2022, 6, 1)) == datetime(2022, 6, 1, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert created(date(2022, 6, 1)) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("given", ["now", "-1", "1.5", "9" * 30, "١"])
def test_a_time_that_is_none(given, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    assert main(["report", "json", "-o", "r.json"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "SOURCE_DATE_EPOCH is no number of seconds since 1970" in err
    assert not (project.root / "r.json").exists()
