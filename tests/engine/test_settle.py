"""A digest says what all results together say, and has the results that somebody must read."""

from __future__ import annotations

import copy
import json
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_icplicense import settings as settings_of
from pytest_icplicense.cli import main
from pytest_icplicense.documents import read
from pytest_icplicense.engine import decide, expand
from pytest_icplicense.engine.settle import IN_ORDER, Settler
from pytest_icplicense.library import load
from pytest_icplicense.model.manifest import SERVICE
from pytest_icplicense.model.provision import BY_TESTS, Violation
from pytest_icplicense.policytest import LICENSE, bound, load_example
from pytest_icplicense.reports import terminal
from pytest_icplicense.run import gathered, judge_all
from pytest_icplicense.workspace import Workspace

LIBRARY = load()
EXAMPLE = load_example(LIBRARY)


def both(root: Path, files: list[Path]):
    """The run with a digest, and the run with all results."""
    runs = []
    for brief in (True, False):
        workspace = Workspace(settings_of.load(root), root, library=LIBRARY)
        runs.append(gathered(workspace, judge_all(workspace, files, brief=brief)))
    return runs


def assert_same(root: Path, files: list[Path]) -> None:
    """That both runs say the same, digest, lines and all."""
    short, whole = both(root, files)
    assert dict(short.told.counts) == dict(whole.told.counts)
    assert short.told.due == whole.told.due
    assert short.told.proofs == whole.told.proofs
    telling = [each for each in whole.results if each.outcome not in IN_ORDER]
    assert [each for each in short.results if each.outcome not in IN_ORDER] == telling
    assert short.exit_code == whole.exit_code
    assert (short.problems, short.warnings, set(short.used)) == (
        whole.problems,
        whole.warnings,
        set(whole.used),
    )
    assert terminal.render(short) == terminal.render(whole)


def test_a_manifest_is_settled_as_its_cases_are_judged():
    """Each violation of each check, all by one settler, so that an answer for one would be seen where it does not fit."""
    settlers: dict[object, Settler] = {}
    checks = [
        (check, violation)
        for provision in LIBRARY.provisions
        for clause in provision.clauses
        for check in clause.checks
        for violation in (Violation({}), *check.violations)
    ]
    assert len(checks) > 300
    for check, violation in checks:
        manifest = bound(LIBRARY, EXAMPLE, check.of or SERVICE, violation)
        as_of = violation.as_of or EXAMPLE.as_of
        license_changed = violation.patches.get(LICENSE, ())
        settler = settlers.setdefault((as_of, str(license_changed)), Settler(LIBRARY.rules, as_of))
        provisions = LIBRARY.binding(manifest.licenses)
        whole = [decide(case, as_of) for case in expand(manifest, provisions, LIBRARY.rules)]
        settled = settler.settle(manifest, provisions)
        assert {(kind.check, kind.outcome): number for kind, number in settled.counts.items()} == Counter(
            (each.case.check.id, each.outcome) for each in whole
        ), f"{check.id}: {violation}"
        assert [(each.case.id, each.outcome, each.findings, each.reason) for each in settled.verdicts] == [
            (each.case.id, each.outcome, each.findings, each.reason)
            for each in whole
            if each.outcome not in IN_ORDER or each.case.check.rule == BY_TESTS
        ]
        assert sorted(settled.due) == sorted((each.due, each.case.id) for each in whole if each.due)


CHANGES = st.sampled_from(
    [
        ("/features/0/kind", ["web-search", "article", "e-commerce", "instant-messaging", "live-streaming"]),
        ("/features/3/kind", ["web-search", "push", "forum"]),
        ("/features/5/kind", ["article", "live-streaming", "online-news"]),
        ("/items", [[], ["B25/publishing"], ["B25/search"], ["B21"]]),
        ("/approvals", [[], None]),
        ("/regions", [[], ["上海市"], ["北京", "北京"], ["Atlantis"]]),
        ("/sites/0/domain", ["example.com", "AD.oceanengine.com.", "x.juliangyinqing.com"]),
        ("/sites/1/name", ["巨量引擎官方网站", "巨 量 引 擎"]),
        ("/sites/0/homepage", ["web/none.html", "evidence/duty.md"]),
        ("/launches/0/date", ["2022-05-01", "2023-01-01"]),
        ("/launches", [[], None]),
        ("/prices", [[], None]),
        ("/attestations", [[], None]),
        (
            "/proofs",
            [[], None, [{"clause": "SP-15.10.2", "proof": "tests"}, {"clause": "SP-01.1", "proof": "tests"}]],
        ),
        ("/publishing", [{"public": True}, None]),
        ("/operator", ["none.icp.yaml"]),
        ("/license", [["京B2-20181623"], "京B2-20999999"]),
    ]
).flatmap(lambda each: st.tuples(st.just(each[0]), st.sampled_from(each[1])))


def changed(tree, changes):
    """A copy of the tree with values put where the pointers lead; None takes them out."""
    tree = copy.deepcopy(tree)
    for pointer, value in changes:
        *above, last = pointer.split("/")[1:]
        node = tree
        for step in above:
            node = node[int(step)] if isinstance(node, list) else node.get(step, {})
            if isinstance(node, list) and not node:
                break
        else:
            if isinstance(node, list):
                node[int(last)] = value
            elif value is None:
                node.pop(last, None)
            else:
                node[last] = value
    return tree


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(services=st.lists(st.lists(CHANGES, max_size=3), min_size=1, max_size=4))
def test_a_digest_of_changed_services_is_that_of_their_results(project, services):
    """Several of one run, so that an answer of one service would be seen in another that it does not fit."""
    (document,) = read(project.service).documents
    files = [project.root / "operator.icp.yaml"]
    for number, changes in enumerate(services):
        tree = {**changed(document.tree, changes), "name": f"s{number}"}
        files.append(project.root / f"s{number}.icp.yaml")
        files[-1].write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    assert_same(project.root, files)


def test_waivers_are_told_alike(project):
    (project.root / "icp-waivers.yaml").write_text(
        "".join(
            f"- check: {check}\n  subject: '{subject}'\n  reason: r\n  approver: a\n"
            f"  from: 2022-05-01\n  expires: {until}\n"
            for check, subject, until in [
                ("SP-15.5.2", "ads-console:*", "2022-08-01"),
                ("SP-15.5.2/amount-as-published", "ads-console:pro-monthly", "2022-05-15"),
                ("SP-15.5.1", "nobody:*", "2022-08-01"),
                ("SP-15.99", "ads-console:*", "2022-08-01"),
            ]
        ),
        encoding="utf-8",
    )
    text = project.service.read_text(encoding="utf-8")
    for amount in ("99.00", "199.00"):
        changed = text.replace('amount: "99.00"\n    collected_by', f'amount: "{amount}"\n    collected_by')
        project.service.write_text(changed, encoding="utf-8")
        assert_same(project.root, [project.root / "operator.icp.yaml", project.service])


def test_the_text_of_the_command_counts_what_json_lists(project, monkeypatch, capsys):
    monkeypatch.chdir(project.root)
    main(["check"])
    text = capsys.readouterr().out
    main(["check", "--format", "json"])
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert f"{summary['passed']} passed" in text
    assert f"{summary['not-applicable']} not applicable" in text
