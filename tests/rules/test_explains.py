"""What an explanation must be of, and what it may say."""

from __future__ import annotations

import pytest

from pytest_icplicense.model.capability import Confidence, Detected, Detections, Served
from pytest_icplicense.text import Text


@pytest.fixture
def explained(ruling, library):
    """Judges one entry of `capabilities` beside others; the repository shows OpenIM and a domain."""
    openim = library.catalogue.capabilities["openim"]
    shown = Detections((Detected(openim, Confidence.HIGH, ()),), (Served("x.cn", Confidence.MEDIUM, ()),), ())

    def judge(detected, word, *beside, features=(), reason="only our own staff can reach it"):
        entry = {"detected": detected, "is": word, "reason": reason}
        return ruling(
            "explains",
            entry,
            {},
            "2022-06-01",
            of="Service",
            pointer="/capabilities/0",
            declared={"capabilities": [entry, *beside], "features": list(features)},
            detected=shown,
        )

    return judge


@pytest.mark.parametrize("name", ["openim", "OpenIM", "x.cn"])
@pytest.mark.parametrize("word", ["internal", "third-party", "site-search"])
def test_what_the_repository_shows_is_explained_by_what_needs_no_license(explained, name, word):
    assert explained(name, word).outcome == "passed"


@pytest.mark.parametrize(
    "reason", ["误报", "历史原因", "just to silence the check", "users use it to chat with each other"]
)
def test_a_reason_that_explains_nothing_is_for_people(explained, reason):
    assert explained("openim", "internal", reason=reason).outcome == "pending"


def test_a_kind_that_needs_a_license_must_be_declared(explained):
    talk = {"id": "talk", "kind": "group-chat"}
    assert explained("openim", "group-chat", features=[talk]).outcome == "passed"
    (breach,) = explained("openim", "group-chat").breaches
    assert breach.pointer == "/capabilities/0/is"
    assert breach.why == Text(
        "'group-chat' needs B25/instant-interaction, and no feature of that kind is declared",
        "“group-chat”须有 B25/instant-interaction，但未申报该类功能",
    )


def test_an_explanation_of_nothing_is_told_with_what_is_near(explained):
    (breach,) = explained("OpenMI", "internal").breaches
    assert breach.pointer == "/capabilities/0/detected"
    assert breach.why == Text(
        "nothing in the repository shows 'OpenMI'; did you mean 'openim'?",
        "代码仓库中没有检测到“OpenMI”；是否应为“openim”？",
    )


def test_a_second_explanation_is_one_too_many_whatever_its_case(explained):
    (breach,) = explained("openim", "internal", {"detected": "OPENIM", "is": "internal"}).breaches
    assert breach.pointer == "/capabilities/0/detected"
    assert breach.why == Text("'openim' is explained twice; keep one", "“openim”有多条说明；请只保留一条")
    assert explained("openim", "internal", {"detected": "x.cn", "is": "internal"}).outcome == "passed"


def test_all_services_that_a_kind_needs_are_named(explained, library, monkeypatch):
    features = library.catalogue.features
    monkeypatch.setitem(features, "forum", features["forum"]._replace(needs=("B25/community", "B21")))
    (breach,) = explained("openim", "forum").breaches
    assert breach.why.en.startswith("'forum' needs B25/community, B21, and no feature")
