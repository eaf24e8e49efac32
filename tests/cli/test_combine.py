"""`icplicense combine`: what shards say together is what one run says, and what does not belong together is refused."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from dataclasses import replace
from itertools import product

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.documents import Problem
from pytest_icplicense.reports.formats import SHIPPED, _installed
from pytest_icplicense.reports.record.json import render
from pytest_icplicense.text import Text

WAIVERS = """\
- {check: SITE.2, subject: '*', reason: 更名, approver: 王芳, ticket: t, from: 2022-01-01, expires: 2022-07-01}
- {check: SP-05.4, subject: '*', reason: 更名, approver: 王芳, from: 2022-01-01, expires: 2022-07-01}
"""
NAMES = [each.name for each in SHIPPED if each.name != "pdf" and all(map(_installed, each.needs))]


@pytest.fixture
def rich(project, monkeypatch):
    """Something of everything: findings, waivers, a broken file, a name that is taken, in folders of a repository."""
    project.add_feature("web-search", "web")
    project.change("ads-console.icp.yaml", "name: 巨量引擎官方网站", "name: 巨量")
    (project.root / "icp-waivers.yaml").write_text(WAIVERS, encoding="utf-8")
    text = project.service.read_text(encoding="utf-8")
    for place, name in (("zoo/b", "b"), ("apps/z", "z"), ("apps/y", "z"), ("Apps/x", "x")):
        file = project.root / place / "icp.yaml"
        file.parent.mkdir(parents=True)
        operator = os.path.relpath(project.operator, file.parent)
        own = text.replace("name: ads-console", f"name: {name}")
        file.write_text(own.replace("operator: operator.icp.yaml", f"operator: {operator}"), encoding="utf-8")
    (project.root / "apps/broken.icp.yaml").write_text("kind: Service\nname: [\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=project.root.parent, check=True)
    # What is written beside the project is no part of what is judged: reports are long to look into.
    (project.root.parent / ".git/info/exclude").write_text("/*\n!/project/\n", encoding="utf-8")
    monkeypatch.chdir(project.root)
    return project


@pytest.fixture
def written(tmp_path, capsys):
    """Writes JSON reports of some paths."""

    def write(name: str, *words: str) -> str:
        code = main(["report", "json", *words, "-o", str(tmp_path / name)])
        assert code in (0, 1, 2)
        assert bool(capsys.readouterr().err) == (code > 0)
        return str(tmp_path / name)

    return write


@pytest.fixture
def said(capsys):
    """The exit code, the output and the error of a command."""

    def say(*words: str) -> tuple[int, str, str]:
        code = main(words)
        return (code, *capsys.readouterr())

    return say


@pytest.fixture
def edited(tmp_path):
    """A copy of a report with other values."""

    def edit(name: str, **changes) -> str:
        report = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        report.update(changes)
        (tmp_path / f"edited-{name}").write_text(json.dumps(report), encoding="utf-8")
        return str(tmp_path / f"edited-{name}")

    return edit


@pytest.mark.slow
def test_shards_give_what_one_run_gives(rich, written, tmp_path):
    shards = [written(f"{number}.json", f"--shard={number}/3") for number in (3, 1, 2)]
    whole, joined = (tmp_path / each for each in ("whole", "joined"))
    for name, lang in product(NAMES, ("en", "zh")):
        code = main(["report", name, "--lang", lang, "-o", str(whole)])
        assert code == main(["combine", *shards, "--format", name, "--lang", lang, "-o", str(joined)]) == 2
        assert joined.read_bytes() == whole.read_bytes(), (name, lang)


@pytest.mark.slow
def test_what_was_combined_can_be_combined_again(rich, written, tmp_path, said):
    shards = [written(f"{number}.json", f"--shard={number}/2") for number in (1, 2)]
    said("combine", *shards, "--format", "json", "-o", str(tmp_path / "joined.json"))
    one, other = (tmp_path / name for name in ("joined.json", "again.json"))
    said("combine", str(one), "--format", "json", "-o", str(other))
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.slow
def test_a_job_for_each_service(rich, written, said):
    """Begun in folders of their own; paths are told from the repository's root then. The operator may be in several."""
    os.chdir(rich.root / "zoo")
    first = written("b.json", "b", "../operator.icp.yaml")
    os.chdir(rich.root)
    second = written("x.json", "Apps/x", "operator.icp.yaml")
    code, out, err = said("combine", first, second, "--format", "json")
    assert (code, err) == (1, ""), err
    found = json.loads(out)
    top = rich.root.name
    assert list(dict.fromkeys(each["document"] for each in found["cases"])) == [
        f"{top}/{name}" for name in ("operator.icp.yaml", "Apps/x/icp.yaml", "zoo/b/icp.yaml")
    ]
    assert len({each["id"] for each in found["cases"]}) == len(found["cases"])
    for form in ("sarif", "html"):
        assert said("combine", first, second, "--format", form)[::2] == (1, "")


