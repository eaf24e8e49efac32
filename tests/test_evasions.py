"""Ways around the license that must not work: each change passes nowhere without a word."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from pytest_icplicense.cli import main


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return project


def failing(judgement) -> set[str]:
    """The clauses that fail."""
    return {each.case.check.clause.id for each in judgement.verdicts if each.outcome == "failed"}


def unsettled(judgement) -> set[str]:
    """The clauses that are neither passed nor failed, without a day on which they fall due."""
    return {each.case.check.clause.id for each in judgement.verdicts if each.open}


def test_an_operator_that_is_no_manifest_is_an_error(here, capsys):
    here.operator.rename(here.root / "operator.yaml")
    here.change("ads-console.icp.yaml", "operator: operator.icp.yaml", "operator: operator.yaml")
    assert main(["check"]) == 2
    assert "operator document 'operator.yaml' is never judged itself: name it" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["chat.icp.yml", "Chat.ICP.yaml", "ICP.YML"])
def test_other_spellings_of_the_name_are_judged(here, capsys, name):
    text = here.service.read_text(encoding="utf-8").replace("name: ads-console\n", "name: chat\n", 1)
    (here.root / name).write_text(text.replace("kind: push", "kind: chat-room"), encoding="utf-8")
    assert main(["check"]) == 1
    assert f"{name}:31:5: SP-02.2 critical feature 'campaign-push' (chat-room)" in capsys.readouterr().out


def test_a_folder_behind_a_link_is_judged_and_a_circle_ends(here, capsys):
    (here.root / ".store/svc").mkdir(parents=True)
    text = here.service.read_text(encoding="utf-8").replace("name: ads-console\n", "name: svc\n", 1)
    text = text.replace("operator: operator.icp.yaml", "operator: ../../operator.icp.yaml")
    (here.root / ".store/svc/icp.yaml").write_text(
        text.replace("kind: push", "kind: chat-room"), encoding="utf-8"
    )
    (here.root / "svc").symlink_to(here.root / ".store/svc")
    (here.root / "circle").symlink_to(here.root)
    assert main(["check"]) in (1, 2)
    assert "svc/icp.yaml:31:5: SP-02.2 critical" in capsys.readouterr().out


COVERED = """\
apiVersion: icplicense/v1
kind: License
number: 沪B2-20200001
holder: 北京巨量引擎网络技术有限公司
issued: 2020-01-01
expires: 2025-01-01
scope:
  - {category: B25, limitation: internet-only, excludes: [], coverage: [上海市], text: 信息服务业务}
  - {category: B21, limitation: none, excludes: [], coverage: [全国], text: 在线数据处理与交易处理业务}
