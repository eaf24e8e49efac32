"""What a detector gives becomes what was found, what is passed over, and what is needed."""

from collections import namedtuple

import pytest

from pytest_icplicense import library as libraries
from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import (
    DEVELOPMENT,
    Detector,
    DomainSighting,
    FileNeeded,
    PartPassedOver,
    Sighting,
    passing_over,
)
from pytest_icplicense.detect.observation import Found, Needed, PassedOver, observe
from pytest_icplicense.detect.signatures import Signatures
from pytest_icplicense.text import Text

SIGNATURES = Signatures(libraries.load().catalogue.capabilities.values())
OPENIM = Sighting("npm", "@openim/client-sdk", 1)
REASON = Text("not looked into", "不予检查")


def observed(*seen):
    detector = Detector("mine", ("a",), lambda artifact: iter(seen), Text.same("mine"))
    return observe(Artifact("x/a", b"  line\n"), detector, SIGNATURES)


def test_each_kind_of_sighting():
    found = observed(
        OPENIM,
        Sighting("npm", "means-nothing", 1),
        passing_over(OPENIM, DEVELOPMENT),
        DomainSighting("a.cn", (1, 5)),
        DomainSighting("localhost", 1),
        PartPassedOver("part", 1, REASON),
        FileNeeded("../b", "dockerfile", 1),
    )
    assert found.found == (
        Found("x/a", 1, 3, "npm @openim/client-sdk", None, ("openim",)),
        Found("x/a", 1, 5, "domain a.cn", "a.cn", ()),
    )
    assert [each[:3] for each in found.passed_over] == [
        ("x/a", 1, "@openim/client-sdk"),
        ("x/a", 1, "localhost"),
        ("x/a", 1, "part"),
    ]
    assert found.passed_over[-1] == PassedOver("x/a", 1, "part", REASON)
    assert found.needed == (Needed("../b", "dockerfile"),)
    assert found.unjudged == ()


def test_a_needed_file_is_asked_itself_whether_it_counts():
    needed = FileNeeded("b", "dockerfile", 1)
    assert passing_over(needed, DEVELOPMENT) is needed


Former = namedtuple("Former", "what name at passed_over")


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (
            Sighting("domain", "a.cn", 1),
            "Sighting('domain', ...), a form of the past; it must give DomainSighting(name, at)",
        ),
        (
            Sighting("part", "x", 1, REASON),
            "Sighting('part', ...), a form of the past; it must give PartPassedOver(name, at, reason)",
        ),
        (
            Sighting("needs compose", "b.yml", 1),
            "Sighting('needs compose', ...), a form of the past; it must give FileNeeded(path, detector, at)",
        ),
        (
            Former("npm", "x", 1, None),
            "a Former; it must give one of Sighting, DomainSighting, PartPassedOver, FileNeeded",
        ),
        (None, "a NoneType; it must give one of Sighting, DomainSighting, PartPassedOver, FileNeeded"),
    ],
)
def test_the_former_form_of_a_sighting_is_told_in_one_line_and_hides_nothing(seen, why):
    found = observed(OPENIM, seen)
    assert len(found.found) == 1
    (problem,) = found.unjudged
    assert problem.path == "x/a"
    assert problem.message.en == f"not judged: the detector 'mine' gives {why}; what it shows is not known"
    assert "检测器“mine”" in problem.message.zh
