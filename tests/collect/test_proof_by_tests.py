"""`proof: tests`: the clause's case says what the marked tests came to, however the run is arranged."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from sessions import session

from pytest_icplicense.cli import main

pytestmark = pytest.mark.slow  # runs many sessions

CASE = "ads-console.icp.yaml::SP-15.10.2/proven-by-tests[ads-console]"
MARK = "@pytest.mark.icp_evidence('SP-15.10.2', subject='ads-console')"
WAYS = {
    "one process": ("-p", "no:randomly"),
    "shuffled": ("-p", "randomly", "-p", "no:xdist"),
    "workers": ("-p", "no:randomly", "-n", "2"),
    "shuffled workers": ("-p", "randomly", "-n", "2", "--dist", "loadgroup"),
}


@pytest.fixture
def runs(project, pytester, monkeypatch):
    """Runs pytest on the example's service and on a module of tests, with all plugins."""
    root = pytester.path / "p"
    shutil.copytree(project.root, root)
    (root / "tests/test_license.py").unlink()
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")
    monkeypatch.chdir(root)

    def run(*words: str, tests: str | None = None, apart: bool = False) -> pytest.RunResult:
        if tests is not None:
            (root / "tests/test_app.py").write_text(f"import pytest\n\n{tests}", encoding="utf-8")
        options = ("-q", "-rA", f"--rootdir={root}", "-p", "no:cacheprovider")
        return session(pytester, *options, *words, apart=apart)

    run.root = root
    return run


