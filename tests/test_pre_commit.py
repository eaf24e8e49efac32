"""The hooks for pre-commit, tried with pre-commit itself: what a commit may not bring in, and what it may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from environments import made_once

from pytest_icplicense.cli.commands import COMMANDS

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = (sys.executable, "-m", "pre_commit")
PACKAGE = (
    "pytest_icplicense",
    "policies",
    "example_project",
    "pyproject.toml",
    "hatch_build.py",
    "README.md",
    "LICENSE",
    HOOKS.name,
)
"""What the package is built from. A copy of it is the hooks' repository, so that no test asks for the checkout's."""

CLAIMS_NOTHING = """\
apiVersion: icplicense/v1
kind: Provision
id: SP-16
title: {en: Own rule, zh: 自定规定}
text: 十六、自定规定。
clauses:
  - id: SP-16.1
    quote: 自定规定
    how: [declared]
    means: {en: Own rule, zh: 自定规定}
    checks:
      - id: names-its-sites
        level: minor
        of: Service
        require: true
        message: {en: no site is named, zh: 未列出网站}
        remedy: {en: Name the sites., zh: 请列出网站。}
        violations: [{patch: [{op: remove, path: /changes}]}]
"""
"""A policy that every manifest passes, and that its violation passes as well."""


@dataclass(frozen=True)
class Repository:
    """A git repository in a folder, with an identity and a cache of pre-commit that are not the user's own."""

    root: Path
    environment: dict[str, str]

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command in it; both streams are in `stdout`."""
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )

    def git(self, *words: str) -> str:
        """Run git, which must succeed; what it prints."""
        done = self.run("git", *words)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def begin(self) -> None:
        """Make the folder a repository of one commit."""
        self.git("init", "--quiet")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "First")

    def commit(self, *files: str) -> subprocess.CompletedProcess[str]:
        """Commit what has changed in the files, through the hooks."""
        self.git("add", "--", *files)
        return self.run("git", "commit", "--message", "Change")

    def blocks(self, *files: str) -> str:
        """Try to commit the files; the commit must not come about. What was said."""
        before = self.git("rev-parse", "HEAD")
        done = self.commit(*files)
        assert done.returncode == 1, done.stdout
        assert self.git("rev-parse", "HEAD") == before
        return done.stdout

    def accepts(self, *files: str) -> str:
        """Commit the files, which must come about. What was said."""
        before = self.git("rev-parse", "HEAD")
        done = self.commit(*files)
        assert done.returncode == 0, done.stdout
        assert self.git("rev-parse", "HEAD~") == before
        return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    person = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Wang Fang"), ("EMAIL", "wang.fang@example.cn"))
    }
    return {
        **kept,
        **person,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "PRE_COMMIT_HOME": str(made_once(tmp_path_factory, "pre-commit-home", lambda folder: None)),
        "PRE_COMMIT_COLOR": "never",
    }


@pytest.fixture(scope="module")
def hooks(tmp_path_factory, environment) -> Repository:
    """The repository that the hooks come from: this package, in one commit."""

    def make(root: Path) -> None:
        for name in PACKAGE:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(
                    source, root / name, ignore=shutil.ignore_patterns("__pycache__", ".pytest_cache")
                )
            else:
                shutil.copy(source, root / name)
        Repository(root, environment).begin()

    return Repository(made_once(tmp_path_factory, "hooks", make), environment)


@pytest.fixture
def service(project, environment) -> Repository:
    """The example project as a repository of its own."""
    repository = Repository(project.root, environment)
    repository.begin()
    return repository


@pytest.fixture
def guarded(service, hooks) -> Repository:
    """The example project, in which pre-commit and both hooks are installed."""
    config = {
        "repos": [
            {
                "repo": str(hooks.root),
                "rev": hooks.git("rev-parse", "HEAD"),
                "hooks": [{"id": "icplicense-check"}, {"id": "icplicense-test-policies"}],
            }
        ]
    }
    (service.root / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    installed = service.run(*PRE_COMMIT, "install")
    assert installed.returncode == 0, installed.stdout
    service.accepts(".pre-commit-config.yaml")
    return service


@pytest.mark.slow
def test_the_hooks_file_is_valid():
    done = subprocess.run([*PRE_COMMIT, "validate-manifest", HOOKS], capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_each_hook_calls_a_command_that_there_is_and_explains_itself_in_both_languages():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hooks = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["icplicense-check", "icplicense-test-policies"]
    for hook in hooks:
        program, command = hook["entry"].split()
        assert program in package["project"]["scripts"]
        assert command in COMMANDS
        assert "additional_dependencies" not in hook  # so that both share one environment
        assert " · " in hook["name"]
        assert "。" in hook["description"]


def test_an_unpacked_source_distribution_has_what_these_tests_need():
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"/{HOOKS.name}" in package["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]


@pytest.mark.slow
def test_try_repo_on_the_example(service, hooks):
    done = service.run(*PRE_COMMIT, "try-repo", hooks.root, "icplicense-check", "--all-files", "--verbose")
    assert done.returncode == 0, done.stdout
    assert "inside the telecom license · 服务未超出许可范围" in done.stdout
    assert "✓ inside 京B2-20181623" in done.stdout


@pytest.mark.slow
def test_a_licensed_change_is_committed(guarded, project):
    project.add_feature("article", "guides")
    said = guarded.accepts("ads-console.icp.yaml")
    assert "Passed" in said
    assert "Failed" not in said


@pytest.mark.slow
def test_search_is_blocked_until_it_is_taken_out(guarded, project):
    before = project.service.read_text(encoding="utf-8")
    project.add_feature("web-search", "web")
    assert (
        "ads-console.icp.yaml:25:5: SP-02.2 critical feature 'web' (web-search) needs B25/search,"
        " which 京B2-20181623 excludes\n"
    ) in guarded.blocks("ads-console.icp.yaml")
    project.service.write_text(before + "# Search was considered.\n", encoding="utf-8")
    guarded.accepts("ads-console.icp.yaml")


@pytest.mark.slow
def test_what_is_staged_is_judged_and_not_what_the_editor_shows(guarded, project):
    before = project.service.read_text(encoding="utf-8")
    project.add_feature("web-search", "web")
    guarded.git("add", "ads-console.icp.yaml")
    project.service.write_text(before, encoding="utf-8")  # taken out again, but the commit still adds it
    (project.root / "notes.txt").write_text("x\n", encoding="utf-8")
    assert "ads-console.icp.yaml:25:5: SP-02.2 critical feature 'web'" in guarded.blocks("notes.txt")
    assert project.service.read_text(encoding="utf-8") == before


@pytest.mark.slow
def test_the_service_is_judged_when_only_its_operator_changed(guarded, project):
    project.change(
        "operator.icp.yaml",
        "    - {provider: 北京快网科技有限公司, kind: access, license: 京B1-20150123, from: 2021-10-02, to: 2023-09-12}\n",
        "",
    )
    said = guarded.blocks("operator.icp.yaml")
    assert guarded.git("diff", "--cached", "--name-only") == "operator.icp.yaml"
    assert (
        "ads-console.icp.yaml:12:5: SP-03.2 major the access provider of 'ad.oceanengine.com' is no declared upstream"
    ) in said


@pytest.mark.slow
def test_a_home_page_that_loses_the_number_is_blocked(guarded, project):
    project.change("web/index.html", '<a href="/license">京B2-20181623</a>', "")
    said = guarded.blocks("web/index.html")
    assert guarded.git("diff", "--cached", "--name-only") == "web/index.html"
    assert (
        "ads-console.icp.yaml:13:5: SP-02.4 major home page of 'ad.oceanengine.com': web/index.html shows the filing"
        " number 京ICP备18000001号-1, which is not the license number 京B2-20181623\n"
    ) in said


@pytest.mark.slow
def test_evidence_cannot_be_deleted(guarded, project):
    """pre-commit gives hooks no deleted files, so this needs the hook to run always."""
    (project.root / "evidence/duty.md").unlink()
    said = guarded.blocks("evidence/duty.md")
    assert (
        "SP-01.2 major duty to protect national security and interests: evidence 'evidence/duty.md': no such"
        in said
    )


@pytest.mark.slow
def test_a_policy_that_cannot_fail_is_blocked(guarded, project):
    (project.root / "own").mkdir()
    policy = project.root / "own/house.yaml"
    policy.write_text(CLAIMS_NOTHING, encoding="utf-8")
    project.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\npolicies = ["own"]\n')
    said = guarded.blocks("own", "pyproject.toml")
    assert "violation 1 is not caught: passed" in said
    assert said.count("Failed") == 1  # the manifests are in order
    policy.write_text(
        CLAIMS_NOTHING.replace("require: true", "require: {required: [changes]}"), encoding="utf-8"
    )
    guarded.accepts("own", "pyproject.toml")


@pytest.mark.slow
def test_policies_are_left_alone_where_only_a_manifest_changed(guarded, project):
    project.add_feature("article", "guides")
    check, policies = (line for line in guarded.accepts("ads-console.icp.yaml").splitlines() if " · " in line)
    assert check.endswith("Passed")
    assert policies.endswith("Skipped")