sites: []
provisions: [SP-02]
"""


@pytest.mark.slow
def test_the_coverage_of_one_service_is_not_lent_to_another(here):
    (here.root / "own.yaml").write_text(COVERED, encoding="utf-8")
    here.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\nlicenses = ["own.yaml"]\n')
    here.change("ads-console.icp.yaml", "license: 京B2-20181623", "license: 沪B2-20200001")
    here.change("operator.icp.yaml", "licenses: [京B2-20181623]", "licenses: [沪B2-20200001]")
    assert "SP-02.3" in failing(here.judge(here.service))  # 北京市
    here.change("ads-console.icp.yaml", "regions: [北京市]", "regions: [上海]")
    assert "SP-02.3" not in failing(here.judge(here.service))


@pytest.mark.slow
def test_a_license_for_the_whole_country_goes_by_either_form_of_its_number(here):
    (here.root / "own.yaml").write_text(COVERED.replace("沪B2", "全国B2"), encoding="utf-8")
    here.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\nlicenses = ["own.yaml"]\n')
    here.change("ads-console.icp.yaml", "license: 京B2-20181623", "license: 全国B2-20200001")
    here.change("operator.icp.yaml", "licenses: [京B2-20181623]", "licenses: [B2-20200001]")
    judgement = here.judge(here.service)
    assert judgement.problems == ()
    assert "LIC.1" not in failing(judgement)


def test_a_region_that_there_is_not(here):
    here.change("ads-console.icp.yaml", "regions: [北京市]", "regions: [火星]")
    assert "SP-02.3" in failing(here.judge(here.service))


NUMBER = '增值电信业务经营许可证编号：<a href="/license">京B2-20181623</a>'


@pytest.mark.parametrize(
    "instead",
    [
        "<noembed>京B2-20181623</noembed>",
        "<div popover>京B2-20181623</div>",
        "<svg><defs><text>京B2-20181623</text></defs></svg>",
        "<svg><symbol><text>京B2-20181623</text></symbol></svg>",
        "<progress>京B2-20181623</progress>",
        '<p style="position:absolute;left:-9999px">京B2-20181623</p>',
        '<p style="text-indent:-99em">京B2-20181623</p>',
        '<p style="transform:scale(0)">京B2-20181623</p>',
        '<p style="opacity:0.001">京B2-20181623</p>',
        '<p style="opacity:-1">京B2-20181623</p>',
        '<p style="font:0/0 a">京B2-20181623</p>',
        '<p style="height:0;overflow:hidden">京B2-20181623</p>',
        '<p style="color:transparent">京B2-20181623</p>',
        '<p style="display:\\6eone">京B2-20181623</p>',
        '<p style="margin-left:-9999px">京B2-20181623</p>',
        '<p style="position:fixed;left:calc(-9999px)">京B2-20181623</p>',
        '<p style="transform:translateX(-9999px)">京B2-20181623</p>',
        '<p style="position:absolute;inset:0 0 0 -9999px">京B2-20181623</p>',
        '<p style="color:rgba(0,0,0,0)">京B2-20181623</p>',
        '<p style="filter:opacity(0)">京B2-20181623</p>',
        '<p style="opacity:1e-9">京B2-20181623</p>',
        '<p style="font-size:0.01px">京B2-20181623</p>',
        '<p style="height:0;overflow-y:hidden">京B2-20181623</p>',
        '<p style="clip-path:circle(0)">京B2-20181623</p>',
        '<p style="transform:scaleX(0)">京B2-20181623</p>',
        '<p style="display:none;display:foo">京B2-20181623</p>',
        "<p style=\"content:'/*';display:none\">京B2-20181623</p>",
        "<ruby>a<rp>京B2-20181623</rp></ruby>",
        '<svg><text display="none">京B2-20181623</text></svg>',
        "<svg><mask><text>京B2-20181623</text></mask></svg>",
        "京B2-20181623x",
        "京B2-20181623.9",
        "<s>京B2-20181623</s> 已注销",
    ],
)
def test_a_number_that_no_reader_sees(here, instead):
    here.change("web/index.html", NUMBER, instead)
    assert failing(here.judge(here.service)) == {"SP-02.4"}


@pytest.mark.parametrize(
    "instead",
    [
        "{# 京B2-20181623 #}",
        "{% if false %}京B2-20181623{% endif %}",
        "{{/* 京B2-20181623 */}}",
        "{{ if .Never }}京B2-20181623{{ end }}",
        "{{#never}}京B2-20181623{{/never}}",
        "{{ visitor }} 京B2-20181623",
        "<%# 京B2-20181623 %>",
        "@if(false)京B2-20181623@endif",
        '<p v-if="false">京B2-20181623</p>',
        '<p x-show="false">京B2-20181623</p>',
        '<p style="clip:rect(0,0,0,0)">京B2-20181623</p>',
        '<p style="position:absolute;left:10px;font-size:.8em">京B2-20181623</p>',
        '<p style="margin-left:-20px;opacity:.8;font:12px/1.5 serif;height:0">京B2-20181623</p>',
        "京B2-20181623<script>count()</script>",
    ],
)
def test_a_number_of_which_the_file_does_not_tell_whether_it_is_seen(here, instead):
    here.change("web/index.html", NUMBER, instead)
    judgement = here.judge(here.service)
    assert failing(judgement) == set()
    assert "SP-02.4" in unsettled(judgement)


@pytest.mark.parametrize(
    "instead",
    [
        "京B2-2018&shy;1623",
        "京B2-2018\u200b1623",
        "京B2-20181623。京ICP备09080840号",
        '<p style="font-size:.8em;text-indent:2em;color:rgb(0,0,0)">京B2-20181623</p>',
        '<p style="opacity:.8;font:12px/1.5 serif">京B2-20181623</p>',
    ],
)
def test_a_number_that_a_reader_does_see(here, instead):
    here.change("web/index.html", NUMBER, instead)
    judgement = here.judge(here.service)
    assert failing(judgement) == set()
    assert "SP-02.4" not in unsettled(judgement)


def test_a_text_file_is_no_home_page(here):
    (here.root / "web/todo.txt").write_text("todo: 京B2-20181623", encoding="utf-8")
    here.change("ads-console.icp.yaml", "homepage: web/index.html", "homepage: web/todo.txt")
    assert failing(here.judge(here.service)) == {"SP-02.4"}


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "filler", [" " * 400_000, "{{" * 200_000, "京 " * 200_000, "B2 " * 100_000, "-" * 400_000]
)
def test_a_hostile_page_is_judged_in_time(here, filler):
    here.change("web/index.html", "<main>", f"<main>{filler}")
    here.judge(here.service)


def test_what_follows_a_document_does_not_take_it_along(here, capsys):
    here.service.write_text(here.service.read_text(encoding="utf-8") + "\n...\n]\n", encoding="utf-8")
    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert "YAML syntax" in out
    assert "cases:   " in out  # the other manifest is judged
    here.service.write_text("[tool]\nx = 1\n", encoding="utf-8")
    assert main(["check"]) == 2
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[[tool.icplicense]]\n", "tool.icplicense must be a table"),
        ("[tool]\nicplicense = 3\n", "tool.icplicense must be a table"),
        (
            "[tool.icplicense]\nas_of = 'soon'\n",
            "not a day such as 2022-06-01 (in 1950–2199), today or +90d: 'soon'",
        ),
        ("[tool.icplicense]\nwarn_days = -1\n", "not a number of days from 0 to 3650: -1"),
        ("[tool.icplicense]\nlicenses = 'x'\n", "not a list of texts: 'x'"),
        ("[tool.icplicense\n", "no TOML:"),
    ],
)
def test_a_table_that_cannot_be_used(here, capsys, table, message):
    (here.root / "pyproject.toml").write_text(table, encoding="utf-8")
    assert main(["check"]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "table",
    [
        '[tool."icplicense"]\nas_of = 2022-06-01\n',
        "[tool]\nicplicense = {as_of = '2022-06-01'}\n",
        "[ tool . icplicense ]\nas_of = '2022-06-01'\n",
    ],
)
def test_every_spelling_of_the_table_is_read(here, capsys, table):
    (here.root / "pyproject.toml").write_text(table, encoding="utf-8")
    assert main(["check"]) == 0
    assert "as of 2022-06-01" in capsys.readouterr().out


HEAD = "apiVersion: icplicense/v1\nkind: FeatureCatalogue\nfeatures:\n"
ROW = "  - {{kind: {kind}, name: {{en: x, zh: x}}, needs: {needs}, reason: {{en: x, zh: x}}}}\n"
SHARED = (
    "apiVersion: icplicense/v1\nkind: DocumentCatalogue\ndocuments:\n"
    "  - {{id: own, name: {{en: x, zh: x}}, clauses: [{}]}}\n"
)
CHECK = (
    "apiVersion: icplicense/v1\nkind: Provision\nid: SP-16\ntitle: {{en: a, zh: a}}\ntext: 十六\nclauses:\n"
    "  - id: SP-16.1\n    quote: 十六\n    how: [declared]\n    means: {{en: a, zh: a}}\n    checks:\n"
    "      - {{id: x, level: minor, of: Service, {check}, message: {{en: a, zh: a}}, remedy: {{en: a, zh: a}},\n"
    "         violations: [{{patch: []}}]}}\n"
)


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (HEAD + ROW.format(kind="chat-room", needs="[]"), "4:6: 'chat-room' is already in the catalogue"),
        (HEAD + ROW.format(kind="own", needs="B25/search"), "features[0].needs: 'B25/search' is not a list"),
        (HEAD + ROW.format(kind="own", needs="[B25/serch]"), "no telecom service 'B25/serch'; did you mean"),
        (SHARED.format("SP-05.1, SP-05.9"), "SP-05.9 is no clause that an attestation answers; did you mean"),
        (
            SHARED.format("SP-05.1, SP-15.3.1"),
            "SP-15.3.1 is asked of the Service, and SP-05.1 of the Operator",
        ),
        (SHARED.format("SP-05.1"), "documents[0].clauses"),
        (
            CHECK.format(check="require: true").replace("quote: 十六", "quote: 十…七"),
            "x.yaml:8:5: '七' does not stand in the text of SP-16; quote it word for word",
        ),
        (CHECK.format(check="require: true, rule: in-force"), "needs 'rule' or 'require', and only one"),
        (CHECK.format(check="require: {propertys: {}}"), "no JSON Schema keyword 'propertys'; did you mean"),
        (
            CHECK.format(check="require: {type: string, format: date-time}"),
            "no JSON Schema format 'date-time'; did you mean 'date-or-date-time'",
        ),
        (
            CHECK.format(check="require: {additionalProperties: no}"),
            "no JSON Schema: 'no' is not a mapping / true or false",
        ),
        (CHECK.format(check="require: {required: a}"), "no JSON Schema: 'a' is not a list"),
        (CHECK.format(check="require: {minLength: -1}"), "no JSON Schema: -1 is less than 0"),
        (
            CHECK.format(check="for_each: 'featurs[*]', require: false"),
            "for_each: no field 'featurs'; did you mean",
        ),
        (
            CHECK.format(check="for_each: 'features[*].knd', require: false"),
            "for_each: no field 'knd'; did you mean",
        ),
        (
            CHECK.format(check="for_each: observed.log-retention, require: false"),
            "for_each: write observed.log-retention[*]",
        ),
    ],
)
def test_policies_of_one_s_own_that_would_judge_nothing(here, capsys, policy, message):
    (here.root / "own").mkdir()
    (here.root / "own/x.yaml").write_text(policy, encoding="utf-8")
    assert main(["check", "--policies", "own"]) == 2
    assert message in capsys.readouterr().out


def test_a_policy_fetches_nothing(here, capsys, monkeypatch):
    import urllib.request

    monkeypatch.setattr(urllib.request, "urlopen", lambda *_, **__: pytest.fail("fetched"))
    (here.root / "own").mkdir()
    policy = CHECK.format(check="require: {$ref: 'http://127.0.0.1:1/x.json'}")
    (here.root / "own/x.yaml").write_text(policy, encoding="utf-8")
    assert main(["check", "--policies", "own"]) == 2
    assert "a '$ref' must name an entry of this schema's '$defs'" in capsys.readouterr().out


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "9999-12-31"])
def test_a_day_beyond_counting_is_no_date(here, capsys, moment):
    here.change("operator.icp.yaml", "found: 2022-03-12T02:10+08:00", f"found: {moment}")
    assert main(["check"]) == 2
    assert "incidents[0].found: " in capsys.readouterr().out


def test_a_license_that_expires_before_it_is_issued(here, capsys):
    (here.root / "own.yaml").write_text(COVERED.replace("2025", "2019"), encoding="utf-8")
    assert main(["check", "--license", "own.yaml"]) == 2
    assert "the license expires on 2019-01-01, before it is issued on 2020-01-01" in capsys.readouterr().out


def test_an_approval_that_nobody_applied_for(here):
    here.change("operator.icp.yaml", "    applied: 2022-01-20\n", "")
    assert "SP-11.2" in failing(here.judge(here.operator))


def test_network_resources_supplied_without_a_license(here):
    here.change(
        "operator.icp.yaml", "customers: []", "customers: [{name: x, resource: rack, business: none}]"
    )
    assert failing(here.judge(here.operator)) == {"SP-02.2"}


@pytest.mark.slow
def test_an_access_provider_whose_contract_has_ended_or_whose_license_cannot_cover_it(here):
    here.change("operator.icp.yaml", "to: 2023-09-12}", "to: 2022-05-31}")
    assert failing(here.judge(here.service)) == {"SP-03.2"}
    here.change("operator.icp.yaml", "license: 京B1-20150123", "license: 京B2-20150123")
    assert failing(here.judge(here.operator)) == {"SP-03.2"}


def in_pytest(pytester, project):
    """Puts the project where pytester runs."""
    for path in project.root.iterdir():
        shutil.move(str(path), pytester.path / path.name)


@pytest.mark.slow
def test_testpaths_that_leave_the_manifests_out_are_told(project, pytester):
    in_pytest(pytester, project)
    table = pytester.path / "pyproject.toml"
    table.write_text(table.read_text().replace('testpaths = ["."]', 'testpaths = ["tests"]'))
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-k", "app")
    result.stdout.fnmatch_lines(["*ads-console.icp.yaml is not among testpaths, so it is not judged*"])
    refused = pytester.runpytest("-W", "error")
    assert refused.ret == pytest.ExitCode.USAGE_ERROR
    refused.stderr.fnmatch_lines(["ERROR: ads-console.icp.yaml is not among testpaths, so it is not judged*"])
    refused.stderr.no_fnmatch_line("*Traceback*")


@pytest.mark.slow
def test_a_bad_table_survives_every_selection(project, pytester):
    in_pytest(pytester, project)
    table = pytester.path / "pyproject.toml"
    table.write_text(table.read_text().replace('lang = "en"', 'lang = "fr"'))
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-k", "SP-02 or app")
    assert result.parseoutcomes()["errors"] == 4  # two manifests, and two tests that are to prove something
    result.stdout.fnmatch_lines(["*pyproject.toml:10:1: lang: not one of en, zh: 'fr'"])


@pytest.mark.slow
def test_two_markers_on_one_test_are_refused(project, pytester):
    in_pytest(pytester, project)
    pytester.makepyfile("""
        import pytest

        @pytest.mark.icp(provision="SP-02")
        @pytest.mark.icp(provision="SP-14")
        def test_license(icp_case):
            icp_case.check()
    """)
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*use one @pytest.mark.icp*"])


@pytest.mark.parametrize("folder", ["build", ".ops", "node_modules"])
def test_an_operator_where_nobody_looks_is_an_error(here, capsys, folder):
    (here.root / folder).mkdir()
    shutil.move(here.operator, here.root / folder)
    here.change(
        "ads-console.icp.yaml", "operator: operator.icp.yaml", f"operator: {folder}/operator.icp.yaml"
    )
    assert main(["check"]) == 2
    assert "is never judged itself" in capsys.readouterr().out


def test_an_operator_that_is_excluded_is_an_error(here, capsys):
    here.change("pyproject.toml", 'lang = "en"\n', 'lang = "en"\nexclude = ["operator.icp.yaml"]\n')
    assert main(["check"]) == 2
    assert "is never judged itself" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("decided: 2022-01-05", "decided: 2030-01-05"),
        ("found: 2022-03-12T02:10", "found: 2032-03-12T02:10"),
        ("received: 2022-04-01", "received: 2032-04-01"),
    ],
)
def test_a_start_in_the_future_of_something_already_done_is_an_error(here, capsys, old, new):
    here.change("operator.icp.yaml", old, new)
    assert main(["check"]) == 2
    assert "correct one of the two" in capsys.readouterr().out


def test_one_id_for_two_entries_is_an_error(here, capsys):
    here.change("ads-console.icp.yaml", "  - id: insights\n", "  - id: ad-feed\n")
    assert main(["check"]) == 2
    assert "ads-console.icp.yaml:27:5: 'ad-feed' stands in this list twice" in capsys.readouterr().out


@pytest.mark.parametrize("check", ["SP-11.2", "SP-11.3", "SP-02.1", "SP-11.2/approved-before-carried-out"])
def test_a_clause_with_a_critical_check_is_not_waived_as_a_whole(here, capsys, check):
    (here.root / "icp-waivers.yml").write_text(
        f'- {{check: {check}, subject: "*", reason: 更名, approver: 王芳, from: 2022-05-01, expires: 2022-07-01}}\n'
    )
    here.change("operator.icp.yaml", "approved: 2022-02-28", "approved: 2022-03-28")
    assert main(["check"]) == 2
    out = capsys.readouterr().out
    assert "is critical and cannot be waived" in out
    assert "SP-11.2 critical change" in out


@pytest.mark.parametrize("day", ["", " ", "2022-13-01"])
def test_an_empty_day_is_no_day(here, capsys, day):
    assert main(["check", "--as-of", day]) == 2
    assert "--as-of: not a day such as 2022-06-01" in capsys.readouterr().err


@pytest.mark.slow
def test_output_that_cannot_be_written_is_exit_2(here):
    run = [sys.executable, "-m", "pytest_icplicense", "check"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(run, stdout=full, stderr=subprocess.PIPE, encoding="utf-8")
    assert (done.returncode, done.stderr) == (
        2,
        "icplicense: cannot write the output: no space is left on the disk\n",
    )
    done = subprocess.run(f"{sys.executable} -m pytest_icplicense check >&-", shell=True, capture_output=True)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
