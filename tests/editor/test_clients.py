"""What the server asks of an editor, how it calls files, and that no editor can bring it to a halt."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from editor_client import Editor, line_of
from lsprotocol import types as lsp

from pytest_icplicense.editor.interrupting import Cancelled
from pytest_icplicense.editor.project import Project
from pytest_icplicense.editor.uris import Addresses, path_of

pytestmark = pytest.mark.timeout(180)
SEARCH = ("kind: site-search", "kind: web-search")


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///srv/a%20b/%E6%B8%85.yaml", "/srv/a b/清.yaml"),
        ("file://localhost/srv/a.yaml", "/srv/a.yaml"),
        ("file:///c%3A/Users/a.yaml", None),
        ("file:///C:/Users/a.yaml", None),
        ("file://server/share/a.yaml", None),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell:/srv/a.ipynb#W0", None),
        ("git:/srv/a.yaml?ref", None),
        ("file:///srv/a%00b", None),
        ("file:relative.yaml", None),
        ("file://[", None),
        ("", None),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="drives are files there")
def test_only_files_of_this_machine_are_files(uri, path):
    assert path_of(uri) == (None if path is None else Path(path))


def test_files_are_called_as_the_editor_calls_them(tmp_path):
    addresses = Addresses()
    addresses.folder(tmp_path, "file:///c%3A/work/")
    assert addresses.uri_of(tmp_path / "a b/清.yaml") == "file:///c%3A/work/a%20b/%E6%B8%85.yaml"
    addresses.opened(tmp_path / "x", "file:///c%3A/link/x")
    assert addresses.uri_of(tmp_path / "x") == "file:///c%3A/link/x"
    addresses.closed(tmp_path / "x")
    assert addresses.uri_of(tmp_path / "x") == "file:///c%3A/work/x"
    assert addresses.uri_of(tmp_path.parent) == tmp_path.parent.as_uri()


def test_what_is_stopped_begins_anew(project):
    opened, told = Project(project.root), []

    def stop_at_once(done, all_):
        told.append((done, all_))
        opened.stop()

    opened.note({project.service: "kind: ["})
    opened.stop()
    with pytest.raises(Cancelled):
        opened.judge(stop_at_once)
    judged = opened.judge(lambda done, all_: told.append((done, all_)))
    assert told == [(1, 2), (2, 2)]
    assert judged.results[project.service].problems


@pytest.mark.slow
def test_an_editor_that_answers_is_asked(project):
    said: list[str] = []

    def answers(params: lsp.ShowMessageRequestParams) -> str:
        said.append(params.message)
        titles = [each.title for each in params.actions]
        return next((each for each in titles if "李敏" in each or "7 天" in each), titles[0])

    editor = Editor(project.root, settings={"lang": "zh"}, answers=answers)
    try:
        text = editor.open(project.service).replace('pro, amount: "99.00"', 'pro, amount: "199.00"')
        editor.type(project.service, text)
        editor.until(lambda: "SP-15.5.2" in editor.codes(project.service))
        kinds = [value["kind"] if isinstance(value, dict) else value.kind for _, value in editor.progress]
        assert (kinds[0], kinds[-1]) == ("begin", "end")
        assert "report" in kinds
        editor.until(
            lambda: any("价" in each.message for each in editor.diagnostics(project.service) if each.code)
        )
        found = editor.actions(project.service, line_of(text, "199.00"))
        waive = next(each for each in found if each.command is not None)
        assert waive.command.title == "申请豁免：请填写理由和批准人"
        editor.command(waive.command)
        editor.until(lambda: bool(editor.edits))
        assert said == [
            "由谁批准豁免 SP-15.5.2/amount-as-published？",
            "SP-15.5.2/amount-as-published 豁免至哪一天？",
        ]
        _create, edit = editor.edits[0].document_changes
        written = edit.edits[0].new_text
        assert "reason: TODO\n  approver: 广告审核组 李敏\n" in written
        assert "from: 2022-06-01\n  expires: 2022-06-08\n" in written
        asked = {**waive.command.arguments[0], "reason": "重印", "approver": "王芳", "expires": "2022-06-05"}
        editor.command(lsp.Command("", waive.command.command, arguments=[asked]))
        editor.until(lambda: len(editor.edits) == 2)
        assert "reason: 重印\n  approver: 王芳\n" in editor.edits[1].document_changes[1].edits[0].new_text
        assert len(said) == 2
        editor.command(lsp.Command("", waive.command.command, arguments=["nonsense", 3]))
    finally:
        assert editor.close() == 0


@pytest.mark.slow
def test_an_editor_that_never_answers_is_waited_for_by_nobody(project, tmp_path):
    """Two folders of one name, one of them through a link and inside another, texts that are no files, folders that go."""
    second = tmp_path / "second" / project.root.name
    shutil.copytree(project.root, second)
    link = tmp_path / "link"
    link.symlink_to(second)
    log = tmp_path / "log.txt"
    editor = Editor(project.root, link, tmp_path / "second", silent=True, log=log)
    try:
        for file in (project.service, link / project.service.name):
            text = editor.open(file)
            editor.type(file, text.replace(*SEARCH))
        editor.until(lambda: "SP-02.2" in editor.codes(project.service))
        editor.until(lambda: "SP-02.2" in editor.codes(link / project.service.name))
        assert (second / project.service.name).as_uri() not in editor.shown
        for uri in ("untitled:Untitled-1", "vscode-notebook-cell:/a.ipynb#W0", "file:///c%3A/a.icp.yaml"):
            item = lsp.TextDocumentItem(uri, "yaml", 1, "kind: Service\n")
            editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    finally:
        shutil.rmtree(second)
        editor.tell(link, lsp.FileChangeType.Deleted)
        editor.type(project.service, project.service.read_text(encoding="utf-8"))
        editor.until(lambda: editor.codes(project.service) == [])
        assert editor.close() == 0
    assert [line.partition("machine: ")[2] for line in log.read_text(encoding="utf-8").splitlines()] == [
        "untitled:Untitled-1",
        "vscode-notebook-cell:/a.ipynb#W0",
        "file:///c%3A/a.icp.yaml",
    ]


@pytest.mark.slow
def test_no_server_lives_on_after_its_editor(project):
    words = [sys.executable, "-m", "pytest_icplicense", "lsp"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project.root) as server:
        server.stdin.close()
        assert server.wait(60) == 0
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=project.root) as server:
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) != 0


@pytest.mark.slow
def test_it_lives_on_after_five_thousand_edits(project):
    editor = Editor(project.root)
    try:
        text = now = editor.open(project.service)
        chance = random.Random(5000)
        pieces = (
            "",
            "\n",
            "- ",
            "{",
            "]",
            "\t",
            ": ",
            "&a",
            "*a",
            "\0",
            "一",
            "'",
            '"',
            "#",
            "---\n",
            "\u2028",
        )
        for number in range(5000):
            start = chance.randrange(len(now) + 1)
            end = min(len(now), start + chance.choice((0, 1, 3, 40)))
            now = now[:start] + chance.choice(pieces) + now[end:]
            if number % 500 == 499:
                now = text
            editor.type(project.service, now)
            if number % 250 == 0:
                row, column = chance.randrange(60), chance.randrange(40)
                editor.hover(project.service, row, column)
                editor.completions(project.service, row, column)
                editor.actions(project.service, row)
        editor.type(project.service, text.replace(*SEARCH))
        editor.until(lambda: "SP-02.2" in editor.codes(project.service))
    finally:
        assert editor.close() == 0
