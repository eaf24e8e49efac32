"""From the lines of a license to a License document: each value with its line, and a doubt for all that is not certain."""

from __future__ import annotations

from collections.abc import Iterable

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.draft import Draft
from pytest_icplicense.intake.face.fields import (
    GRANTED,
    LABELS,
    Field,
    TooMany,
    elsewhere,
    official,
    segments,
)
from pytest_icplicense.intake.face.figures import read_date, read_number
from pytest_icplicense.intake.face.names import read_names
from pytest_icplicense.intake.face.site_items import without_items_of_sites
from pytest_icplicense.intake.face.sites import SITE, SITE_FIELDS, read_sites
from pytest_icplicense.intake.face.validity import read_dates, same_day
from pytest_icplicense.intake.scope.blocks import blocks_of
from pytest_icplicense.intake.scope.field import in_simplified, read_blocks, read_rows
from pytest_icplicense.intake.scope.outside import SCOPE, check_outside, second_face
from pytest_icplicense.intake.text.cleaning import Cleaned, cleaned, folded
from pytest_icplicense.library import Library
from pytest_icplicense.model.provision import ANNEXE, FACE
from pytest_icplicense.readers.lines import Line
from pytest_icplicense.text import IcpError, Text

_QUOTED = {"number": "LIC.1", "holder": "LIC.2", "scope": "LIC.3", "expires": "LIC.4"}
"""The clauses of the face that quote a field."""
_APPROVAL = "依法须经批准"
_SITE_CLAUSES = {
    "domain": "SITE.1",
    "name": "SITE.2",
    "server_location": "SITE.3",
    "access_provider": "SITE.4",
}
_VALUES = {
    "holder": "holder",
    "legal_representative": "legal_representative",
    "issued": "issued",
    "expires": "expires",
    "subsidiaries": "subsidiaries",
    "scope": "scope",
    "coverage": "scope",
    "items": "scope",
    "rows": "scope",
}
"""The keys of a License document by the fields that they come from."""
_MAY_REPEAT = (
    "number",
    "remarks",
    "altered",
    "first_issued",
    "former_expiry",
    "former_name",
    "phone",
    "app",
    "contact",
)
_OF_AN_EMPTY_ANNEXE = 20
"""Characters: （此页无正文）."""
_LEFT_OUT = "…"
"""What stands in a quotation for words between its pieces."""


