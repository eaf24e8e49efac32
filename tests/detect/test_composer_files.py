"""composer.json and composer.lock."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged


def test_what_is_required(shows):
    text = """{"name": "me/me",
"require": {"a/b": "1"},
"require-dev": {"d/d": "1"},
"suggest": {"s/s": "x"}, "replace": {"r/r": "1"}, "conflict": {"c/c": "1"}}"""
    assert shows("composer.json", text) == [("me/me", 1), ("a/b", 2), ("-d/d", 3)]
    lock = '{"packages": [{"name": "a/b", "require": {"z/z": "1"}}], "packages-dev": [{"name": "d/d"}]}'
    assert shows("composer.lock", lock) == [("a/b", 1), ("-d/d", 1)]


@pytest.mark.parametrize("path", ["composer.json", "composer.lock"])
def test_broken(shows, path):
    with pytest.raises(Unjudged, match="no JSON"):
        shows(path, "{")
