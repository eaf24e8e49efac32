"""The gate: a change of a service is judged by what the reference says, and told where it would have been otherwise."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pytest_icplicense.cli.main import main
from pytest_icplicense.library import shipped
from pytest_icplicense.scaffold.templates import ci_file

CHECK = """\
apiVersion: icplicense/v1
kind: Provision
id: SP-90
title: {en: Own, zh: 自有}
text: 自有规定。
clauses:
  - id: SP-90.1
    quote: 自有规定
    how: [declared]
    means: {en: Own., zh: 自有。}
    checks:
      - id: named
        level: critical
        of: Service
        require: {required: [name]}
        message: {en: no name, zh: 没有名称}
        remedy: {en: Name it., zh: 请命名。}
        violations: [{patch: [{op: remove, path: /name}]}]
"""
WAIVER = '- {check: SP-15.12.1, subject: "*", reason: 审批中, approver: 王芳, from: 2022-05-01, expires: 2022-08-15}\n'
OWN = '[tool.icplicense]\npolicies = ["own"]\nlicenses = ["held.yaml"]\n'


@pytest.fixture
def here(project, monkeypatch, own_git):
    """The example with a policy and a license of its own, committed."""
    monkeypatch.chdir(project.root)
    (project.root / "own").mkdir()
    (project.root / "own/own.yaml").write_text(CHECK, encoding="utf-8")
    held = yaml.safe_load((shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8"))
    write(project.root / "held.yaml", {**held, "number": "京B2-20180001"})
    (project.root / "team").mkdir()
    (project.root / "team/icp-waivers.yaml").write_text(WAIVER, encoding="utf-8")
    project.change("pyproject.toml", "[tool.icplicense]\n", OWN)
    for words in (["init", "--quiet"], ["add", "-A"], ["commit", "--quiet", "-m", "base"]):
        subprocess.run(["git", *words], check=True)
    return project


def write(file, tree):
    text = yaml.safe_dump(json.loads(json.dumps(tree, default=str)), allow_unicode=True)
    file.write_text(text, encoding="utf-8")


def swap(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def with_search(project):
    """The example with search, whose security measures were attested too long ago."""
    project.add_feature("web-search")
    swap(
        project.service,
        "attestations:\n",
        "attestations:\n"
        "  - {clause: SP-15.12.1, owner: 安全运维组, evidence: evidence/ad-review.md, reviewed: 2020-01-06}\n",
    )


def fewer_provisions(root):
    tree = yaml.safe_load((root / "held.yaml").read_text(encoding="utf-8"))
    write(root / "held.yaml", {**tree, "provisions": tree["provisions"][:-1]})


def weakened(root):
    """The policy's clause is open for every service, as one whose words do not say whether it is kept."""
    swap(
        root / "own/own.yaml",
        "        message:",
        "        unclear: {when: {}, reason: {en: open, zh: 待定}}\n        message:",
    )


def with_conftest(hook):
    return lambda root: (root / "conftest.py").write_text(f"def {hook}: ...\n", encoding="utf-8")


def moved(root):
    (root / "team/icp-waivers.yaml").rename(root / "icp-waivers.yaml")


def switched_off(root):
    (root / "conftest.py").write_text('collect_ignore = ["ads-console.icp.yaml"]\n', encoding="utf-8")


def write_below(root, name, text):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


