"""`icplicense todo` and `check --role`: who answers what, and what a role is held to."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from pytest_icplicense.cli.main import main
from pytest_icplicense.model.provision import ROLES


@pytest.fixture
def here(project, monkeypatch):
    """Search without a license, and a price that is another; a developer answers the one, operations the other."""
    monkeypatch.chdir(project.root)
    project.leave_tests_out()
    project.change("ads-console.icp.yaml", 'price: pro, amount: "99.00"', 'price: pro, amount: "98.00"')
    project.change("ads-console.icp.yaml", "reviewed: 2022-02-20, ", "")
    return project


def listed(capsys, *words):
    code = main(["todo", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def test_every_check_says_who_answers_it(library):
    checks = [check for each in library.provisions for clause in each.clauses for check in clause.checks]
    assert {check.role for check in checks} == set(ROLES)


def test_what_is_open_is_listed_by_role_with_yaml_to_paste(here, capsys):
    code, found = listed(capsys)
    assert code == 1
    assert [each["role"] for each in found] == sorted((each["role"] for each in found), key=ROLES.index)
    failed = {each["check"]: each for each in found if each["state"] == "failed"}
    assert failed["SP-15.5.2/amount-as-published"]["role"] == "operations"
    assert failed["SP-15.5.2/amount-as-published"]["line"] > 1
    (attested,) = [each for each in failed.values() if each["role"] == "legal"]
    assert "reviewed: 2022-" in attested["snippet"]
    assert {each["state"] for each in found} == {"failed", "due"}


def test_what_is_to_be_pasted_has_no_more_than_is_asked(here, capsys):
    """And above all no records of the example, which would be statements about another company's days."""
    text = here.operator.read_text(encoding="utf-8")
    for key in ("network", "illegal_content", "security"):
        text = re.sub(rf"(?ms)^{key}:\n(?:[ #].*\n|\n)+", "", text)
    here.operator.write_text(text, encoding="utf-8")
    _, found = listed(capsys)
    pasted = {each["check"]: each["snippet"] for each in found if each["state"] == "open"}
    assert pasted["SP-09.3/monitoring-declared"].startswith("illegal_content:\n  monitoring: ")
    assert "ic-0121" not in "".join(each or "" for each in pasted.values())
    assert "upstreams:" not in pasted["SP-06.1/units-declared"]
    assert "measures:" not in pasted["SP-15.6.2/organisation-named"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--lang", "en"], "      | # an example, to be added to this entry"),
        (["--lang", "zh", "--format", "markdown"], "  # 仅为示例：补入该条目，并改为实际情况"),
    ],
)
def test_what_is_to_be_pasted_says_whose_values_it_has(words, said, here, capsys):
    main(["todo", "--role", "legal", *words])
    lines = capsys.readouterr().out.splitlines()
    assert lines[lines.index(said) + 1].lstrip(" |").startswith(("reviewed: ", "assessment:"))


def test_one_cause_is_one_task_for_whoever_answers_it(here, capsys):
    here.add_feature("web-search", "web")
    main(["todo", "--lang", "en"])
    text = capsys.readouterr().out
    assert "developer (1)\n" in text
    assert "      and 2 more follow: LIC.3, SP-15.12.2\n" in text
    assert "SP-15.12.1 major open" in text  # which operations answers
    main(["todo", "--lang", "zh", "--role", "developer", "--format", "markdown"])
    assert "  由此另有 2 项：LIC.3、SP-15.12.2\n" in capsys.readouterr().out
    _, found = listed(capsys, "--role", "developer")
    head = next(each["id"] for each in found if not each["caused_by"])
    assert {each["clause"]: each["caused_by"] for each in found} == {
        "SP-02.2": None,
        "LIC.3": head,
        "SP-15.12.2": head,
    }


def test_of_one_role(here, capsys):
    _, found = listed(capsys, "--role", "legal")
    assert {each["role"] for each in found} == {"legal"}
    code, found = listed(capsys, "--role", "developer")
    assert (code, found) == (0, [])


def test_clauses_that_one_document_may_answer_are_named_together(here, capsys):
    text = here.operator.read_text(encoding="utf-8")
    here.operator.write_text(text.partition("\nattestations:")[0] + "\n", encoding="utf-8")
    _, found = listed(capsys)
    of = {each["clause"]: each["shared_document"] for each in found if each["shared_document"]}
    assert (of["SP-05.1"], of["SP-05.2"]) == ("service-policy", "service-policy")
    assert "SP-01.1" not in of
    main(["todo", "--lang", "en"])
    together = capsys.readouterr().out.partition("One document may answer several\n")[2]
    assert "  customer service policy: SP-05.1, SP-05.2\n" in together
    assert "icplicense attest --document service-policy --owner" in together


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_formats(here, lang, capsys):
    assert main(["todo", "--lang", lang]) == 1
    text = capsys.readouterr().out
    assert {"en": "operations (", "zh": "运维（"}[lang] in text
    assert main(["todo", "--lang", lang, "--format", "markdown"]) == 1
    assert "- [ ] SP-15.5.2" in capsys.readouterr().out
    assert main(["todo", "--lang", lang, "--format", "csv"]) == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff"))))
    roles = {"en": set(ROLES), "zh": {"开发", "运维", "法务", "客服"}}[lang]
    assert {row[{"en": "role", "zh": "角色"}[lang]] for row in rows} <= roles
    assert lang == "en" or {(row["状态"], row["级别"]) for row in rows} <= {
        (state, level) for state in ("不合规", "尚无定论", "待办") for level in ("关键", "重要", "一般")
    }


