"""The facts of a repository: what its configuration shows, and what the sources of installed packages see, once a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any

from pytest_icplicense.detect.code_folders import Claim, claims_of, owners
from pytest_icplicense.detect.facts.configuration import Shown, look, survey_shows
from pytest_icplicense.detect.facts.owners import explanations, owners_of
from pytest_icplicense.detect.facts.source import FactSource
from pytest_icplicense.detect.facts.tree import Tree
from pytest_icplicense.detect.survey import Survey
from pytest_icplicense.documents import Problem
from pytest_icplicense.files.discovery import excluded
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.library import Library
from pytest_icplicense.model.facts import NO_FACTS, Facts, Observation
from pytest_icplicense.text import Text, plain
from pytest_icplicense.workspace.snapshot import Snapshot

MOST = 10_000
"""Facts that one source may give."""
PATIENCE = 60
"""Seconds after which a source that has not ended is taken for one that never will; what it gives is then not known."""


@dataclass(frozen=True, slots=True)
class CollectedFacts:
    """Facts, and what they rest on, so that they are looked for again only where that has changed."""

    facts: Facts
    survey: Survey | None = None
    """None: it was not asked for."""
    looked_into: frozenset[str] = frozenset()
    """The files that were read, from the root."""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    """What manifests claim; none where nothing was seen, and so nobody was asked whose it is."""

    def updated(self, changed: frozenset[Path], library: Library, snapshot: Snapshot) -> CollectedFacts:
        """The facts of a snapshot in which only the files and folders in `changed` are others."""
        if self.survey is None:
            return collected(library, snapshot)
        survey, root = snapshot.survey(library), self.survey.root
        paths = [path.relative_to(root).as_posix() for path in changed if path.is_relative_to(root)]
        if (
            survey.listed != self.survey.listed
            or survey.found != self.survey.found
            or any(self._rests_on(path) for path in paths)
        ):
            return collected(library, snapshot)
        manifests = [path for path in paths if path in self.claims]
        if not manifests:
            return replace(self, survey=survey)
        claims = _claims(survey, snapshot, self.claims, paths)
        if any(claims[path].pairs(path) != self.claims[path].pairs(path) for path in manifests):
            return collected(library, snapshot)
        facts = self.facts
        if any(claims[path].explains or self.claims[path].explains for path in manifests):
            facts = replace(facts, explanations=tuple(explanations(root, snapshot.files, claims)))
        return replace(self, facts=facts, survey=survey, claims=claims)

    def _rests_on(self, path: str) -> bool:
        return path in self.looked_into or (
            path not in self.claims and any(each.startswith(f"{path}/") for each in self.looked_into)
        )


def collect_facts(library: Library, snapshot: Snapshot, patience: float = PATIENCE) -> Facts:
    """Ask every source. One that fails leaves its facts unknown, which is a problem of the run; the others count."""
    return collected(library, snapshot, patience).facts


def collected(library: Library, snapshot: Snapshot, patience: float = PATIENCE) -> CollectedFacts:
    """The same, with what they rest on."""
    try:
        sources = library.fact_sources
        if not sources and not library.catalogue.facts:
            return CollectedFacts(NO_FACTS)
        survey = snapshot.survey(library)
    except BadPlugin as error:
        return CollectedFacts(Facts(problems=(Problem("installed packages", 1, 1, error.message),)))
    chosen = snapshot.settings

    def is_excluded(path: Path) -> bool:
        return excluded(path, chosen.exclude, chosen.folder)

    known = survey.basis.listing.paths if survey.basis else None
    tree = Tree(survey.root, snapshot.files, is_excluded, snapshot.show, known)
    found, unjudged = _configured(library, survey, tree)
    claims = _claims(survey, snapshot, {}, ()) if found else {}
    claimed = owners(claims)
    found = [replace(each, owners=owners_of(each.path, claimed)) for each in found]
    stated = tuple(explanations(survey.root, snapshot.files, claims))
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
    facts = Facts(
        observations=tuple(found),
        unknown=tuple(unknown),
        problems=tuple(problems),
        unjudged=unjudged,
        explanations=stated,
    )
    return CollectedFacts(facts, survey, frozenset(tree.read), claims)


def _claims(
    survey: Survey, snapshot: Snapshot, known: Mapping[str, Claim], changed: Sequence[str]
) -> Mapping[str, Claim]:
    """What the manifests of a survey claim: as it knows itself, or as it was known of those that are not changed."""
    basis = survey.basis
    if basis is None:
        return {}
    if basis.claims:
        return basis.claims
    same = {path: each for path, each in known.items() if path not in changed}
    return claims_of(survey.root, snapshot.files, basis.listing.manifests, same)


def _configured(
    library: Library, survey: Survey, tree: Tree
) -> tuple[list[Observation], tuple[Problem, ...]]:
    """What configuration shows by the signs of policies."""
    kinds = library.catalogue.facts
    if not kinds:
        return [], ()
    try:
        looked = look(tree, kinds.values())
    except OSError:  # too many files, which the survey tells
        return [], ()
    rows: dict[tuple[object, ...], Shown] = {}  # detectors and signs may see the same
    for each in (*looked.shown, *survey_shows(survey, kinds, looked.replaced)):
        rows.setdefault((each.path, each.line, each.fact, str(each.value)), each)
    found = [
        Observation(
            fact=each.fact,
            value=each.value,
            unit=each.unit,
            place=tree.place(each.path, each.line, each.column),
            evidence=each.evidence,
            source=each.source,
            path=each.path,
            of=each.of,
            at_most=each.at_most,
        )
        for _, each in sorted(rows.items())
    ]
    return found, tuple(each._replace(path=tree.place(each.path, 1).path) for each in looked.unjudged)


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
