"""`icplicense lsp` through the client of pygls: what is typed, what is shown, asked and changed, and that it lives on."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from editor_client import Editor, applied, line_of
from lsprotocol import types as lsp

from pytest_icplicense.editor.server import Server

if TYPE_CHECKING:
    from conftest import Project

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]
SEARCH = ("kind: site-search", "kind: web-search")
OWN = """
apiVersion: icplicense/v1
kind: Provision
id: SP-90
title: {en: "Alarms (a company's own rule)", zh: "告警（公司自定规定）"}
text: "公司规定:告警应当在三十分钟内有人响应。"
clauses:
  - id: SP-90.1
    quote: "告警应当在三十分钟内有人响应"
    how: [attested]
    means: {en: Alarms are answered., zh: 告警有人响应。}
    checks:
      - id: alarms-attested
        level: minor
        of: Operator
        rule: attested
        message: {en: "alarms: {why}", zh: "告警：{why}"}
        remedy: {en: Add an attestation., zh: 请增加声明。}
        violations: [{patch: [{op: remove, path: /attestations}]}]
"""


def opened(editor: Editor, project: Project) -> str:
    text = editor.open(project.service)
    editor.until(lambda: bool(editor.diagnostics(project.service)))
    return text


def test_an_unlicensed_feature_is_shown_while_it_is_typed_and_goes_with_it(editor, project):
    text = opened(editor, project)
    assert editor.codes(project.service) == []
    editor.type(project.service, text.replace(*SEARCH))
    editor.until(lambda: "SP-02.2" in editor.codes(project.service))
    line = line_of(text.replace(*SEARCH), SEARCH[1])
    assert {
        each.range.start.line for each in editor.diagnostics(project.service) if each.code == "SP-02.2"
    } == {line}
    editor.type(project.service, text)
    editor.until(lambda: editor.codes(project.service) == [])
    assert project.service.read_text(encoding="utf-8") == text


def test_a_broken_text_keeps_the_last_verdicts_in_grey(editor, project):
    text = opened(editor, project).replace(*SEARCH)
    editor.type(project.service, text)
    editor.until(lambda: "SP-02.2" in editor.codes(project.service))
    editor.type(project.service, text + "\nname: [")
    editor.until(lambda: "SP-02.2" not in editor.codes(project.service))
    grey = [each.code for each in editor.diagnostics(project.service) if each.tags]
    assert "SP-02.2" in grey
    assert any(each.severity == lsp.DiagnosticSeverity.Error for each in editor.diagnostics(project.service))


def test_a_page_that_is_open_is_judged_as_it_is_on_the_screen(editor, project):
    opened(editor, project)
    page = project.root / "web/index.html"
    text = editor.open(page)
    editor.type(page, text.replace("京B2-20181623", "京B2-20181624"))
    editor.until(lambda: "SP-02.4" in editor.codes(project.service))
    editor.client.text_document_did_close(
        lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(page.as_uri()))
    )
    editor.until(lambda: editor.codes(project.service) == [])


def test_what_detection_sees_is_shown_at_its_file(editor, project):
    opened(editor, project)
    package = project.root / "web/package.json"
    text = package.read_text(encoding="utf-8")
    editor.open(package, text.replace('"dependencies": {', '"dependencies": {"tim-js-sdk": "2.0.0", '))
    editor.until(lambda: bool(editor.codes(package)))
    (found, *_) = editor.diagnostics(package)
    assert "tim-js-sdk" in found.message
    assert found.related_information[0].location.uri == project.service.as_uri()


def test_a_hover_has_the_verdict_the_clause_and_what_the_word_means(editor, project):
    text = opened(editor, project).replace(*SEARCH)
    editor.type(project.service, text)
    editor.until(lambda: "SP-02.2" in editor.codes(project.service))
    line = line_of(text, SEARCH[1])
    shown = editor.hover(project.service, line, text.splitlines()[line].index("web-search") + 2)
    assert "不得经营或变相经营未经许可的其他电信业务" in shown
    assert "a feature kind (功能类型): web search" in shown
    assert "B25/search" in shown
    assert "Kind of feature" in editor.hover(project.service, line, text.splitlines()[line].index("kind"))


def test_a_hover_that_is_cut_says_where_the_rest_is_and_has_no_empty_heading(editor, project):
    text = opened(editor, project)
    for written, end in (
        ("license: 京B2-20181623", "… all of it: `icplicense explain 京B2-20181623`"),
        ("items: [B25/publishing]", "… all of it: `icplicense explain B25/publishing`"),
        ("clause: SP-15.4.2", "**legal basis**\n\nthe license itself: clause SP-15.4.2"),
    ):
        line = line_of(text, written)
        shown = editor.hover(project.service, line, text.splitlines()[line].index(written) + len(written) - 2)
        told = shown.split("\n\n---\n\n")[0]
        assert told.endswith(end)
        assert not re.search(r"\*\*\n+\*\*", told)


def test_completion_knows_keys_words_clauses_and_files(editor, project):
    text = opened(editor, project)
    line = line_of(text, "kind: site-search")
    at = text.splitlines()[line].index("site-search")
    assert {"web-search", "site-search"} <= set(editor.completions(project.service, line, at))
    assert {"id", "kind"} <= set(editor.completions(project.service, line, 4))
    page = line_of(text, "web/index.html")
    at = text.splitlines()[page].index("web/index.html") + len("web/")
    assert "web/index.html" in editor.completions(project.service, page, at)
    waivers = project.root / "icp-waivers.yaml"
    editor.open(waivers, "- check: ")
    assert "SP-02.4" in editor.completions(waivers, 0, 9)


def test_a_completion_is_placed_as_the_editor_counts_columns(editor, project):
    text = opened(editor, project)
    typed = "  - {id: find, note: 站内😀, kind: web-"
    editor.type(project.service, text.replace("features:\n", f"features:\n{typed}\n", 1))
    line = line_of(text, "features:") + 1
    column = len(typed) + 1  # the smiley is two units of UTF-16
    found = next(
        each for each in editor.completed(project.service, line, column) if each.label == "web-search"
    )
    assert found.text_edit.range.start.character == column - len("web-")
    assert found.text_edit.range.end.character == column
    assert found.text_edit.new_text == "web-search"


def test_a_misspelled_word_is_replaced_and_nothing_else(editor, project):
    text = opened(editor, project)
    wrong = text.replace("kind: site-search", "kind: site-serch  # 站内")
    editor.type(project.service, wrong)
    editor.until(lambda: bool(editor.codes(project.service)))
    action = next(
        each for each in editor.actions(project.service, line_of(wrong, "site-serch")) if each.is_preferred
    )
    assert action.title == "Write 'site-search'"
    edits = action.edit.changes[project.service.as_uri()]
    assert applied(wrong, list(edits)) == text.replace("kind: site-search", "kind: site-search  # 站内")


def test_a_waiver_is_written_and_then_counts(editor, project):
    text = opened(editor, project).replace('price: pro, amount: "99.00"', 'price: pro, amount: "199.00"')
    editor.type(project.service, text)
    editor.until(lambda: "SP-15.5.2" in editor.codes(project.service))
    found = editor.actions(project.service, line_of(text, "199.00"))
    action = next(each for each in found if each.title.startswith("Waive it"))
    create, edit = action.edit.document_changes
    waivers = project.root / "icp-waivers.yaml"
    assert create.uri == edit.text_document.uri == waivers.as_uri()
    editor.open(
        waivers, edit.edits[0].new_text.replace("reason: TODO", "reason: 价目表重印").replace("TODO", "王芳")
    )
    editor.until(lambda: "SP-15.5.2" not in editor.codes(project.service))
    waived = next(each for each in editor.diagnostics(project.service) if each.code == "SP-15.5.2")
    assert waived.severity == lsp.DiagnosticSeverity.Information


def test_an_attestation_is_added_below_the_others(editor, project):
    text = opened(editor, project)
    line = line_of(text, "clause: SP-15.4.2")
    without = "\n".join(each for number, each in enumerate(text.split("\n")) if number != line)
    editor.type(project.service, without)

    def said() -> list[lsp.Diagnostic]:
        return [each for each in editor.diagnostics(project.service) if each.code == "SP-15.4.2"]

    editor.until(said)
    (where,) = said()
    assert where.severity == lsp.DiagnosticSeverity.Information  # open: nobody speaks of it
    found = editor.actions(project.service, where.range.start.line)
    action = next(each for each in found if each.title == "Add an attestation for SP-15.4.2")
    changed = applied(without, list(action.edit.changes[project.service.as_uri()]))
    assert "clause: SP-15.4.2\n" in changed
    assert changed.replace(changed[changed.index("  - clause: SP-15.4.2") :].split("\n\n")[0], "")


def test_names_lead_to_files_policies_and_entries(editor, project):
    text = opened(editor, project)

    def targets(piece: str, inside: str) -> list[str]:
        line = line_of(text, piece)
        place = lsp.Position(line, text.splitlines()[line].index(inside) + 1)
        params = lsp.DefinitionParams(lsp.TextDocumentIdentifier(project.service.as_uri()), place)
        found = editor.wait(editor.client.text_document_definition_async(params))
        return [each.uri.rpartition("/")[2] for each in found or ()]

    assert targets("operator: operator.icp.yaml", "operator.icp") == ["operator.icp.yaml"]
    assert "jing-b2-20181623.yaml" in targets("license: ", "京B2")
    assert "SP-15.10.yaml" in targets("clause: SP-15.10.2", "SP-15.10.2")
    assert "index.html" in targets("web/index.html", "web/index.html")
    lines = text.splitlines()
    row = line_of(text, "price: pro")  # behind an id that begins with the same word
    place = lsp.Position(row, lines[row].index("price: pro") + len("price: "))
    params = lsp.ReferenceParams(
        lsp.ReferenceContext(True), lsp.TextDocumentIdentifier(project.service.as_uri()), place
    )
    found = editor.wait(editor.client.text_document_references_async(params))
    spans = [(each.range.start.line, each.range.start.character) for each in found or ()]
    assert spans == [
        (line_of(text, "- id: pro"), lines[line_of(text, "- id: pro")].index("pro")),
        (row, place.character),
    ]


def test_the_outline_the_lens_and_the_days_left(editor, project):
    text = opened(editor, project)
    which = lsp.TextDocumentIdentifier(project.service.as_uri())
    symbols = editor.wait(editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(which)))
    features = next(each for each in symbols if each.name == "features")
    assert "help-search" in [each.name for each in features.children]
    lenses = None
    for _ in range(100):  # it is there once the whole folder has been judged
        lenses = editor.wait(editor.client.text_document_code_lens_async(lsp.CodeLensParams(which)))
        if lenses:
            break
        time.sleep(0.1)
    (lens,) = lenses or ()
    assert lens.command.title.endswith("in order, 1 due, 1 open")
    whole = lsp.Range(lsp.Position(0, 0), lsp.Position(text.count("\n"), 0))
    hints = editor.wait(editor.client.text_document_inlay_hint_async(lsp.InlayHintParams(which, whole)))
    assert [str(each.label) for each in hints] == [" due in 18 days (2022-06-19)"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-32"])
def test_columns_are_counted_as_the_editor_does(project, encoding):
    """Before the day stands a Chinese name, one of whose characters is outside of the first plane."""
    text = project.service.read_text(encoding="utf-8")
    line = text.splitlines()[line_of(text, "clause: SP-15.3.2")]
    wrong = re.sub("reviewed: [0-9-]+", "reviewed: 2020-01-01", line.replace("owner: ", "owner: 𠮷"))
    before = wrong[: wrong.index("reviewed:")]
    units = {"utf-8": before.encode(), "utf-16": before.encode("utf-16-le")[::2], "utf-32": before}
    editor = Editor(project.root, encodings=[encoding])
    try:
        assert editor.server.capabilities.position_encoding == encoding
        editor.open(project.service, text.replace(line, wrong))
        editor.until(lambda: "SP-15.3.2" in editor.codes(project.service))
        found = next(each for each in editor.diagnostics(project.service) if each.code == "SP-15.3.2")
        assert found.range.start.character == len(units[encoding])
        row = found.range.start.line
        editor.type(project.service, text.replace(line, wrong.replace("𠮷", "吉")))  # as many characters
        moved = len(units[encoding]) - {"utf-8": 1, "utf-16": 1, "utf-32": 0}[encoding]
        editor.until(
            lambda: (
                [moved]
                == [
                    each.range.start.character
                    for each in editor.diagnostics(project.service)
                    if each.code == "SP-15.3.2"
                ]
            )
        )
        at = moved + len("reviewed: ")
        editor.type_at(project.service, lsp.Position(row, at), lsp.Position(row, at + 4), "2022")
        editor.until(lambda: "SP-15.3.2" not in editor.codes(project.service))
    finally:
        assert editor.close() == 0


def test_an_editor_in_chinese_reads_chinese(project):
    editor = Editor(project.root, locale="zh-cn")
    try:
        text = editor.open(project.service)
        editor.type(project.service, text.replace(*SEARCH))
        editor.until(lambda: "SP-02.2" in editor.codes(project.service))
        found = next(each for each in editor.diagnostics(project.service) if each.code == "SP-02.2")
        assert "信息搜索查询" in found.message
        assert "needs" not in found.message
    finally:
        assert editor.close() == 0


def test_it_lives_on_whatever_is_typed(editor, project):
    """Random edits, a text of a mebibyte, one of no file, a file that vanishes, and one outside of all folders."""
    text = opened(editor, project)
    chance = random.Random(26)
    now = text
    for _ in range(300):
        start = chance.randrange(len(now) + 1)
        end = min(len(now), start + chance.choice((0, 1, 3, 40)))
        piece = chance.choice(
            ("", "\n", "- ", "{", "]", "\t", ": ", "&a", "*a", "\u0000", "一", "'", '"', "#", "---\n")
        )
        now = now[:start] + piece + now[end:]
        editor.type(project.service, now)
        if chance.random() < 0.05:
            editor.hover(project.service, chance.randrange(60), chance.randrange(40))
            editor.completions(project.service, chance.randrange(60), chance.randrange(40))
            editor.actions(project.service, chance.randrange(60))
    editor.type(project.service, "a: 1\n" * (1 << 18))
    untitled = lsp.TextDocumentItem("untitled:Untitled-1", "yaml", 1, "kind: Service\n")
    editor.client.text_document_did_open(lsp.DidOpenTextDocumentParams(untitled))
    (project.root / "web/index.html").unlink()
    editor.tell(project.root / "web/index.html", lsp.FileChangeType.Deleted)
    editor.type(project.service, text)
    editor.until(lambda: editor.codes(project.service) == ["SP-02.4"])


def test_nothing_around_a_file_of_nobody_is_looked_at(tmp_path):
    assert Server().folder_of(tmp_path / "notes.yaml") is None


def test_a_manifest_of_no_repository_opens_neither_the_whole_machine_nor_a_home(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setenv("HOME", str(tmp_path))
    server = Server()
    for file in (Path(tmp_path.anchor) / "gone.icp.yaml", tmp_path / "a.icp.yaml"):
        assert server.folder_of(file) is None
        assert str(file) in caplog.messages[-1]
    assert not server.projects


def test_a_folder_that_is_closed_shows_nothing_more(editor, project, tmp_path):
    text = opened(editor, project)
    editor.type(project.service, text.replace(*SEARCH))
    editor.until(lambda: "SP-02.2" in editor.codes(project.service))
    folder = lsp.WorkspaceFolder(project.root.as_uri(), project.root.name)
    change = lsp.WorkspaceFoldersChangeEvent(added=[], removed=[folder])
    editor.client.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(change))
    editor.until(lambda: editor.diagnostics(project.service) == [])


@pytest.mark.parametrize("broken", ["a setting", "a policy"])
def test_what_cannot_be_used_is_told_and_mended(broken, editor, project):
    own = project.root / "own/clause.yaml"
    own.parent.mkdir()
    own.write_text(OWN, encoding="utf-8")
    project.change("pyproject.toml", "[tool.icplicense]", '[tool.icplicense]\npolicies = ["own"]')
    editor.tell(project.root / "pyproject.toml")
    typed = opened(editor, project).replace(*SEARCH)
    editor.type(project.service, typed)
    editor.until(lambda: "SP-02.2" in editor.codes(project.service))
    configuration = own if broken == "a policy" else project.root / "pyproject.toml"
    text = editor.open(configuration)
    editor.type(configuration, text.replace("2022-06-01", "yesterday").replace("clauses:", "clauses: ["))
    editor.until(lambda: bool(editor.diagnostics(configuration)))
    editor.until(lambda: "SP-02.2" not in editor.codes(project.service))
    line = line_of(typed, SEARCH[1])
    column = typed.splitlines()[line].index("web-search") + 2
    assert "不得经营或变相经营未经许可的其他电信业务" in editor.hover(project.service, line, column)
    assert "web-search" in editor.completions(project.service, line, column)
    assert any("site-search" in each.title for each in editor.actions(project.service, line))
    assert "SP-02.2" in [each.code for each in editor.diagnostics(project.service) if each.tags]  # in grey
    editor.type(configuration, text)
    editor.until(lambda: editor.diagnostics(configuration) == [])
    editor.until(lambda: "SP-02.2" in editor.codes(project.service))


def test_files_that_others_change_are_told_and_the_language_is_changed(editor, project):
    opened(editor, project)
    editor.until(lambda: lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES in editor.registered)
    page = project.root / "web/index.html"
    page.write_text("<!doctype html><p>nothing", encoding="utf-8")
    editor.tell(page)
    editor.until(lambda: "SP-02.4" in editor.codes(project.service))
    editor.client.workspace_did_change_configuration(
        lsp.DidChangeConfigurationParams({"icplicense": {"lang": "zh"}})
    )
    editor.until(lambda: any("首页" in each.message for each in editor.diagnostics(project.service)))
