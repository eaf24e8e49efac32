"""`icplicense explain`: every id of the policies has its explanation, and its examples are what they say they are."""

from __future__ import annotations

import copy
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import yaml
from rich.cells import cell_len

from pytest_icplicense.cli import explain, main
from pytest_icplicense.documents.yaml_tree import parse
from pytest_icplicense.explain import examples as contrast
from pytest_icplicense.explain import fragment
from pytest_icplicense.explain.licenses import license as explain_license
from pytest_icplicense.explain.lookup import Chapter, Topic, find
from pytest_icplicense.explain.sections import Line, Section, shown
from pytest_icplicense.library import Library, shipped
from pytest_icplicense.model.provision import Violation, provision_of
from pytest_icplicense.workspace.policy_proof import load_example, verdicts_on

PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
DAY = date(2022, 6, 1)


def topics(library: Library) -> Iterator[Topic]:
    """Everything that there is to explain."""
    yield Chapter("SP-15")
    for provision in library.provisions:
        yield provision
        for clause in provision.clauses:
            yield clause
            yield from clause.checks
    yield from library.catalogue.features.values()
    yield from library.catalogue.services.values()
    yield from library.licenses.values()


def lines_of(sections: list[Section]) -> list[Line]:
    return [line for section in sections for line in section.lines]


@pytest.fixture
def said(capsys):
    """What the command says of an id, as its sections by heading."""

    def explained(identifier: str, *options: str) -> str:
        assert main(["explain", identifier, *options]) == 0
        return capsys.readouterr().out

    return explained


@pytest.fixture(scope="module")
def checks(library):
    return [
        check for provision in library.provisions for clause in provision.clauses for check in clause.checks
    ]


@pytest.fixture(scope="module")
def example(library):
    return load_example(library)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_everything_is_explained_without_a_gap(library, lang):
    english = re.compile(r"\b(the|which|must|whose|does)\b")
    for topic in topics(library):
        sections = explain._sections(library, topic, lang, DAY)
        assert all(section.heading.strip() and section.lines for section in sections), topic
        for line in lines_of(sections):
            assert line.text.strip(), topic
            assert line.literal or not PLACEHOLDER.search(line.text), (topic, line.text)
            assert lang == "en" or line.literal or not english.search(line.text), (topic, line.text)


@pytest.mark.slow
def test_every_id_and_name_leads_to_its_topic(library):
    for topic in topics(library):
        identifier = next(getattr(topic, name) for name in ("id", "kind", "number") if hasattr(topic, name))
        assert topic in find(library, identifier)
        assert topic in find(library, f" {identifier.lower()} ")
    for service in library.catalogue.services.values():
        for name in (service.name.en, service.name.zh, *service.also):
            assert service.content or service in find(library, name), name
    for kind in library.catalogue.features.values():
        assert kind in find(library, kind.name.zh)
        assert kind in find(library, kind.name.en.upper())
        for name in kind.also:
            assert kind in find(library, name), name


@pytest.mark.slow
def test_every_wrong_example_fails_and_no_right_one_does(library, example, checks):
    passed = 0
    # Where only what is seen beside the manifest is judged (a domain that is served), right is that there is nothing.
    declared = [check for check in checks if check.for_each[:1] not in (("detected",), ("observed",))]
    for check in checks:
        shown_sides = contrast.of_check(library, example, check)
        assert shown_sides.wrong.verdict.outcome == "failed", check.id
        assert shown_sides.right.verdict.outcome in ("passed", "pending", "not-applicable"), check.id
        assert shown_sides.right.verdict.case.check is check is shown_sides.wrong.verdict.case.check
        passed += check in declared and shown_sides.right.verdict.outcome != "not-applicable"
    assert passed > 0.88 * len(declared)  # an example that the check does not apply to teaches little


@pytest.mark.slow
def test_what_is_shown_is_what_makes_it_right_or_wrong(library, example, checks):
    """The text that is shown, read again and put into the example in place of what stands there, is judged the same."""
    for check in checks:
        sides = contrast.of_check(library, example, check)
        for side, fails in ((sides.right, False), (sides.wrong, True)):
            patches = {
                kind: ({"op": "replace", "path": "", "value": pasted(example.documents[kind].tree, tree)},)
                for kind, tree in read_again(side)
            }
            violation = Violation(patches, side.as_of, side.files if fails else None)
            verdicts = verdicts_on(library, example, check.clause.provision, check, violation)
            assert any(verdict.outcome == "failed" for verdict in verdicts) is fails, (check.id, patches)


