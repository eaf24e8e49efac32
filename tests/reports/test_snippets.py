"""What is to be pasted for any violation of any check: manifests take it where it says, and it mends what it is told for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pytest_icplicense.cli import main
from pytest_icplicense.documents import read
from pytest_icplicense.explain.snippets import by_case, helps
from pytest_icplicense.library import load
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.manifest import OPERATOR, SERVICE
from pytest_icplicense.model.provision import Violation
from pytest_icplicense.model.snippet import Snippet
from pytest_icplicense.runs.report import TERMINAL
from pytest_icplicense.workspace.policy_proof import changed, load_example, verdicts_on

LIBRARY = load()
CHECKS = LIBRARY.checks()
NAMED = {SERVICE: "for the service's manifest", OPERATOR: "for the operator's manifest"}


@pytest.fixture(scope="module")
def example():
    return load_example(LIBRARY)


def merged(there: Any, pasted: Any) -> Any:
    """As somebody would who pastes: keys into mappings, entries into lists; plain lists are written anew."""
    if isinstance(there, dict) and isinstance(pasted, dict):
        return {**there, **{key: merged(there.get(key), value) for key, value in pasted.items()}}
    if isinstance(there, list) and any(isinstance(each, dict) for each in pasted):
        return [*there, *(each for each in pasted if each not in there)]
    return pasted


def pasted_into(tree: Any, pointer: str, pasted: Any) -> Any:
    """The tree with the entry that the pointer leads into completed."""
    steps = pointer.split("/")[1:]
    last = max(number for number, step in enumerate(steps) if step.isdecimal())

    def completed(node: Any, path: list[str]) -> Any:
        if not path:
            return merged(node, pasted)
        key = int(path[0]) if isinstance(node, list) else path[0]
        new = list(node) if isinstance(node, list) else dict(node)
        new[key] = completed(node[key], path[1:])
        return new

    return completed(tree, steps[: last + 1])


def parsed(snippet: Snippet, folder: Path) -> dict[str, Any]:
    file = folder / "a.icp.yaml"
    file.write_text("\n".join([*snippet.lines("zh"), ""]), encoding="utf-8")
    source = read(file, file.name)
    assert not source.problems
    return source.documents[0].tree


def told(check, example) -> Iterator[tuple[Any, list[str], Snippet]]:
    pasted = by_case(LIBRARY, example)
    for violation in check.violations:
        for verdict in verdicts_on(LIBRARY, example, check.clause.provision, check, violation):
            pointers = [each.pointer for each in verdict.findings]
            if verdict.outcome is Outcome.FAILED and helps(example, check, pointers):
                subject = f"ads-console:{verdict.case.value['id']}" if check.rule == "accounted-for" else ""
                if snippet := pasted(check, subject, pointers):
                    yield violation, pointers, snippet


def mended(violation: Violation, kind: str, after: dict[str, Any]) -> Violation:
    steps = tuple({"op": "add", "path": f"/{key}", "value": value} for key, value in after.items())
    patches = {**violation.patches, kind: (*violation.patches.get(kind, ()), *steps)}
    return Violation(patches, violation.as_of, violation.files)


@pytest.mark.parametrize("name", CHECKS)
def test_manifests_take_what_is_to_be_pasted(name, example, tmp_path):
    check = CHECKS[name]
    for violation, pointers, snippet in told(check, example):
        other = next((kind for kind, word in NAMED.items() if word in snippet.above.en), check.of)
        tree = changed(LIBRARY, example, violation)[other].tree
        value = parsed(snippet, tmp_path)
        in_entry = "this entry" in snippet.above.en
        if part := re.search("to '(.*)' of this entry", snippet.above.en):
            value = {part[1]: value}
        after = pasted_into(tree, pointers[0], value) if in_entry else merged(tree, value)
        assert LIBRARY.schema(other.lower()).breaches(after) == [], snippet.yaml
        if in_entry:
            verdicts = verdicts_on(
                LIBRARY, example, check.clause.provision, check, mended(violation, other, after)
            )
            failing = {each.pointer for verdict in verdicts for each in verdict.findings}
            assert failing.isdisjoint(pointers), snippet.yaml


def test_what_is_wrong_in_an_entry_lacks_one_line(project, capsys):
    project.change("operator.icp.yaml", "    contained: 2022-03-12T04:00+08:00\n", "")
    for command in ("check", "todo"):
        main([command, str(project.root), "--lang", "en"])
        said = capsys.readouterr().out
        assert re.search(r" # an example, to be added to this entry\n\W+contained: 2022-\S+\n", said), said
        assert "outage-0312\n" not in said.partition("# an example")[2].partition("\n\n")[0]


def test_what_lacks_inside_of_a_mapping_is_no_second_mapping(project, capsys):
    main(["todo", str(project.root), "--format", "json", "--role", "legal"])
    (due,) = [each for each in json.loads(capsys.readouterr().out) if each["clause"] == "SP-15.8.4"]
    assert re.fullmatch(r"reported: \S+", due["snippet"])
    assert due["snippet_note"] == "an example, to be added to 'assessment' of this entry"


def test_it_is_said_where_something_is_to_be_pasted_that_belongs_into_another_manifest(project, capsys):
    here = "{provider: 北京快网科技有限公司, kind: access, license: 京B1-20150123"
    project.change("operator.icp.yaml", here, here.replace("北京", "上海"))
    main(["check", str(project.root), "--lang", "zh", "--verbose"])
    assert "    # 仅为示例：写入经营者清单，并改为实际情况\n    network:\n" in capsys.readouterr().out


def test_nothing_is_proposed_that_the_example_itself_lacks_by_then(project):
    """Of a license that ends, the day of the application."""
    project.change("operator.icp.yaml", "renewal:", "# renewal:")
    assert not [
        each for each in project.report(wants=TERMINAL, as_of="2023-07-01").snippets if "SP-12.2" in each
    ]


def test_no_answer_is_proposed_as_one(example):
    pasted = by_case(LIBRARY, example)
    for name in ("SP-15.11.2/checked-before-listing", "SP-15.11.4/permissions-and-purposes-shown"):
        snippet = pasted(CHECKS[name], "", ["/app_store"])
        assert "complaint_channel: https://" in snippet.yaml
    snippet = pasted(CHECKS["SP-15.13.1/publishers-verified-and-filed"], "", ["/community"])
    assert "measures: [warn, restrict, suspend, close]" in snippet.yaml


BROKEN = {
    "a wrong value": ("kind: site-search", "kind: sit-search", "    kind: sit-search"),
    "broken YAML": ("name: ads-console\n", "name: ads: console\n", "name: ads: console"),
    "no such operator": ("operator: operator.icp.yaml", "operator: gone.icp.yaml", "operator: gone.icp.yaml"),
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_cannot_be_used_is_shown_as_findings_are(what, lang, project, capsys):
    right, wrong, line = BROKEN[what]
    project.change("ads-console.icp.yaml", right, wrong)
    assert main(["check", str(project.root), "--lang", lang]) == 2
    said = capsys.readouterr().out.splitlines()
    number = project.service.read_text(encoding="utf-8").splitlines().index(line) + 1
    at = next(row for row, each in enumerate(said) if f"ads-console.icp.yaml:{number}:" in each)
    assert said[at + 2] == f"  > {number} | {line}"


def test_a_fault_of_a_whole_document_or_one_of_many_has_no_excerpt(project, capsys):
    project.change("ads-console.icp.yaml", "operator: operator.icp.yaml\n", "")
    main(["check", str(project.root)])
    assert " | " not in capsys.readouterr().out
    lines = "".join(f"  - {{id: a{number}, kind: none}}\n" for number in range(6))
    project.change("ads-console.icp.yaml", "features:\n", f"features:\n{lines}")
    main(["check", str(project.root)])
    assert " | " not in capsys.readouterr().out


def test_what_is_wrong_at_one_place_has_one_excerpt(project, capsys):
    (project.root / "icp-waivers.yaml").write_text("- {check: SP-15.5.2, subject: '*'}\n", encoding="utf-8")
    main(["check", str(project.root)])
    said = capsys.readouterr().out
    assert said.count("icp-waivers.yaml:1:3: ") > 1
    assert said.count("  > 1 | - {check: SP-15.5.2, subject: '*'}\n") == 1


def test_what_falls_due_in_an_entry_is_one_line_of_it(project, capsys):
    main(["todo", str(project.root), "--format", "json", "--role", "operations"])
    (due,) = [each for each in json.loads(capsys.readouterr().out) if each["clause"] == "SP-06.4"]
    assert re.fullmatch(r"filed: \S+", due["snippet"])
    assert due["snippet_note"] == "an example, to be added to this entry"
