"""From the lines of a license to a License document: each value with its line, and a doubt for all that is not certain."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_icplicense.intake.annexe import SITE, SITE_FIELDS, read_sites
from pytest_icplicense.intake.cleaning import Cleaned, cleaned, folded
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face import GRANTED, LABELS, Segment, official, segments, squeezed_with_origin
from pytest_icplicense.intake.figures import read_date, read_number
from pytest_icplicense.intake.grammar import Unread, read_scope
from pytest_icplicense.intake.passages import Line
from pytest_icplicense.library import Library
from pytest_icplicense.model.provision import ANNEXE, FACE
from pytest_icplicense.text import Text

_LONGEST_NAME = 80
_NOT_IN_NAMES = frozenset("。；;！!？?【】")
_SPACED = re.compile(r"[\u4e00-\u9fff]\s+[\u4e00-\u9fff]")
_BETWEEN_NAMES = re.compile(r"[、，,；;]")
_QUOTED_WORDS = re.compile(r"“([^”]+)”")
_QUOTED = {"number": "LIC.1", "holder": "LIC.2", "scope": "LIC.3", "expires": "LIC.4"}
"""The clauses of the face that quote a field."""
_APPROVAL = "依法须经批准"
_SITE_CLAUSES = {
    "domain": "SITE.1",
    "name": "SITE.2",
    "server_location": "SITE.3",
    "access_provider": "SITE.4",
}
_LEFT_OUT = "…"
"""What stands in a quotation for words between its pieces."""


class NotALicense(Exception):
    """The text is of another document, or of none."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def read_face(lines: Iterable[Line], library: Library) -> tuple[Draft, Cleaned]:
    """What the face and the annexe say; the provisions are left as paragraphs.

    Raises:
        NotALicense: the text is no telecom license.
    """
    sections = cleaned(lines)
    face, annexe = _parted(segments(sections.face), segments(sections.annexe))
    _is_license(sections, face + annexe)
    draft = Draft()
    draft.tree.update({"apiVersion": "icplicense/v1", "kind": "License"})
    fields = _by_field(face + annexe, draft)
    _number(fields, sections, draft)
    _names(fields, draft)
    _dates(fields, draft)
    _scope(fields, library, draft)
    read_sites(face + annexe, library, draft)
    draft.tree["quotes"] = _quotes(face, annexe, fields)
    return draft, sections


def _parted(face: list[Segment], annexe: list[Segment]) -> tuple[list[Segment], list[Segment]]:
    """An annexe without a heading begins with the first site, or with the sentence before it."""
    first = next((at for at, each in enumerate(face) if (each.field or "").startswith(SITE)), len(face))
    if (
        first < len(face)
        and first > 0
        and face[first - 1].field is None
        and GRANTED in face[first - 1].value.text
    ):
        first -= 1
    return face[:first], [*face[first:], *annexe]


_OTHERS = (
    ("统一社会信用代码", Text("an ordinary business license (营业执照)", "营业执照")),
    ("备案号", Text("a filing certificate (备案), not a license", "备案证明，而非许可证")),
    ("备案编号", Text("a filing certificate (备案), not a license", "备案证明，而非许可证")),
)


def _is_license(sections: Cleaned, found: list[Segment]) -> None:
    fields = {segment.field for segment in found} & {"number", "scope", "expires", "issued", "holder"}
    whole = [*sections.face, *sections.annexe]
    text = "".join(folded(line.text) for line in whole[:400] if len(line.text) < 10_000)
    telecom = "电信" in text or "電信" in text or bool(sections.sections)
    if len(fields) >= 3 and telecom:
        return
    if not text and not sections.provisions:
        raise NotALicense(Text("there is no text in it", "其中没有文字"))
    if "許可證" in text or "電信" in text:
        raise NotALicense(
            Text(
                "this is a copy in traditional characters (繁体), which is no original: import the license as it was issued",
                "这是繁体字副本，并非原件：请导入发证机关颁发的许可证",
            )
        )
    for sign, what in _OTHERS:
        if sign in text and "scope" not in fields:
            raise NotALicense(
                Text(
                    f"this is {what.en}, no telecom license (电信业务经营许可证)",
                    f"这是{what.zh}，不是电信业务经营许可证",
                )
            )
    if len(fields) < 2 or not telecom:
        raise NotALicense(
            Text(
                "this is no telecom license (电信业务经营许可证): it has none of a license's fields, such as"
                f" {official('number')}, {official('scope')}",
                f"这不是电信业务经营许可证：没有许可证应有的内容，如“{official('number')}”“{official('scope')}”",
            )
        )


def _by_field(found: list[Segment], draft: Draft) -> dict[str, Segment]:
    """The first segment of each field; another one with another value is a doubt."""
    fields: dict[str, Segment] = {}
    for segment in found:
        if segment.field is None or segment.field.startswith(SITE) or not segment.value.text:
            continue
        first = fields.setdefault(segment.field, segment)
        if folded(first.value.text) != folded(segment.value.text) and segment.field != "number":
            label = official(segment.field)
            draft.doubt(
                segment.line,
                [
                    Text(
                        f"'{label}' is there twice: '{_shown(first)}' in line {first.line}, '{_shown(segment)}' here",
                        f"“{label}”出现两次：第 {first.line} 行为“{_shown(first)}”，此处为“{_shown(segment)}”",
                    )
                ],
            )
    return fields


def _shown(segment: Segment) -> str:
    text = segment.value.text
    return text if len(text) <= 40 else f"{text[:39]}…"