def read_again(side: contrast.Side) -> Iterator[tuple[str, dict]]:
    """The documents that an explanation shows, as our reader reads them, by kind."""
    text = "\n".join(line.text for line in shown(side, "en"))
    for part in re.split(r"(?m)^(?=# \S+\.yaml \()", text):
        if heading := re.match(r"# \S+ \((\w+)\)\n", part):
            rows = re.sub(r"(?ms)^# \S+$.*|^# judged for.*", "", part[heading.end() :])
            (parsed,) = parse(re.sub(r"(?m)^( *)# (\w+): missing$", r"\1\2: MISSING", rows))
            assert not parsed.faults, rows
            yield heading[1], parsed.tree


def pasted(tree: dict, fragment: dict) -> dict:
    """`tree` with what `fragment` shows in place of its own."""
    out = dict(tree)
    for key, value in fragment.items():
        if value == "MISSING":
            out.pop(key, None)
        elif isinstance(value, dict) and isinstance(tree.get(key), dict):
            out[key] = pasted(tree[key], value)
        else:
            out[key] = value
    return out


@pytest.mark.slow
def test_examples_of_features_are_judged(library, example):
    for kind in library.catalogue.features.values():
        sides = contrast.of_feature(library, example, kind)
        if sides.right is None:
            assert kind.kind == "phone-call"
            assert sides.best_attempt_verdict.case.check.id == "SP-15.14.4/no-public-telephony"
        else:
            assert sides.right.verdict.outcome == "passed"
        if sides.wrong is None:
            assert not kind.needs
            assert all(each.since and each.since > example.as_of for each in kind.approvals)
        else:
            assert sides.wrong.verdict.outcome == "failed"


def test_a_check_without_a_usable_violation_is_explained_without_example(library, example):
    def with_violations(*violations: dict):
        tree = copy.deepcopy(library.sources["SP-02"].tree)
        tree["clauses"][1]["checks"][0]["violations"] = list(violations)
        return provision_of(tree).clauses[1].checks[0]

    fit = {"patch": [{"op": "replace", "path": "/features/0/kind", "value": "web-search"}]}
    unfit = {"patch": [{"op": "remove", "path": "/no/such/field"}]}
    harmless = {"patch": [{"op": "replace", "path": "/features/0/kind", "value": "article"}]}
    assert contrast.of_check(library, example, with_violations(fit)).wrong.verdict.outcome == "failed"
    for violations, why in (
        ((), "gives no"),
        ((unfit,), "cannot be tried"),
        ((harmless,), "cannot be tried"),
    ):
        with pytest.raises(contrast.NoContrast, match=why):
            contrast.of_check(library, example, with_violations(*violations))


def test_web_search_says_what_license_it_needs(said):
    out = said("web-search")
    assert "information search and enquiry services (B25/search, 信息搜索查询服务)" in out
    assert (
        "Not allowed by 京B2-20181623 (北京巨量引擎网络技术有限公司): B25/search, which it excludes." in out
    )
    assert "“信息服务业务（仅限互联网信息服务）不含信息搜索查询服务、信息即时交互服务”" in out
    assert "declare it as: site-search" in out
    assert "items: [B25/search]\n  features:\n    - id: web-search\n      kind: web-search\n" in out
    assert "LIC.3 critical feature 'web-search' (web-search) is information search" in out
    assert "SP-15.12" in out
    chinese = said("web-search", "--lang", "zh")
    assert "京B2-20181623（北京巨量引擎网络技术有限公司）：不允许。B25/search，明确不含该业务。" in chinese
    assert "变相经营" in chinese


