"""Bad input is normal input: one clear line with its place, exit code 2 or an error item, and the rest is still judged."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from example_counts import PASSED

from pytest_icplicense.cli import main
from pytest_icplicense.files import Disk, discovery

SERVICE = """\
apiVersion: icplicense/v1
kind: Service
name: {name}
operator: {operator}
license: {license}
sites: [{{domain: ad.oceanengine.com, name: 巨量引擎官方网站}}]
items: [B25/publishing]
regions: [北京市]
features: [{{id: a, kind: {kind}}}]
"""


def service(name="zz", operator="operator.icp.yaml", license="京B2-20181623", kind="article"):
    """A small service manifest."""
    return SERVICE.format(name=name, operator=operator, license=license, kind=kind)


LICENSE_OF_ANOTHER_KIND = """\
apiVersion: icplicense/v1
kind: BusinessLicense
number: 91110108
"""

BAD = {
    "missing operator": (
        service(operator="gone.icp.yaml"),
        "zz.icp.yaml:4:1: operator document 'gone.icp.yaml': no such file; write the path of the file of kind Operator",
    ),
    "operator outside the repository": (
        service(operator="../../../etc/passwd"),
        "zz.icp.yaml:4:1: operator document '../../../etc/passwd' leads out of the repository; keep the file inside it;",
    ),
    "operator is a service": (
        service(operator="ads-console.icp.yaml"),
        "zz.icp.yaml:4:1: operator document 'ads-console.icp.yaml' cannot be used: "
        "ads-console.icp.yaml:1:1: has 0 documents of kind Operator, needs one",
    ),
    "unknown license": (
        service(license="京B2-20181624"),
        "zz.icp.yaml:5:1: license '京B2-20181624' is not known (known: 京B2-20181623); did you mean '京B2-20181623'? "
        "add its file to 'licenses' in [tool.icplicense] ('icplicense import' makes one from a license's text)",
    ),
    "unknown feature kind": (
        service(kind="web-serch"),
        "zz.icp.yaml:9:20: features[0].kind: 'web-serch' is not a known value; did you mean 'web-search'",
    ),
    "filing number as license": (
        service(license="京ICP备09080840号"),
        "zz.icp.yaml:5:1: license: '京ICP备09080840号' is not a valid license number, for example '京B2-20181623'",
    ),
    "yaml error": ("kind: Service\n  name: x\n", "zz.icp.yaml:2:7: YAML syntax: "),
    "duplicate key": ("kind: Service\nkind: Service\n", "zz.icp.yaml:2:1: duplicate key 'kind'; keep one"),
    "a list": (
        "- kind: Service\n",
        "zz.icp.yaml:1:1: a manifest is a mapping with 'kind: Service' or 'kind: Operator'; this is a list",
    ),
    "a word": ("Service\n", "zz.icp.yaml:1:1: a manifest is a mapping"),
    "no kind": ("name: x\n", "zz.icp.yaml:1:1: 'kind' is missing; write 'kind: Service' or 'kind: Operator'"),
    "misspelt kind": (
        "kind: Servcie\n",
        "zz.icp.yaml:1:1: kind 'Servcie' is no manifest; write Service or Operator",
    ),
    "kind is a number": ("kind: 12\n", "zz.icp.yaml:1:1: kind '12' is no manifest"),
    "empty": ("", "zz.icp.yaml:1:1: the file is empty"),
    "binary": (b"\x00\x01\x02\xff", "zz.icp.yaml:1:4: not UTF-8: byte 0xff"),
    "5 MB": (
        b"# " + b"x" * (5 << 20),
        "zz.icp.yaml:1:1: the file has 5,242,882 bytes; more than 1,048,576 (1 MiB)",
    ),
    "a license of another kind": (
        LICENSE_OF_ANOTHER_KIND,
        "zz.icp.yaml:2:1: kind 'BusinessLicense' is no manifest; write Service or Operator; another document needs a name",
    ),
    "a name that is taken": (
        service(name="ads-console"),
        "zz.icp.yaml:3:1: the name 'ads-console' is already used by ads-console.icp.yaml; give each manifest its own",
    ),
    "no site and no app": (
        service().replace("[{domain: ad.oceanengine.com, name: 巨量引擎官方网站}]", "[]"),
        "zz.icp.yaml:6:1: sites must not be empty: list the service's sites, or under 'apps' the apps by which users",
    ),
    "an app without a name": (
        service() + "apps: [{package: cn.example.a}]\n",
        "zz.icp.yaml:10:8: apps[0]: 'name' is missing",
    ),
    "a feature on a site of nobody": (
        service().replace("kind: article}", "kind: article, sites: [ad.oceanengine.cn]}"),
        "zz.icp.yaml:9:43: features[0].sites[0]: the service has no site 'ad.oceanengine.cn'; did you mean",
    ),
    "a symbolic link to itself": (None, "zz.icp.yaml:1:1: a symbolic link that leads back to itself"),
    "a broken link": ("->", "zz.icp.yaml:1:1: no such file"),
}


@pytest.fixture
def broken(project, request):
    """The example with one bad manifest beside the good ones."""
    content, _ = BAD[request.param]
    file = project.root / "zz.icp.yaml"
    if content is None:
        file.symlink_to(file.name)
    elif content == "->":
        file.symlink_to(project.root / "nowhere")
    elif isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(content, encoding="utf-8")
    return project


@pytest.mark.parametrize(
    ("broken", "line"), [(name, line) for name, (_, line) in BAD.items()], indirect=["broken"]
)
def test_the_command_line_says_one_line_and_judges_the_rest(broken, line, capsys, monkeypatch):
    monkeypatch.chdir(broken.root)
    assert main(["check", "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert [each for each in out.splitlines() if each.startswith(line)], out
    assert "Traceback" not in out + err
    assert int(re.search(r"cases:   (\d+) passed", out)[1]) >= 137  # the example's own


@pytest.mark.slow
@pytest.mark.parametrize(
    "broken", ["unknown license", "yaml error", "a symbolic link to itself"], indirect=True
)
def test_pytest_has_an_error_item_and_judges_the_rest(broken, request, pytester):
    pytester.chdir()
    project = pytester.path / "project"
    shutil.copytree(broken.root, project, symlinks=True)
    os.chdir(project)
    result = pytester.runpytest_inprocess(
        "-q", "-p", "no:cacheprovider", "--rootdir", str(project), str(project)
    )
    outcomes = result.parseoutcomes()
    assert outcomes["errors"] == 1
    assert outcomes["passed"] > 40
    assert result.ret == 1
    _, line = BAD[request.node.callspec.params["broken"]]
    assert any(each.startswith(line) for each in result.outlines)
    result.stdout.no_fnmatch_line("*Traceback*")
    # Nothing that is selected can leave the error out.
    selected = pytester.runpytest_inprocess(
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(project),
        str(project),
        "-k",
        "SP-02.2",
        "-m",
        "icp_critical",
    )
    assert selected.parseoutcomes()["errors"] == 1


def test_a_bad_table_is_told_with_its_line(project, capsys, monkeypatch):
    monkeypatch.chdir(project.root)
    project.change("pyproject.toml", 'lang = "en"', 'langauge = "en"')
    assert main(["check"]) == 2
    assert ":10:1: unknown setting 'langauge'; did you mean 'lang'?" in capsys.readouterr().err
    project.change("pyproject.toml", 'langauge = "en"', "lang = [")
    assert main(["check"]) == 2
    assert "pyproject.toml:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("kind: Provision\nid: SP-99\n", "more/x.yaml:1:1: 'apiVersion' is missing"),
        ("- a\n", "more/x.yaml:1:1: a policy or a license is a mapping with a 'kind'"),
        ("kind: Poem\n", "more/x.yaml:1:1: kind 'Poem' is no policy or license"),
        ("kind: [\n", "more/x.yaml:2:1: YAML syntax"),
    ],
)
def test_broken_policies_judge_nothing_and_fail(project, capsys, monkeypatch, content, message):
    monkeypatch.chdir(project.root)
    (project.root / "more").mkdir()
    (project.root / "more/x.yaml").write_text(content, encoding="utf-8")
    assert main(["check", "--policies", "more"]) == 2
    out, _ = capsys.readouterr()
    assert message in out
    assert " passed" not in out


@pytest.mark.slow
def test_a_policy_with_a_rule_that_nobody_has(project, capsys, monkeypatch):
    monkeypatch.chdir(project.root)
    (project.root / "more").mkdir()
    (project.root / "more/x.yaml").write_text(
        "apiVersion: icplicense/v1\nkind: Provision\nid: SP-16\ntitle: {en: a, zh: a}\ntext: 十六\nclauses:\n"
        "  - id: SP-16.1\n    quote: 十六\n    how: [declared]\n    means: {en: a, zh: a}\n    checks:\n"
        "      - {id: x, level: minor, of: Service, rule: in-forse, message: {en: a, zh: a}, remedy: {en: a, zh: a},\n"
        "         violations: [{patch: []}]}\n"
        "      - {id: y, level: minor, of: Service, rule: within-scope, with: {aspcet: x}, message: {en: a, zh: a},\n"
        "         remedy: {en: a, zh: a}, violations: [{patch: []}]}\n",
        encoding="utf-8",
    )
    assert main(["check", "--policies", "more"]) == 2
    out, _ = capsys.readouterr()
    assert "more/x.yaml:12:44: no rule is named 'in-forse'; did you mean 'in-force'?" in out
    assert "'with' of within-scope: 'aspect' is missing" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "gone"], "gone: no such file or folder"),
        (["check", "empty"], "no manifest (icp.yaml or *.icp.yaml) in "),
        (
            ["check", "--as-of", "2022-02-30"],
            "--as-of: not a day such as 2022-06-01 (in 1950–2199), today or +90d: '2022-02-30'",
        ),
        (
            ["calendar", "--to", "2300-01-01"],
            "--to: not a day such as 2022-06-01 (in 1950–2199), today or +90d: '2300-01-01'",
        ),
        (["test", "gone.yaml"], "no such file or folder"),
    ],
)
def test_wrong_use_is_exit_2(project, capsys, monkeypatch, arguments, message):
    monkeypatch.chdir(project.root)
    (project.root / "empty").mkdir()
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_where_all_is_excluded_the_setting_is_named(project, capsys, monkeypatch):
    project.change("pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["*"]\n')
    monkeypatch.chdir(project.root)
    assert main(["check"]) == 2
    assert "the setting 'exclude' leaves out every manifest in " in capsys.readouterr().err


@pytest.fixture
def unprivileged(monkeypatch):
    """Whoever looks for manifests may not look everywhere; root, who may, becomes nobody for as long."""
    if os.geteuid() != 0:
        return
    real = discovery.find_manifests

    def as_nobody(*arguments, **options):
        os.seteuid(65534)
        try:
            return list(real(*arguments, **options))
        finally:
            os.seteuid(0)

    monkeypatch.setattr(discovery, "find_manifests", as_nobody)


def test_a_folder_without_permission_is_an_error_and_the_rest_is_judged(
    project, unprivileged, monkeypatch, capsys
):
    monkeypatch.chdir(project.root)
    (project.root / "closed").mkdir()
    (project.root / "closed/zz.icp.yaml").write_text(service(), encoding="utf-8")
    (project.root / "closed").chmod(0o000)
    assert main(["check", "--verbose"]) == 2
    out = capsys.readouterr().out
    assert out.startswith("closed:1:1: this folder cannot be searched; allow it to be read, or exclude it\n")
    assert f"clauses: {PASSED} passed" in out
    assert main(["check", "closed"]) == 2
    assert capsys.readouterr().out.startswith("closed:1:1: this folder cannot be searched")
    (project.root / "closed").chmod(0o755)


@pytest.mark.slow
def test_a_policy_folder_without_permission_is_no_folder_without_policies(project, monkeypatch, capsys):
    """What is in it might have failed the build."""
    monkeypatch.chdir(project.root)
    folder = project.root / "own/closed"
    folder.mkdir(parents=True)
    (project.root / "own/own.yaml").write_text("kind: RegionCatalogue\nregions: []\n", encoding="utf-8")
    real = Disk.listdir

    def listdir(self, path):
        if path == Path("own/closed").absolute():
            raise PermissionError(13, "Permission denied", str(path))
        return real(self, path)

    monkeypatch.setattr(Disk, "listdir", listdir)
    assert main(["check", "--policies", "own"]) == 2
    assert "own/closed:1:1: this folder cannot be searched" in capsys.readouterr().out


def test_a_configuration_without_permission_is_not_passed_over(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    real = Disk.read

    def read(self, file, *arguments, **options):
        if file.name == "pyproject.toml":
            raise PermissionError(13, "Permission denied", str(file))
        return real(self, file, *arguments, **options)

    monkeypatch.setattr(Disk, "read", read)
    assert main(["check"]) == 2
    assert "pyproject.toml:1:1: no permission to read the file" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", ["check", "check --format json", "trace", "schema service", "explain SP-02.2"]
)
def test_a_reader_that_closes_early_gets_no_traceback(command, project):
    project.add_feature("web-search", "web")
    done = subprocess.run(
        [
            "bash",
            "-c",
            f"set -o pipefail; '{sys.executable}' -m pytest_icplicense {command} | head -1 >/dev/null",
        ],
        cwd=project.root,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    assert done.returncode in (0, 1, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    ["check", "trace", "explain web-search", "diff --base HEAD", "init new", "timeline", "check --help"],
)
def test_any_command_speaks_chinese_where_the_locale_cannot(command, project):
    environment = {"LC_ALL": "C", "PATH": os.environ["PATH"], "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for words in ("init -q", "add -A", "-c user.name=a -c user.email=a@b.cn commit -qm a"):
        subprocess.run(["git", *words.split()], cwd=project.root, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest_icplicense", "--lang", "zh", *command.split()],
        cwd=project.root,
        capture_output=True,
        env=environment,
    )
    assert done.stderr == b""
    assert any("一" <= char <= "鿿" for char in done.stdout.decode("utf-8"))


def test_windows_line_ends_and_a_mark_do_not_matter_to_any_command(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    project.add_feature("web-search", "web")
    assert main(["check"]) == 1
    plain = capsys.readouterr().out
    for file in (project.service, project.operator, project.root / "pyproject.toml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert main(["check"]) == 1
    assert capsys.readouterr().out == plain


def test_cases_that_one_broken_file_keeps_from_judgement_are_one_line(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    project.change("ads-console.icp.yaml", "operator: operator.icp.yaml", "operator: gone.icp.yaml")
    assert main(["check", "ads-console.icp.yaml"]) == 2
    lines = [line for line in capsys.readouterr().out.splitlines() if " error " in line]
    (line,) = lines
    assert line.startswith(
        "ads-console.icp.yaml:2:1: LIC.1, LIC.2, SP-03.2, SP-15.6.3, SP-15.7.3 error the operator's "
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["check", "--as-of", "2022-13-01"],
            "--as-of：应为 2022-06-01 这样的日期（1950–2199 年间）、today 或 +90d，而非 '2022-13-01'",
        ),
        (["check", "gone"], "gone：没有该文件或文件夹"),
    ],
)
def test_wrong_use_is_told_in_chinese_where_chinese_is_spoken(
    arguments, message, project, monkeypatch, capsys
):
    monkeypatch.chdir(project.root)
    (project.root / "pyproject.toml").unlink()
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert main(arguments) == 2
    assert message in capsys.readouterr().err


def test_a_misspelt_command_is_recognized(capsys):
    assert main(["chekc"]) == 2
    assert "did you mean 'check'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["\x1b[31mred", "::error::x", "##[error]x", "a\n::error file=x::y", "\u202eyx"]
)
def test_a_hostile_file_name_is_neither_a_command_nor_an_escape(name, project, monkeypatch, capsys):
    """CI servers run lines that begin with `::`, terminals escape sequences."""
    monkeypatch.chdir(project.root)
    (project.root / f"{name}.icp.yaml").write_text(service(kind="web-search"), encoding="utf-8")
    for form in ("text", "github", "json"):
        assert main(["check", "--format", form]) == 1
        out = capsys.readouterr().out
        assert not [char for char in out if not char.isprintable() and char != "\n"]
        lines = [line for line in out.splitlines() if line.startswith(("::", "##"))]
        assert all(line.startswith(("::error file=", "::warning file=")) for line in lines)
        assert lines == [] or form == "github"
        assert not [line for line in lines if line.startswith("::error file=x::")]


def test_a_hostile_setting_is_not_printed_raw(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    (project.root / "pyproject.toml").write_text('[tool.icplicense]\n"\\u001b[31mx\\n::error::hi" = 1\n')
    assert main(["check", "--format", "github"]) == 2
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert err.count("\n") == 1


def run_closed(project, *words: str, **streams) -> subprocess.CompletedProcess[str]:
    """The command with some of its streams elsewhere, and buffered, as they are for everybody."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "pytest_icplicense", *words]
    return subprocess.run(command, cwd=project.root, env=environment, encoding="utf-8", **streams)


