"""Acts that are right or wrong in law: each row changes the compliant example and says what must come of it.

The rows are in the YAML files beside this one. A row has `id`, `why`, `as_of` and any of

    service, operator   JSON Patches on the example's manifests
    licenses            further licenses, which `service.license` and `operator.licenses` then name (the example's own
                        only where `keep: true`; two documents of one number are one license):
                        {like: [JSON Patch on the shipped license's document]}, or
                        {text: {number, holder, issued, expires, face, annexe}}, a license's text that is imported
    files               text by path, written into the project
    tested              clauses and the manifests that a test has proven them for: results of the project as it is before
                        anything that the row changes, committed
    expect              verdicts by a pattern of case ids: one, or a list of those that are right. Each case that the pattern
                        finds must have one of them, and it must find some; `none: pattern` says that there is no such case
    some                as `expect`, but it is enough that one of the cases has it
    error               a part of the line that refuses the document
"""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import jsonpatch
import pytest
import yaml

from pytest_icplicense.cli.main import main
from pytest_icplicense.engine import decide
from pytest_icplicense.files import DISK
from pytest_icplicense.files.discovery import find_manifests
from pytest_icplicense.files.overlay import Overlay
from pytest_icplicense.library import settings
from pytest_icplicense.workspace.workspace import Workspace

if TYPE_CHECKING:
    from conftest import Project

ROWS = [
    row
    for file in sorted(Path(__file__).parent.glob("*.yaml"))
    for row in yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
]
UNORDERED = [
    row
    for row in ROWS
    if row.keys() <= {"id", "why", "as_of", "service", "operator", "expect"}
    and "none" not in row["expect"]
    and not any(re.search(r":\d", pattern) for pattern in row["expect"])
][::10]
"""Every tenth of the rows that name no entry by its place."""
SEED = Path(__file__).parents[1] / "data/license-jing-b2-20181623.txt"
EXAMPLE = Path(__file__).parents[2] / "example_project"
SHIPPED = Path(__file__).parents[2] / "policies/licenses/jing-b2-20181623.yaml"


@cache
def load(file: Path) -> Any:
    """A manifest as the product reads it, dates as text; whoever changes it copies it."""
    tree = yaml.load(file.read_text(encoding="utf-8"), yaml.CBaseLoader)
    return _typed(tree)


