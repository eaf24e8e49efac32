"""The templates of the pages, and how they are filled: everything that is no template's own is escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_icplicense.files.autoescaping import html_templates
from pytest_icplicense.model.case import OUTCOME_NAMES
from pytest_icplicense.model.manifest import KIND_NAMES
from pytest_icplicense.model.provision import LEVEL_NAMES
from pytest_icplicense.model.rendered import RenderedPage, latest
from pytest_icplicense.reports import proof
from pytest_icplicense.reports.pages import wording
from pytest_icplicense.reports.pages.dossier import Dossier, visible
from pytest_icplicense.reports.provenance import Provenance
from pytest_icplicense.reports.summary import NO_ADVICE, in_words
from pytest_icplicense.text import Text

if TYPE_CHECKING:
    from markupsafe import Markup

Saying = Callable[[Text], "Markup"]
"""How a sentence of both languages gets into a page."""


@cache
def own(name: str) -> str:
    """A file of this folder as it is."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def page(name: str, say: Saying, svg_say: Callable[[Text, float, float], Markup], **values: Any) -> str:
    """The template `name`, filled."""
    templates = html_templates(Path(__file__).parent, final_newline=True)
    templates.filters["visible"] = visible
    templates.filters["visible_pair"] = visible_pair
    templates.filters["filled"] = filled
    made: str = templates.get_template(name).render(
        say=say,
        svg_say=svg_say,
        words=wording.WORDS,
        glyphs=wording.GLYPHS,
        verdicts=OUTCOME_NAMES,
        states=wording.STATES,
        lanes=wording.LANES,
        levels=LEVEL_NAMES,
        how=proof.HOW,
        kinds=KIND_NAMES,
        no_advice=NO_ADVICE,
        **values,
    )
    return made


def shared(whole: Dossier, facts: Provenance) -> dict[str, Any]:
    """What every page is filled with."""
    states = {each.state for each in whole.obligations}
    return {
        "dossier": whole,
        "facts": facts,
        "lang": whole.report.settings.lang,
        "numbers": ", ".join(facts.licenses),
        "reviews": whole.report.reviews,
        "pages": [_shown(each) for each in latest(whole.report.pages)],
        "cases_in_words": in_both_words(whole.cases),
        "clauses_in_words": in_both_words(whole.clauses),
        "proof_in_words": Text(
            *(proof.in_words(whole.report.tally.proofs.kinds, lang) for lang in ("en", "zh"))
        ),
        "states_used": [state for state in wording.STATES if state in states],
    }


def _shown(page: RenderedPage) -> dict[str, Any]:
    """What readers see of a page or picture, with its screenshot as an address that requests nothing."""
    address = f"data:image/png;base64,{b64encode(page.picture).decode()}" if page.picture else None
    return {
        "site": page.site,
        "viewport": page.viewport if page.recognizer is None else f"{page.viewport}, {page.recognizer}",
        "visible": page.visible,
        "hidden": page.hidden,
        "doubts": (*page.doubts, *page.unseen),
        "source": page.url or page.file or "",
        "address": address,
    }


def filled(text: Text, *values: object) -> Text:
    """A sentence with values in the places `{0}`, `{1}`; of a value in both languages, each gets its own."""
    en, zh = ([each.to(lang) if isinstance(each, Text) else each for each in values] for lang in ("en", "zh"))
    return Text(text.en.format(*en), text.zh.format(*zh))


def visible_pair(text: Text) -> Text:
    """A sentence that may name what stands in files."""
    return Text(visible(text.en), visible(text.zh))


def in_both_words(counts: dict[str, int]) -> Text:
    """`62 passed, 1 failed`; 0 where there is nothing to count."""
    return Text(in_words(counts, "en") or "0", in_words(counts, "zh") or "0")
