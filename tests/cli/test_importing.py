"""`icplicense import`: from the text of a license to a license that judges, with a report of everything in between."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from pytest_icplicense.cli import main
from pytest_icplicense.documents import read
from pytest_icplicense.library import shipped

SEED = Path(__file__).parent.parent / "data/license-jing-b2-20181623.txt"
SHIPPED = shipped() / "licenses/jing-b2-20181623.yaml"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder with the text of the license."""
    shutil.copy(SEED, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def changed(folder: Path, *changes: tuple[str, str], name: str = "changed.txt") -> str:
    """The license's text with other words."""
    text = SEED.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_the_seed_gives_exactly_the_license_that_is_shipped(here, capsys):
    assert main(["import", SEED.name]) == 0
    out, err = capsys.readouterr()
    assert out == SHIPPED.read_text(encoding="utf-8")
    assert err.startswith(f"read from {SEED.name}:\n  number: 京B2-20181623 (line 5)\n")
    assert "not certain" not in err
    assert "not found" not in err


def test_every_value_has_the_line_that_it_stands_on(here, capsys):
    assert main(["import", SEED.name, "-o", "l.yaml"]) == 0
    (document,) = read(here / "l.yaml").documents
    text = SEED.read_text(encoding="utf-8").splitlines()
    values = document.tree["source"]["lines"]
    assert {"/number", "/holder", "/issued", "/expires", "/scope/0", "/sites/1/domain"} <= values.keys()
    assert text[values["/number"] - 1].endswith("京B2-20181623")
    assert text[values["/scope/0"] - 1].strip().startswith("及覆盖范围：信息服务业务")
    assert text[values["/sites/1/domain"] - 1] == "网站域名：oceanengine.com"


def test_a_renewal_with_other_words_and_a_new_item(here, capsys):
    renewed = changed(
        here,
        ("2023年 09月 12日", "2028年9月11日"),
        ("2021年 10月 2日", "二〇二三年九月十二日"),
        ("第一季度", "1月1日至3月31日"),
    )
    with (here / renewed).open("a", encoding="utf-8") as file:
        file.write("\n\n(十五)你公司应当建立未成年人保护制度,不得向未成年人推送有害信息。\n")
    assert main(["import", renewed, "-o", "licenses/renewed.yaml"]) == 0
    out = capsys.readouterr().out
    assert "provisions with other words, to be reviewed: SP-14\n" in out
    assert "SP-14: “第一季度” → “1月1日至3月31日”\n" in out
    assert "SP-14: clauses to review: SP-14.1\n" in out
    assert "provisions of its own, to be attested: SP-16, SP-15.15\n" in out
    assert (
        "SP-16.1 “你公司应当在每年1月1日至3月31日参加电信主管部门组织的经营许可证年报”: judge as SP-14.1?"
        in out
    )
    (document,) = read(here / "licenses/renewed.yaml").documents
    assert (document.tree["issued"], document.tree["expires"]) == ("2023-09-12", "2028-09-11")
    assert document.tree["changed_provisions"][0]["changed_text"] == [
        {"was": "第一季度", "now": "1月1日至3月31日"}
    ]
    (skeleton,) = read(here / "licenses/renewed.SP-15.15.yaml").documents
    assert [len(clause["checks"]) for clause in skeleton.tree["clauses"]] == [1, 1]


@pytest.mark.slow
def test_a_provision_of_the_licenses_own_is_attested_from_the_first_day(project, monkeypatch, capsys):
    """It is in force, and no policy knows it: `trace` counts it as attested, and `check` asks for it."""
    renewed = changed(project.root, ("京B2-20181623", "京B2-20231623"), name="renewed.txt")
    with (project.root / renewed).open("a", encoding="utf-8") as file:
        file.write("\n\n(十五)你公司应当建立未成年人保护制度。\n")
    monkeypatch.chdir(project.root)
    assert main(["import", renewed, "-o", "licenses/renewed.yaml"]) == 0
    for file in (project.service, project.operator):
        file.write_text(
            file.read_text(encoding="utf-8").replace("京B2-20181623", "京B2-20231623"), encoding="utf-8"
        )
    capsys.readouterr()
    assert main(["trace", "--license", "licenses"]) == 0
    assert "NO CHECK" not in capsys.readouterr().out
    main(["check", "--license", "licenses"])
    assert "warning SP-15.15.1 attest SP-15.15.1, “你公司应当建立未成年人保护制度”" in capsys.readouterr().out
    assert main(["import", renewed, "-o", "licenses/renewed.yaml", "--force", "--license", "licenses"]) == 0
    assert "provisions of its own, to be attested: SP-15.15\n" in capsys.readouterr().out


def test_accepted_sentences_are_bound_and_their_drafts_go(here, capsys):
    renewed = changed(here, ("配备用户投诉受理人员", "安排用户投诉专门受理人员"))
    assert main(["import", renewed, "-o", "licenses/renewed.yaml"]) == 0
    assert (here / "licenses/renewed.SP-16.yaml").is_file()
    assert "judge as SP-05.3?" in capsys.readouterr().out
    assert main(["import", renewed, "-o", "licenses/renewed.yaml", "--force", "--accept", "SP-05.3"]) == 0
    assert not (here / "licenses/renewed.SP-16.yaml").exists()
    (document,) = read(here / "licenses/renewed.yaml").documents
    assert document.tree["quotes"]["SP-05.3"] == "安排用户投诉专门受理人员"
    assert list(document.tree["source"]["accepted"]) == ["SP-05.3"]


def test_a_draft_that_somebody_has_filled_in_stays(here, capsys):
    renewed = changed(here, ("配备用户投诉受理人员", "安排用户投诉专门受理人员"))
    assert main(["import", renewed, "-o", "licenses/renewed.yaml"]) == 0
    draft = here / "licenses/renewed.SP-16.yaml"
    draft.write_text(
        draft.read_text(encoding="utf-8").replace("level: major", "level: minor"), encoding="utf-8"
    )
    before = draft.read_bytes()
    assert main(["import", renewed, "-o", "licenses/renewed.yaml", "--force"]) == 0
    assert draft.read_bytes() == before
    (document,) = read(here / "licenses/renewed.yaml").documents
    assert {"SP-05", "SP-16.1"} <= set(document.tree["provisions"])
    assert document.tree["changed_provisions"][0]["unbound"] == ["SP-05.3"]


@pytest.mark.parametrize(
    ("given", "told"),
    [("50", "from 65 to 100"), ("SP-14.9", "no sentence"), ("yes", "percentage"), ("SP-05.3", "no sentence")],
)
def test_what_cannot_be_accepted_is_refused(here, capsys, given, told):
    assert main(["import", changed(here), "-o", "licenses/own.yaml", "--accept", given]) == 2
    assert told in capsys.readouterr().err
    assert not (here / "licenses").exists()


def test_on_a_terminal_each_is_asked_for(here, capsys, monkeypatch):
    asked = []

    def answer(question: str) -> str:
        asked.append(question)
        return "y"

    monkeypatch.setattr("builtins.input", answer)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    renewed = changed(here, ("配备用户投诉受理人员", "安排用户投诉专门受理人员"))
    assert main(["import", renewed, "-o", "licenses/own.yaml"]) == 0
    assert ["judge as SP-05.3?" in each for each in asked] == [True]
    (document,) = read(here / "licenses/own.yaml").documents
    assert "unbound" not in document.tree["changed_provisions"][0]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("有效期至：2023年 09月 12日", "", "'有效期至' is not there"),
        ("2023年 09月 12日", "2O23年 09月 12日", "'2O23年"),
        ("公司名称：北京巨量引擎网络技术有限公司", "", "'公司名称' is not there"),
        ("服务器放置地：", "放置：", "'服务器放置地' is not there"),
    ],
)
def test_what_is_missing_is_missing(here, capsys, old, new, told):
    assert main(["import", changed(here, (old, new)), "-o", "l.yaml"]) == 1
    out = capsys.readouterr().out
    assert "not found; it is left out, not guessed" in out
    assert told in out
    (document,) = read(here / "l.yaml").documents
    usable = main(["explain", "SP-01", "--license", "l.yaml"]) == 0
    assert ("l.yaml cannot be used until what was left out is written into it" in out) == (not usable)
    if "有效期" in old or "2O23" in new:
        assert "expires" not in document.tree
        assert "expires" not in json.dumps(document.tree["source"]["lines"])