def test_another_license_is_asked_too(said, tmp_path):
    from pytest_icplicense.library import shipped

    text = (shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8")
    text = text.replace("number: 京B2-20181623", "number: 沪B2-20200001").replace(
        "excludes: [B25/search, ", "excludes: ["
    )
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    out = said("web-search", "--license", str(tmp_path / "own.yaml"))
    assert "Not allowed by 京B2-20181623" in out
    assert "Allowed by 沪B2-20200001" in out
    assert "Under 沪B2-20200001: declare it under 'features', and B25/search under 'items'." in out


def test_basic_services_and_features_without_needs_have_words_of_their_own(said):
    phone = " ".join(said("phone-call").split())
    assert "a license for basic telecom services (基础电信业务经营许可证)" in phone
    assert "Take it out: no change of a value-added license makes it lawful." in phone
    assert "apply to the authority" not in phone
    search = said("site-search")
    assert "none: it is no telecom service of its own" in search
    assert "Not allowed" not in search
    program = said("mini-program")
    assert "Obtain the approval first." in program
    assert "Without the approval above it may not be offered" in program


def test_a_check_is_found_by_what_people_paste(said):
    plain = said("SP-02.2/feature-inside-license")
    assert "京B2-20181623 excludes" in plain
    assert "critical (关键): it cannot be waived" in plain
    for pasted_id in (
        "SP-02.2/feature-inside-license[ads-console:web]",
        "ads-console.icp.yaml::SP-02.2/feature-inside-license[ads-console:web]",
        "sp-02.2/Feature-Inside-License",
        "ＳＰ－02.2/feature-inside-license",
        "feature-inside-license",
    ):
        assert said(pasted_id) == plain, pasted_id


def test_provisions_and_clauses(said):
    assert "“不得经营或变相经营未经许可的其他电信业务”" in said("sp-02.2")
    assert said("SP-15").count("\n  SP-15.") == 14
    assert "It applies only to a service that offers information search" in " ".join(said("SP-15.12").split())
    assert "漏印" in said("SP-15.3", "--lang", "zh")
    assert "京B2-20181623: “经营许可证编号：京B2-20181623”" in said("LIC")
    assert "and proves nothing" in " ".join(said("SP-01.2").split())
    assert "本身不证明任何事实" in said("SP-01.2", "--lang", "zh").replace("\n  ", "")


def test_an_id_that_is_two_things_shows_both(said):
    both = said("publishers-verified-and-filed")
    assert "SP-15.13.1/publishers-verified-and-filed\n" in both
    assert "SP-15.14.1/publishers-verified-and-filed\n" in both


def test_a_service_is_found_by_its_names(said):
    by_id = said("B25/search")
    assert (
        by_id
        == said("信息搜索查询服务")
        == said("b25/SEARCH")
        == said("information search and enquiry services")
    )
    assert by_id.startswith("B25/search  Information search and enquiry services (信息搜索查询服务)\n")
    assert "SP-15.12" in by_id
    assert said("因特网信息服务业务").startswith("B25  ")
    assert "items: [B25/publishing, B25/community, B25/protection]" in said("B25")


@pytest.mark.parametrize(
    ("odd", "hint"),
    [
        ("SP-99", "did you mean 'SP-09'"),
        ("SP-99.2", "did you mean 'SP-09.2'"),
        ("京B2-20181624", "did you mean '京B2-20181623'"),
        ("stream", "'streaming'"),
        ("waiver", "license 'waiver'; 'icplicense"),  # not 'ivr'
        ("critical", "license 'critical'; 'icplicense"),  # not 'article'
        ("websearch", "did you mean 'web-search'"),
        ("信息搜索服务", "'信息搜索查询服务'"),
        ("SP-02.2/feature-inside-licence", "'SP-02.2/feature-inside-license'"),
        ("", "license ''; "),
        ("[", "license '['; "),
        ("::", "license '::'; "),
        ("\x1b[31mred\x07\n", "'icplicense explain'"),
        ("长" * 100_000, "'icplicense explain'"),
        ("[" * 100_000, "'icplicense explain'"),
        ("\ud800", "'icplicense explain'"),
    ],
)
def test_unknown_ids_get_one_line_with_what_is_near(odd, hint, capsys):
    assert main(["explain", odd]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert len(err) < 400
    assert hint in err
    assert "'icplicense explain' lists what there is" in err
    assert "\x1b" not in err
    assert main(["explain", odd, "--lang", "zh"]) == 2
    assert "可用 icplicense explain 列出全部" in capsys.readouterr().err


def test_without_an_id_all_there_is_is_listed(library, capsys):
    assert main(["explain"]) == 0
    rows = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.strip()}
    names = [(kind.kind, kind.name) for kind in library.catalogue.features.values()]
    names += [(service.id, service.name) for service in library.catalogue.services.values()]
    names += [(provision.id, provision.title) for provision in library.provisions]
    for identifier, name in names:
        assert name.en in rows[identifier]
        assert name.zh in rows[identifier]
    assert "北京巨量引擎网络技术有限公司" in rows["京B2-20181623"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("what", ["features", "services", "provisions"])
def test_lists_are_aligned_and_of_one_line_each(what, lang, said, library):
    names = {
        "features": {kind.kind: kind.name for kind in library.catalogue.features.values()},
        "services": {service.id: service.name for service in library.catalogue.services.values()},
        "provisions": {provision.id: provision.title for provision in library.provisions},
    }[what]
    groups = said(what.upper(), "--lang", lang).split("\n\n")
    tables = [[row for row in group.splitlines() if row.split()[0] in names] for group in groups]
    assert sorted(row.split()[0] for table in tables for row in table) == sorted(names)
    for table in tables:
        starts = set()
        for row in table:
            identifier, behind = re.match(r" *(\S+)( .*)", row).groups()
            before = cell_len(row) - cell_len(behind)
            places = [before + cell_len(behind[: behind.rindex(name)]) for name in names[identifier]]
            assert (places[0] < places[1]) is (lang == "en")
            starts.add(tuple(places))
        assert len(starts) <= 1, table


def test_features_are_grouped_by_the_service_that_they_need(said):
    groups = said("features").split("\n\n")
    search = next(group for group in groups if "(B25/search" in group)
    assert re.findall(r"(?m)^  (\S+)", search) == [
        "web-search",
        "image-search",
        "web-directory",
        "search-api",
        "ai-search",
    ]
    assert re.search(r"(?m)^  online-news +online news +互联网新闻 +\+$", said("features"))
    assert re.search(r"(?m)^  article +published articles +文章发布$", said("features"))


@pytest.mark.parametrize(
    "word", ["聊天", "即时通讯", "即时通信", "IM", "instant-messaging", "Instant Messaging", "chat"]
)
def test_what_people_call_several_kinds_lists_what_tells_them_apart(word, said):
    out = said(word)
    assert re.findall(r"(?m)^  ([a-z-]+)  ", out) == ["direct-message", "group-chat", "chat-room"]
    assert "Whoever is in the room talks with the others in real time." in out
    assert "allowed by no known license" in out


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("搜索引擎", {"web-search", "image-search"}),
        ("短视频", {"video", "online-video"}),
        ("网盘", {"download", "cloud", "file-sharing"}),
        ("电商", {"marketplace", "own-shop"}),
        ("支付", {"third-party-payment"}),
        ("IDC", {"hosting", "cloud", "rack"}),
        ("直播", {"live-streaming"}),
    ],
)
def test_kinds_are_found_by_what_people_call_them(word, kinds, library):
    assert {kind.kind for kind in find(library, word)} == kinds


