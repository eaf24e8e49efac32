"""The facts of a repository, from every source that an installed package brings: each is asked once a run."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.discovery import excluded
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.model.facts import NO_FACTS, Facts, Observation
from pytest_icplicense.text import Text, plain
from pytest_icplicense.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from pytest_icplicense.detect.facts.source import FactSource
    from pytest_icplicense.library import Library

MOST = 10_000
"""Facts that one source may give."""
PATIENCE = 60
"""Seconds after which a source that has not ended is taken for one that never will; what it gives is then not known."""


def collect_facts(library: Library, snapshot: Snapshot, patience: float = PATIENCE) -> Facts:
    """Ask every source. One that fails leaves its facts unknown, which is a problem of the run; the others count."""
    try:
        sources = library.fact_sources
    except BadPlugin as error:
        return Facts(problems=(Problem("installed packages", 1, 1, error.message),))
    if not sources:
        return NO_FACTS
    from pytest_icplicense.detect.facts.tree import Tree

    chosen = snapshot.settings

    def is_excluded(path: Path) -> bool:
        return excluded(path, chosen.exclude, chosen.folder)

    tree = Tree(snapshot.surveyed, snapshot.files, is_excluded, snapshot.show)
    found: list[Observation] = []
    unknown: list[tuple[str, Text]] = []
    for source in sources:
        answer = _Answer(source, tree)
        answer.start()
        answer.join(patience)
        why = _NEVER_ENDS if answer.is_alive() else answer.why
        if why is None:
            found += answer.observations
        else:
            text = Text(f"{source.name}: {why.en}", f"{source.name}：{why.zh}")
            unknown += ((fact, text) for fact in source.facts)
    problems = dict.fromkeys(Problem("installed packages", 1, 1, _not_known(why)) for _, why in unknown)
    return Facts(None, tuple(found), tuple(unknown), tuple(problems))


_NEVER_ENDS = Text(
    f"has not ended after {PATIENCE} seconds; report it to whoever wrote it, or uninstall the package",
    f"{PATIENCE} 秒后仍未结束；请向其作者反馈，或卸载该软件包",
)


def _not_known(why: Text) -> Text:
    return Text(f"facts are not known: {why.en}", f"无法得知事实：{why.zh}")


class _Answer(Thread):
    """What a source gives: asked beside the run, since it may never end, and then must not keep the run from ending."""

    def __init__(self, source: FactSource, tree: Any) -> None:
        super().__init__(name=f"facts of {source.name}", daemon=True)
        self._source, self._tree = source, tree
        self.observations: list[Observation] = []
        self.why: Text | None = None

    def run(self) -> None:
        """Ask it, and hold what it gives to what it may give."""
        try:
            given = self._source.observe(self._tree)
            if not isinstance(given, Iterable):
                raise TypeError(f"returned {given!r:.80}, no observations")
            observations = list(islice(given, MOST + 1))
            for each in observations:
                if not isinstance(each, Observation):
                    raise TypeError(f"gave {each!r:.80}, no Observation")
                if each.fact not in self._source.facts:
                    raise ValueError(f"gave '{each.fact}', which is not among the facts that it names")
        except (Exception, SystemExit) as error:  # whatever another package raises
            said = plain(f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")
            self.why = Text(f"raised {said}", f"抛出异常 {said}")
            return
        if len(observations) > MOST:
            self.why = Text(f"gives more than {MOST:,} facts", f"给出的事实超过 {MOST:,} 项")
            return
        self.observations = observations