def _number(fields: dict[str, Segment], sections: Cleaned, draft: Draft) -> None:
    """The number, which all pages must agree on."""
    read: dict[str, int] = {}
    places = [(fields["number"].line, fields["number"].value.text)] if "number" in fields else []
    places += [(foot.number, foot.text) for foot in sections.feet]
    for line, text in places:
        number, doubts = read_number(folded(text).removeprefix("经营许可证编号").lstrip(":"))
        draft.doubt(line, doubts)
        if number:
            read.setdefault(number, line)
    if not read:
        draft.missing(official("number"), fields["number"].line if "number" in fields else None)
        return
    first, *others = read
    draft.put("number", first, read[first])
    for other in others:
        draft.doubt(
            read[other],
            [
                Text(
                    f"another number, {other}, than {first} in line {read[first]}: which one is right?",
                    f"编号 {other} 与第 {read[first]} 行的 {first} 不一致：以哪个为准？",
                )
            ],
        )


def _names(fields: dict[str, Segment], draft: Draft) -> None:
    for name, needed in (("holder", True), ("legal_representative", False)):
        segment = fields.get(name)
        if segment is None:
            if needed:
                draft.missing(official(name))
            continue
        text = segment.value.text
        if len(text) > _LONGEST_NAME or _NOT_IN_NAMES & set(text):
            draft.missing(official(name), segment.line)
            draft.doubt(
                segment.line, [Text(f"'{_shown(segment)}' is no name", f"“{_shown(segment)}”不是名称")]
            )
            continue
        draft.put(name, text, segment.line)
        if _SPACED.search(text):
            why = Text(
                f"'{text}' has spaces in it: are they the scanner's?", f"“{text}”中有空格：是否为扫描所致？"
            )
            draft.doubt(segment.line, [why])
    draft.tree["subsidiaries"] = []
    if segment := fields.get("subsidiaries"):
        names = [name.strip().rstrip("。") for name in _BETWEEN_NAMES.split(segment.value.text)]
        draft.put("subsidiaries", [name for name in names if name not in ("", "无")], segment.line)


def _dates(fields: dict[str, Segment], draft: Draft) -> None:
    """The day of issue and that of expiry; 有效期 may have both."""
    texts = {
        name: (fields[name].value.text, fields[name].line) for name in ("issued", "expires") if name in fields
    }
    if "expires" in texts:
        text, line = texts["expires"]
        first, sign, last = text.partition("至")
        if sign and first.strip():
            texts["expires"] = (last, line)
            texts.setdefault("issued", (first.removeprefix("自"), line))
        else:
            texts["expires"] = (text.removeprefix("至"), line)
    days = {}
    for name in ("issued", "expires"):
        if name not in texts:
            draft.missing(official(name))
            continue
        text, line = texts[name]
        day, doubts = read_date(text)
        draft.doubt(line, doubts)
        if day is None:
            draft.missing(official(name), line)
        else:
            days[name] = day
            draft.put(name, day.isoformat(), line)
    if len(days) == 2 and days["expires"] < days["issued"]:
        draft.doubt(
            texts["expires"][1],
            [
                Text(
                    f"it expires on {days['expires']}, before it is issued on {days['issued']}",
                    f"有效期至 {days['expires']}，早于发证日期 {days['issued']}",
                )
            ],
        )


def _scope(fields: dict[str, Segment], library: Library, draft: Draft) -> None:
    segment = fields.get("scope")
    if segment is None:
        draft.missing(official("scope"))
        return
    text = segment.value.text
    if coverage := fields.get("coverage"):
        text = f"{text.rstrip('。')}；{official('coverage')}：{coverage.value.text}"
    rows, doubts = read_scope(text, library.catalogue)
    for doubt in doubts:
        about = _QUOTED_WORDS.search(doubt.zh)
        line = _line_of(segment, about[1] if about else "")
        draft.doubt(line, [doubt], missing=isinstance(doubt, Unread))
    if not rows:
        draft.missing(official("scope"), segment.line)
        return
    draft.tree["scope"] = rows
    for index, row in enumerate(rows):
        draft.lines[f"/scope/{index}"] = _line_of(segment, row["text"])


def _line_of(segment: Segment, words: str) -> int:
    """The line on which words of a value begin; that of the value where they are not found as they are."""
    squeezed, origin = squeezed_with_origin(segment.value.text)
    at = squeezed.find(folded(words)) if words else -1
    return segment.value.line(origin[at]) if at >= 0 else segment.line


def _quotes(face: list[Segment], annexe: list[Segment], fields: dict[str, Segment]) -> dict[str, str]:
    """The license's own words, by provision and clause."""
    quotes = {FACE: "\n".join(segment.written for segment in face if _belongs(segment))}
    for name, clause in _QUOTED.items():
        if name in fields:
            quotes[clause] = fields[name].written.rstrip("。")
    for segment in face:
        if segment.field is None and _APPROVAL in segment.value.text:
            quotes["LIC.5"] = segment.value.text.strip("【】")
    if annexe:
        quotes[ANNEXE] = "\n".join(segment.written for segment in annexe if segment.value.text)
    for name in SITE_FIELDS:
        written = [
            each.written for each in [*face, *annexe] if each.field == f"{SITE}{name}" and each.value.text
        ]
        if written:
            quotes[_SITE_CLAUSES[name]] = _LEFT_OUT.join(dict.fromkeys(written))
    return {key: quotes[key] for key in sorted(quotes)}


def _belongs(segment: Segment) -> bool:
    return bool(segment.value.text) and (segment.field is None or segment.field in LABELS)