def test_a_name_of_one_thing_is_not_hidden_by_what_people_call_another(library):
    names = {name for kind in library.catalogue.features.values() for name in (kind.kind, *kind.name)}
    also = [name for kind in library.catalogue.features.values() for name in kind.also]
    assert names & set(also) == set()


@pytest.mark.parametrize("word", ["SP-2.2", "sp-2.2", "SP02.2", "sp 2.2", "ＳＰ-02.2"])
def test_ids_are_read_as_people_write_them(word, said):
    assert said(word).startswith("SP-02.2\n")


def test_a_license_is_explained(said):
    out = said("京B2-20181623", "--as-of", "2022-06-01")
    assert out == said("京b2-20181623 ", "--as-of", "2022-06-01")
    assert "issued 2021-10-02, expires 2023-09-12\n  In force on 2022-06-01." in out
    assert "without: information search and enquiry services (B25/search, 信息搜索查询服务)" in out
    assert "information community platform services (B25/community, 信息社区平台服务)\n" in out
    assert "巨量引擎官方网站  oceanengine.com" in out
    assert "SP-15.14  Instant interaction" in out
    assert "Not in force on 2023-09-13: expired." in said("京B2-20181623", "--as-of", "2023-09-13")
    assert "Not in force on 2020-01-01: not issued yet." in said("京B2-20181623", "--as-of", "2020-01-01")
    assert "2022-06-01 在有效期内。" in said("京B2-20181623", "--as-of", "2022-06-01", "--lang", "zh")


def test_a_look_alike_that_needs_an_approval_is_not_simply_allowed(said):
    out = " ".join(said("article").split())
    assert out.count("allowed by 京B2-20181623, but an approval is needed besides") == 4
    assert "allowed by 京B2-20181623 … users keep pages of their own" in out  # comments, which need none
    chinese = re.sub(r"\s", "", said("article", "--lang", "zh"))
    assert chinese.count("京B2-20181623允许，但另需批准") == 4


def test_policies_that_cannot_be_used_explain_nothing(tmp_path, capsys):
    (tmp_path / "bad.yaml").write_text("kind: Provision\nid: SP-77\n", encoding="utf-8")
    assert main(["explain", "SP-02", "--policies", str(tmp_path)]) == 2
    assert "bad.yaml:1:1: " in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 80])