@pytest.mark.parametrize(
    ("old", "new", "told", "code"),
    [
        ("网站域名：oceanengine.com", "网站域名：www.a.example b.example", "is not one domain", 1),
        ("网站域名：oceanengine.com", "网站域名：https://oceanengine.com/ad/", "is not one domain", 1),
        ("网站域名：oceanengine.com", "网站域名：ocean engine.com", "'ocean engine.com' has spaces in it", 0),
        (
            "公司名称：北京巨量",
            "公司名称：北 京 巨 量",
            "'北 京 巨 量引擎网络技术有限公司' has spaces in it",
            0,
        ),
    ],
)
def test_what_scanning_did_to_names_is_told(here, capsys, old, new, told, code):
    assert main(["import", changed(here, (old, new))]) == code
    assert told in capsys.readouterr().err


def test_a_domain_written_as_an_address_is_the_domain(here, capsys):
    license = changed(here, ("网站域名：oceanengine.com", "网站域名：https://oceanengine.com/"))
    assert main(["import", license, "-o", "l.yaml"]) == 0
    (document,) = read(here / "l.yaml").documents
    assert document.tree["sites"][-1]["domain"] == "oceanengine.com"


def test_a_number_that_pages_do_not_agree_on(here, capsys):
    text = SEED.read_text(encoding="utf-8")
    (here / "x.txt").write_text(
        text.replace("经营许可证编号: 京 B2-20181623", "经营许可证编号: 京 B2-20181624", 1)
    )
    assert main(["import", "x.txt"]) == 0
    assert (
        "x.txt:51:1: another number, 京B2-20181624, than 京B2-20181623 in line 5" in capsys.readouterr().err
    )


