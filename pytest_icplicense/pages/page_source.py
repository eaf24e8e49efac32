"""What the file of a page says: its texts in each window, how each is shown, and what leaves it in doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pytest_icplicense.pages.box import Box
from pytest_icplicense.pages.template_engines import Sign
from pytest_icplicense.pages.viewport import VIEWPORTS, Viewport
from pytest_icplicense.text import Text

BARRIER = "\ufffd"


class Run(NamedTuple):
    """A piece of text and how it is shown in one window."""

    text: str
    state: str
    """`seen`, `hidden` or `open`; `break` for the edge of a block, `perhaps` for one that may stand beside others."""
    why: str
    gone: bool = False
    box: Box | None = None


RUN = tuple.__new__
"""Makes a `Run` in half the time; there is one for each piece of text."""
BREAK = Run("\n", "break", "")
SOFT = Run("\n", "perhaps", "")
RAISED = Run(f"\n{BARRIER}\n", "perhaps", "")
"""The edge of what stands above or below its line: read with it, or as a note to it."""
FENCE = Run(f"\n{BARRIER}\n", "perhaps", "")
"""The edge of what stands elsewhere than between its neighbors in the source."""


def _loosely_joined(runs: list[Run]) -> bool:
    """Whether what stands in a line of its own may be read with what is beside it."""
    return SOFT in runs or RAISED in runs


@dataclass
class PageSource:
    """What the file of a page says."""

    source: str
    runs: dict[Viewport, list[Run]] = field(default_factory=lambda: {each: [] for each in VIEWPORTS})
    unsure_of_presence: list[Text] = field(default_factory=list)
    """What may take away or cover what the file shows."""
    unsure_of_absence: list[Text] = field(default_factory=list)
    """What may show what the file does not."""
    included: list[tuple[str, str, Text]] = field(default_factory=list)
    """Files of the repository that the page shows or leads to: their paths, their text, and how."""
    styled: bool = False
    for_phones: bool = True
    """Whether phones lay it out as wide as their window."""
    scripted: bool = False
    signs: list[Sign] = field(default_factory=list)
    """What shows that it is a template."""

    def surely(self, viewport: Viewport) -> tuple[str, ...]:
        """The text that readers surely see: with what may stand side by side in lines of its own, and in one."""
        runs = self.runs[viewport]
        parts = [
            text if state in ("seen", "break", "perhaps") else "" if gone else BARRIER
            for text, state, _, gone, _ in runs
        ]
        apart = "".join(parts)
        if not _loosely_joined(runs):
            return (apart,)
        beside = (
            part for part, run in zip(parts, runs, strict=True) if run is not SOFT and run is not RAISED
        )
        return apart, "".join(beside)

    def perhaps(self, viewport: Viewport) -> tuple[str, ...]:
        """The texts that readers may see: with all that is in doubt, without it, and with what may stand side by side."""
        runs = [run for run in self.runs[viewport] if run.state != "hidden"]
        texts = ["".join(run.text for run in runs)]
        if any(run.state == "open" for run in runs):
            texts.append("".join(run.text for run in runs if run.state != "open"))
        if self.styled or _loosely_joined(runs):
            beside = [run for run in runs if run.state != "perhaps"]
            texts += [
                "".join(
                    "\n" if run.state == "break" else run.text.strip() for run in beside if run.state in kept
                )
                for kept in (("seen", "open", "break"), ("seen", "break"))
            ]
        return tuple(dict.fromkeys(texts))

    @property
    def template(self) -> bool:
        """Whether a server or a build fills it in, so that no browser can show it from its file."""
        return any(not sign.client or not self.scripted for sign in self.signs)

    @property
    def written(self) -> str:
        """All text of the page, whether it is shown or not."""
        return "".join([run.text for run in self.runs[VIEWPORTS[0]]])

    def hidden(self) -> Iterator[tuple[Viewport, Run]]:
        """The pieces of text that readers do not see."""
        for viewport, runs in self.runs.items():
            for run in runs:
                if run.state == "hidden":
                    yield viewport, run

    def both(self, why: Text) -> None:
        """Something may show or hide anything."""
        self.unsure_of_presence.append(why)
        self.unsure_of_absence.append(why)
