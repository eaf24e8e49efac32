"""Whether a piece of evidence stands: it can be read, it is what was reviewed, and where it is text it says something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pytest_icplicense.documents.document import Document
from pytest_icplicense.expressions import expression
from pytest_icplicense.files.repository import Unavailable
from pytest_icplicense.model.case import Case
from pytest_icplicense.model.evidence_text import text_shortfall
from pytest_icplicense.model.manifest import Manifest
from pytest_icplicense.model.non_answers import Statements
from pytest_icplicense.model.number import find_filings, find_numbers
from pytest_icplicense.model.shortfall import Shortfall
from pytest_icplicense.model.words import fold
from pytest_icplicense.rules.document_texts import DocumentText, Heading, NoText, document_text
from pytest_icplicense.text import Text, near

_LOOPBACK = expression(r"https://(?:localhost|127\.|0\.0\.0\.0|\[::1?\])", re.IGNORECASE)
_NOWHERE = Shortfall(Text("leads to the reader's own machine", "指向读者自己的计算机"))
_TEXT_SUFFIXES = (".md", ".markdown", ".txt", ".html", ".htm", ".docx")
_MANIFESTS = ("icp.yaml", "icp-waivers.yaml")
_COUNTED = expression(
    r"^\s*(?:第[〇零一二三四五六七八九十百0-9]{1,4}[章节条编部分]{1,2}|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.、)）]?)\s*"
)
"""The number that a heading begins with."""
_ONE_OF = expression(r"(.{1,200})-([1-9][0-9]?)")
_PAGE = expression(r"page=[0-9]{1,4}", re.IGNORECASE)
_MOST_STARTS = 40
"""Places at which a path may begin that sticks to the words before it: 详见docs/privacy.md."""


def evidence_shortfall(
    case: Case, document: Document, evidence: str, sha256: str | None = None
) -> Shortfall | None:
    """What the evidence lacks: a file of the repository, perhaps with a heading of it (`docs/rules.md#九类内容`).

    An https address is kept and never fetched. Of a picture, and of a PDF whose text cannot be had, no more is asked
    than that it is there.
    """
    if evidence.startswith("https://"):
        return (
            _NOWHERE.called(Text(f"evidence '{evidence}'", f"证据“{evidence}”"))
            if _LOOPBACK.match(evidence)
            else None
        )
    manifest, folder = case.manifest, document.file.parent
    try:
        path, heading = _located(manifest, folder, evidence)
        data = manifest.repository.read(folder, path)
        leads_to = manifest.repository.locate(folder, path).name
    except Unavailable as error:
        return Shortfall(Text(f"evidence {error.message.en}", f"证据{error.message.zh}"))
    if leads_to.endswith(_MANIFESTS):
        return Shortfall(
            Text(
                f"evidence '{evidence}' is a manifest, which proves nothing of itself",
                f"证据“{evidence}”是清单，不能自证",
            )
        )
    if not data.strip():
        return Shortfall(Text(f"evidence '{evidence}' is empty", f"证据“{evidence}”为空文件"))
    if sha256 is not None and (digest := _digest(data)) != sha256:
        return Shortfall(
            Text(
                f"evidence '{evidence}' has changed: its sha256 is {digest[:12]}…, declared is {sha256[:12]}…",
                f"证据“{evidence}”已变更：sha256 为 {digest[:12]}…，声明为 {sha256[:12]}…",
            )
        )
    return _of_content(manifest.catalogue.statements, evidence, data, path, heading)


@lru_cache(maxsize=512)
def _of_content(
    statements: Statements, evidence: str, data: bytes, path: str, heading: str | None
) -> Shortfall | None:
    """What the content lacks; many services rest on the same files."""
    try:
        text = document_text(data, path)
    except NoText as error:
        why = error.message
        if heading is None:
            if not path.lower().endswith(_TEXT_SUFFIXES):
                return None
            return Shortfall(
                Text(
                    f"evidence '{evidence}' cannot be read: {why.en}", f"证据“{evidence}”无法读取：{why.zh}"
                ),
                open=True,
            )
        return Shortfall(
            Text(
                f"evidence '{evidence}': its headings cannot be read, {why.en}",
                f"证据“{evidence}”：无法读取其标题，{why.zh}",
            ),
            open=True,
        )
    except Unavailable as error:
        return Shortfall(Text(f"evidence {error.message.en}", f"证据{error.message.zh}"))
    found = _of_text(statements, text, heading)
    if found is None:
        return None
    why = found.why
    return Shortfall(
        Text(f"evidence '{evidence}' {why.en}", f"证据“{evidence}”{why.zh}"), found.open or text.scripted
    )


def display_shortfall(case: Case, evidence: str) -> Shortfall | None:
    """That a record of what hangs somewhere speaks of another number; a picture or a record without any says nothing."""
    if evidence.startswith("https://"):
        return None
    path, _ = _located(case.manifest, case.manifest.folder, evidence)
    try:
        lines = document_text(case.manifest.repository.read(case.manifest.folder, path), path).lines
    except (NoText, Unavailable):
        return None
    text, own = "\n".join(lines), {held.number for held in case.manifest.licenses}
    shown = [str(found) for found in find_numbers(text)]
    others = [number for number in (*shown, *find_filings(text)) if number not in own]
    if not others or own & set(shown):
        return None
    return Shortfall(
        Text(
            f"evidence '{evidence}' speaks of {others[0]}, and not of {case.manifest.numbers}: look at what is displayed",
            f"证据“{evidence}”所记为 {others[0]}，而不是 {case.manifest.numbers}：请核对实际标明的编号",
        ),
        open=True,
    )


def path_shortfall(case: Case, text: str) -> Shortfall | None:
    """What is wrong with the first path in a field's text that leads to no evidence; None: there is none such."""
    document, statements = case.manifest.document, case.manifest.catalogue.statements
    for path in statements.paths(text):
        found = _first_standing(case, document, path)
        if found is not None:
            return found
    return None


