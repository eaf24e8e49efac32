"""What YAML can write and a manifest must not, and what it may: each input ends in documents or in a fault with its place.

The kinds of input are those that public test suites of YAML have; the inputs are our own.
"""

from __future__ import annotations

import re

import pytest
from example_counts import PASSED

from pytest_icplicense.cli import main
from pytest_icplicense.documents import read

READ = {
    "block mapping": ("a: 1\nb: x\n", [{"a": 1, "b": "x"}]),
    "block list": ("- a\n- b\n", [["a", "b"]]),
    "lists in mappings without indent": ("a:\n- b\n- c\n", [{"a": ["b", "c"]}]),
    "flow in block": ("a: {b: [c, d], e: f}\n", [{"a": {"b": ["c", "d"], "e": "f"}}]),
    "flow over lines": ("a: [b,\n  c,\n  ]\n", [{"a": ["b", "c"]}]),
    "JSON": ('{"a": [1, 2.5, null, true, "x\\ny"]}', [{"a": [1, 2.5, None, True, "x\ny"]}]),
    "single quotes": ("a: 'it''s'\n", [{"a": "it's"}]),
    "double quotes": ('a: "\\x41\\u4eac\\t\\\n  b"\n', [{"a": "A京\tb"}]),
    "literal": ("a: |\n  b\n   c\n\n  d\n", [{"a": "b\n c\n\nd\n"}]),
    "folded": ("a: >\n  b\n  c\n\n  d\n", [{"a": "b c\nd\n"}]),
    "stripped and kept": ("a: |-\n  b\nc: |+\n  d\n\n", [{"a": "b", "c": "d\n\n"}]),
    "indent said": ("a: |2\n   b\n", [{"a": " b\n"}]),
    "plain over lines": ("a: b\n  c\n\n  d\n", [{"a": "b c\nd"}]),
    "signs inside": ("a: b#c\nd: e:f\ng: h, i\n", [{"a": "b#c", "d": "e:f", "g": "h, i"}]),
    "comments": ("# a\na: b # c\n# d\n", [{"a": "b"}]),
    "explicit key": ("? a\n: b\n", [{"a": "b"}]),
    "key without a value": ("a:\nb:\n", [{"a": None, "b": None}]),
    "empty collections": ("a: {}\nb: []\nc: ''\n", [{"a": {}, "b": [], "c": ""}]),
    "documents": ("--- a\n---\nb: c\n...\n---\n- d\n", ["a", {"b": "c"}, ["d"]]),
    "document marks inside a text": ("a: |\n  ---\n  ...\n", [{"a": "---\n...\n"}]),
    "a version": ("%YAML 1.2\n---\na: b\n", [{"a": "b"}]),
    "windows": ("a: b\r\nc: |\r\n  d\r\n", [{"a": "b", "c": "d\n"}]),
    "a byte order mark": ("\ufeffa: b\n", [{"a": "b"}]),
    "words of YAML 1.1": (
        "a: yes\nb: off\nc: 1_000\nd: 12:30\n",
        [{"a": "yes", "b": "off", "c": "1_000", "d": "12:30"}],
    ),
    "beyond the plane": ("a: \U0001f600\n", [{"a": "\U0001f600"}]),
    "merge key quoted": ("'<<': b\n", [{"<<": "b"}]),
}
REFUSED = {
    "anchor": ("a: &b c\n", 1, 4),
    "alias": ("a: b\nc: *d\n", 2, 4),
    "anchored key": ("&a b: c\n", 1, 1),
    "alias as key": ("a: b\n*a : c\n", 2, 1),
    "merge": ("a: &a {b: c}\n<<: *a\n", 1, 4),
    "local tag": ("a: !b c\n", 1, 4),
    "own handle": ("%TAG !e! tag:example.com,2000:\n---\na: !e!b c\n", 1, 1),
    "python": ("a: !!python/object/apply:os.system ['id']\n", 1, 4),
    "binary": ("a: !!binary aGk=\n", 1, 4),
    "set": ("a: !!set {b, c}\n", 1, 4),
    "text that is tagged": ("a: !!str 1\n", 1, 4),
    "not specific": ("a: ! b\n", 1, 4),
    "verbatim": ("a: !<tag:yaml.org,2002:str> b\n", 1, 4),
    "twice": ("a: b\n'a': c\n", 2, 1),
    "twice, spelled in two ways": ('a: b\n"\\x61": c\n', 2, 1),
    "list as key": ("? [a]\n: b\n", 1, 3),
    "mapping as key": ("{a: b}: c\n", 1, 1),
    "no key": ("a: b\nc\n", 2, 1),
    "open list": ("a: [b\nc: d\n", 1, 4),
    "open quote": ("a: 'b\n", 1, 4),
    "closed twice": ("a: [b]]\n", 1, 7),
    "tab for indent": ("a:\n\tb: c\n", 2, 1),
    "too little indent": ("a:\n    b: c\n  d: e\n", 3, 3),
    "key in a value": ("a: b: c\n", 1, 5),
    "escape": ('a: "\\q"\n', 1, 5),
    "surrogate": ('a: "\\ud83d\\ude00"\n', 1, 7),
    "bell": ('a: "\\a"\n', 1, 4),
    "NUL": ('a: "\\0"\n', 1, 4),
    "reserved": ("a: @b\n", 1, 4),
    "backquote": ("a: `b`\n", 1, 4),
    "another version": ("%YAML 3.0\n---\na: b\n", 1, 1),
    "directive without a document": ("%YAML 1.2\n", 2, 1),
    "nothing": ("", 1, 1),
    "comments alone": ("# a\n", 1, 1),
    "after the end": ("a: b\n...\n]\n", 3, 1),
}
BYTES = {
    "NUL": (b"a: b\0\n", 1, 5),
    "alone": (b"a: b\n\x80\n", 2, 1),
    "overlong": (b"a: \xc0\xaf\n", 1, 4),
    "a surrogate": (b"a: \xed\xa0\x80\n", 1, 4),
    "beyond Unicode": (b"a: \xf4\x90\x80\x80\n", 1, 4),
    "cut off": (b"a: \xe4\xba", 1, 4),
    "UTF-16": ("a: b\n".encode("utf-16"), 1, 1),
    "UTF-16 without a mark": ("a: b\n".encode("utf-16-le"), 1, 2),
    "UTF-32": ("a: b\n".encode("utf-32"), 1, 1),
    "GB 18030": ("a: 京\n".encode("gb18030"), 1, 4),
    "escape sequence": (b"a: \x1b[31m\n", 1, 4),
    "a mark in the middle": ("a: \ufeffb\n".encode(), 1, 4),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_read(name, tmp_path):
    text, trees = READ[name]
    file = tmp_path / "x.yaml"
    file.write_bytes(text.encode())
    source = read(file)
    assert source.problems == ()
    assert [document.tree for document in source.documents] == trees


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name, tmp_path):
    text, line, column = REFUSED[name]
    file = tmp_path / "x.yaml"
    file.write_bytes(text.encode())
    first, *_ = read(file).problems
    assert (first.line, first.column) == (line, column), first


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_text(name, tmp_path):
    data, line, column = BYTES[name]
    file = tmp_path / "x.yaml"
    file.write_bytes(data)
    first, *_ = read(file).problems
    assert (first.line, first.column) == (line, column), first


def test_each_is_told_by_a_run_in_a_line_with_its_place(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    inputs = {
        **{f"read-{name}": text.encode() for name, (text, _) in READ.items()},
        **{f"refused-{name}": text.encode() for name, (text, _, _) in REFUSED.items()},
        **{f"bytes-{name}": data for name, (data, _, _) in BYTES.items()},
    }
    for index, data in enumerate(inputs.values()):
        (project.root / f"zz-{index:03}.icp.yaml").write_bytes(data)
    assert main(["check", "--lang", "en", "--verbose"]) == 2
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    told = set(re.findall(r"(?m)^zz-(\d{3})\.icp\.yaml:\d+:\d+: \S", out))
    assert [name for index, name in enumerate(inputs) if f"{index:03}" not in told] == []
    assert f"clauses: {PASSED} passed" in out  # the example's own
