"""What an editor offers to write, and that what is written leaves the rest alone and is judged as it should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor_client import applied, line_of
from lsprotocol import types as lsp

from pytest_icplicense.editor.actions import actions
from pytest_icplicense.editor.completion import Writes, completions
from pytest_icplicense.editor.diagnostics import Diagnostics
from pytest_icplicense.editor.hover import hover
from pytest_icplicense.editor.outline import definitions, lenses, references
from pytest_icplicense.editor.project import Judged, Project
from pytest_icplicense.editor.snippets import plain
from pytest_icplicense.editor.uris import Addresses
from pytest_icplicense.editor.verdicts import Verdicts
from pytest_icplicense.editor.waiving import known_approvers


class Desk:
    """A project whose texts are changed and judged at once."""

    def __init__(self, root: Path, service: Path) -> None:
        self.project, self.service = Project(root), service
        self.text = service.read_text(encoding="utf-8")
        self.judged = self.write(self.text)

    def write(self, text: str, file: Path | None = None) -> Judged:
        self.project.note({file or self.service: text})
        self.judged = self.project.judge()
        return self.judged

    def found(self, file: Path | None = None) -> list[lsp.Diagnostic]:
        return Diagnostics("en").of(self.judged).get(file or self.service, [])

    def codes(self) -> set[str]:
        return {str(each.code) for each in self.found() if each.severity == lsp.DiagnosticSeverity.Error}

    def offered(self, file: Path | None = None) -> dict[str, lsp.CodeAction]:
        file = file or self.service
        return {each.title: each for each in actions(self.judged, file, self.found(file), "en")}

    def taken(self, title: str, file: Path | None = None) -> str:
        action = self.offered(file)[title]
        ((uri, edits),) = action.edit.changes.items()
        assert uri == self.service.as_uri()
        return applied(self.judged.text(self.service), list(edits))

    def completions(self, piece: str, typed: str = "", **options: bool) -> dict[str, lsp.CompletionItem]:
        text = self.judged.text(self.service)
        line = line_of(text, piece)
        place = lsp.Position(
            line, len(text.splitlines()[line]) if not typed else text.splitlines()[line].index(typed)
        )
        found = completions(self.judged, self.service, place, "en", Writes(**options))
        return {each.label: each for each in found}


@pytest.fixture
def desk(project):
    return Desk(project.root, project.service)


def kept(before: str, after: str) -> bool:
    """Whether every line of the one is in the other, in the same order."""
    lines = iter(after.splitlines())
    return all(line in lines for line in before.splitlines())


def test_what_is_detected_is_explained(desk):
    entry = desk.text[
        desk.text.index("  - detected: openim") : desk.text.index("  - detected: elasticsearch")
    ]
    without = desk.text.replace(entry, "")
    desk.write(without)
    file = next(path for path in Diagnostics("en").of(desk.judged) if path != desk.service)
    found = next(each for each in desk.found(file) if each.code == "SP-02.2")
    assert found.code_description.href.partition("#")[0].endswith("/SP-02.yaml")
    assert found.related_information[0].message == "the manifest that answers for it"
    assert any("scope" in each.message for each in found.related_information)
    explained = desk.taken("Explain OpenIM as customer-service-chat: say why", file)
    assert kept(without, explained)
    assert "  - detected: openim\n    is: customer-service-chat\n    reason: TODO\n" in explained
    desk.write(explained)
    assert desk.codes() == {"SP-02.2"}  # a reason that nobody has given is none
    desk.write(explained.replace("reason: TODO", "reason: 只连接本公司客服，用户之间不能互发消息"))
    assert desk.codes() == set()


def test_what_is_but_a_faint_sign_is_explained_too(desk):
    entry = desk.text[desk.text.index("  - detected: elasticsearch") : desk.text.index("\napprovals:")]
    desk.write(desk.text.replace(entry, "").replace("kind: site-search", "kind: article"))
    file = desk.project.folder / "deploy/compose.yml"
    assert [each.severity for each in desk.found(file)] == [lsp.DiagnosticSeverity.Information]
    assert "is: internal\n    reason: TODO" in desk.taken("Explain Elasticsearch as internal: say why", file)


def test_a_feature_that_no_license_allows_is_taken_out(desk):
    support = "  - id: support\n"
    web = f"  - id: web\n    kind: web-search\n  # 客服\n{support}"
    desk.write(desk.text.replace(support, web))
    assert "SP-02.2" in desk.codes()
    assert desk.taken("Take the feature 'web' out") == desk.text.replace(support, f"  # 客服\n{support}")


def test_an_approval_and_a_missing_field_are_left_to_be_filled_in(desk):
    desk.write(desk.text.replace("for: live-streaming", "for: online-game"))
    changed = desk.taken("Name the approval of live-streaming, to be filled in")
    assert "  - for: live-streaming\n    authority: TODO\n    number: TODO\n    date: TODO\n" in changed
    desk.write(desk.text.replace("    kind: customer-service-chat\n", "", 1))
    changed = desk.taken("Add 'kind', to be filled in")
    note = "    note: 用户与本公司客服之间\n"
    whole = f"    kind: customer-service-chat\n{note}"
    assert changed == desk.text.replace(whole, f"{note}    kind: TODO\n")


def test_a_site_is_written_as_the_annexe_has_it(desk):
    desk.write(desk.text.replace("name: 巨量引擎官方网站", "name: 巨量  # 名称"))
    assert desk.taken("Write '巨量引擎官方网站', as the annex has it") == desk.text.replace(
        "name: 巨量引擎官方网站", "name: 巨量引擎官方网站  # 名称"
    )


def test_an_explanation_of_nothing_is_taken_out(desk):
    entry = "  - detected: kafka-chat\n    is: internal\n    reason: 内部日志\n"
    desk.write(desk.text.replace("\napprovals:", f"{entry}\napprovals:"))
    assert desk.taken("Take the explanation out: nothing shows it") == desk.text


def test_entries_that_are_asked_for_are_offered_whole(desk):
    entry = "  - detected: elasticsearch\n    is: internal\n"
    text = desk.text.replace(entry + "    reason: 只存运行日志，用户无法检索\n", "")
    desk.write(text.replace("kind: site-search", "kind: article"))
    desk.write(text.replace("\napprovals:", "  - \n\napprovals:"))
    text = desk.judged.text(desk.service)
    line = text.splitlines().index("  - ")
    listed = completions(desk.judged, desk.service, lsp.Position(line, 4), "en")
    found = {each.label: each for each in listed}
    offered = found["- elasticsearch"]
    assert offered.insert_text.splitlines()[:2] == ["detected: elasticsearch", "  is: internal"]
    assert offered.insert_text_mode == lsp.InsertTextMode.AdjustIndentation
    assert "- …" in found
    written = {
        each.label: each.insert_text
        for each in completions(desk.judged, desk.service, lsp.Position(line, 4), "en", Writes(False, False))
    }["- elasticsearch"]
    assert written == "detected: elasticsearch\n    is: internal\n    reason: TODO"


@pytest.mark.parametrize(
    ("before", "typed", "label", "written"),
    [
        ("    kind: site-search", "    kind: web-", "web-search", "    kind: web-search"),
        ("    kind: site-search", "    kind:", "web-search", "    kind: web-search"),
        ("    kind: site-search", '    kind: "web-', "web-search", '    kind: "web-search'),
        ("    kind: site-search", "    ki", "kind", "    kind: "),
        (
            "    homepage: web/index.html",
            "    homepage: web/in",
            "web/index.html",
            "    homepage: web/index.html",
        ),
        ("items: [B25/publishing]", "items: [B25/publ", "B25/publishing", "items: [B25/publishing"),
        ("license: 京B2-20181623", "license: 京B2-2", "京B2-20181623", "license: 京B2-20181623"),
        ("  - detected: elasticsearch", "  -", "- …", "  - detected: TODO"),
        ("  - detected: elasticsearch", "  - det", "- …", "  - detected: TODO"),
    ],
)
def test_a_completion_stands_in_place_of_what_is_typed_of_it(desk, before, typed, label, written):
    text = desk.text.replace(f"{before}\n", f"{typed}\n", 1)
    judged = desk.write(text)
    row = text.splitlines().index(typed)
    place = lsp.Position(row, len(typed))
    found = {each.label: each for each in completions(judged, desk.service, place, "en", Writes(False))}
    edit = found[label].text_edit
    assert typed[edit.range.start.character :] in (found[label].filter_text or label)
    assert applied(text, [edit]).splitlines()[row] == written


def test_detected_capabilities_come_first_where_nothing_accounts_for_them(desk):
    found = desk.completions("  - detected: elasticsearch", typed="elasticsearch")
    assert {"openim", "elasticsearch"} <= set(found)
    assert "elasticsearch" in found["elasticsearch"].detail.lower()


def test_an_empty_manifest_begins_whole(desk, project):
    other = project.root / "new.icp.yaml"
    judged = desk.write("", other)
    found = {each.label: each for each in completions(judged, other, lsp.Position(0, 0), "zh")}
    text = plain(found["kind: Service"].insert_text)
    assert text.startswith("apiVersion: icplicense/v1\nkind: Service\nname: TODO\n")
    assert found["kind: Operator"].detail == "完整条目"
    assert "features" in found


def test_a_hover_says_what_the_license_allows_and_where_something_was_seen(desk):
    def shown(piece: str, word: str) -> str:
        line = line_of(desk.text, piece)
        place = lsp.Position(line, desk.text.splitlines()[line].index(word) + 1)
        return hover(desk.judged, desk.service, place, "en").contents.value

    assert "京B2-20181623 allows" in shown("items: [B25/publishing]", "B25/publishing")
    assert "was seen here:\n- `" in shown("detected: openim", "openim")


def test_lines_are_those_of_the_editor_whatever_yaml_takes_for_one(desk):
    wrong = desk.text.replace("note: 只搜索本站帮助中心", 'note: "a\u2028  \u0085 b"  # 𠮷')
    desk.write(wrong)
    rows = wrong.split("\n")
    (found,) = desk.found()
    assert rows[found.range.start.line][found.range.start.character :] == '\u2028  \u0085 b"  # 𠮷'


def test_a_title_is_said_in_both_languages(desk):
    desk.write(desk.text.replace("kind: site-search", "kind: web-search"))
    found = [each for each in desk.found() if each.severity == lsp.DiagnosticSeverity.Error]
    english = [each.title for each in actions(desk.judged, desk.service, found, "en")]
    chinese = [each.title for each in actions(desk.judged, desk.service, found, "zh")]
    assert len(english) == len(chinese)
    assert not set(english) & set(chinese)
    assert "移除功能“help-search”" in chinese


def test_what_names_a_thing_is_found(desk):
    line = line_of(desk.text, "operator: operator.icp.yaml")
    place = lsp.Position(line, desk.text.splitlines()[line].index("operator.icp") + 2)
    (found,) = references(desk.judged, desk.service, place)
    assert (found.uri, found.range.start) == (desk.service.as_uri(), lsp.Position(line, len("operator: ")))
    line = line_of(desk.text, "price: pro")
    place = lsp.Position(line, desk.text.splitlines()[line].index("price: pro") + len("price: p"))
    (price,) = definitions(desk.judged, desk.service, place)
    assert price.range.start.line == line_of(desk.text, "id: pro")


def test_a_folder_is_summed_up(desk):
    verdicts, addresses = Verdicts(), Addresses()
    addresses.folder(desk.project.folder, "file:///here")
    before = verdicts.of(addresses, desk.judged)
    assert before["folder"] == "file:///here"
    assert before["passed"] > 100
    assert (before["failed"], before["problems"]) == (0, 0)
    after = verdicts.of(addresses, desk.write(desk.text.replace("kind: site-search", "kind: web-search")))
    assert after["failed"] >= 1
    broken = verdicts.of(addresses, desk.write("kind: ["))
    assert broken["problems"] == 1


def test_attestations_of_several_clauses_and_without_an_owner_are_read(desk):
    kept_lines = [line for line in desk.text.splitlines(keepends=True) if "clause: SP-15.4.2" not in line]
    several = "attestations:\n  - {clauses: [SP-15.3.2, SP-15.5.4], evidence: evidence/ad-review.md}\n"
    desk.write("".join(kept_lines).replace("attestations:\n", several))
    assert "Add an attestation for SP-15.4.2" in desk.offered()
    assert "法务部 王芳" in known_approvers(desk.judged, desk.service)


def test_what_has_one_cause_is_one_diagnostic(desk):
    desk.write(desk.text.replace("kind: site-search", "kind: web-search"))
    assert desk.codes() == {"SP-02.2"}
    (found,) = [each for each in desk.found() if each.code == "SP-02.2"]
    assert found.message.splitlines()[-1] == "and 3 more follow: LIC.3, SP-15.12.1–2"
    assert not [title for title in desk.offered() if title.startswith(("Waive", "Add an attestation"))]


def test_a_day_that_an_entry_lacks_is_left_to_be_filled_in(desk):
    operator = desk.project.folder / "operator.icp.yaml"
    text = operator.read_text(encoding="utf-8")
    for field, line in (
        ("contained", "    contained: 2022-03-12T04:00+08:00\n"),
        ("responded", "    responded: "),
    ):
        whole = text[text.index(line) :].partition("\n")[0] + "\n"
        desk.write(text.replace(whole, ""), operator)
        assert f"Add '{field}', to be filled in" in desk.offered(operator)
    (action,) = [
        each for title, each in desk.offered(operator).items() if title.startswith("Add 'responded'")
    ]
    ((_, edits),) = action.edit.changes.items()
    assert "\n    responded: TODO\n" in applied(desk.judged.text(operator), list(edits))


def test_the_lens_stays_while_a_text_cannot_be_read(desk):
    (before,) = lenses(desk.judged, desk.service, "en")
    desk.write(desk.text.replace("kind: site-search", "kind: [site-search"))
    assert lenses(desk.judged, desk.service, "en") == [before]
    desk.write(desk.text.replace("kind: site-search", "kind: web-search"))
    assert "2 failed" in lenses(desk.judged, desk.service, "en")[0].command.title


def test_what_one_broken_file_keeps_from_being_judged_is_told_once(desk):
    desk.write(desk.text.replace("operator: operator.icp.yaml", "operator: operater.icp.yaml"))
    first, second = (each.message for each in desk.found() if each.severity == lsp.DiagnosticSeverity.Error)
    assert (
        first
        == "LIC.1, LIC.2, SP-03.2, SP-15.6.3, SP-15.7.3: the operator's document cannot be read, see its error"
    )
    assert second.startswith("operator document 'operater.icp.yaml': no such file")
