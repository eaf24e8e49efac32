"""setup.py and setup.cfg."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged


def test_lists_that_are_written_out(shows):
    text = """
import setuptools
# setup(install_requires=["commented"])
R = ["a",
     "b>=1"]
setuptools.setup(
    description="openim",
    install_requires=R + ["z"],
    extras_require={"dev": ["d"], "im": ["i"]},
    tests_require=["t"])
"""
    assert shows("setup.py", text) == [("a", 4), ("b", 5), ("z", 8), ("-d", 9), ("i", 9), ("-t", 10)]


@pytest.mark.parametrize(
    "words", ["install_requires=read()", "**options", "install_requires=[x]", "extras_require=x"]
)
def test_what_is_computed_is_told(shows, words):
    with pytest.raises(Unjudged, match="no code is run"):
        shows("setup.py", f"setup({words})")


@pytest.mark.parametrize("text", ["print 1", "(" * 5000, "-" * 200_000, "x" * 300_000, "\0"])
def test_what_is_no_python(shows, text):
    with pytest.raises(Unjudged):
        shows("setup.py", text)


def test_setup_cfg(shows):
    text = """[metadata]
description = openim
[options]
install_requires =
    a>=1
    # c
    b ; python_version < "3"
[options.extras_require]
test = tox; mock
chat =
    celery
"""
    assert shows("setup.cfg", text) == [("a", 5), ("b", 7), ("-tox", 9), ("-mock", 9), ("celery", 11)]
    with pytest.raises(Unjudged, match="no configuration file"):
        shows("setup.cfg", "[options\nfoo")
    with pytest.raises(Unjudged, match="262,144 characters"):
        shows("setup.cfg", "[options]\n" + "x\n" * 200_000)
