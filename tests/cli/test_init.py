"""`icplicense init`: what it writes passes the formats' own judges, and what is left open is told line by line."""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import tomllib
from pathlib import Path

import pytest
import yaml
from pre_commit.clientlib import load_config
from yamllint import linter
from yamllint.config import YamlLintConfig

from pytest_icplicense import library as libraries
from pytest_icplicense.cli import main
from pytest_icplicense.compare.judged_state import Judgement, judge_files
from pytest_icplicense.documents import read
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.number import NOBODYS_NUMBER
from pytest_icplicense.scaffold import new_files as newfiles
from pytest_icplicense.scaffold import templates
from pytest_icplicense.scaffold.gaps import gaps
from pytest_icplicense.scaffold.hooks_and_ci import Shared
from pytest_icplicense.scaffold.installed_from import Origin
from pytest_icplicense.scaffold.new_files import FileAction, NewFile, Unwritable
from pytest_icplicense.scaffold.templates import Answers, Feature, fit_name, service_manifest
from pytest_icplicense.workspace.workspace import Workspace

EXAMPLE = libraries.shipped("example_project")
NUMBER = "京B2-20181623"
KNOWN = ["--license-number", NUMBER, "--as-of", "2022-06-01"]
SITES = ["--domain", "ad.oceanengine.com", "--domain", "www.juliangyinqing.com"]
SHARED = (".pre-commit-config.yaml", ".gitlab-ci.yml", ".github/workflows/license.yml")
SERVER = {SHARED[1]: "gitlab", SHARED[2]: "github"}
MANIFESTS = ("ads-console.icp.yaml", "operator.icp.yaml")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder named after the service, to stand in."""
    folder = tmp_path / "ads-console"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("known", [[], ["--license-number", NUMBER]], ids=["nothing known", "a license"])
def test_the_first_check_of_a_new_project_fits_a_screen(here, known, lang, monkeypatch, capsys):
    """Of one that has most against it: the license has expired, reports are late, and what it uses is a chat's."""
    (here / "package.json").write_text('{"dependencies": {"@rongcloud/imlib-next": "5"}}', encoding="utf-8")
    assert main(["init", "--yes", *known]) == 0
    monkeypatch.setenv("COLUMNS", "80")
    capsys.readouterr()
    assert main(["check", "--lang", lang, "--as-of", "2026-11-30"]) == (1 if known else 2)
    short = capsys.readouterr().out.splitlines()
    assert len(short) <= 40
    main(["check", "--lang", lang, "--as-of", "2026-11-30", "--verbose"])
    whole = capsys.readouterr().out.splitlines()
    assert whole[-1] == short[-1]
    if known:
        assert len(whole) > 100


@pytest.fixture(autouse=True)
def from_an_index(monkeypatch):
    """As if the package had been installed from a package index."""
    monkeypatch.setattr("pytest_icplicense.scaffold.plan.installed_from", lambda: None)


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }


def next_steps(out: str) -> list[str]:
    """The lines below 'next:', but for the one about features, which each new service has."""
    lines = out.partition("\nnext:\n")[2].splitlines()
    return [line.removeprefix("    ") for line in lines if "icplicense explain features" not in line]


def paste(out: str, base: Path) -> set[str]:
    """Do what the report asks for: put the lines that it prints into files, unchanged. The files."""
    asked = re.findall(
        r"(?ms)^(write|add to the end of|add to) (\S+?)(?:, after line (\d+))?:\n\n(.*?\n)(?=\n[a-z])",
        f"{out}\n\nnext",
    )
    for verb, path, line, text in asked:
        file = base / path
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True) if verb != "write" else []
        lines.insert(int(line) if line else len(lines), text)
        file.write_text("".join(lines), encoding="utf-8")
    return {Path(path).name for _, path, _, _ in asked}


def lint(text: str, rules: str = "{}") -> list[str]:
    """What yamllint says of a text by its own rules, but for those that are changed."""
    config = YamlLintConfig(f"extends: default\nrules: {rules}")
    return [str(problem) for problem in linter.run(text, config)]


def judged(folder: Path, as_of: str = "2022-06-01") -> Judgement:
    chosen = settings.replace(settings.load(folder), as_of=settings.parse_as_of(as_of))
    return judge_files(Workspace(chosen, folder), find_manifests(folder))


# What is written


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("number", [[], KNOWN])
def test_the_judges_of_each_format_accept_the_files(here, lang, number):
    assert main(["init", "--ci", "both", "--lang", lang, *number]) == 0
    bin = Path(sys.executable).parent
    schema = [bin / "check-jsonschema", "--builtin-schema"]
    written = sorted(file for file in content(here) if file.endswith((".yaml", ".yml")))
    assert written == [
        ".github/workflows/license.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "ads-console.icp.yaml",
        "operator.icp.yaml",
    ]
    for command in (
        [bin / "yamllint", "--strict", "--config-data", "extends: default", *written],
        [*schema, "vendor.github-workflows", ".github/workflows/license.yml"],
        [*schema, "custom.github-workflows-require-timeout", ".github/workflows/license.yml"],
        [*schema, "vendor.gitlab-ci", "--data-transform", "gitlab-ci", ".gitlab-ci.yml"],
        [bin / "pre-commit", "validate-config", ".pre-commit-config.yaml"],
        [bin / "check-jsonschema", "--schemafile", ".icplicense/service.schema.json", written[3]],
        [bin / "check-jsonschema", "--schemafile", ".icplicense/operator.schema.json", written[4]],
    ):
        ran = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_manifests_are_documents_of_their_kind(here, lang, library):
    assert main(["init", "--lang", lang, *KNOWN]) == 0
    for file, kind in zip(MANIFESTS, ("service", "operator"), strict=True):
        first, second, *rest = (here / file).read_text(encoding="utf-8").splitlines()
        assert first == f"# yaml-language-server: $schema=.icplicense/{kind}.schema.json"
        assert second == "---"
        comments = "".join(line for line in rest if line.lstrip().startswith("#"))
        assert any("一" <= char <= "鿿" for char in comments) is (lang == "zh")
        source = read(here / file)
        assert source.problems == ()
        assert library.schema(kind).problems(source.documents[0]) == []
    assert judged(here).problems == ()


def test_only_what_is_known_is_filled_in(here):
    main(["init", *KNOWN, *SITES, "--company", "某公司"])
    service, operator = (read(here / file).documents[0].tree for file in MANIFESTS)
    assert service["sites"][0] == {
        "domain": "ad.oceanengine.com",
        "name": "巨量引擎官方网站",
        "server_location": "北京市朝阳区酒仙桥路14号兆维工业园区-兆维机房",
        "access_provider": "北京快网科技有限公司",
    }
    assert service["regions"] == ["北京市"]
    assert operator["name"] == "某公司"
    assert operator["network"]["upstreams"] == [{"provider": "北京快网科技有限公司", "kind": "access"}]
    assert "attestations" not in service | operator  # no owner, no date, no evidence is made up
    assert (service["items"], service["features"]) == (["B25/publishing"], [])
    lines = sum(len((here / file).read_text(encoding="utf-8").splitlines()) for file in MANIFESTS)
    assert lines <= 60