@pytest.mark.slow
def test_a_report_in_another_layout_is_read_too(rich, written, edited, said):
    written("r.json")
    same = edited("r.json")
    assert said("combine", same) == said("report", "text")


@pytest.mark.slow
def test_without_the_files(rich, written, said, tmp_path, monkeypatch):
    """What needs results only is made anywhere; what looks into manifests says what is missing."""
    report = written("r.json")
    whole = {name: said("report", name) for name in ("json", "junit", "markdown", "github", "csv", "sarif")}
    oscal = said("report", "oscal")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    for name, expected in whole.items():
        assert said("combine", report, "--format", name) == expected
    assert said("combine", report, "--format", "oscal") == oscal
    code, out, err = said("combine", report, "--format", "html", "-o", "out")
    assert (code, out) == (2, "")
    assert "this format looks into the manifests, and here Apps/x/icp.yaml" in err
    assert "missing or not what was judged" in err
    assert not (tmp_path / "empty/out").exists()


@pytest.mark.slow
def test_other_policies_here(rich, written, said, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("kind: Provision\n", encoding="utf-8")
    report = written("r.json")
    code, out, err = said("combine", report, "--format", "sarif", "--policies", str(own))
    assert (code, out) == (2, "")
    assert "this format quotes the policies, and those here are not what the reports were judged by" in err


def test_days_and_policies_that_differ(rich, written, edited, said):
    one, two = written("1.json", "operator.icp.yaml"), written("2.json", "zoo", "--as-of", "2022-07-01")
    code, out, err = said("combine", one, two)
    assert (code, out) == (2, "")
    assert f"as-of dates differ: 2022-06-01 ({one}); 2022-07-01 ({two})" in err
    three = edited("1.json", policies_sha256="0" * 64)
    assert f"sha256 000000000000… ({three}); use one version" in said("combine", one, three)[2]


@pytest.mark.slow
def test_another_verdict_on_one_manifest(rich, written, said):
    one = written("1.json", "operator.icp.yaml")
    two = written("2.json", "zoo")
    text = (rich.root / "zoo/b/icp.yaml").read_text(encoding="utf-8")
    (rich.root / "zoo/b/icp.yaml").write_text(
        text.replace("kind: web-search", "kind: help-search"), encoding="utf-8"
    )
    three = written("3.json", "zoo")
    err = said("combine", one, two, three)[2]
    assert f"zoo/b/icp.yaml is not the same file in {two} and {three}; judge one commit in all jobs" in err


def test_different_verdicts_from_the_same_files(rich, written, edited, said, tmp_path):
    """As where jobs had different detectors installed, which no digest tells."""
    one = written("1.json", "zoo")
    report = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))
    verdicts = report["record"]["files"][0]["cases"]["verdict"]
    verdicts[0] = 1  # failed
    report["summary"]["passed"] -= 1
    report["summary"]["failed"] += 1
    two = edited("1.json", record=report["record"], summary=report["summary"])
    err = said("combine", one, two)[2]
    assert "zoo/b/icp.yaml: different verdicts: LIC.1/license-is-held[b] is passed" in err
    assert one in err
    assert two in err


@pytest.mark.slow
def test_shards_that_are_missing(rich, written, said):
    one, three = written("1.json", "--shard=1/4"), written("3.json", "--shard=3/4")
    assert f"shard 2/4, 4/4 is missing beside {one}, {three}" in said("combine", one, three)[2]
    other = written("o.json", "--shard=1/2")
    assert f"shards of different splits: of 4 ({one}); of 2 ({other})" in said("combine", one, other)[2]


def test_a_manifest_that_changed_between_the_jobs(project, monkeypatch, written, said):
    """Each shard looks into all manifests, so that one that only another judges cannot change unseen."""
    monkeypatch.chdir(project.root)
    shards = [written("1.json", "--shard=1/2")]
    project.change("ads-console.icp.yaml", "kind: push", "kind: web-search")
    shards.append(written("2.json", "--shard=2/2"))
    code, _, err = said("combine", *shards)
    assert code == 2
    assert "ads-console.icp.yaml is not the same file in" in err


@pytest.mark.slow
def test_a_manifest_that_only_one_job_saw(rich, written, said, edited, tmp_path):
    written("1.json", "--shard=1/2")
    told = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))["shard"]
    told["manifests"].append("new/icp.yaml")
    one, two = edited("1.json", shard=told), written("2.json", "--shard=2/2")
    assert (
        "no report tells of 1 manifests that its shards split: new/icp.yaml" in said("combine", one, two)[2]
    )


