"""The catalogue: what a service asks for."""

from __future__ import annotations

import pytest

from pytest_icplicense.explain.lookup import find


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("A11", "at least 51 %"),
        ("A24-1", "of the second class"),
        ("B25/search", "whose scope allows it"),
        ("B11", "whose scope allows it"),
    ],
)
def test_every_service_is_of_a_class_that_says_which_license_it_asks_for(item, words, library):
    assert words in library.catalogue.license_for(item).en


def test_no_service_is_left_without(library):
    catalogue = library.catalogue
    assert [item for item in catalogue.services if catalogue.license_for(item).en == item] == []
    assert catalogue.license_for("C1").en == "C1"


def test_a_service_covers_what_the_catalogue_says_is_within_it(library):
    catalogue = library.catalogue
    assert catalogue.covers("B21/transaction-processing", "B21/e-commerce")
    assert catalogue.covers("B25/non-internet", "B25/fixed-line-information")
    assert not catalogue.covers("B21/e-commerce", "B21/transaction-processing")
    assert catalogue.parts("B24") == ["B24-1", "B24-2"]
    assert not any(catalogue.services[part].content for part in catalogue.parts("B25"))


def test_every_approval_names_its_law_and_is_needed_by_a_feature(library):
    catalogue = library.catalogue
    needed = {each.id for kind in catalogue.features.values() for each in kind.approvals}
    assert needed == set(catalogue.approvals)
    for each in catalogue.approvals.values():
        assert each.basis is not None
        assert "《" in each.basis.zh or "许可证" in each.basis.zh
        assert each.term_months is None or "year" in each.basis.en


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("大模型", "ai-chat"),
        ("AI chat", "ai-chat"),
        ("小程序", "mini-program"),
        ("听书", "audio-book"),
        ("抽奖", "prize-draw"),
        ("文生图", "ai-image"),
        ("text to video", "ai-video"),
        ("云游戏", "cloud-gaming"),
        ("电子书", "e-book"),
        ("猜你喜欢", "recommendation-feed"),
        ("彩票", "lottery"),
        ("换脸", "face-swap"),
        ("位置服务", "location-service"),
    ],
)
def test_what_people_call_it_leads_to_the_kind(word, kind, library):
    assert kind in [getattr(topic, "kind", "") for topic in find(library, word)]


def test_documents_answer_attested_clauses_of_one_manifest(library):
    """What is shipped is not held against itself when it is read."""
    asked = {
        check.clause.id: check.of
        for provision in library.provisions
        for clause in provision.clauses
        for check in clause.checks
        if check.by_attestation
    }
    for document in library.catalogue.documents.values():
        assert len({asked[clause] for clause in document.clauses}) == 1, document
    clauses = [clause for each in library.catalogue.documents.values() for clause in each.clauses]
    assert len(clauses) == len(set(clauses))