def test_lines_fit_the_terminal(library, width, monkeypatch):
    """All but YAML, which would not be YAML any more."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    for identifier in (
        "SP-15.8",
        "SP-02.2",
        "LIC",
        "SP-02.2/feature-inside-license",
        "live-streaming",
        "B25",
    ):
        for lang in ("en", "zh"):
            stream = Terminal()
            monkeypatch.setattr(sys, "stdout", stream)
            assert main(["explain", identifier, "--lang", lang]) == 0
            literal = {
                line.text
                for topic in find(library, identifier)
                for line in lines_of(explain._sections(library, topic, lang, DAY))
                if line.literal
            }
            rows = [row for row in stream.getvalue().splitlines() if row.removeprefix("  ") not in literal]
            assert max(map(cell_len, rows)) <= width
            assert max(map(cell_len, rows)) > width - 12
            assert [row for row in rows if row.lstrip()[:1] in tuple("、。，；：）”")] == []


def test_a_row_that_does_not_fit_a_terminal_goes_on_below_its_second_column(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr(sys, "stdout", stream := Terminal())
    assert main(["explain", "provisions"]) == 0
    assert "\n  SP-04     Use of telecom resources\n            电信资源的使用管理\n" in stream.getvalue()
    assert max(map(cell_len, stream.getvalue().splitlines())) <= 50


def test_output_that_is_no_terminal_is_a_hundred_cells_wide(said, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    rows = said("SP-15.8", "--lang", "zh").splitlines()
    assert 90 < max(map(cell_len, rows)) <= 100


def test_values_are_written_as_one_writes_them(said):
    """Dates without quotes; with them whatever a YAML reader would take for a number or a truth value."""
    out = said("SP-15.5.2/amount-as-published")
    assert "      amount: '99.00'\n" in out
    assert "      reviewed: 2022-05-10\n" in said("SP-15.12.1/search-security-attested")
    row = {"id": "1e5", "on": "no", "day": "2022-03-12T02:10+08:00", "note": None, "items": ["0123", "B25"]}
    text = "\n".join(fragment.lines(fragment.cut({"rows": [row]}, ["/rows/0/id", "/gone"]), "missing"))
    assert text.splitlines() == [
        "rows:",
        "  - id: '1e5'",
        "    'on': 'no'",
        "    day: 2022-03-12T02:10+08:00",
        "    note: null",
        "    items: ['0123', B25]",
        "# gone: missing",
    ]
    (parsed,) = parse(text)
    assert parsed.tree == {"rows": [row]}


@pytest.mark.parametrize(
    ("as_of", "lang", "line"),
    [
        ("2021-10-01", "en", "Not in force on 2021-10-01: not issued yet."),
        ("2021-10-01", "zh", "2021-10-01 尚未生效：颁发日期在后。"),
        ("2022-06-01", "en", "In force on 2022-06-01."),
        ("2023-09-13", "en", "Not in force on 2023-09-13: expired."),
        ("2023-09-13", "zh", "2023-09-13 已过有效期。"),
    ],
)
def test_a_license_says_whether_it_is_in_force(said, as_of, lang, line):
    assert line in said("京B2-20181623", "--as-of", as_of, "--lang", lang)


def test_a_license_says_all_that_limits_it(library):
    held = library.licenses["京B2-20181623"]
    (line,) = held.scope
    limited = replace(
        held,
        number="B2-20140120",
        subsidiaries=("甲公司", "乙公司"),
        scope=(line._replace(only=("B25/publishing",), excludes=(), coverage=("北京市", "上海市")),),
        sites=(),
        provisions=(),
    )
    sections = {
        each.heading: [one.text for one in each.lines]
        for each in explain_license(library, limited, DAY, "en")
    }
    assert sections["B2-20140120"] == ["a telecom license (电信业务经营许可证), trans-regional (跨地区)"]
    assert sections["holder"] == [held.holder, "and its subsidiaries:", "甲公司", "乙公司"]
    assert sections["scope"][-2:] == [
        "only: information publishing platform and delivery services (B25/publishing, 信息发布平台和递送服务)",
        "where: 北京市, 上海市",
    ]
    assert "sites of the annex" not in sections


def test_a_line_of_a_license_that_nobody_has_read_is_neither_allowed_nor_refused(said, tmp_path):
    held = yaml.safe_load((shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8"))
    line = {
        "category": "B24-1",
        "limitation": "none",
        "excludes": ["B24-1"],
        "coverage": None,
        "text": "国内呼叫中心业务：长三角",
    }
    file = tmp_path / "held.yaml"
    held |= {"number": "京B2-20220101", "scope": [line]}
    file.write_text(
        yaml.safe_dump(json.loads(json.dumps(held, default=str)), allow_unicode=True), encoding="utf-8"
    )
    out = said("京B2-20220101", "--license", str(file))
    assert "what it allows, and where, is not read yet: write it down" in out
    assert "excludes" not in out
    assert "names no region" not in out