def _first_standing(case: Case, document: Document, path: str) -> Shortfall | None:
    repository, folder = case.manifest.repository, document.file.parent
    for start in range(min(_MOST_STARTS, len(path.partition("/")[0]) + 1)):
        try:
            repository.locate(folder, path[start:] or path)
        except Unavailable:
            continue
        return evidence_shortfall(case, document, path[start:] or path)
    named = path.rpartition("/")[2]
    return Shortfall(
        Text(f"names '{path}', which is no file of the repository", f"写有“{path}”，但代码仓库中没有该文件"),
        open="." not in named.strip("."),  # perhaps a folder
    )


def _located(manifest: Manifest, folder: Path, evidence: str) -> tuple[str, str | None]:
    """The file's path, and the heading after `#` where no file has the whole for its name."""
    if "#" in evidence:
        try:
            manifest.repository.locate(folder, evidence)
        except Unavailable:
            path, _, heading = evidence.partition("#")
            return path, heading
    return evidence, None


def _of_text(statements: Statements, text: DocumentText, heading: str | None) -> Shortfall | None:
    if heading is None:
        return text_shortfall(statements, text.lines, [each.title for each in text.headings])
    matching = _called(heading, text.sections)
    if not matching and _PAGE.fullmatch(heading):
        return text_shortfall(statements, text.lines)  # of a PDF, which page is opened: #page=3
    if not matching:
        hint = near(heading, [each.title for each in text.headings])
        return Shortfall(Text(f"has no heading '{heading}'{hint.en}", f"没有标题“{heading}”{hint.zh}"))
    lacking = [text_shortfall(statements, each.below, (each.title,)) for each in matching]
    if None in lacking:
        return None
    return next((each for each in lacking if each and each.open), lacking[0])


def _called(heading: str, sections: Sequence[Heading]) -> list[Heading]:
    """The headings that a link calls so: by their words, with or without their number, or by an anchor of theirs.

    Of several with the same words, links count them: the second is `#words-1`.
    """
    wanted = _slug(heading)
    found = [each for each in sections if heading in each.anchors] or [
        each for each in sections if wanted in (_slug(each.title), _slug(_COUNTED.sub("", each.title)))
    ]
    if not found and (counted := _ONE_OF.fullmatch(heading)):
        alike = [each for each in sections if _slug(each.title) == _slug(counted[1])]
        found = alike[int(counted[2]) :][:1]
    return found


def _slug(title: str) -> str:
    """A heading as links to it write it, without regard to signs and blanks."""
    from urllib.parse import unquote

    return "".join(filter(str.isalnum, fold(unquote(title))))


def _digest(data: bytes) -> str:
    import hashlib  # late: it starts OpenSSL, and few manifests pin their evidence

    return hashlib.sha256(data).hexdigest()
