"""The in-toto statement, held to the published model of statement and predicate, and verified against the files."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from hashlib import sha256

import pytest
from google.protobuf.json_format import ParseDict
from in_toto_attestation.predicates.test_result.v0.test_result_pb2 import TestResult as Predicate
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as Model

from pytest_icplicense.cli import main
from pytest_icplicense.reports.record.in_toto import render


def parsed(run) -> tuple[Statement, Predicate]:
    """The statement and its predicate, as the published model reads them; a key that it does not know is an error."""
    made = json.loads(render(run))
    statement = Statement.copy_from_pb(ParseDict(made, Model()))
    statement.validate()
    predicate = ParseDict(made["predicate"], Predicate())
    for each in (*statement.pb.subject, *predicate.configuration):
        ResourceDescriptor.copy_from_pb(each).validate()
    return statement, predicate


@pytest.mark.slow
def test_it_keeps_to_the_published_model(project, failing, hostile):
    for run in (project.report(), failing, hostile, replace(failing, complete=False, not_run=3)):
        statement, predicate = parsed(run)
        assert statement.pb.predicate_type == "https://in-toto.io/attestation/test-result/v0.1"
        names = [each.name for each in statement.pb.subject]
        assert len(set(names)) == len(names)
        assert predicate.result in ("PASSED", "WARNED", "FAILED")


def test_it_names_what_was_judged_by_digest(project):
    statement, predicate = parsed(project.report())
    digests = {each.name: each.digest["sha256"] for each in statement.pb.subject}
    assert set(digests) == {"ads-console.icp.yaml", "operator.icp.yaml", "京B2-20181623", "policies"}
    assert digests["operator.icp.yaml"] == sha256(project.operator.read_bytes()).hexdigest()
    assert "pyproject.toml" in {each.name for each in predicate.configuration}


def test_results_that_fail(failing):
    predicate = parsed(failing)[1]
    assert predicate.result == "FAILED"
    assert "document[broken.icp.yaml:3:1]" in predicate.failed_tests
    assert any(each.startswith("LIC.3/feature-inside-scope") for each in predicate.failed_tests)


def test_results(project):
    run = project.report()
    predicate = parsed(run)[1]
    assert (predicate.result, list(predicate.failed_tests)) == ("WARNED", [])  # something is pending
    assert len(predicate.passed_tests) == sum(each.outcome == "passed" for each in run.results)
    passing = replace(run, results=tuple(each for each in run.results if each.outcome != "pending"))
    assert parsed(passing)[1].result == "PASSED"
    partial = parsed(replace(passing, complete=False, not_run=3))[1]
    assert partial.result == "FAILED"
    assert partial.failed_tests[0].startswith("icplicense: INCOMPLETE: 3 cases did not run")
    nothing = parsed(replace(run, results=()))[1]
    assert nothing.result == "FAILED"


@pytest.fixture
def attested(project, monkeypatch, capsys):
    """The example, attested; says what `verify` makes of it."""
    monkeypatch.chdir(project.root)
    file = project.root.parent / "statement.json"
    assert main(["report", "in-toto", "-o", str(file)]) == 0

    def verify(*words: str) -> tuple[int, list[str]]:
        code = main(["verify", str(file), *words])
        return code, capsys.readouterr().out.splitlines()

    verify.file = file
    return verify


@pytest.mark.slow
def test_nothing_has_changed(attested):
    code, lines = attested()
    assert code == 0
    assert lines[0].startswith("unchanged: ")
    assert attested("--lang", "zh")[1][0].startswith("未变化：")


@pytest.mark.slow
def test_results_of_tests_that_a_verdict_rested_on_are_looked_at_too(attested, project, capsys):
    """Nobody names them to `verify`, so they are compared as files."""
    assert main(["report", "json", "-o", "results.json"]) == 0
    results = project.root / "results.json"
    main(["report", "in-toto", "--evidence", "results.json", "-o", str(attested.file)])
    capsys.readouterr()
    assert attested()[0] == 0
    results.write_text("[]", encoding="utf-8")
    assert attested()[1][0] == "changed results.json"
    results.unlink()
    assert attested()[1][0] == "gone    results.json"


def test_what_was_added_changed_and_is_gone(attested, project):
    project.change(
        "operator.icp.yaml",
        "\nname: 北京巨量引擎网络技术有限公司",
        "\n# x\nname: 北京巨量引擎网络技术有限公司",
    )
    evidence = next(iter(sorted((project.root / "ads").iterdir())))
    evidence.unlink()
    (project.root / "icp-waivers.yaml").write_text("[]\n", encoding="utf-8")
    (project.root / "new.icp.yaml").write_text("kind: Service\n", encoding="utf-8")
    code, lines = attested()
    assert code == 1
    assert lines[:-1] == [
        f"gone    ads/{evidence.name}",
        "added   icp-waivers.yaml",
        "added   new.icp.yaml",
        "changed operator.icp.yaml",
    ]
    assert lines[-1].startswith("changed since it was attested: 4 (digests: ")


@pytest.mark.slow
def test_a_file_that_no_manifest_names_but_that_shows_something(attested, project):
    """Only judging knows of it."""
    (project.root / "package.json").write_text(
        '{"dependencies": {"@openim/wasm-client-sdk": "1"}}', encoding="utf-8"
    )
    code, lines = attested()
    assert code == 1
    assert lines[0] == "added   package.json"


@pytest.mark.slow
def test_other_policies(attested, tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("kind: Provision\n", encoding="utf-8")
    code, lines = attested("--policies", str(own))
    assert code == 1
    assert "changed policies" in lines


def test_policies_that_are_pinned_by_their_digest(attested, capsys):
    assert main(["report", "json"]) == 0
    digest = json.loads(capsys.readouterr().out)["policies_sha256"]
    assert main(["verify", "--gate", digest, "--lang", "en"]) == 0
    assert capsys.readouterr().out == "policies and licenses are those that are pinned\n"
    assert main(["verify", "--gate", digest, str(attested.file)]) == 0
    other = "0" * 64
    assert main(["verify", "--gate", other, "--lang", "en"]) == 1
    assert f"sha256 {digest} here, {other} pinned; review what changed" in capsys.readouterr().out
    assert main(["verify", "--gate", other, str(attested.file)]) == 1


@pytest.mark.parametrize("words", [[], ["--gate", "abc"], ["--gate", "A" * 64]])
def test_neither_an_attestation_nor_a_digest(words, project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    assert main(["verify", *words]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_envelope_around_it(attested, capsys):
    payload = base64.b64encode(attested.file.read_bytes()).decode()
    envelope = {"payload": payload, "payloadType": "application/vnd.in-toto+json", "signatures": []}
    attested.file.write_text(json.dumps(envelope), encoding="utf-8")
    assert main(["verify", str(attested.file)]) == 0
    assert "the signature of the envelope was not looked at" in capsys.readouterr().err


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'"x"',
        b"\xff",
        b"[" * 100_000,
        b'{"payload": 3}',
        b'{"payload": "e30=", "payloadType": "application/vnd.in-toto+json"}',
        b'{"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev/provenance/v1"}',
    ],
)
def test_what_is_no_statement(data, attested, capsys):
    attested.file.write_bytes(data)
    assert main(["verify", str(attested.file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"icplicense: {attested.file}: no ")
    assert err.count("\n") == 1


def test_a_statement_that_was_changed_is_unreadable_or_has_changed(attested):
    whole = json.loads(attested.file.read_text(encoding="utf-8"))
    for change in (
        lambda made: made["subject"].pop(),
        lambda made: made["subject"][0]["digest"].update(sha256="x"),
        lambda made: made["subject"][0]["annotations"].update(kind="y"),
        lambda made: made["predicate"]["configuration"].pop(0),
        lambda made: made["subject"].append(made["subject"][0]),
    ):
        made = json.loads(json.dumps(whole))
        change(made)
        attested.file.write_text(json.dumps(made), encoding="utf-8")
        assert attested()[0] == 2


def test_a_file_that_is_not_there(attested, capsys):
    assert main(["verify", "none.json"]) == 2
    assert capsys.readouterr().err.startswith("icplicense: none.json: ")