@pytest.mark.slow
@pytest.mark.parametrize("words", [["check", "nope"], ["nope"], ["check", "--format", "nope"]])
def test_a_full_disk_under_the_error_stream_changes_no_exit_code(project, words):
    with open("/dev/full", "w") as full:
        assert run_closed(project, *words, stdout=subprocess.DEVNULL, stderr=full).returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("words", [["check"], ["--help"], ["check", "--help"], ["explain", "SP-02"]])
def test_a_full_disk_is_told(project, words):
    with open("/dev/full", "w") as full:
        done = run_closed(project, *words, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (
        2,
        "icplicense: cannot write the output: no space is left on the disk\n",
    )


@pytest.mark.slow
def test_a_folder_that_is_gone(project):
    gone = project.root / "gone"
    gone.mkdir()
    code = "import os, sys; os.rmdir(os.getcwd()); from pytest_icplicense.cli import main; sys.exit(main(['check']))"
    done = subprocess.run([sys.executable, "-c", code], cwd=gone, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (
        2,
        "icplicense: the current folder: there is none any more; change to another one\n",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "why"), [("link", "a link that leads out of the repository, *"), ("pipe", "not a regular file")]
)
def test_what_is_no_file_is_an_error_for_pytest_too(kind, why, project, pytester, monkeypatch):
    path = project.root / "z.icp.yaml"
    if kind == "link":
        path.symlink_to("/dev/null")
    else:
        os.mkfifo(path)
    monkeypatch.chdir(project.root)
    result = pytester.runpytest_inprocess(
        "-q", "-p", "no:cacheprovider", "--rootdir", project.root, "z.icp.yaml", "."
    )
    assert result.ret == 1
    result.stdout.fnmatch_lines([f"*z.icp.yaml:1:1: {why}"])


@pytest.mark.parametrize("way", ["exclude", "pyvenv.cfg", "conda-meta/history", "__pycache__"])
def test_an_operator_that_no_run_finds(way, project, monkeypatch, capsys):
    folder = "__pycache__" if way == "__pycache__" else "ops"
    (project.root / folder).mkdir()
    project.operator.rename(project.root / folder / "operator.icp.yaml")
    project.change(
        "ads-console.icp.yaml", "operator: operator.icp.yaml", f"operator: {folder}/operator.icp.yaml"
    )
    if way == "exclude":
        project.change("pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["ops"]\n')
    elif way != "__pycache__":
        (project.root / "ops" / way).parent.mkdir(exist_ok=True)
        (project.root / "ops" / way).write_text("", encoding="utf-8")
    monkeypatch.chdir(project.root)
    assert main(["check"]) == 2
    assert "is never judged itself" in capsys.readouterr().out


@pytest.mark.slow
def test_a_folder_that_is_excluded_is_for_pytest_too(project, pytester, monkeypatch):
    (project.root / "ops").mkdir()
    (project.root / "ops/bad.icp.yaml").write_text("kind: Service\n", encoding="utf-8")
    project.change("pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nexclude = ["ops"]\n')
    monkeypatch.chdir(project.root)
    assert main(["check"]) == 0
    result = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "--rootdir", project.root, ".")
    assert result.ret == 0
