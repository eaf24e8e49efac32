"""Policies, a snapshot of files and facts: what a run judges by and looks at. Binding a manifest changes none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from pytest_icplicense import library as libraries
from pytest_icplicense.documents import Document, Problem, Source, read
from pytest_icplicense.engine import expand
from pytest_icplicense.exports.expanding import expanded
from pytest_icplicense.files import DISK, Files
from pytest_icplicense.files.repository import LINK_LEAVES
from pytest_icplicense.hookspecs import BadPlugin
from pytest_icplicense.library import Library
from pytest_icplicense.library.settings import BadSetting, Settings, find
from pytest_icplicense.model.capability import Detections
from pytest_icplicense.model.case import Case
from pytest_icplicense.model.facts import Facts, Observation
from pytest_icplicense.model.license import License
from pytest_icplicense.model.manifest import NOTHING_DETECTED, SERVICE, Manifest
from pytest_icplicense.model.provision import Provision
from pytest_icplicense.model.waiver import Waiver
from pytest_icplicense.workspace.binding import Bound, license_numbers
from pytest_icplicense.workspace.manifest_faults import KINDS, faults, no_manifest, unknown_license
from pytest_icplicense.workspace.manifest_names import Name, Names, name_taken
from pytest_icplicense.workspace.operators import Operators
from pytest_icplicense.workspace.snapshot import Snapshot

if TYPE_CHECKING:
    from pytest_icplicense.detect.survey import Survey
    from pytest_icplicense.workspace.collect_facts import CollectedFacts

NONE_REFUSED: Final[Mapping[int, Path]] = MappingProxyType({})


class Workspace:
    """What one run rests on. It remembers what it was asked, and gives the same answer each time."""

    def __init__(
        self,
        settings: Settings,
        base: Path,
        files: Files = DISK,
        library: Library | None = None,
        survey: Survey | None = None,
        facts: Facts | None = None,
        outside: tuple[Path, ...] = (),
        given_in: Files | None = None,
    ) -> None:
        """`base` is the folder that shown paths are relative to; `files` is where everything is read.

        `outside` are the links to folders outside of the repository that the search for manifests came across;
        `given_in` is where waiver files, and what a browser showed, are read, if not among `files`.

        A `library`, a `survey` and `facts` that are given must be what the settings and files would have led to.
        """
        self.settings = settings
        self.outside = outside
        self.snapshot = Snapshot(settings, base, files, survey, given_in)
        self._library = library
        self._facts = facts
        self._bindings: dict[tuple[str, ...], list[Provision]] = {}
        self._waivers: dict[Path, tuple[tuple[Waiver, ...], tuple[Problem, ...]]] = {}
        self._operators = Operators(files, self.snapshot.show, self.snapshot.is_found)
        self._digests: dict[Path, str | None] = {}

    @property
    def files(self) -> Files:
        """Where everything is read."""
        return self.snapshot.files

    @property
    def base(self) -> Path:
        """The folder that shown paths are relative to."""
        return self.snapshot.base

    def show(self, file: Path) -> str:
        """A path as messages show it: relative to the base, with forward slashes."""
        return self.snapshot.show(file)

    @cached_property
    def library(self) -> Library:
        """The policies, read when the first manifest is."""
        if self._library is not None:
            return self._library
        return libraries.load(self.settings.policies, self.settings.licenses, self.show, self.files)

    @cached_property
    def facts(self) -> Facts:
        """What sources of facts and a browser have seen in these files, asked when the first manifest is bound."""
        return self._seen if self._facts is None else self._facts

    @cached_property
    def _seen(self) -> Facts:
        found = self._collected.facts
        if not self.settings.rendered:
            return found
        from pytest_icplicense.workspace.rendered_pages import with_rendered_pages

        with_pages, digests = with_rendered_pages(
            found, self.settings.rendered, self.snapshot.rendered_in, self.show
        )
        self._digests |= digests
        return with_pages

    @cached_property
    def _collected(self) -> CollectedFacts:
        from pytest_icplicense.workspace.collect_facts import collected

        return collected(self.library, self.snapshot)

    def named(self, facts: Facts) -> Facts:
        """The same facts, what was seen in the code of services told of each by its name."""
        from pytest_icplicense.detect.facts.owners import names_of

        root = self.snapshot.surveyed
        names: dict[frozenset[str], list[str]] = {}
        rows: list[Observation] = []
        for each in facts.observations:
            owners = each.owners or frozenset()
            if owners not in names:
                names[owners] = names_of(root, self.files, owners)
            rows += [replace(each, service=name) for name in names[owners]] or [each]
        return replace(facts, observations=tuple(rows))

    def with_facts(self, facts: Facts) -> Workspace:
        """The same policies and files, and other facts: what tests gave becomes known when they have run."""
        other = copy(self)
        other.__dict__["facts"] = facts
        return other

    def updated(self, changed: frozenset[Path], files: Files) -> Workspace:
        """The same settings and policies over files of which only those in `changed` are others."""
        other = Workspace(self.settings, self.base, files, self.library)
        other.snapshot = self.snapshot.updated(changed, files, self.library)
        if "_collected" in self.__dict__:
            other.__dict__["_collected"] = self._collected.updated(changed, self.library, other.snapshot)
            touched = any(not changed.isdisjoint((file, *file.parents)) for file in self.settings.rendered)
            if "_seen" in self.__dict__ and not touched and other._collected.facts is self._collected.facts:
                other.__dict__["_seen"] = self._seen
        other._operators = self._operators.updated(changed, files, other.snapshot)
        other._digests, other._waivers = self._digests.copy(), self._waivers.copy()
        for file in changed:
            other._digests.pop(file, None)
            other._waivers.pop(file, None)
        return other

    def detections(self, document: Document) -> Detections:
        """What the repository shows of the service that a document declares.

        Raises:
            BadPlugin: a package's detectors cannot be used.
        """
        return self.snapshot.detections(document, self.library)[0]

    @cached_property
    def _clauses(self) -> Mapping[str, None]:
        return dict.fromkeys(self.library.clause_ids())

    def provisions_for(self, licenses: tuple[License, ...]) -> list[Provision]:
        """The provisions that bind the holder of these licenses."""
        numbers = tuple(held.number for held in licenses)
        if numbers not in self._bindings:
            self._bindings[numbers] = self.library.binding(licenses)
        return self._bindings[numbers]

    def cases_of(self, manifest: Manifest) -> list[Case]:
        """The cases of a manifest, in order."""
        return expand(manifest, self.provisions_for(manifest.licenses), self.library.rules)

    def cases(self, bound: Bound) -> list[Case]:
        """The cases of a file's manifests, in order."""
        return [case for manifest in bound.manifests for case in self.cases_of(manifest)]

    def bind(self, file: Path, refused: Mapping[int, Path] = NONE_REFUSED) -> Bound:
        """The manifests of one file. Never raises for what the file contains.

        `refused` are the file's documents whose names other files have, by their number, with that file.
        """
        if self.library.problems:
            return Bound(file=file, problems=self.library.problems)
        repository = self.snapshot.repository
        with repository.noting() as noted:
            source = self._read(file)
            self._digests[file] = source.sha256
            problems = [*source.problems, *self.facts.problems]
            waivers: list[Waiver] = []
            for waiver_file in self.snapshot.waiver_files(file):
                usable, faults = self.waivers(waiver_file)
                waivers += usable
                problems += faults
            manifests: list[Manifest] = []
            claims: list[Name] = []
            for document in source.documents:
                manifest, found = self._bind(document, tuple(waivers), refused, claims)
                problems += found
                if manifest is not None:
                    manifests.append(manifest)
        return Bound(
            file=file,
            manifests=tuple(manifests),
            problems=tuple(problems),
            claims=tuple(claims),
            held=tuple(claim for claim in claims if claim.document not in refused),
            used=tuple(noted.used),
            reads=frozenset((file, *self.snapshot.waiver_candidates(file), *noted.looked)),
        )

    def bind_files(self, files: Iterable[Path], names: Names | None = None) -> Iterator[Bound]:
        """Bind files in this order, where the first manifest of a name has it; `names` are taken already."""
        names = names or Names()
        for file in files:
            bound = self.bind(file)
            refused = names.resolve(bound.claims)
            yield self.bind(file, refused) if refused else bound

    def _bind(
        self,
        document: Document,
        waivers: tuple[Waiver, ...],
        refused: Mapping[int, Path],
        claims: list[Name],
    ) -> tuple[Manifest | None, list[Problem]]:
        kind = document.kind
        if kind not in KINDS:
            return None, [no_manifest(document)]
        if problems := self.library.schema(kind.lower()).problems(document):
            return None, problems
        claims.append(self._name_of(document))
        if document.index in refused:
            return None, [name_taken(document, self.show(refused[document.index]))]
        document, problems = expanded(document, self.snapshot.repository, self.show)
        problems += faults(document, self._clauses, self.library.catalogue)
        licenses: list[License] = []
        for pointer, number in license_numbers(document.tree, kind):
            held = self.library.licenses.get(number)
            if held is None:
                why = unknown_license(number, self._held_by(document), self._configured_below(document))
                problems.append(document.problem(pointer, why))
            else:
                licenses.append(held)
        if not licenses:
            return None, problems
        operator: Document | None = document
        detected = NOTHING_DETECTED
        if kind == SERVICE:
            repository, schema = self.snapshot.repository, self.library.schema("operator")
            operator, found = self._operators.of(document, repository, schema)
            problems += found
            try:
                detected, seen_in = self.snapshot.detections(document, self.library)
            except BadPlugin as error:
                return None, [*problems, document.problem("", error.message)]
            repository.note(seen_in)
        return self._manifest(document, kind, licenses, operator, waivers, detected), problems

    def _held_by(self, document: Document) -> list[str]:
        """The known licenses of the operator of a manifest: those of others are nobody's to suggest."""
        operator: Document | None = document
        if document.kind == SERVICE:
            operator, _ = self._operators.of(
                document, self.snapshot.repository, self.library.schema("operator")
            )
        name = operator.tree.get("name") if operator is not None else None
        return [
            number
            for number, held in self.library.licenses.items()
            if name in (held.holder, *held.subsidiaries)
        ]

    def _configured_below(self, document: Document) -> str | None:
        """A configuration between the run's and a manifest, which holds for runs in its folder."""
        try:
            file = find(document.file.parent, self.files)
        except BadSetting:
            return None
        above = self.files.resolve(self.settings.folder)
        if file is None or (folder := self.files.resolve(file.parent)) == above:
            return None
        return self.show(file) if folder.is_relative_to(above) else None

    def _manifest(
        self,
        document: Document,
        kind: str,
        licenses: list[License],
        operator: Document | None,
        waivers: tuple[Waiver, ...],
        detected: Detections,
    ) -> Manifest:
        name = document.tree["name"]
        return Manifest(
            document,
            kind,
            name,
            tuple(licenses),
            operator,
            self.library.catalogue,
            self.snapshot.repository,
            waivers,
            detected,
            self.facts.of_service(name, self.snapshot.owner(document)) if kind == SERVICE else self.facts,
        )

    def _name_of(self, document: Document) -> Name:
        """The name of a manifest that its schema accepts."""
        file = self.snapshot.resolve(document.file)
        return Name(document.kind or "", document.tree["name"], file, document.index)

    def claims(self, file: Path) -> Iterator[Name]:
        """The names that a file's documents claim, without binding them: another shard judges them."""
        if self.library.problems:
            return
        source = self._read(file)
        self._digests[file] = source.sha256
        for document in source.documents:
            kind = document.kind
            if kind in KINDS and not self.library.schema(kind.lower()).problems(document):
                yield self._name_of(document)

    def _read(self, file: Path) -> Source:
        """The documents of a file; of one that a link has outside of the repository nothing is read."""
        if self.snapshot.repository.is_left_by(file):
            return Source((), (Problem(self.show(file), 1, 1, LINK_LEAVES),))
        return self._operators.read(file)

    def waivers(self, file: Path) -> tuple[tuple[Waiver, ...], tuple[Problem, ...]]:
        """The waivers of a file that may be used, and why the others may not."""
        if file not in self._waivers:
            apart = self.snapshot.given_in is not self.files
            source = read(file, self.show(file), self.snapshot.given_in) if apart else self._read(file)
            self._digests[file] = source.sha256
            self._waivers[file] = self.library.waivers(source)
        return self._waivers[file]

    def sha256(self, file: Path) -> str | None:
        """The digest of a file's bytes as they were read for judging, or as they are where nobody read them."""
        known = self._digests.get(file) or self._operators.sha256(file)
        return known or self.snapshot.repository.sha256(file)
