"""OSCAL: what is said of whom, in three documents that name one thing alike. That they are OSCAL is tried with trestle."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from troubles import HOSTILE, nothing_to_judge

from pytest_icplicense.cli import main
from pytest_icplicense.reports.oscal import assessment_results as oscal
from pytest_icplicense.reports.oscal import catalog as oscal_catalog
from pytest_icplicense.reports.oscal import component_definition as oscal_component
from pytest_icplicense.reports.prose import literal

UUID5 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def props(thing) -> dict[str, str]:
    """The properties of this package, by name."""
    return {each["name"]: each["value"] for each in thing["props"]}


def assessed(project, as_of=None):
    """The one result of the assessment."""
    return json.loads(oscal.render(project.report(as_of=as_of)))["assessment-results"]["results"][0]


def catalog(project):
    return json.loads(oscal_catalog.render(project.report()))["catalog"]


def components(project):
    return json.loads(oscal_component.render(project.report()))["component-definition"]["components"]


def controls(project):
    return {each["id"]: each for group in catalog(project)["groups"] for each in group["controls"]}


def test_each_provision_is_a_control_with_its_clauses_word_for_word(project, library):
    found = controls(project)
    assert list(found) == [each.id for each in library.provisions]
    held = list(library.licenses.values())
    for provision in library.provisions:
        statement = found[provision.id]["parts"][0]
        assert statement["name"] == "statement"
        if provision.text:
            assert statement["prose"] == provision.text  # nothing in it that Markdown would act on
        assert [item["id"] for item in statement["parts"]] == [each.id for each in provision.clauses]
        for item, clause in zip(statement["parts"], provision.clauses, strict=True):
            assert item["prose"] == clause.quoted(held)
            assert props(item)["quote"] == clause.quoted(held)
        assert provision.title.zh in found[provision.id]["title"]
        assert props(found[provision.id])["title-zh"] == provision.title.zh


def test_each_check_is_an_objective(project, library):
    labels = [
        props(part)["label"]
        for control in controls(project).values()
        for part in control["parts"]
        if part["name"] == "assessment-objective"
    ]
    assert labels == library.check_ids()


@pytest.mark.slow
def test_a_failed_clause_is_not_satisfied_and_says_why(troubled):
    result = assessed(troubled)
    finding = next(each for each in result["findings"] if each["title"] == literal("SP-02.2 [ads-console]"))
    assert finding["target"]["type"] == "statement-id"
    assert finding["target"]["target-id"] == "SP-02.2"
    assert finding["target"]["status"] == {"state": "not-satisfied", "reason": "fail"}
    assert finding["description"] == "不得经营或变相经营未经许可的其他电信业务"
    observed = {each["uuid"]: each for each in result["observations"]}
    related = [observed[each["observation-uuid"]] for each in finding["related-observations"]]
    (failed,) = [each for each in related if props(each)["verdict"] == "failed"]
    assert props(failed)["case"] == "SP-02.2/feature-inside-license[ads-console:help-search]"
    (evidence,) = failed["relevant-evidence"]
    line = troubled.service.read_text(encoding="utf-8").splitlines().index("    kind: web-search") + 1
    assert props(evidence) == {
        "file": "ads-console.icp.yaml",
        "line": str(line),
        "column": "5",
        "pointer": "/features/3/kind",
    }
    assert "needs B25/search" in evidence["description"]
    (risk,) = [each for each in result["risks"] if {"risk-uuid": each["uuid"]} in finding["related-risks"]]
    assert risk["status"] == "open"
    assert "Take the feature out" in risk["remediations"][0]["description"]


@pytest.mark.slow
def test_a_waived_case_is_an_approved_deviation_until_its_day(troubled):
    (risk,) = [each for each in assessed(troubled)["risks"] if each["status"] == "deviation-approved"]
    assert risk["title"] == literal("SP-15.5.2/amount-as-published[ads-console:pro-monthly]")
    assert risk["deadline"] == "2022-08-15T00:00:00+00:00"
    assert props(risk)["approver"] == "王芳"
    assert literal(HOSTILE) in risk["mitigating-factors"][0]["description"]
    (finding,) = [
        each
        for each in assessed(troubled)["findings"]
        if {"risk-uuid": risk["uuid"]} in each.get("related-risks", ())
    ]
    assert finding["target"]["status"]["state"] == "not-satisfied"
    assert finding["target"]["status"]["reason"] == "other"
    assert {each["status"] for each in assessed(troubled, as_of="2022-08-16")["risks"]} == {"open"}


@pytest.mark.slow
def test_every_case_is_observed_and_every_applicable_clause_found(project):
    run = project.report()
    result = assessed(project)
    assert [props(each)["case"] for each in result["observations"]] == [each.id for each in run.results]
    assert {props(each)["manifest"] for each in result["local-definitions"]["components"][:-1]} == {
        each.document for each in run.results
    }
    applicable = {
        (each.criterion.clause, each.document) for each in run.results if each.outcome != "not-applicable"
    }
    assert len(result["findings"]) == len(applicable)
    assert {each["target"]["status"]["state"] for each in result["findings"]} == {"satisfied"}
    assert "risks" not in result
    reviewed = result["reviewed-controls"]["control-selections"][0]["include-controls"]
    assert [each["control-id"] for each in reviewed] == list(
        dict.fromkeys(each.criterion.provision for each in run.results)
    )


@pytest.mark.slow
def test_a_broken_document_is_observed_and_the_result_not_complete(troubled):
    result = assessed(troubled)
    assert props(result)["complete"] == "no"
    assert props(result)["exit-code"] == "2"
    first = result["observations"][0]
    assert first["types"] == ["discovery"]
    assert first["description"].endswith("duplicate key 'kind'; keep one")
    head = json.loads(oscal_component.render(troubled.report()))["component-definition"]["metadata"]
    assert props(head)["complete"] == "no"
    assert "Not complete" in head["remarks"]


def test_nothing_that_can_be_judged_is_not_everything_reviewed(project):
    nothing_to_judge(project)
    (selection,) = assessed(project)["reviewed-controls"]["control-selections"]
    excluded = {each["control-id"] for each in selection["exclude-controls"]}
    assert excluded == set(controls(project))


@pytest.mark.slow
def test_components_are_the_manifests_with_what_they_keep(troubled):
    service, operator = components(troubled)
    assert (service["title"], service["type"]) == ("ads-console", "service")
    assert (operator["title"], operator["type"]) == ("北京巨量引擎网络技术有限公司", "operator")
    (implementation,) = service["control-implementations"]
    kept = {each["control-id"]: each for each in implementation["implemented-requirements"]}
    statements = {each["statement-id"]: each for each in kept["SP-02"]["statements"]}
    assert props(statements["SP-02.2"])["implementation-status"] == "partial"
    assert "needs B25/search" in statements["SP-02.2"]["description"]
    assert props(statements["SP-02.1"])["implementation-status"] == "implemented"
    assert props(statements["SP-02.3"])["implementation-status"] == "not-applicable"
    assert props(kept["SP-02"])["verdict"] == "failed"
    assert set(kept) <= set(controls(troubled))


@pytest.mark.slow
def test_the_documents_name_one_thing_alike(troubled):
    result, defined = assessed(troubled), components(troubled)
    local = {each["uuid"] for each in result["local-definitions"]["components"]}
    assert {each["uuid"] for each in defined} < local
    subjects = {one["subject-uuid"] for each in result["observations"] for one in each.get("subjects", ())}
    assert subjects == {each["uuid"] for each in defined}
    statements = {
        each["uuid"]: each["statement-id"]
        for component in defined
        for implementation in component["control-implementations"]
        for requirement in implementation["implemented-requirements"]
        for each in requirement["statements"]
    }
    for finding in result["findings"]:
        assert statements[finding["implementation-statement-uuid"]] == finding["target"]["target-id"]
    items = {item["id"] for control in controls(troubled).values() for item in control["parts"][0]["parts"]}
    assert set(statements.values()) <= items


@pytest.mark.slow
@pytest.mark.parametrize("form", ["oscal", "oscal-catalog", "oscal-component"])
def test_two_runs_give_the_same_bytes_and_other_content_another_identifier(
    form, troubled, monkeypatch, capsysbinary
):
    monkeypatch.chdir(troubled.root)
    assert main(["report", form]) == 2
    once = capsysbinary.readouterr().out
    assert main(["check", "--format", form, "-j", "2"]) == 2
    assert capsysbinary.readouterr().out == once
    assert main(["report", form, "--as-of", "2022-06-02"]) == 2
    (before,), (after,) = (json.loads(each).values() for each in (once, capsysbinary.readouterr().out))
    assert before["uuid"] != after["uuid"]
    assert props(after["metadata"])["as-of"] == "2022-06-02"


@pytest.mark.parametrize("module", [oscal, oscal_catalog, oscal_component])
def test_identifiers_are_each_one_things_and_texts_have_no_empty_value(module, troubled):
    seen: list[str] = []

    def walk(tree, key=""):
        assert tree not in ([], {}, "") or key == "include-all", key
        if isinstance(tree, dict):
            for name, value in tree.items():
                walk(value, name)
        elif isinstance(tree, list):
            for value in tree:
                walk(value, key)
        elif key == "uuid":
            seen.append(tree)
        elif key in ("value", "title"):
            assert tree == tree.strip()
            assert "\n" not in tree

    (document,) = json.loads(module.render(troubled.report())).values()
    walk(document)
    assert all(UUID5.fullmatch(each) for each in seen)
    assert len(set(seen)) == len(seen)


@pytest.mark.slow
def test_names_of_ours_are_in_a_namespace_that_strict_readers_take(troubled):
    """An absolute URI with a host: models made from the specification refuse any other."""
    report = troubled.report()
    for module in (oscal, oscal_catalog, oscal_component):
        spaces = set(re.findall(r'"ns": "([^"]*)"', module.render(report)))
        assert spaces == {"https://pytest-icplicense.invalid/ns/oscal"}


def test_hostile_text_stays_text(troubled):
    text = oscal.render(troubled.report())
    described = [each["description"] for each in assessed(troubled)["observations"]]
    assert any(literal(HOSTILE) in each for each in described)
    assert not any("<script>" in each.replace("\\<", "") for each in described)
    assert "{{ insert" not in text


def test_a_company_with_a_colon_in_its_name_is_one_component(project):
    project.change("operator.icp.yaml", "\nname: 北京巨量引擎网络技术有限公司", '\nname: "北京:巨量:引擎"')
    names = [each["title"] for each in components(project)]
    assert names == ["ads-console", "北京:巨量:引擎"]


@pytest.mark.slow
def test_a_run_that_is_not_whole_says_so(project):
    document = json.loads(oscal.render(replace(project.report(), complete=False, not_run=3)))[
        "assessment-results"
    ]
    assert props(document["metadata"])["complete"] == "no"
    assert props(document["results"][0])["complete"] == "no"
    assert "3 cases did not run" in document["metadata"]["remarks"]
