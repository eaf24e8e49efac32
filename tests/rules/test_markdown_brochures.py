"""Which text of a Markdown or text brochure the page that is made of it surely shows."""

from __future__ import annotations

import pytest

NUMBER = "京B2-20181623"
SHOWN = f"# 手册\n\n许可证：{NUMBER}\n"


@pytest.mark.parametrize(
    "text",
    [
        SHOWN,
        f"| 许可证 | 有效期 |\n|---|---|\n| {NUMBER} | 2023-11 |\n",
        f"---\ntitle: 手册\n---\n{SHOWN}",
        f'{SHOWN}\n<p align="center">版权所有<br></p>\n',
        f'<p align="center"><img src="logo.png" width="200"></p>\n\n{SHOWN}',
        f'<div align="center">\n\n{SHOWN}\n</div>\n',
        f"{SHOWN}\n[官网]: https://example.cn '官网'\n",
        f"# 手册\n\n京B2-**2018**1623\n\n<!-- {NUMBER} -->\n",
    ],
)
def test_a_number_counts_that_the_page_shows(leaflet, tmp_path, text):
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert leaflet("a.md").outcome == "passed"


HEAD = "it stands where no page shows it (the head of the file, or a definition)"


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.md", f"---\nlicense: {NUMBER}\n---\n# 手册\n", HEAD),
        ("a.md", f"# 手册\n\n[//]: # ({NUMBER})\n", HEAD),
        ("a.md", f"# 手册\n\n<p hidden>{NUMBER}</p>\n", "HTML in it ('<p hidden') may hide it"),
        ("a.md", f"# 手册\n\n<p style='display:none'>{NUMBER}</p>\n", "HTML in it ('<p style') may hide it"),
        ("a.md", f"<p hidden>{NUMBER}</p>\n", "HTML in it ('<p hidden') may hide it"),
        ("a.md", f"<font color=white>{NUMBER}</font>\n", "HTML in it ('<font color') may hide it"),
        ("a.md", "# 手册\n\n京B2-2018162<sup>3</sup>\n", "HTML in it ('<sup') may hide it"),
        ("a.md", f"# 手册\n\n<bdo dir=rtl>{NUMBER}</bdo>\n", "HTML in it ('<bdo') may hide it"),
        ("a.md", f"# 手册\n\n\u202e{NUMBER}\n", "its text is turned around, from right to left"),
        ("a.txt", f"手册\n\u202e{NUMBER}\n", "its text is turned around, from right to left"),
    ],
)
def test_a_number_that_the_page_may_not_show_is_open(leaflet, tmp_path, name, text, why):
    (tmp_path / name).write_text(text, encoding="utf-8")
    ruled = leaflet(name)
    assert ruled.outcome == "pending"
    assert ruled.reason.en == (
        f"the text of {name} has {NUMBER}, but {why}; name the PDF or HTML that is made of it, or look at it yourself"
    )


def test_a_number_whose_digits_stand_apart_is_not_told_to_be_another(leaflet, tmp_path):
    (tmp_path / "a.txt").write_text("手册\n京 B 2 - 2 0 1 8 1 6 2 3\n", encoding="utf-8")
    ruled = leaflet("a.txt")
    assert ruled.outcome == "pending"
    assert f"it writes {NUMBER} with a gap between its digits" in ruled.reason.en
