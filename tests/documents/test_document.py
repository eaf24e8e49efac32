"""Files that are no documents: each is one problem with its place, and nothing raises."""

from __future__ import annotations

import os

import pytest

from pytest_icplicense.documents import read
from pytest_icplicense.documents.document import _NOT_TEXT, _perhaps_not_text


def problems(path, data=None):
    """`line:column: message` for a file with these bytes."""
    if data is not None:
        path.write_bytes(data)
    source = read(path, "x.icp.yaml")
    assert source.documents == ()
    return [problem.to("en").removeprefix("x.icp.yaml:") for problem in source.problems]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "1:1: the file is empty"),
        (b"# only a comment\n---\n", "1:1: the file is empty"),
        (b"a: 1\nb: \xff\xfe\n", "2:4: not UTF-8: byte 0xff"),
        ("name: 业务\n".encode("gb18030"), "1:8: not UTF-8"),
        ("a: 1\n".encode("utf-16"), "1:1: the file is UTF-16"),
        ("a: 1\n".encode("utf-32"), "1:1: the file is UTF-32; save it as UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00", "1:1: character U+007F"),
        (b"a: 1\nb: \x00\n", "2:4: character U+0000"),
        (
            b"a: 1\n# x \xe2\x80\xa8b: 1\n",
            "2:5: character U+2028 ends a line to some readers of YAML and to others not",
        ),
        (b"a: 1\nb: 'x\xc2\x85y'\n", "2:6: character U+0085 ends a line to some"),
        (b"a: \xed\xa0\x80\n", "1:4: not UTF-8"),  # an encoded surrogate
        (b"a" * (5 << 20), "1:1: the file has 5,242,880 bytes; more than 1,048,576 (1 MiB) are not read"),
    ],
)
def test_unreadable_content(tmp_path, data, expected):
    (line,) = problems(tmp_path / "x", data)
    assert line.startswith(expected)


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem(tmp_path):
    file = tmp_path / "x"
    file.write_bytes("\ufeffname: 业务\r\nkind: Service\r\n".encode())
    (document,) = read(file).documents
    assert document.tree == {"name": "业务", "kind": "Service"}
    assert document.position("/kind") == (2, 1)


def test_what_is_no_file(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert problems(loop) == ["1:1: a symbolic link that leads back to itself"]
    assert problems(tmp_path / "gone") == ["1:1: no such file"]
    assert problems(tmp_path) == ["1:1: this folder cannot be searched; allow it to be read, or exclude it"]
    os.mkfifo(tmp_path / "pipe")
    assert problems(tmp_path / "pipe") == ["1:1: not a regular file"]


def test_what_is_missing_is_shown_where_it_should_stand(tmp_path):
    file = tmp_path / "x"
    file.write_text("a:\n  b:\n    - c: 1\n", encoding="utf-8")
    (document,) = read(file).documents
    assert document.position("/a/b/0/missing/deeper") == (3, 7)


def test_a_thousand_documents_in_a_file_are_looked_through_once(tmp_path, monkeypatch):
    """Each finding asks for its place: looking from the beginning each time would take the square of the time."""
    from pytest_icplicense.documents import positions

    file = tmp_path / "x"
    file.write_text("---\n? [a, b]\n: 1\n---\n" + "---\nkind: Service\n" * 1000, encoding="utf-8")
    documents = read(file, "x").documents
    looked = []
    real = positions.positions
    monkeypatch.setattr(positions, "positions", lambda text: looked.append(text) or real(text))
    assert [document.position("/kind") for document in documents[:2]] == [(6, 1), (8, 1)]
    assert documents[-1].position("/kind") == (2004, 1)
    assert len(looked) == 1


def test_every_character_that_is_no_text_is_looked_for():
    """The quick look at the bytes passes over nothing that the slow one at the characters finds."""
    for code in (*range(0xD800), *range(0xE000, 0x10000)):
        if _NOT_TEXT.search(chr(code)):
            assert _perhaps_not_text(f"a{chr(code)}b".encode()), hex(code)
    assert not _perhaps_not_text("name: 巨量引擎\r\n\tç €".encode())
