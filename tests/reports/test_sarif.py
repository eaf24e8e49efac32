"""SARIF: valid by the schema of OASIS, read back by a library of somebody else, and the same alert wherever the line is."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from email.message import Message
from pathlib import Path

import jsonschema
import pytest
from sarif_pydantic import Sarif
from troubles import HOSTILE

from pytest_icplicense.cli import main
from pytest_icplicense.library import settings
from pytest_icplicense.reports.sarif import log as sarif

SCHEMA = Path(__file__).parent.parent / "data/sarif/sarif-schema-2.1.0.json"
DIGEST = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"


def log(project, as_of: str | None = None):
    """The one run of the log."""
    return json.loads(sarif.render(project.report(as_of=as_of)))["runs"][0]


def prints(run) -> dict[str, str]:
    """Fingerprint to the case that it is of."""
    return {
        each["partialFingerprints"]["icplicense/v1"]: each["properties"].get("case", each["ruleId"])
        for each in run["results"]
    }


@pytest.fixture(scope="module")
def validator():
    assert hashlib.sha256(SCHEMA.read_bytes()).hexdigest() == DIGEST
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_is_valid_and_read_back_without_loss(troubled, validator, lang):
    run = troubled.report()
    run = replace(run, settings=replace(run.settings, lang=lang))
    text = sarif.render(run)
    tree = json.loads(text)
    assert [error.message for error in validator.iter_errors(tree)] == []
    assert tree["$schema"] == json.loads(SCHEMA.read_text(encoding="utf-8"))["id"]
    read = Sarif.model_validate_json(text)
    assert json.loads(read.model_dump_json(by_alias=True, exclude_unset=True)) == tree


@pytest.mark.slow
def test_the_schema_would_refuse_what_is_wrong(troubled, validator):
    tree = json.loads(sarif.render(troubled.report()))
    tree["runs"][0]["results"][0]["level"] = "critical"
    tree["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert len(list(validator.iter_errors(tree))) == 2


@pytest.mark.slow
def test_a_finding_has_its_place_level_and_rule(troubled):
    run = log(troubled)
    found = next(each for each in run["results"] if each["ruleId"] == "SP-02.2/feature-inside-license")
    lines = troubled.service.read_text(encoding="utf-8").splitlines()
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "ads-console.icp.yaml", "uriBaseId": "%SRCROOT%"}
    line = lines.index("    kind: web-search") + 1
    assert place["region"] == {
        "startLine": line,
        "startColumn": 5,
        "endLine": line,
        "endColumn": 21,
        "snippet": {"text": "kind: web-search"},
    }
    assert place["contextRegion"]["snippet"]["text"] == "\n".join(lines[line - 2 : line + 1])
    assert found["level"] == "error"
    assert "needs B25/search, which 京B2-20181623 excludes\nTake the feature out" in found["message"]["text"]
    rule = run["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert rule["id"] == found["ruleId"]
    assert rule["properties"]["security-severity"] == "9.5"
    assert {"SP-02", "SP-02.2", "declared"} < set(rule["properties"]["tags"])
    quote = "不得经营或变相经营未经许可的其他电信业务"
    assert rule["properties"]["quote"] == quote
    for form in ("text", "markdown"):
        assert quote in rule["help"][form]
        assert "改正" in rule["help"][form]
        assert "Remedy" in rule["help"][form]


def test_every_check_is_a_rule_of_its_level(project, library):
    rules = {each["id"]: each for each in log(project)["tool"]["driver"]["rules"]}
    assert set(rules) == {"document-unusable", *library.check_ids(), "SP-15.10.2/proven-by-tests"}
    levels = {
        rule["properties"].get("level", "critical"): rule["defaultConfiguration"]["level"]
        for rule in rules.values()
    }
    assert levels == {"critical": "error", "major": "error", "minor": "warning"}
    # What code scanning allows: 20 tags, and 1,024 characters of each description.
    assert max(len(rule["properties"]["tags"]) for rule in rules.values()) <= 20
    assert (
        max(
            len(rule[name]["text"])
            for rule in rules.values()
            for name in ("shortDescription", "fullDescription")
        )
        < 1024
    )


@pytest.mark.slow
def test_what_is_in_order_is_left_out(troubled):
    verdicts = {each["properties"]["verdict"] for each in log(troubled)["results"]}
    assert verdicts == {"failed", "waived", "pending", "error"}
    pending = [
        (each["kind"], each["level"])
        for each in log(troubled)["results"]
        if each["properties"]["verdict"] == "pending"
    ]
    assert set(pending) == {("open", "none")}  # nobody knows yet, so it has no severity


def test_pending_can_be_left_out_and_an_analysis_can_be_named(project):
    project.change(
        "pyproject.toml", 'lang = "en"\n', 'lang = "en"\nsarif_open = false\nsarif_category = "ads"\n'
    )
    project.add_feature("web-search", "web")
    made = log(project)
    assert {each["properties"]["verdict"] for each in made["results"]} == {"failed"}
    assert made["automationDetails"]["id"] == "icplicense/ads/"


def test_each_check_is_linked_to_where_a_team_reads_about_its_clause(project):
    assert not [rule for rule in log(project)["tool"]["driver"]["rules"] if "helpUri" in rule]
    page = 'sarif_help_uri = "https://docs.example.cn/clauses.html#{clause}"'
    project.change("pyproject.toml", 'lang = "en"\n', f'lang = "en"\n{page}\n')
    _document, *rules = log(project)["tool"]["driver"]["rules"]
    assert rules
    for rule in rules:
        assert rule["helpUri"] == f"https://docs.example.cn/clauses.html#{rule['properties']['clause']}"


@pytest.mark.parametrize(
    ("urls", "page"),
    [
        ([], None),
        (["Changelog, https://a.example.cn/changes"], None),
        (["Source, https://a.example.cn/git", "Homepage, https://a.example.cn/"], "https://a.example.cn/"),
        (
            ["Homepage, javascript:alert(1)", "Documentation, https://a.example.cn/d"],
            "https://a.example.cn/d",
        ),
    ],
)
def test_the_tool_has_the_page_that_its_package_names_and_else_none(project, urls, page, monkeypatch):
    named = Message()
    for each in urls:
        named["Project-URL"] = each
    monkeypatch.setattr("importlib.metadata.metadata", lambda name: named)
    assert log(project)["tool"]["driver"].get("informationUri") == page


@pytest.mark.parametrize(
    "page", ["docs", "https://a.cn/", "https://a.cn/{name}", "javascript:{clause}", "https://a b/{clause}"]
)
def test_what_is_no_address_for_a_clause_is_refused_with_its_place(project, page):
    project.change("pyproject.toml", 'lang = "en"\n', f'lang = "en"\nsarif_help_uri = "{page}"\n')
    with pytest.raises(settings.BadSetting) as refused:
        project.report()
    assert "pyproject.toml:" in refused.value.problem.to("en")
    assert "not an address as https://docs.example.cn" in str(refused.value)


def test_help_has_no_placeholder(project):
    rules = log(project)["tool"]["driver"]["rules"]
    assert not [rule["id"] for rule in rules if re.search(r"\{[a-z_]+\}", rule["help"]["text"])]


@pytest.mark.slow
def test_a_waiver_suppresses(troubled):
    run = log(troubled)
    (waived,) = [each for each in run["results"] if "suppressions" in each]
    assert waived["ruleId"] == "SP-15.5.2/amount-as-published"
    (made,) = waived["suppressions"]
    assert (made["kind"], made["status"]) == ("external", "accepted")
    assert made["justification"] == f"{HOSTILE} (approved by 王芳, until 2022-08-15)"
    assert made["properties"]["expires"] == "2022-08-15"
    assert made["location"]["physicalLocation"]["artifactLocation"]["uri"] == "icp-waivers.yaml"
    told = run["invocations"][0]["toolConfigurationNotifications"]
    assert any("no longer needed" in each["message"]["text"] for each in told)


@pytest.mark.slow
def test_an_expired_waiver_suppresses_nothing(troubled):
    run = log(troubled, as_of="2022-08-16")
    assert [each for each in run["results"] if "suppressions" in each] == []
    assert "SP-15.5.2/amount-as-published" in {each["ruleId"] for each in run["results"]}


@pytest.mark.slow
def test_a_broken_document_is_an_alert_and_the_run_no_success(troubled):
    run = log(troubled)
    (broken,) = [each for each in run["results"] if each["ruleId"] == "document-unusable"]
    place = broken["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "broken%20%E7%A0%B4.icp.yaml"
    assert place["region"] == {"startLine": 2, "startColumn": 1}
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "duplicate key 'kind'; keep one"


def test_a_case_that_cannot_be_judged_is_an_alert(project):
    project.change("ads-console.icp.yaml", "operator: operator.icp.yaml", "operator: elsewhere.icp.yaml")
    run = log(project)
    errors = [
        each
        for each in run["results"]
        if each["properties"].get("case") and each["properties"]["verdict"] == "error"
    ]
    assert errors
    assert {each["level"] for each in errors} == {"error"}
    cases = [
        each
        for each in run["invocations"][0]["toolExecutionNotifications"]
        if each["descriptor"]["id"] == "case"
    ]
    assert {each["associatedRule"]["id"] for each in cases} == {each["ruleId"] for each in errors}


@pytest.mark.slow
def test_fingerprints_do_not_move_with_the_lines(troubled):
    before = log(troubled)
    troubled.change(
        "ads-console.icp.yaml",
        "\nfeatures:\n",
        "\n# a line\n# another\nfeatures:\n  - {id: first, kind: article}\n",
    )
    troubled.change(
        "ads-console.icp.yaml",
        "\ncharges:\n",
        "\ncharges:\n  - {id: a, price: pro, amount: '99.00', collected_by: self}\n",
    )
    after = log(troubled)
    assert prints(after) == prints(before)
    assert len(prints(before)) == len(before["results"])
    places = [
        [each["locations"][0]["physicalLocation"]["region"] for each in run["results"]]
        for run in (before, after)
    ]
    assert places[0] != places[1]


@pytest.mark.slow
def test_fingerprints_do_not_move_with_the_day_or_the_language(project):
    days = [prints(log(project, as_of=day)) for day in ("2023-09-20", "2023-10-11")]
    assert "LIC.4/in-force[ads-console]" in days[0].values()
    assert days[0].items() <= days[1].items()
    run = project.report(as_of="2023-09-20")
    run = replace(run, settings=replace(run.settings, lang="zh"))
    assert prints(json.loads(sarif.render(run))["runs"][0]) == days[0]


def test_code_scanning_gets_the_fingerprint_that_it_looks_at(troubled):
    own = [each["partialFingerprints"]["primaryLocationLineHash"] for each in log(troubled)["results"]]
    assert len(set(own)) == len(own)


def test_nothing_in_a_message_is_a_link_or_a_placeholder(troubled):
    (name,) = [each for each in log(troubled)["results"] if each["ruleId"] == "SITE.2/name-licensed"]
    text = name["message"]["text"]
    assert "](" not in text.replace("\\](", "")
    assert "{{0}}" in text
    assert (
        text.replace("{{", "{")
        .replace("}}", "}")
        .replace("\\](", "](")
        .count(HOSTILE.replace("\u202e", "\\u202e"))
        == 1
    )


def test_the_facts_that_a_report_rests_on(troubled):
    run = log(troubled)
    assert run["properties"]["asOf"] == "2022-06-01"
    assert run["properties"]["licenses"] == ["京B2-20181623"]
    assert len(run["properties"]["policiesSha256"]) == 64
    assert "No legal advice" in run["properties"]["notice"]
    artifacts = {each["location"]["uri"]: each.get("hashes") for each in run["artifacts"]}
    assert artifacts["ads-console.icp.yaml"] == {
        "sha-256": hashlib.sha256(troubled.service.read_bytes()).hexdigest()
    }


@pytest.mark.slow
def test_two_runs_give_the_same_bytes(troubled, monkeypatch, capsysbinary):
    monkeypatch.chdir(troubled.root)
    assert main(["report", "sarif"]) == 2
    once = capsysbinary.readouterr().out
    assert main(["check", "--format", "sarif", "-j", "2"]) == 2
    assert capsysbinary.readouterr().out == once
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1654041601")
    assert main(["report", "sarif"]) == 2
    assert b'"endTimeUtc": "2022-06-01T00:00:01Z"' in capsysbinary.readouterr().out


@pytest.mark.slow
def test_a_run_that_is_not_whole_says_so(project):
    run = json.loads(sarif.render(replace(project.report(), complete=False, not_run=3)))["runs"][0]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["descriptor"] == {"id": "incomplete"}
    assert "3 cases did not run" in told["message"]["text"]
    assert run["properties"]["complete"] is False


@pytest.mark.slow
def test_paths_are_told_from_the_repositorys_root(project):
    (project.root.parent / ".git").mkdir()
    project.add_feature("web-search")
    (found, *_) = [each for each in log(project)["results"] if each["level"] == "error"]
    uri = found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == f"{project.root.name}/ads-console.icp.yaml"


def test_a_finding_leads_to_the_file_that_is_named_and_what_a_file_shows_to_its_manifest(project):
    project.change("web/index.html", "京B2-20181623", "京B2-20181624")
    project.change("web/package.json", '"dependencies": {', '"dependencies": {"tim-js-sdk": "2.0.0", ')
    related = {
        each["ruleId"]: [
            (place["physicalLocation"]["artifactLocation"]["uri"], place["message"]["text"])
            for place in each["relatedLocations"]
        ]
        for each in log(project)["results"]
        if "relatedLocations" in each
    }
    assert related == {
        "SP-02.2/capability-accounted-for": [("ads-console.icp.yaml", "the manifest")],
        "SP-02.4/homepage-shows-number": [("web/index.html", "the file that is named")],
    }
