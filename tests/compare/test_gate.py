"""The gate: a change of a service is judged by what the reference says, and told where it would have been otherwise."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
import yaml

from pytest_icplicense.cli.main import main
from pytest_icplicense.library import shipped

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


def switched_off(root):
    (root / "conftest.py").write_text('collect_ignore = ["ads-console.icp.yaml"]\n', encoding="utf-8")


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
    "the day is another": (
        lambda root: swap(root / "pyproject.toml", 'as_of = "2022-06-01"', 'as_of = "2022-06-02"'),
        ("setting", "as_of"),
        "2022-06-01 → 2022-06-02",
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
