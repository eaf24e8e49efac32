"""The plugin's options: help in the language of the environment, and in one."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize(
    ("locale", "title", "said"),
    [
        ("zh_CN.UTF-8", "电信业务经营许可证（pytest-icplicense）", "不收集清单"),
        ("en_US.UTF-8", "telecom license (pytest-icplicense)", "collect no manifests"),
    ],
)
def test_help_is_in_the_language_of_the_environment(locale, title, said, pytester, monkeypatch):
    monkeypatch.setenv("LC_ALL", locale)
    out = pytester.runpytest("--help").stdout.str()
    own = out.partition(f"{title}:\n")[2].partition("\n\n")[0]
    assert re.search(rf"^  --no-icp +{said}$", own, re.MULTILINE)
    assert " · " not in own
    assert (re.search("[一-鿿]", own) is not None) == locale.startswith("zh")


@pytest.mark.parametrize(
    ("locale", "said"),
    [("zh_CN.UTF-8", "不得豁免的许可证检查（关键）"), ("C.UTF-8", "a license check that cannot be waived")],
)
def test_marks_are_explained_in_it_too(locale, said, pytester, monkeypatch):
    monkeypatch.setenv("LC_ALL", locale)
    assert f"@pytest.mark.icp_critical: {said}" in pytester.runpytest("--markers").stdout.lines
