"""A report is a value: every format says the same when the files that were judged are gone, or are others."""

from __future__ import annotations

import hashlib
import pickle
import shutil

import pytest

from pytest_icplicense.reports.formats import SHIPPED, rendered

PLAIN = [form for form in SHIPPED if form.name != "pdf"]
"""The PDF, which takes as long as the others together, is made of files that are gone in `test_pdf_report.py`."""


@pytest.fixture
def report(project):
    """A failing run with a waiver, which has everything that any format wants."""
    project.add_feature("web-search")
    (project.root / "icp-waivers.yaml").write_text(
        '- {check: SP-15.5.2, subject: "*", reason: 审批中, approver: 王芳, from: 2022-05-01, expires: 2022-08-01}\n',
        encoding="utf-8",
    )
    return project.report()


@pytest.mark.slow
@pytest.mark.parametrize("form", [pytest.param(form, id=form.name) for form in PLAIN])
def test_rendering_looks_at_no_file(form, report, project):
    before = rendered(form, report)
    shutil.rmtree(project.root)
    assert rendered(form, report) == before


@pytest.mark.slow
@pytest.mark.parametrize("form", [pytest.param(form, id=form.name) for form in PLAIN])
def test_a_report_travels_whole(form, report, project):
    sent = pickle.dumps(report)
    shutil.rmtree(project.root)
    assert rendered(form, pickle.loads(sent)) == rendered(form, report)


def test_digests_are_of_the_bytes_that_were_judged(project):
    """What is written over a file while others are judged is not attested."""
    page, evidence = project.root / "web/index.html", project.root / "evidence/duty.md"
    judged = {
        path: hashlib.sha256(path.read_bytes()).hexdigest() for path in (page, evidence, project.service)
    }
    report = project.report()
    for path in judged:
        path.write_text("something else", encoding="utf-8")
    told = {each.path: each.sha256 for each in report.inputs}
    assert {path: told[path.relative_to(project.root).as_posix()] for path in judged} == judged


@pytest.mark.parametrize("form", [pytest.param(form, id=form.name) for form in PLAIN])
def test_a_format_gets_no_more_than_it_wants(form, project):
    """What a run gathers for one format alone is enough for it."""
    whole = rendered(form, project.report())
    assert rendered(form, project.report(wants=form.wants)) == whole
