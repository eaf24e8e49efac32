"""What a recognizer misreads: never a changed provision, never a value that it is not sure of, and always told."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typed import piece, scan

from pytest_icplicense import library as libraries
from pytest_icplicense.intake.import_file import Imported
from pytest_icplicense.intake.scan.doubtful_readings import gaps
from pytest_icplicense.intake.scan.import_scan import ScannedLicense, import_recognized
from pytest_icplicense.intake.scan.recognition import recognition
from pytest_icplicense.intake.scan.scanned_lines import lines_of
from pytest_icplicense.library import shipped


@pytest.fixture(scope="module")
def library():
    return libraries.load()


@pytest.fixture(scope="module")
def read(library):
    """Imports the seed license as it was recognized."""

    @cache
    def clean() -> ScannedLicense:
        return imported(unsure={})

    def imported(*changes, **how) -> ScannedLicense:
        if not changes and not how:
            return clean()
        found = scan(*changes, **how)
        names = [page.file for page in found.pages]
        return import_recognized(found, library, names, ["0" * 64] * len(names))

    return imported


def told(imported: Imported, missing: bool = False) -> list[str]:
    return [each.message.en for each in imported.doubts if each.missing is missing]


def states(license: ScannedLicense) -> dict[str, str]:
    return {each.id: each.state.value for each in license.imported.matches if each.id}


def test_a_clean_scan_gives_what_the_text_gives(read, library):
    import yaml

    license = read()
    assert told(license.imported) == told(license.imported, missing=True) == []
    wanted = yaml.safe_load((shipped() / "licenses/jing-b2-20181623.yaml").read_text(encoding="utf-8"))
    tree = dict(license.imported.tree)
    source = tree.pop("source")
    assert {**tree, "quotes": None} == {
        key: str(value) if key in ("issued", "expires") else None if key == "quotes" else value
        for key, value in wanted.items()
        if key != "source"
    }
    assert source["regions"].keys() == source["lines"].keys()
    assert source["regions"]["/expires"]["page"] == 1
    assert source["regions"]["/sites/1/domain"]["confidence"] == 0.99
    assert [each["file"] for each in source["pages"]] == [page.file for page in license.scan.pages]
    assert library.schema("license").accepts(license.imported.tree)


ALIKE = {
    "门 for 内": (("国内通信", "国门通信"), "SP-03: read as '门' where the known wording has '内'"),
    "己 for 已": (("应当使用已取得", "应当使用己取得"), "SP-03: read as '己' where"),
    "a mark": (("、符合性评测", "，符合性评测"), "SP-06: read as '，' where"),
    "a mark too few": (("、符合性评测", "符合性评测"), "SP-06: read as '' where the known wording has '、'"),
    "O for 0": (("第11号", "第1l号"), "SP-06: read as '1l' where the known wording has '11'"),
}


@pytest.mark.parametrize("kind", ALIKE)
def test_what_looks_alike_is_a_doubt_and_no_change(kind, read):
    change, message = ALIKE[kind]
    license = read(change)
    assert set(states(license).values()) == {"same"}
    assert "changed_provisions" not in license.imported.tree
    (said,) = told(license.imported)
    assert said.startswith(message)
    (remark,) = license.remarks
    line = license.scan.lines[remark.line - 1]
    assert change[1][1:3] in line.text or change[1][:3] in line.text
    where = license.imported.where[remark.line].en
    assert where.startswith(
        f"{license.scan.pages[line.page - 1].file}: page {line.page}, line {remark.line} ("
    )


REAL = {
    "other words": (("第一季度", "第二季度"), "SP-14"),
    "a word of denial too few": (("不得投资建设", "得投资建设"), "SP-03"),
    "a number": (("第11号", "第12号"), "SP-06"),
    "several characters too few": (("应当采取切实的技术手段", "应当采取技术手段"), "SP-04"),
}


@pytest.mark.parametrize("kind", REAL)
def test_what_does_not_look_alike_is_a_change(kind, read):
    change, name = REAL[kind]
    license = read(change)
    assert states(license)[name] == "changed"
    assert [each["id"] for each in license.imported.tree["changed_provisions"]] == [name]


def test_a_change_beside_a_misread_character_is_told_without_it(read):
    license = read(("国内通信", "国门通信"), ("不得投资建设", "可以投资建设"))
    (changed,) = license.imported.tree["changed_provisions"]
    assert changed["changed_text"] == [{"was": "不得", "now": "可以"}]
    assert "国内通信" in changed["text"]


def test_an_unsure_character_is_a_doubt_where_it_differs_and_nothing_where_it_does_not(read):
    sure = {"睦": 0.5, "一季度": 0.5}
    license = read(("和睦", "和陸"), unsure=sure)
    assert told(license.imported) == []
    license = read(("转售或转租", "转售或转祖"), unsure={"祖": 0.5})
    assert set(states(license).values()) == {"same"}
    assert len(told(license.imported)) == 1


@pytest.mark.parametrize(
    ("words", "at", "pointer"),
    [
        ("京B2-20181623", 4, "number"),
        ("朱时雨", 1, "legal_representative"),
        ("2021年 10月", 0, "issued"),
        ("2023年 09月", 3, "expires"),
        ("信息搜索查询", 2, "scope"),
    ],
)
def test_a_value_of_the_face_that_is_not_sure_is_left_out_and_asked_for(words, at, pointer, read):
    unsure = {words[at:]: 0.4}
    license = read(unsure=unsure)
    tree = license.imported.tree
    assert pointer not in tree
    assert not any(each.startswith(f"/{pointer}") for each in tree["source"]["lines"])
    assert not license.imported.whole
    (said, *_) = told(license.imported, missing=True)
    assert f"'{words[at]}', is read with a confidence of 0.40" in said
    assert "was left out: confirm what is printed (--review, --confirm)" in said


def test_between_the_bounds_it_is_kept_and_told(read):
    license = read(unsure={"雨": 0.85})
    assert license.imported.tree["legal_representative"] == "朱时雨"
    assert license.imported.whole
    assert told(license.imported) == [
        "'法定代表人：朱时雨': character 9, '雨', is read with a confidence of 0.85; compare it with the picture"
    ]
    assert license.regions["/legal_representative"].confidence == 0.85


def test_what_is_sure_elsewhere_on_the_license_is_sure(read):
    """The holder stands on the face, in the annexe and above the provisions."""
    license = read(unsure={"公司名称：北京巨量": 0.99, "量引擎网络技术有限公司获": 0.3})
    assert license.imported.tree["holder"] == "北京巨量引擎网络技术有限公司"
    assert told(license.imported) == []


def test_where_the_picture_has_room_for_a_character_one_may_be_missing(read):
    license = read(("法定代表人：朱时雨", "法定代表人：欧阳建国中"), skipped={"法定代表人：欧阳建国中": 8})
    assert "legal_representative" not in license.imported.tree
    assert "a character may be missing before '建' (9)" in told(license.imported, missing=True)[0]


def test_a_name_of_one_character_has_lost_one(read):
    license = read(("法定代表人：朱时雨", "法定代表人：朱"))
    assert "legal_representative" not in license.imported.tree
    assert "nobody's name has one character" in told(license.imported, missing=True)[0]


def test_what_is_smudged_beside_a_value_is_no_less_unsure(read):
    """Without 京 the number is another license's, and well formed."""
    license = read(("经营许可证编号：京B2", "经营许可证编号：章B2"), unsure={"章": 0.5})
    assert license.imported.tree.get("number") in (None, "京B2-20181623")
    assert any(
        "'章', is read with a confidence of 0.50" in each for each in told(license.imported, missing=True)
    )


