"""A repository that stays open: whatever is edited, renamed and deleted, the results are those of a run that begins then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from pytest_icplicense.files import DISK, Overlay, memory
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.library import settings, shipped
from pytest_icplicense.runs.judge_files import judge_files
from pytest_icplicense.runs.session import Session
from pytest_icplicense.workspace import collect_facts
from pytest_icplicense.workspace.workspace import Workspace

EXAMPLE = shipped("example_project")
ROOT = Path("/project")
TEXTS = {
    file.relative_to(EXAMPLE).as_posix(): file.read_text(encoding="utf-8")
    for file in EXAMPLE.rglob("*")
    if file.suffix in (".yaml", ".md", ".html", ".json", ".yml", ".toml") and "scenarios" not in file.parts
}
SERVICE, OPERATOR = TEXTS["ads-console.icp.yaml"], TEXTS["operator.icp.yaml"]
WAIVERS = (
    '- {check: SITE.2, subject: "*", reason: 更名, approver: 王芳, from: 2022-05-01, expires: 2022-08-01}\n'
)


TERRAFORM = 'resource "alicloud_log_store" "a" {\n  retention_period = 7\n}\n'
EXPLAINED = "{fact: log-retention, path: infra/logs.tf, is: not-user-logs, reason: 仅为构建服务器的日志，不含用户信息}"


def plain(results) -> list[object]:
    """Results as they can be compared: which paths were looked at is for judging again."""
    return [
        (each.shown, each.results, each.tally, each.problems, each.warnings, each.held) for each in results
    ]


def afresh(root: Path, files) -> list[object]:
    """What a run gives that begins now."""
    chosen = settings.load(root, files)
    found = list(find_manifests(root, chosen.exclude, chosen.folder, files))
    return plain(judge_files(Workspace(chosen, root, files), found))


def service(name: str, change: str = "") -> str:
    """The example's service under another name, and with one thing changed."""
    text = SERVICE.replace("name: ads-console", f"name: {name}")
    changes = {
        "": text,
        "search": text.replace("kind: site-search", "kind: web-search"),
        "renamed site": text.replace("    name: 巨量引擎\n", "    name: 巨量社区\n"),
        "gone page": text.replace("web/index.html", "web/gone.html"),
        "broken": text + "\nname: twice\n",
        "another operator": text.replace("operator: operator.icp.yaml", "operator: other/operator.icp.yaml"),
        "its code": text + "code: [app]\n",
        "explains": text + f"observed:\n  - {EXPLAINED}\n",
        "empty": "",
    }
    return changes[change]


NAMES = st.sampled_from(["ads-console", "shop", "forum"])
CHANGES = st.sampled_from(
    ["", "search", "renamed site", "gone page", "broken", "another operator", "its code", "explains", "empty"]
)
PLACES = st.sampled_from(["ads-console.icp.yaml", "shop.icp.yaml", "sub/forum.icp.yaml"])
OTHERS = {
    "operator.icp.yaml": [
        OPERATOR,
        OPERATOR.replace("retention_days: 180", "retention_days: 7"),
        "kind: Operator\n",
        None,
    ],
    "other/operator.icp.yaml": [OPERATOR, None],
    "web/index.html": [TEXTS["web/index.html"], "<p>nothing</p>", None],
    "web/gone.html": [TEXTS["web/index.html"], None],
    "evidence/duty.md": [TEXTS["evidence/duty.md"], None],
    "icp-waivers.yaml": [WAIVERS, "- {check: SITE.2}\n", None],
    "sub/icp-waivers.yaml": [WAIVERS, None],
    "web/package.json": [
        TEXTS["web/package.json"],
        '{"dependencies": {"@rongcloud/imlib-next": "5"}}',
        "{",
        None,
    ],
    "app/package.json": ['{"dependencies": {"flarum": "1"}}', None],
    "infra/logs.tf": [TERRAFORM, TERRAFORM.replace("7", "200"), "{", None],
    "sub/infra/logs.tf": [TERRAFORM, None],
    "sub/pyvenv.cfg": ["home = /usr\n", None],
    "pyproject.toml": [
        TEXTS["pyproject.toml"],
        TEXTS["pyproject.toml"].replace('lang = "en"', 'lang = "en"\nexclude = ["sub"]'),
    ],
}
OTHER = st.sampled_from([(path, index) for path, texts in OTHERS.items() for index in range(len(texts))])


