"""`displays`: a page or leaflet visibly shows the license number, and where it must the company's name."""

from __future__ import annotations

from datetime import date

from pytest_icplicense.model.case import Case, Outcome, Rule, Ruling
from pytest_icplicense.model.rendered import NO_SIZE, RenderedPage, page_path
from pytest_icplicense.rules.days.turning_days import never
from pytest_icplicense.rules.displayed import Wanted, one_is_enough, one_of_several, pointer_of, wanted_of
from pytest_icplicense.rules.displayed_in_browser import in_browser, rendered, shows, why_stale
from pytest_icplicense.rules.displayed_in_file import in_file
from pytest_icplicense.text import Text

_BY_TESTS = Text("the team's own tests prove it", "由团队自己的测试证明")


def judge(case: Case, as_of: date) -> Ruling:
    """Look for what must be visible: in what a browser showed, or in the file that the subject's `field` names."""
    wanted = tuple(dict.fromkeys(wanted_of(case)))
    if not case.parameters.get("page"):
        return _in_file_or_picture(case, wanted, *rendered(case))
    if {"clause": case.check.clause.id, "proof": "tests"} in case.manifest.tree.get("proofs", ()):
        return Ruling.not_applicable(_BY_TESTS)
    folder, shown = rendered(case)
    pages = [page for page in shown if page.recognizer is None]
    if not pages:
        return _in_file_or_picture(case, wanted, folder, shown)
    stale = why_stale(case, pages, folder)
    if stale is None:
        return in_browser(wanted, pages, pointer_of(case))
    if case.value.get(case.parameters["field"]) is None:
        return Ruling.open(stale)
    ruling = in_file(case, wanted)
    return Ruling.open(stale) if ruling.outcome is Outcome.PENDING else ruling


def _in_file_or_picture(
    case: Case, wanted: tuple[Wanted, ...], folder: str, read: list[RenderedPage]
) -> Ruling:
    """What the file tells, and where that is nothing certain and it is a picture, what a recognizer has read in it.

    The number that is not read may still be there, in another script or place, so a picture never fails.
    """
    ruling = in_file(case, wanted)
    if ruling.outcome is not Outcome.PENDING or not (read := [page for page in read if page.recognizer]):
        return ruling
    if (stale := why_stale(case, read[-1:], folder)) is not None:
        return Ruling.open(stale)
    picture, path = read[-1], page_path(case.value.get(case.parameters["field"]))
    lacking = [each for each in wanted if not shows(picture, each)]
    if not lacking:
        return Ruling()
    if one_is_enough(case, wanted, lacking):
        return one_of_several(lacking, path)
    return Ruling.open(_not_read(lacking[0], picture, path))


def _not_read(wanted: Wanted, picture: RenderedPage, path: str) -> Text:
    look = Text("look at it yourself", "请人工核对")
    if picture.viewport == NO_SIZE and picture.unseen:
        why = picture.unseen[0]
        return Text(
            f"'{path}' was not read: {why.en}, or {look.en}", f"“{path}”未能识别：{why.zh}，或{look.zh}"
        )
    if picture.unseen:
        instead = picture.unseen[0]
    elif picture.visible:
        instead = Text(f"it reads {picture.visible[0]}", f"识别到的是 {picture.visible[0]}")
    else:
        instead = Text("it reads no license number", "未识别到经营许可证编号")
    return Text(
        f"a recognizer does not read {wanted.what.en} in {path}: {instead.en}; {look.en}",
        f"文字识别未在 {path} 中读到 {wanted.what.zh}：{instead.zh}；{look.zh}",
    )


RULE = Rule(
    name="displays",
    judge=judge,
    parameters={
        "type": "object",
        "required": ["field", "show"],
        "additionalProperties": False,
        "properties": {
            "field": {"type": "string"},
            "page": {"type": "boolean"},
            "of": {"type": "string"},
            "any_of_several": {"type": "boolean"},
            "show": {"type": "array", "items": {"enum": ["number", "name"]}, "contains": {"const": "number"}},
        },
    },
    summary=Text(
        "the file that the field names visibly shows the license number (and the company's name)",
        "该字段所指文件显著标明经营许可证编号（及公司名称）",
    ),
    turns=never,
)
