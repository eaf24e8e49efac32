"""`icp_case`, `icp_manifest`, `icp_license` and the marker in a user's own tests."""

from __future__ import annotations

import shutil

import pytest


@pytest.fixture
def suite(pytester: pytest.Pytester, project):
    """Runs one test module beside the example's manifests."""
    for name in (
        "ads-console.icp.yaml",
        "operator.icp.yaml",
        "web",
        "deploy",
        "evidence",
        "brochures",
        "ads",
        "pyproject.toml",
    ):
        shutil.move(str(project.root / name), pytester.path / name)
    object.__setattr__(project, "root", pytester.path)

    def suite(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(test_license=source)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", "test_license.py", *arguments)

    return suite


CHECK = """
    import pytest

    @pytest.mark.icp(manifest="ads-console.icp.yaml", provision="{provision}")
    def test_license(icp_case):
        icp_case.check()
"""


def test_the_cases_of_a_provision_become_ordinary_tests(suite):
    result = suite(CHECK.format(provision="SP-02"), "-v")
    assert result.ret == 0
    result.stdout.fnmatch_lines(
        [
            "test_license.py::test_license[[]SP-02.2/feature-inside-license[[]ads-console:help-search[]][]] PASSED*"
        ]
    )


def test_check_raises_with_the_same_message(suite, project):
    project.add_feature("web-search", "web")
    result = suite(CHECK.format(provision="SP-02.2"))
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "ads-console.icp.yaml:25:5: SP-02.2 critical feature 'web' (web-search) needs B25/search, which*",
            "  > 25 |     kind: web-search",
        ]
    )
    result.stdout.no_fnmatch_line("*icplicense/collect*.py*")


def test_levels_can_be_selected(suite):
    assert (
        suite(CHECK.format(provision="SITE.2"), "-m", "icp_critical").ret
        == pytest.ExitCode.NO_TESTS_COLLECTED
    )


@pytest.mark.slow
def test_manifest_and_license_are_at_hand(suite):
    result = suite("""
        def test_sites(icp_manifest, icp_license):
            assert icp_manifest.name == "ads-console"
            assert icp_license.number == "京B2-20181623"
            assert all(icp_license.site(site["domain"]) for site in icp_manifest.tree["sites"])
    """)
    result.assert_outcomes(passed=1)


def test_the_verdict_can_be_read(suite):
    result = suite("""
        import pytest

        @pytest.mark.icp(provision="SP-15.14.4/no-public-telephony")
        def test_no_telephony(icp_case, icp_manifest):
            assert icp_case.verdict.outcome == "passed"
            assert icp_manifest is icp_case.manifest
    """)
    result.assert_outcomes(passed=6)


@pytest.mark.parametrize(
    ("provision", "reason"),
    [
        ("SP-99", "no provision or clause 'SP-99'"),
        ("SP-2", "no provision or clause 'SP-2'; did you mean *'SP-02'*"),
    ],
)
def test_an_unknown_provision_fails(suite, provision, reason):
    result = suite(CHECK.format(provision=provision))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"{reason}*"])


@pytest.mark.slow
def test_a_missing_or_broken_manifest_fails(suite, project, pytester):
    source = CHECK.format(provision="SP-02")
    project.service.write_text("kind: Service\nkind: Service\n", encoding="utf-8")
    result = suite(source)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["ads-console.icp.yaml:2:1: duplicate key 'kind'; keep one"])
    project.service.unlink()
    result = suite(source)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["ads-console.icp.yaml:1:1: no such file"])


def test_without_any_manifest_the_test_fails_and_says_where_it_looked(pytester):
    pytester.makepyfile("def test_license(icp_case):\n    icp_case.check()\n")
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["no manifest (icp.yaml or [*].icp.yaml) in *"])


@pytest.mark.slow
def test_a_marker_written_wrongly_is_told(suite):
    result = suite("""
        import pytest

        @pytest.mark.icp("SP-02")
        def test_license(icp_case):
            icp_case.check()
    """)
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*use one @pytest.mark.icp(manifest=*"])
