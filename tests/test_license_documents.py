"""License documents that cannot be used: one line each, with its place, and nothing is judged by them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.library import load

LICENSE = """\
apiVersion: icplicense/v1
kind: License
number: 京B2-20200002
holder: 北京巨量引擎网络技术有限公司
issued: 2021-10-02
expires: 2026-10-01
scope: [{category: B25, limitation: internet-only, excludes: [], coverage: null, text: 信息服务业务}]
sites: []
provisions: [SP-01]
"""
RENEWED = LICENSE.replace("2026-10-01", "2031-10-01").replace("2021-10-02", "2026-10-02")
BAD = {
    "within another": (
        LICENSE + "terms: [{issued: 2020-01-01, expires: 2027-01-01}]\n",
        "own.yaml:10:10: the term 2021-10-02 to 2026-10-01 lies within the term 2020-01-01 to 2027-01-01:",
    ),
    "overlap": (
        LICENSE + "terms: [{issued: 2018-01-01, expires: 2023-01-01}]\n",
        "own.yaml:10:10: the terms 2018-01-01 to 2023-01-01 and 2021-10-02 to 2026-10-01 overlap by 457 days:",
    ),
    "gap": (
        LICENSE
        + "terms:\n  - {issued: 2010-01-01, expires: 2014-12-31}\n  - {issued: 2016-10-02, expires: 2021-10-01}\n",
        "own.yaml:12:6: between the terms 2010-01-01 to 2014-12-31 and 2016-10-02 to 2021-10-01 lie 640 days:",
    ),
    "backwards": (
        LICENSE + "terms: [{issued: 2021-10-01, expires: 2016-10-02}]\n",
        "own.yaml:10:30: the license expires on 2016-10-02, before it is issued on 2021-10-01",
    ),
    "not former": (
        LICENSE + "terms: [{issued: 2026-10-02, expires: 2031-10-01}]\n",
        "own.yaml:10:10: the term 2026-10-02 to 2031-10-01 begins after the current one,",
    ),
    "without expiry": (
        LICENSE + "terms: [{issued: 2016-10-02}]\n",
        "own.yaml:10:9: terms[0]: 'expires' is missing",
    ),
    "unknown region": (
        LICENSE.replace("coverage: null", "coverage: [北京市, 深州]"),
        "own.yaml:7:82: no region or city '深州' is known; write a province, or a city",
    ),
    "no place of servers": (
        LICENSE.replace("sites: []", "sites: [{name: 甲, domain: a.cn, access_provider: 某甲}]"),
        "own.yaml:8:9: sites[0]",
    ),
}


@pytest.mark.parametrize(("content", "line"), BAD.values(), ids=list(BAD))
def test_a_license_that_cannot_be_used(content, line, tmp_path, monkeypatch, capsys):
    (tmp_path / "own.yaml").write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "京B2-20200002", "--license", "own.yaml", "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    told = [each for each in (out + err).splitlines() if "own.yaml:" in each]
    assert len(told) == 1
    assert line in told[0]


def shown(tmp_path: Path, capsys: pytest.CaptureFixture[str], *contents: str) -> tuple[int, str]:
    """What `explain` says of the license that these documents are of."""
    for index, content in enumerate(contents):
        (tmp_path / f"own-{index}.yaml").write_text(content, encoding="utf-8")
    code = main(["explain", "京B2-20200002", "--license", str(tmp_path), "--lang", "en"])
    out, err = capsys.readouterr()
    return code, out + err


@pytest.mark.parametrize("documents", [(LICENSE, RENEWED), (RENEWED, LICENSE)])
def test_two_documents_of_one_number_are_one_license(documents, tmp_path, capsys):
    code, said = shown(tmp_path, capsys, *documents)
    assert code == 0
    assert "issued 2026-10-02, expires 2031-10-01" in said
    assert "former term: 2021-10-02 to 2026-10-01" in said


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("holder: 北京巨量引擎网络技术有限公司", "holder: 北京某某网络科技有限公司", "holder"),
        ("provisions: [SP-01]", "provisions: [SP-01, SP-02]", "provisions"),
    ],
)
def test_two_documents_may_not_differ_in_what_a_renewal_leaves(old, new, field, tmp_path, capsys):
    code, said = shown(tmp_path, capsys, LICENSE, RENEWED.replace(old, new))
    assert code == 2
    assert f"differs from {tmp_path}/own-0.yaml in '{field}'" in said


def test_each_paper_counts_for_its_own_days(tmp_path):
    for index, content in enumerate((LICENSE, RENEWED.replace("excludes: []", "excludes: [B25/search]"))):
        (tmp_path / f"own-{index}.yaml").write_text(content, encoding="utf-8")
    held = load(licenses=[tmp_path]).licenses["京B2-20200002"]
    assert [line.excludes for line in held.on(date(2026, 10, 1)).scope] == [()]
    assert [line.excludes for line in held.on(date(2020, 1, 1)).scope] == [()]
    assert [line.excludes for line in held.on(date(2026, 10, 2)).scope] == [("B25/search",)]
    assert held.on(date(2026, 10, 1)).terms == held.terms


def test_two_documents_of_one_term_that_differ_contradict_each_other(tmp_path, capsys):
    code, said = shown(tmp_path, capsys, LICENSE, LICENSE.replace("信息服务业务}", "信息服务}"))
    assert code == 2
    assert "京B2-20200002 is already defined by" in said


def test_documents_whose_terms_cannot_follow_each_other(tmp_path, capsys):
    code, said = shown(tmp_path, capsys, LICENSE, RENEWED.replace("2026-10-02", "2029-10-02"))
    assert code == 2
    assert "lie 1096 days" in said


def test_a_renewal_for_a_license_of_nobody(project, monkeypatch, capsys):
    text = project.operator.read_text(encoding="utf-8")
    row = json.dumps([{"license": "京B2-20181624", "applied": "2022-05-01"}], ensure_ascii=False)
    project.operator.write_text(f"{text}renewals: {row}\n", encoding="utf-8")
    monkeypatch.chdir(project.root)
    assert main(["check", "--lang", "en"]) == 2
    place = (
        f"operator.icp.yaml:{text.count(chr(10)) + 1}:13: renewals[0].license: '京B2-20181624' is not among"
    )
    assert place in capsys.readouterr().out
