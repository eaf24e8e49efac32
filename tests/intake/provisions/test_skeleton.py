"""Provisions that no policy judges yet: their skeleton, and that nothing passes over a clause without a check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense import library as libraries
from pytest_icplicense.cli import main
from pytest_icplicense.documents import read
from pytest_icplicense.intake.provisions.cutting import cut
from pytest_icplicense.intake.provisions.duties import MOST, asks_itself, duties
from pytest_icplicense.intake.provisions.skeleton import is_untouched, skeleton
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.readers.lines import Line, Passage

LIBRARY = libraries.load()
TEXT = "(十五)(适用于信息搜索查询服务)你公司应当公布排序规则,并不得收取排名费用;应当每季度 10 日前报告。"


def written(text: str, identifier: str = "SP-15.15", heading: str | None = None) -> str:
    (piece, *_) = cut([Passage.of([Line(1, text)])]).pieces
    return skeleton(piece, identifier, LIBRARY.catalogue, heading)


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return project


def unwritten(text: str) -> str:
    """The document as somebody left it who took the checks out."""
    document = yaml.safe_load(text)
    for clause in document["clauses"]:
        clause["checks"] = []
        clause["means"] = {"en": "TO BE WRITTEN", "zh": "待编写"}
    del document["example"]
    return yaml.safe_dump(document, allow_unicode=True)


def add(project, text: str) -> None:
    (project.root / "own").mkdir()
    (project.root / "own/new.yaml").write_text(text, encoding="utf-8")


def test_a_skeleton_is_a_provision_whose_clauses_are_attested():
    document = yaml.safe_load(written(TEXT, heading="十五、你公司应当遵守下列规定:"))
    assert list(document) == [
        *(
            "apiVersion",
            "kind",
            "id",
            "title",
            "only_listed",
            "applies_to",
            "heading",
            "text",
            "example",
            "clauses",
        )
    ]
    assert document["applies_to"] == {"item": "B25/search"}
    assert document["text"] == TEXT
    assert [(clause["id"], clause["quote"], clause["how"]) for clause in document["clauses"]] == [
        ("SP-15.15.1", "你公司应当公布排序规则", ["attested"]),
        ("SP-15.15.2", "不得收取排名费用", ["attested"]),
        ("SP-15.15.3", "应当每季度 10 日前报告", ["attested"]),
    ]
    assert [[check["rule"] for check in clause["checks"]] for clause in document["clauses"]] == [
        ["attested"]
    ] * 3
    assert [check["of"] for clause in document["clauses"] for check in clause["checks"]] == ["Service"] * 3
    assert "dated check" in document["clauses"][2]["means"]["en"]
    plain = yaml.load(written(TEXT), yaml.BaseLoader)
    assert is_untouched(plain)
    plain["clauses"][0]["checks"] = []
    assert not is_untouched(plain)


def test_what_the_catalogue_does_not_know_limits_nothing_and_is_noted():
    document = yaml.safe_load(written("(一)(适用于算命服务)你公司应当报告。"))
    assert "applies_to" not in document
    assert "算命服务" in document["note"]["zh"]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("你公司应当甲,乙,丙。", ["你公司应当甲,乙,丙"]),
        ("你公司应当甲,并第一时间乙。", ["你公司应当甲", "第一时间乙"]),
        ("你公司提供服务时,应当甲,不得乙。", ["你公司提供服务时,应当甲", "不得乙"]),
        ("相应的应急预案,响应应用。", ["相应的应急预案,响应应用"]),
        (
            "你公司应按要求办理(不得拖延,应当及时)手续;禁止转租",
            ["你公司应按要求办理(不得拖延,应当及时)手续", "禁止转租"],
        ),
        ("未经批准，你公司不得甲；严禁乙！", ["未经批准，你公司不得甲", "严禁乙"]),
        ("。", []),
    ],
)
def test_clauses_are_cut_where_a_new_duty_begins(text, quotes):
    assert duties(text) == quotes


@pytest.mark.parametrize(
    ("heading", "asks"),
    [
        ("你公司在经营信息服务业务时应当遵守下列规定:", False),
        ("你公司应当符合以下要求：", False),
        ("你公司应当每月报告,并遵守下列规定:", True),
        ("你公司应当每月报告:", True),
    ],
)
def test_a_sentence_above_items_may_ask_something_itself(heading, asks):
    assert asks_itself(heading) is asks


def left_over(text: str, quotes: list[str]) -> str:
    """What no quotation covers, where each is looked for behind the one before; it must be there word for word."""
    place, left = 0, ""
    for quote in quotes:
        start = text.index(quote, place)
        left += text[place:start]
        place = start + len(quote)
    return left + text[place:]


WORDS = st.lists(
    st.sampled_from(
        [
            "你公司",
            "应当",
            "不得",
            "并",
            "且",
            "报告",
            "，",
            ",",
            "。",
            "；",
            "(含试点)",
            " ",
            "应用",
            "第三条",
            "1",
        ]
    ),
    min_size=1,
    max_size=40,
).map("".join)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_clauses_are_verbatim_and_cover_all_but_connectives_and_punctuation(text):
    left = left_over(text, duties(text))
    assert set(left) <= set("并且但同时，,。；; ")


def test_the_shipped_provisions_are_covered_too():
    for each in LIBRARY.provisions:
        if each.text:
            left = left_over(
                each.text, duties(each.text.partition("你公司")[1] + each.text.partition("你公司")[2])
            )
            assert (
                len(left.partition("你公司")[0]) <= len("(十一)(适用于信息发布平台及递送服务)未经批准,") + 6
            )


def test_no_more_clauses_than_a_person_could_read():
    text = "应当甲,不得乙。" * 1000
    quotes = duties(text)
    assert len(quotes) == MOST
    assert quotes[-1].endswith("应当甲,不得乙")
    assert not left_over(text, quotes).strip(",。")


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60))
def test_any_text_comes_back_as_it_was(tmp_path_factory, text):
    (piece, *_) = cut([Passage.of([Line(1, f"一、应当{text}")])]).pieces or (None,)
    file = Path(tmp_path_factory.mktemp("own")) / "new.yaml"
    file.write_text(skeleton(piece, "SP-16", LIBRARY.catalogue), encoding="utf-8", newline="")
    source = read(file, "new.yaml")
    assert source.problems == ()
    (document,) = source.documents
    assert LIBRARY.schema("provision").problems(document) == []
    assert document.tree["text"] == piece.text.text
    assert all(fold(clause["quote"]).text in fold(piece.words).text for clause in document.tree["clauses"])


@pytest.mark.slow
def test_a_skeleton_proves_itself_and_is_attested(here, capsys):
    add(here, written(TEXT.replace("(适用于信息搜索查询服务)", "")))
    assert main(["test", "own"]) == 0
    assert "3 clauses, 3 checks, 3 violations caught, 0 checks prove nothing" in capsys.readouterr().out
    main(["check", "--policies", "own"])
    out = capsys.readouterr().out
    assert "warning SP-15.15.2 attest SP-15.15.2, “不得收取排名费用”: no attestation for SP-15.15.2" in out
    args = ["SP-15.15.1", "SP-15.15.2", "SP-15.15.3", "--owner", "法务部 王芳", "--policies", "own"]
    assert main(["attest", *args, "--evidence", "evidence/security-policy.md"]) == 0
    assert main(["check", "--policies", "own"]) == 0
    assert "attest SP-15.15" not in capsys.readouterr().out


def test_what_is_to_be_pasted_for_it_is_its_own_attestation_alone(here, capsys):
    add(here, written(TEXT.replace("(适用于信息搜索查询服务)", "")))
    main(["todo", "--format", "json", "--policies", "own"])
    (task,) = (each for each in json.loads(capsys.readouterr().out) if each["clause"] == "SP-15.15.1")
    (pasted,) = yaml.safe_load(task["snippet"])["attestations"]
    assert pasted["clauses"] == ["SP-15.15.1", "SP-15.15.2", "SP-15.15.3"]


@pytest.mark.slow
def test_a_conditional_skeleton_proves_itself(here, capsys):
    add(here, written(TEXT))
    assert main(["test", "own"]) == 0


@pytest.mark.slow
def test_trace_ends_with_1_until_a_check_is_written(here, capsys):
    add(here, unwritten(written(TEXT)))
    assert main(["trace", "--policies", "own"]) == 1
    out = capsys.readouterr().out
    assert "NO CHECK" in out
    clauses = len(LIBRARY.clause_ids())
    assert f"{clauses} of {clauses + 3} clauses have a check" in out
    (here.root / "own/new.yaml").unlink()
    assert main(["trace"]) == 0


def test_check_does_not_pass_over_a_clause_without_a_check(here, capsys):
    add(here, unwritten(written(TEXT.replace("(适用于信息搜索查询服务)", ""))))
    assert main(["check", "--policies", "own", "--format", "json"]) == 2
    cases = json.loads(capsys.readouterr().out)["cases"]
    errors = [case for case in cases if case["verdict"] == "error"]
    assert [case["id"] for case in errors if "SP-15.15.2" in case["id"]] == [
        "SP-15.15.2/no-check[ads-console]",
        "SP-15.15.2/no-check[北京巨量引擎网络技术有限公司]",
    ]
    assert len(errors) == 2 * 3
    assert errors[0]["reason"].startswith("this clause has no check yet")


@pytest.mark.slow
def test_a_conditional_clause_without_a_check_binds_who_offers_the_service(here, capsys):
    add(here, unwritten(written(TEXT)))
    assert main(["check", "--policies", "own", "ads-console.icp.yaml"]) == 0
    here.add_feature("web-search")
    assert main(["check", "--policies", "own", "ads-console.icp.yaml"]) == 2
    assert "SP-15.15.1" in capsys.readouterr().out


@pytest.mark.slow
def test_pytest_does_not_pass_over_it_either(here, pytester):
    add(here, unwritten(written(TEXT.replace("(适用于信息搜索查询服务)", ""))))
    done = pytester.runpytest_subprocess(
        str(here.service),
        "-p",
        "icplicense",
        "--icp-policies",
        "own",
        "-k",
        "SP-15.15.2",
        "-p",
        "no:cacheprovider",
    )
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*this clause has no check yet*"])


def test_no_waiver_helps(here, capsys):
    add(here, unwritten(written(TEXT.replace("(适用于信息搜索查询服务)", ""))))
    (here.root / "icp-waivers.yaml").write_text(
        '- {check: SP-15.15.2, subject: "*", reason: 更名, approver: 李明, ticket: T-1,'
        " from: 2022-05-01, expires: 2022-08-01}\n",
        encoding="utf-8",
    )
    assert main(["check", "--policies", "own"]) == 2
    assert "critical" in capsys.readouterr().out


def test_the_proof_of_the_policies_reports_it(here, capsys):
    add(here, unwritten(written(TEXT)))
    assert main(["test", "own"]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].split() == ["FAIL", "SP-15.15.1/no-check", "critical", "0/0"]
    assert out[1].strip() == "this clause has no check yet, so nobody can say whether it is kept"
    assert out[-1].endswith("0 checks, 0 violations caught, 0 checks prove nothing, 3 clauses have no check")


@pytest.mark.parametrize("topic", ["SP-15.15.1", "SP-15.15.1/no-check", "SP-15.15"])
def test_explain_says_so(here, capsys, topic):
    add(here, unwritten(written(TEXT)))
    assert main(["explain", topic, "--policies", "own"]) == 0
    assert "TO BE WRITTEN" in capsys.readouterr().out


CHANGED = """\
changed_provisions:
  - id: SP-14
    text: 十四、你公司应当在每年1月1日至3月31日参加电信主管部门组织的经营许可证年报。
    changed_text: [{was: 第一季度, now: 1月1日至3月31日}]
    review: [SP-14.1]
