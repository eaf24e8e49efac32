"""`icplicense attest`: the entry counts at once, and what would not count is not written."""

from __future__ import annotations

import pytest
import yaml

from pytest_icplicense.cli.main import main

OWNER = ("--owner", "法务部 王芳", "--evidence", "evidence/security-policy.md")


@pytest.fixture
def here(project, monkeypatch):
    monkeypatch.chdir(project.root)
    return project


def test_several_clauses_of_one_statement_are_judged(here, capsys):
    text = here.operator.read_text(encoding="utf-8")
    here.operator.write_text(text.partition("\nattestations:")[0] + "\n", encoding="utf-8")
    assert main(["attest", "SP-01.2", "SP-07.1", *OWNER, "--lang", "en"]) == 0
    assert "operator.icp.yaml:" in (said := capsys.readouterr().out)
    assert "attested SP-01.2, SP-07.1 by 法务部 王芳, reviewed 2022-06-01" in said
    verdicts = {each.criterion.clause: each.outcome.value for each in here.report(here.operator).results}
    assert (verdicts["SP-01.2"], verdicts["SP-07.1"], verdicts["SP-07.2"]) == ("passed", "passed", "pending")


def test_one_document_answers_the_clauses_that_the_catalogue_names(here, capsys):
    words = ("attest", "--document", "user-information", *OWNER, "--lang", "en")
    assert main([*words]) == 0
    out, err = capsys.readouterr()
    assert "attested SP-07.1, SP-07.2, SP-07.5 by" in out
    assert "no document of the catalogue" not in err
    number = here.operator.read_text(encoding="utf-8").partition("{clause: SP-07.1")[0].count("\n") + 1
    assert f"operator.icp.yaml:{number}:5: note: attested before: SP-07.1; take this out if" in err
    assert main(["attest", "SP-01.2", "SP-07.1", *OWNER, "--lang", "en"]) == 0
    assert "no document of the catalogue is for all of SP-01.2, SP-07.1" in capsys.readouterr().err


def test_staggered_attestations_end_in_months_of_their_own(here):
    text = here.operator.read_text(encoding="utf-8")
    here.operator.write_text(text.partition("\nattestations:")[0] + "\n", encoding="utf-8")
    clauses = ("SP-01.2", "SP-04.1", "SP-05.1", "SP-07.1", "SP-09.1", "SP-10.1", "SP-15.6.4")
    for clause in clauses:
        assert main(["attest", clause, *OWNER, "--stagger"]) == 0
    rows = yaml.safe_load(here.operator.read_text(encoding="utf-8"))["attestations"]
    ends = [str(row.get("expires", "none")) for row in rows]
    assert ends == ["none", *(f"2023-0{month}-01" for month in (5, 4, 3, 2, 1)), "none"]


def test_parts_that_a_clause_names_are_written_and_told(here, capsys):
    assert main(["attest", "SP-01.1", *OWNER]) == 0
    assert (
        "take out what the evidence does not show: numbering-resources, tariffs, " in capsys.readouterr().out
    )
    assert "covers:" in here.operator.read_text(encoding="utf-8").rpartition("SP-01.1")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["SP-99.1", *OWNER], "no clause 'SP-99.1'"),
        ([*OWNER], "name a clause, or a --document"),
        (
            ["--document", "user-informaton", *OWNER],
            "no 'user-informaton' in the catalogue; did you mean 'user-information'?",
        ),
        (
            ["SP-02.2", *OWNER],
            "SP-02.2 is not attested but judged from what is declared and files of the repository",
        ),
        (["SP-01.2", "SP-15.4.2", *OWNER], "asked of Operator and Service"),
        (
            ["SP-01.2", "--owner", "待定", "--evidence", "evidence/security-policy.md"],
            "--owner: '待定' is no answer; write who answers for it, such as 'Wang Fang, legal'",
        ),
        (["SP-01.2", "--owner", "王芳", "--evidence", "none.md"], "--evidence: there is no file 'none.md'"),
        (["SP-01.2", *OWNER, "--reviewed", "soon"], "--reviewed: "),
        (["SP-01.2", *OWNER, "--reviewed", "2022-06-02"], "--reviewed: 2022-06-02 is after 2022-06-01"),
        (
            ["SP-01.2", *OWNER, "--reviewed", "2021-05-31"],
            "--reviewed: a review of 2021-05-31 counts until 2022-05-31, which is over on 2022-06-01",
        ),
        (["SP-01.2", *OWNER, "--in", "ads-console.icp.yaml"], "there is no Operator here"),
        (["SP-01.2", *OWNER, "--in", "none.icp.yaml"], "none.icp.yaml"),
    ],
)
def test_what_would_not_count_is_not_written(here, words, said, capsys):
    before = here.operator.read_bytes(), here.service.read_bytes()
    assert main(["attest", *words, "--lang", "en"]) == 2
    assert said in capsys.readouterr().err
    assert (here.operator.read_bytes(), here.service.read_bytes()) == before


