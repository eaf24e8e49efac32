"""What pytest's terminal says of license cases: by cause as `icplicense check` does, and nothing twice."""

from __future__ import annotations

import re

import pytest
from sessions import session

FEW = "SP-02.2 or LIC.3 or SP-15.12 or SITE.2"


@pytest.fixture
def red(pytester, project):
    """A run in the example with a feature that is forbidden and a site with another name; its lines."""
    pytester.chdir()
    project.add_feature("web-search", "web")
    project.change("ads-console.icp.yaml", "name: 巨量引擎\n", "name: 巨量\n")

    def run(*words: str) -> list[str]:
        result = session(pytester, "-p", "no:cacheprovider", f"--rootdir={project.root}", "-k", FEW, *words)
        assert result.ret == 1
        return result.outlines

    return run, str(project.service), project


def told(lines: list[str]) -> list[str]:
    """What stands between the title of the failures and the block at the end."""
    start = next(
        number
        for number, line in enumerate(lines)
        if re.match("=+ (LICENSE FAILURES|许可证不合规项) =+", line)
    )
    end = next(number for number, line in enumerate(lines) if re.match("-+ (license|许可证) ", line))
    return lines[start + 1 : end]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["SITE.2 major", "SP-02.2 critical", "  and 3 more follow: LIC.3, SP-15.12.1–2"]),
        ("zh", ["SITE.2 重要", "SP-02.2 关键", "  由此另有 3 项：LIC.3、SP-15.12.1–2"]),
    ],
)
def test_a_cause_is_told_once(red, lang, said):
    run, service, _ = red
    lines = run(service, "--icp-lang", lang)
    block = told(lines)
    site, search = (line for line in block if line.startswith("ads-console.icp.yaml:"))
    assert site.split(": ")[1].startswith(said[0])
    assert search.split(": ")[1].startswith(said[1])
    assert said[2] in block
    assert sum("  > 24 | " in line or "  > 25 | " in line for line in block) == 1
    assert "  SP-02.2  “不得经营或变相经营未经许可的其他电信业务”" in block
    rest = [line for line in lines if line not in block]
    assert not any("FAILURES" in line and "LICENSE" not in line for line in rest)
    assert not any("SP-15.12" in line for line in rest)  # no warning of what is told with its cause
    assert len([line for line in rest if line.startswith("FAILED ")]) == 3
    assert sum(line.startswith("✗ ") for line in lines) == 1


def test_failures_of_others_stay_where_they_are(red):
    run, service, project = red
    other = project.root / "test_site_2.py"
    other.write_text("def test_SITE_2_or_LIC():\n    print('seen')\n    assert 1 == 2\n", encoding="utf-8")
    lines = run(service, str(other), "-k", f"{FEW} or test_SITE_2")
    whole = "\n".join(lines)
    assert "= FAILURES =" in whole
    assert "assert 1 == 2" in whole.partition("LICENSE FAILURES")[0]
    assert "SP-02.2 critical" not in whole.partition("LICENSE FAILURES")[0]
    assert re.search(r"4 failed, .* passed", lines[-1])


def test_files_that_cannot_be_collected_stay_where_they_are(red):
    run, service, project = red
    (project.root / "test_broken.py").write_text("raise OSError('broken here')\n", encoding="utf-8")
    whole = "\n".join(run(service, str(project.root / "test_broken.py"), "--continue-on-collection-errors"))
    assert "broken here" in whole.partition("LICENSE FAILURES")[0]
    assert "✗ 2 problems (1 critical) in 1 file" in whole


@pytest.mark.parametrize("words", [("--tb=no",), ("--no-summary",)])
def test_nothing_is_told_where_pytest_tells_nothing(red, words):
    run, service, _ = red
    whole = "\n".join(run(service, *words))
    assert "LICENSE FAILURES" not in whole
    assert "✗ 2 problems (1 critical) in 1 file" in whole


def test_documents_that_cannot_be_used_are_a_line_each_with_its_place(red):
    run, service, project = red
    project.change("ads-console.icp.yaml", "kind: Service", "kind: Servise")
    line, *frame = filter(None, told(run(service)))
    assert line.startswith("ads-console.icp.yaml:3:1: kind 'Servise' is no manifest")
    assert [each.split() for each in frame[1:2]] == [[">", "3", "|", "kind:", "Servise"]]
    assert len(frame) == 3


def test_many_of_one_kind_are_few_lines(red):
    run, service, project = red
    features = "".join(f"  - id: f{number}\n    kind: web-search\n" for number in range(40))
    project.change("ads-console.icp.yaml", "\nfeatures:\n", f"\nfeatures:\n{features}")
    block = told(run(service))
    assert len(block) < 30
    assert any("and 40 more of this kind, in lines " in line for line in block)


def test_everything_is_told_where_it_is_asked(red):
    run, service, _ = red
    block = told(run(service, "-v"))
    clauses = [line.split()[1] for line in block if line.startswith("ads-console.icp.yaml:")]
    assert clauses == ["SITE.2", "LIC.3", "SP-02.2"]  # as they stand in the file