@pytest.mark.parametrize(
    ("read_as", "others"), [("已", "己 or 巳"), ("洗", "冼"), ("埔", "埇"), ("祎", "袆"), ("媛", "嫒")]
)
def test_characters_of_names_that_nobody_tells_apart_are_asked_for(read, read_as, others):
    """Of 冼, 埇 and 袆 the recognizer takes the commoner one for it and is sure, even in clean print."""
    license = read(("朱时雨", f"朱{read_as}雨"))
    assert license.imported.tree["legal_representative"] == f"朱{read_as}雨"
    assert told(license.imported) == [
        f"'法定代表人：朱{read_as}雨': '{read_as}' (8) may as well be {others}; compare it with the picture"
    ]


def test_room_in_a_line():
    """Between Chinese characters it can only be that of another one; beside a figure it may be a space."""
    whole = piece("经营许可证编号：B2-20210456")
    gapped = [piece(whole.text, skipped=places) for places in ((), (4,), (8,))]
    lines = [lines_of([each], 1240, 1754, 1)[0][0] for each in gapped]
    assert [gaps(line) for line in lines] == [{}, {4: True}, {8: False}]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (("法定代表人：", "法定代表入："), "legal_representative"),
        (("公司名称：", "公司各称："), "holder"),
        (("特别规定事项", "特別规定事项"), "provisions"),
        (("有效期至：", "有效期至;"), "expires"),
    ],
)
def test_a_label_or_heading_that_looks_like_one_is_one_and_told(change, name, read):
    license = read(change)
    assert name in license.imported.tree
    assert any("which it looks like" in each for each in told(license.imported))


def test_a_provision_that_nobody_knows_is_told_with_its_unsure_characters(read):
    first = "一、你公司应当按照《中华人民共和国电信条例》"
    new = "一、你公司应当建立未成年人保护制度，防止沉迷。"
    license = read((first, f"{new}二、你公司应当按照《中华人民共和国电信条例》"), unsure={"沉迷": 0.5})
    assert "unknown" in states(license).values()
    assert any("'沉', is read with a confidence of 0.50" in each for each in told(license.imported))


def test_the_data_keep_what_decides_apart():
    """Characters that change what a clause asks are never taken for each other."""
    known = recognition()
    assert 0 < known.left_out_below < known.doubted_below < 1
    for group in ("一二三四五六七八九十百千", "日月年", "0123456789", "东西南北", "京津冀沪苏浙", "不未非"):
        for one in group:
            assert not known.alike.get(one, frozenset()) & set(group), one
    for one, others in known.alike.items():
        assert all(one in known.alike[other] for other in others)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_one_misread_character_anywhere_is_never_silent(data, library, read):
    """Whatever character of the face is taken for another one that is not sure, no value has it without a word."""
    found = scan()
    numbers = [at for at, line in enumerate(found.lines) if line.page == 1 and line.text]
    number = data.draw(st.sampled_from(numbers))
    line = found.lines[number]
    at = data.draw(st.integers(0, len(line.text) - 1))
    if not line.text[at].isalnum():
        return
    wrong = line._replace(
        text=line.text[:at] + data.draw(st.sampled_from("国5X")) + line.text[at + 1 :],
        confidences=(*line.confidences[:at], 0.3, *line.confidences[at + 1 :]),
    )
    lines = (*found.lines[:number], wrong, *found.lines[number + 1 :])
    names = [page.file for page in found.pages]
    right = read().imported.tree
    read_ = import_recognized(found._replace(lines=lines), library, names, ["0" * 64] * len(names)).imported
    for name in ("number", "holder", "legal_representative", "issued", "expires", "scope"):
        if name in read_.tree and read_.tree[name] != right[name]:
            assert any(each.line is not None for each in read_.doubts), json.dumps(
                read_.tree[name], ensure_ascii=False
            )
