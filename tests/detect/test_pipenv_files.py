"""Pipfile and Pipfile.lock."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged


def test_categories(shows):
    text = '[packages]\nflask = "*"\n[dev-packages]\nmypy = "*"\n[chat]\nlivekit = "*"\n[requires]\npython_version = "3"\n'
    assert shows("Pipfile", text) == [("flask", 2), ("-mypy", 4), ("livekit", 6)]
    lock = '{"_meta": {"sources": []}, "default": {"a": {}}, "develop": {"d": {}}}'
    assert shows("Pipfile.lock", lock) == [("a", 1), ("-d", 1)]


@pytest.mark.parametrize("path", ["Pipfile", "Pipfile.lock"])
def test_broken(shows, path):
    with pytest.raises(Unjudged):
        shows(path, "[packages")
