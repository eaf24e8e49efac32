"""Each project of the cookbook is in order, and each is stopped by a change that its license does not cover."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pytest_icplicense.cli import main

COOKBOOK = Path(__file__).parent.parent / "examples"
PROJECTS = ("smallest", "forum", "shop", "webapp", "mobile-app", "monorepo", "renewal")


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """Copies a project out of this repository and stands in it."""

    def copy(name: str) -> Path:
        shutil.copytree(COOKBOOK / name, tmp_path / name)
        monkeypatch.chdir(tmp_path / name)
        return tmp_path / name

    return copy


def test_all_are_tried_and_listed():
    assert {each.parent.name for each in COOKBOOK.glob("*/operator.icp.yaml")} == set(PROJECTS)
    listed = (COOKBOOK / "README.md").read_text(encoding="utf-8")
    assert all(f"[{name}]({name})" in listed for name in PROJECTS)
    listed = (COOKBOOK / "README.zh-CN.md").read_text(encoding="utf-8")
    assert all(f"[{name}]({name}/README.zh-CN.md)" in listed for name in PROJECTS)


@pytest.mark.parametrize("folder", [".", *PROJECTS])
def test_both_languages_name_the_same_files_clauses_and_days(folder):
    english, chinese = (
        (COOKBOOK / folder / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    facts = (
        r"[\w/]+\.(?:ya?ml|html|txt|toml)|SP-[0-9.]*[0-9]|[0-9]{4}-[0-9]{2}-[0-9]{2}|--as-of|kind: [a-z-]+"
    )
    assert set(re.findall(facts, english)) == set(re.findall(facts, chinese))


@pytest.mark.parametrize("name", PROJECTS)
def test_it_is_in_order(name, copied, capsys):
    copied(name)
    assert main(["check"]) == 0, capsys.readouterr().out
    assert "synthetic" in Path("licenses/license.yaml").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", PROJECTS)
def test_it_is_in_order_under_pytest(name, copied, pytester, monkeypatch):
    root = copied(name)
    result = pytester.runpytest_inprocess("-q", f"--rootdir={root}", "-p", "no:cacheprovider", str(root))
    outcomes = result.parseoutcomes()
    assert outcomes.get("passed", 0) > (40 if name != "smallest" else 10)
    assert not {"failed", "errors"} & set(outcomes)


@pytest.mark.parametrize(
    ("name", "file", "old", "new", "told"),
    [
        ("smallest", "icp.yaml", "kind: article}", "kind: web-search}", "SP-02.2 critical feature 'notes'"),
        (
            "smallest",
            "operator.icp.yaml",
            "  - {year: 2025, submitted: 2025-02-18}\n",
            "",
            "SP-14.1 major annual report",
        ),
        ("smallest", "web/index.html", "20230007", "20230008", "SP-02.4"),
        ("forum", "icp.yaml", "kind: article}", "kind: direct-message}", "SP-02.2 critical feature 'notes'"),
        ("forum", "icp.yaml", "publishers_verified: true", "publishers_verified: false", "SP-15.13"),
        ("shop", "icp.yaml", "kind: own-shop", "kind: content-feed", "SP-02.2 critical feature 'own'"),
        (
            "mobile-app",
            "icp.yaml",
            "push: {opt_in: true",
            "push: {opt_in: false",
            "SP-15.10.2 major push must be opt-in",
        ),
        ("mobile-app", "ads/summer.html", "沪B2-20230003", "沪B2-20230009", "SP-15.4.1"),
        (
            "monorepo",
            "services/market/icp.yaml",
            "广东省]",
            "广东省, 四川省]",
            "SP-02.3 critical region '四川省'",
        ),
        (
            "monorepo",
            "services/circle/package.json",
            '"vue"',
            '"@rongcloud/imlib-next": "^5", "vue"',
            "services/circle/",
        ),
        ("monorepo", "operator.icp.yaml", "cancelled: 2023-03-20", "cancelled: 2023-04-01", "SP-13.1"),
        ("renewal", "pyproject.toml", "2025-05-06", "2025-05-23", "SP-12.2 major renewal of the license"),
        ("renewal", "pyproject.toml", "2025-05-06", "2025-08-21", "LIC.4 critical"),
    ],
)
def test_a_change_that_its_license_does_not_cover_is_stopped(name, file, old, new, told, copied, capsys):
    path = copied(name) / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["check"]) == 1
    assert told in capsys.readouterr().out


def test_the_smallest_project_says_little_and_fails_nothing_for_it(copied, capsys):
    root = copied("smallest")
    lines = [
        line for file in root.glob("*icp.yaml") for line in file.read_text(encoding="utf-8").splitlines()
    ]
    assert len(lines) <= 60
    assert main(["check", "--format", "json"]) == 0
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (summary["failed"], summary["error"], summary["waived"]) == (0, 0, 0)
    assert summary["pending"] > 20
    assert main(["check", "--strict-open"]) == 1
