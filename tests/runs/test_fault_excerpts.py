"""The lines around a fault: those that its file has for a reader, and none of a spreadsheet."""

from __future__ import annotations

import pytest

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.disk import Disk
from pytest_icplicense.runs.fault_excerpts import excerpts
from pytest_icplicense.text import Text

CSV = "工单号,创建时间\nc-1,四月\n"


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("a.csv", CSV.encode(), ("工单号,创建时间", "c-1,四月")),
        ("a.csv", CSV.encode("utf-8-sig"), ("工单号,创建时间", "c-1,四月")),
        ("a.csv", CSV.encode("gb18030"), ("工单号,创建时间", "c-1,四月")),
        ("a.csv", CSV.encode("utf-16"), ("工单号,创建时间", "c-1,四月")),
        ("a.xlsx", b"PK\x03\x04\n\xff\xfe\0\n\0", None),
        ("icp.yaml", b"name: x\nlicense: \xbe\xa9\n", ("name: x", "license: \ufffd\ufffd")),  # shows where
    ],
)
def test_what_a_reader_sees_around_a_fault(tmp_path, name, content, lines):
    (tmp_path / name).write_bytes(content)
    problem = Problem(name, 2, 2, Text.same("x"))
    found = excerpts([problem], Disk(), tmp_path)
    assert (found[problem.place].lines if found else None) == lines
