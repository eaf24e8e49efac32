"""The catalogue: what a service asks for."""

from __future__ import annotations

import pytest


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
