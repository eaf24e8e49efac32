"""Facts: what is known besides the documents themselves, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pytest_icplicense.documents.document import Place, Problem
from pytest_icplicense.model.evidence import Evidence
from pytest_icplicense.model.rendered import RenderedPage
from pytest_icplicense.text import Text

OBSERVED: Final = "observed"
"""What a check's `for_each` begins with that is about facts: `observed.log-retention[*]`."""


def of_facts(for_each: tuple[str, ...]) -> bool:
    """Whether a check is about facts; `observed[*]` alone is what a manifest says of them."""
    return for_each[:1] == (OBSERVED,) and for_each[1:2] not in ((), ("[*]",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing that a source has seen: a value, where it stands, and whose it is."""

    fact: str
    """Its id: `log-retention`."""
    value: Any
    """A plain value, as JSON has it."""
    place: Place
    evidence: str
    """What was seen, as a message quotes it."""
    source: str
    """Who has seen it: the name of the source."""
    unit: str | None = None
    service: str | None = None
    """The manifest's name that it is of; None: every service of the repository."""
    path: str = ""
    """Its file as seen from the repository's root; empty: the place says it."""
    at_most: bool = False
    """Whether the value is only the most that it can be, and nobody knows how much less."""
    of: str | None = None
    """What the value is of, where it alone does not say: the cloud of a region."""
    owners: frozenset[str] | None = None
    """The services whose code it stands in: manifests with the number of their document, `a/icp.yaml#0`; None: it stands
    in nobody's, and so counts for all."""

    def is_of(self, service: str, owner: str) -> bool:
        """Whether it counts for a service, by its name and as an owner of code."""
        return self.service in (None, service) and (self.owners is None or owner in self.owners)

    @property
    def file(self) -> str:
        """Its file, as explanations name it."""
        return self.path or self.place.path


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a manifest says that an observed fact is (`observed`)."""

    fact: str
    path: str
    """As seen from the repository's root."""
    value: str | None
    """As text; None: every value in the file."""
    stated: str
    """The word for it: `not-user-logs`."""
    manifest: str
    """The name of the manifest that says so."""
    owner: str | None = None
    """The service that says so, as what claims code; None: an operator, who may speak of all that there is."""

    def explains(self, each: Observation) -> bool:
        """Whether it is of that observation, and that is for the manifest to say."""
        same = self.value is None or self.value == str(each.value)
        own = self.owner is None or each.is_of(self.manifest, self.owner)
        return same and own and self.fact == each.fact and self.path == each.file


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a run, as one value that travels to workers and is never changed."""

    outcomes: tuple[Evidence, ...] | None = None
    """What the team's tests gave; None: nobody ran any, or said what they gave."""
    observations: tuple[Observation, ...] = ()
    unknown: tuple[tuple[str, Text], ...] = ()
    """Facts that a source should have given and could not: their ids, each with the reason."""
    problems: tuple[Problem, ...] = ()
    """What is wrong with sources: the run cannot be in order, whatever its cases are."""
    unjudged: tuple[Problem, ...] = ()
    """Files that could not be looked into."""
    explanations: tuple[Explanation, ...] = ()
    pages: tuple[RenderedPage, ...] = ()
    """What a browser showed of pages."""
    tests_unread: bool = False
    """Whether results were named that cannot be used: nobody knows what else the tests gave."""

    def tests(self, clause: str, subject: str) -> list[Evidence] | None:
        """The outcomes of the tests that prove a clause for a manifest; None: nobody gave results of tests."""
        if self.outcomes is None:
            return None
        return [each for each in self.outcomes if each.clause == clause and each.subject == subject]

    def observed(self, fact: str) -> Iterator[Observation]:
        """What was seen of a fact."""
        return (each for each in self.observations if each.fact == fact)

    def of_service(self, name: str, owner: str) -> Facts:
        """The facts without what was seen of other services; `owner` is the manifest with the number of its document."""
        own = tuple(each for each in self.observations if each.is_of(name, owner))
        return self if len(own) == len(self.observations) else replace(self, observations=own)

    def explanation(self, each: Observation) -> Explanation | None:
        """What some manifest says of an observation."""
        return next((one for one in self.explanations if one.explains(each)), None)

    def why_unknown(self, fact: str) -> Text | None:
        """Why nobody knows whether there is such a fact; None: every source that could tell has told."""
        return next((why for name, why in self.unknown if name == fact), None)

    def rendered(self, site: str, document: str, file: str) -> tuple[str, list[RenderedPage]]:
        """What a browser showed of a site's page last in each window, and the folder that its paths are from.

        `file` is the page that the manifest `document` names, both from the repository's root: what was rendered of a file
        counts for that file, and what came from an address for the manifest. Where the project lay elsewhere when it was
        rendered (in a repository of its own, say), the end of the path tells it, and the folder is the rest.
        """
        own = [
            each
            for each in self.pages
            if each.site == site
            and (_ends(document, each.document) if each.file is None else _ends(file, each.file))
        ]
        longest = max((len(each.file or "") for each in own), default=0)
        latest = {each.viewport: each for each in own if each.file is None or len(each.file) == longest}
        return file[: len(file) - longest] if longest else "", list(latest.values())

    def with_pages(self, pages: tuple[RenderedPage, ...]) -> Facts:
        """The same facts with these pages besides."""
        return replace(self, pages=(*self.pages, *pages))

    def with_tests(self, outcomes: tuple[Evidence, ...] | None, *, unread: bool = False) -> Facts:
        """The same facts with these outcomes of tests; `unread`: and with others that cannot be used."""
        return replace(self, outcomes=outcomes, tests_unread=unread)


def _ends(path: str, end: str) -> bool:
    return f"/{path}".endswith(f"/{end}")


NO_FACTS: Final = Facts()