"""


def license_with(project, rows: str) -> None:
    text = (libraries.shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    (project.root / "renewed.yaml").write_text(text.replace("20181623", "20189999") + rows, encoding="utf-8")
    for file in (project.service, project.operator):
        file.write_text(
            file.read_text(encoding="utf-8").replace("京B2-20181623", "京B2-20189999"), encoding="utf-8"
        )


@pytest.mark.slow
def test_trace_marks_clauses_for_review(here, capsys):
    license_with(here, CHANGED)
    assert main(["trace", "--license", "renewed.yaml", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["clause"] for row in rows if row["review"]] == ["SP-14.1"]
    assert main(["trace", "--license", "renewed.yaml"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in out if line.endswith("REVIEW")] == ["SP-14.1"]
    assert out[-1] == "1 to review: a license words their provisions in another way than the policies do"
    assert main(["trace", "--license", "renewed.yaml", "--format", "markdown", "--lang", "zh"]) == 0
    assert capsys.readouterr().out.count("**须复核**") == 1


@pytest.mark.slow
def test_a_license_that_nobody_here_runs_under_marks_nothing(here, capsys):
    license_with(here, CHANGED)
    for file in (here.service, here.operator):
        file.write_text(
            file.read_text(encoding="utf-8").replace("京B2-20189999", "京B2-20181623"), encoding="utf-8"
        )
    assert main(["trace", "--license", "renewed.yaml", "--format", "json"]) == 0
    assert not any(row["review"] for row in json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "[SP-14.1]",
            "[SP-14.9]",
            ":14: SP-14 has no clause 'SP-14.9'; did you mean 'SP-14.",
        ),
        ("[SP-14.1]", "[SP-13.1]", "SP-14 has no clause 'SP-13.1'"),
        ("id: SP-14", "id: SP-17", "SP-17 is not among the license's provisions"),
        ("    changed_text: [{was: 第一季度, now: 1月1日至3月31日}]\n", "", "'changed_text' is missing"),
    ],
)
def test_a_review_that_would_mark_nothing_is_an_error(here, capsys, old, new, told):
    license_with(here, CHANGED.replace(old, new))
    assert main(["trace", "--license", "renewed.yaml"]) == 2
    assert told in capsys.readouterr().err
