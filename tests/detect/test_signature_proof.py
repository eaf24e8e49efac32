"""Signatures that contradict their own examples are found out."""

from __future__ import annotations

import re

import pytest

from pytest_icplicense.cli.main import main
from pytest_icplicense.detect.signature_proof import tried
from pytest_icplicense.library import load
from pytest_icplicense.model.capability import Capability, Confidence, Example
from pytest_icplicense.text import Text

LIBRARY = load()
NAME = Text("Parrot", "鹦鹉")
USED = Example("package.json", '{"dependencies": {"parrot-chat": "1"}}')
UNUSED = Example("package.json", '{"dependencies": {"parrot-feather": "1"}}')


def trial(names=("parrot-chat",), examples=(USED,), counterexamples=(UNUSED,)):
    seen = {"npm": tuple(names)}
    capability = Capability(
        id="parrot",
        name=NAME,
        kinds=("direct-message",),
        confidence=Confidence.HIGH,
        seen=seen,
        reason=NAME,
        examples=examples,
        counterexamples=counterexamples,
    )
    (only,) = tried([capability], LIBRARY.detectors)
    return only


def test_a_signature_that_fits_its_examples_holds():
    tested = trial()
    assert (tested.right, tested.total, tested.problems) == (2, 2, ())


def test_an_example_that_is_not_recognized_is_a_problem():
    tested = trial(names=("parakeet",))
    assert tested.right == 1
    assert [each.en for each in tested.problems] == [
        "example 1 is not recognized: nothing under 'seen' fits what 'package.json' names"
    ]


def test_a_counterexample_that_is_recognized_is_a_problem_with_its_place():
    tested = trial(names=("parrot-*",))
    assert tested.right == 1
    assert [each.en for each in tested.problems] == [
        "counterexample 1 is taken for it: package.json:1: npm parrot-feather"
    ]


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("parrots.txt", "parrot-chat", "proves nothing: no detector opens 'parrots.txt'"),
        ("package.json", "{", "cannot be looked into: package.json:1:2: not judged: no JSON"),
        ("tests/package.json", USED.text, "does not count ('tests/package.json': a test)"),
        (
            "package.json",
            '{"devDependencies": {"parrot-chat": "1"}}',
            "does not count ('package.json': a dependency for development only)",
        ),
    ],
)
def test_an_example_that_nobody_looks_into_proves_nothing(file, text, why):
    (problem,) = trial(examples=(Example(file, text),)).problems
    assert f"example 1 {why}" in problem.en


def test_a_counterexample_in_a_file_that_nobody_opens_proves_nothing():
    (problem,) = trial(counterexamples=(Example("parrots.txt", ""),)).problems
    assert problem.en == "counterexample 1 proves nothing: no detector opens 'parrots.txt'"


@pytest.mark.parametrize("capability", LIBRARY.catalogue.capabilities.values(), ids=lambda each: each.id)
def test_shipped_capabilities_are_seen_in_their_examples_and_not_in_their_counterexamples(capability):
    (tested,) = tried([capability], LIBRARY.detectors)
    assert [problem.en for problem in tested.problems] == []
    assert capability.examples
    assert capability.counterexamples


def test_shipped_capabilities_say_why_in_both_languages():
    for capability in LIBRARY.catalogue.capabilities.values():
        assert re.search(r"[一-鿿]", capability.reason.zh), capability.id
        assert not re.search(r"[一-鿿]", capability.reason.en), capability.id


OWN = """\
apiVersion: icplicense/v1
kind: CapabilityCatalogue
capabilities:
  - capability: parrot
    name: {en: Parrot, zh: 鹦鹉聊天}
    kinds: [direct-message]
    confidence: high
    seen: {npm: [SEEN]}
    reason: {en: Parrots talk., zh: 鹦鹉说话。}
    examples: [{file: package.json, text: '{"dependencies": {"parrot-chat": "1"}}'}]
    counterexamples: [{file: package.json, text: '{"dependencies": {"parrot-feather": "1"}}'}]
"""


def own(tmp_path, seen):
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "parrot.yaml").write_text(OWN.replace("SEEN", seen), encoding="utf-8")
    return str(folder)


def test_a_users_own_capability_is_tried(tmp_path, capsys):
    assert main(["test", own(tmp_path, "parrot-chat"), "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^ok +capability/parrot +high +2/2$", printed, re.MULTILINE)
    assert "policies: read for this proof only; 'check' reads what 'policies' in [tool.icplicense]" in printed
    assert "1 capability, 2 examples and counterexamples hold, 0 capabilities contradict theirs" in printed
    assert "capability/openim" not in printed


def test_a_users_own_capability_that_sees_too_much_fails(tmp_path, capsys):
    assert main(["test", own(tmp_path, '"parrot-*"'), "--lang", "en"]) == 1
    printed = capsys.readouterr().out
    assert re.search(r"^FAIL +capability/parrot +high +1/2$", printed, re.MULTILINE)
    assert "counterexample 1 is taken for it: package.json:1: npm parrot-feather" in printed


@pytest.mark.slow
def test_capabilities_are_tried_with_the_policies_of_the_settings(tmp_path, monkeypatch, capsys):
    own(tmp_path, "parrot-chat")
    (tmp_path / "pyproject.toml").write_text('[tool.icplicense]\npolicies = ["policies"]\nlang = "en"\n')
    monkeypatch.chdir(tmp_path)
    main(["test"])
    printed = capsys.readouterr().out
    assert "capability/parrot" in printed
    assert "capability/openim" in printed
