"""What a run found out, as one value: everything that any format says is in it, so that rendering looks at no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_icplicense import __version__
from pytest_icplicense.documents import Place, Problem
from pytest_icplicense.engine.waive import Review, review
from pytest_icplicense.library.settings import Settings
from pytest_icplicense.model.case import Outcome
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.input_file import Input
from pytest_icplicense.model.rendered import RenderedPage
from pytest_icplicense.model.result import Excerpt, Result, Tally
from pytest_icplicense.model.snippet import Snippet
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.runs.past_run import PastRun
from pytest_icplicense.text import Text
from pytest_icplicense.workspace.manifest_names import Name
from pytest_icplicense.workspace.snapshot import from_root

if TYPE_CHECKING:
    from pytest_icplicense.library import Library
    from pytest_icplicense.runs.overview import Overview
    from pytest_icplicense.runs.sharding import Shard


@dataclass(frozen=True, slots=True)
class Wants:
    """What a format says of a run besides what is not in order; a run gathers no more than that."""

    cases: bool = True
    """A result for each case."""
    inputs: bool = True
    """The files that were read and the policies, with their digests."""
    policies: bool = False
    """The provisions with their clauses, and the licenses."""
    overview: bool = False
    """Manifests as a page shows them: statements, places, deadlines."""
    snippets: bool = False
    """For checks that fail, what can be pasted; of documents that cannot be used, the lines around what is wrong."""

    def __or__(self, other: Wants) -> Wants:
        """What both want."""
        return Wants(
            self.cases or other.cases,
            self.inputs or other.inputs,
            self.policies or other.policies,
            self.overview or other.overview,
            self.snippets or other.snippets,
        )


CASES = Wants()
"""What most formats say."""
LINES_ONLY = Wants(cases=False, inputs=False)
"""What is not in order, and no more."""
TERMINAL = Wants(cases=False, inputs=False, snippets=True)
"""What a terminal says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverFile:
    """The waivers of a file that may be used, and what it takes to say something of them."""

    path: str
    inside: tuple[str, ...]
    """The manifests in and below its folder."""
    binds: tuple[str, ...]
    """The manifests of the run that it is for, where it has waivers."""
    waivers: tuple[Waiver, ...]
    names: frozenset[str]
    """The clauses and checks of the waivers that there are in the policies."""
    whole: bool
    """Whether all manifests inside were judged: only who has judged them all knows whether a waiver is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """What judging one manifest file gave; it holds plain values only."""

    path: Path
    shown: str
    """The path as messages show it."""
    results: tuple[Result, ...]
    """Of all cases; or, where nobody wants them, of those that are not in order, open, or may be waived."""
    tally: Tally
    problems: tuple[Problem, ...] = ()
    licenses: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    claims: tuple[Name, ...] = ()
    """The names that its documents claim, whether they get them or not."""
    held: tuple[Name, ...] = ()
    """The names that its documents got, as far as those who judged it knew."""
    used: tuple[Path, ...] = ()
    """The files that it refers to and that were looked at, itself and its waiver files among them."""
    inputs: tuple[Input, ...] = ()
    """The same with their digests."""
    overviews: tuple[Overview, ...] = ()
    reads: frozenset[Path] = frozenset()
    """Every path that its verdicts depend on, whether something is there or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a run found out, in the order of the files."""

    settings: Settings
    paths: tuple[str, ...]
    """The manifests that were judged, as messages show them."""
    results: tuple[Result, ...]
    problems: tuple[Problem, ...]
    licenses: tuple[str, ...]
    """The numbers of the licenses that the manifests run under."""
    tally: Tally
    """Of all cases, also of those that have no result."""
    warnings: tuple[Problem, ...] = ()
    """What fails nothing but must be known: cases that are open, files that could not be looked into, faint signs."""
    files: tuple[FileResult, ...] = ()
    """The same by file, where each case has a result."""
    waiver_files: tuple[WaiverFile, ...] = ()
    used: tuple[Path, ...] = ()
    """The files that were looked at: no report may be written over one of them."""
    inputs: tuple[Input, ...] = ()
    """The configuration, further policies and licenses, manifests, waivers and the files that manifests refer to, by
    path."""
    policies_sha256: str = ""
    """Of all policies, licenses and catalogues, shipped, brought by other packages and added, whatever they are called
    and wherever they lie."""
    license_inputs: tuple[Input, ...] = ()
    """The documents of the licenses that the manifests run under, by number."""
    version: str = __version__
    """Of the tool that judged."""
    below_root: str = "."
    """The folder that paths are relative to, from the repository's root."""
    policies: Library | None = field(default=None, repr=False)
    """What was judged by, for formats that quote it."""
    overviews: tuple[Overview, ...] = ()
    tests: tuple[Evidence, ...] | None = None
    """What the team's tests gave; None: nobody ran any, or said what they gave."""
    pages: tuple[RenderedPage, ...] = ()
    """What a browser showed of home pages."""
    not_run: int | None = 0
    """Cases and problems of these manifests that were left out: deselected, or the run ended before them. None: nobody
    knows how many."""
    complete: bool = True
    """Whether every case of the manifests that were asked about is among the results."""
    snippets: Mapping[str, Snippet] = field(default_factory=dict)
    """By the case, what can be pasted to put it right."""
    excerpts: Mapping[Place, Excerpt] = field(default_factory=dict)
    """By the place of a problem, the lines around it."""
    changes: tuple[Text, ...] = ()
    """Where a git reference was named, what changed since, line by line."""
    shard: Shard | None = None
    """Which part of the manifests that were asked about was judged; None: all of them."""
    asked: tuple[str, ...] = ()
    """Where a part was judged, all of them."""
    past: tuple[PastRun, ...] | None = None
    """Earlier runs, by as-of date; None: nobody named a folder of their reports."""

    def __repr__(self) -> str:
        """Short, since tests and reports print it."""
        return f"<Report {self.settings.as_of}, {len(self.paths)} manifests, {len(self.results)} results>"

    @property
    def exit_code(self) -> int:
        """0 nothing failed, 1 findings, 2 something could not be read or judged."""
        return exit_code(
            self.problems, (result.outcome for result in self.results if self.is_enforced(result))
        )

    def is_enforced(self, result: Result) -> bool:
        """Whether what a case comes to counts in this run, which may be held to the checks of some roles alone."""
        return result.criterion.is_enforced_for(self.settings.roles)

    @property
    def not_enforced(self) -> tuple[Result, ...]:
        """What fails, and is somebody else's to answer than the roles of this run."""
        failed = (Outcome.FAILED, Outcome.ERROR)
        return tuple(each for each in self.results if each.outcome in failed and not self.is_enforced(each))

    @property
    def library(self) -> Library:
        """The policies.

        Raises:
            RuntimeError: the format does not say that it wants them.
        """
        if self.policies is None:
            raise RuntimeError("the format does not say that it wants policies (Wants)")
        return self.policies

    @property
    def reviews(self) -> list[Review]:
        """What there is to say of each waiver whose folder was judged whole, by expiry.

        Of others nobody can say here that they match nothing or are no longer needed.
        """
        if not self.complete:
            return []
        checks = dict.fromkeys(name for kind in self.tally.counts for name in (kind.clause, kind.check))
        reviews: list[Review] = []
        for file in self.waiver_files:
            if not (file.whole and file.waivers):
                continue
            bound = set(file.binds)
            results = [each for each in self.results if each.document in bound]
            reviews += [
                review(each, results, self.settings.as_of, self.settings.warn_days, file.names, checks)
                for each in file.waivers
            ]
        return sorted(reviews, key=lambda each: each.waiver.expires)

    def from_root(self, path: str) -> str:
        """A path as it is shown, told from the repository's root: where services that show code look for it."""
        return from_root(self.below_root, path)


def exit_code(problems: Iterable[Problem], outcomes: Iterable[Outcome]) -> int:
    """0 nothing failed, 1 findings, 2 something could not be read or judged."""
    found = set(outcomes)
    if any(True for _ in problems) or Outcome.ERROR in found:
        return 2
    return 1 if Outcome.FAILED in found else 0
