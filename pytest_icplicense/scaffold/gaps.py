"""What a project still lacks, one line a place: documents that cannot be used, findings, and placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pytest_icplicense.compare.assumed_license import stand_ins, with_assumed
from pytest_icplicense.compare.judged_state import Judgement, judge_files
from pytest_icplicense.documents import Document, Place, Problem, read
from pytest_icplicense.documents.positions import escape
from pytest_icplicense.engine import judge
from pytest_icplicense.model.case import Finding, Outcome, Verdict
from pytest_icplicense.model.number import NOBODYS_NUMBER
from pytest_icplicense.model.provision import ANNEXE, CRITICAL, FACE
from pytest_icplicense.scaffold.templates import NO_DOMAIN, TO_FILL_IN
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.workspace import Workspace

_PLACEHOLDERS = (*TO_FILL_IN, NO_DOMAIN, NOBODYS_NUMBER)
_OPEN = {
    "/license": ("LIC.1", Text("write the number of your license", "请填写许可证编号")),
    "/licenses": ("LIC.1", Text("write the numbers of all your licenses", "请填写全部许可证编号")),
    "/name": (
        "LIC.2",
        Text("write the company's name as on the license", "请填写公司名称，与许可证一致"),
    ),
    "/sites/domain": ("SITE.1", Text("write the domain that users reach", "请填写用户访问的域名")),
    "/sites/name": (
        "SITE.2",
        Text("write the site's name as in the annex", "请填写网站名称，与附页一致"),
    ),
    "/regions": ("SP-02.1", Text("list the provinces served", "请列出提供服务的省级行政区")),
}
"""The places that may hold a placeholder (without the numbers of list entries), their clause and what to write."""


class Gap(NamedTuple):
    """One thing that is still to be filled in or put right."""

    place: Place
    pointer: str | None
    clause: str | None
    """None for a document that cannot be used at all."""
    what: Text
    remedy: Text | None = None
    role: str | None = None
    """Of what the manifest does not speak of yet, and is therefore open: who can answer it; empty: nobody in particular."""

    def to(self, lang: str) -> str:
        """`ads.icp.yaml:31:5: SP-02.2 what is wrong: what to do`."""
        clause = f"{self.clause} " if self.clause else ""
        colon = Text(": ", "：").to(lang)
        remedy = f"{colon}{self.remedy.to(lang)}" if self.remedy else ""
        return f"{self.place}: {clause}{self.what.to(lang)}{remedy}"


def stops_developers(judgement: Judgement) -> bool:
    """Whether `icplicense check --role developer` fails as the project stands."""
    failing = (
        each.case.check for each in judgement.verdicts if each.outcome in (Outcome.FAILED, Outcome.ERROR)
    )
    return any(check.role in (None, "developer") or check.level == CRITICAL for check in failing)


def gaps(judgement: Judgement) -> list[Gap]:
    """Everything, file by file and in the order of lines. A placeholder says itself what its findings would.

    Of a manifest whose license is not known yet, what the provisions ask for whatever the license says.
    """
    workspace = judgement.workspace
    documents = [doc for file in judgement.paths for doc in read(file, workspace.show(file)).documents]
    unwritten = [gap for document in documents for gap in _unwritten(document)]
    listed = {(gap.place.path, gap.pointer) for gap in unwritten}
    others = [_unusable(problem) for problem in judgement.problems]
    verdicts = [*judgement.verdicts, *_foreseen(judgement, documents)]
    as_of = workspace.settings.as_of
    told = [judge(verdict.case, as_of) if verdict.unsaid else verdict for verdict in verdicts]
    others += [
        gap._replace(role=verdict.case.check.role or "") if verdict.unsaid else gap
        for verdict in told
        for gap in _findings(verdict)
    ]
    found = unwritten + [gap for gap in others if (gap.place.path, gap.pointer) not in listed]
    order = {workspace.show(file): number for number, file in enumerate(judgement.paths)}
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda gap: (order.get(gap.place.path, -1), gap.place))


def _foreseen(judgement: Judgement, documents: list[Document]) -> Iterator[Verdict]:
    """The verdicts on manifests whose license is not known, but for what only the license itself decides."""
    known = judgement.workspace.library
    settings, base = judgement.workspace.settings, judgement.workspace.base
    unknown = stand_ins(documents, known, settings.as_of)
    if not unknown:
        return
    assumed = Workspace(settings, base, library=with_assumed(known, unknown))
    for verdict in judge_files(assumed, judgement.paths).verdicts:
        numbers = {held.number for held in verdict.case.manifest.licenses}
        if numbers & unknown.keys() and verdict.case.check.clause.provision.id not in (FACE, ANNEXE):
            yield verdict


def _unusable(problem: Problem) -> Gap:
    return Gap(problem.place, problem.pointer, None, problem.message)


def _findings(verdict: Verdict) -> Iterator[Gap]:
    clause = verdict.case.check.clause.id
    if verdict.outcome is Outcome.ERROR and not verdict.findings:
        document, pointer = verdict.case.manifest.document, verdict.case.pointer
        why = verdict.reason or Text("cannot be judged", "无法判定")
        yield Gap(document.place(pointer), pointer, clause, why)
    if verdict.outcome not in (Outcome.FAILED, Outcome.ERROR):
        return
    places: dict[Place, list[Finding]] = {}
    for finding in verdict.findings:
        places.setdefault(finding.place, []).append(finding)
    for place, findings in places.items():
        messages = [_without_number(each.message) for each in findings]
        what = Text(
            _together([message.en for message in messages], "; "),
            _together([message.zh for message in messages], "；"),
        )
        yield Gap(place, findings[0].pointer, clause, what, _without_number(findings[0].remedy))


def _without_number(text: Text) -> Text:
    """So that nobody is told to put a placeholder on a home page."""
    return Text(*(each.replace(NOBODYS_NUMBER, "…") for each in text))


def _together(messages: list[str], semicolon: str) -> str:
    """Several messages of one case as one: `emergency plan: 'owner' is missing; 'evidence' is missing`."""
    parts = [re.split("(: |：)", message, maxsplit=1) for message in messages]
    if len({tuple(part[:2]) for part in parts}) > 1 or len(parts[0]) < 3:
        return semicolon.join(dict.fromkeys(messages))
    return "".join(parts[0][:2]) + semicolon.join(dict.fromkeys(part[2] for part in parts))


def _unwritten(document: Document) -> Iterator[Gap]:
    """The placeholders that `icplicense init` wrote and nobody has replaced."""
    for pointer, value in _texts(document.tree, ""):
        if value in _PLACEHOLDERS:
            place = "/".join(step for step in pointer.split("/") if not step.isdecimal())
            if place in _OPEN:
                clause, remedy = _OPEN[place]
                what = Text("to be filled in", "待填写")
                yield Gap(document.place(pointer), pointer, clause, what, remedy)


def _texts(tree: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield pointer, tree
        return
    entries: Iterable[tuple[Any, Any]] = ()
    if isinstance(tree, dict):
        entries = tree.items()
    elif isinstance(tree, list):
        entries = enumerate(tree)
    for key, value in entries:
        yield from _texts(value, f"{pointer}/{escape(str(key))}")