@pytest.mark.slow
def test_manifests_that_are_expected(rich, written, said):
    report = written("r.json", "zoo", "operator.icp.yaml")
    assert said("combine", report, "--expect", "zoo/**/*.yaml")[0] == 1
    missing = (
        "no report tells of 3 manifests that --expect apps/* asks for: apps/broken.icp.yaml, apps/y/icp.yaml"
    )
    assert missing in _expecting(said, report, "apps/*")
    assert "no report tells of such a manifest, and none is here" in _expecting(said, report, "nowhere/*")


def _expecting(said, report: str, pattern: str) -> str:
    code, out, err = said("combine", report, "--expect", pattern)
    assert (code, out) == (2, "")
    return err


def test_one_name_in_two_jobs(rich, written, said):
    one, two = written("1.json", "apps/y"), written("2.json", "apps/z")
    err = said("combine", one, two)[2]
    assert f"the name 'z' is used by apps/y/icp.yaml ({one}) and by apps/z/icp.yaml ({two})" in err


def test_a_run_that_was_not_whole(rich, written, edited, said):
    written("r.json", "zoo")
    for left, told in ((3, "3 cases did not run"), (None, "cases are missing")):
        partial = edited("r.json", complete=False, not_run=left)
        assert f"{partial}: says that it is incomplete: {told}" in said("combine", partial)[2]


def test_another_version_of_the_tool_is_accepted_and_of_the_schema_is_not(rich, written, edited, said):
    written("r.json", "zoo")
    tool = {"name": "pytest-icplicense", "version": "0.0.9"}
    code, out, err = said("combine", edited("r.json", tool=tool, later="key"), "--format", "json")
    assert (code, err) == (1, "")
    assert json.loads(out)["tool"] == tool
    newer = edited("r.json", schema_version=2, tool={**tool, "version": "9.0"})
    code, _, err = said("combine", newer)
    assert code == 2
    assert f"{newer}: schema_version is 2, written by pytest-icplicense 9.0; this version reads 1" in err
    assert "record.version is 7" in said("combine", edited("r.json", record={"version": 7}))[2]
    assert "kept no record" in said("combine", edited("r.json", record=None))[2]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "an empty file"),
        (b"[]", "no report of this tool"),
        (b'{"schema_version": 1}', "no report of this tool"),
        (b'{"version": "2.1.0", "runs": []}', "no report of this tool"),
        (b"<xml/>", "no JSON (1:1"),
        (b"\xff\xfe{}", "no JSON"),
        (b"[" * 100_000, "no report of this tool"),
        (b'{"schema_version": 1, "tool": 3}', "no report of this tool"),
    ],
)
def test_foreign_files(data, why, rich, said, tmp_path):
    (tmp_path / "x.json").write_bytes(data)
    code, out, err = said("combine", str(tmp_path / "x.json"))
    assert (code, out) == (2, "")
    assert err.startswith(f"icplicense: {tmp_path / 'x.json'}: {why}")
    assert err.count("\n") == 1


