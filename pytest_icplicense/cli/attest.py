"""`icplicense attest`: write an attestation of one or several clauses into the manifest that they are asked of."""

from __future__ import annotations

import argparse
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense.cli.options import WrongUse, add_judging, existing, gather
from pytest_icplicense.cli.parser import Parser
from pytest_icplicense.text import Text, and_then, enumeration, near, plain, short

if TYPE_CHECKING:
    from datetime import date

    from pytest_icplicense.documents import Document, Problem
    from pytest_icplicense.library import Library
    from pytest_icplicense.model.provision import Check


def options(parser: Parser) -> None:
    """What the command takes."""
    parser.intermixed = True
    parser.add_argument("clauses", nargs="*", metavar="CLAUSE", help="ids: SP-01.2 · 条款编号")
    parser.add_argument(
        "--document",
        metavar="ID",
        help="the clauses that one document may answer together: service-policy"
        " · 一份文件可一并答复的条款，如 service-policy",
    )
    parser.add_argument(
        "--owner", required=True, help="who answers for it: a person or a unit · 责任人：具体的人员或部门"
    )
    parser.add_argument(
        "--evidence",
        required=True,
        metavar="PATH",
        help="what shows it: a file of the repository, with #heading if need be, or an https:// address"
        " · 证据：代码仓库中的文件（可用 #标题 指明一节）或 https:// 网址",
    )
    parser.add_argument(
        "--reviewed",
        metavar="DATE",
        help="day of the review (default: the as-of date) · 审查日期（默认为判定日）",
    )
    parser.add_argument(
        "--stagger",
        action="store_true",
        help="let it count until a month, of the 7th to the 12th from the review, in which the fewest others end"
        " · 错开到期：有效期至审查后第 7 至 12 个月中到期声明最少的月份",
    )
    parser.add_argument(
        "--in",
        dest="file",
        type=Path,
        metavar="FILE",
        help="the manifest to write into (default: the one here that the clauses are asked of)"
        " · 写入的清单（默认为此处条款所针对的清单）",
    )
    add_judging(parser)
    parser.set_defaults(paths=[])


def run(options: argparse.Namespace) -> int:
    """Write it and say where; 2 where it cannot be written, and then nothing is."""
    from pytest_icplicense.scaffold.attesting import staggered_expiry

    if options.file is not None:
        existing(options.file)
        options.paths = [options.file]
    workspace, files = gather(options, needed=True)
    library, settings = workspace.library, workspace.settings
    checks = [_attested(library, clause) for clause in _clauses(library, options)]
    document = _manifest(files, checks, workspace.snapshot.show)
    reviewed = _reviewed(options, settings.as_of)
    _refuse_words_that_say_nothing(library, options.owner)
    _refuse_missing_evidence(document, options.evidence)
    ids = list(dict.fromkeys(check.clause.id for check in checks))
    attestation: dict[str, Any] = {"clause": ids[0]} if len(ids) == 1 else {"clauses": ids}
    attestation |= {"owner": options.owner, "evidence": options.evidence, "reviewed": reviewed.isoformat()}
    if options.stagger and (expires := staggered_expiry(reviewed, document.tree)):
        attestation["expires"] = expires.isoformat()
    if parts := [part for check in checks for part in check.parameters.get("covers", ())]:
        attestation["covers"] = list(dict.fromkeys(parts))
    shown = workspace.snapshot.show(document.file)
    line = _written(library, document, attestation, shown)
    _tell(attestation, ids, f"{shown}:{line}", settings.lang)
    _tell_what_to_look_at(library, document, ids, settings.lang)
    return 0


def _reviewed(options: argparse.Namespace, as_of: date) -> date:
    """The day of the review, which a verdict on `as_of` may rest on."""
    from pytest_icplicense.library.settings import Unfit, parse_as_of
    from pytest_icplicense.rules.attested import VALID_MONTHS
    from pytest_icplicense.rules.days.calendar import add_months

    try:
        reviewed = parse_as_of(options.reviewed) if options.reviewed else as_of
    except Unfit as error:
        raise WrongUse(Text(f"--reviewed: {error.message.en}", f"--reviewed：{error.message.zh}")) from None
    if reviewed > as_of:
        raise WrongUse(
            Text(
                f"--reviewed: {reviewed} is after {as_of}, so the review has not happened yet",
                f"--reviewed：{reviewed} 晚于 {as_of}，审查尚未进行",
            )
        )
    if (last := add_months(reviewed, VALID_MONTHS)) < as_of:
        raise WrongUse(
            Text(
                f"--reviewed: a review of {reviewed} counts until {last}, which is over on {as_of}",
                f"--reviewed：{reviewed} 的审查有效至 {last}，在 {as_of} 已失效",
            )
        )
    return reviewed