def _typed(node: Any) -> Any:
    """What YAML's base loader leaves as text, as YAML 1.2 has it; a patch in a row is read alike."""
    if isinstance(node, dict):
        return {key: _typed(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_typed(each) for each in node]
    if node in ("true", "false"):
        return node == "true"
    if node == "null":
        return None
    return int(node) if isinstance(node, str) and re.fullmatch(r"0|[1-9][0-9]{0,8}", node) else node


def patched(tree: Any, patch: Any) -> Any:
    """The tree with a JSON Patch applied; amounts and numbers of licenses that look like integers are quoted in rows."""
    return jsonpatch.apply_patch(tree, _typed(patch))


def license_text(number: str, holder: str, issued: str, expires: str, face: str, annexe: str = "") -> str:
    """A license's text with provisions one to fourteen of the seed, under another face."""
    _, _, special = SEED.read_text(encoding="utf-8").partition("## 特别规定事项")
    provisions = special.partition("\n十五、")[0].replace("京B2-20181623", number)
    days = ["{}年{}月{}日".format(*day.split("-")) for day in (issued, expires)]
    return (
        "# 中华人民共和国 增值电信业务经营许可证\n\n"
        f"经营许可证编号：{number}\n\n公司名称：{holder}\n\n法定代表人：张三\n\n"
        f"业务种类（服务项目）及覆盖范围：{face}\n\n"
        f"发证日期：{days[0]}\n\n有效期至：{days[1]}\n\n{annexe}\n\n## 特别规定事项{provisions}\n"
    )


def results_of(project: Project, claims: dict[str, str]) -> None:
    """Commit the project, and write a report in which a test of that commit proves these clauses."""
    git = ["git", "-c", "user.name=Li Min", "-c", "user.email=limin@example.com"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *words], cwd=project.root, check=True)
    head = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=project.root, text=True).strip()
    ran = {"outcome": "passed", "commit": head, "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
    entries = [
        {"node": "tests/test_app.py::test_it", "clause": clause, "subject": subject, **ran}
        for clause, subject in claims.items()
    ]
    tool = {"name": "pytest-icplicense", "version": "9.9"}
    report = {"schema_version": 1, "tool": tool, "evidence": entries}
    (project.root / "results.json").write_text(json.dumps(report), encoding="utf-8")


@cache
def imported(text: str) -> bytes:
    """The license that the importer makes of a text."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "license.txt"), Path(folder, "license.yaml")
        source.write_text(text, encoding="utf-8")
        assert main(["import", str(source), "-o", str(target)]) in (0, 1)
        return target.read_bytes()


def laid_out(root: Path, row: dict[str, Any]) -> dict[Path, bytes]:
    """The files that a row adds to the example, or changes in it; licenses among them as `license-0.yaml`."""
    service, operator = (dict(load(EXAMPLE / name)) for name in ("ads-console.icp.yaml", "operator.icp.yaml"))
    contents: dict[Path, bytes] = {}
    numbers = [service["license"]] if row.get("keep") else []
    for index, license_ in enumerate(row.get("licenses", ())):
        if "text" in license_:
            content = imported(license_text(**license_["text"]))
            operator["name"] = license_["text"]["holder"]
            number = license_["text"]["number"]
        else:
            document = dict(load(SHIPPED))
            document.pop("source", None)
            document = patched(document, license_["like"])
            content = json.dumps(document, ensure_ascii=False).encode()
            number = document["number"]
        numbers += [number] if number not in numbers else []
        contents[root / f"license-{index}.yaml"] = content
    if numbers:
        service["license"] = numbers if len(numbers) > 1 else numbers[0]
        operator["licenses"] = numbers
        for page in [*root.glob("*/*.html"), *root.glob("evidence/*.md")]:
            text = page.read_text(encoding="utf-8")
            contents[page] = text.replace("京B2-20181623", numbers[0]).encode()
    contents |= {root / name: content.encode() for name, content in row.get("files", {}).items()}
    for file, tree, patch in (
        ("ads-console.icp.yaml", service, row.get("service", [])),
        ("operator.icp.yaml", operator, row.get("operator", [])),
    ):
        contents[root / file] = json.dumps(patched(tree, patch), ensure_ascii=False, indent=1).encode()
    return contents


@cache
def unchanged(root: Path, as_of: str) -> Workspace:
    """The example as it is, on a day."""
    chosen = settings.replace(settings.load(root), as_of=date.fromisoformat(as_of))
    workspace = Workspace(chosen, root)
    assert workspace.facts.problems == ()  # what is seen in the files is seen once
    return workspace


def with_row(root: Path, row: dict[str, Any]) -> Workspace:
    """The example as a row changes it."""
    before = unchanged(root, row["as_of"])
    contents = laid_out(root, row)
    overlay = Overlay(DISK, contents)
    licenses = tuple(file for file in contents if file.name.startswith("license-"))
    if not licenses:
        return before.updated(frozenset(contents), overlay)
    return Workspace(settings.replace(before.settings, licenses=licenses), root, overlay)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS if "tested" not in row])
def test_an_act_is_judged_right(row: dict[str, Any], unchanged_example: Path) -> None:
    workspace = with_row(unchanged_example, row)
    files = list(workspace.bind_files(find_manifests(unchanged_example, files=workspace.files)))
    errors = [each.to("en") for file in files for each in file.problems]
    if "error" in row:
        assert any(row["error"] in message for message in errors), errors
        return
    assert errors == []
    asked = [
        each
        for word in ("expect", "some")
        for pair in row.get(word, {}).items()
        for each in pair
        if isinstance(each, str)
    ]
    verdicts = [
        decide(case, workspace.settings.as_of)
        for file in files
        for case in workspace.cases(file)
        if any(_is(case.id, pattern) for pattern in asked)
    ]
    holds(row, {each.case.id: each.outcome.value for each in verdicts}, verdicts)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS if "tested" in row])
def test_what_a_test_has_proven_is_judged_right(
    row: dict[str, Any], project: Project, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    results_of(project, row["tested"])
    for file, content in laid_out(project.root, row).items():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    monkeypatch.chdir(project.root)
    main(["check", "--evidence", "results.json", "--as-of", row["as_of"], "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert report["errors"] == []
    holds(row, {each["id"]: each["verdict"] for each in report["cases"]}, report["cases"])


def turned_round(tree: Any) -> Any:
    """A manifest with the entries of its lists and its keys the other way round; only grades have an order."""
    if isinstance(tree, dict):
        return {
            key: tree[key] if key == "grades" else turned_round(tree[key]) for key in reversed(list(tree))
        }
    return [turned_round(each) for each in reversed(tree)] if isinstance(tree, list) else tree


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in UNORDERED])
def test_order_and_style_of_entries_change_no_verdict(row: dict[str, Any], unchanged_example: Path) -> None:
    before = unchanged(unchanged_example, row["as_of"])
    contents = laid_out(unchanged_example, row)
    for file in [each for each in contents if each.name.endswith(".icp.yaml")]:
        tree = turned_round(json.loads(contents[file]))
        contents[file] = yaml.dump(
            tree, allow_unicode=True, sort_keys=False, width=60
        ).encode()  # in block style
    workspace = before.updated(frozenset(contents), Overlay(DISK, contents))
    verdicts = {
        case.id: decide(case, workspace.settings.as_of).outcome.value
        for file in workspace.bind_files(find_manifests(unchanged_example, files=workspace.files))
        for case in workspace.cases(file)
        if any(_is(case.id, pattern) for pattern in row["expect"])
    }
    holds(row, verdicts, None)


def holds(row: dict[str, Any], verdicts: dict[str, str], why: Any) -> None:
    """Assert that the verdicts are those that a row wants."""
    for word, enough in (("expect", all), ("some", any)):
        for pattern, right in row.get(word, {}).items():
            if pattern == "none":
                assert [name for name in verdicts if _is(name, right)] == []
                continue
            found = {name: verdict for name, verdict in verdicts.items() if _is(name, pattern)}
            assert found, f"no case {pattern}"
            wanted = [right] if isinstance(right, str) else right
            assert enough(verdict in wanted for verdict in found.values()), (pattern, found, wanted, why)


def _is(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern.replace("[", "[[]"))