CHANGES = {
    "a policy is gone": (
        lambda root: (shutil.rmtree(root / "own"), swap(root / "pyproject.toml", 'policies = ["own"]\n', "")),
        ("policy", "SP-90.1/named"),
        "removed",
    ),
    "a level is lowered": (
        lambda root: swap(root / "own/own.yaml", "critical", "minor"),
        ("policy", "SP-90.1/named"),
        "level lowered: critical → minor",
    ),
    "a condition is weaker": (
        lambda root: swap(root / "own/own.yaml", "required: [name]", "required: []"),
        ("policy", "SP-90.1/named"),
        "judged otherwise: require",
    ),
    "a license asks for less": (fewer_provisions, ("license", "京B2-20180001"), "changed: provisions"),
    "a waiver is new": (
        lambda root: (root / "icp-waivers.yaml").write_text(WAIVER, encoding="utf-8"),
        ("waiver", "SP-15.12.1 [*] 2022-05-01 – 2022-08-15"),
        "added",
    ),
    "a check decides less": (weakened, ("policy", "SP-90.1/named"), "judged otherwise: unclear"),
    "a clause is judged from less": (
        lambda root: swap(root / "own/own.yaml", "how: [declared]", "how: [attested]"),
        ("policy", "own/own.yaml"),
        "changed",
    ),
    "a waiver holds for more": (moved, ("waiver", "SP-15.12.1 [*] 2022-05-01 – 2022-08-15"), "added"),
    "a waiver that cannot be used": (
        lambda root: (root / "icp-waivers.yaml").write_text(
            WAIVER.replace("reason", "why"), encoding="utf-8"
        ),
        ("waiver", "icp-waivers.yaml:1"),
        "cannot be used: [0]: 'reason' is missing",
    ),
    "pytest looks elsewhere": (
        lambda root: swap(root / "pyproject.toml", 'testpaths = ["."]', 'testpaths = ["web"]'),
        ("setting", "pytest"),
        "testpaths in pyproject.toml: [.] → [web]",
    ),
    "the day is another": (
        lambda root: swap(root / "pyproject.toml", 'as_of = "2022-06-01"', 'as_of = "2022-06-02"'),
        ("setting", "as_of"),
        "2022-06-01 → 2022-06-02",
    ),
    "a package takes the plugin's place": (
        lambda root: write_below(root, "x.dist-info/entry_points.txt", "[pytest11]\nicplicense = x\n"),
        ("setting", "pytest"),
        "x.dist-info/entry_points.txt is new, or another, and may run before pytest",
    ),
    **{
        f"conftest.py has {hook}": (
            with_conftest(f"{hook}(session)"),
            ("setting", "pytest"),
            f"{hook} is new in conftest.py",
        )
        for hook in (
            *("pytest_collection_finish", "pytest_itemcollected", "pytest_make_collect_report"),
            *("pytest_plugin_registered", "pytest_report_teststatus", "pytest_collect_file"),
        )
    },
    "the package brings a plugin of pytest": (
        lambda root: write_below(root, "setup.py", "setup(entry_points={'pytest11': ['x = app.plugin']})\n"),
        ("setting", "pytest"),
        "pytest11 is new in setup.py",
    ),
    "the package brings a plugin beside other settings": (
        lambda root: swap(
            root / "pyproject.toml",
            'testpaths = ["."]',
            'testpaths = ["web"]\n[project.entry-points.pytest11]\nx = "app.plugin"',
        ),
        ("setting", "pytest"),
        "pytest11 is new in pyproject.toml",
    ),
    "hooks come from elsewhere": (
        lambda root: write_below(root, "conftest.py", "from own_hooks import *\n"),
        ("setting", "pytest"),
        "import * is new in conftest.py",
    ),
    **{
        f"{name} sets what pytest is told": (
            lambda root, name=name: write_below(root, name, "PYTEST_ADDOPTS = x\n"),
            ("setting", "pytest"),
            f"PYTEST_ADDOPTS is new in {name}",
        )
        for name in ("Makefile", "web/.env", ".github/workflows/test.yml")
    },
    "pytest finds modules elsewhere": (
        lambda root: write_below(root, "pytest.ini", "[pytest]\npythonpath = hidden\n"),
        ("setting", "pytest"),
        "pythonpath in pytest.ini: [] → [hidden]",
    ),
    "what a browser showed is another": (
        lambda root: swap(root / "evidence/home-pages.json", "{", "{ "),
        ("setting", "rendered"),
        "evidence/home-pages.json changed: let CI render the pages itself (check --render)",
    ),
    "a manifest is excluded": (
        lambda root: swap(
            root / "pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["ads*"]\n'
        ),
        ("manifest", "ads-console.icp.yaml"),
        "judged no more",
    ),
    "a manifest is gone": (
        lambda root: (root / "ads-console.icp.yaml").unlink(),
        ("manifest", "ads-console.icp.yaml"),
        "judged no more",
    ),
    "a case is gone": (
        lambda root: swap(root / "ads-console.icp.yaml", "  - id: ai-copy", "  - id: ai-text"),
        ("case", "SP-15.8.2/launch-assessed[ads-console:ai-copy]"),
        "judged no more",
    ),
    "the plugin is switched off": (
        switched_off,
        ("setting", "pytest"),
        "collect_ignore is new in conftest.py",
    ),
}


def told(capsys, *words):
    """The exit code, and what the JSON of `diff` says of the gate."""
    code = main(["diff", "--format", "json", *words])
    gate = json.loads(capsys.readouterr().out)["gate"]
    return code, {(each["what"], each["name"]): each["change"] for each in gate}


@pytest.mark.slow
def test_nothing_has_changed(here, capsys):
    assert told(capsys, "--fail-on-gate-change") == (0, {})
    assert main(["check", "--gate", "HEAD"]) == 0
    assert "gate:" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("kind", CHANGES)
def test_what_is_judged_otherwise_is_told(kind, here, capsys):
    change, key, said = CHANGES[kind]
    change(here.root)
    code, found = told(capsys, "--lang", "en", "--fail-on-gate-change")
    assert found[key] == said
    assert code >= 1
    main(["diff", "--lang", "en"])
    assert "judged otherwise than before: " in capsys.readouterr().out


@pytest.mark.slow
def test_a_license_comes_before_the_manifests_that_name_it(here, capsys):
    """In a request of its own, which the gate lets pass; together they are refused, and it says how to go on."""
    for file in (here.service, here.root / "operator.icp.yaml"):
        swap(file, "20181623", "20180002")
    held = yaml.safe_load((here.root / "held.yaml").read_text(encoding="utf-8"))
    write(here.root / "new.yaml", {**held, "number": "京B2-20180002"})
    swap(here.root / "pyproject.toml", '"held.yaml"', '"held.yaml", "new.yaml"')
    code, out = judged(capsys)
    assert code == 2
    assert (
        "license 京B2-20180002: added; merge it into HEAD in a request of its own before manifests name it"
        in out
    )
    subprocess.run(["git", "checkout", "--quiet", "ads-console.icp.yaml", "operator.icp.yaml"], check=True)
    assert judged(capsys)[0] == 0
    commit()
    for file in (here.service, here.root / "operator.icp.yaml"):
        swap(file, "20181623", "20180002")
    code, out = judged(capsys)
    assert code != 2
    assert "gate:" not in out


@pytest.mark.slow
def test_a_stranger_gets_no_verdict_past_it(here, capsys):
    """Search is added, and everything that would let it pass."""
    with_search(here)
    for kind in ("a policy is gone", "a waiver is new", "the day is another", "a manifest is excluded"):
        CHANGES[kind][0](here.root)
    assert main(["check", "--lang", "en"]) == 0
    capsys.readouterr()
    assert main(["check", "--gate", "HEAD", "--lang", "en"]) == 1
    out = capsys.readouterr().out
    assert "SP-02.2 critical" in out
    assert "more follow: LIC.3, SP-15.12.1" in out
    assert "as of 2022-06-01" in out
    assert out.count("warning gate: ") >= 4
    assert main(["check", "--gate", "HEAD", "--lang", "en", "-j", "2"]) == 1
    assert capsys.readouterr().out == out