def _written(library: Library, document: Document, attestation: dict[str, Any], shown: str) -> int:
    """The line at which the entry now stands; where the manifest would not be valid with it, nothing is written."""
    from pytest_icplicense.scaffold.attesting import KEY
    from pytest_icplicense.scaffold.entries import NoPlace, with_entry

    before = document.file.read_bytes().decode("utf-8")  # with its own ends of lines
    try:
        text, line = with_entry(before, KEY, attestation, document.index)
    except NoPlace as error:
        raise WrongUse(Text(f"{shown}: {error.message.en}", f"{shown}：{error.message.zh}")) from None
    document.file.write_text(text, encoding="utf-8", newline="")
    faults = _faults(library, document.file, shown)
    if not faults:
        return line
    document.file.write_text(before, encoding="utf-8", newline="")
    left = [each.message for each in faults]
    old = next((each for each in _faults(library, document.file, shown) if each.message in left), None)
    if old is not None:
        raise WrongUse(
            Text(f"nothing was written; first mend {old.to('en')}", f"未写入；请先修正：{old.to('zh')}")
        )
    raise WrongUse(
        Text(
            f"nothing was written, since the entry would not be valid: {faults[0].to('en')}",
            f"未写入：该条目无效：{faults[0].to('zh')}",
        )
    )


def _tell(attestation: dict[str, Any], ids: list[str], place: str, lang: str) -> None:
    owner, reviewed, until = plain(attestation["owner"]), attestation["reviewed"], attestation.get("expires")
    said = Text(
        f"{place}: attested {', '.join(ids)} by {owner}, reviewed {reviewed}"
        + (f", until {until}" if until else ""),
        f"{place}：已写入 {'、'.join(ids)} 的声明，责任人 {owner}，审查日期 {reviewed}"
        + (f"，有效至 {until}" if until else ""),
    )
    print(said.to(lang), file=sys.stdout)
    if listed := attestation.get("covers"):
        told = Text(
            f"it states that these are covered; take out what the evidence does not show: {', '.join(listed)}",
            f"声明涵盖以下各项，证据未体现的请删去：{'、'.join(listed)}",
        )
        print(told.to(lang), file=sys.stdout)


def _tell_what_to_look_at(library: Library, document: Document, ids: list[str], lang: str) -> None:
    """Earlier attestations, by `document` as it was before, and clauses that no one document answers."""
    from pytest_icplicense.model.attestation import clauses_of
    from pytest_icplicense.scaffold.attesting import KEY

    for index, row in enumerate(document.tree.get(KEY) or ()):
        if again := [each for each in ids if each in clauses_of(row)]:
            place = document.place(f"/{KEY}/{index}")
            told = Text(
                f"note: attested before: {', '.join(again)}; take this out if the new attestation replaces it",
                f"提示：此前已有 {'、'.join(again)} 的声明；如已由新声明取代，请删去",
            )
            print(f"{place}: {told.to(lang)}", file=sys.stderr)
    if len(ids) > 1 and not library.catalogue.document_for(ids):
        asks = Text(
            f"note: no document of the catalogue is for all of {', '.join(ids)}; see that the evidence says what each asks",
            f"提示：文件目录中没有可一并答复 {'、'.join(ids)} 的文件；请确认证据逐条说明了各条款的要求",
        )
        print(asks.to(lang), file=sys.stderr)