def test_a_role_is_held_to_what_it_can_answer(here, capsys):
    assert main(["check", "--lang", "en"]) == 1
    assert main(["check", "--role", "developer", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-2].startswith(
        "not enforced here, since others answer it: 2 (operations 1, legal 1)"
    )
    assert main(["check", "--role", "operations", "--lang", "en"]) == 1
    assert "ads-console.icp.yaml" in capsys.readouterr().out


def test_critical_checks_are_enforced_for_every_role(here, capsys):
    here.add_feature("web-search")
    assert main(["check", "--role", "customer-service", "--lang", "en"]) == 1
    assert "SP-02.2 critical" in capsys.readouterr().out


def test_what_cannot_be_read_is_enforced_for_every_role(here, capsys):
    (here.root / "broken.icp.yaml").write_text("[", encoding="utf-8")
    assert main(["check", "--role", "developer"]) == 2
    assert main(["todo", "--role", "developer"]) == 2


@pytest.mark.slow
def test_pytest_too(here, pytester):
    pytester.chdir()
    result = pytester.runpytest_subprocess(
        "-q",
        "-rx",
        f"--rootdir={here.root}",
        str(here.service),
        "--icp-role",
        "developer",
        "-p",
        "no:cacheprovider",
    )
    assert result.ret == 0
    result.stdout.fnmatch_lines(["XFAIL *SP-15.5.2/amount-as-published*"])


def test_what_is_to_be_pasted_names_what_was_seen_and_passes_nothing_by_itself(here, capsys):
    here.change("web/package.json", '"vue"', '"@rongcloud/imlib-next": "5.9.0", "vue"')
    main(["todo", "--format", "json", "--role", "developer"])
    found = json.loads(capsys.readouterr().out)
    (task,) = [each for each in found if each["check"] == "SP-02.2/capability-accounted-for"]
    assert task["snippet"] == (
        "capabilities:\n  - detected: rongcloud\n    is: customer-service-chat\n    reason: TODO"
    )
    here.change("ads-console.icp.yaml", "capabilities:\n", task["snippet"] + "\n")
    assert main(["check", "--output-format", "concise"]) == 1
    assert "TODO" in capsys.readouterr().out


def test_what_is_said_already_and_settles_nothing_is_not_to_be_pasted_again(here, capsys):
    """The page of the first site may show the number once its script has run; the second site names no page."""
    (here.root / "web/index.html").write_text(
        '<div id="app"></div><script src="/app.js"></script>', encoding="utf-8"
    )
    here.change("ads-console.icp.yaml", "    homepage: web/juliangyinqing/site/index.html\n", "")
    _, found = listed(capsys, "--role", "developer")
    pages = {each["message"]: each["snippet"] for each in found if each["clause"] == "SP-02.4"}
    assert [snippet is None for snippet in pages.values()] == [True, False], pages
    main(["todo", "--role", "developer", "--lang", "en"])
    assert "homepage: " in capsys.readouterr().out


def test_what_was_missed_puts_off_nothing_that_is_still_ahead(here, capsys):
    """The report of 2022 is missing; until March the one of 2023 is due all the same."""
    text = re.sub(r"(?ms)^annual_reports:\n(?:[ #].*\n)+", "", here.operator.read_text(encoding="utf-8"))
    here.operator.write_text(text, encoding="utf-8")
    _, found = listed(capsys, "--as-of", "2023-02-01")
    reports = [(each["state"], each["due"]) for each in found if each["clause"] == "SP-14.1"]
    assert reports == [("failed", None), ("due", "2023-03-31")]
    main(["calendar", "--format", "text", "--as-of", "2022-06-01"])
    assert "2023-03-31  SP-14.1/" in capsys.readouterr().out


def test_where_a_region_is_not_said_yet_the_remedy_says_what_to_declare(here, capsys):
    here.change("ads-console.icp.yaml", "regions: [北京市]", "regions: [待定]")
    _, found = listed(capsys)
    (region,) = [each for each in found if each["clause"] == "SP-02.3"]
    assert (region["state"], region["remedy"].partition(";")[0]) == (
        "open",
        "Declare under 'regions' where the service is offered",
    )