@pytest.fixture
def told(capsys):
    """Runs `icplicense`: the exit code and what it says."""

    def run(*words: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(words)
        return code, capsys.readouterr().out

    return run


def commit_all(root) -> None:
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run(["git", *words], cwd=root, check=True)


FILES = {"json": "results.json", "junit": "results.xml"}
BOTH = [f"--icp-report=json:{FILES['json']}", f"--junitxml={FILES['junit']}"]
"""The options for both forms in which one run gives its results to another."""


def lines(result: pytest.RunResult, sign: str) -> list[str]:
    """The lines that begin so."""
    return [line for line in result.outlines if line.startswith(sign)]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_example_is_proven_last_of_all_and_in_every_report(way, runs):
    done = runs(*way, "--junitxml=j.xml", "--icp-report=json:r.json", "--icp-fail-under-proof=60")
    assert done.ret == 0
    assert not lines(done, "--icp-fail-under-proof")
    assert f"PASSED {CASE}" in done.outlines
    report = json.loads((runs.root / "r.json").read_text(encoding="utf-8"))
    assert report["complete"] is True
    assert report["proof"]["tests"] == 1
    assert {(each["clause"], each["subject"], each["outcome"]) for each in report["evidence"]} == {
        ("SP-15.10.2", "ads-console", "passed")
    }
    assert [each["node"] for each in report["evidence"]] == [
        "tests/test_app.py::test_nobody_gets_a_push_unasked",
        "tests/test_app.py::test_unsubscribed_users_get_no_push",
    ]
    *_, last = ElementTree.parse(runs.root / "j.xml").iter("testcase")
    assert last.get("name") == "SP-15.10.2/proven-by-tests[ads-console]"
    marked = ElementTree.parse(runs.root / "j.xml").findall(".//property[@name='icp_evidence']")
    assert [each.get("value") for each in marked] == ["SP-15.10.2[ads-console]"] * 2


BROKEN = {
    "fails": (f"{MARK}\ndef test_it():\n    assert 0\n", "tests/test_app.py::test_it failed"),
    "setup fails": (
        f"@pytest.fixture\ndef broken():\n    raise OSError\n\n{MARK}\ndef test_it(broken):\n    pass\n",
        "tests/test_app.py::test_it ended with an error",
    ),
    "teardown fails": (
        f"@pytest.fixture\ndef broken():\n    yield\n    raise OSError\n\n{MARK}\ndef test_it(broken):\n    pass\n",
        "tests/test_app.py::test_it ended with an error",
    ),
    "is skipped": (
        f"{MARK}\n@pytest.mark.skip\ndef test_it():\n    pass\n",
        "tests/test_app.py::test_it was skipped",
    ),
    "skips itself": (
        f"{MARK}\ndef test_it():\n    pytest.skip('no')\n",
        "tests/test_app.py::test_it was skipped",
    ),
    "is expected to fail": (
        f"{MARK}\n@pytest.mark.xfail\ndef test_it():\n    assert 0\n",
        "tests/test_app.py::test_it was skipped",
    ),
    "fails for one parameter": (
        f"{MARK}\n@pytest.mark.parametrize('n', [0, 1])\ndef test_it(n):\n    assert n\n",
        "tests/test_app.py::test_it[0] failed",
    ),
    "is missing": ("def test_it():\n    pass\n", "no test that ran is marked"),
    "proves something else": (
        f"{MARK.replace('10.2', '10.1')}\ndef test_it():\n    pass\n",
        "no test that ran is marked @pytest.mark.icp_evidence('SP-15.10.2', subject='ads-console')",
    ),
}


@pytest.mark.parametrize(
    ("broken", "way"),
    [*((each, "shuffled") for each in BROKEN), ("teardown fails", "workers")],
)
def test_without_a_passing_test_the_case_fails_and_names_both_places(broken, way, runs):
    tests, why = BROKEN[broken]
    done = runs(*WAYS[way], "--icp-report=text:r.txt", tests=tests)
    assert done.ret == 1
    (line,) = lines(done, "ads-console.icp.yaml:114:5:")[:1]
    assert line.startswith("ads-console.icp.yaml:114:5: SP-15.10.2 major not proven by tests: ")
    assert why in line
    assert lines(done, f"FAILED {CASE}")
    assert line in (runs.root / "r.txt").read_text(encoding="utf-8")


def test_a_test_that_was_deselected_proves_nothing(runs):
    for words in (
        ["--deselect", "tests/test_app.py"],
        ["-k", "not unsubscribed and not unasked"],
    ):
        done = runs(*words, *WAYS["one process"])
        assert done.ret == 1
        assert lines(done, "ads-console.icp.yaml:114:5:")[0].endswith(
            "tests/test_app.py::test_nobody_gets_a_push_unasked was deselected"
        )


def test_a_clause_that_is_selected_by_its_name_is_selected_with_its_tests(runs):
    done = runs("-k", "SP-15.10.2", "-p", "no:randomly")
    assert done.ret == 0
    assert f"PASSED {CASE}" in done.outlines


def test_one_passing_test_is_enough_beside_skipped_ones(runs):
    tests = f"{MARK}\ndef test_it():\n    pass\n\n{MARK}\n@pytest.mark.skip\ndef test_other():\n    pass\n"
    assert runs("-p", "no:randomly", tests=tests).ret == 0


def test_a_class_and_a_module_may_have_the_mark(runs):
    marked = f"{MARK}\nclass TestIt:\n    def test_it(self):\n        pass\n"
    assert runs("-p", "no:randomly", tests=marked).ret == 0
    module = f"pytestmark = {MARK.removeprefix('@')}\n\ndef test_it():\n    pass\n"
    assert runs("-p", "no:randomly", tests=module).ret == 0


@pytest.mark.parametrize("way", [WAYS["one process"], WAYS["workers"]], ids=["one process", "workers"])
def test_of_a_test_that_is_run_again_the_last_run_counts(way, runs):
    flaky = (
        "import pathlib\n\n"
        f"{MARK}\ndef test_it():\n"
        "    seen = pathlib.Path('seen')\n    again = seen.exists()\n    seen.touch()\n    assert again\n"
    )
    done = runs(*way, "--reruns=1", tests=flaky)
    assert (done.ret, done.parseoutcomes()["rerun"]) == (0, 1)
    (runs.root / "seen").unlink()
    assert runs(*way, tests=flaky).ret == 1


UNFIT = [
    ("'SP-15.10.22', subject='ads-console'", "no clause 'SP-15.10.22'; did you mean 'SP-15.10.2'"),
    ("'SP-15.10.2', subject='ads-consle'", "no manifest is named 'ads-consle'; did you mean 'ads-console'?"),
    ("'SP-15.10.2'", "write @pytest.mark.icp_evidence('SP-15.10.2', subject='name of a manifest')"),
    ("'SP-15.10.2', 1, subject='ads-console'", "write @pytest.mark.icp_evidence("),
    ("'SP-15.10.2', subject=['ads-console']", "write @pytest.mark.icp_evidence("),
]


def test_a_mark_that_cannot_be_used_is_an_error(runs):
    tests = [
        f"@pytest.mark.icp_evidence({mark})\ndef test_{number}():\n    pass\n"
        for number, (mark, _) in enumerate(UNFIT)
    ]
    done = runs(*WAYS["one process"], tests="\n".join(tests))
    assert done.ret == 1
    assert done.parseoutcomes()["errors"] == len(UNFIT)
    for number, (_, why) in enumerate(UNFIT):
        (line,) = lines(done, f"tests/test_app.py::test_{number}: ")
        assert why in line
    done.stdout.no_fnmatch_line("*Traceback*")


def test_a_run_that_was_stopped_does_not_judge(runs):
    tests = f"{MARK}\ndef test_it():\n    assert 0\n"
    for way in (WAYS["one process"], WAYS["workers"]):
        done = runs(*way, "-x", tests=tests)
        assert done.ret != 0
        assert not lines(done, f"PASSED {CASE}")


TWO = f"{MARK}\ndef test_it():\n    pass\n\n{{}}\n{MARK}\ndef test_other():\n    {{}}\n"
"""A test that passes, and one that does not, with what stands before it."""


@pytest.mark.parametrize(
    ("before", "body", "words"),
    [
        ("def test_unmarked():\n    assert 0\n", "pass", ["-x"]),
        ("", "raise KeyboardInterrupt", []),
        ("", "pytest.exit('bye', 0)", []),
        ("", "pass", ["--deselect", "tests/test_app.py::test_other"]),
        ("", "__import__('os')._exit(1)", ["-n", "2"]),
    ],
    ids=["stopped", "interrupted", "ended", "deselected", "crashed worker"],
)
def test_what_did_not_run_to_its_end_proves_nothing_in_another_run_either(
    before, body, words, runs, told, own_git
):
    (runs.root / "tests/test_app.py").write_text(
        f"import pytest\n\n{TWO.format(before, body)}", encoding="utf-8"
    )
    commit_all(runs.root)
    done = runs("tests", *BOTH, "-p", "no:randomly", *words, apart="Interrupt" in body)
    assert not lines(done, f"PASSED {CASE}")
    for file in FILES.values():
        code, out = told("check", "--evidence", file)
        assert code == 1
        assert "SP-15.10.2 major not proven by tests: " in out


@pytest.mark.parametrize("way", [WAYS["one process"], WAYS["workers"]], ids=["one process", "workers"])
def test_a_file_that_cannot_be_collected_might_disprove_it(way, runs, told, own_git):
    (runs.root / "tests/test_b.py").write_text("import gone\n", encoding="utf-8")
    commit_all(runs.root)
    done = runs(".", *BOTH, *way, "--continue-on-collection-errors")
    assert done.ret != 0
    assert lines(done, f"FAILED {CASE}")
    for file in FILES.values():
        code, out = told("check", "--evidence", file)
        assert code == 1
        assert "test_b" in out


def test_the_same_test_twice_counts_as_the_worse_of_both(runs):
    tests = f"seen = []\n\n{MARK}\ndef test_it():\n    seen.append(1)\n    assert len(seen) > 1\n"
    done = runs(
        "--keep-duplicates", "-p", "no:randomly", "tests/test_app.py", "tests/test_app.py", ".", tests=tests
    )
    assert done.ret == 1
    assert lines(done, f"FAILED {CASE}")


def test_a_part_of_a_test_that_passes_is_not_the_test(runs):
    tests = f"{MARK}\ndef test_it(subtests):\n    with subtests.test('one'):\n        pass\n    pytest.exit('x', 0)\n"
    runs("tests", "-p", "no:randomly", "--icp-report=json:r.json", tests=tests)
    found = json.loads((runs.root / "r.json").read_text(encoding="utf-8"))
    assert [each["outcome"] for each in found["evidence"]] == ["not-run"]


def test_a_mark_that_a_conftest_adds_counts(runs):
    (runs.root / "conftest.py").write_text(
        f"import pytest\n\ndef pytest_collection_modifyitems(items):\n    for item in items:\n"
        f"        if item.name == 'test_late':\n            item.add_marker({MARK.removeprefix('@')})\n",
        encoding="utf-8",
    )
    tests = f"{MARK}\ndef test_it():\n    pass\n\ndef test_late():\n    assert 0\n"
    done = runs("-p", "no:randomly", tests=tests)
    assert any("test_late failed" in line for line in lines(done, "ads-console.icp.yaml:114:5"))


def test_a_test_that_is_expected_to_fail_proves_nothing_if_it_passes(runs):
    done = runs("-p", "no:randomly", tests=f"{MARK}\n@pytest.mark.xfail\ndef test_it():\n    pass\n")
    assert done.ret == 1
    assert lines(done, f"FAILED {CASE}")


def test_manifests_alone_leave_it_open(runs):
    done = runs("ads-console.icp.yaml", "--icp-report=json:r.json", "-p", "no:randomly")
    assert done.ret == 0
    found = json.loads((runs.root / "r.json").read_text(encoding="utf-8"))
    (case,) = (each for each in found["cases"] if each["id"] in CASE)
    assert case["verdict"] == "pending"
    assert case["reason"].startswith("to be proven by tests, and this run has no results of them")


def test_a_run_that_takes_no_tests_leaves_it_open(runs):
    """As the CI files of `init` run pytest."""
    done = runs("-pno:python", "-pno:randomly", "--noconftest")
    assert done.ret == 0
    assert "SP-15.10.2 to be proven by tests, and this run has no results of them" in str(done.stdout)


@pytest.mark.parametrize("floor", [0, 60])
def test_manifests_alone_are_below_every_floor(floor, runs):
    done = runs("ads-console.icp.yaml", f"--icp-fail-under-proof={floor}", "-p", "no:randomly")
    assert done.ret == 1
    (line,) = lines(done, "--icp-fail-under-proof: ")
    assert "not settled: SP-15.10.2;" in line
    assert any("ProofWarning: ads-console.icp.yaml:114:5" in line for line in done.outlines)


@pytest.mark.parametrize(
    "words", [["tests"], ["."], ["tests", "-m", "not icp_evidence"], ["tests", "-k", "proven-by-tests"]]
)
def test_where_tests_were_asked_for_it_is_never_open(words, runs):
    tests = f"{MARK}\n@pytest.mark.skip\ndef test_it():\n    pass\n"
    done = runs("ads-console.icp.yaml", *words, "-p", "no:randomly", "--icp-report=json:r.json", tests=tests)
    assert done.ret == 1
    assert lines(done, f"FAILED {CASE}")
    found = json.loads((runs.root / "r.json").read_text(encoding="utf-8"))
    assert [each["verdict"] for each in found["cases"] if each["id"] in CASE] == ["failed"]


def test_shards_that_ran_the_tests_are_one_run_when_joined(runs, told):
    for number in (1, 2):
        assert runs(f"--icp-shard={number}/2", f"--icp-report=json:{number}.json", *WAYS["shuffled"]).ret == 0
    assert runs("--icp-report=json:r.json", "--icp-report=text:r.txt", *WAYS["workers"]).ret == 0
    assert told("combine", "1.json", "2.json") == (0, (runs.root / "r.txt").read_text(encoding="utf-8"))
    code, joined = told("combine", "1.json", "2.json", "--format=json")
    assert code == 0
    joined = json.loads(joined)
    whole = json.loads((runs.root / "r.json").read_text(encoding="utf-8"))
    for each in (*joined["evidence"], *whole["evidence"]):
        del each["time"]
    for key in ("proof", "evidence", "summary", "complete"):
        assert joined[key] == whole[key], key


def test_without_the_plugin_s_cases_marks_mean_nothing(runs):
    assert (
        runs("--no-icp", "tests/test_app.py", tests="@pytest.mark.icp_evidence(1)\ndef test_it(): pass\n").ret
        == 0
    )


def test_a_floor_for_what_rests_on_more_than_an_attestation(runs):
    """One that is kept is in the first test above."""
    done = runs(*WAYS["one process"], "--icp-fail-under-proof=100")
    assert done.ret == 1
    told = "--icp-fail-under-proof: 54 of 78 clauses rest on more than an attestation, less than 100 %"
    assert told in done.outlines


def test_results_of_one_run_prove_in_another(runs, told, own_git):
    commit_all(runs.root)
    assert runs("tests", *BOTH, *WAYS["one process"]).ret == 0
    for file in FILES.values():
        code, out = told("check", "--evidence", file, "-j", "2")
        assert (code, "1 tests" in out) == (0, True)
    subprocess.run(["git", "commit", "-qm", "more", "--allow-empty"], cwd=runs.root, check=True)
    for file in FILES.values():
        code, out = told("check", "--evidence", file, "-j", "2")
        assert code == 1
        assert (
            "ads-console.icp.yaml:114:5: SP-15.10.2 major not proven by tests: tests/test_app.py::test_"
            in out
        )
        assert "passed at commit" in out
