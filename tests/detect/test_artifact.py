"""A file's content, bounded, and the places in it."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.artifact import MAX_DEPTH, MAX_ELEMENTS, Artifact, Needle
from pytest_icplicense.detect.unjudged import Unjudged


def told(how: str, data: bytes | str) -> str:
    """What is said of a file that cannot be read in a format."""
    artifact = Artifact("x", data.encode() if isinstance(data, str) else data)
    read = {
        "text": lambda: artifact.text,
        "lines": lambda: artifact.lines,
        "yaml": lambda: list(artifact.yaml()),
    }
    with pytest.raises(Unjudged) as raised:
        read.get(how, lambda: getattr(artifact, how)())()
    error = raised.value
    assert error.message.zh != error.message.en
    return f"{error.line}:{error.column} {error.message.en}"


def test_text_is_utf_8_with_or_without_a_mark() -> None:
    assert Artifact("a/b.txt", "\ufeff许可".encode()).text == "许可"
    assert Artifact("a/b.txt", b"x\r\ny").lines == ["x\r", "y"]
    assert Artifact("a/b.txt", b"").name == "b.txt"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("许可\n许\0".encode(), "2:2 not UTF-8: byte 0x00"),
        (b"a\n\xe8\xae\xb8\xff", "2:2 not UTF-8: byte 0xff"),
        (b"\xef\xbb\xbfa\xff", "1:2 not UTF-8: byte 0xff"),
        ("image: a".encode("utf-16"), "1:4 not UTF-8: byte 0x00"),
        ("image: a".encode("utf-16-le"), "1:2 not UTF-8: byte 0x00"),
        ("许可".encode("gb18030"), "1:1 not UTF-8: byte 0xd0"),
    ],
)
def test_other_encodings_are_told_and_not_read_as_nothing(data: bytes, expected: str) -> None:
    for how in ("text", "lines", "json", "toml", "yaml"):
        assert told(how, data).startswith(expected)


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("json", '{\n "a": }', "2:7 no JSON"),
        ("json", "9" * 5000, "1:1 no JSON"),
        ("json", "", "1:1 no JSON"),
        ("json", "[" * 200_000, "1:1 nested too deep"),
        ("toml", "a = 1\nb = \n", "2:5 no TOML"),
        ("toml", "a = [", "1:6 no TOML"),
        ("toml", "a = " + "[" * 100_000, "1:1 nested too deep"),
        ("toml", "x = 1\na" + ".a" * 300 + " = 1", f"2:1 nested more than {MAX_DEPTH} levels"),
        ("toml", "[" + "'a b' . " * 300 + "a]", f"1:1 nested more than {MAX_DEPTH} levels"),
        ("yaml", "a: x\nb: \x07", "2:4 no YAML"),
        ("yaml", "a:\n\t- b", "2:1 no YAML"),
        ("xml", "<a>\n</b>", "2:3 no XML"),
        ("xml", "", "1:1 no XML"),
        ("xml", '<?xml version="1.0" encoding="nobody"?><a/>', "1:1 no XML"),
        ("xml", '<?xml version="1.0" encoding="utf-7"?><a/>', "1:1 no XML"),
        ("xml", "<a>" * 300, f"1:{3 * MAX_DEPTH + 1} nested more than {MAX_DEPTH} levels"),
        (
            "xml",
            "<a>\n" + "<b/>" * (MAX_ELEMENTS + 1),
            f"2:{4 * MAX_ELEMENTS - 3} more than {MAX_ELEMENTS:,} elements",
        ),
        ("xml", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "1:1 declares XML entities"),
        (
            "xml",
            '<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd">%x;]><a/>',
            "1:1 declares XML entities",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(how: str, text: str, expected: str) -> None:
    assert told(how, text).startswith(expected)


@pytest.mark.parametrize(
    ("how", "text", "zh"),
    [
        ("json", '{"a": "b\n"}', "不是有效的 JSON：文本中有换行等控制字符，或引号没有闭合"),
        ("json", '{"a" 1}', "不是有效的 JSON：键后缺少“:”"),
        ("toml", "a = 1\na = 2", "不是有效的 TOML：键重复"),
        ("toml", "[a]\n[a]", "不是有效的 TOML：表重复"),
        ("xml", "<a>\n</b>", "不是有效的 XML：起止标签不匹配"),
        ("yaml", "{a: 1", "不是有效的 YAML：花括号内缺少“,”或“}”"),
        ("json", "9" * 5000, "不是有效的 JSON"),
    ],
)
def test_chinese_says_what_parsers_say_in_chinese_or_without_their_words(
    how: str, text: str, zh: str
) -> None:
    with pytest.raises(Unjudged) as raised:
        list(getattr(Artifact("x", text.encode()), how)())
    assert raised.value.message.zh == zh


def test_a_billion_laughs_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 9}">' for n in range(1, 30))
    assert "entities" in told("xml", f'<!DOCTYPE a [<!ENTITY x0 "ha">{entities}]><a>&x29;</a>')


def test_xml_may_be_in_its_own_encoding() -> None:
    assert Artifact("pom.xml", "<a>许可</a>".encode("utf-16")).xml().text == "许可"
    # And is not fetched.
    assert Artifact("pom.xml", b'<!DOCTYPE a SYSTEM "http://a.cn/a.dtd"><a/>').xml().tag == "a"


@pytest.mark.parametrize(
    ("start", "rest"),
    [
        ("# coding: unicode_escape\n", r"\u0066orum"),
        ("#!/usr/bin/python\n# -*- coding: raw-unicode-escape -*-\n", r"\u0066orum"),
        ("# vim: set fileencoding=UTF-7 :\n", "+AGY-orum"),
        ("\n#coding=utf7\n", "+AGY-orum"),
        ("# coding: hz\n", "~{B[L3~}"),
    ],
)
def test_python_is_read_as_its_first_lines_say(start, rest):
    said = Artifact("chat.py", (start + rest).encode()).text.rpartition("\n")[2]
    assert said in ("forum", "论坛")
    assert Artifact("chat.js", (start + rest).encode()).text.endswith(rest)


@pytest.mark.parametrize(
    "text",
    [
        "\n\n# coding: utf-7\n+AGY-",
        "x = 1\n# coding: utf-7\n+AGY-",
        "# coding: utf-7x\n+AGY-",
        "# coding: hz\n~x",
    ],
)
def test_python_that_says_nothing_of_it_there_is_as_it_is(text):
    assert Artifact("chat.py", text.encode()).text == text


def test_many_dots_that_are_no_key_are_read() -> None:
    text = f'a = "{"One. Two. " * 300}"\nb = "{"." * 500}"\n'
    assert len(Artifact("x.toml", text.encode()).toml()) == 2


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (2, (2, 3)),
        (99, (99, 1)),
        ((7, 8), (7, 8)),
        (Needle("b"), (2, 3)),
        (Needle("b", "other:"), (4, 3)),
        (Needle("b", "nobody"), (2, 3)),
        (Needle("nobody"), (1, 1)),
    ],
)
def test_places_are_found(at: object, expected: tuple[int, int]) -> None:
    artifact = Artifact("x", b"a:\n  b\nother:\n  b\n")
    assert artifact.spot(at) == expected  # type: ignore[arg-type]
    assert artifact.spot(at) == expected  # type: ignore[arg-type]


def test_places_are_found_in_any_order() -> None:
    artifact = Artifact("x", b"one\ntwo\nthree\n")
    assert [artifact.spot(Needle(word))[0] for word in ("three", "one", "two", "one")] == [3, 1, 2, 1]


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_many_places_in_a_long_file_cost_little() -> None:
    names = [f'"@openim/p{number:06}"' for number in range(100_000)]
    artifact = Artifact("x", "\n".join(names).encode())
    assert [artifact.spot(Needle(name))[0] for name in names] == list(range(1, 100_001))