@pytest.mark.slow
def test_code_where_nobody_looks_is_told(here, capsys):
    """Also what a folder of others' code that was there before has anew; what is for tests is code of nobody's service."""
    code = 'import { init } from "@rongcloud/imlib-next"\n'
    swap(here.root / "pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["legacy/*"]\n')
    for name in ("vendor/old/index.js", "dist/old.js"):
        write_below(here.root, name, "export {}\n")
    commit()
    out = judged(capsys)[1]
    assert "gate:" not in out
    for name in (
        "vendor/old/index.js",
        "vendor/chat/a.js",
        "web/chat.gen.ts",
        "tests/chat/a.js",
        "dist/b.js",
        "legacy/chat/a.js",
        "legacy/notes.txt",
    ):
        write_below(here.root, name, code)
    subprocess.run(["git", "add", "vendor"], check=True)
    code, out = judged(capsys, "--fail-on-gate-change")
    assert code == 0
    assert [line for line in out.splitlines() if "gate:" in line] == [
        "dist/b.js:1:1: warning gate: not looked into: dist (generated): 1 file of this change",
        "legacy/chat/a.js:1:1: warning gate: not looked into: legacy/* (excluded by [tool.icplicense]):"
        " 1 file of this change",
        "vendor/chat/a.js:1:1: warning gate: not looked into: vendor (vendored: other people's code):"
        " 2 files of this change",
        "web/chat.gen.ts:1:1: warning gate: not looked into: web/chat.gen.ts (generated): 1 file of this change",
    ]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("app/forum.py", "# Code generated by hand. DO NOT EDIT.\n", "generated by its own words"),
        ("app/forum.js", f"var a = '{'x' * 20_000}'\n", "a bundle"),
        ("app/forum.lua", "--\0\n", "no text"),
        ("app/Forum.java", "// x\n" * 80_001, "larger than what people write"),
        ("web/forum.vue", "<!-- x -->\n" * 40_000, "larger than what people write"),
    ],
)
def test_code_that_is_passed_over_for_what_it_holds_is_told(name, text, why, here, capsys):
    """Whoever writes code can write that, too; what was there before is nothing of the change."""
    write_below(here.root, name, text)
    code, out = judged(capsys)
    (line,) = [each for each in out.splitlines() if "gate:" in each]
    assert line.startswith(f"{name}:1:1: warning gate: not looked into: {name.partition('/')[0]} (")
    assert why in line
    assert code == 0
    commit()
    assert "gate:" not in judged(capsys)[1]


@pytest.mark.slow
def test_what_a_browser_showed_comes_from_the_reference(here, capsys):
    """A page with another number passes by no rendering that the change brings along."""
    page, evidence = here.root / "web/index.html", here.root / "evidence/home-pages.json"
    before = hashlib.sha256(page.read_bytes()).hexdigest()
    swap(page, "京B2-20181623", "京B2-20180002")
    now, seen = hashlib.sha256(page.read_bytes()).hexdigest(), evidence.read_text(encoding="utf-8")
    evidence.write_text(seen.replace(before, now), encoding="utf-8")
    assert main(["check", "--lang", "en"]) == 0
    code, out = judged(capsys)
    assert code == 1
    assert "web/index.html shows 京B2-20180002 instead of 京B2-20181623" in out
    assert "warning gate: setting rendered: evidence/home-pages.json changed" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--gate", "nowhere"], "--gate: 'nowhere': no such branch, tag or commit"),
        (["--gate=-x"], "--gate: '-x' is no git reference"),
        (["--gate", "HEAD", "none.icp.yaml"], "none.icp.yaml: no such file"),
    ],
)
def test_what_cannot_be_a_gate_is_one_line(here, words, said, capsys):
    assert main(["check", "--lang", "en", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["branch", "tag"])
def test_a_name_that_a_change_may_take_too_is_refused(kind, here, capsys):
    """Git takes the branch or the tag of the change for what is meant, and only warns."""
    subprocess.run(["git", "update-ref", "refs/remotes/origin/main", "HEAD"], check=True)
    subprocess.run(["git", kind, "origin/main"], check=True)
    assert judged(capsys)[0] == 0
    assert main(["check", "--gate", "origin/main", "--lang", "en"]) == 0  # all of them are the same commit
    commit("--allow-empty")
    subprocess.run(["git", kind, "--force", "origin/main"], check=True)
    for reference in ("origin/main", "origin/main...", "origin/main~1"):
        assert main(["check", "--gate", reference, "--lang", "en"]) == 2
        err = capsys.readouterr().err
        assert "--gate: 'origin/main' is the name of several: refs/" in err
        assert err.count("\n") == 1
    assert main(["check", "--gate", "refs/remotes/origin/main", "--lang", "en"]) == 0


def test_a_configuration_that_is_broken_is_refused(here, capsys):
    swap(here.root / "pyproject.toml", "[tool.icplicense]\n", "[tool.icplicense]\nas_off = 1\n")
    assert main(["check", "--gate", "HEAD", "--lang", "en"]) == 2
    assert "as_off" in capsys.readouterr().err


@pytest.mark.slow
def test_pytest_judges_by_it_too(here, pytester):
    with_search(here)
    CHANGES["a waiver is new"][0](here.root)
    pytester.chdir()
    words = ("-q", f"--rootdir={here.root}", str(here.service), "-p", "no:cacheprovider", "--icp-lang", "en")
    done = pytester.runpytest_subprocess(*words, "--icp-gate", "HEAD")
    assert done.ret == 1
    done.stdout.fnmatch_lines(["FAILED *SP-15.12.1/*", "*gate: waiver SP-15.12.1*added; judged as at HEAD"])
    assert pytester.runpytest_subprocess(*words, "--icp-gate", "nowhere").ret == 2


def commit(*more):
    for words in (["add", "-A"], ["commit", "--quiet", "-m", "more", *more]):
        subprocess.run(["git", *words], check=True)


def judged(capsys, *words):
    """The exit code of `check` by the last commit, and what it prints."""
    code = main(["check", "--gate", "HEAD", "--lang", "en", *words])
    return code, capsys.readouterr().out


def test_the_change_is_looked_into_where_settings_stand(here, capsys):
    """`pyproject.toml` is a list of packages, too."""
    swap(here.root / "pyproject.toml", '"flask>=3.0"', '"flask>=3.0", "django-machina"')
    code, out = judged(capsys)
    assert code == 1
    assert "pyproject.toml:5:" in out


@pytest.mark.slow
def test_waivers_come_from_where_they_stand_in_the_reference(here, capsys):
    """A link to those of another folder, and a folder in the place of some."""
    with_search(here)
    commit()
    (here.root / "icp-waivers.yaml").symlink_to("team/icp-waivers.yaml")
    assert main(["check"]) == 1
    assert " 1 waived" in capsys.readouterr().out
    code, out = judged(capsys)
    assert (code, "waived" in out) == (1, False)
    (here.root / "icp-waivers.yaml").unlink()
    (here.root / "team/icp-waivers.yaml").unlink()
    (here.root / "team/icp-waivers.yaml/folder").mkdir(parents=True)
    code, out = judged(capsys)
    assert code == 1
    assert "gate: waiver SP-15.12.1 [*] 2022-05-01 – 2022-08-15: removed" in out


@pytest.mark.slow
def test_provisions_beside_a_license_come_from_the_reference(here, capsys):
    """As `icplicense import` writes them."""
    swap(here.root / "pyproject.toml", 'policies = ["own"]\n', "")
    strict = CHECK.replace("required: [name]", "required: [nowhere]")
    (here.root / "held.SP-90.yaml").write_text(strict, encoding="utf-8")
    held = yaml.safe_load((here.root / "held.yaml").read_text(encoding="utf-8"))
    write(here.root / "held.yaml", {**held, "provisions": [*held["provisions"], "SP-90"]})
    for file in (here.service, here.root / "operator.icp.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("20181623", "20180001"), encoding="utf-8")
    commit()
    assert "SP-90.1 critical no name" in judged(capsys)[1]
    swap(here.root / "held.SP-90.yaml", "nowhere", "name")
    code, out = judged(capsys)
    assert code == 1
    assert "SP-90.1 critical no name" in out
    assert "gate: policy SP-90.1/named: judged otherwise: require" in out


@pytest.mark.slow
def test_licenses_that_the_command_names_come_from_the_reference(here, capsys):
    swap(here.root / "pyproject.toml", OWN, "[tool.icplicense]\n")
    for file in (here.service, here.root / "operator.icp.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("20181623", "20180001"), encoding="utf-8")
    commit()
    with_search(here)
    held = yaml.safe_load((here.root / "held.yaml").read_text(encoding="utf-8"))
    write(here.root / "held.yaml", {**held, "scope": [{**held["scope"][0], "excludes": []}]})
    code, out = judged(capsys, "--license", "held.yaml")
    assert code == 1
    assert "SP-02.2 critical" in out
    assert "gate: license 京B2-20180001: changed: scope" in out


def test_nothing_outside_is_read_because_a_change_says_so(here, capsys, tmp_path_factory):
    away = tmp_path_factory.mktemp("away")
    (away / "secret.yaml").write_text(CHECK.replace("SP-90", "SP-99"), encoding="utf-8")
    swap(here.root / "pyproject.toml", '["own"]', f'["own", "{away}"]')
    code, out = judged(capsys)
    assert code == 0
    assert "gate: setting policies: " in out
    assert "SP-99" not in out


def test_a_manifest_that_a_search_passes_over_is_judged(here, capsys):
    """It is on the reference's list, and it is still there."""
    with_search(here)
    (here.root / "services").mkdir()
    swap(here.service, "operator: operator.icp.yaml", "operator: ../operator.icp.yaml")
    here.service.rename(here.root / "services/ads-console.icp.yaml")
    commit()
    (here.root / "services/pyvenv.cfg").touch()
    code, out = judged(capsys)
    assert code == 1
    assert "services/ads-console.icp.yaml: judged no more" in out
    assert "SP-02.2 critical" in out


def test_a_new_manifest_takes_no_code_out_of_judgement(here, capsys):
    """A run that is given paths judges it, too, so that what it claims is judged."""
    (here.root / "chat").mkdir()
    package = '{"dependencies": {"@rongcloud/imlib-next": "5"}}'
    (here.root / "chat/package.json").write_text(package, encoding="utf-8")
    text = here.service.read_text(encoding="utf-8").replace("operator: operator", "operator: ../operator")
    (here.root / "chat/icp.yaml").write_text(
        text.replace("name: ads-console", "name: chat"), encoding="utf-8"
    )
    code, out = judged(capsys, "ads-console.icp.yaml")
    assert code == 1
    assert "chat/package.json:1:19: SP-02.2 critical" in out


@pytest.mark.slow
def test_who_left_long_ago_is_told_what_is_judged_otherwise_by_now(here, capsys):
    def git(*words):
        subprocess.run(["git", *words], check=True, capture_output=True)

    git("branch", "-M", "main")
    git("checkout", "-b", "change")
    git("checkout", "main")
    CHANGES["a level is lowered"][0](here.root)
    commit()
    git("checkout", "change")
    assert main(["check", "--gate", "main...", "--lang", "en"]) == 0
    said = "gate: policy SP-90.1/named: level lowered: critical → minor; so main has it by now"
    assert said in capsys.readouterr().out


@pytest.mark.slow
def test_what_is_broken_says_so_and_is_not_told_as_gone(here, capsys):
    swap(here.root / "own/own.yaml", "require:", "requires:")
    code, out = judged(capsys)
    said = "gate: policy own/own.yaml:15: cannot be used: clauses[0].checks[0].requires: unknown key"
    assert (code, out.count("gate: "), out.count(said)) == (0, 1, 1)
    swap(here.service, "features:", "features: &all")
    code, out = judged(capsys)
    assert (code, "judged no more" in out, "anchors and aliases" in out) == (2, False, True)


def test_a_repository_inside_is_no_gate(here, capsys):
    """A submodule, say, that the change brings with references of its own."""
    (here.root / "inside").mkdir()
    subprocess.run(["git", "init", "--quiet", "inside"], check=True)
    assert main(["check", "--gate", "HEAD", "--lang", "en", "inside"]) == 2
    assert "is a repository inside of this one" in capsys.readouterr().err


def test_a_conftest_that_cannot_be_read_is_told(here, capsys):
    """Be it since it leads out of the repository, where nothing is opened."""
    os.mkfifo(here.root / "pipe")
    (here.root / "conftest.py").symlink_to("pipe")
    (here.root / "web/conftest.py").symlink_to("/dev/zero")
    (here.root / "setup.py").symlink_to(__file__)
    code, out = judged(capsys)
    assert code == 0
    assert "gate: setting pytest: conftest.py cannot be read: not a regular file" in out
    for name in ("web/conftest.py", "setup.py"):
        assert f"gate: setting pytest: {name} is a link that leads out of the repository" in out
    assert "icplicense is new" not in out


@pytest.mark.slow
def test_whatever_may_run_before_pytest_is_told(here, capsys):
    """However Python finds it: names of packages have no case there, and a module may be a folder, a link or compiled."""
    (here.root / "x.dist-info").symlink_to("app")
    names = (
        *("X.DIST-INFO/entry_points.txt", "sitecustomize/__init__.py", "usercustomize.pyc"),
        *("yaml.py", "pytest_icplicense/__init__.py", "json/__init__.py"),
    )
    for name in (*names, "web/yaml.py", "own_module.py", "json/decoder.py"):
        write_below(here.root, name, "import os\n")
    out = judged(capsys, "--verbose")[1]
    for name in ("x.dist-info", *names):
        assert f"gate: setting pytest: {name} is new, or another, and may run before pytest" in out
    assert out.count("may run before pytest") == 1 + len(names)


@pytest.mark.slow
def test_a_service_that_its_file_has_no_more_is_told(here, capsys):
    """Of several in one file."""
    text = here.service.read_text(encoding="utf-8")
    second = text.replace("name: ads-console", "name: other")
    here.service.write_text(f"{text}\n---\n{second}", encoding="utf-8")
    commit()
    assert "judged no more" not in judged(capsys)[1]
    here.service.write_text(f"{text}\n---\n[]", encoding="utf-8")
    assert judged(capsys)[0] == 2
    here.service.write_text(text, encoding="utf-8")
    code, out = judged(capsys)
    assert code == 2
    assert "gate: manifest Service other (ads-console.icp.yaml): judged no more, but at HEAD; put it" in out


def out_of_sight(project, name):
    """The manifest under a name of which no search knows, or that belongs to another folder."""
    (project.root / name).parent.mkdir(exist_ok=True)
    project.service.rename(project.root / name)


VANISHED = {
    "another kind of file": lambda here: out_of_sight(here, "ads-console.icp.txt"),
    "a look-alike name": lambda here: out_of_sight(here, "ads-console.iсp.yaml"),
    "a folder that is not searched": lambda here: out_of_sight(here, "build/ads-console.icp.yaml"),
    "another folder": lambda here: out_of_sight(here, "x/ads-console.icp.yaml"),
    "a link to another": lambda here: (
        here.service.unlink(),
        here.service.symlink_to("operator.icp.yaml"),
    ),
    "a link to itself elsewhere": lambda here: (
        out_of_sight(here, "x/ads-console.icp.yaml"),
        here.service.symlink_to("x/ads-console.icp.yaml"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", VANISHED)
def test_a_manifest_never_vanishes_in_silence(kind, here, capsys):
    VANISHED[kind](here)
    code, out = judged(capsys)
    said = (
        "ads-console.icp.yaml:1:1: gate: manifest Service ads-console (ads-console.icp.yaml): judged no more"
    )
    assert (code, out.count(f"{said}, but at HEAD; put it back")) == (2, 1)


@pytest.mark.slow
def test_a_manifest_goes_once_the_reference_excludes_it(here, capsys):
    setting = 'exclude = ["ads*"]\n[tool.pytest.ini_options]'
    swap(here.root / "pyproject.toml", "[tool.pytest.ini_options]", setting)
    assert judged(capsys)[0] == 0
    commit()
    here.service.unlink()
    code, out = judged(capsys)
    assert (code, "gate:" in out) == (0, False)


@pytest.mark.slow
def test_a_manifest_may_have_another_file_in_its_folder_or_go_with_all_of_it(here, capsys):
    here.service.rename(here.root / "icp.yaml")
    code, out = judged(capsys)
    assert (code, "gate:" in out) == (0, False)
    (here.root / "icp.yaml").rename(here.service)
    (here.root / "service").mkdir()
    for each in [*here.root.iterdir()]:
        if each.name not in ("service", ".git", "pyproject.toml", "operator.icp.yaml", "own", "held.yaml"):
            each.rename(here.root / "service" / each.name)
    swap(here.root / "service/ads-console.icp.yaml", "operator: ", "operator: ../")
    commit()
    (here.root / "service").rename(here.root / "console")
    out = judged(capsys)[1]
    assert "judged no more" not in out
    was, is_now = (f"Service ads-console ({name}/ads-console.icp.yaml)" for name in ("service", "console"))
    assert f"warning gate: manifest {was}: is now {is_now}" in out


@pytest.mark.slow
def test_a_manifest_may_leave_a_link_to_its_new_name(here, capsys, pytester):
    here.service.rename(here.root / "icp.yaml")
    here.service.symlink_to("icp.yaml")
    code, out = judged(capsys)
    assert (code, "gate:" in out) == (0, False)
    assert "cases:   157 passed" in out
    words = ("-q", f"--rootdir={here.root}", str(here.root), "-p", "no:cacheprovider", "--ignore=tests")
    done = pytester.runpytest_inprocess(*words, "--icp-lang", "en", "--icp-gate", "HEAD")
    done.stdout.no_fnmatch_line("*not judged*")
    done.stdout.fnmatch_lines(["*cases:   157 passed*"])


def test_what_a_gate_tells_goes_through_a_report(here, capsys):
    """Beside failures, where only few warnings are told, as long as something differs."""
    with_search(here)
    for number in range(9):
        (here.root / f"team/{number}").mkdir()
        (here.root / f"team/{number}/icp-waivers.yaml").write_text(WAIVER, encoding="utf-8")
    lines = [line for line in judged(capsys)[1].splitlines() if "gate: " in line]
    report = here.root.parent / "report.json"
    judged(capsys, "--format", "json", "-o", str(report))
    assert len(lines) > 1
    assert main(["combine", "--lang", "en", str(report)]) == 1
    assert [line for line in capsys.readouterr().out.splitlines() if "gate: " in line] == lines


@pytest.mark.slow
def test_pytest_tells_what_the_gate_tells_and_fails_for_what_vanished(here, capsys, pytester):
    here.service.unlink()
    words = ("-q", f"--rootdir={here.root}", str(here.root / "operator.icp.yaml"), "-p", "no:cacheprovider")
    done = pytester.runpytest_inprocess(*words, "--icp-lang", "en", "--icp-gate", "HEAD")
    assert done.ret == 0  # of the operator alone
    out = here.root.parent / "report.json"
    words = ("-q", f"--rootdir={here.root}", str(here.root), "-p", "no:cacheprovider", "--ignore=tests")
    words = (*words, "--icp-lang", "en", "--icp-gate", "HEAD", f"--icp-report=json:{out}")
    done = pytester.runpytest_inprocess(*words)
    assert done.ret == 1
    said = (
        "gate: manifest Service ads-console (ads-console.icp.yaml): judged no more, but at HEAD; put it back*"
    )
    done.stdout.fnmatch_lines([f"*: {said}"])
    (error,) = json.loads(out.read_text(encoding="utf-8"))["errors"]
    assert error["message"].startswith(said[:-1])


@pytest.mark.slow
def test_a_check_fails_for_what_differs_where_it_is_asked_to(here, capsys):
    assert judged(capsys, "--fail-on-gate-change")[0] == 0
    CHANGES["a level is lowered"][0](here.root)
    assert judged(capsys)[0] == 0
    code, out = judged(capsys, "--fail-on-gate-change")
    last = "✗ --fail-on-gate-change: 1 difference from HEAD, told above"
    assert (code, out.splitlines()[-1]) == (1, last)
    assert main(["diff", "--fail-on-gate-change"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == last
    assert main(["check", "--fail-on-gate-change"]) == 2


def test_a_commit_that_is_not_all_here_is_no_gate(here, capsys):
    blob = subprocess.run(
        ["git", "rev-parse", "HEAD:team/icp-waivers.yaml"], check=True, capture_output=True, text=True
    )
    name = blob.stdout.strip()
    (here.root / ".git/objects" / name[:2] / name[2:]).unlink()
    assert main(["check", "--gate", "HEAD", "--lang", "en"]) == 2
    assert (
        f"--gate: team/icp-waivers.yaml: git does not have the object {name[:12]}" in capsys.readouterr().err
    )


LEFT_OUT = {
    "testpaths": ("pytest.ini", "[pytest]\ntestpaths = quick\n", 1),
    "norecursedirs": ("pytest.ini", "[pytest]\nnorecursedirs = services\n", 1),
    "code": ("conftest.py", 'collect_ignore = ["services"]\n', 1),
    "code that runs no item": ("conftest.py", "def pytest_runtest_protocol():\n    return True\n", 1),
    "code that takes items out": (
        "conftest.py",
        "def pytest_collection_finish(session):\n    del session.items[:-1]\n",
        1,
    ),
    "code that skips": (
        "conftest.py",
        "import pytest\ndef pytest_itemcollected(item):\n    item.add_marker('skip')\n",
        1,
    ),
    "options": ("pytest.ini", "[pytest]\naddopts = --icp-role 'customer-service'\n", 2),
    "an option in escapes": ("pytest.toml", '[pytest]\naddopts = ["--no\\u002dicp"]\n', 2),
    "a path": ("pytest.ini", "[pytest]\naddopts = quick\n", 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LEFT_OUT)
def test_pytest_leaves_no_manifest_out_because_the_change_says_so(kind, here, pytester):
    """It is quick: two services that have nothing to judge but their own names."""
    file, text, code = LEFT_OUT[kind]
    (here.root / "services").mkdir()
    (here.root / "quick").mkdir()
    (here.root / "quick/test_quick.py").write_text("def test_quick(): pass\n", encoding="utf-8")
    for manifest in here.root.glob("*.icp.yaml"):
        manifest.unlink()
    (here.root / "services/icp.yaml").write_text("kind: Service\n", encoding="utf-8")
    shutil.rmtree(here.root / "tests")
    commit()
    words = (
        "-q",
        "-p",
        "no:cacheprovider",
        "--icp-lang",
        "en",
        "--icp-gate",
        "HEAD",
        f"--rootdir={here.root}",
    )
    (here.root / file).write_text(text, encoding="utf-8")
    done = (pytester.runpytest_inprocess if code == 1 else pytester.runpytest_subprocess)(*words)
    assert done.ret == code
    said = "--icp-gate: not judged: services/icp.yaml" if code == 1 else "--icp-gate: *"
    (done.stdout if code == 1 else done.stderr).fnmatch_lines([f"*{said}*"])


@pytest.mark.slow
def test_pytest_fails_for_what_the_change_makes_pass(here, pytester):
    swap(here.root / "operator.icp.yaml", "received: 2022-05-28", "received: 2022-01-28")
    (here.root / "conftest.py").write_text(
        "from _pytest.reports import TestReport\n"
        "def pytest_runtest_makereport(item, call):\n"
        "    report = TestReport.from_item_and_call(item, call)\n"
        "    report.outcome = 'passed'\n"
        "    return report\n",
        encoding="utf-8",
    )
    words = ("-q", "-p", "no:cacheprovider", "--icp-lang", "en", f"--rootdir={here.root}")
    words = (*words, "--icp-gate", "HEAD", str(here.root / "operator.icp.yaml"))
    done = pytester.runpytest_subprocess(*words)
    assert done.ret == 1
    done.stdout.fnmatch_lines(
        [
            "*gate: setting pytest: pytest_runtest_makereport is new in conftest.py*",
            "--icp-gate: what fails above was told to pytest as passed*",
        ]
    )


ENDING = "import os\nos._exit(0)\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"services/__init__.py": ENDING},
        {"pytest.ini": "[pytest]\npythonpath = .\n", "yaml.py": ENDING},
        {"pytest.ini": "[pytest]\nlog_file = operator.icp.yaml\nrequired_plugins = nowhere\n"},
    ],
)
def test_pytest_in_the_ci_files_of_init_runs_no_code_of_the_change(change, here):
    (here.root / "services").mkdir()
    here.service.unlink()
    (here.root / "services/icp.yaml").write_text("kind: Service\n", encoding="utf-8")
    commit()
    for name, text in change.items():
        (here.root / name).write_text(text, encoding="utf-8")
    lines = (line.split() for line in ci_file("gitlab", "en").splitlines())
    (words,) = (words[1:] for words in lines if words[:1] == ["pytest"])
    program = Path(sys.executable).parent / "pytest"  # `python -m pytest` would find modules where it stands
    command = [program, *words, "--icp-gate", "HEAD", "services"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "7 errors" in done.stdout) == (1, True), done.stdout + done.stderr


RECORDS = {
    "taken out": lambda here: swap_until(here.operator, "  cases:\n", "incidents:", "incidents:"),
    "left to an export": lambda here: (
        swap_until(
            here.operator,
            "  cases:\n",
            "incidents:",
            "  cases: {from: cases.csv, columns: {id: id, found: found}}\nincidents:",
        ),
        (here.root / "cases.csv").write_text("id,found\n", encoding="utf-8"),
    ),
}


def exported(here):
    """The complaints come from an export, and one of them was answered too late."""
    swap_until(
        here.operator,
        "complaints:\n  - {id: c-0412",
        "personal_information:",
        "complaints: {from: tickets.csv, columns: {id: 单号, received: 创建, answered: 答复}}\npersonal_information:",
    )
    late = "单号,创建,答复\nt-1,2022-01-04,2022-05-01\nt-2,2022-04-01,2022-04-08\n"
    (here.root / "tickets.csv").write_text(late, encoding="utf-8")
    commit()


def without_the_late_one(here, name):
    (here.root / name).write_text("单号,创建,答复\nt-2,2022-04-01,2022-04-08\n", encoding="utf-8")


EXPORTED = {
    "a row is gone": lambda here: without_the_late_one(here, "tickets.csv"),
    "another export is named": lambda here: (
        without_the_late_one(here, "others.csv"),
        swap(here.operator, "tickets.csv", "others.csv"),
    ),
    "it is typed now": lambda here: swap_until(
        here.operator,
        "complaints: {from",
        "personal_information:",
        "complaints: [{id: t-2, received: 2022-04-01, answered: 2022-04-08}]\npersonal_information:",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXPORTED)
def test_a_record_of_an_export_that_is_gone_is_told(kind, here, capsys):
    exported(here)
    code, out = judged(capsys)
    assert (code, "tickets.csv:2:3: SP-05.4" in out, "gate: record" in out) == (1, True, False)
    EXPORTED[kind](here)
    code, out = judged(capsys)
    assert code == 0
    assert "gate: record complaints t-1 (Operator 北京巨量引擎网络技术有限公司 (operator.icp.yaml))" in out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("        - {kind: risk, finished: 2022-05-16}\n", "network.units.assessments risk"),
        (
            "      - {required: 提交原因分析并完成容灾演练, done: 2022-03-25}\n",
            "incidents.measures 提交原因分析并完成容灾演练",
        ),
        (
            "    - {provider: 中国联合网络通信有限公司, kind: leased-line, license: A1.A2.B1.B2-20090003,"
            " from: 2021-01-01}\n",
            "network.upstreams 中国联合网络通信有限公司",
        ),
    ],
)
def test_a_record_without_an_id_is_told_too(row, said, here, capsys):
    swap(here.operator, row, row.replace("- {", "# - {"))
    assert f"gate: record {said} (Operator " in judged(capsys)[1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            'charges:\n  - {id: pro-monthly, price: pro, amount: "99.00", currency: CNY, unit: month, collected_by: self}\n',
            "charges pro-monthly",
        ),
        ("proofs:\n  - {clause: SP-15.10.2, proof: tests}", "proofs SP-15.10.2"),
    ],
)
def test_so_is_what_a_service_asked_to_be_judged_by(row, said, here, capsys):
    """Nothing else shows a charge, or that tests were to prove a clause: without them nothing is left to fail or be open."""
    swap(here.service, row, "")
    code, out = judged(capsys)
    assert code == 0
    assert f"gate: record {said} (Service ads-console (ads-console.icp.yaml)): judged no more" in out


@pytest.mark.slow
def test_what_a_change_explains_is_told(here, capsys):
    """It is nobody's but the author's word that a sign means something else."""
    package = '{"dependencies": {"@rongcloud/imlib-next": "5"}}'
    write_below(here.root, "chat/package.json", package)
    assert judged(capsys)[0] == 1
    swap(
        here.service,
        "capabilities:\n",
        "observed:\n  - {fact: log-retention, path: deploy/logs-lifecycle.json, is: not-user-logs, reason: 构建日志}\n"
        "capabilities:\n  - {detected: rongcloud, is: customer-service-chat, reason: 只连接客服}\n",
    )
    code, out = judged(capsys, "--fail-on-gate-change")
    assert code == 0
    told = [line.partition("ads-console.icp.yaml:")[2] for line in out.splitlines() if "gate:" in line]
    assert told == [
        "45:5: warning gate: explained by this change: rongcloud is customer-service-chat; see whether it is so",
        "43:5: warning gate: explained by this change: log-retention deploy/logs-lifecycle.json is not-user-logs;"
        " see whether it is so",
    ]


def test_what_a_change_attests_is_told(here, capsys):
    """In the name of another, and on a day of its own choice; each once, wherever it stands."""
    for old, new in (("owner: 客户服务部", "owner: 张三"), ("reviewed: 2022-04-14", "reviewed: 2022-05-14")):
        swap(here.service, old, new)
    here.service.rename(here.root / "icp.yaml")
    told = [line for line in judged(capsys)[1].splitlines() if "gate:" in line]
    assert told == [
        "icp.yaml:110:5: warning gate: attested by this change: SP-15.5.4 张三 2022-05-14; see whether it is so"
    ]


STATEMENT = "# 规则\n法务部王芳于 2022 年 3 月 8 日起按本规则审核全部发布内容，审核组轮班执行，记录在案。\n"
ATTESTED = {
    "more clauses": (
        lambda here: swap(here.service, "[SP-15.5.4]", "[SP-15.5.4, SP-15.12.1]"),
        ["110:5: warning gate: attested by this change: SP-15.5.4 SP-15.12.1 客户服务部 2022-04-14"],
    ),
    "more parts of a clause": (
        lambda here: swap(
            here.service, "      - religion-policy\n", "      - religion-policy\n      - other\n"
        ),
        ["94:5: warning gate: attested by this change: SP-15.3.1 法务部 王芳 2022-03-08"],
    ),
    "for longer": (
        lambda here: swap(here.service, "reviewed: 2022-04-14", "reviewed: 2022-04-14, expires: 2023-01-01"),
        ["110:5: warning gate: attested by this change: SP-15.5.4 客户服务部 2022-04-14"],
    ),
    "by another file": (
        lambda here: swap(here.service, "evidence/billing-disputes.md", "evidence/duty.md"),
        ["110:5: warning gate: evidence changed under SP-15.5.4 客户服务部 2022-04-14"],
    ),
    "by another address": (
        lambda here: swap(here.service, "evidence/billing-disputes.md", "https://example.com/a"),
        ["110:5: warning gate: evidence changed under SP-15.5.4 客户服务部 2022-04-14"],
    ),
    "by another content": (
        lambda here: write_below(here.root, "evidence/content-rules.md", STATEMENT),
        [
            f"{place}: warning gate: evidence changed under {clause} 法务部 王芳 2022-03-08"
            for place, clause in (("94:5", "SP-15.3.1"), ("108:5", "SP-15.3.2"))
        ],
    ),
    "by the same elsewhere": (
        lambda here: (
            (here.root / "evidence/billing-disputes.md").rename(here.root / "evidence/x.md"),
            swap(here.service, "evidence/billing-disputes.md", "evidence/x.md"),
        ),
        [],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ATTESTED)
def test_what_a_change_lets_another_attest_is_told(kind, here, capsys):
    """The entry is signed by its owner on its day: with more, or with another text behind it, it is another one."""
    change, told = ATTESTED[kind]
    swap(here.service, "{clause: SP-15.5.4,", "{clauses: [SP-15.5.4],")
    commit()
    change(here)
    found = [line for line in judged(capsys)[1].splitlines() if "gate:" in line]
    assert found == [f"ads-console.icp.yaml:{each}; see whether it is so" for each in told]


def test_what_stands_beside_the_paths_of_a_run_is_nothing_new(here, capsys):
    """The operator of a service, say, which names exports and so is looked at."""
    code, out = judged(capsys, "ads-console.icp.yaml", "--fail-on-gate-change")
    assert (code, "gate:" in out) == (0, False)


@pytest.mark.slow
def test_a_page_that_is_named_in_the_place_of_one_that_stays_is_told(here, capsys):
    page, other = here.root / "web/index.html", here.root / "web/other.html"
    page.rename(other)
    swap(here.service, "web/index.html", "web/other.html")
    assert "gate:" not in judged(capsys)[1]
    shutil.copy(other, page)
    swap(page, "京B2-20181623", "")
    code, out = judged(capsys)
    assert code == 0
    assert (
        "warning gate: the page of ad.oceanengine.com is now web/other.html, and web/index.html is still there"
        in out
    )


def test_a_link_to_code_that_is_passed_over_is_told(here, capsys):
    package = '{"dependencies": {"@rongcloud/imlib-next": "5"}}'
    write_below(here.root, "tests/chat/package.json", package)
    (here.root / "chat").symlink_to("tests/chat")
    (here.root / "own").rename(here.root / "rules")
    (here.root / "own").symlink_to("rules")
    told = [line for line in judged(capsys)[1].splitlines() if "not looked into" in line]
    assert told == ["chat:1:1: warning gate: not looked into: chat (a test): 1 file of this change"]


def swap_until(file, start, end, new):
    text = file.read_text(encoding="utf-8")
    before, _, rest = text.partition(start)
    assert rest
    file.write_text(before + new + rest.partition(end)[2], encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_that_is_gone_is_told(kind, here, capsys):
    """An act that was late is in order as soon as nobody records it."""
    RECORDS[kind](here)
    _, out = judged(capsys)
    said = "gate: record illegal_content.cases ic-0121 (Operator 北京巨量引擎网络技术有限公司 (operator.icp.yaml))"
    assert f"{said}: judged no more, but at HEAD" in out
    assert judged(capsys, "--fail-on-gate-change")[0] == 1
    assert (
        "门禁：记录 经营者 北京巨量引擎网络技术有限公司（operator.icp.yaml）的 illegal_content.cases ic-0121：不再判定"
        in judged(capsys, "--lang", "zh")[1]
    )


def test_a_record_that_is_written_in_another_way_is_not_gone(here, capsys):
    swap(here.operator, "reported: 2022-02-09", "reported: 2022-02-08")
    here.operator.write_text("# A remark.\n" + here.operator.read_text(encoding="utf-8"), encoding="utf-8")
    assert "gate: record" not in judged(capsys)[1]