TRANS = (
    ("京B2-20181623", "B2-20221623"),
    ("京 B2-20181623", "B2-20221623"),
    (
        "信息服务业务（仅限互联网信息服务）  \n不含信息搜索查询服务、信息即时交互服务。",
        "1.信息服务业务（仅限互联网信息服务）不含信息搜索查询服务、信息即时交互服务：北京、上海2直辖市；2.国内呼叫中心业务：全国。",
    ),
)


def test_an_imported_license_judges_at_once(project, monkeypatch, capsys):
    """A trans-regional license with two categories: coverage (SP-02.3) and provincial licenses beside it (SP-13)."""
    changed(project.root, *TRANS, name="trans.txt")
    monkeypatch.chdir(project.root)
    assert main(["import", "trans.txt", "-o", "licenses/trans.yaml"]) == 0
    for path in (
        project.service,
        project.operator,
        *project.root.glob("web/*.html"),
        *project.root.rglob("*s/*.html"),
    ):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("京B2-20181623", "B2-20221623"), encoding="utf-8")
    project.change("pyproject.toml", "[tool.icplicense]\n", '[tool.icplicense]\nlicenses = ["licenses"]\n')
    project.change("ads-console.icp.yaml", "regions: [北京市]", "regions: [北京市, 上海市, 广东省]")
    with project.operator.open("a", encoding="utf-8") as file:
        file.write("provincial_licenses: [{number: 沪B2-20170345}]\n")
    capsys.readouterr()
    assert main(["check", "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["errors"] == []
    assert report["license"] == ["B2-20221623"]
    verdicts = {case["id"]: case["verdict"] for case in report["cases"]}
    coverage = {case: verdict for case, verdict in verdicts.items() if case.startswith("SP-02.3/")}
    assert coverage == {
        "SP-02.3/region-inside-coverage[ads-console:北京市]": "passed",
        "SP-02.3/region-inside-coverage[ads-console:上海市]": "passed",
        "SP-02.3/region-inside-coverage[ads-console:广东省]": "failed",
    }
    (returned,) = (verdict for case, verdict in verdicts.items() if case.startswith("SP-13.1/"))
    assert returned == "failed"


def test_side_by_side(here, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    name = changed(here, ("2023年 09月 12日", "2028年9月11日"), ("oceanengine.com", "example.cn"))
    assert main(["import", name, "--compare", str(SHIPPED)]) == 0
    out = capsys.readouterr().out.splitlines()
    assert next(line for line in out if line.startswith("~ expires")).split() == [
        "~",
        "expires",
        "2028-09-11",
        "2023-09-12",
    ]
    assert [line.split() for line in out if line.startswith("  number")] == [
        ["number", "京B2-20181623", "京B2-20181623"]
    ]
    assert any(line.split() == ["~", "site", "example.cn"] for line in out)
    assert max(map(cell_len, out)) <= 100
    assert re.fullmatch(r"\d+ of \d+ rows differ", out[-1])
    assert main(["import", SEED.name, "--compare", SEED.name, "--lang", "zh"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("，0 行不同")


def test_nothing_is_overwritten(here, capsys):
    (here / "l.yaml").write_text("mine\n", encoding="utf-8")
    assert main(["import", SEED.name, "-o", "l.yaml"]) == 2
    assert capsys.readouterr().err == "icplicense: l.yaml is there already; --force overwrites it\n"
    assert (here / "l.yaml").read_text(encoding="utf-8") == "mine\n"
    assert main(["import", SEED.name, "-o", "l.yaml", "--force"]) == 0
    assert (here / "l.yaml").read_bytes() == SHIPPED.read_bytes()
    assert (here / "l.yaml.bak").read_text(encoding="utf-8") == "mine\n"
    assert "saved the old l.yaml as l.yaml.bak" in capsys.readouterr().err
    assert main(["import", SEED.name, "-o", "l.yaml", "--force"]) == 0
    assert not (here / "l.yaml.bak2").exists()  # nothing differs
    (here / "file").write_text("", encoding="utf-8")
    assert main(["import", SEED.name, "-o", "file/l.yaml"]) == 2
    assert main(["import", SEED.name, "-o", "."]) == 2


OTHERS = {
    "empty.txt": ("", "empty"),
    "blank.txt": ("\n \n", ""),
    "business.txt": (
        "营业执照\n统一社会信用代码：91110108MA00000000\n名称：某甲有限公司\n法定代表人：张某\n",
        "营业执照",
    ),
    "filing.txt": ("ICP备案主体信息\n备案号：京ICP备00000000号\n网站名称：示例网\n", "备案"),
    "part.txt": (
        "经营许可证编号：京B2-20181623\n",
        "of a license's fields it has only 经营许可证编号; import the whole",
    ),
    "novel.txt": ("从前有座山。\n" * 50, "no telecom license"),
    "picture.png": ("\x89PNG\r\n\x1a\n", ""),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_license_is_refused_in_one_line(name, here, capsys):
    content, told = OTHERS[name]
    (here / name).write_bytes(content.encode("latin-1" if name.endswith("png") else "utf-8"))
    assert main(["import", name]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"icplicense: {name}: ")
    assert err.count("\n") == 1
    assert told in err


@pytest.mark.slow
def test_without_the_extra_a_text_is_read_all_the_same(here):
    code = (
        "import sys\n"
        "for name in ('pdfminer', 'docx', 'charset_normalizer'): sys.modules[name] = None\n"
        "from pytest_icplicense.cli import main\n"
        f"sys.exit(main(['import', {SEED.name!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, SHIPPED.read_text(encoding="utf-8"))


def test_only_a_file_is_written_to_and_never_the_license_itself(here, capsys):
    os.mkfifo(here / "pipe")
    (here / "link").symlink_to(here / "elsewhere.yaml")
    for name in ("pipe", "link"):
        assert main(["import", SEED.name, "-o", name, "--force"]) == 2
        assert capsys.readouterr().err == f"icplicense: {name} is no regular file\n"
    assert not (here / "elsewhere.yaml").exists()
    assert main(["import", SEED.name, "-o", SEED.name, "--force"]) == 2
    assert (here / SEED.name).read_bytes() == SEED.read_bytes()
    assert main(["import", SEED.name, "-o", "-"]) == 0
    assert not (here / "-").exists()


def test_a_skeleton_that_somebody_filled_in_is_kept(here, capsys):
    text = SEED.read_text(encoding="utf-8") + "\n\n(十五)你公司应当建立未成年人保护制度。\n"
    (here / "x.txt").write_text(text, encoding="utf-8")
    assert main(["import", "x.txt", "-o", "l.yaml"]) == 0
    (here / "l.SP-15.15.yaml").write_text("# filled in\n", encoding="utf-8")
    assert main(["import", "x.txt", "-o", "l.yaml", "--force"]) == 0
    assert "kept l.SP-15.15.yaml: it is there already" in capsys.readouterr().out
    assert (here / "l.SP-15.15.yaml").read_text(encoding="utf-8") == "# filled in\n"


def test_side_by_side_shows_words_that_changed_and_what_is_not_certain(here, capsys):
    one = changed(here, ("第一季度", "上半年"), name="one.txt")
    other = changed(here, ("有效期至：2023年 09月 12日", ""), name="other.txt")
    assert main(["import", one, "--compare", other]) == 1
    out, err = capsys.readouterr()
    assert "words of SP-14" in out
    assert err == "other.txt: not all of it was read for certain; 'icplicense import other.txt' says what\n"
    assert main(["import", one, "--compare", other, "-o", "x.yaml"]) == 2


@pytest.mark.slow
def test_the_shipped_license_imported_anew_is_no_other_one(project, monkeypatch, capsys):
    """Nor is a file that is named twice, once as a license and once in a folder of policies."""
    monkeypatch.chdir(project.root)
    shutil.copy(SEED, project.root)
    assert main(["import", SEED.name, "-o", "l/own.yaml"]) == 0
    assert main(["check", "--license", "l/own.yaml", "--policies", "l"]) == 0
    own = project.root / "l/own.yaml"
    scanned = own.read_text(encoding="utf-8").replace("2023年 09月 12日", "2023年09月12日")
    own.write_text(scanned.replace("sha256: 5fdde9", "sha256: 000000"), encoding="utf-8")
    assert main(["check", "--license", "l/own.yaml"]) == 0
    (project.root / "l/own.yaml").write_text(
        (project.root / "l/own.yaml").read_text(encoding="utf-8").replace("2023-09-12", "2033-09-12"),
        encoding="utf-8",
    )
    capsys.readouterr()
    assert main(["check", "--license", "l/own.yaml"]) == 2
    assert "京B2-20181623 is already defined by" in capsys.readouterr().out


def test_a_license_is_not_written_where_a_manifest_is_looked_for(here, capsys):
    assert main(["import", SEED.name, "-o", "licenses/icp.yaml"]) == 2
    assert "a file of this name is taken for a manifest" in capsys.readouterr().err
    assert not (here / "licenses").exists()


def test_what_another_license_has_of_its_own_is_not_missing_from_this_one(here, capsys):
    text = SEED.read_text(encoding="utf-8") + "\n十六、你公司应当建立未成年人保护制度。\n"
    (here / "first.txt").write_text(text.replace("20181623", "20181624"), encoding="utf-8")
    assert main(["import", "first.txt", "-o", "licenses/first.yaml"]) == 0
    capsys.readouterr()
    assert main(["import", SEED.name, "-o", "licenses/second.yaml"]) == 0
    out = capsys.readouterr().out
    assert "SP-16" not in out
    assert "is a page missing" not in out
