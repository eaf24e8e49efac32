"""A page is read once while it and the files beside it stay as they are."""

from __future__ import annotations

import pytest

from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.pages.source import read_source
from pytest_icplicense.text import Text

PAGE = b"<!doctype html><link rel=stylesheet href=a.css><p>B2-20181623</p>"


def reading(**files: bytes):
    """The page with these files beside it."""

    def read(path: str) -> bytes:
        try:
            return files[path.rpartition("/")[2].removesuffix(".css")]
        except KeyError:
            raise Unavailable(Text("there is none", "没有")) from None

    return read_source(PAGE, "web/cached.html", read)


def test_the_same_files_are_read_once():
    assert reading(a=b"p{color:red}") is reading(a=b"p{color:red}")
    assert reading() is reading()


@pytest.mark.parametrize(
    ("before", "after"), [({"a": b""}, {"a": b"p{display:none}"}), ({}, {"a": b""}), ({"a": b""}, {})]
)
def test_another_file_beside_it_is_another_page(before, after):
    first = reading(**before)
    assert reading(**after) is not first
