"""What a test or a report prints of a public object is short, however much it holds."""

from __future__ import annotations

from pytest_icplicense.collect.fixtures import LicenseCase


def test_public_objects_say_what_they_are_in_one_line(project, library):
    run, judged = project.report(), project.judge()
    verdict = judged.verdicts[0]
    case = verdict.case
    clause = case.check.clause
    license = library.licenses["京B2-20181623"]
    shown = [run, *run.results, *judged.verdicts, library, license, case.manifest, case, case.check, clause]
    shown += [clause.provision, LicenseCase(case, run.settings)]
    for each in shown:
        assert len(repr(each)) < 200
        assert repr(each).startswith(f"<{type(each).__name__} ")
