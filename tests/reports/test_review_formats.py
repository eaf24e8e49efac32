"""Reviewdog's rdjson and SonarQube's external issues: of the form that their documentation asks for, and nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from pytest_icplicense.reports import rdjson, sonarqube
from pytest_icplicense.reports.alerts import alerts

POSITION = {
    "type": "object",
    "required": ["line"],
    "properties": {"line": {"minimum": 1}, "column": {"minimum": 1}},
}
RDJSON = {
    "type": "object",
    "required": ["diagnostics"],
    "properties": {
        "source": {"required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "required": ["message", "location"],
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "required": ["path"],
                        "properties": {
                            "path": {"pattern": "^(?!\\./|/).+"},
                            "range": {
                                "required": ["start"],
                                "properties": {"start": POSITION, "end": POSITION},
                            },
                        },
                        "additionalProperties": False,
                    },
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {"required": ["value"]},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
SONARQUBE = {
    "type": "object",
    "required": ["rules", "issues"],
    "properties": {
        "rules": {
            "items": {
                "required": ["id", "name", "engineId", "cleanCodeAttribute", "impacts"],
                "properties": {
                    "severity": {"enum": ["BLOCKER", "CRITICAL", "MAJOR", "MINOR", "INFO"]},
                    "type": {"enum": ["BUG", "VULNERABILITY", "CODE_SMELL"]},
                    "cleanCodeAttribute": {"const": "LAWFUL"},
                    "impacts": {
                        "minItems": 1,
                        "items": {
                            "properties": {
                                "softwareQuality": {"enum": ["SECURITY", "RELIABILITY", "MAINTAINABILITY"]},
                                "severity": {"enum": ["HIGH", "MEDIUM", "LOW"]},
                            }
                        },
                    },
                },
            }
        },
        "issues": {
            "items": {
                "required": ["ruleId", "primaryLocation"],
                "properties": {
                    "primaryLocation": {
                        "required": ["message", "filePath"],
                        "properties": {
                            "message": {"type": "string", "pattern": "^[^\n]+$"},
                            "filePath": {"pattern": "^(?!\\./|/).+"},
                            "textRange": {"required": ["startLine"]},
                        },
                    }
                },
            }
        },
    },
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "schema"), [(rdjson, RDJSON), (sonarqube, SONARQUBE)], ids=["rdjson", "sonarqube"]
)
def test_each_is_of_its_form(form, schema, failing, hostile):
    for run in (failing, hostile, replace(failing, complete=False, not_run=3)):
        assert [
            error.message for error in Draft202012Validator(schema).iter_errors(json.loads(form.render(run)))
        ] == []


def test_every_alert_is_in_both(failing):
    expected = [(failing.from_root(each.place.path), each.place.line) for each in alerts(failing)]
    diagnostics = json.loads(rdjson.render(failing))["diagnostics"]
    assert [
        (each["location"]["path"], each["location"]["range"]["start"]["line"]) for each in diagnostics
    ] == expected
    assert {each["severity"] for each in diagnostics} == {"ERROR", "INFO"}
    found = json.loads(sonarqube.render(failing))
    places = [each["primaryLocation"] for each in found["issues"]]
    assert [(each["filePath"], each["textRange"]["startLine"]) for each in places] == expected
    known = [each["id"] for each in found["rules"]]
    assert len(known) == len(set(known))
    assert {each["ruleId"] for each in found["issues"]} == set(known)


def test_what_falls_due_is_no_failure_of_its_rule(failing):
    rules = {each["id"]: each["severity"] for each in json.loads(sonarqube.render(failing))["rules"]}
    assert {severity for name, severity in rules.items() if name.endswith(":info")} == {"INFO"}
    assert rules["SP-02.2/feature-inside-license"] == "CRITICAL"