def test_features_that_are_known_are_declared_with_the_services_they_need(library):
    features = (Feature("feed", "content-feed"), Feature("search", "web-search"))
    answers = Answers("ads", NUMBER, None, (), "en", library, features=features)
    tree = yaml.safe_load(service_manifest(answers))
    assert tree["features"] == [
        {"id": "feed", "kind": "content-feed"},
        {"id": "search", "kind": "web-search"},
    ]
    assert tree["items"] == ["B25/publishing"]  # the license excludes B25/search, which 'check' will say


@pytest.mark.parametrize(
    "name",
    ['a "b": #c', "yes", "- x", "很长的公司名称 " * 40 + "完", "2022-01-01", "a\\b", "😀", '"' * 300],
)
def test_any_company_name_is_written_so_that_it_is_read_back(here, name):
    assert main(["init", "--company", name]) == 0
    assert read(here / "operator.icp.yaml").documents[0].tree["name"] == name
    lines = (here / "operator.icp.yaml").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 80


def in_a_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line of a job, as a CI server runs it."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    words = ["bash", "-c", script]
    return subprocess.run(
        words, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_ci_command_judges_manifests_and_nothing_else(here):
    main(["init", *KNOWN])
    (here / "conftest.py").write_text("import what_only_another_job_installs\n")
    (here / "test_app.py").write_text("import what_only_another_job_installs\n")
    workflow = yaml.safe_load((here / ".github/workflows/license.yml").read_text(encoding="utf-8"))
    (command,) = (
        step["run"] for step in workflow["jobs"]["license"]["steps"] if "junitxml" in step.get("run", "")
    )
    ran = in_a_shell(command, here)
    assert ran.returncode == 1, ran.stdout
    assert "ads-console.icp.yaml" in ran.stdout
    assert "what_only_another_job_installs" not in ran.stdout
    assert "SP-15.6.4" in (here / "license.xml").read_text(encoding="utf-8")


def test_policies_of_ones_own_are_proven_at_each_commit(here):
    (here / "rules").mkdir()
    shutil.copy(libraries.shipped() / "licenses/jing-b2-20181623.yaml", here / "rules/own.yaml")
    text = (here / "rules/own.yaml").read_text(encoding="utf-8").replace(NUMBER, "京B2-20189999")
    (here / "rules/own.yaml").write_text(text, encoding="utf-8")
    assert main(["init", "--policies", "rules"]) == 0
    hooks = yaml.safe_load((here / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert [(hook["id"], hook["entry"]) for hook in hooks] == [
        ("icplicense-check", "icplicense check --role developer"),
        ("icplicense-test-policies", "icplicense test"),
    ]
    table = tomllib.loads((here / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["icplicense"]
    assert table == {"lang": "en", "policies": ["rules"]}


# What is left open


def test_what_remains_is_listed_by_file_and_line(here, capsys):
    assert main(["init", *KNOWN, *SITES]) == 0
    out = capsys.readouterr().out
    found = gaps(judged(here))
    red = [gap for gap in found if gap.role is None]
    for gap in red:
        assert f"{gap.to('en')}\n" in out
    assert f"to put right as of 2022-06-01: {len(red)}\n" in out
    assert [gap.clause for gap in red] == [
        "SP-14.1"
    ]  # a deadline; to declare no feature is no finding, but a step
    assert sum("icplicense explain features" in line for line in out.splitlines()) == 1
    assert main(["check", "--output-format", "concise", "--as-of", "2022-06-01"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"✗ {len(red)} problem ")
    assert f"open, since nothing is said of it yet: {len(found) - len(red)} (developer " in out
    places = [tuple(gap.place) for gap in found]
    assert places == sorted(places)
    clauses = {gap.clause for gap in found}
    assert {"SP-02.4", "SP-15.7.3", "SP-15.3.1", "SP-01.1", "SP-05.3", "SP-15.6.5"} <= clauses


def fill_in(folder: Path) -> None:
    """Say what the manifests do not speak of yet, with the values of the example."""
    for file in MANIFESTS:
        tree, example = read(folder / file).documents[0].tree, read(EXAMPLE / file).documents[0].tree
        tree = {
            **example,
            **{key: tree[key] for key in ("name", "license", "sites") if key in tree and key in example},
        }
        for site, known in zip(tree.get("sites", ()), example.get("sites", ()), strict=True):
            site.setdefault("homepage", known["homepage"])
        (folder / file).write_text(yaml.safe_dump(tree, allow_unicode=True), encoding="utf-8")


@pytest.mark.slow
def test_filling_in_what_is_listed_makes_it_green(here, capsys):
    main(["init", *KNOWN, *SITES])
    for folder in ("ads", "app", "brochures", "deploy", "evidence", "web"):
        shutil.copytree(EXAMPLE / folder, here / folder)
    fill_in(here)
    assert gaps(judged(here)) == []
    outcomes = {verdict.outcome for verdict in judged(here).verdicts}
    assert outcomes <= {Outcome.PASSED, Outcome.NOT_APPLICABLE, Outcome.PENDING}
    capsys.readouterr()
    assert main(["init", *KNOWN]) == 0
    assert "everything is in order as of 2022-06-01\n" in capsys.readouterr().out


def test_without_a_number_nobody_elses_is_taken(here, capsys):
    assert main(["init"]) == 0
    out = capsys.readouterr().out
    written = "".join((here / file).read_text(encoding="utf-8") for file in MANIFESTS)
    assert NUMBER not in written
    assert "北京巨量引擎" not in written
    found = gaps(judged(here))
    assert [(gap.clause, gap.pointer) for gap in found if gap.what.en == "to be filled in"] == [
        ("LIC.1", "/license"),
        ("SITE.1", "/sites/0/domain"),
        ("SITE.2", "/sites/0/name"),
        ("SP-02.1", "/regions/0"),
        ("LIC.2", "/name"),
        ("LIC.1", "/licenses/0"),
    ]
    assert "LIC.1 to be filled in: write the number of your license\n" in out
    # What the provisions ask for whatever the license says is listed nevertheless; what only it decides is not.
    clauses = {gap.clause for gap in found}
    assert {"SP-15.6.4", "SP-06.1", "SP-02.4", "SP-01.1"} <= clauses
    assert not clauses & {"LIC.3", "LIC.4", "SITE.3", "SITE.4", "SP-14.1"}
    assert out.count("B2-19000000") == 0  # nobody is told to show it on a page
    capsys.readouterr()
    assert main(["check"]) == 2  # the placeholder is no license, and check says so with its place
    assert (
        "ads-console.icp.yaml:13:1: the license is still to be filled in ('B2-19000000'"
        in capsys.readouterr().out
    )
    # As init said, todo lists what is open, at least what it counted.
    (counted,) = re.findall(r"open, since nothing is said of it yet: (\d+)", out)
    assert main(["todo", "--format", "csv"]) == 2
    assert capsys.readouterr().out.count(",open,") >= int(counted) > 30
    assert main(["timeline"]) == 2
    assert capsys.readouterr().out == ""  # what cannot be judged is not without changes


def test_an_unknown_license_is_used_and_its_file_asked_for(here, capsys):
    assert main(["init", "--license-number", "浙Ｂ2－20080224-1", "--company", "某公司"]) == 0
    assert read(here / MANIFESTS[0]).documents[0].tree["license"] == "浙B2-20080224-1"
    out = capsys.readouterr().out
    assert next_steps(out) == [
        "# make a license file of the text of license 浙B2-20080224-1 (FILE)",
        "icplicense import FILE -o licenses/浙B2-20080224-1.yaml",
        '# set licenses = ["licenses"] in [tool.icplicense] of pyproject.toml',
        "icplicense check",
    ]
    assert "the license is not known yet: its scope, sites, holder and dates are compared once it is\n" in out


@pytest.mark.slow
def test_a_license_that_is_given_is_used_and_configured(here, capsys):
    text = (libraries.shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    (here / "licenses").mkdir()
    own = here / "licenses/own.yaml"
    own.write_text(text.replace(NUMBER, "沪B2-20189999").replace("oceanengine", "example"), encoding="utf-8")
    assert main(["init", "--license", "licenses/own.yaml"]) == 0
    tree = read(here / MANIFESTS[0]).documents[0].tree
    assert tree["license"] == "沪B2-20189999"
    assert tree["regions"] == ["上海市"]
    assert [site["domain"] for site in tree["sites"]] == ["juliangyinqing.com", "example.com"]
    assert 'licenses = ["licenses/own.yaml"]\n' in (here / "pyproject.toml").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["check"]) == 1  # finds the license by itself


# What is there already


def test_a_second_run_changes_nothing(here, capsys):
    main(["init", "--ci", "both", *KNOWN])
    before = content(here)
    capsys.readouterr()
    assert main(["init", "--ci", "both", *KNOWN, "--lang", "zh"]) == 0
    assert content(here) == before
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[: lines.index("")]] == ["保留"] * 8
    assert len(before) == 8


def test_files_are_overwritten_only_by_force(here, capsys):
    for path in (*MANIFESTS, *SHARED):
        (here / path).parent.mkdir(parents=True, exist_ok=True)
        (here / path).write_bytes(b"mine: true\n")
    before = content(here)
    assert main(["init", "--ci", "both", *KNOWN]) == 0
    out = capsys.readouterr().out
    assert {path: content(here)[path] for path in before} == before
    assert "add to the end of .pre-commit-config.yaml:\n\nrepos:\n  - repo: local\n    hooks:\n" in out
    assert "add to the end of .gitlab-ci.yml:\n\nlicense:\n  image: python:3.12\n" in out
    assert main(["init", "--ci", "both", "--force", *KNOWN]) == 0
    out = capsys.readouterr().out
    for path in MANIFESTS:
        assert f"saved the old {path} as {path}.bak\noverwrote {path}\n" in out
        assert content(here)[path] != before[path]
        assert content(here)[f"{path}.bak"] == before[path]
    for path in SHARED:
        assert f"kept {path}: it has more in it than init writes\n" in out
        assert content(here)[path] == before[path]
    assert "kept pyproject.toml: it has [tool.icplicense]\n" in out


@pytest.mark.slow
def test_what_is_overwritten_twice_is_saved_twice(here):
    main(["init", "--ci", "both"])
    for company in ("甲公司", "乙公司", "乙公司"):  # what would be written again as it is, is left as it is
        main(["init", "--ci", "both", "--force", "--company", company])
    saved = sorted(path for path in content(here) if ".bak" in path)
    assert saved == ["operator.icp.yaml.bak", "operator.icp.yaml.bak2"]
    assert "甲公司" in (here / saved[1]).read_text(encoding="utf-8")
    main(["init", "--ci", "both", "--force", "--company", "乙公司", "--lang", "zh"])
    assert "判定清单" in (here / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert {f"{path}.bak" for path in SHARED} <= content(here).keys()


@pytest.mark.parametrize(
    ("path", "more"),
    [
        (".pre-commit-config.yaml", "default_stages: [pre-push]\n"),
        (
            ".pre-commit-config.yaml",
            "  - repo: local\n    hooks: [{id: lint, name: x, entry: x, language: system}]\n",
        ),
        (".pre-commit-config.yaml", "  - repo: https://example.com/hooks\n    rev: v1\n    hooks: []\n"),
        (".gitlab-ci.yml", "build:\n  script: [make, !reference [.a, b]]\n"),
        (".gitlab-ci.yml", "---\nbuild: {script: make}\n"),
        (".gitlab-ci.yml", "\tnot YAML\n"),
        (".github/workflows/license.yml", "  build: {runs-on: x, steps: [{run: make}]}\n"),
        (".github/workflows/license.yml", "      - run: make release\n"),
    ],
)
def test_hooks_and_jobs_of_others_are_not_to_be_overwritten(here, path, more):
    (here / path).parent.mkdir(parents=True, exist_ok=True)
    ours = templates.pre_commit_hooks("en") if path == SHARED[0] else templates.ci_file(SERVER[path], "en")
    (here / path).write_text(ours)
    assert Shared(here, path, ours).replaceable
    (here / path).write_text(ours + more)
    assert not Shared(here, path, ours).replaceable


@pytest.mark.parametrize("path", SHARED)
@pytest.mark.parametrize(
    "change", [("name: ", "name: mine "), ("pytest", "pytest-icplicense[fast]==1.0 pytest")]
)
def test_what_was_changed_by_hand_is_not_to_be_overwritten(here, path, change):
    main(["init", "--ci", "both"])
    mine = (
        (here / path)
        .read_text(encoding="utf-8")
        .replace(*change)
        .replace("license:\n", "license:\n    # mine\n")
    )
    (here / path).write_text(mine, encoding="utf-8")
    assert main(["init", "--ci", "both", "--force", "--company", "乙公司"]) == 0
    assert (here / path).read_text(encoding="utf-8") == mine


# Files of others to which lines are to be added


@pytest.mark.parametrize(
    ("mine", "start"),
    [
        (
            "repos:\n- repo: meta\n  hooks:\n  - id: identity\n\n# of the bot\nci: {autofix_prs: false}\n",
            "- repo: local",
        ),
        ("repos:\n    - repo: meta\n      hooks:\n          - id: identity", "    - repo: local"),
        ("repos:\r\n- repo: meta\r\n  hooks: [{id: identity}]\r\n", "- repo: local"),
        ("# empty\n", "# 'pre-commit install' once"),
        ("fail_fast: true\n", "repos:"),
    ],
)
def test_hook_lines_fit_the_file_that_they_are_for(here, mine, start):
    config = here / SHARED[0]
    config.write_bytes(b"---\n" + mine.encode())
    shared = Shared(here, SHARED[0], templates.pre_commit_hooks("en"))
    assert not shared.judges
    told = shared.addition(SHARED[0]).en
    assert f":\n\n{start}" in told
    if not mine.endswith("\n"):
        config.write_text(f"---\n{mine}\n")
    assert paste(told, here) == {SHARED[0]}
    hooks = [hook["id"] for each in load_config(config)["repos"] for hook in each["hooks"]]
    assert hooks[-1] == "icplicense-check"
    text = config.read_text(encoding="utf-8")
    assert lint(text, "{indentation: {indent-sequences: consistent}, line-length: disable}") == []
    assert Shared(here, SHARED[0], "").judges


def test_the_entry_that_passes_today_is_advised_where_the_hook_would_stop_commits(here, capsys):
    """Of what a developer answers; a report that the legal department owes stops nobody."""
    (here / ".git").mkdir()
    known = ["--license-number", "京B2-20181623", "--ci", "none", "--as-of", "2022-06-01"]
    main(["init", *known])
    assert next_steps(capsys.readouterr().out)[-1] == "pre-commit install"
    for file in (*MANIFESTS, SHARED[0]):
        (here / file).unlink()
    (here / "package.json").write_text('{"dependencies": {"@rongcloud/imlib-next": "5"}}', encoding="utf-8")
    main(["init", *known])
    advice = next_steps(capsys.readouterr().out)[-1]
    assert "'entry: icplicense diff' in .pre-commit-config.yaml" in advice
    assert "git commit --no-verify" in advice  # in the first commit, everything is new


def test_a_repository_that_only_this_machine_has_is_told(here, capsys, monkeypatch):
    (here / ".git").mkdir()
    for place, said in ((str(here), True), ("https://example.com/icplicense.git", False)):
        origin = Origin(place, "a" * 40)
        monkeypatch.setattr("pytest_icplicense.scaffold.plan.installed_from", lambda origin=origin: origin)
        main(["init", "--ci", "github", "--force"])
        steps = next_steps(capsys.readouterr().out)
        assert any("which only this machine has" in each for each in steps) == said


def test_a_hook_is_installed_once_it_is_there(here, capsys):
    (here / ".git").mkdir()
    (here / SHARED[0]).write_text("repos:\n- repo: meta\n  hooks:\n  - id: identity\n")
    main(["init", "--ci", "none"])
    out = capsys.readouterr().out
    assert "add to .pre-commit-config.yaml, after line 4:\n\n- repo: local\n  hooks:\n  - id: icp" in out
    assert next_steps(out)[-1] == "icplicense check"
    paste(out, here)
    main(["init", "--ci", "none"])
    out = capsys.readouterr().out
    assert "add to" not in out
    assert next_steps(out)[-1] == "pre-commit install"


def test_a_job_that_runs_code_of_each_change_is_told(here, capsys):
    """As `init` wrote it before it kept pytest from such code."""
    (here / ".git").mkdir()
    main(["init", *KNOWN[:2], "--ci", "github"])
    job = here / ".github/workflows/license.yml"
    assert "--noconftest" not in "".join(next_steps(capsys.readouterr().out))
    kept = " --config-file=/dev/null --noconftest -pno:python"
    text = job.read_text(encoding="utf-8")
    assert kept in text
    job.write_text(text.replace(kept, ""), encoding="utf-8")
    main(["init", *KNOWN[:2], "--ci", "github"])
    (told,) = [line for line in next_steps(capsys.readouterr().out) if "license.yml" in line]
    assert told.startswith(
        "# in .github/workflows/license.yml, keep pytest from code and settings of the change"
    )
    assert told.endswith(kept)
    main(["init", *KNOWN[:2], "--ci", "github", "--lang", "zh"])
    assert f"# 在 .github/workflows/license.yml 中为 pytest 加上{kept}：" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        ("repos: []\n", "write in .pre-commit-config.yaml, in place of line 1:\n\nrepos:\n  - repo: local\n"),
        ("repos:\n", "write in .pre-commit-config.yaml, in place of line 1:\n\nrepos:\n  - repo: local\n"),
        (
            'repos: [{repo: meta, hooks: [{id: "identity"}]}]\n',
            'add to the list \'repos\' in .pre-commit-config.yaml:\n\n{"repo": "local", "hooks": [{',
        ),
        ("\x00", "add to the end of .pre-commit-config.yaml:\n\nrepos:\n"),
        ("x: " + "[" * 600, "add to the end of .pre-commit-config.yaml:\n\nrepos:\n"),
    ],
)
def test_hook_lines_for_unusual_files(here, mine, told):
    (here / SHARED[0]).write_text(mine)
    assert told in Shared(here, SHARED[0], templates.pre_commit_hooks("en")).addition(SHARED[0]).en


@pytest.mark.parametrize(
    ("mine", "name", "stage"),
    [
        ("stages: [build, deploy]\nbuild: {stage: build, script: make}\n", "license", "build"),
        ("stages:\n- on\n", "license", "on"),
        ("stages: [build, test]\n", "license", None),  # the stage of a job that names none
        ("license: {script: fossa}\n", "telecom-license", None),
        ("license: {script: fossa}\ntelecom-license: {script: x}\n", "telecom-license-2", None),
        ("# pytest-icplicense, some day\nunit: {script: [pip install pytest, pytest]}\n", "license", None),
    ],
)
def test_the_job_for_gitlab_fits_the_pipeline(here, mine, name, stage):
    (here / ".gitlab-ci.yml").write_text(mine)
    shared = Shared(here, ".gitlab-ci.yml", templates.ci_file("gitlab", "en"))
    assert not shared.judges
    assert paste(shared.addition(".gitlab-ci.yml").en, here) == {".gitlab-ci.yml"}
    text = (here / ".gitlab-ci.yml").read_text(encoding="utf-8")
    assert text.startswith(mine)
    job = yaml.safe_load(text)[name]
    assert job.get("stage") == stage
    assert job["script"][-1] == (
        "pytest --config-file=/dev/null --noconftest -pno:python --rootdir=."
        ' --junitxml=license.xml ${GATE:+--icp-gate "$GATE"} .'
    )
    assert Shared(here, ".gitlab-ci.yml", "").judges


@pytest.mark.parametrize(
    ("script", "judges"),
    [
        ("pytest", "."),
        ("uv run pytest -q svc/x && make", "svc/x"),
        ("cd svc/x && icplicense check", "svc/x"),
        ("icplicense check --format github 'a b'", "a b"),
        ("pip install pytest pytest-icplicense", None),
        ("echo 'no end", None),
        (f"pytest -k {'x' * 5000}", "."),
    ],
)
def test_what_a_script_judges(here, script, judges):
    for folder in ("svc/x", "a b"):
        (here / folder).mkdir(parents=True)
    job = {"script": [script, "echo icplicense"]}
    (here / ".gitlab-ci.yml").write_text(yaml.safe_dump({"job": job}))
    found = [each for each in (".", "svc/x", "a b") if Shared(here, ".gitlab-ci.yml", "", each).judges]
    assert found == ([judges] if judges else [])


@pytest.mark.slow
def test_the_job_for_github_fits_a_workflow_of_that_name(here):
    file = here / ".github/workflows/license.yml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "name: x\njobs:\n    license:\n        runs-on: ubuntu-latest\n        steps: [{run: fossa}]\n\non: push\n"
    )
    shared = Shared(here, SHARED[2], templates.ci_file("github", "en"))
    assert paste(shared.addition(SHARED[2]).en, here) == {"license.yml"}
    assert list(yaml.safe_load(file.read_text())["jobs"]) == ["license", "telecom-license"]
    command = [
        Path(sys.executable).parent / "check-jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        file,
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert Shared(here, SHARED[2], "").judges


@pytest.mark.parametrize(
    ("jobs", "place"),
    [
        ("jobs: {}", "in place of line 2"),
        ("jobs:", "in place of line 2"),
        ("jobs: {license: {steps: []}, }", "add to the mapping 'jobs'"),
    ],
)
def test_a_job_is_never_advised_under_a_second_key(here, capsys, jobs, place):
    file = here / SHARED[2]
    file.parent.mkdir(parents=True)
    file.write_text(f'"on": push\n{jobs}\n', encoding="utf-8")
    main(["init", "--ci", "github"])
    advice = capsys.readouterr().out
    assert place in advice
    lines = advice[advice.index(place) :].split("\n\n")[1]
    whole = f"jobs: {{license: {{}}, {lines.strip()}}}" if "mapping" in place else textwrap.dedent(lines)
    assert "icplicense check" in str(yaml.safe_load(whole)["jobs"])


def test_the_workflow_marks_findings_in_pull_requests(here, capsys):
    main(["init", *KNOWN])
    workflow = yaml.safe_load((here / ".github/workflows/license.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["license"]["steps"]
    (number,) = (n for n, step in enumerate(steps) if step.get("run", "").startswith("icplicense"))
    capsys.readouterr()
    words = steps[number]["run"].replace('${GATE:+--gate "$GATE"}', "").split()
    assert main([*words[1:], "--as-of", "2022-06-01"]) == 1
    out = capsys.readouterr().out
    assert "::error file=operator.icp.yaml,line=" in out  # the annual report that was due
    assert "::warning file=ads-console.icp.yaml,line=" in out
    assert steps[number + 1]["if"] == "success() || failure()"  # pytest's report is written nevertheless


@pytest.mark.parametrize(
    "mine",
    [
        b"",
        b'[project]\nname = "x"\n',
        b'[project]\nname = "x"  # no end',
        b'[project]\r\nname = "x"\r\n[tool.ruff]\r\n',
        b"\xef\xbb\xbf# \xe4\xb8\xad\n[tool]\n",
    ],
)
def test_pyproject_keeps_every_byte_before_the_table(here, mine, capsys):
    (here / "pyproject.toml").write_bytes(mine)
    assert main(["init", "--force", "--name", "x"]) == 0
    whole = (here / "pyproject.toml").read_bytes()
    assert whole.startswith(mine)
    assert b"\n" not in whole[len(mine) :].replace(b"\r\n", b"") or b"\r\n" not in mine
    assert tomllib.loads(whole.decode("utf-8-sig"))["tool"]["icplicense"] == {"lang": "en"}
    assert "added [tool.icplicense] to pyproject.toml\n" in capsys.readouterr().out
    main(["init", "--force", "--name", "x"])
    assert (here / "pyproject.toml").read_bytes() == whole


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (b"[project\n", "pyproject.toml:1:9: no TOML: "),
        (b'[project]\nname = "x\n', "pyproject.toml:2:10: no TOML: "),
        (b"\n\xff\n", "pyproject.toml:2:1: not UTF-8: byte 0xff; save the file as UTF-8"),
        (b"x = " + b"9" * 5000, "pyproject.toml:1:1: no TOML: "),
        (b"x = " + b"[" * 5000, "pyproject.toml:1:1: nested too deep to be read; nothing was written"),
        (b"x = 1\ntool = {ruff = {}}\n", "pyproject.toml:2:1: 'tool' is written so that"),
        (b"tool = 1\n", "pyproject.toml:1:1: 'tool' is written so that"),
    ],
)
def test_a_broken_pyproject_stops_everything(here, broken, line, capsys):
    (here / "pyproject.toml").write_bytes(broken)
    assert main(["init"]) == 2
    assert capsys.readouterr().err.startswith(f"icplicense: {line}")
    assert content(here) == {"pyproject.toml": broken}


def test_a_configuration_above_holds_below(here, capsys):
    (here / "pyproject.toml").write_text('[tool.icplicense]\nlang = "zh"\n')
    assert main(["init", "services/ads"]) == 0
    assert "保留 pyproject.toml：已有 [tool.icplicense]\n" in capsys.readouterr().out
    assert not (here / "services/ads/pyproject.toml").exists()


def test_two_manifests_in_one_file_are_never_overwritten(here):
    main(["init", *KNOWN])
    both = b"".join((here / file).read_bytes() for file in reversed(MANIFESTS))
    (here / MANIFESTS[0]).unlink()
    (here / MANIFESTS[1]).write_bytes(both)
    assert main(["init", "--force", *KNOWN]) == 0
    assert (here / MANIFESTS[1]).read_bytes() == both
    assert not (here / MANIFESTS[0]).exists()


def test_a_second_service_joins_the_operator(here):
    main(["init", *KNOWN])
    operator = (here / "operator.icp.yaml").rename(here / "company.icp.yaml").read_bytes()
    assert main(["init", "--name", "shop", "--force"]) == 0
    tree = read(here / "shop.icp.yaml").documents[0].tree
    assert (tree["operator"], tree["license"]) == ("company.icp.yaml", NUMBER)
    assert (here / "company.icp.yaml").read_bytes() == operator
    assert not (here / "operator.icp.yaml").exists()


@pytest.mark.parametrize(
    ("files", "server"),
    [
        ({}, {"github"}),
        ({".gitlab-ci.yml": "mine: {script: x}\n"}, {"gitlab"}),
        ({".github/dependabot.yml": "\n"}, {"github"}),
        ({".github/dependabot.yml": "\n", ".gitlab-ci.yml": "\n"}, {"github", "gitlab"}),
        ({".git/config": '[remote "origin"]\n\turl = git@gitlab.example.com:a/b.git\n'}, {"gitlab"}),
        ({".git/config": '[remote "origin"]\n\turl = https://github.com/a/b\n'}, {"github"}),
        ({".git/config": '[remote "origin"]\n\turl = https://gitee.com/a/b.git\n'}, set()),
    ],
)
def test_the_ci_server_is_the_one_in_use(here, capsys, files, server):
    for path, text in files.items():
        (here / path).parent.mkdir(parents=True, exist_ok=True)
        (here / path).write_text(text)
    main(["init"])
    written = {"github": ".github/workflows/license.yml", "gitlab": ".gitlab-ci.yml"}
    assert {name for name, path in written.items() if (here / path).exists()} == server
    assert ("# no CI file was written" in capsys.readouterr().out) == (not server)


# Several projects in one repository


def own_license(folder: Path) -> Path:
    """A license file of a number that nobody else knows."""
    text = (libraries.shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.yaml").write_text(text.replace(NUMBER, "京B2-20189999"), encoding="utf-8")
    return folder / "own.yaml"


@pytest.mark.slow
def test_below_the_root_the_lines_for_the_root_name_the_folder(here, monkeypatch, capsys):
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    (here / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")  # at which pytest's rootdir would be
    own_license(here / "svc/x/licenses")
    monkeypatch.chdir(here / "svc/x")
    command = ["init", "--ci", "both", "--as-of", "2022-06-01"]
    assert main([*command, "--license", "licenses/own.yaml", "--license-number", "京B2-20189999"]) == 0
    out = capsys.readouterr().out
    assert not content(here).keys() & set(SHARED)
    assert not content(here / "svc/x").keys() & set(SHARED)
    assert "work at the repository's root only, which is ../.., so none were written here\n" in out
    assert next_steps(out) == ["icplicense check --as-of 2022-06-01"]
    assert paste(out, here / "svc/x") == {Path(path).name for path in SHARED}
    assert [lint((here / path).read_text(encoding="utf-8")) for path in SHARED] == [[], [], []]
    main(command)
    out = capsys.readouterr().out
    assert "write" not in out.partition("\n\n")[0]
    assert next_steps(out)[-1] == "pre-commit install"
    # At the root, each command judges by the configuration of the folder, which alone knows the license.
    monkeypatch.chdir(here)
    (hook,) = yaml.safe_load((here / SHARED[0]).read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert main(["check"]) == 2
    assert main([*hook["entry"].split()[1:], *hook["args"]]) == 1
    (script,) = (
        line
        for line in yaml.safe_load((here / SHARED[1]).read_text())["license"]["script"]
        if "junit" in line
    )
    ran = in_a_shell(script, here)
    assert ran.returncode == 1, ran.stdout
    assert "not known" not in ran.stdout


@pytest.mark.slow
def test_a_second_folder_gets_lines_of_its_own(here, capsys):
    (here / ".git").mkdir()
    every = {Path(path).name for path in SHARED}
    for folder, files in (("a", every), ("b c", every), ("a", set()), ("b c", set())):
        main(["init", folder, "--ci", "both"])
        assert paste(capsys.readouterr().out, here) == files
    hooks = [repository["hooks"][0]["args"] for repository in load_config(here / SHARED[0])["repos"]]
    assert hooks == [["a"], ["b c"]]
    jobs = yaml.safe_load((here / SHARED[1]).read_text(encoding="utf-8"))
    assert list(jobs) == ["license", "telecom-license"]
    last = jobs["telecom-license"]["script"][-1]
    assert "--rootdir='b c'" in last
    assert last.endswith(" 'b c'")


def test_a_configuration_at_the_root_wants_one_hook_for_all(here, capsys):
    (here / ".git").mkdir()
    main(["init", "--lang", "en"])
    capsys.readouterr()
    main(["init", "svc/x", *KNOWN])
    out = capsys.readouterr().out
    assert "add to" not in out
    assert next_steps(out) == [
        "cd svc/x",
        "icplicense check --as-of 2022-06-01",
        "pre-commit install",
    ]


def test_a_service_of_the_same_company_refers_to_its_operator(here, monkeypatch, capsys):
    (here / ".git").mkdir()
    main(["init", "services/ads", *KNOWN])
    (here / "services/pay").mkdir()
    monkeypatch.chdir(here / "services/pay")
    capsys.readouterr()
    assert main(["init", *KNOWN]) == 0
    out = capsys.readouterr().out
    assert "the service refers to ../ads/operator.icp.yaml, which is there already\n" in out
    assert "one hook and one CI file for all services: move [tool.icplicense] from pyproject.toml " in out
    assert (
        read(here / "services/pay/pay.icp.yaml").documents[0].tree["operator"] == "../ads/operator.icp.yaml"
    )
    assert content(here / "services/pay").keys() == {
        "pay.icp.yaml",
        "pyproject.toml",
        ".icplicense/service.schema.json",
    }
    assert judged(here).problems == ()


@pytest.mark.slow
def test_of_several_operators_the_one_with_the_license_is_taken(here):
    (here / ".git").mkdir()
    for folder, name, number in (("a", "甲", "B2-20200001"), ("b", "乙", "B2-20200002")):
        (here / folder).mkdir()
        text = f"kind: Operator\nname: {name}\nlicenses: [{number}]\n"
        (here / folder / "operator.icp.yaml").write_text(text, encoding="utf-8")
    for folder, operator, options in (
        ("c", "../b/operator.icp.yaml", ["--license-number", "B2-20200002"]),
        ("d", "../a/operator.icp.yaml", ["--company", "甲"]),
        ("e", "operator.icp.yaml", []),  # which of the two is not known
        ("f", "operator.icp.yaml", ["--company", "丙", "--license-number", "B2-20200002"]),
    ):
        main(["init", folder, *options])
        assert read(here / folder / f"{folder}.icp.yaml").documents[0].tree["operator"] == operator
        assert (here / folder / "operator.icp.yaml").exists() is (operator == "operator.icp.yaml")


def test_an_operator_that_two_files_describe_is_to_be_shared(here, capsys):
    (here / ".git").mkdir()
    for folder in ("a", "b"):
        main(["init", "--name", folder, folder, *KNOWN])
        # So that b does not find it.
        (here / folder / "operator.icp.yaml").rename(here / f"{folder}.operator")
    for folder in ("a", "b"):
        (here / f"{folder}.operator").rename(here / folder / "operator.icp.yaml")
    capsys.readouterr()
    assert main(["check", "--as-of", "2022-06-01"]) == 2
    assert (
        "b/operator.icp.yaml:10:1: the name '北京巨量引擎网络技术有限公司' is already used by a/operator.icp.yaml;"
        " keep one file for the company, and write its path under 'operator' of each of its services\n"
    ) in capsys.readouterr().out


# What is next


def test_the_number_and_the_license_come_first(here, capsys):
    main(["init"])
    asked = [
        "# make a license file of the text of your license (FILE)",
        "icplicense import FILE -o licenses/NAME.yaml",
        '# set licenses = ["licenses"] in [tool.icplicense] of pyproject.toml',
        "icplicense check",
    ]
    assert next_steps(capsys.readouterr().out) == [
        "# write the number of your license in ads-console.icp.yaml and operator.icp.yaml",
        *asked,
    ]
    main(["init", *KNOWN])  # the manifests are kept, and have no number yet
    assert next_steps(capsys.readouterr().out) == [
        f"# write {NUMBER} as the number of your license in ads-console.icp.yaml and operator.icp.yaml",
        "icplicense check --as-of 2022-06-01",
    ]


def test_a_folder_of_licenses_is_used_where_there_is_one(here, capsys):
    own_license(here / "law/licenses")
    (here / "pyproject.toml").write_text('[tool.icplicense]\nlicenses = ["law/licenses"]\n')
    main(["init", "ads", "--license-number", "沪B2-20200001"])
    assert next_steps(capsys.readouterr().out) == [
        "cd ads",
        "# make a license file of the text of license 沪B2-20200001 (FILE)",
        "icplicense import FILE -o ../law/licenses/沪B2-20200001.yaml",
        "icplicense check",
    ]


def test_licenses_at_the_root_are_known_below(here, capsys):
    """Of several, each service takes its own by the number."""
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    own = own_license(here / "licenses")
    main(["init", "ads", "--yes", "--ci", "none"])
    (service,) = read(here / "ads/ads.icp.yaml").documents
    assert service.tree["license"] == "京B2-20189999"
    assert tomllib.loads((here / "ads/pyproject.toml").read_text())["tool"]["icplicense"]["licenses"] == [
        "../licenses"
    ]
    other = own.read_text(encoding="utf-8").replace("京B2-20189999", "沪B2-20219999")
    (here / "licenses/other.yaml").write_text(other, encoding="utf-8")
    capsys.readouterr()
    main(["init", "new", "--yes", "--ci", "none", "--company", "别的公司"])
    said = next_steps(capsys.readouterr().out)
    known = "京B2-20189999, 沪B2-20219999"
    assert f"# or take what one of {known} says: icplicense init --force --license-number NUMBER" in said


@pytest.mark.slow
def test_the_operator_holds_all_licenses_of_its_own(here, capsys):
    """Two services under one each, and one operator: neither license is missing in its list on the first day."""
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    own = own_license(here / "licenses")
    text = own.read_text(encoding="utf-8")
    (here / "licenses/second.yaml").write_text(
        text.replace("京B2-20189999", "京B2-20189998"), encoding="utf-8"
    )
    main(["init", "--yes", "--ci", "none", "--as-of", "2022-06-01"])
    (operator,) = read(here / "operator.icp.yaml").documents
    assert operator.tree["name"] == yaml.safe_load(text)["holder"]
    assert operator.tree["licenses"] == ["京B2-20189998", "京B2-20189999"]
    for name, number in (("a", "京B2-20189999"), ("b", "京B2-20189998")):
        main(["init", name, "--yes", "--ci", "none", "--license-number", number, "--license", "licenses"])
    capsys.readouterr()
    main(["check", "a", "b", "operator.icp.yaml", "--as-of", "2022-06-01"])
    said = capsys.readouterr().out
    assert not [line for line in said.splitlines() if " LIC.1 " in line or " LIC.2 " in line]
    assert said.splitlines()[-1].endswith("under 京B2-20189999, 京B2-20189998"), "each of them once"


def test_of_licenses_of_two_holders_nobody_knows_whose_the_operator_is(here):
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    text = own_license(here / "licenses").read_text(encoding="utf-8")
    tree = yaml.safe_load(text)
    other = text.replace("京B2-20189999", "京B2-20189998").replace(tree["holder"], "别的有限公司")
    (here / "licenses/second.yaml").write_text(other, encoding="utf-8")
    main(["init", "--yes", "--ci", "none"])
    (operator,) = read(here / "operator.icp.yaml").documents
    assert operator.tree["licenses"] == [NOBODYS_NUMBER]


def test_the_root_is_told_how_it_knows_the_licenses_of_a_folder(here, capsys):
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    own_license(here / "licenses")
    main(["init", "ads", "--yes", "--ci", "none"])
    assert (
        '# to judge several services together: licenses = ["licenses"] in [tool.icplicense] of ../pyproject.toml'
    ) in next_steps(capsys.readouterr().out)
    assert main(["check", "--lang", "en"]) == 2
    assert (
        "ads/pyproject.toml has settings of its own, which this run does not use" in capsys.readouterr().out
    )
    (here / "pyproject.toml").write_text('[tool.icplicense]\nlicenses = ["licenses"]\n', encoding="utf-8")
    main(["check", "--lang", "en"])
    assert "is not known" not in capsys.readouterr().out
    main(["init", "ads", "--yes", "--ci", "none"])
    assert "together" not in capsys.readouterr().out


def test_check_is_called_as_init_was(here, capsys):
    own = own_license(here / "licenses")
    (here / "pyproject.toml").write_text("[tool.icplicense]\n")
    options = ["--license", str(own), "--license-number", "京B2-20189999", "--as-of", "+30d"]
    main(["init", "a b", *options])
    lines = next_steps(capsys.readouterr().out)
    assert lines == ["cd 'a b'", "icplicense check --as-of +30d --license ../licenses/own.yaml"]


# What cannot be written


@pytest.mark.parametrize(
    ("testpaths", "unseen"),
    [
        ('["tests"]', "ads-console.icp.yaml and operator.icp.yaml"),
        ('"tests unit"', "ads-console.icp.yaml and operator.icp.yaml"),
        ('["tests", "operator.icp.yaml"]', "ads-console.icp.yaml"),
        ('["tests", "*.icp.yaml"]', None),
        ('["./"]', None),
        ("[]", None),
        ("3", None),
    ],
)
def test_what_pytest_would_not_look_at_is_told(here, testpaths, unseen, capsys):
    (here / "pyproject.toml").write_text(f"[tool.pytest.ini_options]\ntestpaths = {testpaths}\n")
    assert main(["init", *KNOWN]) == 0
    told = [line for line in next_steps(capsys.readouterr().out) if "testpaths" in line]
    line = f"# add \".\" to 'testpaths' in pyproject.toml: pytest does not look at {unseen}"
    assert told == ([line] if unseen else [])


def test_a_folder_is_made_where_it_is_missing(here, capsys):
    assert main(["init", "a/b c", *KNOWN]) == 0
    assert (here / "a/b c/b-c.icp.yaml").exists()
    steps = next_steps(capsys.readouterr().out)
    assert steps == ["cd 'a/b c'", "icplicense check --as-of 2022-06-01"]  # no repository: no hook to install


@pytest.mark.parametrize("folder", ["file", "file/below", "broken"])
def test_where_no_folder_can_be_nothing_is_written(here, folder, capsys):
    (here / "file").write_bytes(b"x")
    (here / "broken").symlink_to("nowhere")
    assert main(["init", folder]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"icplicense: {folder}")
    assert err.count("\n") == 1
    assert content(here) == {"file": b"x"}


@pytest.mark.parametrize(
    ("obstacle", "told"),
    [
        (".github", "is not a folder, so .github/workflows/license.yml cannot be written"),
        (".icplicense", "is not a folder, so .icplicense/service.schema.json cannot be written"),
    ],
)
def test_a_file_in_the_way_of_a_folder(here, obstacle, told, capsys):
    (here / obstacle).write_bytes(b"x")
    assert main(["init", "--force", "--ci", "both"]) == 2
    assert told in capsys.readouterr().err
    assert content(here) == {obstacle: b"x"}


@pytest.mark.parametrize("path", [*MANIFESTS, "pyproject.toml", ".pre-commit-config.yaml"])
def test_a_folder_in_the_way_of_a_file(here, path, capsys):
    (here / path).mkdir()
    assert main(["init"]) == 2
    assert f"{path} is a folder, not a file; move it away; nothing was written\n" in capsys.readouterr().err
    assert content(here) == {}


@pytest.mark.parametrize("path", [".github", ".icplicense", "operator.icp.yaml", "pyproject.toml"])
def test_nothing_is_written_through_a_link_that_leads_out(here, path, tmp_path, capsys):
    outside = tmp_path / "outside"
    if path.startswith("."):
        outside.mkdir()
    else:
        outside.write_bytes(b"# mine\n")
    (here / path).symlink_to(outside)
    assert main(["init", "--force", "--ci", "github"]) == 2
    assert "leads out of . through a symbolic link" in capsys.readouterr().err
    assert content(here) in ({}, {path: b"# mine\n"})
    assert outside.is_dir() or outside.read_bytes() == b"# mine\n"


def test_a_link_inside_stays_a_link(here):
    (here / "real.toml").write_bytes(b"# mine\n")
    (here / "pyproject.toml").symlink_to("real.toml")
    assert main(["init"]) == 0
    assert (here / "pyproject.toml").is_symlink()
    assert (here / "real.toml").read_bytes().startswith(b"# mine\n\n# How")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs users")
def test_a_folder_without_permission(here, monkeypatch, capsys):
    (here / "locked").mkdir()
    (here / "locked").chmod(0o555)
    real, root, modes = newfiles.write, os.geteuid() == 0, {}

    def write_as_nobody(folder: Path, files: list[NewFile]) -> None:
        """As a user who may enter the folder, but not write to it: root may do everything."""
        for above in here.parents:
            if not above.stat().st_mode & 0o001 and above.is_relative_to(tempfile.gettempdir()):
                modes[above] = above.stat().st_mode
                above.chmod(modes[above] | 0o011)
        os.seteuid(65534)
        try:
            real(folder, files)
        finally:
            os.seteuid(0)
            for above, mode in modes.items():
                above.chmod(mode)

    if root:
        monkeypatch.setattr(newfiles, "write", write_as_nobody)
    code = main(["init", "locked"])
    assert code == 2
    err = capsys.readouterr().err
    assert err.endswith("locked.icp.yaml: no permission to write here; nothing was written\n")
    assert content(here) == {}


def test_a_failure_on_the_way_says_what_was_written(tmp_path, monkeypatch):
    files = [NewFile(f"folder/{name}", b"x", FileAction.WRITTEN) for name in "abc"]
    real = Path.replace

    def replace(self, target):
        if target.name == "b":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(Unwritable, match=r"b: No space left on device; written before that: folder/a"):
        newfiles.write(tmp_path, files)
    assert content(tmp_path) == {"folder/a": b"x"}
    (tmp_path / "folder/a").unlink()
    monkeypatch.setattr(Path, "open", lambda *_: replace(None, Path("b")))
    with pytest.raises(Unwritable, match="nothing was written"):
        newfiles.write(tmp_path / "new", files)
    assert not (tmp_path / "new").exists()


# Names


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("ads-console", "ads-console"),
        ("Ads Console (v2)", "Ads-Console-v2"),
        ("广告平台", "service"),
        ("广告 ads", "ads"),
        ("..", "service"),
        (".hidden", "hidden"),
        ("operator", "operator-service"),
        ("x" * 100, "x" * 64),
    ],
)
def test_a_name_is_made_fit(folder, name, library):
    assert fit_name(folder) == name
    answers = Answers(fit_name(folder), None, None, (), "en", library)
    assert library.schema("service").breaches(yaml.safe_load(service_manifest(answers))) == []


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--name", "广告", "service name: '广告' cannot be used"),
        ("--name", "..", "service name: '..' cannot be used"),
        ("--name", "../x", "for example 'x'"),
        ("--name", "a b", "for example 'a-b'"),
        ("--name", "Operator", "for example 'Operator-service'"),
        ("--name", "", "service name: ''"),
        ("--license-number", "京ICP备09080840号", "is a filing number"),
        ("--license-number", "B2-2014012", "license number: 'B2-2014012' is none"),
        ("--domain", "https://x.cn/", "domain: 'https://x.cn/' is none"),
        ("--company", " x", "company: ' x' is no name"),
        ("--company", "a\x1b[31mb", "company: 'a\N{REPLACEMENT CHARACTER}[31mb'"),
        ("--company", "x" * 501, "is no name"),
        ("--license", "nowhere.yaml", "nowhere.yaml:1:1: no such file or folder"),
        ("--as-of", "yesterday", "--as-of: not a day such as 2022-06-01"),
    ],
)
def test_an_option_that_cannot_be_used_writes_nothing(here, option, value, told, capsys):
    assert main(["init", option, value]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert err.count("\n") == 1
    assert content(here) == {}


# Questions


def typed(folder: Path, keys: str, *options: str, end: int | None = None) -> tuple[int, str]:
    """Exit code and output of `init` on a real pseudo-terminal on which `keys` are typed."""
    control, line = pty.openpty()
    command = f"import sys; from pytest_icplicense.cli import main; sys.exit(main({['init', *options]!r}))"
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-c", command], stdin=line, stdout=line, stderr=line, cwd=folder, env=environment
    )
    os.close(line)
    os.write(control, keys.encode())
    output = b""
    while True:
        try:
            output += os.read(control, 65536)
        except OSError:  # the other end is closed
            break
        if end is not None and b"[" in output:
            time.sleep(0.1)
            process.send_signal(end)
            end = None
    os.close(control)
    return process.wait(), output.decode()


@pytest.mark.slow
def test_a_terminal_is_asked_and_an_empty_answer_takes_the_default(here):
    keys = "filing\n京B2-20181623\n\nshop\n\ngitlab\n"
    code, output = typed(here, keys, "--as-of", "2022-06-01")
    assert code == 0, output
    for question in (
        "License number, empty if not at hand: ",
        "license number: 'filing' is none",
        "Company, as on the license [北京巨量引擎网络技术有限公司]: ",
        "Name of the service [ads-console]: ",
        "Domains, several with blanks between [juliangyinqing.com oceanengine.com]: ",
        "CI (github, gitlab, both, none) [github]: ",
    ):
        assert question in output
    assert read(here / "operator.icp.yaml").documents[0].tree["name"] == "北京巨量引擎网络技术有限公司"
    assert (here / "shop.icp.yaml").exists()
    assert (here / ".gitlab-ci.yml").exists()
    assert not (here / ".github").exists()


@pytest.mark.slow
def test_what_options_gave_is_not_asked(here):
    options = [*KNOWN, *SITES, "--company", "某公司", "--name", "x", "--ci", "none"]
    code, output = typed(here, "", *options)
    assert code == 0
    assert "]: " not in output


@pytest.mark.slow
def test_the_end_of_input_writes_nothing(here):
    code, output = typed(here, "\n\x04")
    assert code == 2
    assert output.endswith("icplicense: the input ended; nothing was written\r\n")
    assert content(here) == {}


@pytest.mark.slow
def test_ctrl_c_writes_nothing(here):
    code, output = typed(here, "\n\n", end=signal.SIGINT)
    assert code == 130
    assert "Traceback" not in output
    assert content(here) == {}


@pytest.mark.slow
def test_a_pipe_is_asked_nothing(here):
    command = [sys.executable, "-m", "pytest_icplicense", "init"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(
        command, input="x\n", capture_output=True, text=True, check=False, encoding="utf-8", env=environment
    )
    assert ran.returncode == 0
    assert "License number" not in ran.stdout
    assert (here / "ads-console.icp.yaml").exists()