class NotALicense(IcpError):
    """The text is of another document, or of none."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason)
        self.reason = reason


_TOO_MANY = Text(
    "it has more fields than any license: import a file with the license alone",
    "其中的栏目多于任何许可证：请导入只含许可证的文件",
)


def read_face(lines: Iterable[Line], library: Library) -> tuple[Draft, Cleaned]:
    """What the face and the annexe say; the provisions are left as paragraphs.

    Raises:
        NotALicense: the text is no telecom license.
    """
    lines = list(lines)
    sections = cleaned(lines)
    try:
        face, annexe = _parted(segments(sections.face), segments(sections.annexe))
    except TooMany:
        raise NotALicense(_TOO_MANY) from None
    _is_license(lines, sections, face + annexe)
    draft = Draft(doubts=[*sections.doubts])
    draft.tree.update({"apiVersion": "icplicense/v1", "kind": "License"})
    as_written, annexe = annexe, without_items_of_sites(face, annexe, library, draft)
    fields = _by_field(face + annexe)
    _number(face + annexe, sections, draft)
    read_names(fields, draft)
    read_dates(fields, [each for each in face if each.field is None], draft)
    read = in_simplified(face + annexe, draft)
    blocks = blocks_of(read, library.catalogue)
    in_blocks = bool(blocks) and read_blocks(blocks, library, draft)
    if not in_blocks:
        read_rows(_by_field(read), library, draft)
    read_sites(face + annexe, library, draft)
    _contradicted([each for each in face + annexe if not (in_blocks and each.field in SCOPE)], fields, draft)
    check_outside(read, library, draft)
    _apps(face + annexe, draft)
    _changes(face + annexe, draft)
    _without_fields(annexe, draft)
    second_face(sections.provisions, draft)
    draft.tree["quotes"] = _quotes(face, as_written, fields)
    if in_blocks:
        written = [
            each.written.rstrip("。") for each in face + annexe if each.field in SCOPE and each.value.text
        ]
        draft.tree["quotes"]["LIC.3"] = _LEFT_OUT.join(dict.fromkeys(written))
    return draft, sections


def _parted(face: list[Field], annexe: list[Field]) -> tuple[list[Field], list[Field]]:
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
_OTHER_TITLE = expression(
    r"(?:中华人民共和国)?(电信网码号资源使用证书|电信设备进网许可证|.{0,12}备案(?:证明|凭证|证书|登记表|回执))(?:\(.{1,8}\))?"
)
_TITLE_WITHIN = 40
"""Lines."""


def _is_license(lines: list[Line], sections: Cleaned, found: list[Field]) -> None:
    fields = {segment.field for segment in found} & {"number", "scope", "expires", "issued", "holder"}
    short = [folded(line.text) for line in lines[:400] if len(line.text) < 10_000]
    text = "".join(short)
    for line in short[:_TITLE_WITHIN]:
        if match := _OTHER_TITLE.fullmatch(line.lstrip("#").strip("*")):
            raise NotALicense(
                Text(
                    f"this is another certificate ({match[1]}), no telecom license (电信业务经营许可证)",
                    f"这是{match[1]}，不是电信业务经营许可证",
                )
            )
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
        if fields:
            has = [
                official(field)
                for field in ("number", "scope", "expires", "issued", "holder")
                if field in fields
            ]
            raise NotALicense(
                Text(
                    "this is no telecom license (电信业务经营许可证), or a part of one: of a license's fields it has only"
                    f" {', '.join(has)}; import the whole license",
                    f"这不是电信业务经营许可证，或仅为其中一部分：许可证应有的内容仅见“{'”“'.join(has)}”；请导入完整的许可证",
                )
            )
        raise NotALicense(
            Text(
                "this is no telecom license (电信业务经营许可证): it has none of a license's fields, such as"
                f" {official('number')}, {official('scope')}",
                f"这不是电信业务经营许可证：没有许可证应有的内容，如“{official('number')}”“{official('scope')}”",
            )
        )


def _by_field(found: list[Field]) -> dict[str, Field]:
    """The first segment of each field that has a value."""
    fields: dict[str, Field] = {}
    for segment in found:
        named = segment.field is not None and not segment.field.startswith(SITE)
        if segment.field and named and segment.value.text and not elsewhere(segment):
            fields.setdefault(segment.field, segment)
    return fields


def _contradicted(found: list[Field], fields: dict[str, Field], draft: Draft) -> None:
    """A field that is there again with another value: which one is right, nobody can say, so it has none."""
    if "rows" in fields and "scope" in fields:
        why = Text(
            "the services stand in a field and in a table as well: which of them is right?",
            "业务种类既单独成项，又另列表格：以哪个为准？",
        )
        draft.doubt(fields["rows"].line, [why], missing=True)
        draft.drop("scope")
    for segment in found:
        first = fields.get(segment.field or "")
        if first is None or not segment.value.text or segment.field in _MAY_REPEAT or elsewhere(segment):
            continue
        one, other = first.value.text, segment.value.text
        if folded(one) == folded(other) or same_day(one, other):
            continue
        label = official(segment.field or "")
        why = Text(
            f"'{label}' is there twice: '{_shown(first)}' in line {first.line}, '{_shown(segment)}' here",
            f"“{label}”出现两次：第 {first.line} 行为“{_shown(first)}”，此处为“{_shown(segment)}”",
        )
        value = _VALUES.get(segment.field or "")
        draft.doubt(segment.line, [why], missing=value is not None)
        if value is not None:
            draft.drop(value)


def _apps(found: list[Field], draft: Draft) -> None:
    """Apps of an annexe, which a License document has no place for."""
    for segment in found:
        if segment.field == "app" and segment.value.text:
            shown = _shown(segment)
            why = Text(
                f"'{shown}' is an app's: a License document lists sites alone, and it was left out",
                f"“{shown}”为应用程序信息：许可证文档只列网站，未录入",
            )
            draft.doubt(segment.line, [why])


def _without_fields(annexe: list[Field], draft: Draft) -> None:
    """An annexe in which nothing is known by its label may list the sites all the same."""
    text = "".join(each.value.text for each in annexe)
    if annexe and all(each.field is None for each in annexe) and len(text) > _OF_AN_EMPTY_ANNEXE:
        why = Text(
            f"the annex has no label that is known, and was not read: '{_shown(annexe[0])}'",
            f"附页中没有可识别的栏目名称，未予读取：“{_shown(annexe[0])}”",
        )
        draft.doubt(annexe[0].line, [why], missing=True)


def _changes(found: list[Field], draft: Draft) -> None:
    """Changes that the license tells of: its values may be those from before."""
    for segment in found:
        if segment.field == "altered" and segment.value.text and read_date(segment.value.text)[0] is None:
            shown = _shown(segment)
            why = Text(
                f"'{shown}' tells of a change: are the values above those from before or after it?",
                f"“{shown}”记载了变更：以上各项为变更前还是变更后的内容？",
            )
            draft.doubt(segment.line, [why])


def _shown(segment: Field) -> str:
    text = segment.value.text
    return text if len(text) <= 40 else f"{text[:39]}…"


def _number(found: list[Field], sections: Cleaned, draft: Draft) -> None:
    """The number, which all pages must agree on: a field with another one leaves none, a foot with another a doubt."""
    read: dict[str, int] = {}
    said = [(each.line, each.value.text) for each in found if each.field == "number" and each.value.text]
    feet = [(foot.number, foot.text) for foot in sections.feet]
    in_fields: dict[str, int] = {}
    for place, (line, text) in enumerate([*said, *feet]):
        number, doubts = read_number(folded(text).removeprefix("经营许可证编号").lstrip(":"))
        draft.doubt(line, doubts)
        if number:
            read.setdefault(number, line)
            if place < len(said):
                in_fields.setdefault(number, line)
    if not read:
        draft.missing(official("number"), said[0][0] if said else None)
        return
    first, *others = read
    if len(in_fields) <= 1:
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
            missing=other in in_fields,
        )


def _quotes(face: list[Field], annexe: list[Field], fields: dict[str, Field]) -> dict[str, str]:
    """The license's own words, by provision and clause."""
    quotes = {FACE: "\n".join(segment.written for segment in face if _belongs(segment))}
    for name, clause in _QUOTED.items():
        if name in fields:
            quotes[clause] = fields[name].written.rstrip("。")
    if "rows" in fields and "scope" not in fields:
        quotes["LIC.3"] = fields["rows"].written.rstrip("。")
    if "items" in fields and "scope" in fields:
        quotes["LIC.3"] += _LEFT_OUT + fields["items"].written.rstrip("。")
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


def _belongs(segment: Field) -> bool:
    return bool(segment.value.text) and (segment.field is None or segment.field in LABELS)