def test_a_clause_of_another_kind_says_in_chinese_what_it_is_judged_from(here, capsys):
    assert main(["attest", "SP-02.2", *OWNER, "--lang", "zh"]) == 2
    assert "SP-02.2 不由声明判定（依据：申报内容、仓库中的文件）" in capsys.readouterr().err


def test_an_attestation_of_no_clause_is_one_line(here, capsys):
    here.change("operator.icp.yaml", "\nattestations:\n", "\nattestations:\n  - owner: 王芳\n")
    assert main(["check", "--lang", "en"]) == 2
    (line,) = [each for each in capsys.readouterr().out.splitlines() if each.startswith("operator.icp.yaml:")]
    assert "clause" in line


def test_an_unknown_clause_among_several_is_named(here, capsys):
    entry = "\nattestations:\n  - {clauses: [SP-01.2, SP-99.1], owner: 王芳}\n"
    here.change("operator.icp.yaml", "\nattestations:\n", entry)
    assert main(["check", "--lang", "en"]) == 2
    assert "attestations[0].clauses[1]: no clause 'SP-99.1'" in capsys.readouterr().out


def test_a_review_counts_up_to_its_last_day(here):
    assert main(["attest", "SP-01.2", *OWNER, "--reviewed", "2021-06-01"]) == 0


def test_an_empty_list_is_filled_whatever_the_expiry(here):
    text = here.operator.read_text(encoding="utf-8").partition("\nattestations:")[0]
    here.operator.write_text(f"{text}\nattestations:\n", encoding="utf-8")
    assert main(["attest", "SP-01.2", *OWNER, "--stagger"]) == 0
    assert len(yaml.safe_load(here.operator.read_text(encoding="utf-8"))["attestations"]) == 1


def test_the_ends_of_lines_stay_as_they_are(here):
    before = here.operator.read_bytes().replace(b"\n", b"\r\n")
    here.operator.write_bytes(before)
    assert main(["attest", "SP-01.2", *OWNER]) == 0
    after = here.operator.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") > before.count(b"\r\n")


@pytest.mark.parametrize(
    ("broken", "said"),
    [("contacts: x\n", "nothing was written; first mend operator.icp.yaml:"), ("more: [x\n", "YAML syntax")],
)
def test_a_manifest_that_was_broken_before_is_told_as_that(here, capsys, broken, said):
    text = here.operator.read_text(encoding="utf-8").replace("\ncontacts:", "\nformer:") + broken
    here.operator.write_text(text, encoding="utf-8")
    assert main(["attest", "SP-01.2", *OWNER, "--lang", "en"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert here.operator.read_text(encoding="utf-8") == text


def test_what_was_broken_below_the_entry_is_told_with_its_line(here, capsys):
    assert main(["attest", "SP-01.2", *OWNER]) == 0
    text = here.operator.read_text(encoding="utf-8") + "unheard: x\n"
    here.operator.write_text(text, encoding="utf-8")
    assert main(["attest", "SP-07.1", *OWNER, "--lang", "en"]) == 2
    line = text.count("\n")
    assert f"nothing was written; first mend operator.icp.yaml:{line}:" in capsys.readouterr().err


def test_a_day_that_is_none_is_told_in_the_language_of_the_run(here, capsys):
    assert main(["attest", "SP-01.2", *OWNER, "--reviewed", "2022/05/01", "--lang", "zh"]) == 2
    assert "--reviewed：应为 2022-06-01 这样的日期" in capsys.readouterr().err
