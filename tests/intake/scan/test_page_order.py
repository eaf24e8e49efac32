"""The pages of a scan: one license, in its order and without a gap, or one line that says what is wrong."""

from __future__ import annotations

import pytest
from typed import scan

from pytest_icplicense.intake.scan.page_order import missing_pages
from pytest_icplicense.readers.refusal import NotReadable


def pages(*order: int):
    """The seed license's pages in another order; some left out, some twice."""
    whole = scan()
    lines = [
        line._replace(page=at)
        for at, page in enumerate(order, 1)
        for line in whole.lines
        if line.page == page
    ]
    return whole._replace(pages=tuple(whole.pages[page - 1] for page in order), lines=tuple(lines))


ALL = tuple(range(1, len(scan().pages) + 1))
"""Page 1 is the face, page 2 the annexe; the provisions begin on page 3."""


def test_in_their_order_nothing_is_said():
    assert missing_pages(pages(*ALL)) == []
    assert missing_pages(pages(2, 1, *ALL[2:])) == []
    assert missing_pages(pages(1)) == []


@pytest.mark.parametrize("left_out", ALL[3:-1])
def test_a_page_that_is_missing_is_named_by_what_stands_around_it(left_out):
    rest = [page for page in ALL if page != left_out]
    found = missing_pages(pages(*rest))
    assert len(found) <= 1
    for doubt in found:
        assert doubt.missing
        if left_out == 7:
            continue  # nothing is numbered on page 8, so that it is as good as missing
        before, behind = left_out - 1, left_out
        assert (
            f"between page {before} ({left_out - 1}.png) and page {behind} ({left_out + 1}.png)"
            in doubt.message.en
        )


def test_a_text_that_ends_within_a_sentence_has_lost_its_end():
    (doubt,) = missing_pages(pages(*ALL[:-2]))
    assert doubt.message.en.endswith("within a sentence: is a page missing behind it?")
    assert doubt.missing


def test_a_gap_is_seen():
    (doubt,) = missing_pages(pages(1, 2, 3, 5, 6, *ALL[6:]))
    assert "a page seems to be missing between page 3 (3.png) and page 4 (5.png)" in doubt.message.en


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ((1, 2, 4, 3, *ALL[4:]), "page 4 (3.png) comes before page 3 (4.png)"),
        ((*ALL[2:], 1, 2), f"page {len(ALL) - 1} (1.png) comes before page 1 (3.png)"),
        ((*ALL, 1), f"page {len(ALL) + 1} (1.png) is the face of another license, or the same one again"),
        ((1, 2, 3, 3, *ALL[3:]), "page 4 (3.png) is page 3 (3.png) once more"),
        ((1, 1), "page 2 (1.png) is page 1 (1.png) once more"),
        ((1, 1, *ALL[1:]), "page 2 (1.png) is page 1 (1.png) once more"),
        ((1, 2, 2, *ALL[2:]), "page 3 (2.png) is page 2 (2.png) once more"),
    ],
)
def test_what_is_out_of_order_is_one_line(order, message):
    with pytest.raises(NotReadable) as refused:
        missing_pages(pages(*order))
    assert message in refused.value.message.en
    assert "\n" not in refused.value.message.en + refused.value.message.zh


@pytest.mark.parametrize("apart", [True, False])
def test_two_faces_without_provisions_are_one_line(apart):
    """On two pages, or side by side on one."""
    first = pages(1)
    other = [
        line._replace(
            text=line.text.replace("20181623", "20219999").replace("巨量引擎网络", "示例网络"),
            page=2 if apart else 1,
        )
        for line in first.lines
    ]
    both = first._replace(pages=first.pages * (2 if apart else 1), lines=(*first.lines, *other))
    with pytest.raises(NotReadable) as refused:
        missing_pages(both)
    assert f"page {2 if apart else 1} (1.png) is the face of another license" in refused.value.message.en


def test_a_number_that_is_misread_once_makes_no_second_face():
    first = pages(1)
    lines = list(first.lines)
    last = max(at for at, line in enumerate(lines) if "20181623" in line.text)
    lines[last] = lines[last]._replace(text=lines[last].text.replace("20181623", "20181628"))
    assert missing_pages(first._replace(lines=tuple(lines))) == []


@pytest.mark.parametrize("title", ["营业执照", "营 业 执 照（副 本）", "中华人民共和国居民身份证"])
def test_a_page_of_another_certificate_is_one_line(title):
    """Its title would else be read as the end of the last value before it."""
    first = pages(1)
    other = first.lines[0]._replace(text=title, page=2)
    with pytest.raises(NotReadable) as refused:
        missing_pages(first._replace(pages=first.pages * 2, lines=(*first.lines, other)))
    assert f"page 2 (1.png) is another certificate ({title})" in refused.value.message.en
