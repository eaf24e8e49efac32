"""The facts of a repository: what its configuration shows, and what the sources of installed packages see, once a run."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from pytest_icplicense.documents import Problem
from pytest_icplicense.files.discovery import excluded
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.model.facts import NO_FACTS, Explanation, Facts, Observation
from pytest_icplicense.text import Text, plain
from pytest_icplicense.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from pytest_icplicense.detect.facts.configuration import Shown
    from pytest_icplicense.detect.facts.source import FactSource
    from pytest_icplicense.detect.facts.tree import Tree
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
    if not sources and not library.catalogue.facts:
        return NO_FACTS
    from pytest_icplicense.detect.facts.tree import Tree

    chosen = snapshot.settings

    def is_excluded(path: Path) -> bool:
        return excluded(path, chosen.exclude, chosen.folder)

    tree = Tree(snapshot.surveyed, snapshot.files, is_excluded, snapshot.show)
    try:
        found, unjudged, explanations = _configured(library, snapshot, tree)
    except BadPlugin as error:
        return Facts(problems=(Problem("installed packages", 1, 1, error.message),))
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
    return Facts(None, tuple(found), tuple(unknown), tuple(problems), unjudged, explanations)


def _configured(
    library: Library, snapshot: Snapshot, tree: Tree
) -> tuple[list[Observation], tuple[Problem, ...], tuple[Explanation, ...]]:
    """What configuration shows by the signs of policies, whose it is, and how manifests explain it.

    Raises:
        BadPlugin: a package's detectors cannot be used.
    """
    kinds = library.catalogue.facts
    if not kinds:
        return [], (), ()
    from pytest_icplicense.detect.facts.configuration import look, survey_shows
    from pytest_icplicense.detect.facts.owners import Owners

    survey = snapshot.survey(library)
    try:
        looked = look(tree, kinds.values())
    except OSError:  # too many files, which the survey tells
        return [], (), ()
    owners = Owners(survey, snapshot.files)
    rows: dict[tuple[object, ...], Shown] = {}  # detectors and signs may see the same
    for each in (*looked.shown, *survey_shows(survey, kinds)):
        rows.setdefault((each.path, each.line, each.fact, str(each.value)), each)
    found = [
        Observation(
            fact=each.fact,
            value=each.value,
            unit=each.unit,
            place=tree.place(each.path, each.line, each.column),
            evidence=each.evidence,
            source=each.source,
            service=name,
            path=each.path,
            of=each.of,
        )
        for _, each in sorted(rows.items())
        for name in owners.of(each.path)
    ]
    unjudged = tuple(each._replace(path=snapshot.show(tree.root / each.path)) for each in looked.unjudged)
    return found, unjudged, tuple(owners.explanations()) if found else ()


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
