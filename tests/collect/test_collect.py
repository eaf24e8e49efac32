"""The plugin in real pytest runs: items, ids, outcomes, options, selection, workers, JUnit."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest
from sessions import session

ITEMS = "ads-console.icp.yaml::"


@pytest.fixture
def run(pytester: pytest.Pytester, project) -> Callable[..., pytest.RunResult]:
    """Runs pytest in the copy of the example."""
    pytester.chdir()
    for path in project.root.iterdir():
        shutil.move(str(path), pytester.path / path.name)
    object.__setattr__(project, "root", pytester.path)

    def run(*arguments: str) -> pytest.RunResult:
        return session(pytester, "-p", "no:cacheprovider", *arguments)

    return run


def nodes(result: pytest.RunResult) -> list[str]:
    """The node ids that a run has collected."""
    return [line for line in result.outlines if ".icp.yaml::" in line]


@pytest.mark.slow
def test_manifests_are_collected_without_any_code(run):
    result = run("-q")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*license 京B2-20181623 as of 2022-06-01*", "* passed*not applicable*"])


@pytest.mark.slow
def test_ids_are_stable_unique_and_in_the_license_s_order(run):
    first, second = nodes(run("--collect-only", "-q")), nodes(run("--collect-only", "-q"))
    assert first == second
    assert len(first) == len(set(first))
    own = [node.removeprefix(ITEMS) for node in first if node.startswith(ITEMS)]
    assert own[0] == "LIC.1/license-is-held[ads-console]"
    assert "SP-02.2/feature-inside-license[ads-console:help-search]" in own
    clauses = list(dict.fromkeys(node.partition("/")[0] for node in own))
    assert (
        clauses.index("LIC.5")
        < clauses.index("SITE.1")
        < clauses.index("SP-02.1")
        < clauses.index("SP-15.2.1")
    )
    assert clauses.index("SP-15.2.1") < clauses.index("SP-15.10.1")


@pytest.mark.slow
def test_a_failure_reads_as_line_excerpt_clause_and_remedy_and_nothing_of_ours(run, project):
    project.add_feature("web-search", "web")
    result = run("-q", "--icp-lang", "en")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "ads-console.icp.yaml:25:5: SP-02.2 critical feature 'web' (web-search) needs B25/search,"
            " which 京B2-20181623 excludes",
            "    24 |   - id: web",
            "  > 25 |     kind: web-search",
            "  SP-02.2  “不得经营或变相经营未经许可的其他电信业务”",
            "  remedy: Take the feature out*",
            "FAILED ads-console.icp.yaml::SP-02.2/feature-inside-license*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:*: *Error*")


@pytest.mark.slow
def test_chinese_messages(run, project):
    project.add_feature("group-chat", "chat")
    result = run("-q", "--icp-lang=zh", "-k", "SP-02.2")
    result.stdout.fnmatch_lines(
        [
            "ads-console.icp.yaml:25:5: SP-02.2 关键 功能“chat”（group-chat）需要 B25/instant-interaction，"
            "而 京B2-20181623 明确不含该业务",
            "  改正：*",
        ]
    )


def test_the_outcomes_are_pytest_s_own(run):
    result = run("-rs", "-k", "SP-02.3 or SP-15.14.1 or LIC.4", "ads-console.icp.yaml")
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(
        ["SKIPPED * ads-console.icp.yaml:*: the service does not offer instant information interaction*"]
    )


@pytest.mark.parametrize(
    ("selection", "count"),
    [(("-k", "SITE."), 15), (("-m", "icp_critical", "-k", "LIC.1"), 1), (("-k", "SP-02.4"), 5)],
)
def test_selection(run, selection, count):
    result = run("--collect-only", "-q", "ads-console.icp.yaml", *selection)
    assert len(nodes(result)) == count


@pytest.mark.slow
def test_stop_at_the_first_failure_and_run_the_last_failed_first(run, pytester, project):
    project.add_feature("web-search")
    run("-x", "ads-console.icp.yaml").assert_outcomes(failed=1, passed=3)
    pytester.runpytest_inprocess("-q", "ads-console.icp.yaml")
    result = pytester.runpytest_inprocess("--lf", "ads-console.icp.yaml")
    assert result.parseoutcomes()["failed"] == 2
    assert result.parseoutcomes().get("passed", 0) == 0


@pytest.mark.slow
def test_workers_give_the_same_verdicts_and_one_summary(run, project):
    project.add_feature("web-search")
    one, two = run("-rA"), run("-rA", "-n", "2")

    def verdicts(result):
        return sorted(line for line in result.outlines if line.startswith(("PASSED", "FAILED", "ERROR")))

    assert verdicts(one) == verdicts(two)
    assert one.parseoutcomes() == two.parseoutcomes()
    assert len([line for line in two.outlines if "license 京B2-20181623 as of" in line]) == 1


@pytest.mark.slow
def test_any_order_gives_the_same_verdicts(run, pytester, project):
    project.add_feature("web-search")

    def verdicts(*arguments):
        outlines = run("-rA", "-p", "no:randomly", *arguments).outlines
        return sorted(line for line in outlines if line.startswith(("PASSED", "FAILED", "ERROR")))

    straight = verdicts()
    pytester.makeconftest("""
        import random

        def pytest_collection_modifyitems(items):
            random.Random(7).shuffle(items)
    """)
    assert verdicts() == straight
    assert len(straight) > 100


@pytest.mark.slow
def test_junit_has_the_properties_of_each_case(run, pytester, project):
    project.add_feature("web-search", "web")
    run("--junitxml=report.xml", "-k", "SP-02.2")
    cases = {
        case.get("name"): {each.get("name"): each.get("value") for each in case.iter("property")}
        for case in ElementTree.parse(pytester.path / "report.xml").iter("testcase")
    }
    failed = cases["SP-02.2/feature-inside-license[ads-console:web]"]
    assert failed["clause"] == "SP-02.2"
    assert failed["level"] == "critical"
    assert failed["quote"] == "不得经营或变相经营未经许可的其他电信业务"
    assert (failed["file"], failed["line"], failed["verdict"]) == ("ads-console.icp.yaml", "25", "failed")
    assert cases["SP-02.2/feature-declared[ads-console:support]"]["verdict"] == "not-applicable"


@pytest.mark.slow
def test_options_override_the_table(run):
    result = run("-q", "--icp-as-of", "2024-01-01", "-k", "LIC.4")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*京B2-20181623 expired on 2023-09-12, 111 days before 2024-01-01"])


@pytest.mark.parametrize("day", ["2022-02-30", "20220601", "yesterday", ""])
def test_a_date_that_is_none_is_wrong_use(run, day):
    result = run("-q", f"--icp-as-of={day}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --icp-as-of: not a day such as 2022-06-01*"])
    assert run("-q", "--icp-warn-days=99999999").ret == pytest.ExitCode.USAGE_ERROR


def test_no_icp_collects_no_manifest(run):
    assert nodes(run("--collect-only", "-q", "--no-icp")) == []


@pytest.mark.slow
def test_further_policies_and_licenses(run, pytester, project):
    (pytester.path / "more.yaml").write_text(
        "apiVersion: icplicense/v1\nkind: License\nnumber: 京B2-20201234\n"
        "holder: 北京巨量引擎网络技术有限公司\nissued: 2020-01-01\nexpires: 2025-01-01\n"
        "scope: [{category: B25, limitation: internet-only, excludes: [], coverage: null, text: 信息服务业务}]\n"
        "sites: []\nprovisions: [SP-02]\n",
        encoding="utf-8",
    )
    project.change(
        "operator.icp.yaml", "licenses: [京B2-20181623]", "licenses: [京B2-20181623, 京B2-20201234]"
    )
    project.change(
        "ads-console.icp.yaml", "license: 京B2-20181623", "license: [京B2-20181623, 京B2-20201234]"
    )
    project.add_feature("web-search", "web")
    result = run(
        "-q", "--icp-license", "more.yaml", "-k", "SP-02.2/feature-inside or LIC.4", "ads-console.icp.yaml"
    )
    result.assert_outcomes(failed=0, passed=8)  # the second license allows search
    result = run("-q", "-k", "SP-02.2/feature-inside", "ads-console.icp.yaml")
    result.assert_outcomes(errors=1, failed=1, passed=6)
    result.stdout.fnmatch_lines(["ads-console.icp.yaml:*: license '京B2-20201234' is not known*"])


def test_the_table_excludes(run, pytester, project):
    project.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\nexclude = ["operator.*"]\n')
    assert not any(node.startswith("operator") for node in nodes(run("--collect-only", "-q")))
