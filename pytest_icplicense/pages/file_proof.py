"""Whether a page's file proves that readers see something: passed, failed, or open with what was seen."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import NamedTuple

from pytest_icplicense.model.rendered import hidden_reason
from pytest_icplicense.pages.page_source import PageSource
from pytest_icplicense.pages.viewport import NOT_FOR_PHONES, VIEWPORTS
from pytest_icplicense.text import Text

Finds = Callable[[str], bool]
"""Whether a text has what is looked for."""


class Answer(Enum):
    """What a file proves."""

    SEEN = "seen"
    HIDDEN = "hidden"
    """It is in the text, and no reader sees it."""
    ABSENT = "absent"
    OPEN = "open"


class Proven(NamedTuple):
    """The answer, with its reason."""

    answer: Answer
    why: Text | None = None
    """What hides it, or why nobody can tell."""
    written: bool = False
    """Whether the page's text has it."""


def proven(page: PageSource, finds: Finds) -> Proven:
    """What the file proves of what `finds` looks for."""
    known: dict[int, bool] = {}  # where it has no style, its text is the same in every window
    for each, runs in page.runs.items():
        if id(runs) not in known:
            known[id(runs)] = all(map(finds, page.surely(each)))
    seen = {each: known[id(runs)] for each, runs in page.runs.items()}
    if all(seen.values()):
        if page.unsure_of_presence:
            return Proven(Answer.OPEN, page.unsure_of_presence[0], True)
        return Proven(Answer.SEEN, None, True)
    written = finds(page.written)
    never = [each for each in VIEWPORTS if not seen[each] and not any(map(finds, page.perhaps(each)))]
    if never == [VIEWPORTS[1]] and not page.for_phones:
        return Proven(Answer.OPEN, NOT_FOR_PHONES, written)
    if never and not page.unsure_of_absence:
        hidden = [
            run for viewport, run in page.hidden() if viewport in never and any(map(str.isdigit, run.text))
        ]
        at = next((run.why for run in hidden if finds(run.text)), hidden[-1].why if hidden else None)
        if not written or at is None:
            return Proven(Answer.ABSENT, None, written)
        places = (
            Text("", "") if len(never) == len(VIEWPORTS) else Text(f" at {never[0]}", f"（{never[0]} 窗口）")
        )
        why = hidden_reason(at)
        return Proven(Answer.HIDDEN, Text(f"{why.en}{places.en}", f"{why.zh}{places.zh}"), written)
    unsure = [run for runs in page.runs.values() for run in runs if run.state == "open" and run.why]
    numbered = [run for run in unsure if any(map(str.isdigit, run.text))]
    doubts = page.unsure_of_absence if not (written and numbered) else page.unsure_of_presence
    if doubts:
        return Proven(Answer.OPEN, doubts[0], written)
    if not unsure:
        return Proven(
            Answer.OPEN,
            Text(
                "only a browser can tell how its parts stand beside each other",
                "各部分如何并排只有浏览器才能确定",
            ),
            written,
        )
    style = (*numbered, *unsure)[0].why
    return Proven(
        Answer.OPEN,
        Text(
            f"only a browser can tell what its style ({style}) does",
            f"其样式（{hidden_reason(style).zh}）的效果只有浏览器才能确定",
        ),
        written,
    )