class Edits(RuleBasedStateMachine):
    """Somebody at work: files are edited, created, renamed and deleted, and now and then the results are looked at."""

    @initialize()
    def open(self) -> None:
        self.contents: dict[str, str | None] = dict(TEXTS)
        self.session = Session(ROOT, self.files())
        list(self.session.results())

    def files(self):
        return memory(ROOT, {path: text for path, text in self.contents.items() if text is not None})

    def put(self, path: str, text: str | None) -> None:
        self.contents[path] = text
        self.session.update([ROOT / path], self.files())

    @rule(place=PLACES, name=NAMES, change=CHANGES)
    def edit_a_service(self, place, name, change):
        self.put(place, service(name, change))

    @rule(place=PLACES)
    def delete_a_service(self, place):
        self.put(place, None)

    @rule(place=PLACES, other=PLACES)
    def rename_a_service(self, place, other):
        text = self.contents.get(place)
        self.contents[place], self.contents[other] = None, text
        self.session.update([ROOT / place, ROOT / other], self.files())

    @rule(chosen=OTHER)
    def change_what_it_refers_to(self, chosen):
        path, index = chosen
        self.put(path, OTHERS[path][index])

    @rule()
    def delete_a_folder(self):
        for path in self.contents:
            if path.startswith("sub/"):
                self.contents[path] = None
        self.session.update([ROOT / "sub"], self.files())

    @invariant()
    def results_are_those_of_a_run_that_begins_now(self):
        assert plain(self.session.results()) == afresh(ROOT, self.files())


TestEdits = Edits.TestCase
TestEdits.settings = hypothesis_settings(max_examples=6, stateful_step_count=6, deadline=None)


def test_a_name_that_its_holder_gave_up_is_free(project):
    other = project.root / "shop.icp.yaml"
    other.write_text(service("shop"), encoding="utf-8")
    session = Session(project.root)
    assert not any(each.problems for each in session.results())
    both = {project.service: service("ads"), other: service("ads-console")}
    for file, text in both.items():
        file.write_text(text, encoding="utf-8")
    session.update(both)
    assert not any(each.problems for each in session.results())


def test_an_operator_that_breaks_is_told_by_its_services(project):
    session = Session(project.root)
    list(session.results())
    project.operator.write_text("kind: Operator\n", encoding="utf-8")
    session.update([project.operator])
    problems = [problem.to("en") for each in session.results() for problem in each.problems]
    assert any("operator document 'operator.icp.yaml' cannot be used" in each for each in problems)


@pytest.mark.parametrize("saved", [False, True])
def test_text_that_is_not_saved_is_judged(project, saved):
    session = Session(project.root)
    text = service("ads-console", "search")
    if saved:
        project.service.write_text(text, encoding="utf-8")
    session.update([project.service], DISK if saved else Overlay(DISK, {project.service: text.encode()}))
    failed = [each.criterion.clause for one in session.results() for each in one.results]
    assert "SP-02.2" in failed


def test_only_what_a_change_asks_for_is_judged_again(project, monkeypatch):
    for number in range(5):
        (project.root / f"s{number}.icp.yaml").write_text(service(f"s{number}"), encoding="utf-8")
    session = Session(project.root)
    list(session.results())
    bound = []
    bind = Workspace.bind
    monkeypatch.setattr(
        Workspace, "bind", lambda self, file, *more: bound.append(file.name) or bind(self, file, *more)
    )
    (project.root / "s3.icp.yaml").write_text(service("s3", "search"), encoding="utf-8")
    session.update([project.root / "s3.icp.yaml"])
    list(session.results())
    assert bound == ["s3.icp.yaml"]
    bound.clear()
    package = {"dependencies": {"left-pad": "1"}}
    (project.root / "web/package.json").write_text(json.dumps(package), encoding="utf-8")
    session.update([project.root / "web/package.json"])
    list(session.results())
    assert set(bound) <= {f"s{n}.icp.yaml" for n in range(5)} | {"ads-console.icp.yaml"}


def failed(session: Session) -> list[str]:
    return [each.id for one in session.results() for each in one.results if each.outcome == "failed"]


def test_configuration_is_not_looked_into_again_for_a_manifest(project, monkeypatch):
    (project.root / "infra").mkdir()
    logs = project.root / "infra/logs.tf"
    logs.write_text(TERRAFORM, encoding="utf-8")
    session = Session(project.root)
    shown = "SP-09.2/log-retention-as-declared[北京巨量引擎网络技术有限公司:infra/logs.tf]"
    assert shown in failed(session)
    looked = []
    look = collect_facts.look
    monkeypatch.setattr(collect_facts, "look", lambda *given: looked.append(1) or look(*given))
    project.service.write_text(service("ads-console", "explains"), encoding="utf-8")
    session.update([project.service])
    assert not [each for each in failed(session) if "infra/logs.tf" in each]
    assert looked == []
    project.service.write_text(SERVICE, encoding="utf-8")
    session.update([project.service])
    assert shown in failed(session)
    logs.write_text(TERRAFORM.replace("7", "200"), encoding="utf-8")
    session.update([logs])
    assert shown not in failed(session)
    assert looked == [1]


def test_what_a_browser_showed_is_read_again_only_where_it_changed(project):
    def outcomes() -> set[str]:  # what is in order is not among the results
        shown = "SP-02.4/homepage-shows-number[ads-console:www.juliangyinqing.com]"
        return {each.outcome for one in session.results() for each in one.results if each.id == shown}

    session = Session(project.root)
    assert outcomes() == set()
    before = session.workspace.facts
    project.service.write_text(service("ads-console", "search"), encoding="utf-8")
    session.update([project.service])
    assert outcomes() == set()
    assert session.workspace.facts is before
    (project.root / "evidence/home-pages.json").unlink()
    session.update([project.root / "evidence"])
    assert outcomes() == {"pending"}