def _clauses(library: Library, options: argparse.Namespace) -> list[str]:
    """Those that are named, by themselves or by the document that may answer them."""
    name, documents = options.document, library.catalogue.documents
    if name is None:
        if not options.clauses:
            raise WrongUse(Text("name a clause, or a --document", "请指明条款，或用 --document 指明文件"))
        return list(options.clauses)
    if name not in documents:
        listed = Text(f"there are {', '.join(documents)}", f"可用：{'、'.join(documents)}")
        way, shown = and_then(near(name, documents), listed), short(name, 40)
        raise WrongUse(
            Text(
                f"--document: no '{shown}' in the catalogue{way.en}",
                f"--document：文件目录中没有“{shown}”{way.zh}",
            )
        )
    return list(dict.fromkeys((*options.clauses, *documents[name].clauses)))


def _faults(library: Library, file: Path, shown: str) -> list[Problem]:
    """What is wrong with the manifest as it stands."""
    from pytest_icplicense.documents import read

    source = read(file, shown)
    of_schemas = (library.schema(_kind(each)).problems(each) for each in source.documents)
    return [*source.problems, *chain.from_iterable(of_schemas)]


def _kind(document: Document) -> str:
    return (document.kind or "service").lower()


def _attested(library: Library, clause: str) -> Check:
    """The check of the clause that an attestation answers."""
    found = {each.id: each for provision in library.provisions for each in provision.clauses}
    if clause not in found:
        hint, name = near(clause, found), short(clause, 40)
        raise WrongUse(Text(f"no clause '{name}'{hint.en}", f"没有编号为“{name}”的条款{hint.zh}"))
    for check in found[clause].checks:
        if check.by_attestation:
            return check
    from pytest_icplicense.reports.proof import JUDGED_FROM

    how = enumeration((JUDGED_FROM.get(each, each) for each in found[clause].how), " and ")
    raise WrongUse(
        Text(
            f"{clause} is not attested but judged from {how.en}; 'icplicense explain {clause}' says what it needs",
            f"{clause} 不由声明判定（依据：{how.zh}）；用 icplicense explain {clause} 查看所需内容",
        )
    )


def _manifest(files: list[Path], checks: list[Check], show: Any) -> Document:
    """The one manifest of the kind that the checks are asked of."""
    from pytest_icplicense.documents import read

    kinds = sorted({check.of for check in checks if check.of})
    if len(kinds) > 1:
        raise WrongUse(
            Text(
                f"these clauses are asked of {' and '.join(kinds)}; attest those of each by themselves",
                f"这些条款分别针对 {'、'.join(kinds)}；请分开声明",
            )
        )
    sources = [read(file, show(file)) for file in files]
    found = [
        document for source in sources for document in source.documents if document.kind in kinds or not kinds
    ]
    if len(found) == 1:
        return found[0]
    wanted = " ".join(kinds) or "Service or Operator"
    if not found:
        for problem in (each for source in sources for each in source.problems):
            raise WrongUse(Text(problem.to("en"), problem.to("zh")))
        raise WrongUse(
            Text(f"there is no {wanted} here; name it with --in", f"此处没有 {wanted} 清单；请用 --in 指定")
        )
    listed = ", ".join(each.path for each in found[:5])
    raise WrongUse(
        Text(
            f"several manifests here are {wanted} ({listed}); name one with --in",
            f"此处有多份 {wanted} 清单（{listed}）；请用 --in 指定",
        )
    )


_WHOSE = Text("write who answers for it, such as 'Wang Fang, legal'", "请写明责任人，例如“法务部 王芳”")


def _refuse_words_that_say_nothing(library: Library, owner: str) -> None:
    statements = library.catalogue.statements
    if found := statements.shortfall(owner, "name"):
        raise WrongUse(Text(f"--owner: {found.why.en}; {_WHOSE.en}", f"--owner：{found.why.zh}；{_WHOSE.zh}"))
    if statements.names_nobody(owner):
        name = short(owner, 40)
        raise WrongUse(
            Text(
                f"--owner: '{name}' names no person and no unit; {_WHOSE.en}",
                f"--owner：“{name}”未指明具体人员或部门；{_WHOSE.zh}",
            )
        )


def _refuse_missing_evidence(document: Document, evidence: str) -> None:
    """A file that is not there; an address is not looked up."""
    if "://" in evidence:
        return
    path = document.file.parent / evidence.partition("#")[0]
    if not path.is_file():
        name = short(evidence)
        raise WrongUse(
            Text(
                f"--evidence: there is no file '{name}' beside {document.path}",
                f"--evidence：{document.path} 旁没有文件“{name}”",
            )
        )
