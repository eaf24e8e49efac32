"""What a clause asks a manifest to state, and what a manifest may say there is none of."""

from __future__ import annotations

import pytest

from pytest_icplicense.text import Text

PARAMETERS = {
    "fields": ["community.publishers_verified", "community.publishers_filed"],
    "unless": "community.publishers",
    "trait": "publishers",
}
BOTH = {"publishers_verified": True, "publishers_filed": True}


@pytest.fixture
def stated(ruling):
    """Judges a manifest with this `community` and features of these kinds."""

    def judge(community, *kinds):
        features = [{"id": f"f{index}", "kind": kind} for index, kind in enumerate(kinds)]
        declared = {"features": features, "community": community}
        return ruling("stated-unless", {}, PARAMETERS, "2022-06-01", of="Service", declared=declared)

    return judge


def test_each_field_must_be_true_or_say_something(stated):
    assert stated(BOTH, "forum").outcome == "passed"
    assert stated({**BOTH, "publishers_filed": "每季度备案"}, "forum").outcome == "passed"
    (breach,) = stated({**BOTH, "publishers_filed": False}, "forum").breaches
    assert breach.pointer == "/community/publishers_filed"
    assert breach.why == Text(
        "'community.publishers_filed' must be true", "community.publishers_filed 须为 true"
    )
    assert [breach.why.en for breach in stated({}, "forum").breaches] == [
        "'community.publishers_verified' is missing",
        "'community.publishers_filed' is missing",
    ]
    (breach,) = stated(None, "forum").breaches  # nothing at all is one reason
    assert breach.why.en == "'community' is missing"


@pytest.mark.parametrize("word", ["无", "待定", "N/A"])
def test_a_word_that_says_nothing_states_nothing(stated, word):
    (breach,) = stated({**BOTH, "publishers_filed": word}, "forum").breaches
    assert breach.pointer == "/community/publishers_filed"


def test_what_there_is_not_need_not_be_stated(stated):
    got = stated({"publishers": False, "publishers_verified": False}, "comments")
    assert got.outcome == "not-applicable"
    assert got.reason == Text(
        "the service declares 'community.publishers' as false", "该服务将 community.publishers 申报为 false"
    )
    assert stated({"publishers": True}, "comments").outcome == "failed"


@pytest.mark.parametrize("kind", ["blog", "social-network", "public-account"])
def test_a_feature_that_has_it_contradicts(stated, kind):
    (breach,) = stated({**BOTH, "publishers": False}, "comments", kind).breaches
    assert breach.pointer == "/community/publishers"
    assert breach.why.en == (
        f"it is false, but feature 'f1' ({kind}) has public accounts or platform publishers by what it is"
    )


def test_what_is_public_by_what_it_is(ruling, library):
    parameters = {"fields": ["publishing.review.human"], "unless": "publishing.public", "trait": "public"}
    for kind in library.catalogue.features.values():
        declared = {"features": [{"id": "f", "kind": kind.kind}], "publishing": {"public": False}}
        got = ruling("stated-unless", {}, parameters, "2022-06-01", of="Service", declared=declared)
        assert got.outcome == ("failed" if kind.public else "not-applicable"), kind.kind
    assert library.catalogue.features["live-streaming"].public
    assert not library.catalogue.features["direct-message"].public
