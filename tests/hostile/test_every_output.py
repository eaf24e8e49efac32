"""Whatever a text field of a document holds, no output lets it command: terminals, CI servers, pages, spreadsheets."""

from __future__ import annotations

import copy
import csv
import io
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from pypdf import PdfReader

from pytest_icplicense.cli import main
from pytest_icplicense.documents import read
from pytest_icplicense.reports.formats import names

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_git"), pytest.mark.timeout(300)]
ENDS = "\u202egnp\u2066 @octocat <img src=x onerror=alert(1)> ![a](http://e.cn/) ]]>\u2028::error::owned"
BEGINS = ("=1+1 ", "::error::owned ", "@SUM(1) ", "-2+3 ", "\u202e", "BEGIN:VEVENT\u2028")
COMMANDS = re.compile(r"^\s*::error::owned", re.MULTILINE)
"""A line that a CI server obeys; what this package says to it says nothing of `owned` before its `::`."""
TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
FREE = frozenset(
    "note owner reviewer reason unit automatic monitoring organisation transmission address name approver authority".split()
)
"""Fields that may hold any text; the others have a form."""
MANIFESTS = ("ads-console.icp.yaml", "operator.icp.yaml")
WAIVER = {
    "check": "SP-15.5.2",
    "subject": "*",
    "reason": "更名",
    "approver": "王芳",
    "ticket": "C-1",
    "from": "2022-05-01",
    "expires": "2022-08-01",
}
SCREENS = (
    "check",
    "diff --base HEAD",
    "timeline",
    "todo",
    "trace",
    "detect --verbose",
    "facts",
    "report github",
    "report markdown",
)
ELSEWHERE = ("text", "github", "markdown", "pdf")


def texts(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all texts of a document."""
    if isinstance(tree, str):
        yield path
    for key in tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ():
        yield from texts(tree[key], (*path, key))


def changed(tree: Any, path: tuple[Any, ...], begins: str) -> Any:
    """The document with such a text in one place."""
    other = copy.deepcopy(tree)
    inner = other
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = f"{begins}{inner[path[-1]]}{ENDS}"
    return other


@pytest.fixture
def hostile(request, project, monkeypatch) -> Path:
    """The example with such texts wherever they may stand, committed before as it was."""
    for words in ("init -q", "add -A", "commit -qm all"):
        subprocess.run(["git", *words.split()], cwd=project.root, check=True)
    for name in MANIFESTS:
        tree = read(project.root / name).documents[0].tree
        for path in texts(tree):
            if path[-1] in FREE and (name, path) != (MANIFESTS[0], ("name",)):
                tree = changed(tree, path, request.param)
        (project.root / name).write_text(json.dumps(tree), encoding="utf-8")
    waiver = {
        key: f"{request.param}{text}{ENDS}" if key in ("reason", "approver", "ticket") else text
        for key, text in WAIVER.items()
    }
    (project.root / "icp-waivers.yaml").write_text(json.dumps([waiver]), encoding="utf-8")
    strange = project.root / "deploy/\u202e=1+1 @octocat.conf"
    strange.write_text("server_name evil.example.cn;\n", encoding="utf-8")
    monkeypatch.chdir(project.root)
    return project.root


def strings(tree: Any) -> Iterator[str]:
    """Every text of a JSON file, its keys among them."""
    if isinstance(tree, str):
        yield tree
    for key, inner in (
        tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    ):
        yield from strings(key)
        yield from strings(inner)


def held(text: str, what: str) -> None:
    """Nothing in it turns, controls or commands."""
    for pattern in (TURNING, CONTROL, COMMANDS):
        if found := pattern.search(text):
            around = text[max(0, found.start() - 150) : found.end() + 50]
            raise AssertionError(f"{what}: {found[0]!r} in {around!r}")


@pytest.mark.timeout(120)
@pytest.mark.parametrize("command", ["check", "report github", "report gitlab", "report markdown"])
def test_nothing_commands_where_it_is_refused(command, project, monkeypatch, capsys):
    """Every text that has a form, in one of them after the other."""
    monkeypatch.chdir(project.root)
    tree = read(project.service).documents[0].tree
    for path in texts(tree):
        if path[-1] not in FREE:
            tree = changed(tree, path, BEGINS[len(path) % len(BEGINS)])
    tree |= {"apiVersion": "icplicense/v1", "kind": "Service"}
    project.service.write_text(json.dumps(tree), encoding="utf-8")
    assert main(command.split()) == 2
    out, err = capsys.readouterr()
    assert "ads-console.icp.yaml" in out + err
    held(out + err, command)


@pytest.mark.parametrize("hostile", BEGINS[:2], indirect=True, ids=range(2))
def test_nothing_commands_a_screen(hostile, capsys):
    for words in SCREENS:
        for lang in ("en", "zh"):
            main([*words.split(), "--lang", lang])
            out, err = capsys.readouterr()
            assert out
            held(out + err, words)
            if words == "report markdown":
                assert not re.search(r"(?<!\\)<img", out)
                assert not re.search(r"(?<![\w`\u200b\\/;])@octocat", out)


@pytest.mark.parametrize("hostile", BEGINS, indirect=True, ids=range(len(BEGINS)))
def test_nothing_commands_who_opens_a_file(hostile, tmp_path, capsys):
    written = {}
    for name in names():
        if name not in ELSEWHERE:
            main(["report", name, "-o", str(tmp_path / name)])
            written[name] = (tmp_path / name).read_bytes()
    main(["calendar", "-o", str(tmp_path / "ics")])
    main(["combine", str(tmp_path / "json"), "--format", "github"])
    out, err = capsys.readouterr()
    held(out + err, "combine")
    for name, data in written.items():
        assert not TURNING.search(data.decode("utf-8-sig")), name
        if name not in ("json", "html", "csv", "junit"):  # each a JSON object for other programs
            for text in strings(json.loads(data)):
                assert not TURNING.search(text), (name, text)
                assert not CONTROL.search(text), (name, text)
    page = written["html"].decode()
    assert "<img src=x" not in page
    for element in ElementTree.fromstring(written["junit"]).iter():
        for text in (*element.attrib.values(), element.text or ""):
            held(text, "junit")
    for row in csv.reader(io.StringIO(written["csv"].decode("utf-8-sig"))):
        for cell in row:
            assert not re.match(r"[=+\-@\t\r]", cell), cell
            assert not TURNING.search(cell), cell
    if (tmp_path / "ics").exists():
        lines = (tmp_path / "ics").read_bytes().decode().replace("\r\n ", "").split("\r\n")
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
        assert not any("owned" in line and re.match("::|=|##", line) for line in lines)
        assert not TURNING.search("".join(lines))
    assert yaml.safe_load(written["json"])


@pytest.mark.parametrize("hostile", BEGINS[4:5], indirect=True, ids=range(1))
def test_nothing_turns_in_a_pdf(hostile, tmp_path):
    main(["report", "pdf", "-o", str(tmp_path / "pdf")])
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "pdf").pages)
    assert "octocat" in text
    assert not TURNING.search(text)
