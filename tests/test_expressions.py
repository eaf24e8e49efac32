"""The package's patterns match alike in every Python that it supports."""

from __future__ import annotations

import importlib
import pkgutil
import re
from re import _constants, _parser  # type: ignore[attr-defined]  # the only way to see what a pattern is made of

import pytest

import pytest_icplicense
from pytest_icplicense.expressions import _Expression

SIMPLE = {
    _constants.LITERAL,
    _constants.NOT_LITERAL,
    _constants.IN,
    _constants.ANY,
    _constants.CATEGORY,
}


def patterns():
    """Each pattern that a module keeps, with its place."""
    for module in pkgutil.walk_packages(pytest_icplicense.__path__, "pytest_icplicense."):
        if {"__main__", "plugin", "collect"} & set(module.name.split(".")):  # loaded by Python and by pytest
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, _Expression):
                yield f"{module.name}.{name}", value._source, value._flags
            elif isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value.pattern, value.flags


def possessive_groups(parsed):
    """The possessive repeats of more than one character, however deep."""
    for code, argument in parsed:
        if code is _constants.POSSESSIVE_REPEAT:
            body = argument[2]
            if len(body) != 1 or body[0][0] not in SIMPLE:
                yield code
        for part in argument if isinstance(argument, tuple | list) else (argument,):
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, _parser.SubPattern):
                    yield from possessive_groups(inner)


def test_a_group_is_never_repeated_possessively():
    """Python 3.11.0 to 3.11.4 (Debian 12 has 3.11.2) match `(?:ab?c)*+` wrongly, but `(?>(?:ab?c)*)` as they should."""
    found = dict.fromkeys(name for name, *rest in patterns() if any(possessive_groups(_parser.parse(*rest))))
    assert not list(found), "write (?>(?:…)*) instead of (?:…)*+"
    assert len(list(patterns())) > 50


@pytest.mark.parametrize("source", ["(?:ab?c)*+x", "a|(?:b(?:ab?c)?+)", "(?P<a>x(?=(?:ab){2,}+))"])
def test_which_would_be_seen(source):
    assert any(possessive_groups(_parser.parse(source)))
