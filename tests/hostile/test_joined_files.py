"""Reports, attestations and results that others wrote: each is used, or refused in one line, whatever stands in them."""

from __future__ import annotations

import copy
import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from effort import TIMES

from pytest_icplicense.cli import main

WRONG: list[Any] = [
    None,
    True,
    -1,
    10**30,
    float("inf"),
    "",
    [],
    {},
    [[]],
    {"en": 1},
    "9999-99-99",
    "京B2-1\n::error::owned",
    "\x1b[31mowned\u202e",
    "=HYPERLINK(1)",
    "../" * 30,
]
"""What is put in the place of something."""
RAW = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|^::error::owned", re.MULTILINE)
"""What turns a terminal or a CI server around."""


def places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a document, as what holds it and the key there; of a long list the first three."""
    keys = (
        list(tree) if isinstance(tree, dict) else range(min(len(tree), 3)) if isinstance(tree, list) else ()
    )
    for key in keys:
        yield tree, key
        yield from places(tree[key])


def changed(tree: Any, draw: random.Random) -> Any:
    """The document with something else in one place."""
    other = copy.deepcopy(tree)
    holder, key = draw.choice(list(places(other)))
    holder[key] = draw.choice(WRONG)
    return other


@pytest.fixture(scope="module")
def written(unchanged_example, tmp_path_factory):
    """A report and an attestation of the example."""
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(unchanged_example)
        assert main(["report", "json", "-o", str(folder / "json")]) == 0
        assert main(["report", "in-toto", "-o", str(folder / "in-toto")]) == 0
    return {name: json.loads((folder / name).read_bytes()) for name in ("json", "in-toto")}


COMMANDS = {
    "combine": ("json", ["combine", "FILE"]),
    "combine to GitHub": ("json", ["combine", "FILE", "--format", "github"]),
    "combine to a page": ("json", ["combine", "FILE", "--format", "html"]),
    "evidence": ("json", ["check", "--evidence", "FILE"]),
    "verify": ("in-toto", ["verify", "FILE"]),
}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_one_place_is_another(command, written, unchanged_example, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(unchanged_example)
    what, words = COMMANDS[command]
    file = tmp_path / "a.json"
    draw = random.Random(command)
    for _ in range(60 * TIMES):
        tree = changed(written[what], draw)
        file.write_text(json.dumps(tree, ensure_ascii=draw.random() < 0.5), encoding="utf-8")
        code = main([str(file) if word == "FILE" else word for word in words])
        out, err = capsys.readouterr()
        assert code in (0, 1, 2)
        assert not RAW.search(out + err)
        if code == 2:
            assert len(err.splitlines()) == 1 or "documents that cannot be used" in out


@pytest.mark.parametrize("words", [["combine", "FILE"], ["verify", "FILE"], ["check", "--evidence", "FILE"]])
@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe{", b"[" * 200_000, b"{}", b'{"a": 1e999}', b"null"], ids=range(6)
)
def test_what_is_none(content, words, unchanged_example, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(unchanged_example)
    (tmp_path / "a.json").write_bytes(content)
    assert main([str(tmp_path / "a.json") if word == "FILE" else word for word in words]) == 2
    out, err = capsys.readouterr()
    lines = [line for line in (out + err).splitlines() if "a.json" in line]
    assert len(lines) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "/dev/zero"])
@pytest.mark.parametrize(
    "words", ["combine FILE", "combine REPORT FILE", "verify FILE", "check FILE", "detect FILE", "facts FILE"]
)
def test_devices_and_pipes_are_not_opened(
    kind, words, written, unchanged_example, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(unchanged_example)
    (tmp_path / "report.json").write_text(json.dumps(written["json"]), encoding="utf-8")
    file = Path(kind) if kind.startswith("/") else tmp_path / kind
    if kind != "/dev/zero":
        os.mkfifo(tmp_path / "pipe")
    if kind == "link to a pipe":
        file.symlink_to(tmp_path / "pipe")
    named = {"FILE": str(file), "REPORT": str(tmp_path / "report.json")}
    assert main([named.get(word, word) for word in words.split()]) == 2
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"icplicense: {file}: not a regular file\n")