@pytest.mark.slow
def test_half_a_file_wherever_it_ends(rich, written, said, tmp_path):
    whole = (tmp_path / written("r.json", "zoo").rpartition("/")[2]).read_bytes()
    for end in range(1, len(whole) - 2, len(whole) // 37):
        (tmp_path / "half.json").write_bytes(whole[:end])
        code, out, err = said("combine", str(tmp_path / "half.json"))
        assert (code, out) == (2, "")
        assert f"{tmp_path / 'half.json'}: " in err
        assert "cut off in the middle" in err


@pytest.mark.slow
def test_a_damaged_record(rich, written, edited, said, tmp_path):
    """Whatever is taken out of it or put into it: one line, no traceback, no verdict."""
    written("r.json", "zoo")
    record = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["record"]
    for key in record:
        if key == "version":
            continue
        for value in (None, 7, "x", [None], [[-1]], {}):
            code, out, err = said("combine", edited("r.json", record={**record, key: value}))
            assert (code, out) == (2, "") or (key, value) in (
                ("base", "x"),
                ("warn_days", 7),
                ("evidence", None),  # nobody ran tests
            )
            assert "Traceback" not in err
    record["files"][0]["cases"]["subject"][0] = -1
    assert "its key 'record' is damaged" in said("combine", edited("r.json", record=record))[2]


def test_all_that_is_wrong_is_told_at_once(rich, said, tmp_path):
    (tmp_path / "x.json").write_text("{}", encoding="utf-8")
    err = said("combine", str(tmp_path / "x.json"), str(tmp_path / "none.json"))[2]
    assert "x.json: no report" in err
    assert "none.json: " in err


@pytest.mark.slow
def test_no_report_is_written_over_one_that_is_read(rich, written, said):
    report = written("r.json")
    assert "a file that was judged; write elsewhere" in said("combine", report, "-o", report)[2]


def test_hostile_names_in_a_report(rich, written, edited, said, tmp_path):
    """What a report calls its files and manifests neither moves the cursor nor commands a CI server."""
    written("r.json", "zoo")
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    record = json.dumps(report["record"])
    for bad in ("::error::x.icp.yaml", "a\\nb.icp.yaml"):
        hostile = edited("r.json", record=json.loads(record.replace("zoo/b/icp.yaml", bad)))
        assert "its key 'record' is damaged" in said("combine", hostile)[2]
    hostile = edited("r.json", record=json.loads(record.replace("zoo/b/icp.yaml", "\\u001b[31m.icp.yaml")))
    assert "\x1b" not in "".join(map(str, said("combine", hostile)))
    number = edited("r.json", record=json.loads(record.replace("B2-20181623", "B2\\n::error::x")))
    assert "its key 'record' is damaged" in said("combine", number, "--format", "github")[2]
    hostile = edited("r.json", record=json.loads(record.replace('"b", 0]', '"\\u001b[31m\\n::error::x", 0]')))
    moved = json.loads(
        record.replace("zoo/b/icp.yaml", "zoo/c/icp.yaml").replace(
            '"b", 0]', '"\\u001b[31m\\n::error::x", 0]'
        )
    )
    (tmp_path / "c.json").write_text(json.dumps({**report, "record": moved}), encoding="utf-8")
    code, out, err = said("combine", hostile, str(tmp_path / "c.json"))
    assert (code, out) == (2, "")
    assert "is used by zoo/b/icp.yaml" in err
    assert "\x1b" not in err
    assert err.count("\n") == 1


def test_what_is_wrong_with_a_run_and_with_no_file_of_it(rich, tmp_path, said):
    """It is a problem of the joined run, too: else it would pass in silence."""
    run = rich.report(rich.root / "zoo/b/icp.yaml")
    assert not run.problems
    told = Problem("results.xml", 1, 1, Text("is none", "不是"))
    run = replace(run, problems=(told,), warnings=(told,))
    (tmp_path / "r.json").write_text(render(run), encoding="utf-8")
    code, out, err = said("combine", str(tmp_path / "r.json"))
    assert (code, err) == (2, "")
    assert "results.xml:1:1: is none" in out
    assert "results.xml:1:1: warning is none" in out


@pytest.fixture
def seen(project, tmp_path):
    """Writes what a browser showed of a site, as `icplicense render` does."""
    tmp_path.joinpath("shot.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    def write(file: str = "web/index.html", **changes: object) -> str:
        page = {
            "document": project.root.name + "/ads-console.icp.yaml",
            "site": "ad.oceanengine.com",
            "file": file,
            "viewport": "390x844",
            "visible": ["京B2-20181623"],
            "hidden": [],
            "digests": {file: hashlib.sha256((project.root / "web/index.html").read_bytes()).hexdigest()},
            "screenshot": "shot.png",
        }
        tree = {"schema_version": 1, "kind": "rendered-pages", "pages": [page | changes]}
        (tmp_path / "seen.json").write_text(json.dumps(tree), encoding="utf-8")
        return str(tmp_path / "seen.json")

    return write


@pytest.mark.slow
def test_screenshots_of_one_job_are_in_the_report_of_all(rich, written, said, seen):
    pytest.importorskip("jinja2")
    whole = written("whole.json")
    _, without, _ = said("combine", whole, "--format", "html")
    _, page, err = said("combine", seen(), whole, "--format", "html")
    assert err == ""
    assert (without.count("data:image/png"), page.count("data:image/png")) == (0, 1)
    assert said("combine", whole, seen(), "--format", "json") == said("combine", whole, "--format", "json")


@pytest.mark.slow
def test_pages_of_what_was_not_judged_are_refused(rich, written, said, seen):
    whole = written("whole.json")
    code, out, err = said("combine", whole, seen(document="elsewhere.icp.yaml"))
    assert (code, out) == (2, "")
    assert "seen.json: no report tells of elsewhere.icp.yaml, whose 'ad.oceanengine.com' was rendered" in err
    inside = rich.root.name + "/web/index.html"
    code, out, err = said("combine", whole, seen(inside, digests={inside: "0" * 64}))
    assert (code, out) == (2, "")
    assert f"seen.json: {inside} is not the file that was judged; render and judge one commit" in err
    code, out, err = said("combine", seen())
    assert (code, out) == (2, "")
    assert "name the JSON reports that the pages belong to, too" in err
