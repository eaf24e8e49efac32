"""The report as a PDF for an auditor's folder: in one language, page by page, with its fonts inside."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.reports.pages import wording
from pytest_icplicense.reports.pages.dossier import Dossier, Entry, Section, dossier, visible
from pytest_icplicense.reports.pages.templates import own, page, shared
from pytest_icplicense.reports.pages.timeline import drawing
from pytest_icplicense.reports.provenance import provenance
from pytest_icplicense.reports.refusal import NoReport
from pytest_icplicense.runs.report import Report
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from markupsafe import Markup

COLUMNS = 24
"""Of the matrix, side by side on an A4 page."""
_QUOTED = 60
"""Characters of a quotation beside a matrix without columns; each column takes the room of two."""
MOST = 40
"""Cases in order, or attestations, that are named one by one below a clause."""
_IN_ORDER = (Outcome.PASSED, Outcome.NOT_APPLICABLE)
_URGENT = (Outcome.ERROR, Outcome.FAILED, Outcome.WAIVED, Outcome.PENDING)
_NO_PANGO = Text(
    "the format 'pdf' needs the library Pango, which cannot be loaded: apt install libpango-1.0-0 libpangoft2-1.0-0"
    " libharfbuzz-subset0, or brew install pango",
    "格式“pdf”需要 Pango 库，但无法加载：apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0，"
    "或 brew install pango",
)
_NO_FONT = Text(
    "the format 'pdf' needs a font with Chinese characters, and none is installed: apt install fonts-noto-cjk, dnf install"
    " google-noto-sans-cjk-fonts, or brew install font-noto-sans-cjk",
    "格式“pdf”需要含汉字的字体，但系统未安装：apt install fonts-noto-cjk、dnf install google-noto-sans-cjk-fonts，"
    "或 brew install font-noto-sans-cjk",
)


def render(report: Report) -> bytes:
    """The PDF; the same run gives the same bytes on the same machine, whose fonts it embeds.

    Raises:
        NoReport: a system library is missing, or a font with Chinese characters.
    """
    chinese_font()
    html = _page(report)
    data, missing = _printed(html)
    if missing:  # no font here has such a character, an emoji say: its number is better than an empty box
        data, missing = _printed(html.translate({ord(char): f"\\u{ord(char):04x}" for char in missing}))
    if missing:
        raise NoReport(_NO_FONT)
    return data


def chinese_font() -> None:
    """See to it that there is one.

    Raises:
        NoReport: there is none, or Pango, which would use it, cannot be loaded.
    """
    if _fontless() or _printed('<html lang="zh"><title>-</title>许可证')[1]:
        raise NoReport(_NO_FONT)


@cache
def _fontless() -> bool:
    """Whether there is no font whatever; Pango, asked to use one, would end the process.

    WeasyPrint looks for that, and warns, once: when it is imported.
    """
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            import weasyprint  # noqa: F401
        except OSError as error:
            raise NoReport(_NO_PANGO) from error
    return any("font" in str(each.message).lower() for each in warned)


def _printed(html: str) -> tuple[bytes, set[str]]:
    """The PDF, and the characters that no installed font has."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    document = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=("data",))).render()
    data: bytes = document.write_pdf(pdf_tags=True)
    return data, {chr(number) for font in document.fonts.values() for number in font.missing}


def _page(report: Report) -> str:
    from markupsafe import Markup, escape

    whole, facts = dossier(report), provenance(report)
    lang = report.settings.lang

    def drawn(text: Text, x: float, y: float) -> Markup:
        return Markup('<text x="{}" y="{}">{}</text>').format(x, y, text.to(lang))

    def waiver_facts(waiver: Waiver) -> str:
        ticket = f" ({waiver.ticket})" if waiver.ticket else ""
        facts = (waiver.starts, waiver.expires, waiver.approver, ticket, waiver.reason)
        return visible(wording.WORDS["waiver_facts"].to(lang).format(*facts))

    return page(
        "audit.html",
        lambda text: escape(text.to(lang)),
        drawn,
        **shared(whole, facts),
        drawing=drawing(whole.obligations, facts.as_of),
        css=Markup(own("audit.css")),  # nosec B704: a file of this package
        fonts="Noto Sans CJK SC, Source Han Sans SC, sans-serif",
        in_question=any(each.outcome in _URGENT[:2] for each in whole.sections),
        blocks=list(_blocks(whole)),
        bases=_bases,
        loud=_loud,
        calm=_calm,
        most=MOST,
        waiver_facts=waiver_facts,
    )


class Block(NamedTuple):
    """So many columns of the matrix as fit on a page."""

    numbers: range
    rows: list[tuple[str, str, list[Outcome | None]]]


def _blocks(whole: Dossier) -> Iterator[Block]:
    rows = [(each.clause.id, each.quote, each.by_column) for each in whole.sections]
    for start in range(0, len(whole.columns), COLUMNS):
        numbers = range(start, min(start + COLUMNS, len(whole.columns)))
        room = _QUOTED - 2 * len(numbers)
        yield Block(
            numbers,
            [
                (clause, _shortened(quote, room), [found.get(number) for number in numbers])
                for clause, quote, found in rows
            ],
        )


def _shortened(quote: str, room: int) -> str:
    return quote if len(quote) <= room else f"{quote[: room - 1]}…"


def _bases(section: Section) -> list[Text]:
    return list(dict.fromkeys(check.basis for check in section.clause.checks if check.basis))


def _loud(section: Section) -> list[Entry]:
    """The cases to be told in full, the worst first."""
    loud = [entry for entry in section.entries if entry.result.outcome not in _IN_ORDER]
    return sorted(loud, key=lambda entry: _URGENT.index(entry.result.outcome))


def _calm(section: Section) -> list[tuple[str, Outcome, Text | None, Sequence[Entry]]]:
    """The others, those of one check, verdict and reason together; the check is named where there are several."""
    several = len(section.clause.judged_by) > 1
    found: dict[tuple[str, Outcome, Text | None], list[Entry]] = {}
    for entry in section.entries:
        result = entry.result
        if result.outcome in _IN_ORDER:
            name = result.criterion.name if several else ""
            found.setdefault((name, result.outcome, result.reason), []).append(entry)
    return [(*key, entries) for key, entries in found.items()]
