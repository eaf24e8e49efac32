"""Whether the pages of a scan are those of one license, in their order and without a gap, by what stands on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pytest_icplicense.expressions import expression
from pytest_icplicense.intake.face.fields import LABELS
from pytest_icplicense.intake.scan.read_scan import Scan
from pytest_icplicense.intake.text.folding import fold
from pytest_icplicense.intake.text.numbering_marks import marks
from pytest_icplicense.model.number import find_numbers
from pytest_icplicense.readers.lines import Doubt
from pytest_icplicense.readers.page_furniture import ENDED, FOOT, folded
from pytest_icplicense.readers.refusal import NotReadable
from pytest_icplicense.text import Text, plain, short

_OF_A_FACE = ("holder", "legal_representative", "scope", "issued", "expires")
_FEWEST = 3
"""Fields of these on a page that is a face."""
_MORE_THAN_A_FRAME = 4
"""Lines of a page that has more on it than headings and a foot, in which pages are alike."""
_OTHER_TITLE = expression(
    r"(?:企业法人|个体工商户)?营业执照(?:\([正副]本\))?|中华人民共和国居民身份证|居民身份证|开户许可证|税务登记证"
    r"|食品经营许可证|商标注册证|授权委托书"
)
_PROVISION = ("chinese", "article")
_ITEM = ("bracketed",)


class _Page(NamedTuple):
    """What a page shows of its place among the others."""

    number: int
    file: str
    line: int
    """Its first line."""
    face: bool
    provisions: tuple[int, ...]
    """The numbers of the provisions that begin on it."""
    items: tuple[int, ...]
    """Those of the items before the first of these: they belong to a provision of an earlier page."""
    last_items: tuple[int, ...]
    """Those behind the last of these."""

    def is_before(self, other: _Page) -> bool:
        """Whether all that is numbered on it comes before what is numbered on the other."""
        if self.provisions and other.provisions:
            return max(self.provisions) < min(other.provisions)
        if self.items and other.items and not self.provisions and not other.provisions:
            return max(self.items) < min(other.items)
        return bool(self.provisions and other.items and not other.provisions)

    def named(self) -> Text:
        """As a sentence names it."""
        return Text(f"page {self.number} ({self.file})", f"第 {self.number} 页（{self.file}）")


def missing_pages(scan: Scan) -> list[Doubt]:
    """The places where a page seems to be missing.

    Raises:
        NotReadable: the pages stand in another order than the license's, one is there twice, or there is another license
            or certificate.
    """
    _refuse_other_documents(scan)
    pages = list(_pages(scan))
    faces = [page for page in pages if page.face]
    numbered = [page for page in pages if page.provisions or page.items]
    if faces and numbered:
        behind = [page for page in faces if page.number > numbered[0].number]
        if behind and len(behind) == len(faces):
            raise _disordered(pages, faces[0], numbered[0])
        if behind:
            raise _another(behind[0].named())
    _refuse_two_faces(scan, faces)
    _refuse_the_same(scan, pages)
    for earlier, later in pairwise(numbered):
        if len(earlier.provisions) > 1 and earlier.provisions == later.provisions:
            raise _once_more(later, earlier)
        if later.is_before(earlier):
            raise _disordered(pages, later, earlier)
    gaps = [_gap(earlier, later) for earlier, later in pairwise(numbered)]
    return [doubt for doubt in (*gaps, _end(scan) if numbered else None) if doubt is not None]


def _once_more(page: _Page, first: _Page) -> NotReadable:
    here, there = page.named(), first.named()
    return NotReadable(
        Text(
            f"{here.en} is {there.en} once more; import each page once",
            f"{here.zh}与{there.zh}重复；每页只导入一次",
        )
    )


def _refuse_the_same(scan: Scan, pages: Sequence[_Page]) -> None:
    """A face or an annex has no numbers by which to know it again; what one picture shows twice reads the same.

    Raises:
        NotReadable: two pages have the same lines, and more of them than a heading and a foot.
    """
    known: dict[tuple[str, ...], _Page] = {}
    for page in pages:
        lines = tuple(line.text for line in scan.lines if line.page == page.number)
        if len(lines) >= _MORE_THAN_A_FRAME and known.setdefault(lines, page) is not page:
            raise _once_more(page, known[lines])


def _another(here: Text) -> NotReadable:
    return NotReadable(
        Text(
            f"{here.en} is the face of another license, or the same one again; import each license alone",
            f"{here.zh}是另一张许可证的正文，或同一正文重复出现；请分别导入每张许可证",
        )
    )


def _refuse_two_faces(scan: Scan, faces: Sequence[_Page]) -> None:
    """Where no provisions part two faces, two numbers and two holders do.

    Raises:
        NotReadable: there are two of each.
    """
    said: dict[str, set[str]] = {"number": set(), "holder": set()}
    for page in faces:
        for line in scan.lines:
            text = folded(line.text[:80])
            for field, values in said.items():
                value = next(
                    (text[len(each) + 1 :] for each in LABELS[field] if text.startswith(f"{each}:")), ""
                )
                if line.page == page.number and value:
                    values.add(value)
        if all(len(values) > 1 for values in said.values()):
            raise _another(page.named())


def _refuse_other_documents(scan: Scan) -> None:
    """A page whose title is that of another certificate would be read as what the page before it goes on with.

    Raises:
        NotReadable: there is one among other pages; a scan of it alone is refused as no telecom license.
    """
    for line in scan.lines if len(scan.pages) > 1 else ():
        if _OTHER_TITLE.fullmatch(folded(line.text[:40])):
            file, title = plain(scan.pages[line.page - 1].file), line.text.strip()
            raise NotReadable(
                Text(
                    f"page {line.page} ({file}) is another certificate ({title}); import the license's pages alone",
                    f"第 {line.page} 页（{file}）为{title}，并非电信业务经营许可证；请只导入许可证的页面",
                )
            )


def _disordered(pages: Sequence[_Page], first: _Page, then: _Page) -> NotReadable:
    one, other = first.named(), then.named()
    return NotReadable(
        Text(
            f"the pages stand in the wrong order: {one.en} comes before {other.en}; give all {len(pages)} in theirs",
            f"页面顺序有误：{one.zh}应在{other.zh}之前；请按顺序给出全部 {len(pages)} 页",
        )
    )


def _gap(earlier: _Page, later: _Page) -> Doubt | None:
    """What says that between two pages there is another one."""
    if later.items:
        before, begins = (earlier.last_items or (0,))[-1], later.items[0]
    elif earlier.provisions and later.provisions:
        before, begins = earlier.provisions[-1], later.provisions[0]
    else:
        return None
    if begins <= before + 1:
        return None
    one, other = earlier.named(), later.named()
    return Doubt(
        later.line,
        Text(
            f"a page seems to be missing between {one.en} and {other.en}: what is numbered {before + 1} to {begins - 1} is"
            " on neither",
            f"{one.zh}与{other.zh}之间似乎缺页：两页均无编号 {before + 1} 至 {begins - 1} 的内容",
        ),
        missing=True,
    )


def _end(scan: Scan) -> Doubt | None:
    """What says that behind the last page there is another one: the text ends within a sentence."""
    for number in range(len(scan.lines), 0, -1):
        text = scan.lines[number - 1].text.strip()
        squeezed = folded(text)
        if (
            not text
            or squeezed.startswith(FOOT)
            or squeezed.strip("-—·第页共/").isdecimal()
            or find_numbers(text)
        ):
            continue
        if not text[-1].isalnum():
            return None
        shown = short(text[-20:])
        return Doubt(
            number,
            Text(
                f"the text ends with '{shown}', within a sentence: is a page missing behind it?",
                f"文字止于“{shown}”，语句未完：其后是否缺页？",
            ),
            missing=True,
        )
    return None


def _pages(scan: Scan) -> Iterator[_Page]:
    first = 1
    for number, page in enumerate(scan.pages, 1):
        lines = [line.text for line in scan.lines if line.page == number]
        found: list[tuple[str, int]] = []
        ended = True  # what stood before it may be the foot of another page
        for text in lines:
            if mark := _mark(text) if ended else None:
                found.append(mark)
            if text.strip():
                ended = text.strip()[-1] in ENDED or len(text.strip()) < _SHORT
        yield _Page(number, plain(page.file), first, _is_face(lines), *_numbers(found))
        first += len(lines)


_SHORT = 20
"""Characters of a line that is no full one, behind which a paragraph may begin though its full stop was not read."""


def _mark(text: str) -> tuple[str, int] | None:
    """The style and number of the numbering that a line begins with."""
    head = fold(text[:12])
    mark = next(iter(marks(head, [0])), None)
    return (mark.style, mark.number) if mark is not None and mark.start == 0 and mark.number else None


def _numbers(found: Sequence[tuple[str, int]]) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    provisions: list[int] = []
    items: list[int] = []
    last: list[int] = []
    for style, number in found:
        if style in _PROVISION:
            provisions.append(number)
            last = []
        elif style in _ITEM:
            last.append(number)
            if not provisions:
                items.append(number)
    return tuple(provisions), tuple(items), tuple(last)


def _is_face(lines: Sequence[str]) -> bool:
    starts = [folded(line[:30]) for line in lines]
    known = [
        any(start.startswith(label) for start in starts for label in LABELS[field]) for field in _OF_A_FACE
    ]
    return sum(known) >= _FEWEST
