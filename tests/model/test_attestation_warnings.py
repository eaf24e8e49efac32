"""What is told of attestations without failing them."""

from __future__ import annotations


def warnings(project):
    project.leave_tests_out()
    return [each.to("en") for each in project.report().warnings]


def test_the_example_gives_no_doubt(project):
    assert warnings(project) == []


def test_a_review_from_before_the_license(project):
    project.change(
        "operator.icp.yaml",
        "evidence/duty.md, reviewed: 2022-03-01",
        "evidence/duty.md, reviewed: 2021-10-01",
    )
    (line,) = warnings(project)
    assert "SP-01.2: reviewed on 2021-10-01, before the license was issued on 2021-10-02" in line


def test_one_file_for_more_clauses_than_it_can_show(project):
    text = project.operator.read_text(encoding="utf-8")
    before, _, rest = text.partition("\nattestations:\n")
    names = (
        "security-policy",
        "security-emergency-plan",
        "security-operations",
        "security-three-sync",
        "duty",
    )
    for name in names:
        rest = rest.replace(f"evidence/{name}.md", "evidence/industry-rules.md")
    project.operator.write_text(f"{before}\nattestations:\n{rest}", encoding="utf-8")
    (line,) = warnings(project)
    assert "'evidence/industry-rules.md' is the evidence of 6 clauses" in line
    project.operator.write_text(
        f"{before}\nattestations:\n{rest.replace('industry-rules.md', 'duty.md', 1)}", encoding="utf-8"
    )
    assert warnings(project) == []
